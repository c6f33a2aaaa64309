//! A real node with two banks on it, one of the plain code and one of its guarded build, made as docs/guard.md tells a
//! newcomer: the guard learns from dry runs of what the bank is for, and only the command `weir` is used for it.

mod subxt_call;

pub use subxt_call::Sent;

use serde_json::json;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use subxt_call::Wire;
use weir_client::{AccountId, Call, Chain, Hash, Node, Signer};
use weir_e2e::{weir, DevNode};

const BANK: &str = include_str!("../../../crates/cli/tests/wat/bank.wat");
const ROBBER: &str = include_str!("../../../crates/cli/tests/wat/robber.wat");
/// Takes calls and does nothing.
const CUSTOMER: &str =
    r#"(module (import "env" "memory" (memory 1 1)) (func (export "deploy")) (func (export "call")))"#;
/// Names of the bank's messages, by the first byte of their selectors.
const MESSAGES: [&str; 7] = ["withdraw", "batch", "take_code", "end", "mint", "fund", "look"];

/// What a bank's storage holds: balance, credit, given away, paid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    pub balance: u32,
    pub credit: u32,
    pub given_away: u64,
    pub paid_out: u64,
}

/// One node for all attacks, started by the first that needs it, ended behind the last.
pub struct Town(Mutex<Inner>);

struct Inner {
    /// The answer of every attack, one behind the other: they share Alice and her nonce.
    chain: Node,
    wire: Wire,
    alice: Signer,
    plain: Vec<u8>,
    guarded: Vec<u8>,
    customer: AccountId,
    robber: Vec<u8>,
    banks: u8,
    folder: PathBuf,
    node: DevNode,
}

/// A bank of one build, with its robber.
pub struct Bank<'a> {
    town: MutexGuard<'a, Inner>,
    pub account: AccountId,
    pub robber: AccountId,
    pub robber_code: Hash,
}

impl Town {
    /// The town that there is, or a new one.
    pub fn share() -> Arc<Self> {
        static TOWN: Mutex<Weak<Town>> = Mutex::new(Weak::new());
        // What one test leaves behind when it fails is no harm to the next: each has banks of its own.
        let mut town = TOWN.lock().unwrap_or_else(PoisonError::into_inner);
        town.upgrade().unwrap_or_else(|| {
            let new = Arc::new(Self(Mutex::new(Inner::new())));
            *town = Arc::downgrade(&new);
            new
        })
    }

