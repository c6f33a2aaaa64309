//! Clearing, a page at a time. A step looks at one level, one bid at the margin, or one page of bids; a state machine keeps where
//! it has come to, so that anybody can take it up, with pages of any size, and the outcome is the same.

use super::book::{self, Shelf};
use super::{bits, phase, share, Refusal};
use weir_types::auction::{Kind, Level, Lots, Margin, Phase, Reason, Stage, State, Step, Terms};
use weir_types::Timestamp;

/// Does up to `steps` steps, at least one. True when the auction is cleared or cancelled.
pub fn clear(
    terms: &Terms,
    state: &mut State,
    shelf: &impl Shelf,
    steps: u32,
    now: Timestamp,
) -> Result<bool, Refusal> {
    if phase(terms, &state.stage, now) != Phase::Clearing {
        return Err(Refusal::WrongPhase);
    }
    if now >= terms.closes {
        state.stage.step = Step::Cancelled(Reason::Lapsed);
        return Ok(true);
    }
    let mut left = steps.max(1);
    while left > 0 {
        match state.stage.step {
            Step::Levels => {
                left = left.saturating_sub(1);
                levels(terms, state, shelf)?;
            }
            Step::Shares | Step::Queue => walk(terms, state, shelf, &mut left)?,
            Step::Residue => {
                left = left.saturating_sub(1);
                residue(&mut state.stage, shelf)?;
            }
            Step::Cleared | Step::Cancelled(_) => break,
        }
    }
    match state.stage.step {
        Step::Cleared => {
            // All of it, unless a one-way auction had fewer bids.
            if state.sold == 0 {
                state.sold = terms.lots;
            }
            state.outstanding = state.sold;
            Ok(true)
        }
        Step::Cancelled(_) => Ok(true),
        _ => Ok(false),
    }
}

/// Adds the next level down; goes on to the margin when volume is reached, and ends when there are no more.
fn levels(terms: &Terms, state: &mut State, shelf: &impl Shelf) -> Result<(), Refusal> {
    let Stage { lots: taken, next: below, .. } = state.stage;
    let Some(level) = book::highest_under(shelf, &state.summary, below) else {
        // A one-way auction sells what it can; a sealed one is cancelled when bids fall short of the volume.
        state.stage.step = Step::Cancelled(Reason::TooFewBids);
        if let (Ok(level), Kind::OneWay) = (Level::try_from(below), terms.kind) {
            let demand = shelf.demand(level);
            state.sold = taken;
            state.stage =
                Stage { step: Step::Cleared, margin: Margin { level, left: demand, demand }, lots: 0, next: 0 };
        }
        return Ok(());
    };
    let demand = shelf.demand(level);
    let left = terms.lots.checked_sub(taken).ok_or(Refusal::Overflow)?;
    if demand < left {
        state.stage.lots = taken.checked_add(demand).ok_or(Refusal::Overflow)?;
        state.stage.next = level.into();
        return Ok(());
    }
    let price = book::price(terms, level)?;
    let (step, lots) = match terms.kind {
        _ if state.reserve.is_some_and(|reserve| price < reserve) => (Step::Cancelled(Reason::UnderReserve), 0),
        _ if left == demand => (Step::Cleared, 0),
        Kind::Sealed => (Step::Shares, 0),
        Kind::OneWay => (Step::Queue, left),
    };
    state.stage = Stage { step, margin: Margin { level, left, demand }, lots, next: 0 };
    Ok(())
}

/// Looks at the bids of the margin in the order of their numbers, as far as steps go: a bid takes one, and so does the end of a page.
///
/// Sealed: adds up their shares, rounded down; what is left then is the residue, always less than one lot a bid. One-way: fills
/// them; the one that asks for as much as is left, or more, gets the remainder.
fn walk(terms: &Terms, state: &mut State, shelf: &impl Shelf, steps: &mut u32) -> Result<(), Refusal> {
    let (last, _) = bits::place(state.bids);
    let stage = &mut state.stage;
    let (mut page, bit) = bits::place(stage.next);
    let mut from = Some(bit);
    while page <= last {
        let word = shelf.members(stage.margin.level, page);
        while let Some(bit) = from {
            stage.next = bits::number(page, bit).ok_or(Refusal::Overflow)?;
            if *steps == 0 {
                return Ok(());
            }
            *steps = steps.saturating_sub(1);
            let Some(found) = bits::lowest_from(&word, bit) else { break };
            let bid = bits::number(page, found).ok_or(Refusal::Overflow)?;
            let lots = shelf.lots(bid);
            match terms.kind {
                Kind::Sealed => {
                    let share = share::pro_rata(&stage.margin, lots)?;
                    stage.lots = stage.lots.checked_add(share).ok_or(Refusal::Overflow)?;
                }
                Kind::OneWay if stage.lots > lots => stage.lots = stage.lots.saturating_sub(lots),
                Kind::OneWay => {
                    stage.step = Step::Cleared;
                    stage.next = bid;
                    return Ok(());
                }
            }
            from = found.checked_add(1);
        }
        page = page.checked_add(1).ok_or(Refusal::Overflow)?;
        from = Some(0);
    }
    match terms.kind {
        Kind::Sealed => residue_of(stage),
        // Demand at the margin is more than is left, so that the walk stops before the bids end.
        Kind::OneWay => Err(Refusal::Overflow),
    }
}

/// All shares are added up.
fn residue_of(stage: &mut Stage) -> Result<(), Refusal> {
    stage.lots = stage.margin.left.checked_sub(stage.lots).ok_or(Refusal::Overflow)?;
    stage.step = if stage.lots == 0 { Step::Cleared } else { Step::Residue };
    stage.next = 0;
    Ok(())
}

/// Looks for the last bid that gets a lot of the residue: so many lots, so many bids of the margin in the order of commits.
fn residue(stage: &mut Stage, shelf: &impl Shelf) -> Result<(), Refusal> {
    let word = shelf.members(stage.margin.level, stage.next);
    match stage.lots.checked_sub(Lots::from(bits::count(&word))) {
        Some(extra) if extra > 0 => {
            stage.lots = extra;
            stage.next = stage.next.checked_add(1).ok_or(Refusal::Overflow)?;
        }
        _ => {
            let bit = bits::nth(&word, stage.lots).ok_or(Refusal::Overflow)?;
            stage.next = bits::number(stage.next, bit).ok_or(Refusal::Overflow)?;
            stage.lots = 0;
            stage.step = Step::Cleared;
        }
    }
    Ok(())
}
