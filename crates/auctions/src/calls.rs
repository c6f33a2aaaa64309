//! The calls to other contracts, with their failures as typed errors.

use crate::partners::Partners;
use crate::{Config, Error};
use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::vec;
use weir_rules::market::day_of;
use weir_types::calls::{ask, send, Fault};
use weir_types::ledger::{self, Ledger, LockId};
use weir_types::market::Venue;
use weir_types::registry::Registry;
use weir_types::settlement::{self, Delivery, FundId, Settled, Settlement};
use weir_types::{
    AccountId, AccountRecord, BatchId, Capability, Instrument, Money, Pollutant, Price, Profile, Quantity, Role,
    Timestamp,
};

type RegistryRef = ink::contract_ref!(Registry, DefaultEnvironment);
type LedgerRef = ink::contract_ref!(Ledger, DefaultEnvironment);
type SettlementRef = ink::contract_ref!(Settlement, DefaultEnvironment);
type VenueRef = ink::contract_ref!(Venue, DefaultEnvironment);

/// The partners on the chain.
pub struct Chain<'a>(pub &'a Config);

impl Chain<'_> {
    fn ledger(&self) -> LedgerRef {
        self.0.ledger.into()
    }

    fn settlement(&self) -> SettlementRef {
        self.0.settlement.into()
    }
}

impl Partners for Chain<'_> {
    fn require_allocator(&self, account: AccountId) -> Result<(), Error> {
        let registry: RegistryRef = self.0.registry.into();
        let asked = registry.call().screen(vec![account], Capability::Act(Role::Allocator));
        send(asked).map_err(|fault| match fault {
            Fault::Refused(_) => Error::NotAllowed,
            Fault::Failed => Error::RegistryFailed,
        })
    }

    fn profiles(&self, seller: AccountId, buyer: AccountId, pollutant: Pollutant) -> Result<(Profile, Profile), Error> {
        let registry: RegistryRef = self.0.registry.into();
        let profiles = ask(registry.call().profiles(vec![seller, buyer], pollutant));
        match profiles.as_deref() {
            Some([Some(seller), Some(buyer)]) => Ok((*seller, *buyer)),
            Some(_) => Err(Error::BidderBarred),
            None => Err(Error::RegistryFailed),
        }
    }

    fn close(&self, instrument: Instrument, now: Timestamp) -> Result<Price, Error> {
        let today = day_of(now, self.0.day_offset).map_err(|_| Error::Overflow)?;
        let yesterday = today.checked_sub(1).ok_or(Error::NoClose)?;
        let exchange: VenueRef = self.0.exchange.into();
        match ask(exchange.call().bar(instrument, yesterday)) {
            Some(Some(bar)) => Ok(bar.close),
            _ => Err(Error::NoClose),
        }
    }

    fn account(&self, account: AccountId) -> Result<AccountRecord, Error> {
        ask(self.ledger().call().account(account)).ok_or(Error::LedgerFailed)
    }

    fn lock(
        &mut self,
        owner: AccountId,
        batch: BatchId,
        quantity: Quantity,
        expires: Timestamp,
    ) -> Result<LockId, Error> {
        send(self.ledger().call_mut().lock(owner, batch, quantity, expires)).map_err(ledger_error)
    }

    fn unlock(&mut self, lock: LockId) -> Result<Quantity, Error> {
        send(self.ledger().call_mut().unlock(lock)).map_err(ledger_error)
    }

    fn fund(&mut self, payer: AccountId, amount: Money, expires: Timestamp) -> Result<FundId, Error> {
        send(self.settlement().call_mut().fund(payer, amount, expires)).map_err(settlement_error)
    }

    fn deliver(&mut self, fund: FundId, delivery: Delivery) -> Result<Settled, Error> {
        send(self.settlement().call_mut().deliver_funded(fund, delivery)).map_err(settlement_error)
    }

    fn refund(&mut self, fund: FundId) -> Result<Money, Error> {
        send(self.settlement().call_mut().refund(fund)).map_err(settlement_error)
    }

    fn forfeit(&mut self, fund: FundId, to: AccountId, amount: Money) -> Result<(), Error> {
        send(self.settlement().call_mut().forfeit(fund, to, amount)).map_err(settlement_error)
    }
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
