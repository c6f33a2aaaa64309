//! How the issuer asks the registry, keeps proposals and shares, and carries out in the ledger what was approved.

use crate::data::{Action, Config, Outcome, Participant, Proposal, ProposalId, ShareState};
use crate::events::{Dropped, Proposed};
use crate::{Error, Issuer};
use ink::codegen::{Env, TraitCallBuilder};
use ink::env::DefaultEnvironment;
use ink::prelude::{vec, vec::Vec};
use weir_rules::allocation::{cap, shares};
use weir_types::calls::{self, Fault};
use weir_types::events::emit;
use weir_types::issuance::{CapBook, Pool};
use weir_types::ledger::{self, BatchTerms, Ledger, MAX_LINES};
use weir_types::policy::Guarded;
use weir_types::registry::Registry;
use weir_types::store::{Record, Records};
use weir_types::{weir_probe, AccountId, Admin, BatchId, Capability, Instrument, Quantity, RefusalReason, Role};

type LedgerRef = ink::contract_ref!(Ledger, DefaultEnvironment);
type RegistryRef = ink::contract_ref!(Registry, DefaultEnvironment);

impl Guarded for Issuer {
    /// How much there may be and for how long a proposal waits; and what makes and moves units, which is the approval.
    const HIGH_RISK: &'static [&'static str] = &["propose_admin", "set_term", "set_cap", "set_pool", "approve"];

    fn guard(&self) -> Option<AccountId> {
        Some(self.partners().registry)
    }
}

impl Issuer {
    /// Who is in charge; written by the constructor, so always somebody.
    pub(crate) fn administration(&self) -> Result<Admin, Error> {
        self.admin.load().ok_or(Error::NotAllowed)
    }

    pub(crate) fn nominate(&mut self, next: AccountId) -> Result<(), Error> {
        let mut admin = self.administration()?;
        self.enter(0);
        let event = admin.propose(self.env().caller(), next).ok_or(Error::NotAllowed)?;
        self.admin.save(&admin);
        emit(event);
        calls::done(())
    }

    pub(crate) fn succeed(&mut self) -> Result<(), Error> {
        let mut admin = self.administration()?;
        let event = admin.accept(self.env().caller()).ok_or(Error::NotPending)?;
        self.admin.save(&admin);
        emit(event);
        calls::done(())
    }

    pub(crate) fn partners(&self) -> Config {
        // Written by the constructor as well. Were it missing, nobody would be asked.
        let nobody = AccountId::from([0; 32]);
        self.config.load().unwrap_or(Config { registry: nobody, ledger: nobody, term: 0 })
    }

    /// Does the caller hold the role, and may it act?
    pub(crate) fn acting(&self, role: Role) -> Result<(), Error> {
        self.screen(vec![self.env().caller()], Capability::Act(role))
    }

    fn screen(&self, accounts: Vec<AccountId>, capability: Capability) -> Result<(), Error> {
        let registry: RegistryRef = self.partners().registry.into();
        calls::send(registry.call().screen(accounts, capability)).map_err(|fault| match fault {
            Fault::Refused(refusal) => Error::Refused(refusal.reason),
            Fault::Failed => Error::RegistryFailed,
        })
    }

    fn ledger(&self) -> LedgerRef {
        self.partners().ledger.into()
    }

    /// Between one line and as many as the ledger takes at once.
    pub(crate) fn bounded(lines: usize) -> Result<(), Error> {
        match lines {
            0 => Err(Error::NoLines),
            1..=MAX_LINES => Ok(()),
            _ => Err(Error::TooManyLines),
        }
    }

    /// The cap book of an instrument, and how many batches it has.
    fn known(&self, instrument: Instrument) -> Result<(CapBook, u16), Error> {
        self.caps.find(instrument).ok_or(Error::NoCap)
    }

    pub(crate) fn store_cap(&mut self, instrument: Instrument, cap: Quantity, aside: Quantity) -> Result<(), Error> {
        if !instrument.is_valid() {
            return Err(Error::BadCode);
        }
        let known = self.caps.find(instrument);
        if known.is_none() {
            let number = self.instruments;
            self.instruments = number.checked_add(1).ok_or(Error::Overflow)?;
            self.index.keep(number, &instrument);
        }
        let mut known = known.unwrap_or_default();
        cap::set(&mut known.0, cap, aside)?;
        self.caps.keep(instrument, &known);
        Ok(())
    }

    pub(crate) fn page(&self, start: u32, length: u32) -> Vec<Instrument> {
        let end = start.checked_add(length).unwrap_or(self.instruments);
        let mut page = Vec::new();
        for number in start..self.instruments.min(end) {
            page.extend(self.index.find(number));
        }
        page
    }

