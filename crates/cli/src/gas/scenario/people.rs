//! Who takes part; roles as in the plan for development chains.

use crate::exit::{Exit, Failure};
use weir_client::{AccountId, Signer};

/// Who does what.
pub struct People {
    /// The administrator.
    pub admin: Signer,
    /// Registers.
    pub registrar: Signer,
    /// Sets caps, opens periods, corrects.
    pub regulator: Signer,
    /// Proposes.
    pub allocator: Signer,
    /// Approves.
    pub approver: Signer,
    /// Verifies.
    pub verifier: Signer,
    /// Issues money, confirms payments.
    pub bank: Signer,
    /// Freezes.
    pub court: Signer,
    /// Opens and halts markets.
    pub supervisor: Signer,
    /// Withholds sales.
    pub depository: Signer,
    /// Keeps the deny list.
    pub watchdog: Signer,
    /// Rules disputes, and on appeal: the second.
    pub arbiters: [Signer; 2],
    /// Report prices; the plan has the first, the scenario grants the others.
    pub reporters: [Signer; 3],
    /// Has units to sell.
    pub seller: Signer,
    /// Of the seller's controller group.
    pub sister: Signer,
    /// Buys.
    pub buyer: Signer,
    /// A government's: sells units of the reserve by auction.
    pub treasury: Signer,
    /// Nobody in particular.
    pub stranger: Signer,
}

impl People {
    /// All of them.
    pub fn new() -> Result<Self, Failure> {
        let key = |path| Signer::dev(path).map_err(|error| Failure::new(Exit::CheckFailed, format!("{path}: {error}")));
        Ok(Self {
            admin: key("//Alice")?,
            registrar: key("//Bob")?,
            regulator: key("//Charlie")?,
            allocator: key("//Dave")?,
            approver: key("//Eve")?,
            verifier: key("//Ferdie")?,
            bank: key("//Alice//stash")?,
            court: key("//Bob//stash")?,
            supervisor: key("//Charlie//stash")?,
            depository: key("//Dave//stash")?,
            watchdog: key("//Eve//stash")?,
            arbiters: [key("//Ferdie//stash")?, key("//Bob//stash")?],
            reporters: [key("//Ferdie//stash")?, key("//gas/reporter/2")?, key("//gas/reporter/3")?],
            seller: key("//gas/seller")?,
            sister: key("//gas/sister")?,
            buyer: key("//gas/buyer")?,
            treasury: key("//gas/treasury")?,
            stranger: key("//gas/stranger")?,
        })
    }

    /// Those whom the development chain gives nothing to pay deposits with.
    pub fn without_funds(&self) -> [AccountId; 7] {
        let [_, second, third] = &self.reporters;
        [&self.seller, &self.sister, &self.buyer, &self.treasury, &self.stranger, second, third].map(Signer::account)
    }
}
