//! The steps of a unit's life, on the holder's cell and its batch's supply. Pure: a refused step changes nothing.
//!
//! **Invariants** (tested below over random sequences): `issued = tradable + locked + surrendered + cancelled + reserve` for
//! every batch, and a supply's `tradable`, `locked` and `surrendered` are the sums of its cells'. Only [`Step::Issue`] and
//! [`Step::IssueReserve`] make `issued` grow; nothing makes it fall. What is surrendered or cancelled stays so.
//!
//! A quantity is never zero here ([`Error::ZeroQuantity`]). [`Error::Overflow`] also stands for a supply that does not match its
//! cells, which no sequence of these steps can bring about.

use weir_types::ledger::Error;
use weir_types::{Cell, Quantity, Supply};

/// A step of a unit's life. There are no others but a [`transfer`], which leaves its state as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// New units for a holder.
    Issue,
    /// New units for the reserve, which is nobody's.
    IssueReserve,
    /// From the reserve to a holder.
    Release,
    /// From a holder back to the reserve: the delivery of a buy-back.
    Return,
    /// Removes a holder's units for good.
    Cancel,
    /// Removes units of the reserve for good.
    CancelReserve,
    /// Gives a holder's units up for compliance; the cell keeps the record.
    Surrender,
    /// Sets a holder's units aside, in the holder's own cell.
    Lock,
    /// The way back from [`Step::Lock`].
    Unlock,
}

/// Where a unit is.
#[derive(Clone, Copy)]
enum State {
    Unissued,
    Reserve,
    Tradable,
    Locked,
    Surrendered,
    Cancelled,
}

impl Step {
    /// From where to where it goes.
    fn path(self) -> (State, State) {
        match self {
            Self::Issue => (State::Unissued, State::Tradable),
            Self::IssueReserve => (State::Unissued, State::Reserve),
            Self::Release => (State::Reserve, State::Tradable),
            Self::Return => (State::Tradable, State::Reserve),
            Self::Cancel => (State::Tradable, State::Cancelled),
            Self::CancelReserve => (State::Reserve, State::Cancelled),
            Self::Surrender => (State::Tradable, State::Surrendered),
            Self::Lock => (State::Tradable, State::Locked),
            Self::Unlock => (State::Locked, State::Tradable),
        }
    }
}

/// Takes one step with a holder's units; for steps of the reserve alone the cell is not touched.
///
/// One function for all steps, and by reference: on chain every copy of a supply and every further function is code.
#[inline(never)]
pub fn step(cell: &mut Cell, supply: &mut Supply, step: Step, quantity: Quantity) -> Result<(), Error> {
    positive(quantity)?;
    let (from, to) = step.path();
    let (held, total, short) = match from {
        State::Tradable => (Some(&mut cell.tradable), &mut supply.tradable, Error::InsufficientTradable),
        State::Locked => (Some(&mut cell.locked), &mut supply.locked, Error::InsufficientLocked),
        State::Reserve => (None, &mut supply.reserve, Error::InsufficientReserve),
        // Not taken from anywhere: what has been issued is counted, and counted up.
        _ => (None, &mut supply.issued, Error::Overflow),
    };
    let grows = matches!(from, State::Unissued);
    let left = if grows { total.checked_add(quantity) } else { total.checked_sub(quantity) };
    let Some(left) = left else { return Err(short) };
    if let Some(held) = held {
        *held = held.checked_sub(quantity).ok_or(short)?;
    }
    *total = left;
    // From here on nothing can fail: issued has room, so its parts have.
    let (held, total) = match to {
        State::Tradable => (Some(&mut cell.tradable), &mut supply.tradable),
        State::Locked => (Some(&mut cell.locked), &mut supply.locked),
        State::Surrendered => (Some(&mut cell.surrendered), &mut supply.surrendered),
        State::Reserve => (None, &mut supply.reserve),
        _ => (None, &mut supply.cancelled),
    };
    if let Some(held) = held {
        *held = add(*held, quantity)?;
    }
    *total = add(*total, quantity)?;
    Ok(())
}

/// Tradable units change hands; the supply stays as it is. For two different accounts: with one account both results would be
/// stored in one cell.
#[inline(never)]
pub fn transfer(from: &mut Cell, to: &mut Cell, quantity: Quantity) -> Result<(), Error> {
    positive(quantity)?;
    let left = from.tradable.checked_sub(quantity).ok_or(Error::InsufficientTradable)?;
    to.tradable = add(to.tradable, quantity)?;
    from.tradable = left;
    Ok(())
}

/// What could still change hands or be surrendered: the total that a PSP22 facade shows.
pub fn circulating(supply: &Supply) -> Option<Quantity> {
    supply.tradable.checked_add(supply.locked)
}

/// Does `issued = tradable + locked + surrendered + cancelled + reserve` hold?
pub fn is_balanced(supply: &Supply) -> bool {
    circulating(supply)
        .and_then(|sum| sum.checked_add(supply.surrendered))
        .and_then(|sum| sum.checked_add(supply.cancelled))
        .and_then(|sum| sum.checked_add(supply.reserve))
        == Some(supply.issued)
}

fn positive(quantity: Quantity) -> Result<(), Error> {
    if quantity == 0 {
        return Err(Error::ZeroQuantity);
    }
    Ok(())
}

fn add(a: Quantity, b: Quantity) -> Result<Quantity, Error> {
    a.checked_add(b).ok_or(Error::Overflow)
}

#[cfg(test)]
mod tests;
