//! Learning runs over the small chain.

use super::{account, World};
use weir_guard::{
    analysis::Analysis,
    instrument::{instrument, Mode, Options},
    learn,
    profile::Profile,
};

pub fn wat(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/wat/{name}.wat", env!("CARGO_MANIFEST_DIR"));
    wat::parse_file(path).expect("a test's own text")
}

pub fn build(code: &[u8], mode: Mode, profile: Option<&Profile>) -> Vec<u8> {
    let options = Options { allow_empty: true, ..Options::new(mode) };
    let output = instrument(code, &options, profile).expect("builds");
    super::engine_takes(&output.code).expect("pallet-contracts takes the build");
    output.code
}

/// The profile of a contract that gets these inputs one after the other, with the state as it goes.
pub fn profile(code: &[u8], inputs: &[Vec<u8>]) -> Profile {
    let learning = build(code, Mode::Learn, None);
    let world = World::default();
    world.add(&learning);
    let mut profile = Profile::new(Analysis::of(code).expect("reads").code_hash);
    world.deploy(0, &[0; 4]);
    profile.add(&learn::frames(&world.debug()), "deploy");
    for (at, input) in inputs.iter().enumerate() {
        world.run(0, account(200), "call", input, false);
        profile.add(&learn::frames(&world.debug()), &format!("input {at}"));
    }
    profile
}
