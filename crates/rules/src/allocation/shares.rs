//! The pro-rata pool: `share = floor(pool x own history / all history)`. What rounding leaves goes to the reserve of the batch in
//! which the last participant is served, so that `shares + residue = pool`, whatever the order.
//!
//! A step changes the pool it is given; one that is refused may leave it half changed, to be thrown away.

use super::Violation;
use weir_types::issuance::Pool;
use weir_types::Quantity;

/// Enters one account's historical emissions, or corrects them: `before` is what was there, 0 when nothing; 0 `after` takes it out.
pub fn record(pool: &mut Pool, before: Quantity, after: Quantity) -> Result<(), Violation> {
    if pool.quantity != 0 {
        return Err(Violation::HistoryClosed);
    }
    let history = pool.history.checked_sub(before).and_then(|rest| rest.checked_add(after));
    pool.history = history.ok_or(Violation::Overflow)?;
    let participants = match (before == 0, after == 0) {
        (true, false) => pool.participants.checked_add(1),
        (false, true) => pool.participants.checked_sub(1),
        _ => Some(pool.participants),
    };
    pool.participants = participants.ok_or(Violation::Overflow)?;
    Ok(())
}

/// Closes the history and fixes what is shared out; once only. The pool times all history fits 128 bits: a billion tonnes in kilograms
/// of each leaves room for a hundred million million times as much.
pub fn close(pool: &mut Pool, quantity: Quantity) -> Result<(), Violation> {
    if pool.quantity != 0 {
        return Err(Violation::HistoryClosed);
    }
    if quantity == 0 {
        return Err(Violation::ZeroQuantity);
    }
    if pool.participants == 0 {
        return Err(Violation::NoHistory);
    }
    // No share can leave its range later, when it would be too late to refuse.
    pool.history.checked_mul(quantity).ok_or(Violation::Overflow)?;
    pool.quantity = quantity;
    Ok(())
}

/// One participant's share, rounded down.
pub fn share(pool: &Pool, history: Quantity) -> Result<Quantity, Violation> {
    if pool.quantity == 0 {
        return Err(Violation::HistoryOpen);
    }
    if history > pool.history {
        return Err(Violation::Overflow);
    }
    let product = pool.quantity.checked_mul(history).ok_or(Violation::Overflow)?;
    product.checked_div(pool.history).ok_or(Violation::Overflow)
}

/// Marks participants as served with the sum of their shares. Answers the residue that goes to the reserve: 0 until the last of them.
pub fn serve(pool: &mut Pool, participants: u32, shares: Quantity) -> Result<Quantity, Violation> {
    let served = pool.served.checked_add(participants).filter(|n| *n <= pool.participants);
    pool.served = served.ok_or(Violation::Overflow)?;
    pool.allocated = pool.allocated.checked_add(shares).ok_or(Violation::Overflow)?;
    let left = pool.quantity.checked_sub(pool.allocated).ok_or(Violation::Overflow)?;
    Ok(if pool.served == pool.participants { left } else { 0 })
}
