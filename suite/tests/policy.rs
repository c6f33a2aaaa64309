//! firewall/policy on drink. The target is an account that sends what a contract that has joined would, or, where it
//! has to answer, the contract of `wat/relay.wat`.

#[path = "policy/random.rs"]
mod random;

use ink::scale::{Decode, Encode};
use policy::events::{BreakerReset, BreakerTripped, CallEntered, ChangeDecided, OrderRead, OrderScheduled};
use policy::PolicyRef;
use watchlist::{events::Denounced, WatchlistRef};
use weir_client::{AccountId, Call as Sent, Chain, Contract, Failure, Message, Receipt, Signer};
use weir_suite::*;
use weir_types::policy::join::hash;
use weir_types::policy::{BreakerStatus, BreakerTerms, Call, Change, Check, Error, Flow, Hours, Level, Limit};
use weir_types::policy::{OrderId, OrderStatus, Policy as _, Rule, User, Watch as _, Weight};
use weir_types::units::NEVER;
use weir_types::{OrgKind, Role};

const MESSAGE: [u8; 4] = [7; 4];
const ASSET: [u8; 16] = *b"CO2-UK-2021-001\0";

/// A world with a policy; the operators act, the venue's account is the target.
struct Scene {
    w: World,
    policy: Contract<PolicyRef>,
    list: Contract<WatchlistRef>,
}

/// 1,000 a day for a group, one approval from 500 on, within a day.
fn rule() -> Rule {
    Rule {
        caller: Limit::default(),
        group: Limit { window: DAY, value: 1_000, calls: 100 },
        hours: Hours::ALWAYS,
        above: 500,
        approvals: 1,
        approver: Role::Approver,
        delay: HOUR,
        term: DAY,
        read_back: false,
    }
}

fn terms() -> BreakerTerms {
    BreakerTerms {
        limit_begin_threshold: 0,
        min_retained_bps: 7_500,
        trip_bps: 9_000,
        withdrawal_period: DAY,
        grace_period: HOUR,
    }
}

fn scene() -> Scene {
    let mut w = World::new();
    let (admin, registry) = (w.admin.clone(), w.registry.address());
    let list = make(&mut w.chain, &admin, "watchlist", WatchlistRef::new(registry));
    let config = policy::Config { registry, watchlist: Some(list.address()), day_offset: 0 };
    let policy = make(&mut w.chain, &admin, "policy", PolicyRef::new(config));
    Scene { w, policy, list }
}

fn target() -> AccountId {
    venue().account()
}

fn call(name: &str, value: u128) -> Call {
    Call { caller: who(name).account(), selector: MESSAGE, arguments: hash(b"arguments"), value }
}

fn out(outflow: u128) -> Flow {
    Flow { asset: ASSET, inflow: 0, outflow }
}

impl Scene {
    fn with_rule(rule: Rule) -> Self {
        let mut s = scene();
        s.change(Change::Rule { target: target(), selector: MESSAGE, rule: Some(rule) });
        s
    }

    fn with_breaker(stock: u128) -> Self {
        let mut s = scene();
        s.change(Change::Breaker { target: target(), asset: ASSET, terms: Some(terms()), stock });
        s
    }

    /// A change that is proposed and adopted.
    #[track_caller]
    fn change(&mut self, change: Change) {
        let message = self.policy.messages().propose(change);
        self.w.ok(&holder(Role::Supervisor), message);
        let config = self.policy.messages().config();
        let (_, id) = self.w.ask(config);
        let message = self.policy.messages().decide(id, true);
        let receipt = self.w.ok(&holder(Role::Regulator), message);
        let decided: ChangeDecided = receipt.event_of(self.policy.address()).expect("an event");
        assert!(decided.adopted && decided.change == change);
    }

    #[track_caller]
    fn enters(&mut self, call: Call) -> Receipt {
        let message = self.policy.messages().pre_execution(call);
        self.w.ok(&venue(), message)
    }

    #[track_caller]
    fn denied(&mut self, call: Call) -> Error {
        let message = self.policy.messages().pre_execution(call);
        self.w.refused(&venue(), message)
    }

    #[track_caller]
    fn flows(&mut self, flow: Flow) -> Receipt {
        let message = self.policy.messages().post_execution(flow);
        self.w.ok(&venue(), message)
    }

    #[track_caller]
    fn stopped(&mut self, flow: Flow) -> Error {
        let message = self.policy.messages().post_execution(flow);
        self.w.refused(&venue(), message)
    }

    #[track_caller]
    fn schedules(&mut self, name: &str, at: AccountId, check: Option<Check>) -> OrderId {
        let message = self.policy.messages().schedule(at, MESSAGE, b"arguments".to_vec(), check);
        let receipt = self.w.ok(&who(name), message);
        let scheduled: OrderScheduled = receipt.event_of(self.policy.address()).expect("an event");
        assert_eq!((scheduled.target, scheduled.arguments), (at, b"arguments".to_vec()));
        scheduled.id
    }

