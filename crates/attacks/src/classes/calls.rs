//! Classes in which other contracts take part.

use super::Story;
use crate::town::{input, Draw, Town, Who};
use crate::Error;
use weir_client::{AccountId, Balance};

const UNIT: Balance = 1_000_000_000;

/// Someone's errand for the robber: whom to call with what, and what to do when called.
fn rob(
    town: &mut Town<'_>,
    robber: AccountId,
    value: Balance,
    first: Vec<u8>,
    then: (AccountId, Vec<u8>, u32),
) -> bool {
    let subject = town.subject;
    town.send_to(robber, Who::Eve, input("go", (subject, value, first, then)), value)
}

/// A contract as a customer, which sends what it is told to.
fn batch(town: &mut Town<'_>, who: Who, wallet: AccountId, calls: Vec<(AccountId, Balance, Vec<u8>)>) -> bool {
    town.send_to(wallet, who, input("batch", calls), 0)
}

/// Class 1.
pub struct Reentrancy;

impl Story for Reentrancy {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let code = town.upload(code)?;
        town.subject = town.make(code, ())?;
        town.helper("wallet", ())?;
        town.helper("robber", ())?;
        town.send_to(town.subject, Who::Alice, input("deposit", ()), 100 * UNIT);
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let (who, wallet, vault) = (draw.user(), town.others[0], town.subject);
        let amount = UNIT * Balance::from(1 + draw.below(20));
        match draw.below(5) {
            0 | 1 => town.send_to(vault, who, input("deposit", ()), amount),
            // Alice's stays: it is what the robber is after.
            2 if who != Who::Alice => town.send(who, "withdraw", ()),
            3 => batch(town, who, wallet, vec![(vault, amount / 100, input("deposit", ()))]),
            _ => batch(town, who, wallet, vec![(vault, 0, input("withdraw", ()))]),
        }
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        let (vault, robber) = (town.subject, town.others[1]);
        let value = 2 * UNIT;
        rob(town, robber, value, input("deposit", ()), (vault, input("withdraw", ()), 0));
        town.notes = vec![u64::try_from(town.balance(robber) / UNIT).unwrap_or(0)];
        let again = 1 + draw.below(3) as u32;
        rob(town, robber, 0, input("withdraw", ()), (vault, input("withdraw", ()), again));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let robber = town.others[1];
        let before = Balance::from(town.notes.first().copied().unwrap_or(0));
        // Its own two, and more.
        town.balance(robber) / UNIT > before + 3
    }
}

/// Class 2.
pub struct StaleRoot;

impl Story for StaleRoot {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let code = town.upload(code)?;
        town.subject = town.make(code, 10_000_u128)?;
        town.helper("wallet", ())?;
        town.helper("robber", ())?;
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let wallet = town.others[0];
        match draw.below(2) {
            0 => town.send(draw.user(), "notify", wallet),
            _ => town.send(draw.user(), "redeem", u128::from(draw.below(50))),
        }
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        let (shop, robber) = (town.subject, town.others[1]);
        for _ in 0..3 {
            let points = 4_000 + u128::from(draw.below(1_000));
            rob(town, robber, 0, input("notify", robber), (shop, input("redeem", points), 1));
        }
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let robber = town.others[1];
        let redeemed: u128 = town.ask("redeemed_by", robber).unwrap_or(0);
        let left: u128 = town.ask("points", ()).unwrap_or(0);
        redeemed + left > 10_000
    }
}

/// Class 3: the others are pool's customers, a robber, and the lender.
pub struct ReadOnly;

impl Story for ReadOnly {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let code = town.upload(code)?;
        town.subject = town.make(code, ())?;
        town.helper("wallet", ())?;
        town.helper("robber", ())?;
        let pool = town.subject;
        town.helper("lender", pool)?;
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let (pool, wallet, lender) = (town.subject, town.others[0], town.others[2]);
        let amount = u128::from(1 + draw.below(20));
        match draw.below(4) {
            0 => town.send(draw.user(), "join", amount),
            1 => town.send(draw.user(), "leave", amount),
            2 => batch(town, Who::Bob, wallet, vec![(pool, 0, input("leave", amount))]),
            _ => town.send_to(lender, draw.user(), input("borrow", ()), 0),
        }
    }

    fn attack(&self, town: &mut Town<'_>, _: &mut Draw) {
        let (robber, lender) = (town.others[1], town.others[2]);
        rob(town, robber, 0, input("join", 4_000_u128), (lender, Vec::new(), 0));
        rob(town, robber, 0, input("leave", 4_000_u128), (lender, input("borrow", ()), 1));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let (robber, lender) = (town.others[1], town.others[2]);
        town.ask_at::<u128>(lender, "lent_to", robber).is_some_and(|lent| lent > 2_000)
    }
}

/// Class 11: the owner's batch is a wallet; among what it is told to call is the attacker's robber.
pub struct Phishing;

impl Phishing {
    fn session(town: &mut Town<'_>, within: Vec<(AccountId, Balance, Vec<u8>)>) -> bool {
        let (wallet, batcher) = (town.subject, town.others[0]);
        let mut calls = vec![(wallet, 0, input("open", true))];
        calls.extend(within);
        calls.push((wallet, 0, input("open", false)));
        batch(town, Who::Alice, batcher, calls)
    }
}

impl Story for Phishing {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let batcher = town.helper("wallet", ())?;
        town.helper("robber", ())?;
        let code = town.upload(code)?;
        town.subject = town.make(code, batcher)?;
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let wallet = town.subject;
        let to = town.account(draw.user());
        let pay = |amount: u64| (wallet, 0, input("pay", (to, u128::from(amount))));
        match draw.below(4) {
            0 => town.send(draw.user(), "pay", (to, 5_u128)),
            1 => Self::session(town, vec![pay(1), pay(2)]),
            _ => Self::session(town, vec![pay(draw.below(100))]),
        }
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        let (wallet, robber) = (town.subject, town.others[1]);
        let eve = town.account(Who::Eve);
        let steal = input("pay", (eve, 1_000 + u128::from(draw.below(1_000))));
        // Eve told it what to do; Alice only means to look at something.
        rob(town, robber, 0, input("paid_to", eve), (wallet, steal, 1));
        Self::session(town, vec![(robber, 0, vec![0; 4])]);
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let eve = town.account(Who::Eve);
        town.ask::<u128>("paid_to", eve).is_some_and(|paid| paid > 0)
    }
}

/// Class 13.
pub struct Unchecked;

impl Story for Unchecked {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let token = town.helper("token", ())?;
        for who in [Who::Alice, Who::Bob, Who::Charlie] {
            let account = town.account(who);
            town.send_to(token, Who::Alice, input("give", (account, 1_000_000_u128)), 0);
        }
        let code = town.upload(code)?;
        town.subject = town.make(code, token)?;
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        town.send(draw.user(), "buy", u128::from(1 + draw.below(100)))
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        town.send(Who::Eve, "buy", u128::from(1 + draw.below(1_000)));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let eve = town.account(Who::Eve);
        town.ask::<u128>("goods_of", eve).is_some_and(|has| has > 0)
    }
}
