//! What auctions ask of other contracts. The steps of an auction are written against this, so that they run natively in tests, with
//! partners made up for the purpose.

use crate::Error;
use weir_types::ledger::LockId;
use weir_types::settlement::{Delivery, FundId, Settled};
use weir_types::{
    AccountId, AccountRecord, BatchId, Instrument, Money, Pollutant, Price, Profile, Quantity, Timestamp,
};

/// Who calls whom, and when.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// This contract.
    pub venue: AccountId,
    /// Who called it.
    pub caller: AccountId,
    /// Block time.
    pub now: Timestamp,
}

/// Registry, ledger, settlement and exchange.
pub trait Partners {
    /// Is the account an allocator?
    fn require_allocator(&self, account: AccountId) -> Result<(), Error>;
    /// Where seller and buyer are and what they do.
    fn profiles(&self, seller: AccountId, buyer: AccountId, pollutant: Pollutant) -> Result<(Profile, Profile), Error>;
    /// The close of the last day that is over.
    fn close(&self, instrument: Instrument, now: Timestamp) -> Result<Price, Error>;
    /// How an account stands.
    fn account(&self, account: AccountId) -> Result<AccountRecord, Error>;
    /// Locks an owner's units.
    fn lock(
        &mut self,
        owner: AccountId,
        batch: BatchId,
        quantity: Quantity,
        expires: Timestamp,
    ) -> Result<LockId, Error>;
    /// Gives back what is left in a lock.
    fn unlock(&mut self, lock: LockId) -> Result<Quantity, Error>;
    /// Takes a deposit.
    fn fund(&mut self, payer: AccountId, amount: Money, expires: Timestamp) -> Result<FundId, Error>;
    /// Units to the buyer, and cash out of its deposit to the seller.
    fn deliver(&mut self, fund: FundId, delivery: Delivery) -> Result<Settled, Error>;
    /// Gives back what is left of a deposit.
    fn refund(&mut self, fund: FundId) -> Result<Money, Error>;
    /// Pays part of a deposit to another account.
    fn forfeit(&mut self, fund: FundId, to: AccountId, amount: Money) -> Result<(), Error>;
}
