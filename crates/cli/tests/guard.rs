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
    let start = "(module (import \"env\" \"memory\" (memory 1 1)) (func $s) (start $s)
        (func (export \"call\")) (func (export \"deploy\")))";
    folder.write("start.wasm", module(start));
    let float = "(module (import \"env\" \"memory\" (memory 1 1)) (func (export \"call\") (drop (f32.const 1)))
        (func (export \"deploy\")))";
    folder.write("float.wasm", module(float));
    folder.write("deep.wasm", deep(5_000));
    folder.write("changed.contract", r#"{"source":{"wasm":"0x00","hash":"0x00"}}"#);
    for (file, words) in [
        ("start.wasm", "a start function"),
        ("float.wasm", "not Wasm that pallet-contracts accepts"),
        ("deep.wasm", "nested deeper than"),
        ("changed.contract", "the bundle states the code hash"),
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
    // Stripped of names, with a huge table of branches, without any way to an exit: odd, but built.
    let odd = |body: &str| {
        format!(
            r#"(module (import "seal2" "set_storage" (func (param i32 i32 i32 i32) (result i32)))
            (import "env" "memory" (memory 1 1)) (func (export "deploy")) (func (export "call") (local i32) {body}))"#
        )
    };
    let write = "(drop (call 0 (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1)))";
    folder.write(
        "table.wasm",
        module(&odd(&format!("{write} (block (block (br_table {} (local.get 0))))", "0 1 ".repeat(9_000)))),
    );
    folder.write("endless.wasm", module(&odd(&format!("{write} (loop (br 0))"))));
    for file in ["table.wasm", "endless.wasm"] {
        folder.done(&format!("instrument {file} --mode learn -o learn-{file}"));
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

/// A contract whose `call` is so many blocks in each other, written as bytes: the text format's reader has a limit too.
fn deep(depth: usize) -> Vec<u8> {
    let mut code = wat::parse_str(
        "(module (type (func)) (import \"env\" \"memory\" (memory 1 1)) (func $f (type 0)) (export \"call\" (func $f))
        (export \"deploy\" (func $f)))",
    )
    .unwrap();
    // The code section is the last but for names: one function with an empty body of four bytes.
    let at = code.windows(6).rposition(|bytes| bytes == [10, 4, 1, 2, 0, 11]).unwrap();
    let leb = |mut number: usize| {
        let mut bytes = Vec::new();
        while number > 127 {
            bytes.push((number % 128) as u8 | 128);
            number /= 128;
        }
        bytes.push(number as u8);
        bytes
    };
    let body = [vec![0], [2, 0x40].repeat(depth), vec![11; depth + 1]].concat();
    let section = [vec![1], leb(body.len()), body].concat();
    code.truncate(at);
    [code, vec![10], leb(section.len()), section].concat()
}

#[test]
fn a_twin_of_other_code_is_refused_and_one_with_names_is_taken() {
    let folder = Folder::new("twin");
    folder.done("instrument plain.wasm --mode learn -o learn.wasm");
    folder.write("trace.txt", folder.run("learn.wasm", &[[1, 0, 0]]).1);
    folder.done("learn plain.wasm --trace trace.txt -o profile.json");
    folder.write("other.wasm", wat::parse_str(CONTRACT.replace("(i32.const 64)", "(i32.const 65)")).unwrap());
    let enforce = "instrument plain.wasm --mode enforce --profile profile.json -o out.wasm --debug";
    for command in [
        "show plain.wasm profile.json --debug",
        "coverage plain.wasm profile.json --debug",
        "audit plain.wasm --debug",
        enforce,
    ] {
        folder.refused(&format!("{command} other.wasm"), 3, "other.wasm: names and lines: it is other code");
        folder.refused(&format!("{command} missing.wasm"), 3, "missing.wasm");
    }
    assert!(folder.done("show plain.wasm profile.json --debug plain.wasm").contains("write: "));
}

#[test]
fn the_suites_contracts_open_no_key_to_their_callers() {
    let bundles = weir_client::bundle::Bundles::from_env();
    let mut looked = 0;
    for entry in fs::read_dir(bundles.get("ledger").unwrap().path.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "contract") {
            continue;
        }
        let analysis = weir_guard::analysis::Analysis::of;
        let code = Bundle::read(&fs::read(&path).unwrap()).unwrap().code;
        for finding in weir_guard::audit::findings(&analysis(&code).unwrap()) {
            let low = finding.severity <= weir_guard::audit::Severity::Low;
            // Both hand messages on to codes of their own, whose hashes are set by who sets the contract up.
            let hands_on = finding.kind == "delegate_call"
                && ["exchange", "auction"].iter().any(|name| path.ends_with(format!("{name}.contract")));
            assert!(low || hands_on, "{}: {finding:?}", path.display());
        }
        looked += 1;
    }
    assert!(looked >= 15, "only {looked} bundles");
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
