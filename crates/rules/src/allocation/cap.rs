//! The hard cap: everything issued, waiting for approval or promised to the pool stays within it, at every moment.
//!
//! A step changes the book it is given. One that is refused may leave it half changed: it is thrown away, as a reverting message does.

use super::Violation;
use weir_types::issuance::CapBook;
use weir_types::Quantity;

/// Where the units of an issuance proposal come from, which decides where they return when it comes to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// What is free under the cap, to holders.
    Given,
    /// The pro-rata pool.
    Pool,
    /// What is free under the cap, into the reserve.
    Reserve,
}

/// All that counts against the cap.
pub fn committed(book: &CapBook) -> Result<Quantity, Violation> {
    add(add(book.issued, book.pending)?, book.promised)
}

/// What may still be proposed to holders directly.
pub fn free_direct(book: &CapBook) -> Result<Quantity, Violation> {
    let under_cap = sub(book.cap, committed(book)?)?;
    let direct = sub(sub(book.cap, book.set_aside)?, book.direct)?;
    Ok(under_cap.min(direct))
}

/// Sets cap and set-aside. Free while nothing is committed; afterwards the cap only falls, never below what is committed, and the
/// set-aside leaves room for what is direct.
pub fn set(book: &mut CapBook, cap: Quantity, set_aside: Quantity) -> Result<(), Violation> {
    if cap > book.cap && committed(book)? > 0 {
        return Err(Violation::CapRaised);
    }
    book.cap = cap;
    book.set_aside = set_aside;
    within(book)
}

/// Promises a whole pool.
pub fn promise(book: &mut CapBook, pool: Quantity) -> Result<(), Violation> {
    if pool == 0 {
        return Err(Violation::ZeroQuantity);
    }
    book.promised = add(book.promised, pool)?;
    book.direct = add(book.direct, pool)?;
    within(book)
}

/// Enters a proposal. A pool's shares may round to zero; anything else proposes units.
pub fn propose(book: &mut CapBook, source: Source, quantity: Quantity) -> Result<(), Violation> {
    if quantity == 0 && source != Source::Pool {
        return Err(Violation::ZeroQuantity);
    }
    book.pending = add(book.pending, quantity)?;
    match source {
        Source::Given => book.direct = add(book.direct, quantity)?,
        Source::Pool => book.promised = sub(book.promised, quantity)?,
        Source::Reserve => {}
    }
    within(book)
}

/// A proposal was approved: its units are issued.
pub fn issue(book: &mut CapBook, quantity: Quantity) -> Result<(), Violation> {
    book.pending = sub(book.pending, quantity)?;
    book.issued = add(book.issued, quantity)?;
    within(book)
}

/// The pool's residue of rounding is issued into the reserve.
pub fn issue_residue(book: &mut CapBook, residue: Quantity) -> Result<(), Violation> {
    book.promised = sub(book.promised, residue)?;
    book.issued = add(book.issued, residue)?;
    within(book)
}

/// A proposal came to nothing: its units return where they came from.
pub fn free(book: &mut CapBook, source: Source, quantity: Quantity) -> Result<(), Violation> {
    book.pending = sub(book.pending, quantity)?;
    match source {
        Source::Given => book.direct = sub(book.direct, quantity)?,
        Source::Pool => book.promised = add(book.promised, quantity)?,
        Source::Reserve => {}
    }
    within(book)
}

/// Does the book keep its invariants?
fn within(book: &CapBook) -> Result<(), Violation> {
    if committed(book)? > book.cap {
        return Err(Violation::OverCap);
    }
    let open = book.cap.checked_sub(book.set_aside).ok_or(Violation::OverSetAside)?;
    if book.direct > open {
        return Err(Violation::OverSetAside);
    }
    Ok(())
}

fn add(a: Quantity, b: Quantity) -> Result<Quantity, Violation> {
    a.checked_add(b).ok_or(Violation::Overflow)
}

fn sub(a: Quantity, b: Quantity) -> Result<Quantity, Violation> {
    a.checked_sub(b).ok_or(Violation::Overflow)
}