    fn status(&mut self, id: OrderId) -> OrderStatus {
        let message = self.policy.messages().order_status(id);
        self.w.ask(message).expect("an order").1
    }

    fn breaker(&mut self) -> (u128, BreakerStatus) {
        let message = self.policy.messages().breaker(target(), ASSET);
        let (found, status) = self.w.ask(message);
        let found = found.expect("a breaker");
        let net: i128 = found.flows.sums.iter().sum();
        (found.total.checked_add_signed(net).expect("a stock"), status)
    }

    /// Registers somebody in a group of organisations and gives them a role.
    fn admit(&mut self, name: &str, group: u32, role: Role) -> Signer {
        let somebody = who(name);
        self.w.chain.fund(&self.w.admin.clone(), &[(somebody.account(), 1 << 90)]).expect("funds");
        self.w.register(&somebody, OrgKind::Government, group);
        let message = self.w.registry.messages().grant_role(role, somebody.account(), NEVER);
        self.w.ok(&self.w.admin.clone(), message);
        somebody
    }
}

/// Whoever does not hold the role of a message is refused it; the deployer is nobody.
#[test]
fn each_role_is_refused_what_is_not_its_own() {
    let mut s = Scene::with_breaker(1_000);
    let (account, now) = (who("a").account(), s.w.now());
    let change = Change::Rule { target: target(), selector: MESSAGE, rule: Some(rule()) };
    let message = s.policy.messages().propose(change);
    s.w.ok(&holder(Role::Supervisor), message);
    let message = s.list.messages().denounce(account, Level::Block, now + DAY, evidence());
    s.w.ok(&holder(Role::Watchdog), message);
    let config = s.policy.messages().config();
    let (_, id) = s.w.ask(config);
    let strangers = ROLES.into_iter().map(|role| (Some(role), holder(role)));
    let strangers = strangers.chain([(None, who("Alice")), (None, who("stranger"))]);
    for (role, signer) in strangers {
        let m = || s.policy.messages();
        if role != Some(Role::Supervisor) {
            assert_eq!(s.w.refused(&signer, m().propose(change)), Error::NotAllowed, "{signer}");
            assert_eq!(s.w.refused(&signer, m().trip(target(), ASSET, evidence())), Error::NotAllowed, "{signer}");
        }
        if role != Some(Role::Regulator) {
            assert_eq!(s.w.refused(&signer, m().decide(id, true)), Error::NotAllowed, "{signer}");
            if role != Some(Role::Supervisor) {
                // The supervisor is who proposed: it may take it back.
                assert_eq!(s.w.refused(&signer, m().decide(id, false)), Error::NotAllowed, "{signer}");
            }
        }
        if role != Some(Role::Watchdog) {
            let message = s.list.messages().denounce(account, Level::Notice, now + DAY, evidence());
            assert_eq!(s.w.refused(&signer, message), Error::NotAllowed, "{signer}");
        }
        if role != Some(Role::Arbiter) {
            let message = s.list.messages().lift(account, evidence());
            assert_eq!(s.w.refused(&signer, message), Error::NotAllowed, "{signer}");
        }
    }
}

/// A rule takes two of different organisations; without one a message is closed.
#[test]
fn nobody_changes_a_rule_alone() {
    let mut s = scene();
    assert_eq!(s.denied(call("a", 0)), Error::NoRule);
    let supervisor = s.admit("both", 50, Role::Supervisor);
    let message = s.w.registry.messages().grant_role(Role::Regulator, supervisor.account(), NEVER);
    s.w.ok(&s.w.admin.clone(), message);
    let colleague = s.admit("colleague", 50, Role::Regulator);
    let change = Change::Rule { target: target(), selector: MESSAGE, rule: Some(rule()) };
    let message = s.policy.messages().propose(change);
    s.w.ok(&supervisor, message);
    for signer in [&supervisor, &colleague] {
        let message = s.policy.messages().decide(1, true);
        assert_eq!(s.w.refused(signer, message), Error::NotIndependent, "{signer}");
    }
    s.w.pass(7 * DAY);
    let message = s.policy.messages().decide(1, true);
    assert_eq!(s.w.refused(&holder(Role::Regulator), message), Error::Expired);
    let message = s.policy.messages().decide(1, false);
    s.w.ok(&who("stranger"), message);
    let message = s.policy.messages().decide(1, true);
    assert_eq!(s.w.refused(&holder(Role::Regulator), message), Error::UnknownChange);
    let bad = Change::Rule { target: target(), selector: MESSAGE, rule: Some(Rule { approvals: 3, ..rule() }) };
    let message = s.policy.messages().propose(bad);
    assert_eq!(s.w.refused(&supervisor, message), Error::BadRule);
    s.change(change);
    s.enters(call("a", 0));
}

