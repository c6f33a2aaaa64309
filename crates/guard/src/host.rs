//! The host functions of pallet-contracts, and what the guard has to know of each.
//!
//! Source: `#[define_env]` in pallet-contracts 40.1.0, src/wasm/runtime.rs; 31.0.0 has the same stable functions.

/// What a host function does to the frame or to the chain's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Reads, computes, or writes the contract's own memory.
    None,
    /// Hands over the input; the first four bytes are the selector.
    Input,
    /// Changes state. Traps in read-only calls.
    Write,
    /// Runs another contract, which may change state. Allowed in read-only calls (the callee is read-only too).
    Call,
    /// Ends the frame and answers.
    Return,
    /// Ends the frame and the contract.
    Terminate,
    /// Replaces the contract's code.
    SetCode,
    /// Runs other code on this contract's state.
    Delegate,
}

impl Effect {
    /// Whether it can change state that outlives the frame.
    pub fn changes_state(self) -> bool {
        !matches!(self, Self::None | Self::Input | Self::Return)
    }

    /// Whether the guard has to have closed all live paths before it: the frame ends in it, or its code or state is
    /// handed over.
    pub fn is_way_out(self) -> bool {
        matches!(self, Self::Return | Self::Terminate | Self::SetCode | Self::Delegate)
    }
}

/// A host function: name, module digit, alias `seal_…`, parameters (`i`: i32, `I`: i64), result, effect, stable.
struct Known(&'static str, u8, bool, &'static str, Option<char>, Effect);

use Effect::{Call, Delegate, Input, None as Plain, Return, SetCode, Terminate, Write};
const I: Option<char> = Some('i');

/// Deprecated functions are left out: pallet-contracts refuses code that imports them.
const KNOWN: &[Known] = &[
    Known("set_storage", 0, true, "iii", None, Write),
    Known("set_storage", 1, true, "iii", I, Write),
    Known("set_storage", 2, true, "iiii", I, Write),
    Known("clear_storage", 0, true, "i", None, Write),
    Known("clear_storage", 1, true, "ii", I, Write),
    Known("get_storage", 0, true, "iii", I, Plain),
    Known("get_storage", 1, true, "iiii", I, Plain),
    Known("contains_storage", 0, true, "i", I, Plain),
    Known("contains_storage", 1, true, "ii", I, Plain),
    Known("take_storage", 0, true, "iiii", I, Write),
    Known("set_transient_storage", 0, false, "iiii", I, Write),
    Known("clear_transient_storage", 0, false, "ii", I, Write),
    Known("get_transient_storage", 0, false, "iiii", I, Plain),
    Known("contains_transient_storage", 0, false, "ii", I, Plain),
    Known("take_transient_storage", 0, false, "iiii", I, Write),
    Known("transfer", 0, true, "iiii", I, Write),
    Known("call", 0, true, "iiIiiiiii", I, Call),
    Known("call", 1, true, "iiIiiiii", I, Call),
    Known("call", 2, false, "iiIIiiiiii", I, Call),
    Known("delegate_call", 0, true, "iiiiii", I, Delegate),
    Known("instantiate", 0, true, "iiIiiiiiiiiii", I, Write),
    Known("instantiate", 1, true, "iIiiiiiiiii", I, Write),
    Known("instantiate", 2, false, "iIIiiiiiiiiii", I, Write),
    Known("terminate", 0, true, "ii", None, Terminate),
    Known("terminate", 1, true, "i", None, Terminate),
    Known("input", 0, true, "ii", None, Input),
    Known("seal_return", 0, false, "iii", None, Return),
    Known("caller", 0, true, "ii", None, Plain),
    Known("is_contract", 0, true, "i", I, Plain),
    Known("code_hash", 0, true, "iii", I, Plain),
    Known("own_code_hash", 0, true, "ii", None, Plain),
    Known("caller_is_origin", 0, true, "", I, Plain),
    Known("caller_is_root", 0, false, "", I, Plain),
    Known("address", 0, true, "ii", None, Plain),
    Known("weight_to_fee", 0, true, "Iii", None, Plain),
    Known("weight_to_fee", 1, true, "IIii", None, Plain),
    Known("gas_left", 0, true, "ii", None, Plain),
    Known("gas_left", 1, true, "ii", None, Plain),
    Known("balance", 0, true, "ii", None, Plain),
    Known("value_transferred", 0, true, "ii", None, Plain),
    Known("now", 0, true, "ii", None, Plain),
    Known("minimum_balance", 0, true, "ii", None, Plain),
    Known("deposit_event", 0, true, "iiii", None, Write),
    Known("block_number", 0, true, "ii", None, Plain),
    Known("hash_sha2_256", 0, true, "iii", None, Plain),
    Known("hash_keccak_256", 0, true, "iii", None, Plain),
    Known("hash_blake2_256", 0, true, "iii", None, Plain),
    Known("hash_blake2_128", 0, true, "iii", None, Plain),
    Known("call_chain_extension", 0, true, "iiiii", I, Write),
    Known("debug_message", 0, true, "ii", I, Plain),
    Known("call_runtime", 0, false, "ii", I, Write),
    Known("xcm_execute", 0, false, "ii", I, Write),
    Known("xcm_send", 0, false, "iiii", I, Write),
    Known("ecdsa_recover", 0, true, "iii", I, Plain),
    Known("sr25519_verify", 0, false, "iiii", I, Plain),
    Known("set_code_hash", 0, true, "i", I, SetCode),
    Known("ecdsa_to_eth_address", 0, true, "ii", I, Plain),
    Known("reentrance_count", 0, false, "", I, Plain),
    Known("account_reentrance_count", 0, false, "i", I, Plain),
    Known("instantiation_nonce", 0, false, "", Some('I'), Plain),
    Known("lock_delegate_dependency", 0, false, "i", None, Write),
    Known("unlock_delegate_dependency", 0, false, "i", None, Write),
];

