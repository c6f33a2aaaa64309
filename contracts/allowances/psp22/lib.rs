//! # allowances/psp22: one batch of the ledger as a PSP22 token
//!
//! For wallets and exchanges that know PSP22 only. The facade holds nothing but two addresses: each message goes to the ledger,
//! with the caller's account, and the ledger answers only to the facade it was given for the batch.
//!
//! **What the numbers mean.** `balance_of` is what the owner can transfer: the tradable units, without those locked for a
//! settlement. `total_supply` is tradable + locked. So the balances add up to the total less what is locked.
//!
//! **Rules hold.** A transfer is an off-market one: both accounts registered, of one controller group, neither frozen nor barred.
//! Units that are issued, delivered, locked or surrendered move in the ledger without a PSP22 event; a wallet that needs the
//! history of those reads the ledger's events.
//!
//! **Errors.** `InsufficientBalance` and `InsufficientAllowance` are the standard's. Any other refusal is `Custom` with the
//! number of the ledger's error, in two digits, as the variants of `weir_types::ledger::Error` are counted from `00`; `99` says
//! that the ledger did not answer. The list is in docs/contracts/psp22.md.
//!
//! **Invariant.** It has no state that changes, no administrator and no upgrade; it can move no unit the ledger would not.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod errors;
mod names;

pub use self::facade::{Facade, FacadeRef};
pub use errors::to_psp22;

#[ink::contract]
mod facade {
    use crate::{errors, names};
    use ink::codegen::TraitCallBuilder;
    use ink::contract_ref;
    use ink::prelude::{string::String, vec::Vec};
    use psp22::{Approval, PSP22Error, PSP22Metadata, Transfer, PSP22};
    use weir_types::ledger::Ledger;
    use weir_types::{calls, units::DECIMALS, weir_probe, BatchId, Quantity};

    /// Which batch, in which ledger; neither changes.
    #[ink(storage)]
    pub struct Facade {
        ledger: AccountId,
        batch: BatchId,
    }

    impl Facade {
        /// A facade for a batch of a ledger. It works once the ledger's administrator has registered it.
        #[ink(constructor)]
        pub fn new(ledger: AccountId, batch: BatchId) -> Self {
            Self { ledger, batch }
        }

        /// The ledger behind it.
        #[ink(message)]
        pub fn ledger(&self) -> AccountId {
            self.ledger
        }

        /// The batch it shows.
        #[ink(message)]
        pub fn batch(&self) -> BatchId {
            self.batch
        }

        fn at(&self) -> contract_ref!(Ledger) {
            self.ledger.into()
        }

        /// Moves units for `caller` and emits what PSP22 asks for. Nothing at all happens with one account or no units.
        fn pass_on(&self, caller: AccountId, from: AccountId, to: AccountId, value: u128) -> Result<(), PSP22Error> {
            if from == to || value == 0 {
                return Ok(());
            }
            let asked = self.at().call_mut().facade_transfer(self.batch, caller, from, to, value).try_invoke();
            let amount = calls::answer(asked).map_err(errors::fault)?;
            if caller != from {
                self.env().emit_event(Approval { owner: from, spender: caller, amount });
            }
            self.env().emit_event(Transfer { from: Some(from), to: Some(to), value });
            calls::done(())
        }

        fn set_allowance(&self, owner: AccountId, spender: AccountId, amount: Quantity) -> Result<(), PSP22Error> {
            let asked = self.at().call_mut().facade_approve(self.batch, owner, spender, amount).try_invoke();
            calls::answer(asked).map_err(errors::fault)?;
            self.env().emit_event(Approval { owner, spender, amount });
            calls::done(())
        }

        fn ask_allowance(&self, owner: AccountId, spender: AccountId) -> Option<Quantity> {
            calls::value(self.at().call().approval(self.batch, owner, spender).try_invoke())
        }
    }

    impl PSP22 for Facade {
        /// Tradable + locked. Zero when the ledger does not answer or the batch is unknown.
        #[ink(message)]
        fn total_supply(&self) -> u128 {
            let supply = calls::value(self.at().call().supply(self.batch).try_invoke()).flatten().unwrap_or_default();
            weir_rules::supply::circulating(&supply).unwrap_or_default()
        }

        /// What the owner can transfer: tradable units. Zero when the ledger does not answer.
        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u128 {
            calls::value(self.at().call().cell(self.batch, owner).try_invoke()).unwrap_or_default().tradable
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
            self.ask_allowance(owner, spender).unwrap_or_default()
        }

        /// The holder. Off-market rules hold.
        ///
        /// # Events
        /// `Transfer`.
        /// # Errors
        /// `InsufficientBalance`, or `Custom` with the ledger's number.
        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: u128, _data: Vec<u8>) -> Result<(), PSP22Error> {
            let caller = self.env().caller();
            self.pass_on(caller, caller, to, value)
        }

        /// Who was approved. Off-market rules hold.
        ///
        /// # Events
        /// `Approval` with what is left, `Transfer`.
        /// # Errors
        /// `InsufficientAllowance`, `InsufficientBalance`, or `Custom` with the ledger's number.
        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            self.pass_on(self.env().caller(), from, to, value)
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            if owner == spender {
                return Ok(());
            }
            self.set_allowance(owner, spender, value)
        }

        /// As PSP22, and `Custom("22")` when the sum would leave 128 bits.
        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            if owner == spender || delta_value == 0 {
                return Ok(());
            }
            let allowance = self.ask_allowance(owner, spender).ok_or_else(errors::no_answer)?;
            let sum = allowance.checked_add(delta_value).ok_or_else(errors::overflow)?;
            weir_probe!(sum < delta_value);
            self.set_allowance(owner, spender, sum)
        }

        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            if owner == spender || delta_value == 0 {
                return Ok(());
            }
            let allowance = self.ask_allowance(owner, spender).ok_or_else(errors::no_answer)?;
            let left = allowance.checked_sub(delta_value).ok_or(PSP22Error::InsufficientAllowance)?;
            weir_probe!(left > allowance);
            self.set_allowance(owner, spender, left)
        }
    }

    impl PSP22Metadata for Facade {
        /// `CO2-UK-2021-001`.
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            Some(names::name(&self.batch))
        }

        /// `CO2-UK-2021`.
        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            Some(names::symbol(&self.batch.instrument))
        }

        /// Three: the smallest unit is a kilogram.
        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            DECIMALS
        }
    }
}
