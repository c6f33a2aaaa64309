//! # market/cash: money issued by banks, as a PSP22 token
//!
//! Each bank that the registry knows mints and burns against its own liability. One bank's money is as good as another's: a
//! holder may redeem at any bank that owes enough.
//!
//! **Invariants**
//! - The sum of the banks' `outstanding` is the total supply; a bank's `pending` is the sum of the redemptions asked of it and
//!   never exceeds its `outstanding`.
//! - Balances add up to the total supply, cash being redeemed included: it lies on the contract's own account, which nobody can
//!   spend from or transfer to, until the bank confirms (burnt), declines, or lets the deadline pass (given back).
//! - Only its holder, or whom the holder approved, moves cash. The administrator moves, mints, burns and freezes nothing: the
//!   registry decides who is a bank, and what the contract was told when it was made never changes.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod data;
mod error;
pub mod events;
mod types;

pub use self::cash::{Cash, CashRef};
pub use data::Books;
pub use error::Error;
pub use types::{Config, Liability, Redemption, RedemptionId, Terms};

/// PSP22 `Custom` code: cash cannot be transferred to the contract itself, where nobody could spend it.
pub const TO_ITSELF: &str = "00";

#[ink::contract]
mod cash {
    use crate::{data::asked, events::*, Books, Config, Error, Liability, Redemption, RedemptionId, Terms};
    use ink::codegen::TraitCallBuilder;
    use ink::contract_ref;
    use ink::prelude::{string::String, vec::Vec};
    use ink::storage::{traits::ManualKey, Lazy};
    use psp22::{PSP22Error, PSP22Event, PSP22Metadata, PSP22};
    use weir_types::calls::{self, Fault};
    use weir_types::policy::Guarded;
    use weir_types::registry::Registry;
    use weir_types::{keys, weir_probe, Admin, Capability, Money, Role};

    /// Cash. The root cell holds the total supply and the last redemption's number; all else lies under keys of its own.
    #[ink(storage)]
    pub struct Cash {
        books: Books,
        terms: Lazy<(Terms, Admin), ManualKey<{ keys::CASH_WIRING }>>,
        names: Lazy<(String, String), ManualKey<{ keys::CASH_NAMES }>>,
    }

    impl Cash {
        /// No money yet; the deployer is the administrator.
        ///
        /// # Events
        /// [`TermsSet`].
        /// # Errors
        /// `BadTerm`.
        #[ink(constructor)]
        pub fn new(config: Config) -> Result<Self, Error> {
            let Config { registry, redemption_term, name, symbol } = config;
            if redemption_term == 0 {
                return Err(Error::BadTerm);
            }
            let (mut terms, mut names) = (Lazy::new(), Lazy::new());
            terms.set(&(Terms { registry, redemption_term }, Admin::new(Self::env().caller())));
            names.set(&(name, symbol));
            Self::env().emit_event(TermsSet { registry, redemption_term });
            Ok(Self { books: Books::default(), terms, names })
        }

        /// Issues money to an account, against the caller's liability. A bank.
        ///
        /// # Events
        /// [`Minted`], PSP22 `Transfer` from nobody.
        /// # Errors
        /// `NotBank`, `RegistryFailed`, `NotAllowed` (to this contract), `ZeroAmount`, `Overflow`.
        #[ink(message)]
        #[inline(never)]
        pub fn mint(&mut self, to: AccountId, amount: Money) -> Result<(), Error> {
            let bank = self.env().caller();
            let admitted = self.only_bank(bank);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.enter(amount);
            self.meter(amount, 0);
            if to == self.env().account_id() {
                return Err(Error::NotAllowed);
            }
            let (liability, events) = self.books.mint(bank, to, amount)?;
            self.emit(events);
            self.env().emit_event(Minted { bank, to, amount, outstanding: liability.outstanding });
            Ok(())
        }

        /// Takes money that the caller holds out of circulation, against the caller's liability. Whoever has one: a bank that has
        /// lost its role can still settle its debt.
        ///
        /// # Events
        /// [`Burnt`], PSP22 `Transfer` to nobody.
        /// # Errors
        /// `ZeroAmount`, `InsufficientLiability`, `InsufficientBalance`.
        #[ink(message)]
        #[inline(never)]
        pub fn burn(&mut self, amount: Money) -> Result<(), Error> {
            let bank = self.env().caller();
            self.meter(0, amount);
            let (liability, events) = self.books.burn(bank, amount)?;
            self.emit(events);
            self.env().emit_event(Burnt { bank, amount, outstanding: liability.outstanding });
            Ok(())
        }

