//! The desk's calls to other contracts, with their failures as typed errors.

use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use psp22::{PSP22Error, PSP22};
use weir_types::bank_sale::{Error, Sale};
use weir_types::calls::{answer, Fault};
use weir_types::registry::Registry;
use weir_types::settlement::{self, Custody};
use weir_types::{AccountId, Capability, Money, Quantity};

type RegistryRef = ink::contract_ref!(Registry, DefaultEnvironment);
type SettlementRef = ink::contract_ref!(Custody, DefaultEnvironment);
type CashRef = ink::contract_ref!(PSP22, DefaultEnvironment);

/// Have the accounts the capability? Without it `NotBank`, when a bank was asked about, or `NotAllowed`.
#[inline(never)]
pub fn screen(registry: AccountId, accounts: Vec<AccountId>, capability: Capability) -> Result<(), Error> {
    use weir_types::Role::Bank;
    let registry: RegistryRef = registry.into();
    answer(registry.call().screen(accounts, capability).try_invoke()).map_err(|fault| match (fault, capability) {
        (Fault::Failed, _) => Error::RegistryFailed,
        (_, Capability::Act(Bank) | Capability::ActOver(Bank)) => Error::NotBank,
        _ => Error::NotAllowed,
    })
}

/// Has units of the sale's lock delivered, and the rest given back.
pub fn end_sale(settlement: AccountId, sale: &Sale, delivered: Quantity, give_back: bool) -> Result<(), Error> {
    let mut settlement: SettlementRef = settlement.into();
    let called = settlement.call_mut().end_sale(sale.lock, sale.buyer, delivered, give_back).try_invoke();
    answer(called).map_err(|fault| match fault {
        Fault::Refused(settlement::Error::Ledger(error)) => Error::Ledger(error),
        _ => Error::SettlementFailed,
    })
}

/// Takes a deposit from the payer's approval to the desk.
pub fn collect(cash: AccountId, payer: AccountId, own: AccountId, amount: Money) -> Result<(), Error> {
    let mut cash: CashRef = cash.into();
    answer(cash.call_mut().transfer_from(payer, own, amount, Vec::new()).try_invoke()).map_err(refused)
}

/// Pays a deposit out.
pub fn pay(cash: AccountId, to: AccountId, amount: Money) -> Result<(), Error> {
    let mut cash: CashRef = cash.into();
    answer(cash.call_mut().transfer(to, amount, Vec::new()).try_invoke()).map_err(refused)
}

fn refused(fault: Fault<PSP22Error>) -> Error {
    match fault {
        Fault::Refused(PSP22Error::InsufficientBalance) => Error::InsufficientCash,
        Fault::Refused(PSP22Error::InsufficientAllowance) => Error::InsufficientApproval,
        Fault::Refused(_) => Error::CashRefused,
        Fault::Failed => Error::CashFailed,
    }
}
