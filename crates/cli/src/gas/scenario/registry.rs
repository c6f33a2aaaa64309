//! identity/registry: three organisations, and every measure taken and lifted.

use super::{some_hash, Scene};
use crate::exit::Failure;
use crate::gas::meter::Meter;
use registry::{AreaStatus, Grounds, MeasureKind, Profile, RegistryRef};
use weir_client::Contract;
use weir_types::registry::Registry as _;
use weir_types::units::NEVER;
use weir_types::{Capability, OrgKind, Region, Role};

/// Registers, measures, asks everything.
pub fn measures(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let registry = Contract::<RegistryRef>::at(scene.at.registry);
    let who = &scene.who;
    let (seller, sister, buyer) = (who.seller.account(), who.sister.account(), who.buyer.account());
    let region = scene.instrument.region;
    let profile = |group| profile(region, group);
    for (account, group) in [(seller, 1), (sister, 1), (buyer, 2)] {
        meter.send(&who.registrar, registry.messages().register(account, profile(group)))?;
    }
    meter.send(&who.registrar, registry.messages().amend(buyer, profile(3)))?;
    let grounds = Grounds { reason: 1, evidence: some_hash(), until: NEVER };
    meter.send(&who.regulator, registry.messages().take_measure(buyer, MeasureKind::Suspension, grounds))?;
    meter.view(registry.messages().measure_of(buyer, MeasureKind::Suspension))?;
    meter.send(&who.regulator, registry.messages().lift_measure(buyer, MeasureKind::Suspension, 1, some_hash()))?;
    let others = [
        (MeasureKind::Freeze, &who.court, NEVER, "a freeze"),
        (MeasureKind::Denial, &who.watchdog, scene.day(400), "a denial"),
    ];
    for (kind, by, until, note) in others {
        let grounds = Grounds { until, ..grounds };
        meter.send_noted(by, registry.messages().take_measure(buyer, kind, grounds), note)?;
        meter.send_noted(by, registry.messages().lift_measure(buyer, kind, 1, some_hash()), note)?;
    }
    meter.send(&who.stranger, registry.messages().sync(seller))?;
    let pollutant = scene.instrument.pollutant;
    meter.send(&who.regulator, registry.messages().set_area_status(region, pollutant, AreaStatus::Failed))?;
    meter.view(registry.messages().area_status(region, pollutant))?;
    roles(meter, scene, &registry)?;
    meter.view(registry.messages().record_of(seller))?;
    meter.view(registry.messages().accounts(0, 3))?;
    meter.view(registry.messages().state())?;
    meter.view(registry.messages().screen(vec![seller, buyer], Capability::Trade))?;
    meter.view(registry.messages().organisation(seller))?;
    meter.view(registry.messages().policy())?;
    meter.view(registry.messages().profiles(vec![seller, buyer], pollutant))?;
    once(meter, scene)
}

fn roles(meter: &mut Meter<'_>, scene: &Scene, registry: &Contract<RegistryRef>) -> Result<(), Failure> {
    let (who, stranger) = (&scene.who, scene.who.stranger.account());
    meter.send(&who.admin, registry.messages().grant_role(Role::Reporter, stranger, NEVER))?;
    meter.view(registry.messages().role_until(Role::Reporter, stranger))?;
    meter.send(&who.admin, registry.messages().revoke_role(Role::Reporter, stranger))?;
    Ok(())
}

/// What happens once, on the twin.
fn once(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let (who, twin) = (&scene.who, Contract::<RegistryRef>::at(scene.twin.registry));
    meter.send(&who.admin, twin.messages().wire(scene.twin.ledger))?;
    meter.send(&who.admin, twin.messages().propose_admin(who.stranger.account()))?;
    meter.send(&who.stranger, twin.messages().accept_admin())?;
    meter.send(&who.stranger, twin.messages().join(scene.at.policy))?;
    Ok(())
}

fn profile(region: Region, group: u32) -> Profile {
    Profile { kind: OrgKind::Operator, sector: 3511, region, basin: 0, group, licence: some_hash() }
}
