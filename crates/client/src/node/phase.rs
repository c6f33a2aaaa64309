//! A phase: estimate, sign, submit, wait, read.

use super::events::{fates, Fate};
use super::rpc::{encoded, Rpc};
use super::shapes::{DispatchError, Weight};
use crate::chain::{Cost, Receipt};
use crate::error::{CallFailure, ChainError, Failure};
use crate::hash::{blake2_256, ss58};
use crate::{Balance, Signer};
use futures::stream::{self, StreamExt};
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};
use subxt::config::substrate::H256;
use weir_types::{AccountId, Hash};

/// How many transactions wait for a block at the same time: well below what a pool takes.
pub const CHUNK: usize = 1_000;
/// How many requests are under way at the same time.
const REQUESTS: usize = 16;
/// How long no block may take any of the waiting transactions.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long to wait before looking for another block.
const PAUSE: Duration = Duration::from_millis(15);
/// Gas above the estimate, since calls before it in the same phase change what the call meets. What is not used is given back, to the
/// block and to the signer; it must only not fill blocks with nothing.
const MARGIN: Weight = Weight { ref_time: 60_000_000_000, proof_size: 4 * 1024 * 1024 };

/// What a transaction shall do.
#[derive(Debug, Clone)]
pub enum Job {
    /// A message to a contract.
    Call { dest: AccountId, data: Vec<u8>, value: Balance },
    /// A new contract.
    Instantiate { code_hash: Hash, data: Vec<u8>, salt: Vec<u8>, value: Balance },
    /// Another call of the runtime, encoded.
    Plain(Vec<u8>),
}

type Answer = Result<Receipt, CallFailure>;

/// A transaction that the pool took.
struct Sent {
    hash: Hash,
    /// What of its weight is not the contract's.
    overhead: Weight,
}

/// Where a transaction was found.
struct Place {
    number: u32,
    block: H256,
    parent: H256,
    position: u32,
}

/// Sends phases.
pub struct Phases {
    pub rpc: Rpc,
    /// The overhead of `Contracts.call`: the same for all.
    call_overhead: Option<Weight>,
}

impl Phases {
    pub fn new(rpc: Rpc) -> Self {
        Self { rpc, call_overhead: None }
    }

    /// Runs all; the answers are in the order of the jobs.
    pub async fn run(&mut self, jobs: Vec<(Signer, Job)>) -> Vec<Answer> {
        let mut answers = Vec::with_capacity(jobs.len());
        for chunk in jobs.chunks(CHUNK) {
            let fallen = |error: &ChainError| chunk.iter().map(|_| Err(error.clone().into())).collect::<Vec<_>>();
            answers.extend(self.chunk(chunk).await.unwrap_or_else(|error| fallen(&error)));
        }
        answers
    }

    async fn chunk(&mut self, jobs: &[(Signer, Job)]) -> Result<Vec<Answer>, ChainError> {
        let before = self.rpc.final_number().await?;
        let limits: Vec<Weight> =
            stream::iter(jobs).map(|(signer, job)| self.limit(signer, job)).buffered(REQUESTS).collect().await;
        let sent = self.submit(jobs, &limits).await;
        let waiting = sent.iter().enumerate().filter_map(|(at, sent)| Some((sent.as_ref().ok()?.hash, at)));
        let (places, lost) = self.wait(before, waiting.collect()).await;
        let fates = self.fates(&places).await?;
        let mut answers = Vec::with_capacity(jobs.len());
        for (at, ((signer, job), sent)) in jobs.iter().zip(sent).enumerate() {
            answers.push(match (sent, places.get(&at), fates.get(&at)) {
                (Err(error), _, _) => Err(error.into()),
                (Ok(sent), Some(place), Some(fate)) => self.answer(signer, job, &sent, place, fate).await,
                _ => {
                    let reason = format!("a transaction of {signer} is in no block after {} s", PATIENCE.as_secs());
                    Err(lost.clone().unwrap_or_else(|| self.rpc.stuck(reason)).into())
                }
            });
        }
        Ok(answers)
    }

