//! docs/guard.md's first section as a newcomer follows it: every command line of the page is run as it stands there,
//! on the token of psp22 2.0.0, and on whatever contracts scripts/try_guard.sh has built.

use ink::scale::Encode;
use serde_json::Value;
use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};
use weir_client::bundle::Bundles;
use weir_client::{AccountId, Call, Chain, Embedded, Failure, Signer};
use weir_guard::map::Map;
use weir_guard::module::Bundle;

/// How long the owner's proposals wait unless told otherwise.
const DAY: u64 = 86_400_000;

/// A contract to try the page on, in a folder of its own, where it is called `token.contract` as on the page.
struct Trial {
    folder: PathBuf,
    spec: Value,
    /// Time spent in the page's commands.
    spent: Duration,
}

/// What a test of the contract does: name, who, message, arguments, whether it lasts.
type Step = (&'static str, &'static str, &'static str, Vec<u8>, bool);

impl Trial {
    fn new(name: &str, contract: &Path) -> Self {
        let folder = std::env::temp_dir().join(format!("weir-newcomer-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::copy(contract, folder.join("token.contract")).unwrap();
        // The same code with a name section: what a build leaves that is not stripped.
        let code = Bundle::read(&fs::read(contract).unwrap()).unwrap().code;
        let names = b"\x04name\x01\x08\x01\x00\x05first";
        let twin = [&code[..], &[0, u8::try_from(names.len()).unwrap()], names].concat();
        fs::write(folder.join("token.debug.wasm"), twin).unwrap();
        let bundle: Value = serde_json::from_slice(&fs::read(contract).unwrap()).unwrap();
        Self { folder, spec: bundle["spec"].clone(), spent: Duration::ZERO }
    }

    /// Runs `weir …` as the page has it, split at spaces.
    fn weir(&mut self, line: &str) -> String {
        let arguments = line.strip_prefix("weir ").unwrap().split_whitespace();
        let begun = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_weir")).args(arguments).current_dir(&self.folder).output();
        self.spent += begun.elapsed();
        let output = output.unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn size(&self, file: &str) -> usize {
        Bundle::read(&fs::read(self.folder.join(file)).unwrap()).unwrap().code.len()
    }

    /// A message's or a constructor's selector and these arguments.
    fn data(&self, label: &str, arguments: &[u8]) -> Vec<u8> {
        let all = ["messages", "constructors"].map(|kind| self.spec[kind].as_array().unwrap().clone());
        let entry = all.iter().flatten().find(|entry| entry["label"] == label).unwrap_or_else(|| panic!("no {label}"));
        let selector = hex::decode(entry["selector"].as_str().unwrap().trim_start_matches("0x")).unwrap();
        [selector, arguments.to_vec()].concat()
    }

    /// The steps on a fresh chain with this build. Answers the chain, the contract, and what was said.
    fn play(&self, build: &str, constructor: &[u8], steps: &[Step]) -> (Embedded, AccountId, String) {
        let mut chain = Embedded::new();
        let (trace, test) = (Rc::new(RefCell::new(String::new())), Rc::new(RefCell::new("new".to_owned())));
        let (ear, name) = (Rc::clone(&trace), Rc::clone(&test));
        chain.listen(move |spoken| {
            if spoken.lasted {
                *ear.borrow_mut() += &format!("# {}\n{}\n", name.borrow(), spoken.debug);
            }
        });
        let alice = Signer::dev("//Alice").unwrap();
        let code = Bundle::read(&fs::read(self.folder.join(build)).unwrap()).unwrap().code;
        let (hash, _) = chain.upload(&alice, &code).unwrap();
        let data = self.data("new", constructor);
        let (contract, _) = chain.instantiate(&alice, hash, data, Vec::new(), 0).unwrap();
        for (step, who, message, arguments, lasts) in steps {
            *test.borrow_mut() = (*step).to_owned();
            let answer = self.call(&mut chain, contract, who, message, arguments);
            assert_eq!(answer.is_ok(), *lasts, "{build}, {step}: {answer:?}");
        }
        let text = trace.borrow().clone();
        (chain, contract, text)
    }

    fn call(&self, chain: &mut Embedded, dest: AccountId, who: &str, message: &str, arguments: &[u8]) -> Answer {
        send(chain, dest, who, self.data(message, arguments))
    }

    /// The whole page. `unseen` is a call that the steps never make: it is refused, and lasts once the owner has
    /// mended it.
    fn follow(&mut self, constructor: &[u8], steps: &[Step], unseen: (&str, &str, Vec<u8>)) {
        let lines = page();
        assert!(lines.len() >= 10, "{lines:#?}");
        for line in &lines {
            if line.contains("guard learn ") {
                // Step 2: the tests, on the build that speaks.
                let (_, _, trace) = self.play("token-learn.contract", constructor, steps);
                fs::write(self.folder.join("trace.txt"), trace).unwrap();
            }
            if line.contains(" diff ") || line.contains(" merge ") {
                for copy in ["before.json", "after.json", "unit.json", "e2e.json"] {
                    fs::copy(self.folder.join("token.profile.json"), self.folder.join(copy)).unwrap();
                }
            }
            let told = self.weir(line);
            assert!(line.contains(" diff ") || !told.is_empty(), "{line} says nothing");
        }
        // What the tests do is done by the builds that are deployed; what they never did is watched by one, refused
        // by the other.
        let (who, message, arguments) = unseen;
        let (mut chain, contract, _) = self.play("token-watched.contract", constructor, steps);
        assert_eq!(self.call(&mut chain, contract, who, message, &arguments), Ok(()), "watched, not refused");
        let (mut chain, contract, _) = self.play("token-guarded.contract", constructor, steps);
        let refused = self.call(&mut chain, contract, who, message, &arguments);
        assert_eq!(refused, Err(vec![1, 1]), "{message}");
        // Why: the debug message by the map beside the build.
        let map = fs::read_to_string(self.folder.join("token-guarded.contract.map.json")).unwrap();
        let map: Map = serde_json::from_str(&map).unwrap();
        let signer = Signer::dev(who).unwrap();
        let data = self.data(message, &arguments);
        let mut codes = 0;
        // The owner mends it: the page's account is Bob's. One refusal may hide another behind it.
        while self.call(&mut chain, contract, who, message, &arguments).is_err() {
            let said = chain.dry_run(signer.account(), contract, data.clone(), 0).unwrap().debug;
            let why = map.explained(&said);
            let [why] = why.as_slice() else { panic!("{said}: {why:?}") };
            assert_eq!(map.message(why.selector), message);
            println!("  refused: {} in {} ({}), miss code {}", message, why.function, why.what, why.code);
            for operation in ["allow", "apply"] {
                let told = self.weir(&format!("weir guard mend {operation} {}", why.code));
                let input = hex::decode(told.trim().trim_start_matches("0x")).unwrap();
                assert_eq!(send(&mut chain, contract, "//Bob", input), Ok(()), "{operation} {}", why.code);
                let now = chain.now().unwrap();
                chain.set_time(now + DAY).unwrap();
            }
            codes += 1;
            assert!(codes < 10, "no end of refusals");
        }
        println!("  {codes} miss codes mended, then it lasts");
    }

    fn report(&self, name: &str) {
        let sizes = ["token.contract", "token-watched.contract", "token-guarded.contract"].map(|file| self.size(file));
        println!("{name}: {sizes:?} bytes plain, watched, guarded; the page's commands took {:?}", self.spent);
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Nothing, or what the contract answered when it refused.
type Answer = Result<(), Vec<u8>>;

fn send(chain: &mut Embedded, dest: AccountId, who: &str, data: Vec<u8>) -> Answer {
    let call = Call { signer: Signer::dev(who).unwrap(), dest, data, value: 0 };
    match chain.send(vec![call]).remove(0) {
        Ok(_) => Ok(()),
        Err(failure) => match failure.reason {
            Failure::Reverted(data) => Err(data),
            other => panic!("{other:?}"),
        },
    }
}

/// The command lines of the page's first section, without what may be left out and without comments. `explain` asks a
/// node: e2e/tests/attacks.rs runs it.
fn page() -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guard.md")).unwrap();
    let section = text.split("\n## ").find(|section| section.starts_with("Guard your own")).unwrap();
    let mut lines = Vec::new();
    for line in section.lines().filter(|line| line.starts_with("weir guard ") && !line.contains(" explain ")) {
        let plain = line.split(" #").next().unwrap_or_default();
        lines.push(plain.split(['[', ']']).step_by(2).collect::<String>().trim().to_owned());
    }
    lines
}

fn account(who: &str) -> AccountId {
    Signer::dev(who).unwrap().account()
}

#[test]
fn the_psp22_token() {
    let contract = Bundles::from_env().get("psp22_token").unwrap().path;
    let mut trial = Trial::new("psp22", &contract);
    let (bob, charlie) = (account("//Bob"), account("//Charlie"));
    let none = Vec::<u8>::new();
    let steps: Vec<Step> = vec![
        ("transfer", "//Alice", "PSP22::transfer", (bob, 100_u128, &none).encode(), true),
        ("transfer to one who has some", "//Alice", "PSP22::transfer", (bob, 100_u128, &none).encode(), true),
        ("more than there is", "//Bob", "PSP22::transfer", (charlie, 201_u128, &none).encode(), false),
        ("approve", "//Bob", "PSP22::approve", (charlie, 50_u128).encode(), true),
        ("transfer_from", "//Charlie", "PSP22::transfer_from", (bob, charlie, 20_u128, &none).encode(), true),
        ("increase_allowance", "//Bob", "PSP22::increase_allowance", (charlie, 50_u128).encode(), true),
        ("decrease_allowance", "//Bob", "PSP22::decrease_allowance", (charlie, 10_u128).encode(), true),
    ];
    let constructor = (1_000_000_u128, Some("Token"), Some("TOK"), 3_u8).encode();
    // Nobody has given away the last unit in a test.
    trial.follow(&constructor, &steps, ("//Bob", "PSP22::transfer", (charlie, 180_u128, &none).encode()));
    trial.report("psp22_token");
}

/// A contract of use-ink/ink-examples at ink! 5.1. It is not ours to keep here: scripts/try_guard.sh builds it where
/// `$WEIR_TRY` says, and runs these tests, which are there only when they can be run.
#[cfg(feature = "try")]
fn tried(name: &str) -> Trial {
    let folder = std::env::var_os("WEIR_TRY").map(PathBuf::from).expect("scripts/try_guard.sh sets $WEIR_TRY");
    Trial::new(name, &folder.join(format!("{name}.contract")))
}

#[cfg(feature = "try")]
#[test]
fn the_name_service_of_ink_examples() {
    let mut trial = tried("dns");
    let steps: Vec<Step> = vec![
        ("register", "//Alice", "register", [7_u8; 32].encode(), true),
        ("register again", "//Bob", "register", [7_u8; 32].encode(), false),
        ("set_address", "//Alice", "set_address", ([7_u8; 32], account("//Bob")).encode(), true),
        ("somebody else sets it", "//Bob", "set_address", ([7_u8; 32], account("//Bob")).encode(), false),
    ];
    trial.follow(&[], &steps, ("//Alice", "transfer", ([7_u8; 32], account("//Charlie")).encode()));
    trial.report("dns");
}

#[cfg(feature = "try")]
#[test]
fn the_multisig_of_ink_examples() {
    let mut trial = tried("multisig");
    let owners = ["//Alice", "//Bob", "//Charlie"].map(account).to_vec();
    // Callee, selector, input, value, gas limit, whether it may come back. The callee is no contract: the call is
    // answered so.
    let proposal = (AccountId::from([9; 32]), [1_u8, 2, 3, 4], Vec::<u8>::new(), 0_u128, 0_u64, false).encode();
    let steps: Vec<Step> = vec![
        ("submit", "//Alice", "submit_transaction", proposal.clone(), true),
        ("confirm", "//Bob", "confirm_transaction", 0_u32.encode(), true),
        ("submit another", "//Bob", "submit_transaction", proposal, true),
        ("confirm that", "//Charlie", "confirm_transaction", 1_u32.encode(), true),
    ];
    trial.follow(&(2_u32, owners).encode(), &steps, ("//Alice", "revoke_confirmation", 0_u32.encode()));
    trial.report("multisig");
}
