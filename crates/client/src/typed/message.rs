//! From ink!'s call builders to bytes.

use crate::Balance;
use ink::env::call::utils::{ReturnType, Set, Unset};
use ink::env::call::{state, Call, CallBuilder, CreateBuilder, ExecutionInput, LimitParamsV2};
use ink::env::{DefaultEnvironment, Environment};
use ink::scale::Encode;
use weir_types::{AccountId, Hash};

/// A message with its arguments, encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// Which contract.
    pub dest: AccountId,
    /// Selector and arguments.
    pub data: Vec<u8>,
    /// Native tokens sent along.
    pub value: Balance,
}

/// What a contract's builder gives for a message: `ledger.messages().surrender(batch, 10)`.
pub trait Message {
    /// What the message answers.
    type Output;

    /// The message in bytes.
    fn prepare(self) -> Prepared;
}

impl<E, Args, Output> Message for CallBuilder<E, Set<Call<E>>, Set<ExecutionInput<Args>>, Set<ReturnType<Output>>>
where
    E: Environment<AccountId = AccountId, Balance = Balance>,
    Args: Encode,
{
    type Output = Output;

    fn prepare(self) -> Prepared {
        let params = self.params();
        Prepared { dest: *params.callee(), data: params.exec_input().encode(), value: *params.transferred_value() }
    }
}

/// What a contract's reference gives for a constructor: `LedgerRef::new(config)`.
pub type Constructor<R, Args, Ret> = CreateBuilder<
    DefaultEnvironment,
    R,
    Unset<Hash>,
    Set<LimitParamsV2<DefaultEnvironment>>,
    Unset<Balance>,
    Set<ExecutionInput<Args>>,
    Unset<state::Salt>,
    Set<ReturnType<Ret>>,
>;

/// The constructor's selector and arguments. Code hash, salt and value are the instantiation's, not the constructor's.
pub fn constructor_data<R, Args: Encode, Ret>(constructor: Constructor<R, Args, Ret>) -> Vec<u8> {
    constructor.endowment(0).code_hash(Hash::from([0; 32])).salt_bytes(Vec::new()).params().exec_input().encode()
}
