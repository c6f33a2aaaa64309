//! Source lines: from the debug sections of the contract itself, or of the same code built without stripping them.

mod common;

use common::learn;
use weir_guard::analysis::Analysis;
use weir_guard::instrument::{instrument, Mode, Options};
use weir_guard::map::Map;
use weir_guard::module::Names;
use weir_guard::{report, Error};

const DEBUG: &[u8] = include_bytes!("lines/counter.debug.wasm");
const SOURCE: &str = include_str!("lines/counter.rs");

/// The same without custom sections: what goes on the chain.
fn stripped() -> Vec<u8> {
    let mut module = wasm_encoder::Module::new();
    for payload in wasmparser::Parser::new(0).parse_all(DEBUG) {
        let payload = payload.unwrap();
        if let (Some((id, range)), false) =
            (payload.as_section(), matches!(payload, wasmparser::Payload::CustomSection(_)))
        {
            module.section(&wasm_encoder::RawSection { id, data: &DEBUG[range.start as usize..range.end as usize] });
        }
    }
    module.finish()
}

/// `tests/lines/counter.rs:N`, N being the line with these words.
fn at(words: &str) -> String {
    let line = SOURCE.lines().position(|line| line.contains(words)).unwrap_or_else(|| panic!("no `{words}`"));
    format!("tests/lines/counter.rs:{}", line + 1)
}

fn inputs() -> [Vec<u8>; 2] {
    [[0, 0, 0, 0, 1, 0, 9, 9].to_vec(), [0, 0, 0, 0, 0, 1, 9, 9].to_vec()]
}

#[test]
fn a_stripped_contract_is_shown_by_the_lines_of_its_twin() {
    let code = stripped();
    let profile = learn::profile(&code, &inputs());
    let mut analysis = Analysis::of(&code).unwrap();
    let plain = report::show(&analysis, &profile);
    assert!(!analysis.module.names.has_lines() && !plain.contains("counter.rs"), "{plain}");
    let twin = Names::of_twin(&code, DEBUG).unwrap();
    analysis.module.add_names(twin);
    let shown = report::show(&analysis, &profile);
    // The function, by where it begins; each path, by the lines that its branches lead to.
    assert!(shown.contains(&format!("call ({}", at("pub extern \"C\" fn call"))), "{shown}");
    let of = |words: &str| format!(":{}", at(words).rsplit_once(':').unwrap().1);
    let ways: Vec<&str> = shown.lines().filter(|line| line.contains("input 0") || line.contains("input 1")).collect();
    let goes = |way: &str, words: &str| way.split_whitespace().any(|place| place.ends_with(&of(words)));
    assert!(ways.iter().any(|way| goes(way, "write(b\"one \"") && !goes(way, "write(b\"two \"")), "{shown}");
    assert!(ways.iter().any(|way| goes(way, "write(b\"two \"") && !goes(way, "write(b\"one \"")), "{shown}");
    // Coverage names the line, too.
    let covered = report::coverage(&analysis, &profile);
    let call = covered.iter().find(|one| one.name == "call").unwrap();
    assert_eq!(call.source, Some(at("pub extern \"C\" fn call")));
}

#[test]
fn a_contract_with_debug_sections_needs_no_twin_and_its_lines_are_right() {
    let analysis = Analysis::of(DEBUG).unwrap();
    assert!(analysis.module.names.has_lines());
    // Every call of the host function stands on the line that makes it.
    let set = analysis.module.import_of("set_storage", 2).unwrap();
    let mut calls = 0;
    for function in &analysis.module.functions {
        for (op, range) in &function.ops {
            if matches!(op, wasmparser::Operator::Call { function_index } if *function_index == set) {
                let place = analysis.module.names.place(range.start as u64).unwrap();
                assert_eq!(place, at("unsafe { set_storage("));
                calls += 1;
            }
        }
    }
    assert!(calls > 0);
}

#[test]
fn what_a_miss_code_means_is_told_by_lines() {
    let code = stripped();
    let profile = learn::profile(&code, &inputs());
    let output = instrument(&code, &Options::new(Mode::Enforce), Some(&profile)).unwrap();
    let mut analysis = Analysis::of(&code).unwrap();
    let by_offsets = Map::of(&analysis, &output);
    analysis.module.add_names(Names::of_twin(&code, DEBUG).unwrap());
    let by_lines = Map::of(&analysis, &output);
    assert_eq!(by_offsets.codes.len(), by_lines.codes.len());
    assert!(by_lines.codes.iter().any(|code| code.what.contains("counter.rs:")), "{by_lines:?}");
    assert!(by_offsets.codes.iter().all(|code| !code.what.contains("counter.rs")), "{by_offsets:?}");
    let again: Map = serde_json::from_str(&by_lines.to_json()).unwrap();
    assert_eq!(again, by_lines);
}

#[test]
fn a_twin_of_other_code_or_without_names_is_refused() {
    let refused = |twin: &[u8]| match Names::of_twin(&stripped(), twin) {
        Err(Error::Twin(why)) => why,
        other => panic!("{other:?}"),
    };
    assert!(refused(&learn::wat("ways")).contains("other code"));
    assert!(refused(&stripped()).contains("neither names nor lines"));
    assert!(Names::of_twin(&stripped(), b"\0asm").is_err());
}

/// The chain never reads debug sections: whatever they hold, the contract is read, and built to the same code.
#[test]
fn broken_debug_sections_are_passed_over() {
    let functions = Analysis::of(DEBUG).unwrap().shapes.len();
    let begin = DEBUG.windows(6).position(|bytes| bytes == b".debug").unwrap();
    let mut read = 0;
    for at in begin + 13..DEBUG.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut broken = DEBUG.to_vec();
            broken[at] ^= change;
            // A length may be hit, and what follows is then another section.
            let Ok(built) = instrument(&broken, &Options::new(Mode::Learn), None) else { continue };
            common::engine_takes(&built.code).unwrap();
            assert_eq!(Analysis::of(&broken).unwrap().shapes.len(), functions, "byte {at}");
            let _ = Names::of_twin(&stripped(), &broken);
            read += 1;
        }
    }
    assert!(read > 1_000, "only {read} of them were read");
}
