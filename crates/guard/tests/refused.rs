//! Bad input: a clear error and no output.

mod common;

use common::learn::wat;
use weir_guard::{
    analysis::Analysis,
    instrument::{instrument, Mode, Options},
    module::{Bundle, Module},
    owner::Owner,
    profile::Profile,
    Error,
};

fn read(text: &str) -> Error {
    Module::read(&wat::parse_str(text).expect("the test's text")).expect_err(text)
}

const MEMORY: &str = r#"(import "env" "memory" (memory 1 16))"#;
const EXPORTS: &str = r#"(func (export "call")) (func (export "deploy"))"#;

#[test]
fn modules_the_chain_would_refuse_are_refused_by_name() {
    let with = |imports: &str, rest: &str| format!("(module {imports} {rest})");
    assert!(matches!(Module::read(b""), Err(Error::Malformed(_))));
    assert!(matches!(Module::read(b"\0asm\x01\0\0\0"), Err(Error::Memory(_))));
    assert!(matches!(read(&with(MEMORY, "")), Error::Exports(_)));
    assert!(matches!(read(&with(MEMORY, r#"(func (export "call"))"#)), Error::Exports(_)));
    assert!(matches!(read(&with(MEMORY, &format!(r#"{EXPORTS} (func (export "more"))"#))), Error::Exports(_)));
    assert!(matches!(
        read(&with(MEMORY, r#"(func (export "call") (param i32)) (func (export "deploy"))"#)),
        Error::Exports(_)
    ));
    assert!(matches!(read(&with("", EXPORTS)), Error::Memory(_)));
    assert!(matches!(read(&with("(memory 1)", EXPORTS)), Error::Memory(_)));
    assert!(matches!(read(&with(r#"(import "env" "memory" (memory 0 16))"#, EXPORTS)), Error::Memory(_)));
    assert!(matches!(read(&with(r#"(import "env" "memory" (memory 1 17))"#, EXPORTS)), Error::Memory(_)));
    assert_eq!(read(&with(MEMORY, &format!("{EXPORTS} (func $s) (start $s)"))), Error::Start);
    let import = |import: &str| with(&format!("{import} {MEMORY}"), EXPORTS);
    assert_eq!(read(&import(r#"(import "seal0" "nothing" (func))"#)), Error::UnknownImport("seal0.nothing".into()));
    assert!(matches!(read(&import(r#"(import "seal0" "input" (func (param i64)))"#)), Error::UnknownImport(_)));
    assert!(matches!(read(&import(r#"(import "env" "g" (global i32))"#)), Error::UnknownImport(_)));
    assert!(matches!(read(&with(MEMORY, &format!("{EXPORTS} (func (drop (f32.const 1)))"))), Error::Malformed(_)));
    let twice = "(func (result i32 i32) (i32.const 1) (i32.const 2))";
    assert!(matches!(read(&with(MEMORY, &format!("{EXPORTS} {twice}"))), Error::Malformed(_)));
}

#[test]
fn bundles_that_are_none_are_refused() {
    assert!(matches!(Bundle::read(b"hello"), Err(Error::Malformed(_))));
    assert!(matches!(Bundle::read(b"{}"), Err(Error::Bundle(_))));
    assert!(matches!(Bundle::read(b"{ \"source\": "), Err(Error::Bundle(_))));
    assert!(matches!(Bundle::read(br#"{"source":{"wasm":"0x0"}}"#), Err(Error::Bundle(_))));
    let changed = br#"{"source":{"wasm":"0x00","hash":"0x00"}}"#;
    assert!(matches!(Bundle::read(changed), Err(Error::BundleHash { .. })));
}

#[test]
fn a_bundle_keeps_its_metadata_around_new_code() {
    let code = wat("ways");
    let hash = weir_guard::module::hex(&weir_guard::module::code_hash(&code));
    let text = format!(
        r#"{{"source":{{"wasm":"{}","hash":"{hash}"}},"spec":{{"messages":[{{"label":"go","selector":"0x01020304"}}]}}}}"#,
        weir_guard::module::hex(&code)
    );
    let bundle = Bundle::read(text.as_bytes()).unwrap();
    assert_eq!(bundle.message([1, 2, 3, 4]), Some("go".into()));
    let output = instrument(&bundle.code, &Options::new(Mode::Learn), None).unwrap();
    let again = Bundle::read(&bundle.with_code(output.code.clone()).to_bytes()).unwrap();
    assert_eq!(again.code, output.code);
    assert_eq!(again.message([1, 2, 3, 4]), Some("go".into()));
}

#[test]
fn profiles_of_other_code_empty_ones_and_impossible_ones_are_refused() {
    let code = wat("ways");
    let analysis = Analysis::of(&code).unwrap();
    let enforce = |profile: Option<&Profile>| instrument(&code, &Options::new(Mode::Enforce), profile).err();
    assert_eq!(enforce(None), Some(Error::ProfileMissing));
    let empty = Profile::new(analysis.code_hash);
    assert_eq!(enforce(Some(&empty)), Some(Error::ProfileEmpty));
    let told = Options { allow_empty: true, ..Options::new(Mode::Enforce) };
    assert!(instrument(&code, &told, Some(&empty)).is_ok());
    assert!(matches!(enforce(Some(&Profile::new([1; 32]))), Some(Error::ProfileMismatch { .. })));
    let function = *analysis.shapes.keys().next().unwrap();
    let invented =
        empty.to_json().replace("{}", &format!(r#"{{"{function}":{{"4000000":{{"count":1,"first":"x"}}}}}}"#));
    let invented = Profile::from_json(&invented).unwrap();
    assert!(matches!(enforce(Some(&invented)), Some(Error::ProfileMalformed(_))));
    for text in ["", "[]", "{}", r#"{"version":2,"code":"0x00","frames":0,"functions":{}}"#] {
        assert!(matches!(Profile::from_json(text), Err(Error::ProfileMalformed(_))), "{text}");
    }
    let mut other = Profile::new([1; 32]);
    assert!(other.merge(&empty).is_err() && other.diff(&empty).is_err());
}

#[test]
fn an_owner_who_could_not_be_heard_is_refused() {
    let owner = Some(Owner { account: [1; 32], delay: 0 });
    let deaf = wat::parse_str(format!("(module {MEMORY} {EXPORTS})")).unwrap();
    let profile = Profile::new(Analysis::of(&deaf).unwrap().code_hash);
    let options = Options { owner: owner.clone(), allow_empty: true, ..Options::new(Mode::Enforce) };
    assert!(matches!(instrument(&deaf, &options, Some(&profile)), Err(Error::Options(_))));
    let options = Options { owner, ..Options::new(Mode::Learn) };
    assert!(matches!(instrument(&wat("ways"), &options, None), Err(Error::Options(_))));
}

/// Shapes at the edge: each is built or refused by name, quickly.
#[test]
fn extreme_functions_are_built_or_refused() {
    let set = r#"(import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))"#;
    let write = "(drop (call $set (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1)))";
    let module = |body: &str| {
        wat::parse_str(format!(
            r#"(module {set} {MEMORY} (func (export "deploy")) (func (export "call") (local $n i32) {body}))"#
        ))
        .unwrap()
    };
    let build = |code: &[u8]| instrument(code, &Options::new(Mode::Learn), None);
    // 60 choices one after the other: 2^60 paths, cut at joins.
    let many = "(if (local.get $n) (then (local.set $n (i32.const 1))))".repeat(60) + write;
    let many = module(&many);
    let analysis = Analysis::of(&many).unwrap();
    assert!(analysis.shapes.values().all(|shape| shape.numbering.total <= 4_096));
    common::engine_takes(&build(&many).unwrap().code).unwrap();
    // A table of 20,000 labels, two places.
    let table = format!("{write} (block (block (br_table {} (local.get $n))) {write})", "0 1 ".repeat(10_000));
    common::engine_takes(&build(&module(&table)).unwrap().code).unwrap();
    // No path to an exit.
    let never = module(&format!("{write} (loop $l (br $l))"));
    assert_eq!(Analysis::of(&never).unwrap().shapes.values().map(|shape| shape.numbering.total).sum::<u64>(), 0);
    common::engine_takes(&build(&never).unwrap().code).unwrap();
    // Blocks in blocks: 1,000 are built, 5,000 refused. Written as bytes: the text format's reader has a limit too.
    let deep = |depth: usize| {
        use wasm_encoder::*;
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        let memory = MemoryType { minimum: 1, maximum: Some(16), memory64: false, shared: false, page_size_log2: None };
        imports.import("env", "memory", memory);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut exports = ExportSection::new();
        exports.export("call", ExportKind::Func, 0).export("deploy", ExportKind::Func, 0);
        let mut body = Function::new([]);
        (0..depth).for_each(|_| {
            body.instructions().block(BlockType::Empty);
        });
        (0..=depth).for_each(|_| {
            body.instructions().end();
        });
        let mut code = CodeSection::new();
        code.function(&body);
        let mut module = wasm_encoder::Module::new();
        module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
        module.finish()
    };
    assert!(build(&deep(1_000)).is_ok());
    assert!(matches!(build(&deep(5_000)), Err(Error::TooLarge { .. })));
}
