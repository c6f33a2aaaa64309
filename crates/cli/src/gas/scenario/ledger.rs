//! allowances/ledger: units moved by their holder, and what the other contracts send, asked in their names.

use super::{some_hash, Scene};
use crate::exit::Failure;
use crate::gas::meter::Meter;
use ledger::{LedgerRef, Wiring};
use weir_client::{Contract, Hash};
use weir_types::ledger::{BatchTerms, Ledger as _};
use weir_types::AccountRecord;

/// Transfers between the seller and its sister, who both have units.
pub fn moves(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let ledger = Contract::<LedgerRef>::at(scene.at.ledger);
    let (who, batch) = (&scene.who, scene.batch());
    let (seller, sister) = (who.seller.account(), who.sister.account());
    meter.send(&who.seller, ledger.messages().transfer(batch, sister, 1_000))?;
    meter.send(&who.seller, ledger.messages().approve(batch, sister, 5_000))?;
    meter.send(&who.sister, ledger.messages().transfer_from(batch, seller, sister, 1_000))?;
    meter.send(&who.sister, ledger.messages().return_to_reserve(batch, 1_000))?;
    meter.send(&who.sister, ledger.messages().cancel(batch, 1_000))?;
    meter.send(&who.supervisor, ledger.messages().halt(batch, true, some_hash()))?;
    meter.first(&who.supervisor, ledger.messages().halt(batch, false, some_hash()))?;

    meter.view(ledger.messages().cell(batch, seller))?;
    meter.view(ledger.messages().supply(batch))?;
    meter.view(ledger.messages().approval(batch, seller, sister))?;
    meter.view(ledger.messages().account(seller))?;
    meter.view(ledger.messages().batch(batch))?;
    meter.view(ledger.messages().check_transfer(batch, seller, sister, 1_000))?;
    meter.view(ledger.messages().wiring())?;
    meter.view(ledger.messages().is_venue(scene.at.exchange))?;
    meter.view(ledger.messages().admin())?;
    partners(meter, scene, &ledger)?;
    once(meter, scene)
}

/// What issuer, registry, exchange and compliance send.
fn partners(meter: &mut Meter<'_>, scene: &Scene, ledger: &Contract<LedgerRef>) -> Result<(), Failure> {
    let (at, batch, seller) = (&scene.at, scene.batch(), scene.who.seller.account());
    let next = scene.instrument.batch(2);
    meter.ask(at.issuer, ledger.messages().open_batch(next, BatchTerms::Free))?;
    meter.ask(at.issuer, ledger.messages().issue(batch, vec![(seller, 1_000)], 0))?;
    meter.ask(at.issuer, ledger.messages().release(batch, seller, 1_000))?;
    meter.ask(at.issuer, ledger.messages().cancel_reserve(batch, 1_000))?;
    let record = AccountRecord { eligible: true, group: 7, ..AccountRecord::default() };
    meter.ask(at.registry, ledger.messages().record_account(scene.who.stranger.account(), record))?;
    meter.ask(at.exchange, ledger.messages().lock(seller, batch, 1_000, scene.day(30)))?;
    meter.ask(at.compliance, ledger.messages().surrender(seller, batch, 1_000))
}

/// What can only be asked while there is a lock: the first one.
pub fn locked(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let ledger = Contract::<LedgerRef>::at(scene.at.ledger);
    let (at, buyer) = (&scene.at, scene.who.buyer.account());
    meter.view(ledger.messages().lock_of(1))?;
    meter.ask(at.settlement, ledger.messages().move_locked(at.exchange, 1, buyer, 1_000))?;
    let until = scene.day(30);
    meter.ask(at.settlement, ledger.messages().split_lock(at.exchange, 1, buyer, 1_000, until))?;
    meter.ask(at.exchange, ledger.messages().unlock(1))
}

fn once(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let (who, at, twin) = (&scene.who, &scene.at, Contract::<LedgerRef>::at(scene.twin.ledger));
    let wiring = Wiring {
        registry: at.registry,
        issuer: at.issuer,
        settlement: at.settlement,
        compliance: at.compliance,
        facade_code: Hash::from([1; 32]),
        venues: vec![at.exchange],
    };
    // The twin of the registry wants a ledger that answers, and the twin of the ledger does so unwired.
    meter.send(&who.admin, twin.messages().wire(wiring))?;
    meter.send(&who.admin, twin.messages().propose_admin(who.stranger.account()))?;
    meter.send(&who.stranger, twin.messages().accept_admin())?;
    Ok(())
}
