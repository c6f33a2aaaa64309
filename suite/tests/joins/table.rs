//! Every high-risk message of every contract, as somebody who may send it sends it. All are valid.

use crate::hall;
use crate::scene::{sent, Scene};
use weir_client::typed::Message;
use weir_client::{AccountId, Call, Signer};
use weir_suite::*;
use weir_types::oracle::{FeedId, FeedTerms};
use weir_types::policy::Guarded;
use weir_types::units::NEVER;
use weir_types::{Instrument, OrgKind, Pollutant, Region, Role};

/// A message of a contract.
pub struct Risk {
    /// The contract's name.
    pub contract: &'static str,
    /// The message's.
    pub message: &'static str,
    /// Whom the policy knows as its target.
    pub target: AccountId,
    /// Signer, arguments.
    pub call: Call,
}

/// What the contracts name. The exchange's and the auction's are asked for by the codes that they run.
pub const NAMED: [(&str, &[&str]); 10] = [
    ("registry", registry::Registry::HIGH_RISK),
    ("issuer", issuer::Issuer::HIGH_RISK),
    ("ledger", ledger::Ledger::HIGH_RISK),
    ("compliance", compliance::Compliance::HIGH_RISK),
    ("cash", cash::Cash::HIGH_RISK),
    ("settlement", settlement::Settlement::HIGH_RISK),
    ("desk", desk::Desk::HIGH_RISK),
    ("exchange", office::Office::HIGH_RISK),
    ("auction", auctioneer::Auctioneer::HIGH_RISK),
    ("oracle", oracle::Oracle::HIGH_RISK),
];

/// A feed with a median of three, ended by the third.
pub const FEED: FeedTerms =
    FeedTerms { min_reporters: 2, full: 3, spread: 1_000, deviation: 2_000, round_term: HOUR, max_age: DAY };

fn instrument(text: &str) -> Instrument {
    text.parse().expect("an instrument")
}

/// Brings the world to where each message is valid, and lists them.
pub fn high_risk(s: &mut Scene) -> Vec<Risk> {
    prepare(s);
    let mut risks = Vec::new();
    let [admin, regulator] = [s.w.admin.clone(), holder(Role::Regulator)];
    let [supervisor, registrar, bank] = [Role::Supervisor, Role::Registrar, Role::Bank].map(holder);
    let (next, a) = (who("stranger").account(), who("a").account());
    let mut add = |contract, message, signer: &Signer, call: Call| {
        assert_eq!(call.signer.account(), signer.account());
        risks.push(Risk { contract, message, target: call.dest, call });
    };
    fn of<M: Message>(signer: &Signer, message: M) -> (Signer, Call) {
        (signer.clone(), sent(signer, message))
    }
    let mut put = |contract, message, (signer, call): (Signer, Call)| add(contract, message, &signer, call);

    let m = s.w.registry;
    let region = Region::new("UK").expect("a code");
    let pollutant = Pollutant::new("CO2").expect("a code");
    let status = registry::AreaStatus::Met;
    put("registry", "propose_admin", of(&admin, m.messages().propose_admin(next)));
    put("registry", "grant_role", of(&admin, m.messages().grant_role(Role::Reporter, next, NEVER)));
    put("registry", "amend", of(&registrar, m.messages().amend(a, profile(OrgKind::Operator, 9))));
    put("registry", "set_area_status", of(&regulator, m.messages().set_area_status(region, pollutant, status)));

    let m = s.w.issuer;
    put("issuer", "propose_admin", of(&admin, m.messages().propose_admin(next)));
    put("issuer", "set_term", of(&admin, m.messages().set_term(5)));
    put("issuer", "set_cap", of(&regulator, m.messages().set_cap(instrument("SO2-UK-2021"), 5_000, 0)));
    put("issuer", "set_pool", of(&regulator, m.messages().set_pool(co2(), 100)));
    put("issuer", "approve", of(&holder(Role::Approver), m.messages().approve(2)));

    let m = s.w.ledger;
    put("ledger", "cancel", of(&who("a"), m.messages().cancel(batch(), 5)));
    put("ledger", "return_to_reserve", of(&who("a"), m.messages().return_to_reserve(batch(), 5)));
    put("ledger", "halt", of(&supervisor, m.messages().halt(batch(), false, evidence())));
    put("ledger", "propose_admin", of(&admin, m.messages().propose_admin(next)));

    let m = s.w.compliance;
    let (at, now) = (installation("UK-1"), s.w.now());
    let period = instrument("CO2-UK-2022");
    put(
        "compliance",
        "open_period",
        of(&regulator, m.messages().open_period(period, now + 20 * DAY, now + 30 * DAY, 1)),
    );
    put("compliance", "correct", of(&regulator, m.messages().correct(at, co2(), 7, evidence())));
    put("compliance", "transfer_installation", of(&regulator, m.messages().transfer_installation(at, next)));
    put("compliance", "close_installation", of(&regulator, m.messages().close_installation(at, 2025)));

    let m = s.w.cash;
    put("cash", "mint", of(&bank, m.messages().mint(a, 500)));
    put("cash", "propose_admin", of(&admin, m.messages().propose_admin(next)));
    put("settlement", "propose_admin", of(&admin, s.w.settlement.messages().propose_admin(next)));
    let terms = weir_rules::settlement::standard();
    put("desk", "set_terms", of(&supervisor, s.w.desk.messages().set_terms(terms)));

    let m = s.w.exchange;
    let other = instrument("NOX-UK-2021");
    put("exchange", "open_market", of(&supervisor, m.messages().open_market(other, 5_000, floor::terms())));
    put("exchange", "set_terms", of(&supervisor, m.messages().set_terms(co2(), floor::terms())));
    put("exchange", "resume", of(&supervisor, m.messages().resume(instrument("SO2-UK-2021"), evidence())));
    put("exchange", "set_exception", of(&regulator, m.messages().set_exception(co2(), a, next, NEVER)));

    let notice = hall::notice(&mut s.w);
    put("auction", "open", of(&who("gov"), s.w.auction.messages().open(notice)));

    let m = s.oracle;
    put("oracle", "set_feed", of(&supervisor, m.messages().set_feed(feed("NOX-UK-2021"), FEED)));
    put("oracle", "reset", of(&supervisor, m.messages().reset(feed("CO2-UK-2021"), false, evidence())));
    risks
}

