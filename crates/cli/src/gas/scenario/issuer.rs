//! allowances/issuer: a cap, a batch, and every kind of proposal approved, rejected, withdrawn, expired.

use super::Scene;
use crate::exit::Failure;
use crate::gas::meter::Meter;
use issuer::IssuerRef;
use weir_client::Contract;
use weir_types::ledger::BatchTerms;

/// Opens the first batch and fills it: 1,000 t to the seller, 500 t in shares of the pool, 500 t in the reserve.
pub fn allocates(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let issuer = Contract::<IssuerRef>::at(scene.at.issuer);
    let (who, instrument, batch) = (&scene.who, scene.instrument, scene.batch());
    let (seller, sister, buyer) = (who.seller.account(), who.sister.account(), who.buyer.account());
    meter.send(&who.regulator, issuer.messages().set_cap(instrument, 10_000_000, 2_000_000))?;
    let history = vec![(seller, 3_000_000), (sister, 2_000_000), (buyer, 1_000_000)];
    meter.send(&who.regulator, issuer.messages().record_history(instrument, history))?;
    meter.send(&who.regulator, issuer.messages().set_pool(instrument, 600_000))?;
    meter.send(&who.allocator, issuer.messages().open_batch(instrument, BatchTerms::Free))?;

    // Proposals are numbered in the order in which they are made.
    meter.send(&who.allocator, issuer.messages().propose_allocation(batch, vec![(seller, 1_000_000)]))?;
    meter.view(issuer.messages().proposal(1))?;
    meter.send(&who.approver, issuer.messages().approve(1))?;
    meter.send(&who.allocator, issuer.messages().propose_pro_rata(batch, vec![seller, sister]))?;
    meter.first(&who.approver, issuer.messages().approve(2))?;
    meter.view(issuer.messages().share_of(instrument, seller))?;
    meter.send(&who.allocator, issuer.messages().propose_forfeit(batch, buyer))?;
    meter.first(&who.approver, issuer.messages().approve(3))?;
    meter.send(&who.allocator, issuer.messages().propose_reserve(batch, 500_000))?;
    meter.first(&who.approver, issuer.messages().approve(4))?;
    meter.send(&who.allocator, issuer.messages().propose_release(batch, sister, 100_000))?;
    meter.first(&who.approver, issuer.messages().approve(5))?;
    meter.send(&who.allocator, issuer.messages().propose_cancel_reserve(batch, 1_000))?;
    meter.send(&who.approver, issuer.messages().reject(6, 1))?;
    meter.first(&who.allocator, issuer.messages().propose_reserve(batch, 1_000))?;
    meter.send(&who.allocator, issuer.messages().withdraw(7))?;
    meter.first(&who.allocator, issuer.messages().propose_reserve(batch, 1_000))?;

    meter.view(issuer.messages().cap_of(instrument))?;
    meter.view(issuer.messages().batch_count(instrument))?;
    meter.view(issuer.messages().pool_of(instrument))?;
    meter.view(issuer.messages().proposal_count())?;
    meter.view(issuer.messages().history_of(instrument, seller))?;
    meter.view(issuer.messages().instrument_count())?;
    meter.view(issuer.messages().instruments(0, 1))?;
    meter.view(issuer.messages().config())?;
    meter.view(issuer.messages().admin())?;
    once(meter, scene)
}

/// The eighth proposal has waited too long.
pub fn lapses(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let issuer = Contract::<IssuerRef>::at(scene.at.issuer);
    meter.send(&scene.who.stranger, issuer.messages().expire(8))?;
    Ok(())
}

fn once(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let (who, twin) = (&scene.who, Contract::<IssuerRef>::at(scene.twin.issuer));
    meter.send(&who.admin, twin.messages().set_term(1_000))?;
    meter.send(&who.admin, twin.messages().propose_admin(who.stranger.account()))?;
    meter.send(&who.stranger, twin.messages().accept_admin())?;
    Ok(())
}
