//! market/desk: sales paid through a bank: confirmed, given up, quarrelled over in two instances, withheld. And what
//! settlement and the desk ask of each other.

use super::{some_hash, Scene, PRICE};
use crate::exit::{Exit, Failure};
use crate::gas::meter::Meter;
use cash::CashRef;
use desk::{DeskRef, Opening, Terms};
use exchange::ExchangeRef;
use psp22::PSP22;
use settlement::SettlementRef;
use weir_client::Contract;
use weir_types::bank_sale::Desk as _;
use weir_types::market::Accept;
use weir_types::settlement::{Custody as _, SettlementId, TradeMode};

/// Units of each sale.
const QUANTITY: u128 = 1_000;

/// Four sales, each to another end.
pub fn settles(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let desk = Contract::<DeskRef>::at(scene.at.desk);
    let who = &scene.who;
    let [paid, given_up, quarrel, held] = sales(meter, scene)?;
    between(meter, scene, paid)?;
    meter.send(&who.buyer, desk.messages().file_reference(paid, b"GB29-WEIR-2021-0000000000001".to_vec()))?;
    meter.send(&who.bank, desk.messages().confirm_payment(paid))?;
    meter.send(&who.buyer, desk.messages().withdraw(given_up))?;

    let [first, second] = &who.arbiters;
    meter.first(&who.buyer, desk.messages().file_reference(quarrel, b"GB29-WEIR-2021-0000000000002".to_vec()))?;
    meter.send(&who.buyer, desk.messages().dispute(quarrel, some_hash()))?;
    meter.send(&who.seller, desk.messages().add_evidence(quarrel, some_hash()))?;
    meter.send(first, desk.messages().take_case(quarrel))?;
    meter.send(first, desk.messages().rule(quarrel, 5_000, some_hash()))?;
    meter.send(&who.seller, desk.messages().appeal(quarrel, some_hash()))?;
    meter.first(second, desk.messages().take_case(quarrel))?;
    meter.send(&who.depository, desk.messages().withhold(quarrel, some_hash()))?;
    meter.send(first, desk.messages().lift_withholding(quarrel, some_hash()))?;
    meter.first(second, desk.messages().rule(quarrel, 4_000, some_hash()))?;
    meter.view(desk.messages().sale(quarrel))?;
    meter.send(&who.stranger, desk.messages().finish(quarrel))?;
    meter.first(&who.depository, desk.messages().withhold(held, some_hash()))?;
    meter.send(&who.depository, desk.messages().release(held, some_hash()))?;

    let terms = Terms { deposit: 2_000, ..weir_rules::settlement::standard() };
    meter.send(&who.supervisor, desk.messages().set_terms(terms))?;
    meter.view(desk.messages().filed_for(who.bank.account(), b"GB29 WEIR 2021 0000000000002".to_vec()))?;
    meter.view(desk.messages().terms(None))?;
    meter.view(desk.messages().config())
}

/// Four sales out of one listing, by their numbers.
fn sales(meter: &mut Meter<'_>, scene: &Scene) -> Result<[SettlementId; 4], Failure> {
    let exchange = Contract::<ExchangeRef>::at(scene.at.exchange);
    let settlement = Contract::<SettlementRef>::at(scene.at.settlement);
    let cash = Contract::<CashRef>::at(scene.at.cash);
    let (who, bank) = (&scene.who, scene.who.bank.account());
    for side in [&who.buyer, &who.seller] {
        meter.first(side, cash.messages().approve(scene.at.desk, 1_000_000))?;
    }
    let accept = Accept { flagged: false, bank: true };
    meter.first(&who.seller, exchange.messages().list(scene.batch(), 10_000, PRICE, scene.day(30), accept))?;
    let order = meter.learn(exchange.messages().order_count())?;
    let mut sales = [0; 4];
    for sale in &mut sales {
        meter.send(&who.buyer, exchange.messages().take_by_bank(order, QUANTITY, PRICE, false, bank))?;
        *sale = meter.learn(settlement.messages().count())?;
    }
    Ok(sales)
}

/// What settlement tells the desk of a sale, and the desk settlement, asked in their names.
fn between(meter: &mut Meter<'_>, scene: &Scene, paid: SettlementId) -> Result<(), Failure> {
    let (at, batch) = (&scene.at, scene.batch());
    let (seller, buyer, bank) = (scene.who.seller.account(), scene.who.buyer.account(), scene.who.bank.account());
    let desk = Contract::<DeskRef>::at(at.desk);
    let settlement = Contract::<SettlementRef>::at(at.settlement);
    let sale = meter.learn(desk.messages().sale(paid))?;
    let (sale, _) = sale.map_err(|error| Failure::new(Exit::CheckFailed, format!("gas: sale {paid}: {error:?}")))?;
    let lock = sale.lock;
    let opening = Opening {
        id: SettlementId::MAX,
        lock,
        venue: at.exchange,
        seller,
        buyer,
        bank,
        batch,
        quantity: QUANTITY,
        amount: PRICE,
        mode: TradeMode::Listed,
    };
    meter.ask(at.settlement, desk.messages().open(opening))?;
    meter.ask(at.desk, settlement.messages().end_sale(lock, buyer, QUANTITY, false))
}