    /// The gas limit of a job: what a dry run on the present state asks for, and a margin. A dry run that fails says little, for
    /// calls before it may come to its help: it too gets the margin.
    async fn limit(&self, signer: &Signer, job: &Job) -> Weight {
        if matches!(job, Job::Plain(_)) {
            return Weight::default();
        }
        let estimate = match self.rpc.dry_run(signer.account(), job, None).await {
            Ok(run) => run.gas_required,
            Err(_) => Weight::default(),
        };
        let wanted = estimate.add(MARGIN);
        let most = self.rpc.max_extrinsic();
        // An eighth of what a transaction may weigh is left for what is not gas: it is ample and needs no further question.
        Weight {
            ref_time: wanted.ref_time.min(most.ref_time - most.ref_time / 8),
            proof_size: wanted.proof_size.min(most.proof_size - most.proof_size / 8),
        }
    }

    /// Signs and submits: signers concurrently, the jobs of one signer in order.
    async fn submit(&mut self, jobs: &[(Signer, Job)], limits: &[Weight]) -> Vec<Result<Sent, ChainError>> {
        if let Err(error) = self.learn_call_overhead(jobs, limits).await {
            return jobs.iter().map(|_| Err(error.clone())).collect();
        }
        let mut by_signer: BTreeMap<[u8; 32], Vec<usize>> = BTreeMap::new();
        for (at, (signer, _)) in jobs.iter().enumerate() {
            by_signer.entry(*AsRef::<[u8; 32]>::as_ref(&signer.account())).or_default().push(at);
        }
        let this = &*self;
        let tasks = by_signer.into_values().map(|ats| this.submit_of_one(jobs, limits, ats));
        let done: Vec<Vec<_>> = stream::iter(tasks).buffer_unordered(REQUESTS).collect().await;
        let mut sent: Vec<Option<Result<Sent, ChainError>>> = jobs.iter().map(|_| None).collect();
        for (at, answer) in done.into_iter().flatten() {
            sent[at] = Some(answer);
        }
        let unsent = || Err(ChainError::Refused("it was not sent".to_owned()));
        sent.into_iter().map(|answer| answer.unwrap_or_else(unsent)).collect()
    }

    /// Submits the jobs of one signer. The nonce is asked anew for each chunk, since others may use the account too.
    async fn submit_of_one(
        &self,
        jobs: &[(Signer, Job)],
        limits: &[Weight],
        ats: Vec<usize>,
    ) -> Vec<(usize, Result<Sent, ChainError>)> {
        let mut nonce = match self.rpc.nonce(jobs[ats[0]].0.account()).await {
            Ok(nonce) => nonce,
            Err(error) => return ats.into_iter().map(|at| (at, Err(error.clone()))).collect(),
        };
        let mut answers = Vec::with_capacity(ats.len());
        for at in ats {
            let (signer, job) = &jobs[at];
            let answer = self.submit_one(signer, job, limits[at], nonce).await;
            nonce += u64::from(answer.is_ok()); // what was refused leaves its nonce to the next one
            answers.push((at, answer));
        }
        answers
    }

    async fn submit_one(&self, signer: &Signer, job: &Job, limit: Weight, nonce: u64) -> Result<Sent, ChainError> {
        let transaction = self.rpc.sign(signer, nonce, encoded(&self.rpc, job, limit)?)?;
        let overhead = match (job, self.call_overhead) {
            (Job::Call { .. }, Some(overhead)) => overhead,
            (Job::Plain(_), _) => Weight::default(),
            _ => self.overhead(&transaction, limit).await?,
        };
        match self.rpc.submit(&transaction).await {
            Ok(()) => Ok(Sent { hash: blake2_256(&transaction), overhead }),
            Err(ChainError::Refused(reason)) if reason.contains("Inability to pay") => {
                Err(self.poor(signer, &transaction).await)
            }
            Err(error) => Err(error),
        }
    }

    /// What of a transaction's weight is not gas: what the transaction weighs, less its gas limit, and what all weigh.
    async fn overhead(&self, transaction: &[u8], limit: Weight) -> Result<Weight, ChainError> {
        let weighed = self.rpc.weigh_transaction(transaction).await?;
        Ok(weighed.weight.sub(limit).add(self.rpc.base_extrinsic()))
    }

