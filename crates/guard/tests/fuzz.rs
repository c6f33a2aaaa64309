//! wasm-smith writes modules; the guard changes them: valid in, valid out, and the same behaviour.

mod common;

use arbitrary::Unstructured;
use common::{account, World};
use wasm_smith::{Config, Module};
use weir_guard::{
    analysis::Analysis,
    instrument::{instrument, Mode, Options},
    learn,
    profile::Profile,
};

/// Pseudo-random bytes, the same on every machine.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24) as u8
        })
        .collect()
}

/// How a seed's module is made: small ones, ones that may trap, large ones with many locals and functions.
fn config_of(seed: u64) -> Config {
    match seed % 4 {
        0 | 1 => config(),
        2 => Config { disallow_traps: false, ..config() },
        _ => Config {
            max_instructions: 3_000,
            min_funcs: 6,
            max_funcs: 24,
            max_types: 12,
            max_globals: 12,
            max_data_segments: 6,
            max_element_segments: 6,
            ..config()
        },
    }
}

/// What wasm-smith takes its imports and exports from: a contract's.
fn config() -> Config {
    let imports = wat::parse_str(
        r#"(module
        (import "seal0" "input" (func (param i32 i32)))
        (import "seal1" "get_storage" (func (param i32 i32 i32 i32) (result i32)))
        (import "seal2" "set_storage" (func (param i32 i32 i32 i32) (result i32)))
        (import "seal1" "clear_storage" (func (param i32 i32) (result i32)))
        (import "seal0" "seal_return" (func (param i32 i32 i32)))
        (import "seal0" "deposit_event" (func (param i32 i32 i32 i32)))
        (import "seal0" "caller" (func (param i32 i32)))
        (import "env" "memory" (memory 1 16)))"#,
    )
    .unwrap();
    let exports = wat::parse_str(r#"(module (func (export "call")) (func (export "deploy")))"#).unwrap();
    Config {
        available_imports: Some(imports),
        exports: Some(exports),
        // Traps would end nearly everything before it writes.
        disallow_traps: true,
        allow_floats: false,
        allow_start_export: false,
        bulk_memory_enabled: false,
        multi_value_enabled: false,
        reference_types_enabled: false,
        simd_enabled: false,
        relaxed_simd_enabled: false,
        saturating_float_to_int_enabled: false,
        sign_extension_ops_enabled: true,
        tail_call_enabled: false,
        extended_const_enabled: false,
        gc_enabled: false,
        exceptions_enabled: false,
        threads_enabled: false,
        memory64_enabled: false,
        wide_arithmetic_enabled: false,
        max_memories: 1,
        max_memory32_bytes: 16 << 16,
        memory_max_size_required: true,
        max_tables: 1,
        max_instructions: 400,
        min_funcs: 3,
        max_funcs: 10,
        max_types: 6,
        max_globals: 4,
        max_data_segments: 2,
        max_element_segments: 2,
        // All that there are: so that there is something to write with.
        min_imports: 8,
        ..Config::default()
    }
}

/// What two builds did: answers and states, calls of the chain, memories.
type Did = (Vec<(common::Outcome, common::State)>, Vec<(String, Vec<u32>)>, Vec<[u8; 32]>);

/// Where two builds first did different things.
fn difference(one: &Did, other: &Did) -> String {
    if let Some(at) = (0..one.1.len().max(other.1.len())).find(|at| one.1.get(*at) != other.1.get(*at)) {
        return format!("call {at} of the chain: {:?}, plain {:?}", one.1.get(at), other.1.get(at));
    }
    if let Some(at) = (0..one.0.len()).find(|at| one.0[*at] != other.0[*at]) {
        return format!("frame {at}: {:?}, plain {:?}", one.0[at].0, other.0[at].0);
    }
    let at = (0..one.2.len()).find(|at| one.2[*at] != other.2[*at]);
    format!("memory behind frame {at:?}, which answered {:?}", at.map(|at| &one.0[at].0))
}

/// How many functions had which shape of code.
#[derive(Debug, Default)]
struct Shapes {
    loops: usize,
    tables: usize,
    indirect: usize,
    deep: usize,
    locals: usize,
    no_exit: usize,
    traps: usize,
}

