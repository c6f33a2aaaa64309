//! drink behind the client's trait, so that the suite's tests read like every other scenario and run through the same bundles.
//!
//! drink's pallet is older than the node's and charges code loading 28 times as much: its gas is never quoted.
//!
//! Four variables, all for `weir guard`, change what a test runs, and nothing that it sees:
//!
//! * `WEIR_INSTEAD`: a folder of builds that run in the place of the plain code ([`crate::pond`]);
//! * `WEIR_TRACE`: a folder for what they say ([`crate::trace`]);
//! * `WEIR_BESIDE`: a folder of builds that run on a second chain beside the first. Every transaction and every question goes to
//!   both, and a test fails at the first byte of an answer or an event that differs, and soon where the storage does.
//! * `WEIR_REFUSES`: what the plain code refuses may be refused otherwise beside ([`Drink::refuses_otherwise`]).

use crate::pond::{Done, Outcome, Pond};
use crate::trace::{folder, Trace};
use drink::{pallet_contracts::ExecReturnValue, DispatchError};
use std::collections::BTreeSet;
use std::path::PathBuf;
use weir_client::{
    AccountId, Balance, Call, CallFailure, Chain, ChainError, ChainInfo, Cost, DryRun, Engine, Failure, Hash, Receipt,
    Signer, Timestamp,
};

/// A fresh chain of drink for each test.
pub struct Drink {
    pond: Pond,
    beside: Option<Pond>,
    refuses_otherwise: bool,
    trace: Option<Trace>,
    info: ChainInfo,
    now: Timestamp,
    stored: BTreeSet<Hash>,
    /// Transactions on both chains whose storage has not been compared yet.
    unseen: u32,
}

/// After so many transactions the storage of both chains is compared: going through all of it costs more than a transaction.
const LOOK: u32 = 16;

impl Default for Drink {
    fn default() -> Self {
        let drink = Self::with(folder("WEIR_INSTEAD"), folder("WEIR_BESIDE"));
        if std::env::var_os("WEIR_REFUSES").is_some() {
            drink.refuses_otherwise()
        } else {
            drink
        }
    }
}

fn module(error: DispatchError) -> Failure {
    Failure::Module(match error {
        DispatchError::Module(module) => format!("Contracts::{}", module.message.unwrap_or("?")),
        other => format!("{other:?}"),
    })
}

/// Fails where the build beside answers otherwise, a byte or more; where refusals may differ, two refusals are as good as one.
fn same(beside: &Outcome, plain: &Outcome, refusals_may_differ: bool, said: &str) {
    if refusals_may_differ && !beside.lasts() && !plain.lasts() {
        return;
    }
    assert_eq!(beside, plain, "the build beside (left) answers otherwise than the plain code: {said}");
}

fn failure(error: DispatchError) -> CallFailure {
    CallFailure { reason: module(error), cost: Cost::default() }
}

impl Drink {
    /// A fresh chain with the builds of these folders in the place of the plain code, and on a second chain beside it.
    pub fn with(instead: Option<PathBuf>, beside: Option<PathBuf>) -> Self {
        let genesis = Hash::from([0u8; 32]);
        let info = ChainInfo { engine: Engine::Other, name: "drink".into(), genesis, dev: true };
        // The sandbox starts at the wall clock; a test wants the same time every day.
        let now = 1_600_000_000_000;
        let (pond, beside) = (Pond::new(instead), beside.map(|builds| Pond::new(Some(builds))));
        let (trace, refuses_otherwise, stored) = (Trace::open(), false, BTreeSet::new());
        let mut drink = Self { pond, beside, refuses_otherwise, trace, info, now, stored, unseen: 0 };
        drink.both(|pond| pond.set_time(now));
        drink
    }

    /// What the plain code refuses, the build beside may refuse for a reason of its own: of what a refused call did on its way nothing
    /// was learnt, so that a build with a profile stops it where it first leaves what was.
    #[must_use]
    pub fn refuses_otherwise(mut self) -> Self {
        self.refuses_otherwise = true;
        self
    }

    /// From now on nothing of this world is written down as normal: a partner is about to answer what none would.
    pub fn unrecorded(&mut self) {
        self.trace = None;
    }

    /// Does it on the chain, and on the one beside.
    fn both<T: PartialEq + std::fmt::Debug>(&mut self, act: impl Fn(&mut Pond) -> T) -> T {
        let done = act(&mut self.pond);
        if let Some(beside) = &mut self.beside {
            assert_eq!(act(beside), done, "the build beside (left) does not do what the plain code does");
        }
        done
    }