    async fn learn_call_overhead(&mut self, jobs: &[(Signer, Job)], limits: &[Weight]) -> Result<(), ChainError> {
        if self.call_overhead.is_some() {
            return Ok(());
        }
        let is_call = |((_, job), _): &(&(Signer, Job), &Weight)| matches!(job, Job::Call { .. });
        if let Some(((signer, job), limit)) = jobs.iter().zip(limits).find(is_call) {
            let transaction = self.rpc.sign(signer, 0, encoded(&self.rpc, job, *limit)?)?;
            self.call_overhead = Some(self.overhead(&transaction, *limit).await?);
        }
        Ok(())
    }

    /// The pool says that the signer cannot pay: how much it has, and what the fee is at most.
    async fn poor(&self, signer: &Signer, transaction: &[u8]) -> ChainError {
        let account = signer.account();
        let info = self.rpc.account(account).await.unwrap_or_default();
        let has = info.spendable(self.rpc.existential_deposit());
        let fee = self.rpc.fee(transaction).await.unwrap_or_default();
        let needs = fee.saturating_add(self.rpc.existential_deposit());
        ChainError::TooLittleBalance { account: format!("{signer} ({})", ss58(account)), has, needs }
    }

    /// Reads final blocks after the number given until all transactions are found, or none was for too long, or the node is lost.
    async fn wait(&self, number: u32, waiting: HashMap<Hash, usize>) -> (HashMap<usize, Place>, Option<ChainError>) {
        let mut places = HashMap::with_capacity(waiting.len());
        let lost = self.find(number, waiting, &mut places).await.err();
        (places, lost)
    }

    async fn find(
        &self,
        mut number: u32,
        mut waiting: HashMap<Hash, usize>,
        places: &mut HashMap<usize, Place>,
    ) -> Result<(), ChainError> {
        let mut progress = Instant::now();
        while !waiting.is_empty() && progress.elapsed() < PATIENCE {
            let last = self.rpc.final_number().await?;
            if last <= number {
                tokio::time::sleep(PAUSE).await;
            }
            while number < last && !waiting.is_empty() {
                number += 1;
                let (block, details) = self.rpc.block(number).await?;
                for (position, extrinsic) in (0u32..).zip(&details.block.extrinsics) {
                    if let Some(at) = waiting.remove(&blake2_256(&extrinsic.0)) {
                        let parent = details.block.header.parent_hash;
                        places.insert(at, Place { number, block, parent, position });
                        progress = Instant::now();
                    }
                }
            }
        }
        Ok(())
    }

    /// What became of each transaction found.
    async fn fates(&self, places: &HashMap<usize, Place>) -> Result<HashMap<usize, Fate>, ChainError> {
        let mut by_block: HashMap<H256, Vec<(usize, u32)>> = HashMap::new();
        for (at, place) in places {
            by_block.entry(place.block).or_default().push((*at, place.position));
        }
        let mut found = HashMap::with_capacity(places.len());
        for (block, ats) in by_block {
            let mut of_block = fates(&self.rpc, self.rpc.events(block).await?)?;
            for (at, position) in ats {
                found.insert(at, of_block.remove(&position).unwrap_or_default());
            }
        }
        Ok(found)
    }

    async fn answer(&self, signer: &Signer, job: &Job, sent: &Sent, place: &Place, fate: &Fate) -> Answer {
        let cost = Cost { deposit: fate.deposit, ..fate.weight.sub(sent.overhead).into() };
        let Some(error) = &fate.error else {
            return Ok(Receipt { block: place.number, cost, events: fate.events.clone() });
        };
        Err(CallFailure { reason: self.reason(signer, job, place, error).await, cost })
    }

    /// Why a transaction failed in its block. `ContractReverted` alone hides the contract's words: a replay brings them.
    async fn reason(&self, signer: &Signer, job: &Job, place: &Place, error: &DispatchError) -> Failure {
        let name = self.rpc.name(error);
        if name == "Contracts::ContractReverted" {
            for at in [place.parent, place.block] {
                if let Ok(run) = self.rpc.dry_run(signer.account(), job, Some(at)).await {
                    if let Ok(answer) = run.result {
                        if answer.reverted() {
                            return Failure::Reverted(answer.data);
                        }
                    }
                }
            }
        }
        Failure::Module(name)
    }
}
