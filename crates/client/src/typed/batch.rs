//! Many messages of many signers as one phase.

use super::error::{CallError, Refusal};
use super::message::{Message, Prepared};
use crate::chain::{Call, Chain, Receipt};
use crate::error::CallFailure;
use crate::Signer;
use ink::scale::Decode;
use std::fmt::Debug;

type Explain = fn(CallFailure) -> Refusal;

/// Messages to contracts of any type, sent as one phase: see [`Chain::send`] for what order is kept.
#[derive(Debug, Default)]
pub struct Batch {
    calls: Vec<Call>,
    explain: Vec<Explain>,
}

impl Batch {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a message; answers its position.
    pub fn push<M, T, E>(&mut self, signer: &Signer, message: M) -> usize
    where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode + Debug,
    {
        let Prepared { dest, data, value } = message.prepare();
        self.calls.push(Call { signer: signer.clone(), dest, data, value });
        self.explain.push(explain::<T, E>);
        self.calls.len() - 1
    }

    /// How many messages.
    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Sends all and waits; the answers are in the order in which the messages were added.
    pub fn send<C: Chain + ?Sized>(self, chain: &mut C) -> Vec<Result<Receipt, Refusal>> {
        let explain = self.explain;
        let answers = chain.send(self.calls);
        answers.into_iter().zip(explain).map(|(answer, explain)| answer.map_err(explain)).collect()
    }

    /// Sends all and waits; the first refusal by position, with its position, when there is one. The others have run nevertheless.
    pub fn send_all<C: Chain + ?Sized>(self, chain: &mut C) -> Result<Vec<Receipt>, (usize, Refusal)> {
        let answers = self.send(chain).into_iter().enumerate();
        answers.map(|(position, answer)| answer.map_err(|refusal| (position, refusal))).collect()
    }
}

fn explain<T: Decode, E: Decode + Debug>(failure: CallFailure) -> Refusal {
    let cost = failure.cost;
    Refusal::of(CallError::<E>::of_message::<T>(failure), cost)
}
