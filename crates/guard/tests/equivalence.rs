//! With everything allowed a guarded contract does what the plain one does: answers, storage, events.

mod common;

use common::{account, learn, Outcome, State, World};
use std::path::PathBuf;
use weir_guard::{
    analysis::Analysis,
    instrument::{Mode, Options},
    learn as lines,
    profile::Profile,
};

/// Every input of a little contract with many shapes of control flow.
fn shapes() -> Vec<Vec<u8>> {
    (0..4_u8).flat_map(|shape| (0..48_u8).map(move |n| vec![1, 2, 3, 4, shape, n])).collect()
}

/// Answers, and the state after each, of a contract that gets these inputs.
fn run(code: &[u8], deploy: &[Vec<u8>], inputs: &[Vec<u8>], fuel: &mut u64) -> (Vec<(Outcome, State)>, Vec<String>) {
    let world = World::default();
    world.add(code);
    let mut lines = Vec::new();
    let mut answers = Vec::new();
    let calls = deploy.iter().map(|input| ("deploy", input)).chain(inputs.iter().map(|input| ("call", input)));
    for (export, input) in calls {
        let answer = world.run(0, account(200), export, input, false);
        answers.push((answer, world.state()));
        lines.push(world.debug());
    }
    *fuel = world.0.borrow().fuel;
    (answers, lines)
}

fn guard(code: &[u8], mode: Mode, profile: Option<&Profile>) -> Vec<u8> {
    let options = Options { allow_empty: true, ..Options::new(mode) };
    let built = weir_guard::instrument::instrument(code, &options, profile).expect("builds").code;
    common::engine_takes(&built).expect("the chain takes it");
    built
}

/// Checks all modes against the plain code; answers with the bytes and the fuel, plain and enforced.
fn same_everywhere(name: &str, code: &[u8], deploy: &[Vec<u8>], inputs: &[Vec<u8>]) -> [u64; 6] {
    let (mut plain_fuel, mut fuel) = (0, 0);
    let (plain, _) = run(code, deploy, inputs, &mut plain_fuel);
    // A contract that makes tail calls is learnt with them.
    let learn_with = |tail_calls: bool| {
        let options = Options { tail_calls, ..Options::new(Mode::Learn) };
        weir_guard::instrument::instrument(code, &options, None).expect("builds").code
    };
    let first = run(&learn_with(false), deploy, inputs, &mut fuel).1;
    let tail_calls = first
        .iter()
        .flat_map(|text| lines::records(text))
        .any(|record| record.line == weir_guard::support::Line::Out && record.second & 4 != 0);
    let analysis = Analysis::with(code, tail_calls).expect("reads");
    let learning = learn_with(tail_calls);
    let (answers, printed) = run(&learning, deploy, inputs, &mut fuel);
    assert!(answers == plain, "{name}: the learning build differs");
    let mut profile = Profile::new(analysis.code_hash).with_tail_calls(tail_calls);
    for (text, (answer, _)) in printed.iter().zip(&plain) {
        // Of a transaction that failed nothing lasts, whatever it printed.
        if answer.lasts() {
            let frames = lines::frames(text);
            assert_eq!(frames.len(), 1, "{name}: {text}");
            profile.add(&frames, name);
        }
    }
    profile.fits(&analysis).expect("what was learnt fits");
    let everything = Profile::everything(&analysis);
    let (answers, _) = run(&guard(code, Mode::Enforce, Some(&everything)), deploy, inputs, &mut fuel);
    assert!(answers == plain, "{name}: differs with everything allowed");
    let enforced = guard(code, Mode::Enforce, Some(&profile));
    let monitored = guard(code, Mode::Monitor, Some(&profile));
    let (answers, printed) = run(&monitored, deploy, inputs, &mut fuel);
    assert!(answers == plain, "{name}: monitor differs on what was learnt");
    assert!(tail_calls || printed.iter().all(String::is_empty), "{name}: monitor reports what was learnt");
    let (answers, printed) = run(&enforced, deploy, inputs, &mut fuel);
    for ((answer, wanted), text) in answers.iter().zip(&plain).zip(&printed) {
        // A tail call that was never seen to succeed is refused before it fails by itself.
        let early = tail_calls && !wanted.0.lasts() && answer.0 == Outcome::refused() && answer.1 == wanted.1;
        assert!(early || (answer == wanted && text.is_empty()), "{name}: enforce differs on what was learnt: {text}");
    }
    // A build with nothing learnt refuses all that changes state, and only that.
    let nothing = guard(code, Mode::Enforce, Some(&Profile::new(analysis.code_hash)));
    let mut unused = 0;
    let (answers, _) = run(&nothing, deploy, inputs, &mut unused);
    for (answer, state) in answers {
        assert!(state.events.is_empty() && state.storage[0].is_empty(), "{name}: {answer:?} changed state");
    }
    let paths = profile.functions.values().map(|paths| paths.len() as u64).sum();
    [code.len() as u64, learning.len() as u64, enforced.len() as u64, plain_fuel, fuel, paths]
}

#[test]
fn shapes_of_control_flow_behave_the_same() {
    same_everywhere("ways", &learn::wat("ways"), &[vec![]], &shapes());
    let choices = (0..16_u8)
        .map(|bits| vec![1, 2, 3, 4, bits & 1, (bits >> 1) & 1, (bits >> 2) & 1, bits >> 3])
        .collect::<Vec<_>>();
    same_everywhere("two_choices", &learn::wat("two_choices"), &[vec![]], &choices);
}