/// A host function that a module imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Host {
    /// Its plain name, without `seal_` of the alias (`seal_return` has none).
    pub name: &'static str,
    /// The digit of `sealN`.
    pub version: u8,
    /// What it does.
    pub effect: Effect,
    /// Its parameters: `i` for i32, `I` for i64.
    pub parameters: &'static str,
    /// Its result.
    pub result: Option<char>,
}

/// The host function `module`.`name`, if pallet-contracts has it.
pub fn find(module: &str, name: &str) -> Option<Host> {
    let version = module.strip_prefix("seal")?.parse::<u8>().ok()?;
    KNOWN
        .iter()
        .find(|known| {
            let alias = known.2 && name.strip_prefix("seal_") == Some(known.0);
            known.1 == version && (name == known.0 || alias)
        })
        .map(|known| Host { name: known.0, version: known.1, parameters: known.3, result: known.4, effect: known.5 })
}

/// The call flags of `seal_call` and `seal_delegate_call`.
pub mod flags {
    /// The callee's answer becomes this frame's answer: the frame ends.
    pub const TAIL_CALL: u32 = 0b0100;
    /// The callee may call back into this contract.
    pub const ALLOW_REENTRY: u32 = 0b1000;
}

/// The flag of `seal_return` by which a frame's changes are undone.
pub const REVERT: i32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_and_versions_are_told_apart() {
        assert_eq!(find("seal0", "seal_return").unwrap().effect, Effect::Return);
        assert_eq!(find("seal0", "seal_input").unwrap().name, "input");
        assert_eq!(find("seal2", "call").unwrap().parameters, "iiIIiiiiii");
        assert!(find("seal2", "seal_call").is_none(), "version 2 has no alias");
        assert!(find("seal0", "return").is_none());
        assert!(find("env", "call").is_none());
        assert!(find("seal9", "call").is_none());
        assert!(find("seal0", "random").is_none(), "deprecated");
    }
}
