//! Clearing, a page at a time. A step looks at one level, one bid at the margin, or one page of bids; a state machine keeps where
//! it has come to, so that anybody can take it up, with pages of any size, and the outcome is the same.

use super::book::{self, Shelf};
use super::{bits, phase, share, Refusal};
use weir_types::auction::{BidId, Cleared, Kind, Level, Lots, Margin, Phase, Reason, Stage, State, Terms, Word};
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
        state.stage = Stage::Cancelled(Reason::Lapsed);
        return Ok(true);
    }
    let mut left = steps.max(1);
    while left > 0 {
        state.stage = match state.stage {
            Stage::Levels { below, taken } => {
                left = left.saturating_sub(1);
                levels(terms, state, shelf, below, taken)?
            }
            Stage::Shares { margin, given, next } => {
                let walk = Walk { shelf, level: margin.level, last: state.bids, left: &mut left };
                shares(terms, walk, margin, given, next)?
            }
            Stage::Residue { margin, extra, page } => {
                left = left.saturating_sub(1);
                residue(terms, shelf, margin, extra, page)?
            }
            Stage::Queue { margin, rest, next } => {
                let walk = Walk { shelf, level: margin.level, last: state.bids, left: &mut left };
                queue(terms, walk, margin, rest, next)?
            }
            Stage::Cleared(_) | Stage::Cancelled(_) => break,
        };
    }
    if let Stage::Cleared(cleared) = state.stage {
        state.outstanding = cleared.sold;
    }
    Ok(matches!(state.stage, Stage::Cleared(_) | Stage::Cancelled(_)))
}

/// Adds the next level down; goes on to the margin when volume is reached, and ends when there are no more.
fn levels(terms: &Terms, state: &State, shelf: &impl Shelf, below: u32, taken: Lots) -> Result<Stage, Refusal> {
    let Some(level) = book::highest_under(shelf, &state.summary, below) else {
        // A one-way auction sells what it can; a sealed one is cancelled when bids fall short of the volume.
        return match Level::try_from(below) {
            Ok(lowest) if taken > 0 && terms.kind == Kind::OneWay => {
                let demand = shelf.demand(lowest);
                cleared(terms, taken, Margin { level: lowest, left: demand, demand }, 0, 0)
            }
            _ => Ok(Stage::Cancelled(Reason::TooFewBids)),
        };
    };
    let demand = shelf.demand(level);
    let left = terms.lots.checked_sub(taken).ok_or(Refusal::Overflow)?;
    if demand < left {
        return Ok(Stage::Levels { below: level.into(), taken: taken.checked_add(demand).ok_or(Refusal::Overflow)? });
    }
    let margin = Margin { level, left, demand };
    let price = book::price(terms, level)?;
    if state.reserve.is_some_and(|reserve| price < reserve) {
        return Ok(Stage::Cancelled(Reason::UnderReserve));
    }
    match terms.kind {
        _ if left == demand => cleared(terms, terms.lots, margin, 0, 0),
        Kind::Sealed => Ok(Stage::Shares { margin, given: 0, next: 0 }),
        Kind::OneWay => Ok(Stage::Queue { margin, rest: left, next: 0 }),
    }
}

/// The bids of a level in the order of their numbers, as far as steps go.
struct Walk<'a, S: Shelf> {
    shelf: &'a S,
    level: Level,
    /// The last bid's number.
    last: BidId,
    /// Steps left, at least one to begin with: a bid takes one, and so does the end of a page.
    left: &'a mut u32,
}

/// How a walk ended.
enum End {
    /// At this bid, because that was asked for.
    At(BidId),
    /// Without steps; the next one begins here.
    Before(BidId),
    /// With the last bid.
    Done,
}

impl<S: Shelf> Walk<'_, S> {
    /// Visits each bid with its lots, from `next` on, until a visit answers true. (One copy of it in the code serves both walks.)
    fn go(&mut self, next: BidId, visit: &mut dyn FnMut(Lots) -> Result<bool, Refusal>) -> Result<End, Refusal> {
        let (last, _) = bits::place(self.last);
        let (mut page, bit) = bits::place(next);
        let mut from = Some(bit);
        while page <= last {
            let word = self.shelf.members(self.level, page);
            loop {
                let Some(bit) = from else { break };
                if *self.left == 0 {
                    return bits::number(page, bit).map(End::Before).ok_or(Refusal::Overflow);
                }
                *self.left = self.left.saturating_sub(1);
                let Some(found) = bits::lowest_from(&word, bit) else { break };
                let bid = bits::number(page, found).ok_or(Refusal::Overflow)?;
                if visit(self.shelf.lots(bid))? {
                    return Ok(End::At(bid));
                }
                from = found.checked_add(1);
            }
            page = page.checked_add(1).ok_or(Refusal::Overflow)?;
            from = Some(0);
        }
        Ok(End::Done)
    }
}

/// Adds up the shares, rounded down: what is left then is the residue, always less than one lot a bid.
fn shares(
    terms: &Terms,
    mut walk: Walk<'_, impl Shelf>,
    margin: Margin,
    mut given: Lots,
    next: BidId,
) -> Result<Stage, Refusal> {
    let end = walk.go(next, &mut |lots| {
        given = given.checked_add(share::pro_rata(&margin, lots)?).ok_or(Refusal::Overflow)?;
        Ok(false)
    })?;
    if let End::Before(next) = end {
        return Ok(Stage::Shares { margin, given, next });
    }
    match margin.left.checked_sub(given).ok_or(Refusal::Overflow)? {
        0 => cleared(terms, terms.lots, margin, 0, 0),
        extra => Ok(Stage::Residue { margin, extra, page: 0 }),
    }
}

/// Looks for the last bid that gets a lot of the residue: the `extra`th of the margin's, in the order of commits.
fn residue(terms: &Terms, shelf: &impl Shelf, margin: Margin, extra: Lots, page: u32) -> Result<Stage, Refusal> {
    let word: Word = shelf.members(margin.level, page);
    let here = Lots::from(bits::count(&word));
    match extra.checked_sub(here) {
        Some(extra) if extra > 0 => {
            Ok(Stage::Residue { margin, extra, page: page.checked_add(1).ok_or(Refusal::Overflow)? })
        }
        _ => {
            let bit = bits::nth(&word, extra).ok_or(Refusal::Overflow)?;
            cleared(terms, terms.lots, margin, bits::number(page, bit).ok_or(Refusal::Overflow)?, 0)
        }
    }
}

/// Fills bids in the order of time; the one that asks for as much as is left, or more, gets the remainder.
fn queue(
    terms: &Terms,
    mut walk: Walk<'_, impl Shelf>,
    margin: Margin,
    mut rest: Lots,
    next: BidId,
) -> Result<Stage, Refusal> {
    let end = walk.go(next, &mut |lots| match rest.checked_sub(lots) {
        Some(after) if after > 0 => {
            rest = after;
            Ok(false)
        }
        _ => Ok(true),
    })?;
    match end {
        End::At(bid) => cleared(terms, terms.lots, margin, bid, rest),
        End::Before(next) => Ok(Stage::Queue { margin, rest, next }),
        // Demand is more than is left, so that the walk stops before the bids end.
        End::Done => Err(Refusal::Overflow),
    }
}

fn cleared(terms: &Terms, sold: Lots, margin: Margin, cutoff: BidId, partial: Lots) -> Result<Stage, Refusal> {
    let price = book::price(terms, margin.level)?;
    Ok(Stage::Cleared(Cleared { price, sold, margin, cutoff, partial }))
}