    /// Numbers the next batch of an instrument and opens it in the ledger.
    pub(crate) fn open_next(&mut self, instrument: Instrument, terms: BatchTerms) -> Result<BatchId, Error> {
        let mut known = self.known(instrument)?;
        known.1 = known.1.checked_add(1).ok_or(Error::Overflow)?;
        self.caps.keep(instrument, &known);
        let batch = instrument.batch(known.1);
        calls::send(self.ledger().call_mut().open_batch(batch, terms)).map_err(refused)?;
        Ok(batch)
    }

    pub(crate) fn store_history(
        &mut self,
        instrument: Instrument,
        lines: &[(AccountId, Quantity)],
    ) -> Result<(), Error> {
        if !instrument.is_valid() {
            return Err(Error::BadCode);
        }
        let mut pool = self.pools.find(instrument).unwrap_or_default();
        for (account, history) in lines {
            shares::record(&mut pool, self.history_of(instrument, *account), *history)?;
            self.set_history(instrument, *account, *history);
        }
        self.pools.keep(instrument, &pool);
        Ok(())
    }

    /// Fixes the pool, and promises it under the cap.
    pub(crate) fn close_pool(&mut self, instrument: Instrument, quantity: Quantity) -> Result<Pool, Error> {
        let mut pool = self.pools.find(instrument).unwrap_or_default();
        shares::close(&mut pool, quantity)?;
        self.pools.keep(instrument, &pool);
        let mut known = self.known(instrument)?;
        cap::promise(&mut known.0, quantity)?;
        self.caps.keep(instrument, &known);
        Ok(pool)
    }

    /// Enters the caller's proposal and counts its units as pending.
    pub(crate) fn propose(&mut self, batch: BatchId, action: Action) -> Result<ProposalId, Error> {
        let mut known = self.caps.find(batch.instrument).ok_or(Error::UnknownBatch)?;
        if batch.serial == 0 || batch.serial > known.1 {
            return Err(Error::UnknownBatch);
        }
        match action.issues()? {
            Some((source, quantity)) => {
                cap::propose(&mut known.0, source, quantity)?;
                self.caps.keep(batch.instrument, &known);
            }
            None if action.moves() == 0 => return Err(Error::ZeroQuantity),
            None => {}
        }
        let id = self.proposals.checked_add(1).ok_or(Error::Overflow)?;
        self.proposals = id;
        let expires = self.env().block_timestamp().checked_add(self.partners().term).ok_or(Error::BadTerm)?;
        let proposal = Proposal { batch, action, proposer: self.env().caller(), expires };
        self.waiting.insert(id, &proposal);
        let Proposal { action, proposer, .. } = proposal;
        emit(Proposed { id, batch, action, expires, by: proposer });
        Ok(id)
    }

    /// A proposal that waits.
    pub(crate) fn pending(&self, id: ProposalId) -> Result<Proposal, Error> {
        self.waiting.get(id).ok_or(Error::UnknownProposal)
    }

    /// Ends a proposal without carrying it out; its units go back to where they came from.
    pub(crate) fn drop(&mut self, id: ProposalId, outcome: Outcome) -> Result<(), Error> {
        let Proposal { batch, action, .. } = self.ended(id, outcome)?;
        if let Some((source, quantity)) = action.issues()? {
            let mut known = self.known(batch.instrument)?;
            cap::free(&mut known.0, source, quantity)?;
            self.caps.keep(batch.instrument, &known);
        }
        self.move_shares(batch.instrument, &action, ShareState::Open)?;
        emit(Dropped { id, batch, outcome, by: self.env().caller() });
        calls::done(())
    }

    /// Takes out a proposal that the caller may end in this way.
    fn ended(&mut self, id: ProposalId, outcome: Outcome) -> Result<Proposal, Error> {
        let proposal = self.pending(id)?;
        proposal.may_end(outcome, self.env().caller(), self.env().block_timestamp())?;
        self.waiting.remove(id);
        Ok(proposal)
    }

    /// Carries out a proposal that the caller may approve. Answers the caller, the batch and the pool's residue.
    pub(crate) fn approved(&mut self, id: ProposalId) -> Result<(AccountId, BatchId, Quantity), Error> {
        let proposal = self.pending(id)?;
        let by = self.env().caller();
        let admitted = self.screen(vec![by, proposal.proposer], Capability::ActOver(Role::Approver));
        admitted?;
        weir_probe!(admitted.is_ok());
        if proposal.action.benefits(by) {
            return Err(Error::Refused(RefusalReason::NotIndependent));
        }
        if proposal.expires <= self.env().block_timestamp() {
            return Err(Error::Expired);
        }
        let moved = proposal.action.issues()?.map_or_else(|| proposal.action.moves(), |(_, quantity)| quantity);
        self.enter(moved);
        weir_probe!(by == proposal.proposer);
        weir_probe!(proposal.expires <= self.env().block_timestamp());
        self.waiting.remove(id);
        Ok((by, proposal.batch, self.carry_out(proposal)?))
    }

