//! What contracts write for debugging, kept for whoever listens.

use weir_runtime::reexports::pallet_contracts::{Config, DebugInfo, ExecReturnValue};
use weir_runtime::reexports::sp_runtime::{traits::Get, DispatchError};
use weir_runtime::Runtime;
use weir_types::AccountId;

/// How much more gas a call has while somebody listens.
pub const MORE_GAS: u64 = 10;
/// A text that has less room than this left may have lost a line.
const LINE: usize = 64;

/// A call, a construction or a question, with what the contracts that it ran wrote for debugging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoken<'a> {
    /// The contract; `None` when a construction failed.
    pub contract: Option<AccountId>,
    /// Selector and arguments.
    pub input: &'a [u8],
    /// What was written, by all of them, in order. Of calls that failed too.
    pub debug: &'a str,
    /// It was a question: nothing was sent.
    pub asked: bool,
    /// Whether the contract accepted: what it changed lasted, or would have.
    pub lasted: bool,
    /// The text was longer than the pallet keeps: its end is missing.
    pub cut: bool,
}

/// What the pallet answered.
pub struct Said<'a> {
    pub contract: Option<AccountId>,
    pub asked: bool,
    pub input: Vec<u8>,
    pub result: Result<&'a ExecReturnValue, &'a DispatchError>,
    pub text: &'a [u8],
}

type Listener = Box<dyn FnMut(Spoken<'_>)>;

/// Nobody, or who listens.
#[derive(Default)]
pub struct Ear(Option<Listener>);

impl Ear {
    /// Somebody listens.
    pub fn open(&mut self, listener: impl FnMut(Spoken<'_>) + 'static) {
        self.0 = Some(Box::new(listener));
    }

    /// What the pallet is to keep.
    pub fn wanted(&self) -> DebugInfo {
        match self.0 {
            Some(_) => DebugInfo::UnsafeDebug,
            None => DebugInfo::Skip,
        }
    }

    /// The input, which the pallet takes, when somebody will hear of it.
    pub fn copy(&self, input: &[u8]) -> Vec<u8> {
        self.0.as_ref().map(|_| input.to_vec()).unwrap_or_default()
    }

    /// Tells.
    pub fn hear(&mut self, said: &Said<'_>) {
        let Some(listener) = &mut self.0 else { return };
        let most = <<Runtime as Config>::MaxDebugBufferLen as Get<u32>>::get() as usize;
        listener(Spoken {
            contract: said.contract,
            asked: said.asked,
            input: &said.input,
            debug: &String::from_utf8_lossy(said.text),
            lasted: said.result.is_ok_and(|answer| !answer.did_revert()),
            // What does not fit whole is left out, line by line.
            cut: said.text.len().saturating_add(LINE) > most,
        });
    }
}