    /// The same, of contracts, whose storage is looked at as well.
    fn run(&mut self, act: impl Fn(&mut Pond) -> Done) -> Done {
        let done = act(&mut self.pond);
        if let Some(beside) = &mut self.beside {
            let other = act(beside);
            let said = String::from_utf8_lossy(&other.said);
            same(&other.outcome, &done.outcome, self.refuses_otherwise, &said);
            self.unseen += 1;
        }
        if self.unseen >= LOOK {
            self.compare_storage();
        }
        if let Some(trace) = self.trace.as_mut().filter(|_| done.outcome.lasts()) {
            trace.write(&done.said);
        }
        done
    }

    fn compare_storage(&mut self) {
        self.unseen = 0;
        if let Some(beside) = &mut self.beside {
            assert_eq!(
                beside.stored(),
                self.pond.stored(),
                "the build beside (left) stores otherwise than the plain code"
            );
        }
    }

    fn receipt(&mut self, done: Done) -> Result<Receipt, CallFailure> {
        let (cost, events) = (done.cost, done.outcome.events);
        match done.outcome.answer {
            Ok(answer) if answer.did_revert() => Err(CallFailure { reason: Failure::Reverted(answer.data), cost }),
            Ok(ExecReturnValue { .. }) => Ok(Receipt { block: self.pond.block(), cost, events }),
            Err(error) => Err(CallFailure { reason: module(error), cost }),
        }
    }

    fn one(&mut self, call: Call) -> Result<Receipt, CallFailure> {
        let origin = call.signer.account();
        let done = self.run(|pond| pond.call(origin, call.dest, call.data.clone(), call.value));
        self.receipt(done)
    }
}

impl Drop for Drink {
    fn drop(&mut self) {
        if self.unseen > 0 && !std::thread::panicking() {
            self.compare_storage();
        }
    }
}

impl Chain for Drink {
    fn info(&self) -> &ChainInfo {
        &self.info
    }

    fn upload(&mut self, signer: &Signer, wasm: &[u8]) -> Result<(Hash, Cost), CallFailure> {
        let hash = self.both(|pond| pond.upload(signer.account(), wasm)).map_err(failure)?;
        self.stored.insert(hash);
        Ok((hash, Cost::default()))
    }

    fn instantiate(
        &mut self,
        signer: &Signer,
        code_hash: Hash,
        data: Vec<u8>,
        salt: Vec<u8>,
        value: Balance,
    ) -> Result<(AccountId, Receipt), CallFailure> {
        let origin = signer.account();
        let done = self.run(|pond| pond.instantiate(origin, code_hash, data.clone(), salt.clone(), value));
        let made = done.outcome.made;
        let receipt = self.receipt(done)?;
        match made {
            Some(made) => Ok((made, receipt)),
            None => Err(CallFailure { reason: Failure::Module("no contract was made".into()), cost: receipt.cost }),
        }
    }

    fn send(&mut self, calls: Vec<Call>) -> Vec<Result<Receipt, CallFailure>> {
        calls.into_iter().map(|call| self.one(call)).collect()
    }

    fn dry_run(
        &mut self,
        origin: AccountId,
        dest: AccountId,
        data: Vec<u8>,
        value: Balance,
    ) -> Result<DryRun, CallFailure> {
        let done = self.pond.ask(origin, dest, data.clone(), value);
        if let Some(beside) = &mut self.beside {
            let other = beside.ask(origin, dest, data, value);
            same(&other.outcome, &done.outcome, self.refuses_otherwise, "a question");
        }
        if let Some(trace) = self.trace.as_mut().filter(|_| done.outcome.lasts()) {
            trace.write_question(&done.said);
        }
        let cost = done.cost;
        let debug = String::from_utf8_lossy(&done.said).into_owned();
        let answer = done.outcome.answer.map_err(|error| CallFailure { reason: module(error), cost })?;
        Ok(DryRun { reverted: answer.did_revert(), data: answer.data, cost, debug })
    }

    fn fund(&mut self, _from: &Signer, accounts: &[(AccountId, Balance)]) -> Result<(), CallFailure> {
        for (account, amount) in accounts {
            self.both(|pond| pond.mint(*account, *amount)).map_err(failure)?;
        }
        Ok(())
    }

    fn balance(&mut self, account: AccountId) -> Result<Balance, ChainError> {
        Ok(self.pond.balance(account))
    }

    fn now(&mut self) -> Result<Timestamp, ChainError> {
        Ok(self.now)
    }

    fn set_time(&mut self, ms: Timestamp) -> Result<(), ChainError> {
        if ms < self.now {
            return Err(ChainError::TimeGoesBack { now: self.now, asked: ms });
        }
        self.now = ms;
        self.both(|pond| pond.set_time(ms));
        Ok(())
    }

    fn block_number(&mut self) -> Result<u32, ChainError> {
        Ok(self.pond.block())
    }

    fn code_hash_of(&mut self, contract: AccountId) -> Result<Option<Hash>, ChainError> {
        Ok(self.pond.code_of(contract))
    }

    fn has_code(&mut self, code_hash: Hash) -> Result<bool, ChainError> {
        Ok(self.stored.contains(&code_hash))
    }
}
