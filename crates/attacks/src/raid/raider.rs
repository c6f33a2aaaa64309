//! A chain on which a scenario is played, and attacks are tried around its calls.

use super::names::Names;
use super::orders::{Orders, StepUp};
use super::variants::{of_arguments, Kind, Variant};
use crate::town::Draw;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use weir_client::hash::blake2_256;
use weir_client::{AccountId, Balance, Call, CallFailure, Chain, ChainError, ChainInfo, Cost, DryRun, Embedded};
use weir_client::{Hash, Receipt, Signer, Timestamp};
use weir_guard::learn::{frames, Frame};

/// How often calls of one message are attacked.
const EACH: u32 = 2;
/// How many calls of before, and of later, are tried.
const DRAWN: u64 = 3;

/// A call that was made, in numbers for addresses.
#[derive(Debug, Clone)]
pub struct Taped {
    origin: AccountId,
    dest: u32,
    data: Vec<u8>,
}

/// An attack that was tried.
#[derive(Debug, Clone)]
pub struct Tried {
    /// What kind.
    pub kind: Kind,
    /// The message.
    pub selector: [u8; 4],
    /// It lasted, and changed what some contract holds.
    pub took: bool,
    /// What the code in question did in it.
    pub frames: Vec<Frame>,
}

/// What came of a scenario with attacks.
#[derive(Debug, Default)]
pub struct Record {
    /// The attacks, in order: the same in every build.
    pub tried: Vec<Tried>,
    /// What contracts answered and told, call by call, hashed.
    pub answers: Vec<Hash>,
    /// Calls of the contract in question.
    pub tape: Vec<Taped>,
    /// What its code did in them.
    pub benign: Vec<Frame>,
}

/// The chain.
pub struct Raider<'a> {
    chain: Embedded,
    /// The code whose contracts are attacked.
    target: Hash,
    /// Only these attacks are tried; all of them, without.
    only: Option<&'a BTreeSet<usize>>,
    /// Calls that are still to come, if they are known.
    later: &'a [Taped],
    names: Names,
    contracts: Vec<AccountId>,
    targets: BTreeSet<AccountId>,
    people: Vec<AccountId>,
    counts: BTreeMap<(AccountId, [u8; 4]), u32>,
    stranger: Signer,
    funded: bool,
    heard: Rc<RefCell<Vec<Frame>>>,
    orders: Option<Orders>,
    /// What came of it.
    pub record: Record,
}

impl<'a> Raider<'a> {
    /// A fresh chain. Contracts of this code are attacked.
    pub fn new(target: Hash, later: &'a [Taped], only: Option<&'a BTreeSet<usize>>, listening: bool) -> Self {
        let mut chain = Embedded::new();
        let heard = Rc::new(RefCell::new(Vec::new()));
        if listening {
            let ear = Rc::clone(&heard);
            chain.listen(move |spoken| {
                if spoken.lasted {
                    ear.borrow_mut().extend(frames(spoken.debug));
                }
            });
        }
        Self {
            chain,
            target,
            only,
            later,
            names: Names::default(),
            contracts: Vec::new(),
            targets: BTreeSet::new(),
            people: Vec::new(),
            counts: BTreeMap::new(),
            stranger: Signer::dev("//Mallory").expect("a development key is valid; qed"),
            funded: false,
            heard,
            orders: None,
            record: Record::default(),
        }
    }

    /// The same with high-risk messages stepped up.
    pub fn stepped_up(self, what: StepUp) -> Self {
        Self { orders: Some(Orders::new(what)), ..self }
    }

    /// The scenario's people see to the order that this call needs.
    fn prepare(&mut self, origin: AccountId, dest: AccountId, data: &[u8]) {
        if let Some(orders) = self.orders.as_mut().filter(|_| self.targets.contains(&dest)) {
            orders.prepare(&mut self.chain, origin, dest, data);
        }
    }

    fn answered(&mut self, parts: &[&[u8]]) {
        let bytes: Vec<u8> = parts.iter().flat_map(|part| self.names.numbered(part)).collect();
        self.record.answers.push(blake2_256(&bytes));
        let heard = std::mem::take(&mut *self.heard.borrow_mut());
        self.record.benign.extend(heard);
    }

    /// Attacks before somebody's call.
    fn before(&mut self, origin: AccountId, dest: AccountId, data: &[u8], value: Balance) -> bool {
        let Some(selector) = data.first_chunk::<4>().copied() else { return false };
        if !self.targets.contains(&dest) {
            return false;
        }
        let count = self.counts.entry((dest, selector)).or_default();
        *count += 1;
        if *count > EACH {
            return false;
        }
        let stranger = self.stranger.account();
        let mut draw = Draw::new(self.record.tape.len() as u64);
        let mut variants = vec![Variant { kind: Kind::Stranger, origin: stranger, data: data.to_vec() }];
        for _ in 0..DRAWN {
            let other = draw.below(self.people.len() as u64) as usize;
            if let Some(other) = self.people.get(other).filter(|other| **other != origin) {
                variants.push(Variant { kind: Kind::Other, origin: *other, data: data.to_vec() });
            }
        }
        let known: Vec<AccountId> = self.people.iter().chain(&self.contracts).copied().collect();
        variants.extend(of_arguments(origin, data, &known, &[stranger, origin, dest]));
        for variant in variants {
            self.attack(variant, dest, value);
        }
        self.drawn(&mut draw);
        true
    }

