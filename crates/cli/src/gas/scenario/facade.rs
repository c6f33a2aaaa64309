//! allowances/psp22: the first batch as a token, and what the facade sends to the ledger.

use super::Scene;
use crate::deploy::{fail, Suite};
use crate::exit::Failure;
use crate::gas::meter::Meter;
use facade::FacadeRef;
use ledger::LedgerRef;
use psp22::{PSP22Metadata as _, PSP22 as _};
use weir_client::typed::constructor_data;
use weir_client::Contract;
use weir_types::ledger::Ledger as _;

/// Deploys and registers a facade; every message of it.
pub fn shows(meter: &mut Meter<'_>, scene: &Scene, suite: &Suite) -> Result<(), Failure> {
    let (who, batch) = (&scene.who, scene.batch());
    let (seller, sister) = (who.seller.account(), who.sister.account());
    let code = suite.codes.get("facade").map(|bundle| bundle.code_hash).unwrap_or_default();
    let data = constructor_data(FacadeRef::new(scene.at.ledger, batch));
    let (address, _) = meter.chain.instantiate(&who.admin, code, data, b"gas".to_vec(), 0).map_err(fail::sent)?;
    meter.know("facade", address);
    meter.chain.fund(&who.admin, &[(address, super::FUNDS)]).map_err(fail::sent)?;
    let ledger = Contract::<LedgerRef>::at(scene.at.ledger);
    meter.send(&who.admin, ledger.messages().register_facade(batch, address))?;
    let facade = Contract::<FacadeRef>::at(address);
    meter.send(&who.seller, facade.messages().transfer(sister, 1_000, Vec::new()))?;
    meter.send(&who.seller, facade.messages().approve(sister, 5_000))?;
    meter.send(&who.seller, facade.messages().increase_allowance(sister, 1_000))?;
    meter.send(&who.seller, facade.messages().decrease_allowance(sister, 1_000))?;
    meter.send(&who.sister, facade.messages().transfer_from(seller, sister, 1_000, Vec::new()))?;
    meter.ask(address, ledger.messages().facade_transfer(batch, seller, seller, sister, 1_000))?;
    meter.ask(address, ledger.messages().facade_approve(batch, seller, sister, 1_000))?;
    meter.view(facade.messages().total_supply())?;
    meter.view(facade.messages().balance_of(seller))?;
    meter.view(facade.messages().allowance(seller, sister))?;
    meter.view(facade.messages().token_name())?;
    meter.view(facade.messages().token_symbol())?;
    meter.view(facade.messages().token_decimals())?;
    meter.view(facade.messages().ledger())?;
    meter.view(facade.messages().batch())
}
