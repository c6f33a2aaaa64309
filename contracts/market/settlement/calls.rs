//! Settlement's calls to other contracts, with their failures as typed errors.

use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use psp22::{PSP22Error, PSP22};
use weir_types::bank_sale::{Desk, Opening};
use weir_types::calls::{answer, Fault};
use weir_types::ledger::{self, Ledger, LockId, Moved};
use weir_types::settlement::{Delivery, Error};
use weir_types::{AccountId, Money, Quantity, Timestamp};

type LedgerRef = ink::contract_ref!(Ledger, DefaultEnvironment);
type DeskRef = ink::contract_ref!(Desk, DefaultEnvironment);
type CashRef = ink::contract_ref!(PSP22, DefaultEnvironment);

/// Delivers units of the venue's lock to the buyer.
pub fn move_locked(
    ledger: AccountId,
    venue: AccountId,
    lock: LockId,
    buyer: AccountId,
    quantity: Quantity,
) -> Result<Moved, Error> {
    let mut ledger: LedgerRef = ledger.into();
    answer(ledger.call_mut().move_locked(venue, lock, buyer, quantity).try_invoke()).map_err(ledger_error)
}

/// Makes part of the venue's lock a lock of this contract's own: the same as a delivery answers, with the new lock.
pub fn split_lock(
    ledger: AccountId,
    venue: AccountId,
    delivery: &Delivery,
    expires: Timestamp,
) -> Result<Moved, Error> {
    let mut ledger: LedgerRef = ledger.into();
    let Delivery { lock, buyer, quantity, .. } = *delivery;
    answer(ledger.call_mut().split_lock(venue, lock, buyer, quantity, expires).try_invoke()).map_err(ledger_error)
}

/// Gives back what is left in a lock of this contract's own.
pub fn unlock(ledger: AccountId, lock: LockId) -> Result<(), Error> {
    let mut ledger: LedgerRef = ledger.into();
    answer(ledger.call_mut().unlock(lock).try_invoke()).map(|_| ()).map_err(ledger_error)
}

/// Hands a sale over to the bank desk.
pub fn open(desk: AccountId, opening: Opening) -> Result<(), Error> {
    let mut desk: DeskRef = desk.into();
    answer(desk.call_mut().open(opening).try_invoke()).map_err(|fault| match fault {
        Fault::Refused(error) => Error::Desk(error),
        Fault::Failed => Error::DeskFailed,
    })
}

/// Pays from the payer's approval to this contract.
pub fn collect(cash: AccountId, payer: AccountId, to: AccountId, amount: Money) -> Result<(), Error> {
    let mut cash: CashRef = cash.into();
    answer(cash.call_mut().transfer_from(payer, to, amount, Vec::new()).try_invoke()).map_err(cash_error)
}

/// Pays from what this contract holds.
pub fn pay(cash: AccountId, to: AccountId, amount: Money) -> Result<(), Error> {
    let mut cash: CashRef = cash.into();
    answer(cash.call_mut().transfer(to, amount, Vec::new()).try_invoke()).map_err(cash_error)
}

fn ledger_error(fault: Fault<ledger::Error>) -> Error {
    match fault {
        Fault::Refused(error) => Error::Ledger(error),
        Fault::Failed => Error::LedgerFailed,
    }
}

fn cash_error(fault: Fault<PSP22Error>) -> Error {
    match fault {
        Fault::Refused(PSP22Error::InsufficientBalance) => Error::InsufficientCash,
        Fault::Refused(PSP22Error::InsufficientAllowance) => Error::InsufficientApproval,
        Fault::Refused(_) => Error::CashRefused,
        Fault::Failed => Error::CashFailed,
    }
}
