//! Classes in which every call is valid: what bounds them is a policy, or nothing.
//!
//! The subjects ask firewall/policy where the town has one ([`Town::found`]). Bounds are some times what the benign sequences do.

use super::Story;
use crate::policy::Bounds;
use crate::town::{Draw, Town, Who};
use crate::Error;

/// Class 18.
pub struct Lottery;

impl Story for Lottery {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let code = town.upload(code)?;
        town.subject = town.make(code, ())?;
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        town.wait(1 + draw.below(1_000));
        town.send(draw.user(), "play", ())
    }

    fn attack(&self, town: &mut Town<'_>, _: &mut Draw) {
        for _ in 0..4 {
            let now = town.now();
            town.wait(8 - now % 8);
            town.send(Who::Eve, "play", ());
        }
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let eve = town.account(Who::Eve);
        town.ask::<u128>("won_by", eve) == Some(400)
    }
}

/// Class 19.
pub struct Loop;

impl Story for Loop {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let (code, policy) = (town.upload(code)?, town.policy);
        town.subject = town.make(code, policy)?;
        // Nobody joins more often than a sequence has steps.
        town.rule("join", Bounds { calls: 12, value: 12, above: u128::MAX })
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        match draw.below(4) {
            0 => town.send(draw.user(), "leave", ()),
            1 => town.send(draw.user(), "pay_all", ()),
            _ => town.send(draw.user(), "join", [draw.below(256) as u8; 96]),
        }
    }

    fn attack(&self, town: &mut Town<'_>, _: &mut Draw) {
        // A value of 16 KiB is the most that ink! writes: 128 entries.
        for number in 0..140 {
            if !town.send(Who::Eve, "join", [number as u8; 96]) {
                break;
            }
        }
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        !town.send(Who::Bob, "join", [0_u8; 96])
    }
}

/// Class 21.
pub struct Oracle;

impl Story for Oracle {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let (code, policy) = (town.upload(code)?, town.policy);
        town.subject = town.make(code, policy)?;
        // A loan is worth 1,000 at most, at a price near 1: twice that takes a second person.
        town.rule("borrow", Bounds { calls: 100, value: 100_000, above: 2_000 })
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        match draw.below(2) {
            0 => town.send(draw.user(), "swap", u128::from(1 + draw.below(1_000))),
            _ => town.send(draw.user(), "borrow", u128::from(1 + draw.below(1_000))),
        }
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        town.send(Who::Eve, "swap", 1_000_000 + u128::from(draw.below(1_000)));
        town.send(Who::Eve, "borrow", 1_000_u128);
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let eve = town.account(Who::Eve);
        town.ask::<u128>("lent_to", eve).is_some_and(|lent| lent > 3_000)
    }
}

/// Class 22: Eve has Alice's key.
pub struct Stolen;

impl Story for Stolen {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let (code, policy) = (town.upload(code)?, town.policy);
        town.subject = town.make(code, (policy, 1_000_000_u128))?;
        // A payment is below 1,000: twice that takes a second person, and nobody pays more than ten times that in a day.
        town.rule("pay", Bounds { calls: 100, value: 20_000, above: 2_000 })
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let to = town.account(draw.user());
        let sender = if draw.below(4) == 0 { Who::Bob } else { Who::Alice };
        town.send(sender, "pay", (to, u128::from(draw.below(1_000))))
    }

    fn attack(&self, town: &mut Town<'_>, _: &mut Draw) {
        let eve = town.account(Who::Eve);
        let left: u128 = town.ask("stock", ()).unwrap_or(0);
        town.send(Who::Alice, "pay", (eve, left));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        town.ask::<u128>("stock", ()) == Some(0)
    }
}