        /// Asks a bank to pay out cash, which can no longer be spent. `payout` is the salted hash of where to pay; the bank is told
        /// the rest off chain. The holder.
        ///
        /// # Events
        /// [`RedemptionRequested`], PSP22 `Transfer` to this contract.
        /// # Errors
        /// `ZeroAmount`, `InsufficientLiability` (that bank owes less), `InsufficientBalance`, `Overflow`.
        #[ink(message)]
        #[inline(never)]
        pub fn request_redemption(
            &mut self,
            bank: AccountId,
            amount: Money,
            payout: Hash,
        ) -> Result<RedemptionId, Error> {
            let holder = self.env().caller();
            let term = self.terms()?.redemption_term;
            let redemption = asked(holder, bank, amount, payout, self.env().block_timestamp(), term)?;
            let (id, events) = self.books.request(self.env().account_id(), redemption)?;
            self.emit(events);
            let deadline = redemption.deadline;
            self.env().emit_event(RedemptionRequested { id, holder, bank, amount, payout, deadline });
            Ok(id)
        }

        /// Says that the cash has been paid out, before the deadline: it is burnt. `reference` is the salted hash of the bank's
        /// payment reference. The bank that was asked, while the registry knows it as a bank.
        ///
        /// # Events
        /// [`RedemptionConfirmed`], PSP22 `Transfer` to nobody.
        /// # Errors
        /// `NotBank`, `RegistryFailed`, `UnknownRedemption`, `NotAllowed` (another bank's), `DeadlinePassed`.
        #[ink(message)]
        #[inline(never)]
        pub fn confirm_redemption(&mut self, id: RedemptionId, reference: Hash) -> Result<(), Error> {
            let bank = self.env().caller();
            let admitted = self.only_bank(bank);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.meter(0, self.books.redemption(id).map_or(0, |redemption| redemption.amount));
            let (own, now) = (self.env().account_id(), self.env().block_timestamp());
            let ((redemption, liability), events) = self.books.confirm(own, bank, id, now)?;
            self.emit(events);
            let (Redemption { holder, amount, .. }, Liability { outstanding, .. }) = (redemption, liability);
            self.env().emit_event(RedemptionConfirmed { id, holder, bank, amount, reference, outstanding });
            Ok(())
        }

        /// Refuses to pay: the holder has the cash back at once. `reason` is the hash of the bank's statement. The bank that was
        /// asked, at any time, its role or none.
        ///
        /// # Events
        /// [`RedemptionDeclined`], PSP22 `Transfer` to the holder.
        /// # Errors
        /// `UnknownRedemption`, `NotAllowed` (another bank's).
        #[ink(message)]
        #[inline(never)]
        pub fn decline_redemption(&mut self, id: RedemptionId, reason: Hash) -> Result<(), Error> {
            let bank = self.env().caller();
            let (Redemption { holder, amount, .. }, events) = self.books.decline(self.env().account_id(), bank, id)?;
            self.emit(events);
            self.env().emit_event(RedemptionDeclined { id, holder, bank, amount, reason });
            calls::done(())
        }

        /// Takes back cash that the bank has neither paid out nor declined by the deadline. The holder.
        ///
        /// # Events
        /// [`RedemptionCancelled`], PSP22 `Transfer` to the holder.
        /// # Errors
        /// `UnknownRedemption`, `NotAllowed` (another's), `DeadlineNotReached`.
        #[ink(message)]
        #[inline(never)]
        pub fn cancel_redemption(&mut self, id: RedemptionId) -> Result<(), Error> {
            let holder = self.env().caller();
            let (own, now) = (self.env().account_id(), self.env().block_timestamp());
            let (Redemption { bank, amount, .. }, events) = self.books.cancel(own, holder, id, now)?;
            self.emit(events);
            self.env().emit_event(RedemptionCancelled { id, holder, bank, amount });
            calls::done(())
        }

        /// First step of changing the administrator. The administrator.
        ///
        /// # Events
        /// `AdminProposed`.
        /// # Errors
        /// `NotAllowed`.
        #[ink(message)]
        #[inline(never)]
        pub fn propose_admin(&mut self, next: AccountId) -> Result<(), Error> {
            let (terms, mut admin) = self.terms.get().ok_or(Error::NotAllowed)?;
            self.enter(0);
            let event = admin.propose(self.env().caller(), next).ok_or(Error::NotAllowed)?;
            self.terms.set(&(terms, admin));
            self.env().emit_event(event);
            calls::done(())
        }

        /// Second step of changing the administrator. The one proposed.
        ///
        /// # Events
        /// `AdminChanged`.
        /// # Errors
        /// `NotPending`.
        #[ink(message)]
        #[inline(never)]
        pub fn accept_admin(&mut self) -> Result<(), Error> {
            let (terms, mut admin) = self.terms.get().ok_or(Error::NotPending)?;
            let event = admin.accept(self.env().caller()).ok_or(Error::NotPending)?;
            self.terms.set(&(terms, admin));
            self.env().emit_event(event);
            calls::done(())
        }