/// The accounts of a controller group share a limit; one without a group has its own.
#[test]
fn a_group_shares_its_limit() {
    let mut s = Scene::with_rule(rule());
    s.enters(call("a", 400));
    s.enters(call("a2", 400));
    assert_eq!(s.denied(call("a", 201)), Error::GroupLimit);
    s.enters(call("b", 499));
    s.enters(call("c", 499));
    s.w.pass(DAY + DAY / 4);
    s.enters(call("a", 201));
    let message = s.policy.messages().tidy(target(), MESSAGE, User::Group(2));
    s.w.ok(&who("stranger"), message);
    let message = s.policy.messages().tidy(target(), MESSAGE, User::Group(1));
    assert_eq!(s.w.refused(&who("stranger"), message), Error::StillCounts);
}

/// A high-risk call waits for somebody of another organisation, and goes through once.
#[test]
fn a_high_risk_call_waits_for_another_organisation() {
    let mut s = Scene::with_rule(rule());
    assert_eq!(s.denied(call("a", 500)), Error::NeedsOrder);
    let id = s.schedules("a", target(), None);
    let colleague = who("a2");
    let message = s.w.registry.messages().grant_role(Role::Approver, colleague.account(), NEVER);
    s.w.ok(&s.w.admin.clone(), message);
    for (signer, error) in [(colleague, Error::NotIndependent), (who("b"), Error::NotAllowed)] {
        let message = s.policy.messages().approve(id);
        assert_eq!(s.w.refused(&signer, message), error, "{signer}");
    }
    let message = s.policy.messages().approve(id);
    s.w.ok(&holder(Role::Approver), message);
    assert_eq!(s.denied(call("a", 500)), Error::TooEarly);
    s.w.pass(HOUR);
    assert_eq!(s.denied(call("b", 500)), Error::NeedsOrder);
    let receipt = s.enters(call("a", 500));
    let entered: CallEntered = receipt.event_of(s.policy.address()).expect("an event");
    assert_eq!((entered.order, s.status(id)), (Some(id), OrderStatus::Done));
    assert_eq!(s.denied(call("a", 500)), Error::NeedsOrder, "once");
    let lapses = s.schedules("a", target(), None);
    s.w.pass(DAY);
    let message = s.policy.messages().approve(lapses);
    assert_eq!(s.w.refused(&holder(Role::Approver), message), Error::Expired);
    let refused = s.schedules("a", target(), None);
    let message = s.policy.messages().cancel(refused, evidence());
    assert_eq!(s.w.refused(&who("b"), message), Error::NotAllowed);
    let message = s.policy.messages().cancel(refused, evidence());
    s.w.ok(&holder(Role::Approver), message);
    assert_eq!(s.status(refused), OrderStatus::Cancelled);
}

/// A parameter is read back from the contract itself: as ordered, or the order has failed.
#[test]
fn a_parameter_is_read_back() {
    let mut s = scene();
    let admin = s.w.admin.clone();
    let wasm = wat::parse_str(include_str!("wat/relay.wat")).expect("the contract is valid");
    let (code, _) = s.w.chain.upload(&admin, &wasm).expect("uploads");
    let (relay, _) = s.w.chain.instantiate(&admin, code, Vec::new(), vec![1], 0).expect("is made");
    let sends = |s: &mut Scene, data: Vec<u8>| {
        let sent = Sent { signer: admin.clone(), dest: relay, data, value: 0 };
        s.w.chain.send(vec![sent]).pop().expect("an answer")
    };
    let parameter = Rule { group: Limit::default(), read_back: true, delay: 0, ..rule() };
    s.change(Change::Rule { target: relay, selector: MESSAGE, rule: Some(parameter) });
    let check = Check { selector: [9; 4], arguments: 5u32.encode(), expected: 77u64.encode() };
    for (value, status) in [(77u64, OrderStatus::Done), (76, OrderStatus::Failed)] {
        let message = s.policy.messages().schedule(relay, MESSAGE, b"arguments".to_vec(), None);
        assert_eq!(s.w.refused(&who("a"), message), Error::MissingCheck);
        let entering = s.policy.messages().pre_execution(call("a", 0)).prepare();
        let data = [vec![1], relay_to(s.policy.address()), entering.data].concat();
        match sends(&mut s, data.clone()).expect_err("no order yet").reason {
            Failure::Reverted(bytes) => {
                let answer = Result::<(), Error>::decode(&mut bytes.get(1..).expect("an answer"));
                assert_eq!(answer, Ok(Err(Error::NeedsOrder)));
            }
            other => panic!("{other:?}"),
        }
        let id = s.schedules("a", relay, Some(check.clone()));
        let message = s.policy.messages().approve(id);
        s.w.ok(&holder(Role::Approver), message);
        sends(&mut s, data).expect("goes through");
        assert_eq!(s.status(id), OrderStatus::Used);
        // What a view of the target says from now on: ink!'s Ok, then the value.
        sends(&mut s, [vec![2, 0], value.encode()].concat()).expect("learns");
        let wrong = Check { expected: 76u64.encode(), ..check.clone() };
        let message = s.policy.messages().read_back(id, wrong);
        assert_eq!(s.w.refused(&who("stranger"), message), Error::WrongCheck);
        let message = s.policy.messages().read_back(id, check.clone());
        let receipt = s.w.ok(&who("stranger"), message);
        let read: OrderRead = receipt.event_of(s.policy.address()).expect("an event");
        assert_eq!((read.as_ordered, read.answer), (status == OrderStatus::Done, value.encode()));
        assert_eq!(s.status(id), status);
    }
}

