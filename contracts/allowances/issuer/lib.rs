//! allowances/issuer: caps, batches, and allocation in two steps by two independent accounts.
//!
//! Invariants, for every instrument and at every moment:
//! - `issued + pending + promised <= cap`, where promised is the pro-rata pool that is not proposed yet; `issued` equals the sum of what
//!   the ledger's batches of the instrument have issued.
//! - What is set aside for the reserve reaches holders by release alone.
//! - Nothing is issued, released or removed on one account's word: an allocator proposes, an approver of another controller group approves.
//! - Every participant of a pool is served once, and once all are: shares + forfeited shares + residue = pool, the residue in the reserve
//!   of the batch of the last of them.
//! - Registry and ledger are fixed when the issuer is made.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod data;
pub mod error;
pub mod events;
mod store;
#[cfg(test)]
mod tests;

pub use self::issuer::{Issuer, IssuerRef};
pub use data::{Action, Config, Outcome, Participant, Proposal, ProposalId, ReasonCode, ShareState};
pub use error::Error;

/// The most instruments one `instruments` answers.
pub const MAX_PAGE: u32 = 64;

#[ink::contract]
mod issuer {
    use crate::data::{Action, Config, Outcome, Participant, Proposal, ProposalId, ReasonCode, ShareState};
    use crate::{events::*, Error, MAX_PAGE};
    use ink::prelude::vec::Vec;
    use ink::storage::{traits::ManualKey, Lazy, Mapping};
    use weir_rules::allocation::shares;
    use weir_types::events::emit;
    use weir_types::issuance::{CapBook, Pool};
    use weir_types::ledger::BatchTerms;
    use weir_types::policy::Guarded;
    use weir_types::store::{Record, Records};
    use weir_types::{calls, keys, weir_probe, Admin, BatchId, Instrument, Quantity, Role};

