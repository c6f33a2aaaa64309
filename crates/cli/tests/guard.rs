//! `weir guard` as users run it: from a contract to its guarded build, on the embedded engine; its answers to bad input.

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::rc::Rc;
use weir_client::{Call, Chain, Embedded, Failure, Signer};
use weir_guard::module::Bundle;

/// Two choices by two bytes of the input, each of which writes; a third byte asks to be refused.
const CONTRACT: &str = include_str!("../../guard/tests/wat/two_choices.wat");

/// A folder of a test's own, with the contract in it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("weir-guard-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("plain.wasm"), wat::parse_str(CONTRACT).unwrap()).unwrap();
        Self(path)
    }

    /// `weir guard …` in this folder; `arguments` split at spaces.
    fn weir(&self, arguments: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weir"));
        command.arg("guard").args(arguments.split(' ')).current_dir(&self.0).output().unwrap()
    }

    fn done(&self, arguments: &str) -> String {
        let output = self.weir(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// It failed with this code and these words, in one line, and wrote nothing.
    fn refused(&self, arguments: &str, code: i32, words: &str) {
        let before = self.files();
        let output = self.weir(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments}: {told}");
        assert!(told.trim_end().lines().count() == 1 && told.contains(words), "{arguments}: {told}");
        assert_eq!(self.files(), before, "{arguments}");
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), bytes).unwrap();
    }

    /// Calls a build on a fresh chain with these choices. Answers what happened, and what was said to the ear.
    fn run(&self, build: &str, choices: &[[u8; 3]]) -> (Vec<Result<(), Vec<u8>>>, String) {
        let mut chain = Embedded::new();
        let trace = Rc::new(RefCell::new(String::new()));
        let ear = Rc::clone(&trace);
        chain.listen(move |spoken| {
            if spoken.lasted {
                *ear.borrow_mut() += &format!("# call {}\n{}", spoken.input.len(), spoken.debug);
            }
        });
        let alice = Signer::dev("//Alice").unwrap();
        let code = Bundle::read(&fs::read(self.0.join(build)).unwrap()).unwrap().code;
        let (hash, _) = chain.upload(&alice, &code).unwrap();
        let (dest, _) = chain.instantiate(&alice, hash, vec![0; 4], Vec::new(), 0).unwrap();
        let call = |[one, two, refuse]: &[u8; 3]| {
            let data = vec![1, 2, 3, 4, *one, *two, *refuse, 0];
            Call { signer: alice.clone(), dest, data, value: 0 }
        };
        let answers = chain.send(choices.iter().map(call).collect()).into_iter().map(|answer| match answer {
            Ok(_) => Ok(()),
            Err(failure) => match failure.reason {
                Failure::Reverted(data) => Err(data),
                other => panic!("{other:?}"),
            },
        });
        let answers = answers.collect();
        let text = trace.borrow().clone();
        (answers, text)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const REFUSED: Result<(), [u8; 2]> = Err([1, 1]);

#[test]
fn from_a_contract_to_its_guarded_build() {
    let folder = Folder::new("loop");
    assert!(folder.done("instrument plain.wasm --mode learn -o learn.wasm").contains("B -> "));
    let (answers, trace) = folder.run("learn.wasm", &[[1, 0, 0], [0, 1, 0], [1, 1, 1]]);
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 2, "the third asks to be refused");
    folder.write("trace.txt", trace);
    let told = folder.done("learn plain.wasm --trace trace.txt -o profile.json");
    assert!(told.contains("profile.json") && told.contains("from 3 frames"), "{told}");

    folder.done("instrument plain.wasm --mode enforce --profile profile.json -o guarded.wasm");
    // Each choice alone was seen; both together never, nor neither.
    let (answers, _) = folder.run("guarded.wasm", &[[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]]);
    let refused: Result<(), Vec<u8>> = REFUSED.map_err(Vec::from);
    assert_eq!(answers[..3], [Ok(()), refused.clone(), Ok(())]);
    assert_eq!(answers[3], Err(vec![0, 0]), "what reverts by itself is not judged, and answers for itself");
    // Told so, the build watches.
    folder.done("instrument plain.wasm --mode monitor --profile profile.json -o monitor.wasm");
    assert_eq!(folder.run("monitor.wasm", &[[1, 1, 0]]).0, [Ok(())]);

    // What was learnt, as it is shown.
    assert!(folder.done("show plain.wasm profile.json").contains("call 8"));
    let coverage = folder.done("coverage plain.wasm profile.json --json");
    let coverage: serde_json::Value = serde_json::from_str(&coverage).unwrap();
    assert!(coverage.as_array().unwrap().iter().any(|one| one["taken"].as_u64() < one["paths"].as_u64()), "{coverage}");
    assert!(folder.done("coverage plain.wasm profile.json").contains("all edges"));
    assert!(folder.done("audit plain.wasm --profile profile.json").contains("writes"));
    let map = fs::read_to_string(folder.0.join("guarded.wasm.map.json")).unwrap();
    assert!(map.contains("never"), "{map}");
}

