//! A chain of its own for each sequence: a subject, the people, what they need.

use crate::subjects::Codes;
use crate::Error;
use ink::scale::{Decode, Encode};
use std::sync::OnceLock;
use weir_client::hash::blake2_256;
use weir_client::{AccountId, Balance, Call, Chain, Embedded, Hash, Signer};

/// Who takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Deploys, and owns what has an owner.
    Alice,
    /// Uses it.
    Bob,
    /// Uses it.
    Charlie,
    /// Attacks.
    Eve,
}

/// What everybody has at the beginning.
const FUNDS: Balance = 1_000_000_000_000_000;

fn people() -> &'static [Signer; 4] {
    static PEOPLE: OnceLock<[Signer; 4]> = OnceLock::new();
    PEOPLE.get_or_init(|| {
        ["//Alice", "//Bob", "//Charlie", "//Eve"]
            .map(|path| Signer::dev(path).expect("development keys are valid; qed"))
    })
}

/// A draw that is the same every time.
#[derive(Debug, Clone)]
pub struct Draw(u64);

impl Draw {
    /// By a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    /// A number below `most`.
    pub fn below(&mut self, most: u64) -> u64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)) % most.max(1)
    }

    /// Alice, Bob or Charlie.
    pub fn user(&mut self) -> Who {
        [Who::Alice, Who::Bob, Who::Charlie][self.below(3) as usize]
    }
}

/// The subject among people.
pub struct Town<'a> {
    chain: Embedded,
    codes: &'a Codes,
    /// The subject.
    pub subject: AccountId,
    /// What else there is, in the order in which it was made.
    pub others: Vec<AccountId>,
    /// What a subject's story has to remember.
    pub notes: Vec<u64>,
    /// Who bounds what any path may do, where somebody does.
    pub policy: Option<AccountId>,
    made: u8,
}

impl<'a> Town<'a> {
    /// People with money, and nothing else.
    ///
    /// # Errors
    /// The chain does not take it.
    pub fn new(chain: Embedded, codes: &'a Codes) -> Result<Self, Error> {
        let subject = AccountId::from([0; 32]);
        let mut town = Self { chain, codes, subject, others: Vec::new(), notes: Vec::new(), policy: None, made: 0 };
        let alice = town.signer(Who::Alice);
        let accounts: Vec<_> =
            [Who::Bob, Who::Charlie, Who::Eve].iter().map(|who| (town.account(*who), FUNDS)).collect();
        town.chain.fund(&alice, &accounts).map_err(|error| Error::Broken(error.to_string()))?;
        Ok(town)
    }

    fn signer(&self, who: Who) -> Signer {
        people()[who as usize].clone()
    }

    /// Somebody's account.
    pub fn account(&self, who: Who) -> AccountId {
        people()[who as usize].account()
    }

    /// Uploads code.
    ///
    /// # Errors
    /// The chain refuses it.
    pub fn upload(&mut self, code: &[u8]) -> Result<Hash, Error> {
        let uploaded = self.chain.upload(&self.signer(Who::Alice), code);
        uploaded.map(|(hash, _)| hash).map_err(|error| Error::Broken(error.to_string()))
    }

    /// Uploads a helper's code.
    ///
    /// # Errors
    /// It is not built, or refused.
    pub fn helper_code(&mut self, name: &str) -> Result<Hash, Error> {
        let code = self.codes.helper(name)?;
        self.upload(&code)
    }

    /// Makes a contract of code; Alice does.
    ///
    /// # Errors
    /// Its constructor refuses.
    pub fn make(&mut self, code: Hash, arguments: impl Encode) -> Result<AccountId, Error> {
        self.made = self.made.wrapping_add(1);
        let data = input("new", arguments);
        let made = self.chain.instantiate(&self.signer(Who::Alice), code, data, vec![self.made], 0);
        let (address, _) = made.map_err(|error| Error::Broken(error.to_string()))?;
        self.chain
            .fund(&self.signer(Who::Alice), &[(address, FUNDS / 1_000)])
            .map_err(|e| Error::Broken(e.to_string()))?;
        Ok(address)
    }

    /// Makes a helper.
    ///
    /// # Errors
    /// As [`Town::make`].
    pub fn helper(&mut self, name: &str, arguments: impl Encode) -> Result<AccountId, Error> {
        let code = self.helper_code(name)?;
        let address = self.make(code, arguments)?;
        self.others.push(address);
        Ok(address)
    }

    /// Sends a message to a contract; whether it lasted.
    pub fn send_to(&mut self, dest: AccountId, who: Who, data: Vec<u8>, value: Balance) -> bool {
        let call = Call { signer: self.signer(who), dest, data, value };
        self.chain.send(vec![call]).pop().is_some_and(|answer| answer.is_ok())
    }

    /// Sends the subject a message; whether it lasted. A message that answers `Err` reverts.
    pub fn send(&mut self, who: Who, message: &str, arguments: impl Encode) -> bool {
        self.send_to(self.subject, who, input(message, arguments), 0)
    }

    /// Asks a contract.
    pub fn ask_at<T: Decode>(&mut self, dest: AccountId, message: &str, arguments: impl Encode) -> Option<T> {
        let asker = self.account(Who::Alice);
        let answer = self.chain.dry_run(asker, dest, input(message, arguments), 0).ok()?;
        // The first byte is ink!'s own `Ok`.
        let data = answer.data.split_first().filter(|(first, _)| **first == 0 && !answer.reverted)?.1;
        T::decode(&mut &*data).ok()
    }

    /// Asks the subject.
    pub fn ask<T: Decode>(&mut self, message: &str, arguments: impl Encode) -> Option<T> {
        self.ask_at(self.subject, message, arguments)
    }

    /// The subject's code; `None` when it is no more.
    pub fn code(&mut self) -> Option<Hash> {
        self.chain.code_hash_of(self.subject).ok().flatten()
    }

    /// What a contract or a person has.
    pub fn balance(&mut self, of: AccountId) -> Balance {
        self.chain.balance(of).unwrap_or(0)
    }

    /// Sets the time of the next blocks, so many milliseconds from now.
    pub fn wait(&mut self, ms: u64) {
        if let Ok(now) = self.chain.now() {
            // Only on a chain whose clock is not ours, which this is not.
            let _ = self.chain.set_time(now + ms);
        }
    }

    /// The time of the last block.
    pub fn now(&mut self) -> u64 {
        self.chain.now().unwrap_or(0)
    }
}

/// Selector and arguments.
pub fn input(message: &str, arguments: impl Encode) -> Vec<u8> {
    let hash: [u8; 32] = blake2_256(message.as_bytes()).into();
    let mut data = hash[..4].to_vec();
    arguments.encode_to(&mut data);
    data
}
