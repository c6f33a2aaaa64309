use super::*;
use crate::year::facts::{Emissions, Installation, YearFacts};
use crate::year::input::{behaviour, installations, scenario};
use std::collections::BTreeSet;
use weir_types::InstallationId;

/// An operator's id, its allocation and its emissions of 2021 to 2023 in kilograms.
pub type Operator<'a> = (&'a str, [u128; 3], [Option<u128>; 3]);

/// Facts of a few operators, every one a group of its own.
pub fn facts(operators: &[Operator]) -> Facts {
    let installation = |(place, (id, allocation, emissions)): (usize, &Operator)| {
        let year = |n: usize| YearFacts {
            line: 2,
            allocation: Some(allocation[n]),
            emissions: emissions[n].map_or(Emissions::NotSubmitted, Emissions::Recorded),
        };
        Installation {
            operator: (*id).into(),
            permit: InstallationId::new(&format!("P-{id}")).unwrap(),
            name: (*id).into(),
            holder: place,
            regulator: 0,
            sector: 0,
            years: [(2021, year(0)), (2022, year(1)), (2023, year(2))].into(),
        }
    };
    Facts {
        installations: operators.iter().enumerate().map(installation).collect(),
        regulators: vec!["EA".into()],
        holders: operators.iter().map(|(id, ..)| (*id).into()).collect(),
    }
}

/// A behaviour file of one row.
pub fn deeds(operator: &str, year: u16, did: &str, short_t: Option<u64>) -> Behaviour {
    let short = short_t.map_or(String::new(), |tonnes| format!("short_t = {tonnes}\n"));
    let text =
        format!("[[row]]\noperator = \"{operator}\"\nyear = {year}\ndid = \"{did}\"\n{short}reason = \"test\"\n");
    behaviour::read("t", text.as_bytes(), |_, _| true).unwrap()
}

/// The committed files.
pub fn real() -> (Facts, Scenario, Behaviour) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/uk-ets/");
    let bytes = |name: &str| std::fs::read(format!("{folder}{name}")).unwrap();
    let scenario = scenario::read("s", &bytes(scenario::FILE)).unwrap();
    let (facts, _) = installations::read("i", &bytes(installations::FILE), &scenario.years).unwrap();
    let behaviour = behaviour::read("b", &bytes(behaviour::FILE), |_, _| true).unwrap();
    (facts, scenario, behaviour)
}

/// Plays a plan's trades and surrenders by the simplest rules there are, and checks that nobody spends what it has not.
fn play(facts: &Facts, plan: &Plan) {
    let mut units: BTreeMap<(Party, u16), u128> = BTreeMap::new();
    let mut money: BTreeMap<usize, u128> = BTreeMap::new();
    let mut allowed: BTreeMap<usize, u128> = BTreeMap::new();
    let mut listings: BTreeMap<Tag, (Party, u16, u128, u128)> = BTreeMap::new();
    let mut closes: BTreeMap<u16, (u128, u128)> = BTreeMap::new();
    let mut surrendered: BTreeMap<(usize, u16), u128> = BTreeMap::new();
    let mut issued: BTreeMap<u16, u128> = BTreeMap::new();
    let mut reserve: BTreeMap<u16, u128> = BTreeMap::new();
    let take = |units: &mut BTreeMap<(Party, u16), u128>, party, year, quantity| {
        let held = units.entry((party, year)).or_default();
        *held =
            held.checked_sub(quantity).unwrap_or_else(|| panic!("{party:?} has {held} and needs {quantity} of {year}"));
    };
    for phase in &plan.phases {
        for action in &phase.actions {
            match action {
                Action::Propose(_, year, lines) => {
                    assert!((1..=32).contains(&lines.len()));
                    for (operator, quantity) in lines {
                        *units.entry((Party::Operator(*operator), *year)).or_default() += quantity;
                        *issued.entry(*year).or_default() += quantity;
                    }
                }
                Action::ProposeReserve(_, year, quantity) => *reserve.entry(*year).or_default() += quantity,
                Action::ProposeRelease(_, year, quantity) => {
                    *reserve.get_mut(year).unwrap() -= quantity;
                    *units.entry((Party::Treasury, *year)).or_default() += quantity;
                    *issued.entry(*year).or_default() += quantity;
                }
                Action::Mint(_, operator, amount) => *money.entry(*operator).or_default() += amount,
                Action::ApprovePayment(operator, amount) => {
                    allowed.insert(*operator, *amount);
                }
                Action::OpenMarket(year, price) => {
                    closes.insert(*year, (*price, 0));
                }
                Action::List(tag, seller, year, quantity, price, expires) => {
                    assert!(*expires > phase.at && *quantity % 1_000 == 0 && *quantity > 0);
                    let close = closes[year].0;
                    assert!(price.abs_diff(close) * 10 <= close, "{price} is out of the band around {close}");
                    take(&mut units, *seller, *year, *quantity);
                    assert!(listings.insert(*tag, (*seller, *year, *quantity, *price)).is_none());
                }
                Action::Take(buyer, tag, quantity, price) => {
                    let listing = listings.get_mut(tag).unwrap();
                    assert_eq!(listing.3, *price);
                    assert_ne!(listing.0, Party::Operator(*buyer));
                    if let Party::Operator(seller) = listing.0 {
                        assert_ne!(facts.installations[seller].holder, facts.installations[*buyer].holder);
                    }
                    listing.2 = listing.2.checked_sub(*quantity).unwrap();
                    let cost = quantity * price / 1_000;
                    *money.get_mut(buyer).unwrap() -= cost;
                    *allowed.get_mut(buyer).unwrap() -= cost;
                    *units.entry((Party::Operator(*buyer), listing.1)).or_default() += quantity;
                }
                Action::Cancel(tag, seller) => {
                    let (of, year, left, _) = listings.remove(tag).unwrap();
                    assert_eq!(of, *seller);
                    *units.entry((of, year)).or_default() += left;
                }
                Action::Surrender(operator, year, vintage, quantity) => {
                    assert!(vintage <= year);
                    take(&mut units, Party::Operator(*operator), *vintage, *quantity);
                    *surrendered.entry((*operator, *year)).or_default() += quantity;
                }
                _ => {}
            }
        }
        // Each trading day's close, by the plan's own word, is checked through the next day's band.
        if phase.title == "purchases" {
            let year = phase.year.unwrap();
            let trades: Vec<(u128, u128)> = phase
                .actions
                .iter()
                .filter_map(|action| match action {
                    Action::Take(_, _, quantity, price) => Some((*quantity, *price)),
                    _ => None,
                })
                .collect();
            let volume: u128 = trades.iter().map(|(quantity, _)| quantity).sum();
            if volume > 100_000 {
                let value: u128 = trades.iter().map(|(quantity, price)| quantity * price).sum();
                closes.insert(year, (value / volume, volume));
            }
        }
    }
    assert!(allowed.values().all(|left| *left == 0));
    for (year, season) in &plan.seasons {
        assert!(issued[year] <= plan.caps[year]);
        assert_eq!(issued[year] + reserve.get(year).copied().unwrap_or(0), plan.caps[year]);
        assert!(season.days.iter().all(|day| day.purchases.iter().all(|purchase| purchase.quantity > 0)));
        for (operator, year_of) in plan.obligations.of_year(*year) {
            assert_eq!(surrendered.get(&(operator, *year)).copied().unwrap_or(0), year_of.surrender);
        }
    }
}

