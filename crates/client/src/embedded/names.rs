//! Names of dispatch errors, as the node engine names them too.

use weir_runtime::reexports::frame_support::traits::PalletsInfoAccess;
use weir_runtime::reexports::sp_runtime::{DispatchError, ModuleError};
use weir_runtime::AllPalletsWithSystem;

/// `Contracts::OutOfGas`, `Token::FundsUnavailable`, `BadOrigin`.
pub fn dispatch_error(error: DispatchError) -> String {
    match error {
        DispatchError::Module(module) => module_error(&module),
        DispatchError::Token(token) => format!("Token::{token:?}"),
        DispatchError::Arithmetic(arithmetic) => format!("Arithmetic::{arithmetic:?}"),
        DispatchError::Transactional(transactional) => format!("Transactional::{transactional:?}"),
        other => format!("{other:?}"),
    }
}

fn module_error(error: &ModuleError) -> String {
    let pallets = AllPalletsWithSystem::infos();
    let pallet = pallets.iter().find(|pallet| pallet.index == usize::from(error.index));
    let pallet = pallet.map_or("Unknown", |pallet| pallet.name);
    match error.message {
        Some(name) => format!("{pallet}::{name}"),
        None => format!("{pallet}::{:?}", error.error),
    }
}
