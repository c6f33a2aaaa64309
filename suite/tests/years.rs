//! Whole years of a region through Wasm, drawn by number: caps, allocation, trade, sales through banks, audits, closings. Books add up
//! after each phase, and nothing is locked or held when a season is over.
//!
//! The tests beside this one take each message to its limits; these take the ways that companies do, many times over. `weir guard`
//! learns from both what is normal.

mod hall;

#[path = "years/audit.rs"]
mod audit;
#[path = "years/draw.rs"]
mod draw;
#[path = "years/prices.rs"]
mod prices;
#[path = "years/region.rs"]
mod region;
#[path = "years/season.rs"]
mod season;
#[path = "years/supply.rs"]
mod supply;

use region::Region;

/// China's day begins eight hours before UTC's.
const EAST: i16 = 480;

/// Three years, and a fourth for what they leave.
fn years(seed: u64, companies: usize, days: u64) {
    let mut region = Region::new(seed, companies);
    region.open_periods(4);
    for year in 0..3 {
        region.open_year(year);
        region.allocate(year);
        region.money(year);
        region.season(year, days);
        region.audit(year);
    }
}

#[test]
fn three_years_of_a_small_region_add_up() {
    years(1, 13, 6);
}

#[test]
fn three_years_of_another_region_add_up() {
    years(2, 16, 5);
}

#[test]
fn three_years_of_a_busy_region_add_up() {
    years(4, 10, 9);
}

#[test]
fn the_oracle_has_what_was_traded_day_by_day() {
    Region::with_day(3, 7, EAST).days_of_prices(130);
}