fn feed(text: &str) -> FeedId {
    FeedId::from(instrument(text))
}

/// A proposal that waits, a history, an installation with verified emissions, a halted batch and market, a feed that tripped.
fn prepare(s: &mut Scene) {
    let [regulator, supervisor] = [Role::Regulator, Role::Supervisor].map(holder);
    let (admin, a) = (s.w.admin.clone(), who("a").account());
    let message = s.w.issuer.messages().record_history(co2(), vec![(a, 10)]);
    s.w.ok(&regulator, message);
    let message = s.w.issuer.messages().propose_allocation(batch(), vec![(a, 10)]);
    s.w.ok(&holder(Role::Allocator), message);

    let (at, now) = (installation("UK-1"), s.w.now());
    let message = s.w.compliance.messages().register_installation(at, a, 1);
    s.w.ok(&regulator, message);
    let message = s.w.compliance.messages().open_period(co2(), now, now + 9 * DAY, 1);
    s.w.ok(&regulator, message);
    let message = s.w.compliance.messages().report(at, co2(), 9);
    s.w.ok(&who("a"), message);
    let message = s.w.compliance.messages().verify(at, co2(), 9, evidence());
    s.w.ok(&holder(Role::Verifier), message);

    let halted = instrument("SO2-UK-2021");
    let message = s.w.exchange.messages().open_market(halted, 5_000, floor::terms());
    s.w.ok(&supervisor, message);
    let message = s.w.exchange.messages().halt(halted, evidence());
    s.w.ok(&supervisor, message);

    let message = s.oracle.messages().set_feed(feed("CO2-UK-2021"), FEED);
    s.w.ok(&supervisor, message);
    for (name, group) in [("r1", 71), ("r2", 72), ("r3", 73)] {
        let reporter = who(name);
        s.w.chain_fund(&reporter);
        s.w.register(&reporter, OrgKind::Trader, group);
        let message = s.w.registry.messages().grant_role(Role::Reporter, reporter.account(), NEVER);
        s.w.ok(&admin, message);
    }
    for (round, price) in [(1, 100), (2, 1_000)] {
        for name in ["r1", "r2", "r3"] {
            let message = s.oracle.messages().submit(feed("CO2-UK-2021"), round, price);
            s.w.ok(&who(name), message);
        }
    }
}

impl hall::Hall {
    fn chain_fund(&mut self, somebody: &Signer) {
        use weir_client::Chain as _;
        let admin = self.admin.clone();
        self.chain.fund(&admin, &[(somebody.account(), 1 << 90)]).expect("funds");
    }
}