    /// Does in the ledger what was approved. Answers the residue of the pool that went into the reserve.
    fn carry_out(&mut self, proposal: Proposal) -> Result<Quantity, Error> {
        let Proposal { batch, action, .. } = proposal;
        let residue = self.book(batch.instrument, &action)?;
        match action {
            Action::Given(lines) => self.issue(batch, lines, 0)?,
            Action::ProRata(mut lines) => {
                // A share may round to nothing; the ledger issues no zero.
                lines.retain(|line| line.1 != 0);
                self.issue(batch, lines, residue)?;
            }
            Action::Forfeit(_, share) => {
                self.issue(batch, Vec::new(), share.checked_add(residue).ok_or(Error::Overflow)?)?;
            }
            Action::Reserve(quantity) => self.issue(batch, Vec::new(), quantity)?,
            Action::Release(to, quantity) => {
                calls::send(self.ledger().call_mut().release(batch, to, quantity)).map_err(refused)?;
            }
            Action::CancelReserve(quantity) => {
                calls::send(self.ledger().call_mut().cancel_reserve(batch, quantity)).map_err(refused)?;
            }
        }
        Ok(residue)
    }

    /// Books what an approved action issues, and the residue when it serves the last participant of the pool.
    fn book(&mut self, instrument: Instrument, action: &Action) -> Result<Quantity, Error> {
        let Some((_, quantity)) = action.issues()? else {
            return Ok(0);
        };
        let mut known = self.known(instrument)?;
        cap::issue(&mut known.0, quantity)?;
        weir_probe!(known.0.issued > known.0.cap);
        let mut residue = 0;
        let served = self.move_shares(instrument, action, ShareState::Served)?;
        if served > 0 {
            let mut pool = self.pools.find(instrument).ok_or(Error::HistoryOpen)?;
            residue = shares::serve(&mut pool, served, quantity)?;
            self.pools.keep(instrument, &pool);
            cap::issue_residue(&mut known.0, residue)?;
        }
        self.caps.keep(instrument, &known);
        Ok(residue)
    }

    fn issue(&self, batch: BatchId, lines: Vec<(AccountId, Quantity)>, reserve: Quantity) -> Result<(), Error> {
        if lines.is_empty() && reserve == 0 {
            return Ok(());
        }
        calls::send(self.ledger().call_mut().issue(batch, lines, reserve)).map_err(refused)
    }

    /// An account's share of the pool, marked as proposed.
    pub(crate) fn take_share(&mut self, instrument: Instrument, account: AccountId) -> Result<Quantity, Error> {
        let pool = self.pools.find(instrument).ok_or(Error::NoHistory)?;
        let participant = self.participants.find((instrument, account)).ok_or(Error::NoHistory)?;
        let share = shares::share(&pool, participant.history)?;
        if participant.share != ShareState::Open {
            return Err(Error::ShareTaken);
        }
        self.participants.keep((instrument, account), &Participant { share: ShareState::Proposed, ..participant });
        Ok(share)
    }

    /// Moves the shares that are in an action; answers how many.
    fn move_shares(&mut self, instrument: Instrument, action: &Action, share: ShareState) -> Result<u32, Error> {
        match action {
            Action::ProRata(lines) => {
                for (account, _) in lines {
                    self.move_share(instrument, account, share);
                }
                u32::try_from(lines.len()).map_err(|_| Error::Overflow)
            }
            Action::Forfeit(account, _) => {
                self.move_share(instrument, account, share);
                Ok(1)
            }
            _ => Ok(0),
        }
    }

    fn move_share(&mut self, instrument: Instrument, account: &AccountId, share: ShareState) {
        if let Some(participant) = self.participants.find((instrument, account)) {
            self.participants.keep((instrument, account), &Participant { share, ..participant });
        }
    }

    fn set_history(&mut self, instrument: Instrument, account: AccountId, history: Quantity) {
        if history == 0 {
            self.participants.erase((instrument, account));
        } else {
            self.participants.keep((instrument, account), &Participant { history, share: ShareState::Open });
        }
    }
}

/// What the ledger's refusal is to the caller.
fn refused(fault: Fault<ledger::Error>) -> Error {
    match fault {
        Fault::Refused(error) => Error::Ledger(error),
        Fault::Failed => Error::LedgerFailed,
    }
}
