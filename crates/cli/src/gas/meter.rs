//! Measures messages: what each consumes the first time the scenario sends or asks it.

use super::messages::Messages;
use super::snapshot::{Entry, How};
use crate::deploy::fail;
use crate::exit::{Exit, Failure};
use ink::scale::Decode;
use std::collections::BTreeMap;
use std::fmt::Debug;
use weir_client::typed::{Message, Prepared, Typed as _};
use weir_client::{AccountId, Call, CallFailure, Chain, Cost, Receipt, Signer, Timestamp};

/// A chain, and what has been measured on it.
pub struct Meter<'a> {
    /// The chain.
    pub chain: &'a mut dyn Chain,
    /// How often the same order is taken in parts.
    pub fills: u32,
    messages: &'a Messages,
    contracts: BTreeMap<AccountId, String>,
    measured: BTreeMap<String, BTreeMap<String, Entry>>,
}

impl<'a> Meter<'a> {
    /// Measures the messages of these contracts.
    pub fn new(chain: &'a mut dyn Chain, fills: u32, messages: &'a Messages) -> Self {
        Self { chain, fills, messages, contracts: BTreeMap::new(), measured: BTreeMap::new() }
    }

    /// From now on the address is a contract of that name. Several may be.
    pub fn know(&mut self, name: &str, address: AccountId) {
        self.contracts.insert(address, name.to_owned());
    }

    /// Sends a message; it must succeed.
    pub fn send<M, T, E>(&mut self, signer: &Signer, message: M) -> Result<Receipt, Failure>
    where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode + Debug,
    {
        self.send_raw(signer, message.prepare(), fail::call::<T, E>)
    }

    /// The same, kept apart from the message's normal case: `note` says in which one this is.
    pub fn send_noted<M, T, E>(&mut self, signer: &Signer, message: M, note: &str) -> Result<Receipt, Failure>
    where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode + Debug,
    {
        let message = message.prepare();
        let (contract, label) = self.name(&message)?;
        let receipt = self.prepare(signer, message, fail::call::<T, E>)?;
        self.keep(contract, noted(&label, note), How::Call, receipt.cost);
        Ok(receipt)
    }

    /// The same without measuring: what must be there before the normal case.
    pub fn first<M, T, E>(&mut self, signer: &Signer, message: M) -> Result<Receipt, Failure>
    where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode + Debug,
    {
        self.prepare(signer, message.prepare(), fail::call::<T, E>)
    }

    /// Sends a message of which the bytes are known; it must succeed.
    pub fn send_raw(
        &mut self,
        signer: &Signer,
        message: Prepared,
        explain: fn(CallFailure) -> Failure,
    ) -> Result<Receipt, Failure> {
        let (contract, label) = self.name(&message)?;
        let receipt = self.transact(signer, message, explain, &format!("{contract}.{label}"))?;
        self.keep(contract, label, How::Call, receipt.cost);
        Ok(receipt)
    }

    /// Sends a message without measuring it: what must be there before the normal case.
    pub fn prepare(
        &mut self,
        signer: &Signer,
        message: Prepared,
        explain: fn(CallFailure) -> Failure,
    ) -> Result<Receipt, Failure> {
        self.transact(signer, message, explain, "what comes before")
    }

    fn transact(
        &mut self,
        signer: &Signer,
        message: Prepared,
        explain: fn(CallFailure) -> Failure,
        what: &str,
    ) -> Result<Receipt, Failure> {
        let Prepared { dest, data, value } = message;
        let sent = self.chain.send(vec![Call { signer: signer.clone(), dest, data, value }]).pop();
        match sent {
            Some(Ok(receipt)) => Ok(receipt),
            Some(Err(failure)) => Err(explain(failure).while_doing(format_args!("gas: {what}"))),
            None => Err(Failure::new(Exit::Engine, "the engine gave no answer")),
        }
    }

    /// Asks a message in the name of an account: a view, or what only a contract may send. Nothing is changed.
    pub fn ask<M: Message>(&mut self, origin: AccountId, message: M) -> Result<(), Failure> {
        let message = message.prepare();
        let (contract, label) = self.name(&message)?;
        let how = if self.messages.mutates(&contract, &label) { How::Inner } else { How::View };
        let during = |failure: Failure| failure.while_doing(format_args!("gas: {contract}.{label}"));
        let run = self.chain.dry_run(origin, message.dest, message.data, message.value);
        let run = run.map_err(fail::sent).map_err(during)?;
        // `Ok(Err(..))` of a view's own `Result` is a refusal too, and not its normal case.
        if run.reverted {
            return Err(during(Failure::new(Exit::Refused, format!("refused with 0x{}", hex::encode(run.data)))));
        }
        self.keep(contract, label, how, run.cost);
        Ok(())
    }

    /// Asks a view in nobody's name.
    pub fn view<M: Message>(&mut self, message: M) -> Result<(), Failure> {
        self.ask(AccountId::from([0; 32]), message)
    }

    /// What a view answers; not measured.
    pub fn learn<M: Message>(&mut self, message: M) -> Result<M::Output, Failure>
    where
        M::Output: Decode,
    {
        self.chain.query(message).map_err(|error| Failure::new(Exit::Engine, error.to_string()))
    }

    /// Moves the clock.
    pub fn time(&mut self, ms: Timestamp) -> Result<(), Failure> {
        self.chain.set_time(ms).map_err(fail::chain)
    }

    /// What has been measured: contract, message, entry.
    pub fn measured(self) -> BTreeMap<String, BTreeMap<String, Entry>> {
        self.measured
    }

    fn name(&self, message: &Prepared) -> Result<(String, String), Failure> {
        let unknown = || Failure::new(Exit::CheckFailed, "the gas scenario calls a contract it has not introduced");
        let contract = self.contracts.get(&message.dest).ok_or_else(unknown)?;
        let label = self.messages.label(contract, &message.data).ok_or_else(|| {
            let selector = hex::encode(message.data.get(..4).unwrap_or(&message.data));
            let text = format!("{contract}'s metadata has no message 0x{selector}: run scripts/build.sh");
            Failure::new(Exit::Bundle, text)
        })?;
        Ok((contract.clone(), label.to_owned()))
    }

    fn keep(&mut self, contract: String, label: String, how: How, cost: Cost) {
        let entry = Entry { how, ref_time: cost.ref_time, proof_size: cost.proof_size, deposit: cost.deposit };
        self.measured.entry(contract).or_default().entry(label).or_insert(entry);
    }
}

/// How a case of a message is named that is not its normal one.
pub fn noted(label: &str, note: &str) -> String {
    format!("{label}, {note}")
}
