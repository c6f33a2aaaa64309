//! market/settlement: what venues send, asked in the exchange's name; its views; its wiring.

use super::Scene;
use crate::exit::Failure;
use crate::gas::meter::Meter;
use cash::CashRef;
use psp22::PSP22;
use settlement::SettlementRef;
use weir_client::Contract;
use weir_types::ledger::LockId;
use weir_types::settlement::{Delivery, FundId, Settlement as _, TradeMode};

/// The lock of the listing that is open while standing orders are placed: the second that was made.
const LISTED: LockId = 2;
/// The first fund.
const FUND: FundId = 1;

/// A delivery out of the first lock, paid at once and through a bank.
pub fn delivers(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let settlement = Contract::<SettlementRef>::at(scene.at.settlement);
    let buyer = scene.who.buyer.account();
    let delivery = Delivery { lock: 1, buyer, quantity: 1_000, amount: 5_000, mode: TradeMode::Listed };
    meter.ask(scene.at.exchange, settlement.messages().deliver(delivery))?;
    let cash = Contract::<CashRef>::at(scene.at.cash);
    meter.first(&scene.who.buyer, cash.messages().approve(scene.at.desk, 1_000_000))?;
    meter.ask(scene.at.exchange, settlement.messages().open_bank(delivery, scene.who.bank.account()))
}

/// What venues do with cash that waits: the exchange's first fund is that of the buyer's standing order.
pub fn keeps_funds(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let settlement = Contract::<SettlementRef>::at(scene.at.settlement);
    let (exchange, buyer, seller) = (scene.at.exchange, scene.who.buyer.account(), scene.who.seller.account());
    let delivery = Delivery { lock: LISTED, buyer, quantity: 1_000, amount: 5_000, mode: TradeMode::Standing };
    meter.view(settlement.messages().fund_of(FUND))?;
    meter.view(settlement.messages().last_fund())?;
    meter.ask(exchange, settlement.messages().fund(buyer, 50_000, scene.day(30)))?;
    meter.ask(exchange, settlement.messages().deliver_funded(FUND, delivery))?;
    meter.ask(exchange, settlement.messages().forfeit(FUND, seller, 1_000))?;
    meter.ask(exchange, settlement.messages().refund(FUND))
}

/// The rest of it.
pub fn views(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let (who, at) = (&scene.who, &scene.at);
    let settlement = Contract::<SettlementRef>::at(at.settlement);
    meter.view(settlement.messages().partners())?;
    meter.view(settlement.messages().desk())?;
    meter.view(settlement.messages().is_venue(at.exchange))?;
    meter.view(settlement.messages().count())?;
    meter.view(settlement.messages().admin())?;
    let twin = Contract::<SettlementRef>::at(scene.twin.settlement);
    meter.send(&who.admin, twin.messages().wire(at.desk, at.ledger, at.cash, vec![at.exchange]))?;
    meter.send(&who.admin, twin.messages().propose_admin(who.stranger.account()))?;
    meter.send(&who.stranger, twin.messages().accept_admin())?;
    Ok(())
}