        /// The administrator.
        #[ink(message)]
        #[inline(never)]
        pub fn admin(&self) -> Option<Admin> {
            self.terms.get().map(|(_, admin)| admin)
        }

        /// The registry and the redemption term.
        #[ink(message)]
        #[inline(never)]
        pub fn terms_of_redemption(&self) -> Option<Terms> {
            self.terms().ok()
        }

        /// What a bank owes, and how much of that is being redeemed.
        #[ink(message)]
        #[inline(never)]
        pub fn liability_of(&self, bank: AccountId) -> Liability {
            self.books.liability_of(bank)
        }

        /// A redemption that has not ended.
        #[ink(message)]
        #[inline(never)]
        pub fn redemption(&self, id: RedemptionId) -> Option<Redemption> {
            self.books.redemption(id)
        }

        fn terms(&self) -> Result<Terms, Error> {
            self.terms.get().map(|(terms, _)| terms).ok_or(Error::RegistryFailed)
        }

        fn only_bank(&self, caller: AccountId) -> Result<(), Error> {
            let registry: contract_ref!(Registry) = self.terms()?.registry.into();
            calls::send(registry.call().screen(Vec::from([caller]), Capability::Act(Role::Bank))).map_err(|fault| {
                match fault {
                    Fault::Refused(_) => Error::NotBank,
                    Fault::Failed => Error::RegistryFailed,
                }
            })
        }

        /// Cash sent to the contract would be nobody's.
        fn not_to_itself(&self, to: AccountId) -> Result<(), PSP22Error> {
            if to == self.env().account_id() {
                return Err(PSP22Error::Custom(String::from(crate::TO_ITSELF)));
            }
            Ok(())
        }

        fn emit(&self, events: Vec<PSP22Event>) {
            for event in events {
                match event {
                    PSP22Event::Transfer(event) => self.env().emit_event(event),
                    PSP22Event::Approval(event) => self.env().emit_event(event),
                }
            }
        }
    }

    impl Guarded for Cash {
        /// Money is made; money that is taken out of circulation is metered, and no fault of the policy holds it.
        const HIGH_RISK: &'static [&'static str] = &["mint", "propose_admin"];

        fn guard(&self) -> Option<AccountId> {
            self.terms().ok().map(|terms| terms.registry)
        }
    }

    impl PSP22 for Cash {
        #[ink(message)]
        #[inline(never)]
        fn total_supply(&self) -> u128 {
            self.books.tokens.total_supply()
        }

        #[ink(message)]
        #[inline(never)]
        fn balance_of(&self, owner: AccountId) -> u128 {
            self.books.tokens.balance_of(owner)
        }

        #[ink(message)]
        #[inline(never)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
            self.books.tokens.allowance(owner, spender)
        }

        /// As PSP22; `Custom("00")` to this contract itself.
        #[ink(message)]
        #[inline(never)]
        fn transfer(&mut self, to: AccountId, value: u128, _data: Vec<u8>) -> Result<(), PSP22Error> {
            self.not_to_itself(to)?;
            let events = self.books.tokens.transfer(self.env().caller(), to, value)?;
            self.emit(events);
            calls::done(())
        }

        /// As PSP22; `Custom("00")` to this contract itself.
        #[ink(message)]
        #[inline(never)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            self.not_to_itself(to)?;
            let events = self.books.tokens.transfer_from(self.env().caller(), from, to, value)?;
            self.emit(events);
            calls::done(())
        }

        #[ink(message)]
        #[inline(never)]
        fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            let events = self.books.tokens.approve(self.env().caller(), spender, value)?;
            self.emit(events);
            calls::done(())
        }

        #[ink(message)]
        #[inline(never)]
        fn increase_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let events = self.books.tokens.increase_allowance(self.env().caller(), spender, delta_value)?;
            self.emit(events);
            calls::done(())
        }

        #[ink(message)]
        #[inline(never)]
        fn decrease_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let events = self.books.tokens.decrease_allowance(self.env().caller(), spender, delta_value)?;
            self.emit(events);
            calls::done(())
        }
    }

    impl PSP22Metadata for Cash {
        #[ink(message)]
        #[inline(never)]
        fn token_name(&self) -> Option<String> {
            self.names.get().map(|(name, _)| name)
        }

        #[ink(message)]
        #[inline(never)]
        fn token_symbol(&self) -> Option<String> {
            self.names.get().map(|(_, symbol)| symbol)
        }

        /// Two: the smallest unit is a cent.
        #[ink(message)]
        #[inline(never)]
        fn token_decimals(&self) -> u8 {
            2
        }
    }
}
