//! High-risk calls and flows, as the contracts that have joined tell of them.

use crate::{calls, events, Policy};
use ink::codegen::Env;
use weir_rules::policy::{breaker, decide, limits, orders};
use weir_types::events::emit;
use weir_types::policy::join::hash;
use weir_types::policy::{Call, Error, Flow, Limit, Order, OrderId, Rule, Tally, User, Weight};
use weir_types::store::Records;
use weir_types::{AccountId, Hash, Timestamp};

/// What is stored when a call goes through.
#[derive(Default)]
pub(crate) struct Plan {
    caller: Option<Tally>,
    group: Option<(User, Tally)>,
    order: Option<(Hash, OrderId, Order)>,
}

/// What an order is for: nothing else is allowed by it.
pub(crate) fn operation(target: AccountId, call: &Call) -> Hash {
    hash(&ink::scale::Encode::encode(&(target, call.caller, call.selector, call.arguments)))
}

impl Policy {
    /// Lets a call through, counts it and uses its order up.
    pub(crate) fn enter(&mut self, call: &Call) -> Result<(), Error> {
        let target = self.env().caller();
        let Call { caller, selector, value, .. } = *call;
        let plan = self.plan(target, call)?;
        if let Some(tally) = plan.caller {
            self.tallies.keep((target, selector, User::Caller(caller)), &tally);
        }
        if let Some((user, tally)) = plan.group {
            self.tallies.keep((target, selector, user), &tally);
        }
        let order = plan.order.map(|(operation, id, order)| {
            self.orders.keep(id, &order);
            self.current.erase(operation);
            id
        });
        emit(events::CallEntered { target, caller, selector, value, order });
        Ok(())
    }

    /// What would be stored if the call came now. Limits are looked at first: an order for what no order can allow is
    /// of no use.
    #[inline(never)]
    pub(crate) fn plan(&self, target: AccountId, call: &Call) -> Result<Plan, Error> {
        let now = self.env().block_timestamp();
        let rule = self.rule_for(target, call)?;
        let weight = self.weight(call.caller)?;
        let needed = decide::approvals_needed(&rule, call.value, weight, self.config.day_offset, now)?;
        let mut plan = Plan::default();
        if rule.caller.window != 0 {
            plan.caller =
                Some(self.count(target, call, (&rule.caller, User::Caller(call.caller)), Error::CallerLimit)?);
        }
        if rule.group.window != 0 {
            let user = match calls::group(self.config.registry, call.caller)? {
                0 => User::Alone(call.caller),
                group => User::Group(group),
            };
            plan.group = Some((user, self.count(target, call, (&rule.group, user), Error::GroupLimit)?));
        }
        if needed > 0 {
            plan.order = Some(self.taken(operation(target, call), needed, now)?);
        }
        Ok(plan)
    }

    /// What somebody has used of a limit, with this call.
    #[inline(never)]
    fn count(
        &self,
        target: AccountId,
        call: &Call,
        (limit, user): (&Limit, User),
        over: Error,
    ) -> Result<Tally, Error> {
        let mut tally = self.tallies.find((target, call.selector, user)).unwrap_or_default();
        limits::count(&mut tally, limit, call.value, self.env().block_timestamp(), over)?;
        Ok(tally)
    }

    fn taken(&self, operation: Hash, needed: u8, now: Timestamp) -> Result<(Hash, OrderId, Order), Error> {
        let id = self.current.find(operation).ok_or(Error::NeedsOrder)?;
        let mut order = self.order_of(id)?;
        orders::take(&mut order, needed, now)?;
        Ok((operation, id, order))
    }

    /// The rule for the message that is called.
    pub(crate) fn rule_for(&self, target: AccountId, call: &Call) -> Result<Rule, Error> {
        self.rules.find((target, call.selector)).ok_or(Error::NoRule)
    }

    /// What the watchlist says of an account.
    pub(crate) fn weight(&self, account: AccountId) -> Result<Weight, Error> {
        self.config.watchlist.map_or(Ok(Weight::Clear), |watchlist| calls::weight(watchlist, account))
    }

    /// Lets a flow through and counts it. Nothing is said of assets without a breaker.
    pub(crate) fn let_flow(&mut self, flow: &Flow) -> Result<(), Error> {
        let (target, now) = (self.env().caller(), self.env().block_timestamp());
        let Some(mut found) = self.breakers.find((target, flow.asset)) else { return Ok(()) };
        let tripped = breaker::flow(&mut found, flow, now)?;
        self.breakers.keep((target, flow.asset), &found);
        let Flow { asset, inflow, outflow } = *flow;
        emit(events::Flowed { target, asset, inflow, outflow, stock: breaker::stock(&found)? });
        if tripped {
            let reason = Hash::default();
            emit(events::BreakerTripped { target, asset, by: None, reason, terms: found.terms });
        }
        Ok(())
    }
}
