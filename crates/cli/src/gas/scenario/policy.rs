//! firewall/policy and firewall/watchlist: a rule, an order that is read back, one that is refused, a breaker, and who is warned of.

use super::{some_hash, Scene};
use crate::deploy::policy::{selector, FIRST, HIGH_RISK};
use crate::exit::{Exit, Failure};
use crate::gas::meter::Meter;
use ::policy::events::{ChangeProposed, OrderScheduled};
use ::policy::PolicyRef;
use ink::scale::Encode;
use issuer::IssuerRef;
use watchlist::WatchlistRef;
use weir_client::typed::Message as _;
use weir_client::{Contract, Receipt, Signer};
use weir_types::policy::join::{hash, ONLY};
use weir_types::policy::{BreakerTerms, Call, Change, Check, Flow, Level, Policy as _, Rule, User, Watch as _};
use weir_types::units::DAY_MS;

/// Half may leave in a day; below three quarters it trips.
const TERMS: BreakerTerms = BreakerTerms {
    limit_begin_threshold: 0,
    min_retained_bps: 5_000,
    trip_bps: 7_500,
    withdrawal_period: DAY_MS,
    grace_period: DAY_MS,
};

/// The twins ask the same registry, so the policy must know them too. Not measured: it is what a deployment does for the others.
pub fn of_twins(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let policy = Contract::<PolicyRef>::at(scene.at.policy);
    for (contract, target) in scene.twin.named() {
        let messages = HIGH_RISK.iter().filter(|(name, _)| *name == contract).flat_map(|(_, messages)| *messages);
        for message in messages {
            let change = Change::Rule { target, selector: selector(message), rule: Some(FIRST) };
            let receipt = meter.first(&scene.who.supervisor, policy.messages().propose(change))?;
            let proposed: ChangeProposed = receipt.event_of(policy.address()).map_err(|error| unseen(&error))?;
            meter.first(&scene.who.regulator, policy.messages().decide(proposed.id, true))?;
        }
    }
    Ok(())
}

/// Rules, orders, breakers.
pub fn rules(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let (policy, who) = (Contract::<PolicyRef>::at(scene.at.policy), &scene.who);
    let (issuer, cash, bank) = (scene.at.issuer, scene.at.cash, who.bank.account());
    let (set_term, mint) = (ink::selector_bytes!("set_term"), ink::selector_bytes!("mint"));
    // What a bank's first mint was counted in is out of the window by now.
    meter.send(&who.stranger, policy.messages().tidy(cash, mint, User::Caller(bank)))?;
    let rule = Rule { approvals: 1, read_back: true, ..FIRST };
    change(meter, scene, Change::Rule { target: issuer, selector: set_term, rule: Some(rule) })?;
    meter.view(policy.messages().rule(issuer, set_term))?;
    meter.view(policy.messages().config())?;

    let partners = Contract::<IssuerRef>::at(issuer);
    let config = meter.learn(partners.messages().config())?;
    let term = config.term.saturating_add(1);
    let message = || partners.messages().set_term(term);
    let arguments = message().prepare().data.get(4..).unwrap_or_default().to_vec();
    let expected = issuer::Config { term, ..config };
    let check = Check { selector: ink::selector_bytes!("config"), arguments: Vec::new(), expected: expected.encode() };
    let schedule = || policy.messages().schedule(issuer, set_term, arguments.clone(), Some(check.clone()));
    let order = scheduled(&meter.send(&who.admin, schedule())?, scene)?;
    meter.send(&who.approver, policy.messages().approve(order))?;
    let call = Call { caller: who.admin.account(), selector: set_term, arguments: hash(&arguments), value: 0 };
    meter.view(policy.messages().can_call(issuer, call))?;
    meter.view(policy.messages().verdict(issuer, call))?;
    meter.ask(issuer, policy.messages().pre_execution(call))?;
    meter.send_noted(&who.admin, message(), "by order")?;
    meter.send(&who.stranger, policy.messages().read_back(order, check.clone()))?;
    meter.view(policy.messages().order_status(order))?;
    let refused = scheduled(&meter.first(&who.admin, schedule())?, scene)?;
    meter.send(&who.approver, policy.messages().cancel(refused, some_hash()))?;

    let terms = Some(TERMS);
    change(meter, scene, Change::Breaker { target: cash, asset: ONLY, terms, stock: 1_000_000_000 })?;
    meter.ask(cash, policy.messages().post_execution(Flow { asset: ONLY, inflow: 0, outflow: 100 }))?;
    meter.send(&who.supervisor, policy.messages().trip(cash, ONLY, some_hash()))?;
    let [arbiter, _] = &who.arbiters;
    meter.send(arbiter, policy.messages().reset(cash, ONLY, some_hash()))?;
    meter.view(policy.messages().breaker(cash, ONLY))?;
    warns(meter, scene)
}

fn change(meter: &mut Meter<'_>, scene: &Scene, change: Change) -> Result<(), Failure> {
    let policy = Contract::<PolicyRef>::at(scene.at.policy);
    let receipt = meter.send(&scene.who.supervisor, policy.messages().propose(change))?;
    let proposed: ChangeProposed = receipt.event_of(policy.address()).map_err(|error| unseen(&error))?;
    meter.send(&scene.who.regulator, policy.messages().decide(proposed.id, true))?;
    Ok(())
}

fn scheduled(receipt: &Receipt, scene: &Scene) -> Result<weir_types::Hash, Failure> {
    let event: OrderScheduled = receipt.event_of(scene.at.policy).map_err(|error| unseen(&error))?;
    Ok(event.id)
}

fn unseen(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::CheckFailed, format!("gas: policy: {error}"))
}

fn warns(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let (list, who) = (Contract::<WatchlistRef>::at(scene.at.watchlist), &scene.who);
    let account = who.buyer.account();
    let now = meter.chain.now().map_err(crate::deploy::fail::chain)?;
    let says = || list.messages().denounce(account, Level::Caution, now + DAY_MS, some_hash());
    meter.send(&who.watchdog, says())?;
    meter.view(list.messages().weight(account))?;
    meter.view(list.messages().denials(account))?;
    meter.view(list.messages().registry())?;
    let [arbiter, _]: &[Signer; 2] = &who.arbiters;
    meter.send(arbiter, list.messages().lift(account, some_hash()))?;
    meter.first(&who.watchdog, says())?;
    meter.send(&who.watchdog, list.messages().retract(account, some_hash()))?;
    Ok(())
}
