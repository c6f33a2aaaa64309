//! The two calls of a settlement, with their failures as typed errors.

use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use psp22::{PSP22Error, PSP22};
use weir_types::calls::{answer, Fault};
use weir_types::ledger::{Ledger, LockId};
use weir_types::settlement::Error;
use weir_types::{AccountId, BatchId, Money, Quantity};

type LedgerRef = ink::contract_ref!(Ledger, DefaultEnvironment);
type CashRef = ink::contract_ref!(PSP22, DefaultEnvironment);

/// Delivers units of the venue's lock to the buyer: (seller, batch).
pub fn move_locked(
    ledger: AccountId,
    venue: AccountId,
    lock: LockId,
    buyer: AccountId,
    quantity: Quantity,
) -> Result<(AccountId, BatchId), Error> {
    let mut ledger: LedgerRef = ledger.into();
    answer(ledger.call_mut().move_locked(venue, lock, buyer, quantity).try_invoke()).map_err(|fault| match fault {
        Fault::Refused(error) => Error::Ledger(error),
        Fault::Failed => Error::LedgerFailed,
    })
}

/// Pays the seller from the buyer's approval to this contract.
pub fn pay(cash: AccountId, buyer: AccountId, seller: AccountId, amount: Money) -> Result<(), Error> {
    let mut cash: CashRef = cash.into();
    answer(cash.call_mut().transfer_from(buyer, seller, amount, Vec::new()).try_invoke()).map_err(|fault| match fault {
        Fault::Refused(PSP22Error::InsufficientBalance) => Error::InsufficientCash,
        Fault::Refused(PSP22Error::InsufficientAllowance) => Error::InsufficientApproval,
        Fault::Refused(_) => Error::CashRefused,
        Fault::Failed => Error::CashFailed,
    })
}
