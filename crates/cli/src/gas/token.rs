//! The yardstick: the token of the psp22 crate itself, built by the same compiler, measured on the same engine.

use super::messages::Messages;
use super::meter::Meter;
use crate::deploy::fail;
use crate::exit::{Exit, Failure};
use ink::scale::Encode;
use psp22::PSP22Error;
use weir_client::bundle::Bundle;
use weir_client::typed::Prepared;
use weir_client::{AccountId, Signer};

/// Name of its bundle.
pub const NAME: &str = "psp22_token";
/// `PSP22::transfer`.
pub const TRANSFER: &str = "PSP22::transfer";
/// Selector of ink!'s constructor `new`.
const NEW: [u8; 4] = [0x9b, 0xae, 0x9d, 0x5e];

/// Deploys the token with all units at `owner`, and measures a transfer between accounts that both have some.
pub fn measure(
    meter: &mut Meter<'_>,
    messages: &Messages,
    bundle: &Bundle,
    owner: &Signer,
    to: AccountId,
) -> Result<(), Failure> {
    let (name, symbol): (Option<String>, Option<String>) = (Some("Token".into()), Some("TOK".into()));
    let data = [NEW.as_slice(), &(1_000_000u128, name, symbol, 3u8).encode()].concat();
    meter.chain.upload(owner, &bundle.wasm).map_err(fail::sent)?;
    let made = meter.chain.instantiate(owner, bundle.code_hash, data, b"yardstick".to_vec(), 0);
    let (token, _) = made.map_err(fail::sent)?;
    meter.know(NAME, token);
    let missing = || Failure::new(Exit::Bundle, format!("{NAME} has no message {TRANSFER}: run scripts/build.sh"));
    let selector = messages.selector(NAME, TRANSFER).ok_or_else(missing)?;
    let transfer = |value: u128| {
        let data = [selector.as_slice(), &(to, value, Vec::<u8>::new()).encode()].concat();
        Prepared { dest: token, data, value: 0 }
    };
    // The second transfer is the one that counts in the ledger's scenario too: the receiver's cell is there already.
    meter.prepare(owner, transfer(10), fail::call::<(), PSP22Error>)?;
    meter.send_raw(owner, transfer(10), fail::call::<(), PSP22Error>)?;
    Ok(())
}
