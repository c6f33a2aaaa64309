//! market/settlement: what the exchange sends, asked in its name; its views; its wiring.

use super::Scene;
use crate::exit::Failure;
use crate::gas::meter::Meter;
use settlement::SettlementRef;
use weir_client::Contract;
use weir_types::settlement::{Delivery, Settlement as _, TradeMode};

/// A delivery out of the first lock.
pub fn delivers(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let settlement = Contract::<SettlementRef>::at(scene.at.settlement);
    let buyer = scene.who.buyer.account();
    let delivery = Delivery { lock: 1, buyer, quantity: 1_000, amount: 5_000, mode: TradeMode::Listed };
    meter.ask(scene.at.exchange, settlement.messages().deliver(delivery))
}

/// The rest of it.
pub fn views(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let (who, at) = (&scene.who, &scene.at);
    let settlement = Contract::<SettlementRef>::at(at.settlement);
    meter.view(settlement.messages().partners())?;
    meter.view(settlement.messages().is_venue(at.exchange))?;
    meter.view(settlement.messages().count())?;
    meter.view(settlement.messages().admin())?;
    let twin = Contract::<SettlementRef>::at(scene.twin.settlement);
    meter.send(&who.admin, twin.messages().wire(at.desk, at.ledger, at.cash, vec![at.exchange]))?;
    meter.send(&who.admin, twin.messages().propose_admin(who.stranger.account()))?;
    meter.send(&who.stranger, twin.messages().accept_admin())?;
    Ok(())
}
