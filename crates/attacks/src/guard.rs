//! From benign sequences to a guarded build.

use crate::Error;
use std::cell::RefCell;
use std::rc::Rc;
use weir_client::Embedded;
use weir_guard::analysis::Analysis;
use weir_guard::instrument::{instrument, Mode, Options};
use weir_guard::learn::frames;
use weir_guard::profile::Profile;

/// A guarded build of this code, which knows what `play` did with its learning build, on as many chains as it makes.
///
/// # Errors
/// What weir-guard refuses, or `play`.
pub fn guarded(
    name: &str,
    code: &[u8],
    depth: u32,
    play: impl FnOnce(&dyn Fn() -> Embedded, &[u8]) -> Result<(), Error>,
) -> Result<Vec<u8>, Error> {
    let refused = |error| Error::Guard(name.to_owned(), error);
    let analysis = Analysis::of(code).map_err(refused)?;
    let profile = Rc::new(RefCell::new(Profile::new(analysis.code_hash).with_depth(depth)));
    let learning = instrument(code, &Options { depth, ..Options::new(Mode::Learn) }, None).map_err(refused)?;
    let listening = || {
        let (ear, mut chain) = (Rc::clone(&profile), Embedded::new());
        chain.listen(move |spoken| {
            if spoken.lasted {
                ear.borrow_mut().add(&frames(spoken.debug), "benign");
            }
        });
        chain
    };
    play(&listening, &learning.code)?;
    let profile = profile.borrow();
    let built = instrument(code, &Options::new(Mode::Enforce), Some(&profile)).map_err(refused)?;
    Ok(built.code)
}