#[test]
fn the_real_files_make_a_plan_that_works_out() {
    let (facts, scenario, behaviour) = real();
    let plan = build(&facts, &facts, &scenario, &behaviour).unwrap();
    assert_eq!(plan.notes, Vec::<String>::new());
    play(&facts, &plan);
    let count: usize = plan.phases.iter().map(|phase| phase.actions.len()).sum();
    let titles: BTreeSet<_> = plan.phases.iter().map(|phase| phase.title).collect();
    assert!(titles.contains("unsold") && titles.contains("late reports") && titles.contains("stopped"), "{titles:?}");
    assert!((8_000..25_000).contains(&count), "{count} actions");
    assert!(plan.phases.windows(2).all(|pair| pair[0].at <= pair[1].at));
    assert_eq!(build(&facts, &facts, &scenario, &behaviour).unwrap(), plan);
}

#[test]
fn a_part_of_the_installations_makes_a_plan_too() {
    let (whole, scenario, behaviour) = real();
    for limit in [1, 2, 30, 60, 300] {
        let mut facts = whole.clone();
        facts.limit(limit);
        let plan = build(&facts, &whole, &scenario, &behaviour).unwrap();
        play(&facts, &plan);
        assert!(plan.caps[&2021] < scenario.caps[&2021] / 2);
    }
}

#[test]
fn other_seeds_and_empty_behaviour_work_out() {
    let (facts, mut scenario, _) = real();
    for seed in [1, 2] {
        scenario.seed = seed;
        play(&facts, &build(&facts, &facts, &scenario, &Behaviour::default()).unwrap());
    }
}

#[test]
fn a_cap_that_does_not_cover_what_is_needed_is_refused() {
    let (facts, mut scenario, behaviour) = real();
    scenario.caps.insert(2022, 50_000_000_000);
    let Err(Misfit(message)) = build(&facts, &facts, &scenario, &behaviour) else { panic!("it fits") };
    assert!(message.starts_with("the cap of 2022 is 50000000 t and must be at least "), "{message}");
}

#[test]
fn a_tiny_lot_is_refused() {
    let (facts, mut scenario, behaviour) = real();
    scenario.market.treasury_lot_t = 1;
    let Err(Misfit(message)) = build(&facts, &facts, &scenario, &behaviour) else { panic!("it fits") };
    assert!(message.starts_with("treasury_lot_t of 1 would make some 142201311 listings"), "{message}");
}

#[test]
fn four_times_the_installations_are_about_four_times_the_messages() {
    let (whole, scenario, behaviour) = real();
    let messages = |limit: usize| {
        let mut facts = whole.clone();
        facts.limit(limit);
        let plan = build(&facts, &whole, &scenario, &behaviour).unwrap();
        plan.phases.iter().map(|phase| phase.actions.len()).sum::<usize>()
    };
    for limit in [45, 100, 189] {
        let (one, four) = (messages(limit), messages(4 * limit));
        assert!(four * 10 <= one * 44, "{limit}: {one} and {four}");
    }
}

#[test]
fn one_operators_deeds_change_no_other_operators_obligations() {
    let (facts, scenario, behaviour) = real();
    let plan = build(&facts, &facts, &scenario, &behaviour).unwrap();
    let flipped = build(&facts, &facts, &scenario, &behaviour.without("1000592")).unwrap();
    for year in &scenario.years {
        let differ: Vec<_> = plan
            .obligations
            .of_year(*year)
            .zip(flipped.obligations.of_year(*year))
            .filter(|(old, new)| old != new)
            .map(|((operator, _), _)| facts.installations[operator].operator.as_str())
            .collect();
        let expected: &[&str] = if *year == 2021 { &[] } else { &["1000592"] };
        assert_eq!(differ, expected, "{year}");
    }
}
