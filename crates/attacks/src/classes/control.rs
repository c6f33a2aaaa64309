//! Classes in which a message does what nobody should be able to do.

use super::Story;
use crate::town::{Draw, Town, Who};
use crate::Error;
use weir_client::AccountId;

/// Adds, resets, asks: what the counters of classes 6 to 8 are for.
fn counts(town: &mut Town<'_>, draw: &mut Draw) -> bool {
    let who = draw.user();
    match draw.below(4) {
        0 => town.send(Who::Alice, "reset", ()),
        1 => town.send(Who::Bob, "reset", ()),
        _ => town.send(who, "add", draw.below(1_000)),
    }
}

fn begin(town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
    let code = town.upload(code)?;
    town.subject = town.make(code, ())?;
    Ok(())
}

/// Eve calls herself the owner, by code that says so.
fn takes_over(town: &mut Town<'_>, message: &str) {
    if let Ok(evil) = town.helper_code("evil_code") {
        town.send(Who::Eve, message, evil);
        // After an upgrade the new code's message is there to be called.
        town.send_to(town.subject, Who::Eve, vec![0; 4], 0);
    }
}

fn is_owner(town: &mut Town<'_>) -> bool {
    let eve = town.account(Who::Eve);
    town.ask::<AccountId>("owner", ()) == Some(eve)
}

/// Class 6.
pub struct SetCode;

impl Story for SetCode {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        begin(town, code)
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        counts(town, draw)
    }

    fn attack(&self, town: &mut Town<'_>, _: &mut Draw) {
        takes_over(town, "upgrade");
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        is_owner(town)
    }
}

/// Class 7.
pub struct Terminate;

impl Story for Terminate {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        begin(town, code)
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        counts(town, draw)
    }

    fn attack(&self, town: &mut Town<'_>, _: &mut Draw) {
        town.send(Who::Eve, "close", ());
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        town.code().is_none()
    }
}

/// Class 8.
pub struct Delegate;

impl Story for Delegate {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        begin(town, code)
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        counts(town, draw)
    }

    fn attack(&self, town: &mut Town<'_>, _: &mut Draw) {
        takes_over(town, "plug_in");
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        is_owner(town)
    }
}

/// Class 15.
pub struct Helper;

impl Story for Helper {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let code = town.upload(code)?;
        town.subject = town.make(code, 1_000_u128)?;
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let (who, to) = (draw.user(), draw.user());
        let to = town.account(to);
        town.send(who, "transfer", (to, u128::from(draw.below(400))))
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        let eve = town.account(Who::Eve);
        town.send(Who::Eve, "set_balance", (eve, 1_000_000 + u128::from(draw.below(1_000))));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let eve = town.account(Who::Eve);
        town.ask::<u128>("balance_of", eve).is_some_and(|has| has > 0)
    }
}

/// Class 16.
pub struct Negated;

impl Story for Negated {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        begin(town, code)?;
        town.send(Who::Bob, "give", 10_000_u128);
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let to = town.account(draw.user());
        match draw.below(2) {
            0 => town.send(draw.user(), "give", u128::from(draw.below(1_000))),
            // The owner pays, and wonders.
            _ => town.send(Who::Alice, "pay", (to, u128::from(draw.below(100)))),
        }
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        let eve = town.account(Who::Eve);
        town.send(Who::Eve, "pay", (eve, 1_000 + u128::from(draw.below(1_000))));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let eve = town.account(Who::Eve);
        town.ask::<u128>("paid_to", eve).is_some_and(|has| has > 0)
    }
}
