//! market/oracle: rounds of reports that end in all three ways, a question answered and one that ran out, days pulled.

use super::{some_hash, Scene, PRICE};
use crate::exit::Failure;
use crate::gas::meter::Meter;
use cash::CashRef;
use exchange::ExchangeRef;
use oracle::OracleRef;
use psp22::PSP22;
use registry::RegistryRef;
use weir_client::Contract;
use weir_types::market::Accept;
use weir_types::oracle::dia::OracleGetters as _;
use weir_types::oracle::request::Said;
use weir_types::oracle::{FeedId, FeedTerms, Oracle as _};
use weir_types::units::{DAY_MS, NEVER};
use weir_types::{Price, Role, Timestamp};

/// How long a round takes reports, and a question answers.
const HOUR: Timestamp = 3_600_000;

/// Day 0: reports and questions.
pub fn learns(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let registry = Contract::<RegistryRef>::at(scene.at.registry);
    let who = &scene.who;
    for reporter in who.reporters.iter().skip(1) {
        meter.first(&who.admin, registry.messages().grant_role(Role::Reporter, reporter.account(), NEVER))?;
    }
    asks(meter, scene)?;
    reports(meter, scene)?;
    let oracle = Contract::<OracleRef>::at(scene.at.oracle);
    meter.send(&who.stranger, oracle.messages().expire(2))?;
    meter.view(oracle.messages().request_of(1))?;
    meter.view(oracle.messages().request_totals())?;
    meter.view(oracle.messages().config())?;
    meter.view(oracle.messages().get_updater())
}

/// Three questions: the first is answered, the second runs out before the rounds are over, the third waits.
fn asks(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let oracle = Contract::<OracleRef>::at(scene.at.oracle);
    let cash = Contract::<CashRef>::at(scene.at.cash);
    let (buyer, [reporter, ..]) = (&scene.who.buyer, &scene.who.reporters);
    meter.first(buyer, cash.messages().approve(scene.at.oracle, 1_000_000))?;
    let ask = |deadline| oracle.messages().request(some_hash(), 1_000, deadline);
    // The first one makes the oracle's own entry at cash: the second is measured.
    meter.first(buyer, ask(scene.day(1)))?;
    meter.send(buyer, ask(scene.start + HOUR))?;
    meter.first(buyer, ask(scene.day(1)))?;
    let (observed, hash) = (scene.start, some_hash());
    let said = Said { answer: hash, source: hash, observed, proof: hash };
    meter.send(reporter, oracle.messages().fulfil(1, said))?;
    Ok(())
}

/// Four rounds: full, over by its term, tripped, open.
fn reports(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let oracle = Contract::<OracleRef>::at(scene.at.oracle);
    let (who, feed) = (&scene.who, feed(scene));
    let [one, two, three] = &who.reporters;
    let terms =
        FeedTerms { min_reporters: 2, full: 3, spread: 500, deviation: 1_000, round_term: HOUR, max_age: 30 * DAY_MS };
    meter.send(&who.supervisor, oracle.messages().set_feed(feed, terms))?;
    let report = |round: u64, price: Price| oracle.messages().submit(feed, round, price);
    meter.first(one, report(1, PRICE))?;
    // In the middle of a round; its last report, which ends it, is measured apart.
    meter.send(two, report(1, PRICE + 10))?;
    meter.send_noted(three, report(1, PRICE + 20), "the round's last")?;
    meter.first(one, report(2, PRICE))?;
    meter.first(two, report(2, PRICE))?;
    meter.time(scene.start + HOUR)?;
    meter.send(&who.stranger, oracle.messages().close_round(feed))?;
    for reporter in [one, two, three] {
        meter.first(reporter, report(3, 2 * PRICE))?;
    }
    meter.view(oracle.messages().feed(feed))?;
    meter.view(oracle.messages().trips(feed, 1, 1))?;
    meter.send(&who.supervisor, oracle.messages().reset(feed, false, some_hash()))?;
    for reporter in [one, two, three] {
        meter.first(reporter, report(4, PRICE))?;
    }
    meter.view(oracle.messages().reading(feed))
}

/// Day 1: a trade, so that the day has an average.
pub fn waits(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let exchange = Contract::<ExchangeRef>::at(scene.at.exchange);
    let (who, until) = (&scene.who, scene.day(30));
    meter.first(&who.seller, exchange.messages().list(scene.batch(), 1_000, PRICE, until, Accept::default()))?;
    let order = meter.learn(exchange.messages().order_count())?;
    meter.first(&who.buyer, exchange.messages().take(order, 1_000, PRICE, false))?;
    Ok(())
}

/// Day 2: the two days before.
pub fn pulls(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let oracle = Contract::<OracleRef>::at(scene.at.oracle);
    let (stranger, instrument) = (&scene.who.stranger, scene.instrument);
    let first = (scene.start / DAY_MS) as u32;
    meter.first(stranger, oracle.messages().pull(instrument, first))?;
    meter.send(stranger, oracle.messages().pull(instrument, first + 1))?;
    meter.view(oracle.messages().index(instrument))?;
    meter.view(oracle.messages().window(instrument, first, first + 1))?;
    // By a feed, and by the instrument's close, which has no feed.
    let pairs = vec![format!("{}/GBP", feed(scene)), format!("{instrument}/GBP")];
    meter.view(oracle.messages().get_latest_price(format!("{instrument}/GBP")))?;
    meter.view(oracle.messages().get_latest_prices(pairs))
}

/// Of the instrument's pollutant and region, of any vintage.
fn feed(scene: &Scene) -> FeedId {
    FeedId { vintage: None, ..FeedId::from(scene.instrument) }
}