#[test]
fn profiles_are_compared_and_put_together() {
    let folder = Folder::new("merge");
    folder.done("instrument plain.wasm --mode learn -o learn.wasm");
    for (name, choice) in [("one", [1, 0, 0]), ("two", [1, 1, 0])] {
        folder.write(&format!("{name}.txt"), folder.run("learn.wasm", &[choice]).1);
        folder.done(&format!("learn plain.wasm --trace {name}.txt -o {name}.json"));
    }
    let same = folder.weir("diff one.json one.json");
    assert!(same.status.success() && same.stdout.is_empty());
    let differ = folder.weir("diff one.json two.json");
    let told = String::from_utf8(differ.stdout).unwrap();
    assert_eq!(differ.status.code(), Some(1));
    assert!(told.starts_with("- function") && told.contains("\n+ function"), "{told}");
    folder.done("merge one.json two.json -o both.json");
    let only_new = folder.weir("diff one.json both.json --json");
    let told: serde_json::Value = serde_json::from_slice(&only_new.stdout).unwrap();
    assert!(told["removed"].as_array().unwrap().is_empty() && !told["added"].as_array().unwrap().is_empty(), "{told}");
    // Learnt in one go or put together: the same file.
    folder.done("learn plain.wasm --trace one.txt --trace two.txt -o at-once.json");
    let [merged, at_once] = ["both.json", "at-once.json"].map(|name| fs::read_to_string(folder.0.join(name)).unwrap());
    assert_eq!(merged, at_once);
}

#[test]
fn bad_input_is_named_and_nothing_is_written() {
    let folder = Folder::new("bad");
    let plain = fs::read(folder.0.join("plain.wasm")).unwrap();
    folder.done("instrument plain.wasm --mode learn -o learn.wasm");
    folder.write("trace.txt", folder.run("learn.wasm", &[[1, 0, 0]]).1);
    folder.done("learn plain.wasm --trace trace.txt -o profile.json");
    let profile = fs::read_to_string(folder.0.join("profile.json")).unwrap();
    let module = |text: &str| wat::parse_str(text).unwrap();

    folder.write("short.wasm", &plain[..plain.len() / 2]);
    folder.write("words.wasm", "not a contract");
    folder.write("no-code.contract", "{\"source\":{}}");
    folder.write("no-exports.wasm", module("(module (import \"env\" \"memory\" (memory 1 1)))"));
    let unknown = "(module (import \"env\" \"memory\" (memory 1 1)) (import \"seal0\" \"nothing\" (func))
        (func (export \"call\")) (func (export \"deploy\")))";
    folder.write("unknown.wasm", module(unknown));
    for (file, words) in [
        ("missing.wasm", "missing.wasm"),
        ("short.wasm", "short.wasm: not Wasm"),
        ("words.wasm", "words.wasm"),
        ("no-code.contract", "no `source.wasm`"),
        ("no-exports.wasm", "exports"),
        ("unknown.wasm", "`seal0.nothing`"),
        ("learn.wasm", "already guarded"),
    ] {
        folder.refused(&format!("instrument {file} --mode learn -o out.wasm"), 3, words);
        folder.refused(&format!("audit {file}"), 3, file);
    }

    let enforce = "instrument plain.wasm --mode enforce -o out.wasm";
    folder.refused(enforce, 2, "needs a profile");
    folder.refused("instrument plain.wasm --mode learn --profile profile.json -o out.wasm", 2, "leave out --profile");
    folder.refused("instrument plain.wasm --mode learn --context 9 -o out.wasm", 2, "at most 4");
    folder.refused("instrument plain.wasm --mode learn --owner //Alice -o out.wasm", 2, "owner");
    folder.refused(&format!("{enforce} --profile profile.json --loops"), 2, "--loops");
    let parsed: serde_json::Value = serde_json::from_str(&profile).unwrap();
    let code = parsed["code"].as_str().unwrap();
    let mut empty = parsed.clone();
    empty["functions"] = serde_json::json!({});
    folder.write("empty.json", empty.to_string());
    folder.write("other.json", profile.replace(code, &format!("0x{}", "7".repeat(64))));
    folder.write("broken.json", &profile[..profile.len() / 2]);
    for (file, words) in [
        ("empty.json", "the profile is empty"),
        ("other.json", "the profile belongs to code"),
        ("broken.json", "broken.json"),
        ("missing.json", "missing.json"),
    ] {
        folder.refused(&format!("{enforce} --profile {file}"), 3, words);
    }
    folder.refused("coverage plain.wasm other.json", 3, "the profile belongs to code");
    folder.refused("merge profile.json other.json -o out.json", 3, "other.json");
    folder.write("silent.txt", "# a test\nnothing was said\n");
    folder.refused("learn plain.wasm --trace silent.txt -o out.json", 3, "silent.txt: no frame");
    // An empty profile is taken by who asks for it.
    folder.done("instrument plain.wasm --mode enforce --profile empty.json --allow-empty -o closed.wasm");
    assert_eq!(folder.run("closed.wasm", &[[1, 0, 0]]).0, [REFUSED.map_err(Vec::from)]);
}

#[test]
fn a_bundle_stays_a_bundle() {
    let folder = Folder::new("bundle");
    let code = fs::read(folder.0.join("plain.wasm")).unwrap();
    let bundle =
        serde_json::json!({ "source": { "wasm": weir_guard::module::hex(&code) }, "spec": { "messages": [] } });
    folder.write("plain.contract", bundle.to_string());
    let told = folder.done("instrument plain.contract --mode learn -o learn.contract --json");
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let text = fs::read_to_string(folder.0.join("learn.contract")).unwrap();
    let made: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(made["spec"], bundle["spec"]);
    assert_eq!(made["source"]["hash"], told["guarded"]["code"]);
    assert!(told["guarded"]["bytes"].as_u64() > told["plain"]["bytes"].as_u64());
    assert!(Bundle::read(text.as_bytes()).is_ok());
}
