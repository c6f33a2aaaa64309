//! Executed instructions, which the weights hide: the scenario of `weir gas` on builds that count, of plain and of guarded code.

use super::super::{files, suite};
use super::{mean, more, Budget};
use crate::exit::{Exit, Failure};
use crate::gas;
use serde::Serialize;
use std::cell::RefCell;
use std::rc::Rc;
use weir_client::bundle::Bundles;
use weir_client::Embedded;
use weir_guard::count;

/// What the calls of the scenario that change something executed, all contracts together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// How many calls.
    pub calls: usize,
    /// Instructions of all calls, plain and guarded.
    pub all: (u64, u64),
    /// The mean over calls of how much more the guarded one executes, in per cent.
    pub mean: f64,
    /// The worst call.
    pub worst: f64,
}

/// Plays the scenario with both bundles.
pub fn figures(plain: &Bundles, guarded: &Bundles) -> Result<Figures, Failure> {
    let (before, after) = (counts(plain, plain)?, counts(plain, guarded)?);
    if before.len() != after.len() {
        let text = format!("plain code made {} calls, guarded code {}", before.len(), after.len());
        return Err(Failure::new(Exit::CheckFailed, text));
    }
    let pairs: Vec<(u64, u64)> = before.into_iter().zip(after).filter(|(plain, _)| *plain > 0).collect();
    let each = || pairs.iter().map(|(plain, guarded)| more(*plain, *guarded));
    Ok(Figures {
        calls: pairs.len(),
        all: pairs.iter().fold((0, 0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1)),
        mean: mean(each()),
        worst: each().fold(0.0, f64::max),
    })
}

/// What each transaction executed, in order.
fn counts(names: &Bundles, of: &Bundles) -> Result<Vec<u64>, Failure> {
    let mut counting = of.clone();
    for name in suite::codes(names)?.into_keys() {
        let bundle = of.get(&name).map_err(crate::deploy::fail::bundle)?;
        let code = count::build(&bundle.wasm).map_err(|error| files::refused(error).while_doing(&name))?;
        counting = counting.with(bundle.with_code(code));
    }
    let heard = Rc::new(RefCell::new(Vec::new()));
    let ear = Rc::clone(&heard);
    let mut chain = Embedded::new();
    chain.listen(move |spoken| {
        if !spoken.asked {
            ear.borrow_mut().push(count::executed(spoken.debug));
        }
    });
    gas::play(&mut chain, &counting)?;
    let counts = heard.borrow().clone();
    Ok(counts)
}

/// The budget on executed instructions.
pub fn budgets(figures: &Figures) -> Vec<Budget> {
    vec![Budget::new("running, executed instructions, mean", figures.mean, 15.0, "%")]
}