/// Half of the inputs are learnt; of the others, each is either let through as it is or refused without a trace, and it
/// is refused exactly when it takes a path that was not learnt.
#[test]
fn exactly_the_paths_that_were_learnt_are_let_through() {
    let code = learn::wat("ways");
    for chosen in 2..9 {
        let seen: Vec<Vec<u8>> = shapes().into_iter().step_by(chosen).collect();
        let profile = learn::profile(&code, &seen);
        let guarded = guard(&code, Mode::Enforce, Some(&profile));
        let mut refused = 0;
        for input in shapes() {
            let alone = learn::profile(&code, &[input.clone()]);
            let expected = profile.diff(&alone).unwrap().added.is_empty();
            let (world, plain) = (World::default(), World::default());
            world.add(&guarded);
            plain.add(&code);
            let (answer, wanted) = (world.call(0, &input), plain.call(0, &input));
            if expected {
                assert_eq!(answer, wanted, "{input:?}");
                assert_eq!(world.state(), plain.state());
            } else {
                assert_eq!(answer, Outcome::refused(), "{input:?} takes a path that was not learnt");
                refused += 1;
            }
        }
        assert!(refused > 0, "one in {chosen} teaches everything: the test shows nothing");
    }
}

/// Selectors of a bundle's constructors and messages.
fn selectors(bundle: &serde_json::Value, kind: &str) -> Vec<Vec<u8>> {
    let entries = bundle["spec"][kind].as_array().cloned().unwrap_or_default();
    entries.iter().filter_map(|entry| weir_guard::module::unhex(entry["selector"].as_str()?).ok()).collect()
}

/// Arguments that decode as most types: zeros, ones, the caller's account, small numbers.
fn arguments(seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    let mut bytes = Vec::new();
    // The commonest shapes first: nothing, an amount, an account with an amount, two accounts with one.
    let amount = 5_u128.to_le_bytes();
    match seed {
        0 => bytes.extend([0; 256]),
        1 => bytes.extend([1_000_000_u128.to_le_bytes().as_slice(), &[0; 240]].concat()),
        2 => bytes.extend([account(1).as_slice(), &amount, &[0; 208]].concat()),
        3 => bytes.extend([account(200).as_slice(), &amount, &[0; 208]].concat()),
        4 => bytes.extend([account(200).as_slice(), &account(1), &amount, &[0; 176]].concat()),
        _ => {}
    }
    while bytes.len() < 256 {
        match random() % 4 {
            0 => bytes.extend(account(200)),
            1 => bytes.extend([0; 16]),
            2 => bytes.extend(u128::from(random() % 1_000).to_le_bytes()),
            _ => bytes.push((random() % 3) as u8),
        }
    }
    bytes
}

/// Bytes of a build that has learnt up to `most` random paths of each function: without rhyme or reason, so that
/// nothing is independent of anything, which is worse than what tests take.
fn with_random_paths(code: &[u8], most: u32) -> usize {
    let analysis = Analysis::of(code).unwrap();
    let mut text = String::new();
    let mut state = 1_u64;
    for (function, shape) in &analysis.shapes {
        for _ in 0..u64::from(most).min(shape.numbering.total) {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let path = (state >> 33) % shape.numbering.total;
            text += &format!("~wg{:016x}{:016x}\n", (2 << 56) | (u64::from(*function) << 32) | path, 0);
        }
    }
    let hash = analysis.code_hash;
    let begin = u64::from_be_bytes(hash[..8].try_into().unwrap());
    let text = format!("~wg{:016x}{begin:016x}\n{text}~wg{:016x}{:016x}\n", 1_u64 << 56, 6_u64 << 56, 0);
    let mut profile = Profile::new(hash);
    profile.add(&lines::frames(&text), "random");
    guard(code, Mode::Enforce, Some(&profile)).len()
}

/// On the suite's own bundles, which scripts/build.sh has built. Prints a line of figures for each.
#[test]
fn bundles_of_the_suite_behave_the_same() {
    let cache = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/weir/bundles"));
    let folder = std::env::var_os("WEIR_BUNDLES").map(PathBuf::from).or(cache);
    let entries = std::fs::read_dir(folder.expect("a folder")).expect("bundles: run scripts/build.sh");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "contract"));
    paths.sort();
    assert!(!paths.is_empty(), "no bundle: run scripts/build.sh");
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let document: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let bundle = weir_guard::module::Bundle::read(&bytes).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let with = |selector: &Vec<u8>, seed: u32| [selector.clone(), arguments(seed)].concat();
        let deploy: Vec<Vec<u8>> = selectors(&document, "constructors")
            .iter()
            .flat_map(|selector| (0..6).map(move |seed| with(selector, seed)))
            .collect();
        let mut calls = Vec::new();
        for seed in 0..10 {
            for selector in selectors(&document, "messages") {
                calls.push(with(&selector, seed));
            }
        }
        let start = std::time::Instant::now();
        Analysis::of(&bundle.code).unwrap();
        let analysed = start.elapsed();
        let [plain, learning, enforced, fuel, guarded, taken] = same_everywhere(&name, &bundle.code, &deploy, &calls);
        let share = |a: u64, b: u64| (b as f64 / a as f64 - 1.0) * 100.0;
        println!(
            "{name:12} {plain:6} B  learn {:+6.1} %  enforce {enforced:6} B {:+5.1} %  fuel {fuel:9} {:+5.1} %  {taken} paths  {analysed:?}",
            share(plain, learning),
            share(plain, enforced),
            share(fuel, guarded)
        );
        let random: Vec<String> = [1, 2, 4, 8, 16, 64]
            .iter()
            .map(|most| format!("{most}: {:+.1} %", share(plain, with_random_paths(&bundle.code, *most) as u64)))
            .collect();
        println!("{:12} random paths of each function, bytes: {}", "", random.join("  "));
    }
}
