//! Classes in which data decide: the path is that of a normal call.

use super::Story;
use crate::town::{Draw, Town, Who};
use crate::Error;
use weir_client::hash::blake2_256;
use weir_client::AccountId;

fn begin(town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
    let code = town.upload(code)?;
    town.subject = town.make(code, ())?;
    Ok(())
}

fn eves<T: ink::scale::Decode + Default + PartialOrd>(town: &mut Town<'_>, question: &str) -> bool {
    let eve = town.account(Who::Eve);
    town.ask::<T>(question, eve).is_some_and(|has| has > T::default())
}

/// Class 4.
pub struct Overflow;

impl Story for Overflow {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let code = town.upload(code)?;
        town.subject = town.make(code, 1_000_u64)?;
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let to: Vec<AccountId> = (0..1 + draw.below(3)).map(|_| town.account(draw.user())).collect();
        town.send(draw.user(), "batch_transfer", (to, draw.below(200)))
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        let eve = town.account(Who::Eve);
        let count = 1_u32 << (1 + draw.below(2));
        let amount = (u64::MAX / u64::from(count)) + 1;
        town.send(Who::Eve, "batch_transfer", (vec![eve; count as usize], amount));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let eve = town.account(Who::Eve);
        town.ask::<u64>("balance_of", eve).is_some_and(|has| has > 1_000)
    }
}

/// Class 5.
pub struct Truncation;

impl Story for Truncation {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        begin(town, code)
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        match draw.below(2) {
            0 => town.send(draw.user(), "pay_in", draw.below(1_000) as u32),
            _ => town.send(draw.user(), "buy", draw.below(800)),
        }
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        town.send(Who::Eve, "buy", (1 + draw.below(1_000)) << 32);
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        eves::<u64>(town, "goods_of")
    }
}

/// Class 9.
pub struct ChosenKey;

impl Story for ChosenKey {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        begin(town, code)
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let note = [draw.below(256) as u8; 32];
        town.send(draw.user(), "write", (draw.below(256) as u32, note))
    }

    fn attack(&self, town: &mut Town<'_>, _: &mut Draw) {
        let eve = town.account(Who::Eve);
        let note: &[u8; 32] = eve.as_ref();
        town.send(Who::Eve, "write", (4096_u32, *note));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let eve = town.account(Who::Eve);
        town.ask::<Option<AccountId>>("owner", ()) == Some(Some(eve))
    }
}

/// Class 10.
pub struct SetUpAgain;

impl Story for SetUpAgain {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        begin(town, code)?;
        town.send(Who::Alice, "set_up", 1_000_u128);
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        town.send(draw.user(), "set_limit", u128::from(draw.below(1_000)))
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        town.send(Who::Eve, "set_up", u128::from(draw.below(1_000)));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let eve = town.account(Who::Eve);
        town.ask::<Option<AccountId>>("owner", ()) == Some(Some(eve))
    }
}

/// Class 12.
pub struct Deputy;

impl Story for Deputy {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        begin(town, code)
    }

    /// Notes: the owner of each lot.
    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let open = town.notes.iter().rposition(|owner| *owner < 3);
        match (draw.below(3), open) {
            (0, Some(at)) => {
                let owner = [Who::Alice, Who::Bob, Who::Charlie][town.notes[at] as usize];
                town.notes[at] = 3;
                let to = town.account(draw.user());
                town.send(owner, "release", (at as u32 + 1, to))
            }
            _ => {
                let owner = draw.user();
                town.notes.push(owner as u64);
                town.send(owner, "put", u128::from(1 + draw.below(1_000)))
            }
        }
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        town.notes.push(Who::Alice as u64);
        town.send(Who::Alice, "put", u128::from(1 + draw.below(1_000)));
        let (lot, eve) = (town.notes.len() as u32, town.account(Who::Eve));
        town.send(Who::Eve, "release", (lot, eve));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        eves::<u128>(town, "released_to")
    }
}

/// Class 14.
pub struct From;

impl Story for From {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        let code = town.upload(code)?;
        town.subject = town.make(code, 100_000_u128)?;
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let (from, to) = (draw.user(), draw.user());
        let (from_account, to) = (town.account(from), town.account(to));
        let amount = u128::from(draw.below(500));
        match draw.below(2) {
            0 => town.send(from, "transfer_from", (from_account, to, amount)),
            _ => {
                let spender = draw.user();
                let account = town.account(spender);
                town.send(from, "approve", (account, amount));
                town.send(spender, "transfer_from", (from_account, to, amount))
            }
        }
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        let (alice, eve) = (town.account(Who::Alice), town.account(Who::Eve));
        town.send(Who::Eve, "transfer_from", (alice, eve, u128::from(1 + draw.below(500))));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        eves::<u128>(town, "balance_of")
    }
}

/// Class 17.
pub struct Replay;

impl Replay {
    fn voucher(number: u64) -> ([u8; 32], [u8; 32]) {
        let secret: [u8; 32] = blake2_256(&number.to_le_bytes()).into();
        (secret, blake2_256(&secret).into())
    }
}

impl Story for Replay {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        begin(town, code)
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let (secret, voucher) = Self::voucher(town.notes.len() as u64);
        town.notes.push(0);
        let amount = u128::from(1 + draw.below(100));
        town.send(Who::Alice, "publish", (voucher, amount)) && town.send(draw.user(), "redeem", secret)
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        let (secret, voucher) = Self::voucher(1_000 + draw.below(1_000));
        town.send(Who::Alice, "publish", (voucher, 50_u128));
        // The first time is Eve's right.
        town.send(Who::Eve, "redeem", secret);
        for _ in 0..1 + draw.below(3) {
            town.send(Who::Eve, "redeem", secret);
        }
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let eve = town.account(Who::Eve);
        town.ask::<u128>("paid_to", eve).is_some_and(|paid| paid > 50)
    }
}

/// Class 20.
pub struct Poison;

impl Story for Poison {
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error> {
        begin(town, code)?;
        town.send(Who::Alice, "register", (b"bank".to_vec(), b"alice".to_vec()));
        Ok(())
    }

    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool {
        let word = |number: u64| format!("x{number:03}").into_bytes();
        town.send(draw.user(), "register", (word(draw.below(50)), word(draw.below(50))))
    }

    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw) {
        let whole = b"bankalice";
        let (domain, name) = whole.split_at([2, 3, 5, 6][draw.below(4) as usize]);
        town.send(Who::Eve, "register", (domain.to_vec(), name.to_vec()));
    }

    fn reached(&self, town: &mut Town<'_>) -> bool {
        let eve = town.account(Who::Eve);
        town.ask::<Option<AccountId>>("owner", b"bankalice".to_vec()) == Some(Some(eve))
    }
}
