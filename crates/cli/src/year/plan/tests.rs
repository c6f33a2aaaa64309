use super::action::{Entry, Proposal};
use super::*;
use crate::year::facts::{Emissions, Installation, YearFacts};
use crate::year::input::{behaviour, installations, scenario};
use crate::year::outcome::{DayOutcome, Outcome, SaleOutcome, Tally};
use std::collections::BTreeSet;
use weir_types::auction::{Range, Reason};
use weir_types::bank_sale::Basis;
use weir_types::market::Side;
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

/// Plays a plan: the bookkeeping panics where somebody spends what it has not. What it does not look at is checked here: approvals,
/// bands, prices of their own, independence of groups.
fn play(facts: &Facts, scenario: &Scenario, plan: &Plan) -> Outcome {
    let outcome = foreseen::foresee(plan, scenario, facts);
    // What settlement and desk may still take of each operator.
    let mut allowed: BTreeMap<(usize, bool), u128> = BTreeMap::new();
    let take = |allowed: &mut BTreeMap<(usize, bool), u128>, operator: usize, desk: bool, amount: u128| {
        let left = allowed.entry((operator, desk)).or_default();
        *left = left.checked_sub(amount).unwrap_or_else(|| panic!("{operator} has {left} approved and needs {amount}"));
    };
    let (mut sales, mut sellers, mut surrendered) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let amount = |price: u128, quantity: u128| price * quantity / 1_000;
    let deposit = |price: u128, quantity: u128| (amount(price, quantity) / 100).max(1_000);
    let close = |year: u16, at: u64| {
        let before = outcome.days.iter().filter(|day| day.year == year && day.at < at && day.book().volume > 100_000);
        before.last().and_then(DayOutcome::vwap).unwrap_or(plan.seasons[&year].reference)
    };
    for phase in &plan.phases {
        let mut prices = BTreeSet::new();
        for action in &phase.actions {
            match action {
                Action::Propose(_, _, lines) => assert!((1..=32).contains(&lines.len())),
                Action::ApprovePayment(operator, amount) => {
                    assert_eq!(allowed.insert((*operator, false), *amount).unwrap_or(0), 0)
                }
                Action::ApproveDeposits(operator, amount) => {
                    assert_eq!(allowed.insert((*operator, true), *amount).unwrap_or(0), 0)
                }
                Action::Commit(bid) => {
                    let of = &plan.seasons[&phase.year.unwrap()].quarters;
                    let auction = of.iter().find_map(|(_, a)| a.as_ref().filter(|a| a.tag == bid.auction)).unwrap();
                    let Range::Sealed { floor, ceiling, .. } = auction.notice.range else { panic!("not sealed") };
                    assert!(bid.lots > 0 && bid.lots <= bid.max_lots && (floor..=ceiling).contains(&bid.price));
                    assert!(prices.insert(bid.price), "two bids at {}", bid.price);
                    take(
                        &mut allowed,
                        bid.bidder,
                        false,
                        amount(ceiling, auction.notice.lot * u128::from(bid.max_lots)),
                    );
                }
                Action::List(tag, seller, year, quantity, price, expires) => {
                    assert!(*expires > phase.at && *quantity % 1_000 == 0 && *quantity > 0);
                    let close = close(*year, phase.at);
                    assert!(price.abs_diff(close) * 10 <= close, "{price} is out of the band around {close}");
                    assert!(prices.insert(*price) || phase.title == "unmet", "two offers at {price}");
                    sellers.insert(*tag, *seller);
                }
                Action::Place(order) => {
                    assert!(order.expires > order.after && order.quantity >= 1_000, "{order:?}");
                    assert!(prices.insert(order.price), "two orders at {}", order.price);
                    sellers.insert(order.tag, order.owner);
                    if let (Side::Buy, Party::Operator(buyer)) = (order.side, order.owner) {
                        take(&mut allowed, buyer, false, amount(order.price, order.quantity));
                    }
                }
                Action::ProposeBlock(block) => {
                    let close = close(block.year, phase.at);
                    assert!(block.price.abs_diff(close) * 10 <= close * 3 && block.quantity >= 100_000_000);
                    sellers.insert(block.tag, block.seller);
                }
                Action::ConfirmBlock(Proposal { tag, buyer, quantity, price, .. }, through)
                | Action::Take(buyer, tag, quantity, price, through) => {
                    if let Party::Operator(seller) = sellers[tag] {
                        assert_ne!(facts.installations[seller].holder, facts.installations[*buyer].holder);
                    }
                    match through {
                        None => take(&mut allowed, *buyer, false, amount(*price, *quantity)),
                        Some(through) => {
                            take(&mut allowed, *buyer, true, deposit(*price, *quantity));
                            assert!(sales.insert(through.sale, (*buyer, deposit(*price, *quantity))).is_none());
                        }
                    }
                }
                Action::Enter(sale, Party::Operator(party), Entry::Dispute) if sales[sale].0 != *party => {
                    take(&mut allowed, *party, true, sales[sale].1);
                }
                Action::Enter(sale, Party::Operator(party), Entry::Appeal) => {
                    take(&mut allowed, *party, true, sales[sale].1)
                }
                Action::Surrender(operator, year, vintage, quantity) => {
                    assert!(vintage <= year);
                    *surrendered.entry((*operator, *year)).or_insert(0) += quantity;
                }
                _ => {}
            }
        }
    }
    for year in &scenario.years {
        let supply = outcome.supply[year].values().next().unwrap();
        assert_eq!((supply.issued, supply.locked), (plan.caps[year], 0));
        for (operator, year_of) in plan.obligations.of_year(*year) {
            assert_eq!(surrendered.get(&(operator, *year)).copied().unwrap_or(0), year_of.surrender);
        }
    }
    assert!(allowed.values().all(|left| *left == 0));
    assert!(outcome.sales.iter().all(|sale| sale.basis.is_some()));
    outcome
}

