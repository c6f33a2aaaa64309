//! Orders: step-up confirmation of high-risk calls, dual approval of parameters, and their read-back.

use weir_types::policy::order::MAX_APPROVALS;
use weir_types::policy::{Call, Error, Order, OrderState, OrderStatus, Rule};
use weir_types::{AccountId, Hash, Timestamp};

/// Where an order stands at a time.
pub fn status(order: &Order, now: Timestamp) -> OrderStatus {
    match order.state {
        OrderState::Cancelled => OrderStatus::Cancelled,
        OrderState::Done => OrderStatus::Done,
        OrderState::Failed => OrderStatus::Failed,
        OrderState::Used if now >= order.until => OrderStatus::Failed,
        OrderState::Used => OrderStatus::Used,
        OrderState::Open if now >= order.until => OrderStatus::Expired,
        OrderState::Open if approvals(order) < order.needed => OrderStatus::Pending,
        OrderState::Open if now < order.ready => OrderStatus::Delayed,
        OrderState::Open => OrderStatus::Ready,
    }
}

/// How many have approved.
pub fn approvals(order: &Order) -> u8 {
    order.approvals.iter().fold(0, |count, place| count.saturating_add(u8::from(place.is_some())))
}

/// Schedules a call of the target. `needed`: how many approvals ([`super::decide::approvals_needed`] says, at least
/// one).
pub fn schedule(
    rule: &Rule,
    target: AccountId,
    call: &Call,
    check: Option<Hash>,
    nonce: u64,
    now: Timestamp,
) -> Result<Order, Error> {
    if rule.read_back && check.is_none() {
        return Err(Error::MissingCheck);
    }
    let after = |span| now.checked_add(span).ok_or(Error::Overflow);
    Ok(Order {
        target,
        requester: call.caller,
        selector: call.selector,
        arguments: call.arguments,
        nonce,
        ready: after(rule.delay)?,
        until: after(rule.term)?,
        term: rule.term,
        // Whoever is cautioned against needs one approval even where the rule asks for none.
        needed: rule.approvals.max(1),
        approver: rule.approver,
        approvals: [None; MAX_APPROVALS],
        check,
        state: OrderState::Open,
    })
}

/// Somebody approves, whom the registry says to be of another group than the one who asked and those who approved
/// before.
pub fn approve(order: &mut Order, by: AccountId, now: Timestamp) -> Result<u8, Error> {
    match status(order, now) {
        OrderStatus::Pending => {}
        OrderStatus::Delayed | OrderStatus::Ready => return Err(Error::AlreadyApproved),
        OrderStatus::Expired => return Err(Error::Expired),
        _ => return Err(Error::WrongState),
    }
    if by == order.requester || order.approvals.contains(&Some(by)) {
        return Err(Error::NotIndependent);
    }
    *order.approvals.iter_mut().find(|place| place.is_none()).ok_or(Error::AlreadyApproved)? = Some(by);
    Ok(approvals(order))
}

/// Carries it out, once: `needed` approvals as the rule asks now, in its time. From then on it waits to be read back,
/// or is done.
pub fn take(order: &mut Order, needed: u8, now: Timestamp) -> Result<(), Error> {
    match status(order, now) {
        OrderStatus::Ready if approvals(order) >= needed => {}
        OrderStatus::Ready | OrderStatus::Pending => return Err(Error::NotApproved),
        OrderStatus::Delayed => return Err(Error::TooEarly),
        OrderStatus::Expired => return Err(Error::Expired),
        _ => return Err(Error::WrongState),
    }
    order.state = match order.check {
        Some(_) => OrderState::Used,
        None => OrderState::Done,
    };
    order.until = now.checked_add(order.term).ok_or(Error::Overflow)?;
    Ok(())
}

/// Takes an order back, or refuses it, before it has been carried out.
pub fn cancel(order: &mut Order) -> Result<(), Error> {
    if order.state != OrderState::Open {
        return Err(Error::WrongState);
    }
    order.state = OrderState::Cancelled;
    Ok(())
}

/// May the parameter be read back now, by this check?
pub fn may_read(order: &Order, check: Hash, now: Timestamp) -> Result<(), Error> {
    if status(order, now) != OrderStatus::Used {
        return Err(Error::WrongState);
    }
    (order.check == Some(check)).then_some(()).ok_or(Error::WrongCheck)
}

/// The parameter has been read: is it what was ordered?
pub fn read(order: &mut Order, as_ordered: bool) {
    order.state = if as_ordered { OrderState::Done } else { OrderState::Failed };
}

/// May another order for the same operation take this one's place? While one is open there is no second.
pub fn is_over(order: &Order, now: Timestamp) -> bool {
    order.state != OrderState::Open || now >= order.until
}