fn relay_to(address: AccountId) -> Vec<u8> {
    address.encode()
}

/// One source cautions, two of different groups block; who is blocked has three ways out.
#[test]
fn two_sources_block() {
    let free = Rule { approvals: 0, delay: 0, ..rule() };
    let mut s = Scene::with_rule(free);
    let (first, second) = (s.admit("w1", 61, Role::Watchdog), s.admit("w2", 62, Role::Watchdog));
    let same = s.admit("w1s", 61, Role::Watchdog);
    let kin = s.admit("kin", 1, Role::Watchdog);
    let (account, until) = (who("a").account(), s.w.now() + DAY);
    let m = s.list;
    let says = |level| m.messages().denounce(account, level, until, evidence());
    assert_eq!(s.w.refused(&kin, says(Level::Block)), Error::NotIndependent, "of the account's group");
    let receipt = s.w.ok(&first, says(Level::Block));
    let said: Denounced = receipt.event_of(s.list.address()).expect("an event");
    assert_eq!((said.account, said.source, said.level), (account, first.account(), Level::Block));
    assert_eq!(s.denied(call("a", 1)), Error::NeedsOrder, "cautioned");
    assert_eq!(s.w.refused(&same, says(Level::Block)), Error::NotIndependent, "of the first source's group");
    s.w.ok(&second, says(Level::Block));
    assert_eq!(s.denied(call("a", 1)), Error::Blocked);
    s.enters(call("a2", 1));
    let message = s.list.messages().retract(account, evidence());
    s.w.ok(&second, message);
    let view = s.list.messages().weight(account);
    assert_eq!(s.w.ask(view), Weight::Cautioned);
    let id = s.schedules("a", target(), None);
    let message = s.policy.messages().approve(id);
    s.w.ok(&holder(Role::Approver), message);
    s.enters(call("a", 1));
    s.w.ok(&second, says(Level::Block));
    let message = s.list.messages().lift(account, evidence());
    s.w.ok(&holder(Role::Arbiter), message);
    s.enters(call("a", 1));
    s.w.ok(&first, says(Level::Block));
    s.w.ok(&second, says(Level::Block));
    s.w.pass(DAY);
    s.enters(call("a", 1));
}

/// The breaker refuses, trips by itself on what it lets through, and is reset by who did not trip it.
#[test]
fn the_breaker_trips_and_is_reset() {
    let mut s = Scene::with_breaker(1_000);
    assert_eq!(s.stopped(out(251)), Error::FlowLimit);
    s.flows(out(100));
    let receipt = s.flows(out(1));
    let tripped: BreakerTripped = receipt.event_of(s.policy.address()).expect("an event");
    assert_eq!((tripped.by, tripped.target, tripped.asset), (None, target(), ASSET));
    assert_eq!(s.stopped(out(1)), Error::Tripped);
    s.flows(Flow { asset: ASSET, inflow: 5, outflow: 4 });
    assert_eq!(s.breaker(), (900, BreakerStatus::Triggered));
    let message = s.policy.messages().reset(target(), ASSET, evidence());
    let receipt = s.w.ok(&holder(Role::Supervisor), message);
    let reset: BreakerReset = receipt.event_of(s.policy.address()).expect("an event");
    assert_eq!(reset.grace_until, s.w.now() + HOUR);
    s.flows(out(600));
    let message = s.policy.messages().trip(target(), ASSET, evidence());
    s.w.ok(&holder(Role::Supervisor), message);
    assert_eq!(s.stopped(out(1)), Error::Tripped, "grace or not");
    let message = s.policy.messages().reset(target(), ASSET, evidence());
    assert_eq!(s.w.refused(&holder(Role::Supervisor), message), Error::NotAllowed, "an appeal is an arbiter's");
    let message = s.policy.messages().reset(target(), ASSET, evidence());
    s.w.ok(&holder(Role::Arbiter), message);
    s.flows(out(1));
    assert_eq!(s.breaker().0, 299);
}
