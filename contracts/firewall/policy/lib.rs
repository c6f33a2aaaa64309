//! firewall/policy: limits, orders that somebody of another organisation approves, breakers on net flow.
//!
//! Contracts join by [`weir_types::policy::Guarded`]: they ask in their high-risk messages, before they do anything.
//! The policy can refuse; it can do nothing else: it holds nothing, has no role anywhere, and calls nobody but the
//! registry, the watchlist, and the target itself when a parameter is read back.
//!
//! **Invariants**
//! - What is kept is kept by the contract that asked: nobody uses up, trips or reads what is another's.
//! - In no stretch of time as long as a rule's window does a caller, or a controller group, get more through than the
//!   rule's limit.
//! - A call that needs an order is let through once for each order, with the approvals of others than the caller,
//!   each of a group of its own, for the very target, caller, message and arguments that they approved.
//! - An order that sets a parameter is done only when the parameter has been read back as ordered; else it has failed.
//! - A breaker's stock is what it began with, plus what flowed in, less what flowed out; beyond its terms nothing
//!   flows out but in a grace period, and no trip lasts longer than its withdrawal period.
//! - Nobody changes a rule alone. There is no administrator.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod calls;
mod entering;
pub mod events;
mod keeping;
mod ordering;
mod types;

pub use self::policy::{Policy, PolicyRef};
pub use types::Config;
pub use weir_types::policy::Error;

#[cfg(test)]
mod tests;

#[ink::contract]
mod policy {
    use crate::{Config, Error};
    use ink::prelude::vec::Vec;
    use ink::storage::{traits::ManualKey, Mapping};
    use weir_rules::policy::{breaker, limits, orders};
    use weir_types::calls::done;
    use weir_types::policy::{self as api, Asset, Breaker, BreakerStatus, Call, Change, ChangeId, Check};
    use weir_types::policy::{Flow, Order, OrderId, OrderStatus, Proposal, Rule, Selector, Tally, User};
    use weir_types::{keys, store::Records};

    /// Whose use of which message of which contract is counted.
    pub(crate) type Counted = (AccountId, Selector, User);

    /// The policy.
    #[ink(storage)]
    pub struct Policy {
        pub(crate) config: Config,
        /// The last number of an order or a change.
        pub(crate) count: u64,
        pub(crate) rules: Mapping<(AccountId, Selector), Rule, ManualKey<{ keys::POLICY_RULES }>>,
        pub(crate) tallies: Mapping<Counted, Tally, ManualKey<{ keys::POLICY_TALLIES }>>,
        pub(crate) breakers: Mapping<(AccountId, Asset), Breaker, ManualKey<{ keys::POLICY_BREAKERS }>>,
        pub(crate) orders: Mapping<OrderId, Order, ManualKey<{ keys::POLICY_ORDERS }>>,
        pub(crate) current: Mapping<Hash, OrderId, ManualKey<{ keys::POLICY_CURRENT }>>,
        pub(crate) changes: Mapping<ChangeId, Proposal, ManualKey<{ keys::POLICY_CHANGES }>>,
    }

    // No message is inlined into the dispatcher: a call pays for compiling each function it enters
    // (docs/adr/0008-small-code.md).
    impl Policy {
        /// A policy without rules: all messages that ask it are closed.
        #[ink(constructor)]
        pub fn new(config: Config) -> Self {
            Self {
                config,
                count: 0,
                rules: Mapping::default(),
                tallies: Mapping::default(),
                breakers: Mapping::default(),
                orders: Mapping::default(),
                current: Mapping::default(),
                changes: Mapping::default(),
            }
        }

        /// Proposes a rule or a breaker, or to end one. Supervisor. Its number.
        ///
        /// # Events
        /// `ChangeProposed`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `BadRule`, `BadTerms`, `Overflow`.
        #[ink(message)]
        #[inline(never)]
        pub fn propose(&mut self, change: Change) -> Result<ChangeId, Error> {
            self.file(change)
        }

