//! Cancelled volume is spread evenly over the next four auctions (Reg. 2023/2830) of the same seller and instrument.
//!
//! **Residue.** A cancelled auction's lots divided by four, rounded down, go to each of the next four; of the rest, the first of
//! them get one lot more. The next auctions may have lots of another size: what does not make a whole lot there goes on to the one
//! after it.

use super::Refusal;
use weir_types::auction::{Lots, Terms};
use weir_types::Quantity;

/// Over how many auctions.
pub const AUCTIONS: usize = 4;

/// Units due in the next auction, the one after it, and so on.
pub type Due = [Quantity; AUCTIONS];

/// Adds what a cancelled auction leaves.
pub fn spread(due: &Due, terms: &Terms) -> Result<Due, Refusal> {
    let mut next = *due;
    let mut rest = terms.lots % 4;
    for slot in &mut next {
        let extra = Lots::from(rest > 0);
        rest = rest.saturating_sub(1);
        let lots = (terms.lots / 4).checked_add(extra).ok_or(Refusal::Overflow)?;
        *slot = slot.checked_add(super::quantity(terms, lots)?).ok_or(Refusal::Overflow)?;
    }
    Ok(next)
}

/// Takes what is due now, in whole lots of `lot` units, and moves the rest on: (lots, what is due then).
pub fn take(due: &Due, lot: Quantity) -> Result<(Lots, Due), Refusal> {
    let [now, first, second, third] = *due;
    let lots = now.checked_div(lot).ok_or(Refusal::BadNotice)?;
    let rest = now.checked_rem(lot).ok_or(Refusal::BadNotice)?;
    let first = first.checked_add(rest).ok_or(Refusal::Overflow)?;
    Ok((Lots::try_from(lots).map_err(|_| Refusal::Overflow)?, [first, second, third, 0]))
}