    /// Calls of before and calls of later, by those who make them.
    fn drawn(&mut self, draw: &mut Draw) {
        let done = self.record.tape.len();
        for _ in 0..DRAWN {
            let early = done + 1 + draw.below(20) as usize;
            let replayed = draw.below(done as u64) as usize;
            let taped = [(Kind::Replay, self.record.tape.get(replayed)), (Kind::Early, self.later.get(early))];
            for (kind, taped) in taped.map(|(kind, taped)| (kind, taped.cloned())) {
                let Some(taped) = taped else { continue };
                let Some(dest) = self.names.of(taped.dest).map(AccountId::from) else { continue };
                let data = self.names.named(&taped.data);
                self.attack(Variant { kind, origin: taped.origin, data }, dest, 0);
            }
        }
    }

    fn attack(&mut self, variant: Variant, dest: AccountId, value: Balance) {
        let Variant { kind, origin, data } = variant;
        let selector = data.first_chunk::<4>().copied().unwrap_or_default();
        let wanted = self.only.is_none_or(|only| only.contains(&self.record.tried.len()));
        let mut tried = Tried { kind, selector, took: false, frames: Vec::new() };
        if wanted {
            let supposed = self.chain.suppose(origin, dest, data, value, &self.contracts);
            tried.took = supposed.changed.iter().any(|changed| *changed);
            if let (true, Ok(answer)) = (tried.took, supposed.answer) {
                tried.frames = frames(&answer.debug);
            }
        }
        self.record.tried.push(tried);
    }

    fn fund_stranger(&mut self, from: &Signer) {
        if !self.funded {
            self.funded = true;
            // Without money the stranger's calls fail for want of a deposit, which is no merit of the contract's.
            let _ = self.chain.fund(from, &[(self.stranger.account(), 1_000_000_000_000_000)]);
        }
    }

    fn meet(&mut self, who: AccountId) {
        if !self.people.contains(&who) {
            self.people.push(who);
        }
    }
}

impl Chain for Raider<'_> {
    fn info(&self) -> &ChainInfo {
        self.chain.info()
    }

    fn upload(&mut self, signer: &Signer, wasm: &[u8]) -> Result<(Hash, Cost), CallFailure> {
        let uploaded = self.chain.upload(signer, wasm)?;
        self.names.add(uploaded.0.into());
        Ok(uploaded)
    }

    fn instantiate(
        &mut self,
        signer: &Signer,
        code_hash: Hash,
        data: Vec<u8>,
        salt: Vec<u8>,
        value: Balance,
    ) -> Result<(AccountId, Receipt), CallFailure> {
        self.fund_stranger(signer);
        let made = self.chain.instantiate(signer, code_hash, data, salt, value)?;
        self.names.add(*made.0.as_ref());
        self.contracts.push(made.0);
        if code_hash == self.target {
            self.targets.insert(made.0);
        }
        if let Some(orders) = &mut self.orders {
            orders.made(code_hash, made.0);
        }
        self.answered(&[]);
        Ok(made)
    }

    fn send(&mut self, calls: Vec<Call>) -> Vec<Result<Receipt, CallFailure>> {
        let mut answers = Vec::new();
        for call in calls {
            let (origin, dest, data) = (call.signer.account(), call.dest, call.data.clone());
            self.meet(origin);
            if let Some(orders) = &mut self.orders {
                orders.meet(&call.signer);
            }
            let attacked = self.before(origin, dest, &data, call.value);
            let value = call.value;
            self.prepare(origin, dest, &data);
            let answer = self.chain.send(vec![call]).pop();
            if let Some(orders) = self.orders.as_mut().filter(|orders| orders.decides(dest, &data)) {
                orders.tighten(&mut self.chain, &self.targets);
            }
            if let (true, Some(dest)) = (self.targets.contains(&dest), self.names.number(dest.as_ref())) {
                let data = self.names.numbered(&data);
                self.record.tape.push(Taped { origin, dest, data });
            }
            if attacked {
                self.attack(Variant { kind: Kind::Twice, origin, data }, dest, value);
            }
            match &answer {
                Some(Ok(receipt)) => {
                    let told: Vec<&[u8]> = receipt.events.iter().map(|event| event.data.as_slice()).collect();
                    self.answered(&told);
                }
                Some(Err(failure)) => self.answered(&[failure.to_string().as_bytes()]),
                None => self.answered(&[b"nothing"]),
            }
            answers.extend(answer);
        }
        answers
    }

    fn dry_run(
        &mut self,
        origin: AccountId,
        dest: AccountId,
        data: Vec<u8>,
        value: Balance,
    ) -> Result<DryRun, CallFailure> {
        self.before(origin, dest, &data, value);
        self.prepare(origin, dest, &data);
        let answer = self.chain.dry_run(origin, dest, data, value);
        match &answer {
            Ok(answer) => self.answered(&[&[u8::from(answer.reverted)], &answer.data]),
            Err(failure) => self.answered(&[failure.to_string().as_bytes()]),
        }
        answer
    }

    fn fund(&mut self, from: &Signer, accounts: &[(AccountId, Balance)]) -> Result<(), CallFailure> {
        self.chain.fund(from, accounts)
    }

    fn balance(&mut self, account: AccountId) -> Result<Balance, ChainError> {
        self.chain.balance(account)
    }

    fn now(&mut self) -> Result<Timestamp, ChainError> {
        self.chain.now()
    }

    fn set_time(&mut self, ms: Timestamp) -> Result<(), ChainError> {
        self.chain.set_time(ms)
    }

    fn block_number(&mut self) -> Result<u32, ChainError> {
        self.chain.block_number()
    }

    fn code_hash_of(&mut self, contract: AccountId) -> Result<Option<Hash>, ChainError> {
        self.chain.code_hash_of(contract)
    }

    fn has_code(&mut self, code_hash: Hash) -> Result<bool, ChainError> {
        self.chain.has_code(code_hash)
    }
}