    /// The attack on a plain bank and on a guarded one: whether its goal was reached, and the transaction that was to
    /// reach it.
    pub fn both<T>(&self, attack: impl Fn(&mut Bank<'_>) -> (T, Sent)) -> [(T, Sent); 2] {
        [false, true].map(|guarded| {
            let mut town = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let code = if guarded { town.guarded.clone() } else { town.plain.clone() };
            let account = town.make(&code);
            let (alice, robber) = (town.alice.clone(), town.robber.clone());
            let robber_code = town.chain.upload(&alice, &robber).unwrap().0;
            let robber = town.make(&robber);
            let mut bank = Bank { town, account, robber, robber_code };
            assert!(bank.send(6, &[]).success, "a bank is funded");
            attack(&mut bank)
        })
    }

    /// What `weir guard explain` says of a transaction, by its place: on this node, with the map beside the guarded
    /// build.
    pub fn explain(&self, sent: &Sent) -> String {
        let town = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let which = format!("{}-{}", sent.block, sent.index);
        let mut command = town.weir();
        command.args(["explain", &which, "--map", "guarded.contract.map.json", "--engine", &town.node.url()]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{which}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Inner {
    fn new() -> Self {
        let node = DevNode::start();
        let (chain, wire) = (Node::connect(&node.url()).unwrap(), Wire::connect(&node.url()));
        let folder = std::env::temp_dir().join(format!("weir-town-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let plain = wat::parse_str(BANK).unwrap();
        let robber = wat::parse_str(ROBBER).unwrap();
        let alice = Signer::dev("//Alice").unwrap();
        let customer = AccountId::from([0; 32]);
        let guarded = Vec::new();
        let mut town = Self { chain, wire, alice, plain, guarded, customer, robber, banks: 0, folder, node };
        town.customer = town.make(&wat::parse_str(CUSTOMER).unwrap());
        town.guard();
        town
    }

    fn weir(&self) -> Command {
        let mut command = Command::new(weir());
        command.arg("guard").current_dir(&self.folder);
        command
    }

    /// `weir guard …`, split at spaces; it succeeds.
    fn done(&self, arguments: &str) {
        let output = self.weir().args(arguments.split(' ')).output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The page's way: a build that speaks, dry runs of what is meant to be done, each then sent, a profile, a build.
    fn guard(&mut self) {
        let message =
            |(label, first): (&&str, u8)| json!({ "label": label, "selector": format!("0x{first:02x}000000") });
        let messages: Vec<_> = MESSAGES.iter().zip(1..).map(message).collect();
        let code = format!("0x{}", hex::encode(&self.plain));
        let bundle =
            json!({ "contract": { "name": "bank" }, "source": { "wasm": code }, "spec": { "messages": messages } });
        fs::write(self.folder.join("bank.contract"), bundle.to_string()).unwrap();
        self.done("instrument bank.contract --mode learn --output learn.contract");
        let bank = self.make(&self.code_of("learn.contract"));
        let to: [u8; 32] = *self.customer.as_ref();
        let two_of = |amount: u8| [2, 0, 0, 0, amount, 0, 0, 0];
        let mut trace = String::new();
        for (test, what, arguments, lasts) in [
            ("fund", 6, &[][..], true),
            ("batch", 2, &two_of(10), true),
            ("too large a batch", 2, &two_of(60), false),
            ("withdraw", 1, &to, true),
            ("nothing left to withdraw", 1, &to, true),
        ] {
            let data = [&[what, 0, 0, 0], arguments].concat();
            let said = self.chain.dry_run(self.alice.account(), bank, data.clone(), 0).unwrap();
            assert_eq!(said.reverted, !lasts, "{test}");
            assert!(said.debug.contains("~wg"), "{test}: a learning build speaks in dry runs: {:?}", said.debug);
            if lasts {
                trace += &format!("# {test}\n{}\n", said.debug);
            }
            let call = Call { signer: self.alice.clone(), dest: bank, data, value: 0 };
            assert_eq!(self.chain.send(vec![call]).remove(0).is_ok(), lasts, "{test}");
        }
        fs::write(self.folder.join("trace.txt"), trace).unwrap();
        self.done("learn bank.contract --trace trace.txt --output profile.json");
        self.done("instrument bank.contract --mode enforce --profile profile.json --output guarded.contract");
        self.guarded = self.code_of("guarded.contract");
        assert_ne!(self.guarded, self.plain);
    }

    fn code_of(&self, bundle: &str) -> Vec<u8> {
        weir_guard::module::Bundle::read(&fs::read(self.folder.join(bundle)).unwrap()).unwrap().code
    }

    /// A new contract of this code; two of the same code have two accounts.
    fn make(&mut self, code: &[u8]) -> AccountId {
        self.banks += 1;
        let (hash, _) = self.chain.upload(&self.alice, code).unwrap();
        self.chain.instantiate(&self.alice, hash, Vec::new(), vec![self.banks], 0).unwrap().0
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Bank<'_> {
    /// Sends the bank a message as a signed transaction.
    pub fn send(&mut self, what: u8, arguments: &[u8]) -> Sent {
        self.send_to(self.account, what, arguments)
    }

    /// Sends a contract a message as a signed transaction.
    pub fn send_to(&mut self, dest: AccountId, what: u8, arguments: &[u8]) -> Sent {
        self.town.wire.send(dest, &[&[what, 0, 0, 0], arguments].concat())
    }

    pub fn batch(&mut self, count: u32, amount: u32) -> Sent {
        self.send(2, &[count.to_le_bytes(), amount.to_le_bytes()].concat())
    }

    pub fn withdraw_for_customer(&mut self) -> Sent {
        let to: [u8; 32] = *self.town.customer.as_ref();
        self.send(1, &to)
    }

    /// What the bank's storage holds.
    pub fn state(&mut self) -> State {
        let origin = self.town.alice.account();
        let seen = self.town.chain.dry_run(origin, self.account, vec![7, 0, 0, 0], 0).unwrap().data;
        let word = |at: usize| u64::from_le_bytes(seen[at..at + 8].try_into().unwrap());
        let half = |at: usize| u32::from_le_bytes(seen[at..at + 4].try_into().unwrap());
        State { balance: half(0), credit: half(4), given_away: word(8), paid_out: word(16) }
    }

    pub fn code_hash(&mut self) -> Option<Hash> {
        let account = self.account;
        self.town.chain.code_hash_of(account).unwrap()
    }

    pub fn alice(&self) -> [u8; 32] {
        *self.town.alice.account().as_ref()
    }
}