    /// The issuer.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Issuer {
        pub(crate) proposals: ProposalId,
        pub(crate) instruments: u32,
        pub(crate) admin: Lazy<Admin, ManualKey<{ keys::ISSUER_ADMIN }>>,
        pub(crate) config: Lazy<Config, ManualKey<{ keys::ISSUER_CONFIG }>>,
        pub(crate) caps: Mapping<Instrument, (CapBook, u16), ManualKey<{ keys::ISSUER_CAPS }>>,
        pub(crate) waiting: Mapping<ProposalId, Proposal, ManualKey<{ keys::ISSUER_PENDING }>>,
        pub(crate) participants: Mapping<(Instrument, AccountId), Participant, ManualKey<{ keys::ISSUER_HISTORY }>>,
        pub(crate) pools: Mapping<Instrument, Pool, ManualKey<{ keys::ISSUER_POOLS }>>,
        pub(crate) index: Mapping<u32, Instrument, ManualKey<{ keys::ISSUER_INSTRUMENTS }>>,
    }

    impl Issuer {
        /// An issuer that asks this registry and issues in this ledger; the caller is its administrator.
        /// # Events
        /// `Wired`, `TermSet`.
        /// # Errors
        /// `BadTerm`.
        #[ink(constructor)]
        pub fn new(config: Config) -> Result<Self, Error> {
            let Config { registry, ledger, term } = config;
            if term == 0 {
                return Err(Error::BadTerm);
            }
            let by = Self::env().caller();
            let mut issuer = Self::default();
            issuer.admin.save(&Admin::new(by));
            issuer.config.save(&config);
            emit(Wired { registry, ledger });
            emit(TermSet { term, by });
            Ok(issuer)
        }

        /// First step of changing the administrator. Administrator.
        /// # Events
        /// `AdminProposed`.
        /// # Errors
        /// `NotAllowed`.
        #[ink(message)]
        pub fn propose_admin(&mut self, next: AccountId) -> Result<(), Error> {
            self.nominate(next)
        }

        /// Second step, by whoever was proposed.
        /// # Events
        /// `AdminChanged`.
        /// # Errors
        /// `NotPending`.
        #[ink(message)]
        pub fn accept_admin(&mut self) -> Result<(), Error> {
            self.succeed()
        }

        /// The administrator.
        #[ink(message)]
        pub fn admin(&self) -> AccountId {
            self.administration().map_or(AccountId::from([0; 32]), |admin| admin.current)
        }

        /// Sets how long later proposals wait for approval, in milliseconds. Administrator.
        /// # Events
        /// `TermSet`.
        /// # Errors
        /// `NotAllowed`, `BadTerm`.
        #[ink(message)]
        pub fn set_term(&mut self, term: Timestamp) -> Result<(), Error> {
            let by = self.env().caller();
            if !self.administration()?.is(by) {
                return Err(Error::NotAllowed);
            }
            self.enter(0);
            if term == 0 {
                return Err(Error::BadTerm);
            }
            self.config.save(&Config { term, ..self.partners() });
            emit(TermSet { term, by });
            calls::done(())
        }

        /// Registry, ledger and term.
        #[ink(message)]
        pub fn config(&self) -> Config {
            self.partners()
        }

        /// Sets the cap of an instrument, and how much of it is for the reserve only. Regulator. Free while nothing has been issued,
        /// proposed or promised; afterwards the cap only falls, never below all of that, and the set-aside moves within what is left.
        /// # Events
        /// `CapSet`.
        /// # Errors
        /// `Refused`, `RegistryFailed`, `BadCode`, `CapRaised`, `OverCap`, `OverSetAside`, `Overflow`.
        #[ink(message)]
        pub fn set_cap(&mut self, instrument: Instrument, cap: Quantity, set_aside: Quantity) -> Result<(), Error> {
            let admitted = self.acting(Role::Regulator);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.enter(cap);
            self.store_cap(instrument, cap, set_aside)?;
            emit(CapSet { instrument, cap, set_aside, by: self.env().caller() });
            Ok(())
        }

        /// Opens the next batch of an instrument, empty. Allocator.
        /// # Events
        /// `BatchOpened`, which tells the id.
        /// # Errors
        /// `Refused`, `RegistryFailed`, `NoCap`, `Ledger`, `LedgerFailed`, `Overflow`.
        #[ink(message)]
        pub fn open_batch(&mut self, instrument: Instrument, terms: BatchTerms) -> Result<BatchId, Error> {
            let admitted = self.acting(Role::Allocator);
            admitted?;
            weir_probe!(admitted.is_ok());
            let batch = self.open_next(instrument, terms)?;
            emit(BatchOpened { batch, terms, by: self.env().caller() });
            calls::done(batch)
        }

        /// Proposes new units to holders, at most `MAX_LINES` of them. Allocator.
        /// # Events
        /// `Proposed`, which tells the id.
        /// # Errors
        /// `Refused`, `RegistryFailed`, `NoLines`, `TooManyLines`, `ZeroQuantity`, `UnknownBatch`, `OverCap`, `OverSetAside`, `Overflow`.
        #[ink(message)]
        pub fn propose_allocation(
            &mut self,
            batch: BatchId,
            lines: Vec<(AccountId, Quantity)>,
        ) -> Result<ProposalId, Error> {
            let admitted = self.acting(Role::Allocator);
            admitted?;
            weir_probe!(admitted.is_ok());
            Self::bounded(lines.len())?;
            if lines.iter().any(|line| line.1 == 0) {
                return Err(Error::ZeroQuantity);
            }
            self.propose(batch, Action::Given(lines))
        }

        /// Proposes participants' shares of the instrument's pool, `floor(pool x own history / all history)`, at most `MAX_LINES` of
        /// them, each once. Allocator. When the last participant is served, what rounding left goes into the reserve of its batch.
        /// # Events
        /// `Proposed`, which tells the id and the shares.
        /// # Errors
        /// `Refused`, `RegistryFailed`, `NoLines`, `TooManyLines`, `HistoryOpen`, `NoHistory`, `ShareTaken`, `UnknownBatch`, `Overflow`.
        #[ink(message)]
        pub fn propose_pro_rata(&mut self, batch: BatchId, accounts: Vec<AccountId>) -> Result<ProposalId, Error> {
            let admitted = self.acting(Role::Allocator);
            admitted?;
            weir_probe!(admitted.is_ok());
            Self::bounded(accounts.len())?;
            let mut lines = Vec::with_capacity(accounts.len());
            for account in accounts {
                lines.push((account, self.take_share(batch.instrument, account)?));
            }
            self.propose(batch, Action::ProRata(lines))
        }

        /// Proposes that the share of a participant who cannot receive it goes into the batch's reserve, so that the pool can be
        /// finished. Allocator.
        /// # Events
        /// `Proposed`, which tells the id and the share.
        /// # Errors
        /// As `propose_pro_rata`.
        #[ink(message)]
        pub fn propose_forfeit(&mut self, batch: BatchId, account: AccountId) -> Result<ProposalId, Error> {
            let admitted = self.acting(Role::Allocator);
            admitted?;
            weir_probe!(admitted.is_ok());
            let share = self.take_share(batch.instrument, account)?;
            self.propose(batch, Action::Forfeit(account, share))
        }

        /// Proposes new units into the batch's reserve. Allocator.
        /// # Events
        /// `Proposed`, which tells the id.
        /// # Errors
        /// `Refused`, `RegistryFailed`, `ZeroQuantity`, `UnknownBatch`, `OverCap`, `Overflow`.
        #[ink(message)]
        pub fn propose_reserve(&mut self, batch: BatchId, quantity: Quantity) -> Result<ProposalId, Error> {
            let admitted = self.acting(Role::Allocator);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.propose(batch, Action::Reserve(quantity))
        }

        /// Proposes to release units of the batch's reserve to a holder. Allocator. Whether the reserve has them is seen at approval.
        /// # Events
        /// `Proposed`, which tells the id.
        /// # Errors
        /// `Refused`, `RegistryFailed`, `ZeroQuantity`, `UnknownBatch`.
        #[ink(message)]
        pub fn propose_release(
            &mut self,
            batch: BatchId,
            to: AccountId,
            quantity: Quantity,
        ) -> Result<ProposalId, Error> {
            let admitted = self.acting(Role::Allocator);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.propose(batch, Action::Release(to, quantity))
        }

        /// Proposes to remove units of the batch's reserve for good. Allocator. They count against the cap for ever.
        /// # Events
        /// `Proposed`, which tells the id.
        /// # Errors
        /// `Refused`, `RegistryFailed`, `ZeroQuantity`, `UnknownBatch`.
        #[ink(message)]
        pub fn propose_cancel_reserve(&mut self, batch: BatchId, quantity: Quantity) -> Result<ProposalId, Error> {
            let admitted = self.acting(Role::Allocator);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.propose(batch, Action::CancelReserve(quantity))
        }

        /// Approves a proposal and carries it out. Approver, neither the proposer nor of its controller group nor a receiver.
        /// # Events
        /// `Approved`; the ledger's.
        /// # Errors
        /// `UnknownProposal`, `Refused`, `RegistryFailed`, `Expired`, `Ledger`, `LedgerFailed`, `Overflow`.
        #[ink(message)]
        pub fn approve(&mut self, id: ProposalId) -> Result<(), Error> {
            let (by, batch, residue) = self.approved(id)?;
            emit(Approved { id, batch, residue, by });
            calls::done(())
        }

        /// Rejects a proposal, expired or not. Approver.
        /// # Events
        /// `Dropped`.
        /// # Errors
        /// `Refused`, `RegistryFailed`, `MissingReason`, `UnknownProposal`.
        #[ink(message)]
        pub fn reject(&mut self, id: ProposalId, reason: ReasonCode) -> Result<(), Error> {
            let admitted = self.acting(Role::Approver);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.drop(id, Outcome::Rejected(reason))
        }

        /// Withdraws a proposal, expired or not. Its proposer.
        /// # Events
        /// `Dropped`.
        /// # Errors
        /// `UnknownProposal`, `NotAllowed`.
        #[ink(message)]
        pub fn withdraw(&mut self, id: ProposalId) -> Result<(), Error> {
            self.drop(id, Outcome::Withdrawn)
        }

        /// Clears an expired proposal away, so that its units are free again. Anyone.
        /// # Events
        /// `Dropped`.
        /// # Errors
        /// `UnknownProposal`, `NotExpired`.
        #[ink(message)]
        pub fn expire(&mut self, id: ProposalId) -> Result<(), Error> {
            self.drop(id, Outcome::Expired)
        }

        /// Records historical emissions, or corrects them (0 takes an account out), until the pool is set. Regulator.
        /// # Events
        /// `HistoryRecorded`.
        /// # Errors
        /// `Refused`, `RegistryFailed`, `NoLines`, `TooManyLines`, `BadCode`, `HistoryClosed`, `Overflow`.
        #[ink(message)]
        pub fn record_history(
            &mut self,
            instrument: Instrument,
            lines: Vec<(AccountId, Quantity)>,
        ) -> Result<(), Error> {
            let admitted = self.acting(Role::Regulator);
            admitted?;
            weir_probe!(admitted.is_ok());
            Self::bounded(lines.len())?;
            self.store_history(instrument, &lines)?;
            emit(HistoryRecorded { instrument, lines, by: self.env().caller() });
            calls::done(())
        }

        /// Closes the history of an instrument and fixes its pro-rata pool, which from now on nothing else can take from the cap.
        /// Regulator, once.
        /// # Events
        /// `PoolSet`.
        /// # Errors
        /// `Refused`, `RegistryFailed`, `NoCap`, `NoHistory`, `HistoryClosed`, `ZeroQuantity`, `OverCap`, `OverSetAside`, `Overflow`.
        #[ink(message)]
        pub fn set_pool(&mut self, instrument: Instrument, pool: Quantity) -> Result<(), Error> {
            let admitted = self.acting(Role::Regulator);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.enter(pool);
            let Pool { history, participants, .. } = self.close_pool(instrument, pool)?;
            emit(PoolSet { instrument, pool, history, participants, by: self.env().caller() });
            calls::done(())
        }

        /// What may be issued of an instrument and what has been; `None` when no cap was ever set.
        #[ink(message)]
        pub fn cap_of(&self, instrument: Instrument) -> Option<CapBook> {
            self.caps.find(instrument).map(|(book, _)| book)
        }

        /// How many batches of an instrument have been opened: their serials are 1 to this.
        #[ink(message)]
        pub fn batch_count(&self, instrument: Instrument) -> u16 {
            self.caps.find(instrument).map_or(0, |(_, batches)| batches)
        }

        /// The pro-rata pool of an instrument; `None` when no history was ever recorded.
        #[ink(message)]
        pub fn pool_of(&self, instrument: Instrument) -> Option<Pool> {
            self.pools.find(instrument)
        }

        /// A proposal that waits; `None` once it has been decided.
        #[ink(message)]
        pub fn proposal(&self, id: ProposalId) -> Option<Proposal> {
            self.waiting.get(id)
        }

        /// How many proposals there have been: their ids are 1 to this.
        #[ink(message)]
        pub fn proposal_count(&self) -> ProposalId {
            self.proposals
        }

        /// An account's historical emissions of an instrument, 0 when none.
        #[ink(message)]
        pub fn history_of(&self, instrument: Instrument, account: AccountId) -> Quantity {
            self.participants.find((instrument, account)).unwrap_or_default().history
        }

        /// An account's share of the instrument's pool and where it is; `None` while the history is open or when it has none.
        #[ink(message)]
        pub fn share_of(&self, instrument: Instrument, account: AccountId) -> Option<(Quantity, ShareState)> {
            let participant = self.participants.find((instrument, account))?;
            let share = shares::share(&self.pools.find(instrument)?, participant.history).ok()?;
            Some((share, participant.share))
        }

        /// How many instruments have had a cap.
        #[ink(message)]
        pub fn instrument_count(&self) -> u32 {
            self.instruments
        }

        /// Instruments by number, from `start`, at most `limit` and [`MAX_PAGE`] of them.
        #[ink(message)]
        pub fn instruments(&self, start: u32, limit: u32) -> Vec<Instrument> {
            self.page(start, limit.min(MAX_PAGE))
        }
    }
}
