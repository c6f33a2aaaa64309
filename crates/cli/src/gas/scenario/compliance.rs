//! allowances/compliance: an installation's year, with a correction after the close.

use super::{some_hash, Scene};
use crate::exit::{Exit, Failure};
use crate::gas::meter::Meter;
use compliance::ComplianceRef;
use weir_client::Contract;
use weir_types::InstallationId;

/// From registration to the list of defaulters. The clock is moved: audit on day 365, deadline on day 395.
pub fn runs_a_year(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let compliance = Contract::<ComplianceRef>::at(scene.at.compliance);
    let (who, period, batch) = (&scene.who, scene.instrument, scene.batch());
    let (seller, sister) = (who.seller.account(), who.sister.account());
    let [first, second, third] = [installation("GAS-1")?, installation("GAS-2")?, installation("GAS-3")?];
    meter.send(&who.regulator, compliance.messages().register_installation(first, seller, 1))?;
    let lines = vec![(second, sister, 1), (third, sister, 2)];
    meter.send(&who.regulator, compliance.messages().register_installations(lines))?;
    meter.send(&who.regulator, compliance.messages().transfer_installation(third, seller))?;
    meter.send(&who.regulator, compliance.messages().close_installation(third, 2020))?;
    meter.send(&who.regulator, compliance.messages().reopen_installation(third))?;
    meter.first(&who.regulator, compliance.messages().close_installation(third, 2020))?;
    let open = compliance.messages().open_period(period, scene.day(365), scene.day(395), 10_000);
    meter.send(&who.regulator, open)?;

    meter.time(scene.day(300))?;
    meter.send(&who.seller, compliance.messages().report(first, period, 50_000))?;
    meter.first(&who.sister, compliance.messages().report(second, period, 40_000))?;
    meter.time(scene.day(370))?;
    meter.send(&who.verifier, compliance.messages().verify(first, period, 50_000, some_hash()))?;
    meter.first(&who.verifier, compliance.messages().verify(second, period, 40_000, some_hash()))?;
    meter.view(compliance.messages().due(first, period))?;
    meter.send(&who.seller, compliance.messages().surrender(first, period, batch, 30_000))?;
    meter.view(compliance.messages().status(first, period))?;

    meter.time(scene.day(396))?;
    meter.send(&who.stranger, compliance.messages().close_period(period, 64))?;
    meter.send(&who.regulator, compliance.messages().correct(second, period, 45_000, some_hash()))?;
    meter.view(compliance.messages().defaulters(period, 0, 2))?;
    meter.view(compliance.messages().installation(first))?;
    meter.view(compliance.messages().installation_count())?;
    meter.view(compliance.messages().installations(0, 3))?;
    meter.view(compliance.messages().scheme(period.pollutant, period.region))?;
    meter.view(compliance.messages().period(period))?;
    meter.view(compliance.messages().period_state(period))?;
    meter.view(compliance.messages().obligation(first, period))?;
    meter.view(compliance.messages().partners())
}

fn installation(id: &str) -> Result<InstallationId, Failure> {
    InstallationId::new(id).map_err(|error| Failure::new(Exit::CheckFailed, format!("gas: {id}: {error:?}")))
}