impl Shapes {
    fn count(&mut self, analysis: &Analysis<'_>) {
        use wasmparser::Operator as O;
        for function in &analysis.module.functions {
            let has = |wanted: fn(&O<'_>) -> bool| usize::from(function.ops.iter().any(|(op, _)| wanted(op)));
            self.loops += has(|op| matches!(op, O::Loop { .. }));
            self.tables += has(|op| matches!(op, O::BrTable { .. }));
            self.indirect += has(|op| matches!(op, O::CallIndirect { .. }));
            self.traps += has(|op| matches!(op, O::Unreachable));
            let mut depth = 0_i32;
            let deepest = function.ops.iter().map(|(op, _)| {
                depth += match op {
                    O::Block { .. } | O::Loop { .. } | O::If { .. } => 1,
                    O::End => -1,
                    _ => 0,
                };
                depth
            });
            self.deep += usize::from(deepest.max() >= Some(5));
            self.locals += usize::from(function.locals.iter().map(|(count, _)| count).sum::<u32>() >= 20);
        }
        self.no_exit += analysis.shapes.values().filter(|shape| shape.numbering.total == 0).count();
    }

    fn all(&self) -> bool {
        let Self { loops, tables, indirect, deep, locals, no_exit, traps } = self;
        [loops, tables, indirect, deep, locals, no_exit, traps].iter().all(|count| **count > 0)
    }
}

/// With a start function, which the chain refuses, a module is refused by that name.
#[test]
fn start_functions_of_a_fuzzer_are_refused() {
    let (mut started, mut refused) = (0, 0);
    for seed in 0..200_u64 {
        let noise = noise(seed ^ 0x5eed, 100_000);
        let with_start = Config { allow_start_export: true, ..config() };
        let Ok(module) = Module::new(with_start, &mut Unstructured::new(&noise)) else { continue };
        let code = module.to_bytes();
        let starts = wasmparser::Parser::new(0)
            .parse_all(&code)
            .any(|payload| matches!(payload, Ok(wasmparser::Payload::StartSection { .. })));
        if starts {
            started += 1;
            let why = instrument(&code, &Options::new(Mode::Learn), None).err();
            refused += usize::from(why == Some(weir_guard::Error::Start));
        }
    }
    assert!(started > 0 && refused == started, "{refused} of {started}");
}

#[test]
fn modules_of_a_fuzzer_stay_valid_and_behave_the_same() {
    let rounds = std::env::var("WEIR_GUARD_FUZZ").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(400_u64);
    let (mut read, mut wrote, mut matters, mut limited) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut shapes = Shapes::default();
    for seed in 0..rounds {
        let noise = noise(seed, 200_000);
        let Ok(mut module) = Module::new(config_of(seed), &mut Unstructured::new(&noise)) else { continue };
        if module.ensure_termination(600).is_err() {
            continue;
        }
        let code = module.to_bytes();
        // As it is it hardly ever writes. Most of them are made to.
        let code = if seed % 4 == 0 { code } else { common::speak::speaking(&code).unwrap_or(code) };
        // What the chain would refuse anyway (exported globals of the fuzzer's termination) is refused here too.
        let Ok(analysis) = Analysis::of(&code) else { continue };
        common::engine_takes(&code).unwrap_or_else(|why| panic!("seed {seed}: the input was taken: {why}"));
        read += 1;
        matters += analysis.shapes.len();
        shapes.count(&analysis);
        let build = |mode, profile: Option<&Profile>| {
            let options = Options { allow_empty: true, ..Options::new(mode) };
            let output = instrument(&code, &options, profile).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
            common::engine_takes(&output.code).unwrap_or_else(|why| panic!("seed {seed}, {mode:?}: {why}"));
            output.code
        };
        let inputs: Vec<Vec<u8>> = (0..8_u8).map(|n| vec![n; 1 + usize::from(n) * 5]).collect();
        let met_limit = std::cell::Cell::new(false);
        let run = |code: &[u8]| {
            let world = World::default();
            world.0.borrow_mut().lenient = true;
            world.add(code);
            // What was said in frames that lasted, one by one: what a frame says that traps has no end.
            let mut said = Vec::new();
            let mut answers = Vec::new();
            for export in ["deploy", "call"] {
                for input in &inputs {
                    let answer = world.run(0, account(200), export, input, false);
                    let debug = world.debug();
                    if answer.lasts() {
                        said.push(debug);
                    }
                    answers.push((answer, world.state()));
                }
            }
            let inner = world.0.borrow();
            met_limit.set(met_limit.get() || inner.limited > 0);
            // What was answered and stored; what was asked of the chain; what stood in the memory in the end.
            ((answers, inner.trace.clone(), inner.memories.clone()), said)
        };
        let (plain, _) = run(&code);
        let lasting = &plain.0;
        wrote += usize::from(lasting.iter().any(|(answer, state)| answer.lasts() && !state.storage[0].is_empty()));
        let (answers, text) = run(&build(Mode::Learn, None));
        // Endless recursion ends where the stack does, and a build with more in its frames gets there earlier.
        if met_limit.get() {
            limited += 1;
            continue;
        }
        assert!(answers == plain, "seed {seed}: learning differs: {}", difference(&answers, &plain));
        let mut profile = Profile::new(analysis.code_hash);
        text.iter().for_each(|text| profile.add(&learn::frames(text), "fuzz"));
        for (mode, profile) in [
            (Mode::Enforce, &profile),
            (Mode::Monitor, &profile),
            (Mode::Enforce, &Profile::everything(&analysis)),
            (Mode::Monitor, &Profile::new(analysis.code_hash)),
        ] {
            let (answers, _) = run(&build(mode, Some(profile)));
            if mode == Mode::Monitor && profile.is_empty() {
                // It tells what it saw, in an event at the frame's end, and does nothing else.
                let same = answers
                    .0
                    .iter()
                    .zip(lasting)
                    .all(|(one, other)| one.0 == other.0 && one.1.storage == other.1.storage);
                assert!(same, "seed {seed}: watching changes what is watched");
                continue;
            }
            assert!(answers == plain, "seed {seed}: {mode:?} differs: {}", difference(&answers, &plain));
        }
        build(Mode::Enforce, Some(&Profile::new(analysis.code_hash)));
        // Once more with contexts and rounds of loops told apart.
        let options = Options { depth: 2, rounds: true, ..Options::new(Mode::Learn) };
        let (answers, text) = run(&instrument(&code, &options, None).unwrap().code);
        assert!(answers == plain, "seed {seed}: learning contexts and rounds differs");
        let mut profile = Profile::new(analysis.code_hash).with_depth(2).with_rounds(true);
        text.iter().for_each(|text| profile.add(&learn::frames(text), "fuzz"));
        let (answers, _) = run(&build(Mode::Enforce, Some(&profile)));
        assert!(
            answers == plain,
            "seed {seed}: contexts and rounds that were learnt are refused: {}",
            difference(&answers, &plain)
        );
    }
    println!("{read} modules of {rounds}, {matters} functions that matter, {wrote} modules that write, {limited} that met a limit; {shapes:?}");
    assert!(rounds < 100 || shapes.all(), "a shape of code was never made: {shapes:?}");
    assert!(
        rounds < 100 || (read as u64 > rounds / 4 && matters > read && wrote > read / 6 && limited < read / 4),
        "the fuzzer makes nothing worth a test"
    );
}

/// Cut short or with a byte changed, a module is refused or read; it never breaks the tool.
#[test]
fn broken_modules_are_refused_without_a_panic() {
    let code = common::learn::wat("ways");
    for length in 0..code.len() {
        // Between two sections the rest may be a module of its own.
        let whole = common::engine_takes(&code[..length]).is_ok();
        assert!(whole || instrument(&code[..length], &Options::new(Mode::Learn), None).is_err(), "cut at {length}");
    }
    for at in 0..code.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut broken = code.clone();
            broken[at] ^= change;
            if let Ok(output) = instrument(&broken, &Options::new(Mode::Learn), None) {
                common::engine_takes(&output.code).expect("what is written is valid");
            }
        }
    }
}