        /// Puts a change in force that was proposed in the last seven days: a regulator who is not of the proposer's group. Or drops
        /// it: the proposer too, and anybody once it is out of time.
        ///
        /// # Events
        /// `ChangeDecided`.
        ///
        /// # Errors
        /// `UnknownChange`, `Expired`, `NotAllowed`, `NotIndependent`, `RegistryFailed`, `Overflow`.
        #[ink(message)]
        #[inline(never)]
        pub fn decide(&mut self, id: ChangeId, adopted: bool) -> Result<(), Error> {
            self.settle(id, adopted)?;
            done(())
        }

        /// Schedules a high-risk call that the caller is going to make itself: the target's message, its arguments
        /// SCALE encoded, and, for a parameter, how it is read back. Anybody, for a message whose rule asks for
        /// approvals, or while it is cautioned against.
        ///
        /// # Events
        /// `OrderScheduled`.
        ///
        /// # Errors
        /// `NoRule`, `NoOrderNeeded`, `AlreadyScheduled`, `MissingCheck`, `TooLong`, `Overflow`.
        #[ink(message)]
        #[inline(never)]
        pub fn schedule(
            &mut self,
            target: AccountId,
            selector: Selector,
            arguments: Vec<u8>,
            check: Option<Check>,
        ) -> Result<OrderId, Error> {
            self.order(target, selector, arguments, check)
        }

        /// Approves an order: a holder of the role that its rule names, of another group than who scheduled it and
        /// who approved before. How many have approved.
        ///
        /// # Events
        /// `OrderApproved`.
        ///
        /// # Errors
        /// `UnknownOrder`, `AlreadyApproved`, `Expired`, `WrongState`, `NotAllowed`, `NotIndependent`,
        /// `RegistryFailed`.
        #[ink(message)]
        #[inline(never)]
        pub fn approve(&mut self, id: OrderId) -> Result<u8, Error> {
            done(self.agree(id)?)
        }

        /// Takes an order back that has not been carried out: who scheduled it, or who could approve it, for a reason.
        ///
        /// # Events
        /// `OrderCancelled`.
        ///
        /// # Errors
        /// `UnknownOrder`, `MissingReason`, `WrongState`, `NotAllowed`, `NotIndependent`, `RegistryFailed`.
        #[ink(message)]
        #[inline(never)]
        pub fn cancel(&mut self, id: OrderId, reason: Hash) -> Result<(), Error> {
            self.call_off(id, reason)?;
            done(())
        }

        /// Reads the parameter of an order back that has been carried out, by the check that it names. Is it as
        /// ordered? Otherwise the order has failed. Anybody, in the time of the order's rule; after it the order has
        /// failed by itself.
        ///
        /// # Events
        /// `OrderRead`.
        ///
        /// # Errors
        /// `UnknownOrder`, `WrongState`, `WrongCheck`, `ReadFailed` (the target did not answer: try again).
        #[ink(message)]
        #[inline(never)]
        pub fn read_back(&mut self, id: OrderId, check: Check) -> Result<bool, Error> {
            done(self.reread(id, &check)?)
        }

        /// Trips a breaker, for a reason. Supervisor.
        ///
        /// # Events
        /// `BreakerTripped`.
        ///
        /// # Errors
        /// `MissingReason`, `NoBreaker`, `Tripped`, `NotAllowed`, `RegistryFailed`.
        #[ink(message)]
        #[inline(never)]
        pub fn trip(&mut self, target: AccountId, asset: Asset, reason: Hash) -> Result<(), Error> {
            self.stop(target, asset, reason)?;
            done(())
        }

        /// Ends a trip and begins the grace period, for a reason: a supervisor when it tripped by itself; when
        /// somebody tripped it, an arbiter of another group.
        ///
        /// # Events
        /// `BreakerReset`.
        ///
        /// # Errors
        /// `MissingReason`, `NoBreaker`, `NotTripped`, `NotAllowed`, `NotIndependent`, `RegistryFailed`.
        #[ink(message)]
        #[inline(never)]
        pub fn reset(&mut self, target: AccountId, asset: Asset, reason: Hash) -> Result<(), Error> {
            self.restart(target, asset, reason)?;
            done(())
        }

