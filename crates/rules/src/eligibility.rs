//! Who may buy pollution rights (排污权) from whom: asked before a trade, and by front ends that show the violated rule.
//!
//! Sources: 国办发〔2014〕38号 (State Council, 2014): rights of water pollutants are traded within a basin, those of air pollutants
//! between places where they matter alike; thermal power does not buy from other industries; industrial sources do not buy from
//! agricultural ones; where quality fails its target, no trade adds to the total. The provinces' own rules draw the lines at the
//! province and the city. Exceptions by approval are the venue's: it asks this first, then for an approval.
//!
//! **Regions.** Six digits are a code of GB/T 2260: two for the province, four for the city; a municipality (Beijing 11, Tianjin 12,
//! Shanghai 31, Chongqing 50) is one city. Any other region is its own province and city.
//!
//! **Areas.** A quality target is that of a city ([`Region::city`]), for one pollutant. Whether an area is a *net* importer cannot be
//! seen in one trade, so each is judged alone: nothing comes into an area that fails, and what moves within it or leaves it may.
//!
//! **Sectors.** A class number has four digits, of which the first two are the division; a leading zero is not written (0111 is 111).
//!
//! | | GB/T 4754-2017 | NACE Rev. 2.1 |
//! |---|---|---|
//! | agricultural | section A: divisions 01 to 05 | section A: divisions 01 to 03 |
//! | thermal power | 4411 (thermal power), 4412 (heat and power) | 35.11 (electricity from non-renewable sources) |
//!
//! Everything else, a sector that was not filed (0) included, is another industry.

use weir_types::scope::{Classes, Medium, RuleViolation, Scope};
use weir_types::Profile;

/// May the seller's units go to the buyer? The first rule of the scope that they do not meet, in the order of [`RuleViolation`].
pub fn check_transfer(scope: &Scope, seller: &Profile, buyer: &Profile) -> Result<(), RuleViolation> {
    let one_city = seller.region.city() == buyer.region.city();
    if scope.has(Scope::PROVINCE) && seller.region.province() != buyer.region.province() {
        return Err(RuleViolation::OtherProvince);
    }
    if scope.has(Scope::PLACE) {
        check_place(scope.medium, one_city, seller.basin, buyer.basin)?;
    }
    let differ = |is: fn(Classes, u16) -> bool| is(scope.classes, seller.sector) != is(scope.classes, buyer.sector);
    if scope.has(Scope::TRADE) && differ(is_agricultural) {
        return Err(RuleViolation::IndustryAndAgriculture);
    }
    if scope.has(Scope::POWER) && scope.medium == Medium::Air && differ(is_thermal_power) {
        return Err(RuleViolation::PowerAndOthers);
    }
    if scope.has(Scope::AREA) && buyer.area_fails && !one_city {
        return Err(RuleViolation::AreaFails);
    }
    Ok(())
}

/// Is the class of agriculture, forestry or fishing?
pub fn is_agricultural(classes: Classes, sector: u16) -> bool {
    match classes {
        Classes::GbT4754 => (100..600).contains(&sector),
        Classes::Nace => (100..400).contains(&sector),
    }
}

/// Is the class of power from fuel?
pub fn is_thermal_power(classes: Classes, sector: u16) -> bool {
    match classes {
        Classes::GbT4754 => sector == 4411 || sector == 4412,
        Classes::Nace => sector == 3511,
    }
}

fn check_place(medium: Medium, one_city: bool, sellers: u32, buyers: u32) -> Result<(), RuleViolation> {
    match medium {
        Medium::Neither => Ok(()),
        Medium::Air if one_city => Ok(()),
        Medium::Air => Err(RuleViolation::OtherCity),
        Medium::Water if sellers == 0 || buyers == 0 => Err(RuleViolation::NoBasin),
        Medium::Water if sellers == buyers => Ok(()),
        Medium::Water => Err(RuleViolation::OtherBasin),
    }
}

#[cfg(test)]
mod tests;
