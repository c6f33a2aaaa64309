//! Attacks on the node's own pallet: on the plain contract the attacker's goal is reached, on the guarded one it is not. What
//! the guard learns is one benign run of the messages that are meant to be used.

use std::cell::RefCell;
use std::rc::Rc;
use weir_client::{AccountId, Call, Chain, Embedded, Hash, Signer};
use weir_guard::analysis::Analysis;
use weir_guard::instrument::{instrument, Mode, Options};
use weir_guard::learn::frames;
use weir_guard::profile::Profile;

const BANK: &str = include_str!("wat/bank.wat");
const ROBBER: &str = include_str!("wat/robber.wat");
/// Takes calls and does nothing.
const CUSTOMER: &str =
    r#"(module (import "env" "memory" (memory 1 1)) (func (export "deploy")) (func (export "call")))"#;

/// Balance, credit, given away, paid out.
type State = (u32, u32, u64, u64);

/// A bank of some build on a chain of its own, with a customer and a robber.
struct Town {
    chain: Embedded,
    alice: Signer,
    bank: AccountId,
    customer: AccountId,
    robber: AccountId,
    robber_code: Hash,
}

impl Town {
    fn new(bank: &[u8]) -> Self {
        Self::on(Embedded::new(), bank)
    }

    fn on(mut chain: Embedded, bank: &[u8]) -> Self {
        let alice = Signer::dev("//Alice").unwrap();
        let mut make = |code: &[u8]| {
            let (hash, _) = chain.upload(&alice, code).unwrap();
            (chain.instantiate(&alice, hash, Vec::new(), Vec::new(), 0).unwrap().0, hash)
        };
        let (bank, _) = make(bank);
        let (customer, _) = make(&wat::parse_str(CUSTOMER).unwrap());
        let (robber, robber_code) = make(&wat::parse_str(ROBBER).unwrap());
        let mut town = Self { chain, alice, bank, customer, robber, robber_code };
        assert!(town.ask(6, &[]));
        town
    }

    fn send(&mut self, dest: AccountId, what: u8, arguments: &[u8]) -> bool {
        let data = [&[what, 0, 0, 0], arguments].concat();
        let call = Call { signer: self.alice.clone(), dest, data, value: 0 };
        self.chain.send(vec![call]).remove(0).is_ok()
    }

    /// Sends the bank a message; whether it lasted.
    fn ask(&mut self, what: u8, arguments: &[u8]) -> bool {
        self.send(self.bank, what, arguments)
    }

    fn batch(&mut self, count: u32, amount: u32) -> bool {
        self.ask(2, &[count.to_le_bytes(), amount.to_le_bytes()].concat())
    }

    fn withdraw(&mut self, to: AccountId) -> bool {
        let bytes: &[u8; 32] = to.as_ref();
        self.ask(1, bytes)
    }

    fn state(&mut self) -> State {
        let seen = self.chain.dry_run(self.alice.account(), self.bank, vec![7, 0, 0, 0], 0).unwrap().data;
        let word = |at: usize| u64::from_le_bytes(seen[at..at + 8].try_into().unwrap());
        let half = |at: usize| u32::from_le_bytes(seen[at..at + 4].try_into().unwrap());
        (half(0), half(4), word(8), word(16))
    }

    /// What the bank is for.
    fn benign(&mut self) {
        assert!(self.batch(2, 10));
        assert!(!self.batch(2, 60), "more than there is");
        assert!(self.withdraw(self.customer));
        assert!(self.withdraw(self.customer), "nothing is left to pay: no fault");
        self.state();
    }
}

fn plain() -> Vec<u8> {
    wat::parse_str(BANK).unwrap()
}

fn guarded() -> Vec<u8> {
    let code = plain();
    let build = |mode, profile: Option<&Profile>| instrument(&code, &Options::new(mode), profile).unwrap().code;
    let profile = Rc::new(RefCell::new(Profile::new(Analysis::of(&code).unwrap().code_hash)));
    let (ear, mut chain) = (Rc::clone(&profile), Embedded::new());
    chain.listen(move |spoken| {
        if spoken.lasted {
            ear.borrow_mut().add(&frames(spoken.debug), "benign");
        }
    });
    Town::on(chain, &build(Mode::Learn, None)).benign();
    let profile = profile.borrow();
    build(Mode::Enforce, Some(&profile))
}

/// The attack on the plain bank, and on the guarded one.
fn both<T>(attack: impl Fn(&mut Town) -> T) -> [T; 2] {
    [plain(), guarded()].map(|code| attack(&mut Town::new(&code)))
}

#[test]
fn what_is_meant_to_be_done_is_done_by_both() {
    let [plain, guarded] = both(|town| {
        town.benign();
        town.state()
    });
    assert_eq!(plain, (80, 0, 20, 10));
    assert_eq!(guarded, plain);
}

/// Class 1: the bank pays before it forgets what it owes.
#[test]
fn reentrancy() {
    let [plain, guarded] = both(|town| {
        let bank: [u8; 32] = *town.bank.as_ref();
        town.send(town.robber, 9, &bank);
        town.state().3
    });
    assert_eq!(plain, 20, "paid twice");
    assert!(guarded <= 10, "paid {guarded}");
}

/// Class 4: the product of a batch wraps; the balance test passes. It takes the probe.
#[test]
fn overflow() {
    let [plain, guarded] = both(|town| {
        let lasted = town.batch(1 << 16, (1 << 16) + 1);
        (lasted, town.state().2)
    });
    assert_eq!(plain, (false, 0), "65,536 is still more than there is");
    assert_eq!(guarded, plain);
    let [plain, guarded] = both(|town| {
        let lasted = town.batch(1 << 16, 1 << 16);
        (lasted, town.state().2)
    });
    assert_eq!(plain, (true, 1 << 32), "four thousand million given away, of 100");
    assert_eq!(guarded, (false, 0));
}

/// Class 6: anybody can replace the code.
#[test]
fn open_set_code_hash() {
    let [plain, guarded] = both(|town| {
        let before = town.chain.code_hash_of(town.bank).unwrap();
        let code: [u8; 32] = town.robber_code.into();
        town.ask(3, &code);
        town.chain.code_hash_of(town.bank).unwrap() != before
    });
    assert_eq!([plain, guarded], [true, false]);
}

/// Class 7: anybody can end the contract.
#[test]
fn open_terminate() {
    let [plain, guarded] = both(|town| {
        let to: [u8; 32] = *town.alice.account().as_ref();
        town.ask(4, &to);
        town.chain.code_hash_of(town.bank).unwrap().is_none()
    });
    assert_eq!([plain, guarded], [true, false]);
}

/// Class 15: what was meant for the inside is a message.
#[test]
fn internal_helper_exposed() {
    let [plain, guarded] = both(|town| {
        town.ask(5, &900_u32.to_le_bytes());
        town.state().0
    });
    assert_eq!([plain, guarded], [1_000, 100]);
}
