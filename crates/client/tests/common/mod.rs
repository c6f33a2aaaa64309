//! A small contract and its messages, for tests of engines: no other crate's build is needed.

use ink::env::call::utils::{ReturnType, Set};
use ink::env::call::{build_call, Call, CallBuilder, ExecutionInput, Selector};
use ink::env::DefaultEnvironment;
use weir_client::{AccountId, Chain, Signer};

/// The contract's error: refuses as variant 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode)]
pub enum Error {
    Refused,
}

/// What the contract tells when it has counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode)]
pub struct Counted {
    pub count: u32,
}

impl ink::env::Event for Counted {
    type RemainingTopics = [ink::env::event::state::HasRemainingTopics; 1];
    const SIGNATURE_TOPIC: Option<[u8; 32]> = Some(*b"counted.........................");
    fn topics<E, B>(
        &self,
        builder: ink::env::event::TopicsBuilder<ink::env::event::state::Uninit, E, B>,
    ) -> <B as ink::env::event::TopicsBuilderBackend<E>>::Output
    where
        E: ink::env::Environment,
        B: ink::env::event::TopicsBuilderBackend<E>,
    {
        builder.build::<Self>().push_topic(Self::SIGNATURE_TOPIC.as_ref()).finish()
    }
}

type Message<T> = CallBuilder<
    DefaultEnvironment,
    Set<Call<DefaultEnvironment>>,
    Set<
        ExecutionInput<
            ink::env::call::utils::ArgumentList<
                ink::env::call::utils::Argument<u32>,
                ink::env::call::utils::EmptyArgumentList,
            >,
        >,
    >,
    Set<ReturnType<T>>,
>;

/// A message of the contract; `key` is used by put and clear.
pub fn message<T>(contract: AccountId, what: u8, key: u32) -> Message<T> {
    let input = ExecutionInput::new(Selector::new([what, 0, 0, 0])).push_arg(key);
    build_call::<DefaultEnvironment>().call(contract).exec_input(input).returns()
}

pub fn add(contract: AccountId) -> Message<Result<(), Error>> {
    message(contract, 1, 0)
}

pub fn get(contract: AccountId) -> Message<u32> {
    message(contract, 2, 0)
}

pub fn refuse(contract: AccountId) -> Message<Result<(), Error>> {
    message(contract, 3, 0)
}

pub fn trap(contract: AccountId) -> Message<Result<(), Error>> {
    message(contract, 4, 0)
}

pub fn spin(contract: AccountId) -> Message<Result<(), Error>> {
    message(contract, 5, 0)
}

pub fn put(contract: AccountId, key: u32) -> Message<Result<(), Error>> {
    message(contract, 6, key)
}

pub fn clear(contract: AccountId, key: u32) -> Message<Result<(), Error>> {
    message(contract, 7, key)
}

pub fn now(contract: AccountId) -> Message<u64> {
    message(contract, 8, 0)
}

/// The contract's wasm.
pub fn wasm() -> Vec<u8> {
    wat::parse_str(include_str!("counter.wat")).expect("the contract above is valid")
}

pub fn alice() -> Signer {
    Signer::dev("//Alice").unwrap()
}

pub fn bob() -> Signer {
    Signer::dev("//Bob").unwrap()
}

/// Uploads and instantiates the contract.
pub fn deployed(chain: &mut dyn Chain, salt: &[u8]) -> AccountId {
    let (code_hash, _) = chain.upload(&alice(), &wasm()).unwrap();
    chain.instantiate(&alice(), code_hash, Vec::new(), salt.to_vec(), 0).unwrap().0
}
