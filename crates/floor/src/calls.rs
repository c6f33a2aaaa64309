//! The exchange's calls to other contracts, with their failures as typed errors.

use crate::Error;
use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::vec;
use weir_types::calls::{answer, value, Fault};
use weir_types::ledger::{self, Ledger, LockId};
use weir_types::registry::Registry;
use weir_types::settlement::{self, Delivery, FundId, Settled, Settlement};
use weir_types::{AccountId, AccountRecord, BatchId, Capability, Money, Pollutant, Profile, Quantity, Role, Timestamp};

type RegistryRef = ink::contract_ref!(Registry, DefaultEnvironment);
type LedgerRef = ink::contract_ref!(Ledger, DefaultEnvironment);
type SettlementRef = ink::contract_ref!(Settlement, DefaultEnvironment);

/// Does the account hold the role?
#[inline(never)]
pub fn require_role(registry: AccountId, account: AccountId, role: Role) -> Result<(), Error> {
    let registry: RegistryRef = registry.into();
    let asked = registry.call().screen(vec![account], Capability::Act(role)).try_invoke();
    answer(asked).map_err(|fault| match fault {
        Fault::Refused(_) => Error::NotAllowed,
        Fault::Failed => Error::RegistryFailed,
    })
}

/// What the registry knows of a seller and a buyer.
#[inline(never)]
pub fn profiles(
    registry: AccountId,
    seller: AccountId,
    buyer: AccountId,
    pollutant: Pollutant,
) -> Result<(Profile, Profile), Error> {
    let registry: RegistryRef = registry.into();
    let asked = registry.call().profiles(vec![seller, buyer], pollutant).try_invoke();
    match value(asked).ok_or(Error::RegistryFailed)?.as_slice() {
        [Some(seller), Some(buyer)] => Ok((*seller, *buyer)),
        [_, _] => Err(Error::NotRegistered),
        _ => Err(Error::RegistryFailed),
    }
}

/// Locks the seller's units until the order runs out.
#[inline(never)]
pub fn lock(
    ledger: AccountId,
    seller: AccountId,
    batch: BatchId,
    quantity: Quantity,
    expires: Timestamp,
) -> Result<LockId, Error> {
    let mut ledger: LedgerRef = ledger.into();
    answer(ledger.call_mut().lock(seller, batch, quantity, expires).try_invoke()).map_err(ledger_error)
}

/// Gives back what is left in a lock: how much that was.
#[inline(never)]
pub fn unlock(ledger: AccountId, lock: LockId) -> Result<Quantity, Error> {
    let mut ledger: LedgerRef = ledger.into();
    answer(ledger.call_mut().unlock(lock).try_invoke()).map_err(ledger_error)
}

/// What the holder can move of a batch.
#[inline(never)]
pub fn tradable(ledger: AccountId, batch: BatchId, holder: AccountId) -> Result<Quantity, Error> {
    let ledger: LedgerRef = ledger.into();
    value(ledger.call().cell(batch, holder).try_invoke()).map(|cell| cell.tradable).ok_or(Error::LedgerFailed)
}

/// What the ledger knows of an account.
#[inline(never)]
pub fn account(ledger: AccountId, account: AccountId) -> Result<AccountRecord, Error> {
    let ledger: LedgerRef = ledger.into();
    value(ledger.call().account(account).try_invoke()).ok_or(Error::LedgerFailed)
}

/// Takes the cash of a standing buy into a fund.
#[inline(never)]
pub fn fund(settlement: AccountId, payer: AccountId, amount: Money, expires: Timestamp) -> Result<FundId, Error> {
    let mut settlement: SettlementRef = settlement.into();
    answer(settlement.call_mut().fund(payer, amount, expires).try_invoke()).map_err(settlement_error)
}

/// Gives back what is left in a fund: how much that was.
#[inline(never)]
pub fn refund(settlement: AccountId, fund: FundId) -> Result<Money, Error> {
    let mut settlement: SettlementRef = settlement.into();
    answer(settlement.call_mut().refund(fund).try_invoke()).map_err(settlement_error)
}

/// Units to the buyer and cash to the seller.
#[inline(never)]
pub fn deliver(settlement: AccountId, delivery: Delivery) -> Result<Settled, Error> {
    let mut settlement: SettlementRef = settlement.into();
    answer(settlement.call_mut().deliver(delivery).try_invoke()).map_err(settlement_error)
}

/// The same through a bank: the units wait in a lock of settlement's.
#[inline(never)]
pub fn open_bank(settlement: AccountId, delivery: Delivery, bank: AccountId) -> Result<Settled, Error> {
    let mut settlement: SettlementRef = settlement.into();
    answer(settlement.call_mut().open_bank(delivery, bank).try_invoke()).map_err(settlement_error)
}

/// The same with the cash of a fund.
#[inline(never)]
pub fn deliver_funded(settlement: AccountId, fund: FundId, delivery: Delivery) -> Result<Settled, Error> {
    let mut settlement: SettlementRef = settlement.into();
    answer(settlement.call_mut().deliver_funded(fund, delivery).try_invoke()).map_err(settlement_error)
}

fn ledger_error(fault: Fault<ledger::Error>) -> Error {
    match fault {
        Fault::Refused(error) => Error::Ledger(error),
        Fault::Failed => Error::LedgerFailed,
    }
}

fn settlement_error(fault: Fault<settlement::Error>) -> Error {
    match fault {
        Fault::Refused(error) => Error::Settlement(error),
        Fault::Failed => Error::SettlementFailed,
    }
}
