//! Questions and the fees that wait for their answers.

use crate::{calls, events, Error, Oracle};
use ink::codegen::Env;
use ink::prelude::vec;
use weir_rules::oracle::requests;
use weir_types::events::emit;
use weir_types::oracle::request::Said;
use weir_types::oracle::{Reply, Request, RequestId};
use weir_types::{weir_probe, AccountId, Capability, Hash, Money, Role, Timestamp};

impl Oracle {
    /// Files the caller's question and takes its fee: its number.
    pub(crate) fn ask(&mut self, question: Hash, fee: Money, deadline: Timestamp) -> Result<RequestId, Error> {
        let asker = self.env().caller();
        let request = requests::open(asker, question, fee, deadline, self.env().block_timestamp())?;
        let id = self.count.checked_add(1).ok_or(Error::Overflow)?;
        self.held = self.held.checked_add(fee).ok_or(Error::Overflow)?;
        self.count = id;
        self.requests.insert(id, &request);
        calls::move_cash(self.config.cash, asker, self.env().account_id(), fee)?;
        emit(events::Requested { id, asker, question, fee, deadline });
        Ok(id)
    }

    /// Files the caller's answer and pays for it.
    pub(crate) fn answer(&mut self, id: RequestId, said: Said) -> Result<(), Error> {
        let (reporter, at) = (self.env().caller(), self.env().block_timestamp());
        let Said { answer, source, observed, proof } = said;
        let mut request = self.requests.get(id).ok_or(Error::UnknownRequest)?;
        requests::fulfil(&mut request, Reply { answer, source, observed, proof, reporter, at })?;
        let accounts = vec![reporter, request.asker];
        let admitted = calls::screen(self.config.registry, accounts, Capability::ActOver(Role::Reporter));
        admitted?;
        weir_probe!(admitted.is_ok());
        self.release(id, &request, reporter)
    }

    /// Closes a request that ran out and pays its asker back.
    pub(crate) fn pay_back(&mut self, id: RequestId) -> Result<(), Error> {
        let mut request = self.requests.get(id).ok_or(Error::UnknownRequest)?;
        requests::expire(&mut request, self.env().block_timestamp())?;
        self.release(id, &request, request.asker)
    }

    /// Files a request that has been closed, and pays its fee out.
    fn release(&mut self, id: RequestId, closed: &Request, paid: AccountId) -> Result<(), Error> {
        let Request { fee, state, .. } = *closed;
        self.held = self.held.checked_sub(fee).ok_or(Error::Overflow)?;
        self.requests.insert(id, closed);
        calls::move_cash(self.config.cash, self.env().account_id(), paid, fee)?;
        emit(events::RequestClosed { id, state, paid, fee });
        Ok(())
    }
}
