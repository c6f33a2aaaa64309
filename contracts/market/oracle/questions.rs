//! Questions and the fees that wait for their answers.

use crate::{calls, Error, Oracle};
use ink::codegen::Env;
use ink::prelude::vec;
use weir_rules::oracle::requests;
use weir_types::oracle::{Reply, Request, RequestId};
use weir_types::{AccountId, Capability, Hash, Money, Role, Timestamp};

impl Oracle {
    /// Files the caller's question and takes its fee: its number, and who asks.
    pub(crate) fn ask(
        &mut self,
        question: Hash,
        fee: Money,
        deadline: Timestamp,
    ) -> Result<(RequestId, AccountId), Error> {
        let asker = self.env().caller();
        let request = requests::open(asker, question, fee, deadline, self.env().block_timestamp())?;
        let id = self.count.checked_add(1).ok_or(Error::Overflow)?;
        self.held = self.held.checked_add(fee).ok_or(Error::Overflow)?;
        self.count = id;
        self.requests.insert(id, &request);
        calls::take(self.config.cash, asker, self.env().account_id(), fee)?;
        Ok((id, asker))
    }

    /// Files the caller's answer and pays it: the fee, and who answered.
    pub(crate) fn answer(
        &mut self,
        id: RequestId,
        answer: Hash,
        source: Hash,
        observed: Timestamp,
        proof: Hash,
    ) -> Result<(Money, AccountId), Error> {
        let (reporter, at) = (self.env().caller(), self.env().block_timestamp());
        let mut request = self.requests.get(id).ok_or(Error::UnknownRequest)?;
        requests::fulfil(&mut request, Reply { answer, source, observed, proof, reporter, at })?;
        let accounts = vec![reporter, request.asker];
        calls::screen(self.config.registry, accounts, Capability::ActOver(Role::Reporter))?;
        self.release(id, &request, reporter).map(|fee| (fee, reporter))
    }

    /// Closes a request that ran out and pays its asker back: the fee, and who asked.
    pub(crate) fn pay_back(&mut self, id: RequestId) -> Result<(Money, AccountId), Error> {
        let mut request = self.requests.get(id).ok_or(Error::UnknownRequest)?;
        requests::expire(&mut request, self.env().block_timestamp())?;
        self.release(id, &request, request.asker).map(|fee| (fee, request.asker))
    }

    /// Files a request that has been closed, and pays its fee out.
    fn release(&mut self, id: RequestId, closed: &Request, to: AccountId) -> Result<Money, Error> {
        self.held = self.held.checked_sub(closed.fee).ok_or(Error::Overflow)?;
        self.requests.insert(id, closed);
        calls::pay(self.config.cash, to, closed.fee)?;
        Ok(closed.fee)
    }
}