/// What every sample of the real files must have in it.
fn shows_everything(outcome: &Outcome) {
    let auctions = &outcome.auctions;
    assert!(auctions.iter().any(|of| of.cancelled == Some(Reason::UnderReserve)), "{auctions:#?}");
    assert!(auctions.iter().any(|of| of.reserve.is_some() && of.price.is_some() && of.reserve <= of.price));
    assert!(auctions.iter().any(|of| of.carried > 0 && of.price.is_some()), "{auctions:#?}");
    assert!(auctions.iter().any(|of| of.forfeited > 0) && auctions.iter().any(|of| of.revealed < of.bids));
    let all = |of: fn(&DayOutcome) -> Tally| {
        outcome.days.iter().map(of).fold(Tally::default(), |mut sum, of| {
            sum.add(&of);
            sum
        })
    };
    assert!(all(|day| day.listed).trades > 0 && all(|day| day.standing).trades > 0 && all(|day| day.blocks).trades > 0);
    let (banked, traded) = (all(|day| day.banked).volume, all(DayOutcome::all).volume);
    assert!((6..=11).contains(&(banked * 100 / traded)), "{banked} of {traded}");
    let sale = |how: &dyn Fn(&SaleOutcome) -> bool| outcome.sales.iter().any(how);
    let ruled = |of: &SaleOutcome| of.basis == Some(Basis::Ruled);
    assert!(sale(&|of| ruled(of) && of.delivered == 0) && sale(&|of| ruled(of) && of.delivered == of.quantity));
    assert!(sale(&|of| ruled(of) && of.delivered > 0 && of.delivered < of.quantity));
    assert!(sale(&|of| of.appealed && of.delivered == of.quantity) && sale(&|of| of.basis == Some(Basis::Expired)));
    assert!(
        sale(&|of| of.withheld && of.basis == Some(Basis::Confirmed)) && sale(&|of| of.basis == Some(Basis::Accepted))
    );
    assert!(outcome.indices.iter().any(|index| index.score.days > 0 && index.forecast > 0));
}

#[test]
fn the_real_files_make_a_plan_that_works_out() {
    let (facts, scenario, behaviour) = real();
    let plan = build(&facts, &facts, &scenario, &behaviour).unwrap();
    assert_eq!(plan.notes, Vec::<String>::new());
    let outcome = play(&facts, &scenario, &plan);
    shows_everything(&outcome);
    assert!(outcome.auctions.iter().filter(|of| of.price.is_some()).count() >= 9, "{:#?}", outcome.auctions);
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
        let outcome = play(&facts, &scenario, &plan);
        assert!(plan.caps[&2021] < scenario.caps[&2021] / 2);
        if limit >= 60 {
            shows_everything(&outcome);
        }
    }
}

#[test]
fn other_seeds_and_empty_behaviour_work_out() {
    let (facts, mut scenario, _) = real();
    for seed in [1, 2] {
        scenario.seed = seed;
        play(&facts, &scenario, &build(&facts, &facts, &scenario, &Behaviour::default()).unwrap());
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