        /// Removes a tally that counts nothing any more. Anybody: the deposit is the caller's.
        ///
        /// # Errors
        /// `StillCounts`.
        #[ink(message)]
        #[inline(never)]
        pub fn tidy(&mut self, target: AccountId, selector: Selector, user: User) -> Result<(), Error> {
            let tally = self.tallies.find((target, selector, user)).unwrap_or_default();
            if !limits::is_over(&tally, self.env().block_timestamp()) {
                return Err(Error::StillCounts);
            }
            self.tallies.erase((target, selector, user));
            done(())
        }

        /// Why a call would not be let through now, were it made.
        ///
        /// # Errors
        /// `NoRule`, `Blocked`, `OutOfHours`, `CallerLimit`, `GroupLimit`, `NeedsOrder`, `NotApproved`, `TooEarly`,
        /// `Expired`, `RegistryFailed`.
        #[ink(message)]
        #[inline(never)]
        pub fn verdict(&self, target: AccountId, call: Call) -> Result<(), Error> {
            self.plan(target, &call).map(|_| ())
        }

        /// The rule for a message; none: it is closed.
        #[ink(message)]
        #[inline(never)]
        pub fn rule(&self, target: AccountId, selector: Selector) -> Option<Rule> {
            self.rules.find((target, selector))
        }

        /// An order, and where it stands now.
        #[ink(message)]
        #[inline(never)]
        pub fn order_status(&self, id: OrderId) -> Option<(Order, OrderStatus)> {
            let order = self.orders.find(id)?;
            Some((order, orders::status(&order, self.env().block_timestamp())))
        }

        /// A breaker, and its status now.
        #[ink(message)]
        #[inline(never)]
        pub fn breaker(&self, target: AccountId, asset: Asset) -> (Option<Breaker>, BreakerStatus) {
            let found = self.breakers.find((target, asset));
            let status = |found: &Breaker| breaker::status(found, self.env().block_timestamp());
            (found, found.as_ref().map_or(BreakerStatus::Uninitialized, status))
        }

        /// What the policy was made with, and the last number of an order or a change.
        #[ink(message)]
        #[inline(never)]
        pub fn config(&self) -> (Config, u64) {
            (self.config, self.count)
        }
    }

    impl api::Policy for Policy {
        /// As the trait says. Any contract that has rules here.
        ///
        /// # Events
        /// `CallEntered`.
        ///
        /// # Errors
        /// As `verdict`.
        #[ink(message)]
        #[inline(never)]
        fn pre_execution(&mut self, call: Call) -> Result<(), Error> {
            self.enter(&call)?;
            done(())
        }

        /// As the trait says. Any contract; nothing happens when it has no breaker for the asset.
        ///
        /// # Events
        /// `Flowed`, `BreakerTripped`.
        ///
        /// # Errors
        /// `Tripped`, `FlowLimit`, `Overflow`.
        #[ink(message)]
        #[inline(never)]
        fn post_execution(&mut self, flow: Flow) -> Result<(), Error> {
            self.let_flow(&flow)?;
            done(())
        }

        /// As the trait says. Anybody.
        #[ink(message)]
        #[inline(never)]
        fn can_call(&self, target: AccountId, call: Call) -> (bool, Timestamp) {
            match self.plan(target, &call) {
                Ok(_) => (true, 0),
                Err(Error::NeedsOrder | Error::NotApproved | Error::TooEarly | Error::Expired | Error::WrongState) => {
                    // At least a moment: somebody else has to approve.
                    let delay = self.rule_for(target, &call).map_or(0, |rule| rule.delay.max(1));
                    (false, delay)
                }
                Err(_) => (false, 0),
            }
        }
    }
}
