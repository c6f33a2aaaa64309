//! Orders: scheduled by who will call, approved by others, read back by anybody.

use crate::entering::operation;
use crate::{calls, events, Policy};
use ink::codegen::Env;
use ink::prelude::{vec, vec::Vec};
use ink::scale::Encode;
use weir_rules::policy::{decide, orders};
use weir_types::events::emit;
use weir_types::policy::join::hash;
use weir_types::policy::order::MAX_BYTES;
use weir_types::policy::{Call, Check, Error, Order, OrderId, Selector};
use weir_types::store::Records;
use weir_types::{weir_probe, AccountId, Capability, Hash};

impl Policy {
    /// Schedules a call that the caller is going to make.
    pub(crate) fn order(
        &mut self,
        target: AccountId,
        selector: Selector,
        arguments: Vec<u8>,
        check: Option<Check>,
    ) -> Result<OrderId, Error> {
        let (requester, now) = (self.env().caller(), self.env().block_timestamp());
        let long = |check: &Check| check.arguments.len().max(check.expected.len()) > MAX_BYTES;
        if arguments.len() > MAX_BYTES || check.as_ref().is_some_and(long) {
            return Err(Error::TooLong);
        }
        let call = Call { caller: requester, selector, arguments: hash(&arguments), value: u128::MAX };
        let rule = self.rule_for(target, &call)?;
        if decide::stepped_up(&rule, call.value, self.weight(requester)?) == 0 {
            return Err(Error::NoOrderNeeded);
        }
        let operation = operation(target, &call);
        if let Some(open) = self.current.find(operation) {
            if !orders::is_over(&self.order_of(open)?, now) {
                return Err(Error::AlreadyScheduled);
            }
        }
        let nonce = self.next()?;
        let named = check.as_ref().map(|check| hash(&check.encode()));
        let order = orders::schedule(&rule, target, &call, named, nonce, now)?;
        let id = hash(&(operation, nonce, named).encode());
        self.orders.keep(id, &order);
        self.current.keep(operation, &id);
        let Order { needed, ready, until, .. } = order;
        emit(events::OrderScheduled { id, target, requester, selector, arguments, check, nonce, needed, ready, until });
        Ok(id)
    }

    /// Approves an order: a holder of its role who is none of those who asked and approved before, nor of a group of
    /// theirs.
    pub(crate) fn agree(&mut self, id: OrderId) -> Result<u8, Error> {
        let (by, now) = (self.env().caller(), self.env().block_timestamp());
        let mut order = self.order_of(id)?;
        let mut accounts = vec![by, order.requester];
        accounts.extend(order.approvals.iter().flatten());
        let approvals = orders::approve(&mut order, by, now)?;
        let admitted = calls::screen(self.config.registry, accounts, Capability::ActOver(order.approver));
        admitted?;
        weir_probe!(admitted.is_ok());
        self.orders.keep(id, &order);
        emit(events::OrderApproved { id, by, approvals });
        Ok(approvals)
    }

    /// Takes an order back, or refuses it.
    pub(crate) fn call_off(&mut self, id: OrderId, reason: Hash) -> Result<(), Error> {
        let by = self.env().caller();
        let mut order = self.order_of(id)?;
        given(reason)?;
        orders::cancel(&mut order)?;
        if by != order.requester {
            let accounts = vec![by, order.requester];
            let admitted = calls::screen(self.config.registry, accounts, Capability::ActOver(order.approver));
            admitted?;
            weir_probe!(admitted.is_ok());
        }
        self.orders.keep(id, &order);
        emit(events::OrderCancelled { id, by, reason });
        Ok(())
    }

    /// Reads a parameter back.
    pub(crate) fn reread(&mut self, id: OrderId, check: &Check) -> Result<bool, Error> {
        let mut order = self.order_of(id)?;
        orders::may_read(&order, hash(&check.encode()), self.env().block_timestamp())?;
        let answer = calls::read(order.target, check)?;
        let as_ordered = answer == check.expected;
        orders::read(&mut order, as_ordered);
        self.orders.keep(id, &order);
        emit(events::OrderRead { id, as_ordered, answer });
        Ok(as_ordered)
    }

    pub(crate) fn order_of(&self, id: OrderId) -> Result<Order, Error> {
        self.orders.find(id).ok_or(Error::UnknownOrder)
    }

    /// The next number of an order or a change.
    pub(crate) fn next(&mut self) -> Result<u64, Error> {
        self.count = self.count.checked_add(1).ok_or(Error::Overflow)?;
        Ok(self.count)
    }
}

/// A reason is the hash of something.
pub(crate) fn given(reason: Hash) -> Result<(), Error> {
    if reason == Hash::default() {
        return Err(Error::MissingReason);
    }
    Ok(())
}
