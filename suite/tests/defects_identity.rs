//! The public predecessor's defects in its blacklist (23 to 25) and its register of enterprises (26 to 28), each as it would show here.

use registry::events::{MeasureLifted, MeasureTaken, Registered};
use registry::{Error, Grounds};
use weir_client::Hash;
use weir_suite::*;
use weir_types::ledger::Ledger as _;
use weir_types::market::Accept;
use weir_types::registry::Registry as _;
use weir_types::units::NEVER;
use weir_types::{AccountId, Capability, OrgKind, RefusalReason, Role};

const MISSING_ROLE: Error = Error::Refused(RefusalReason::MissingRole);

fn may_trade(w: &mut World, account: AccountId) -> Result<(), RefusalReason> {
    let message = w.registry.messages().screen(vec![account], Capability::Trade);
    w.ask(message).map_err(|refusal| refusal.reason)
}

/// Anybody could add to the blacklist: here the watchdog alone, and not over its own controller group.
#[test]
fn defect_23_anyone_may_add_to_the_blacklist() {
    let mut w = World::new();
    let (r, a) = (w.registry, who("a").account());
    let others = ROLES.into_iter().filter(|role| *role != Role::Watchdog).map(holder);
    for signer in others.chain([w.admin.clone(), who("stranger"), who("b"), who("a")]) {
        let message = r.messages().take_measure(a, MeasureKind::Denial, grounds());
        assert_eq!(w.refused(&signer, message), MISSING_ROLE, "{signer}");
    }
    assert_eq!(w.ask(r.messages().measure_of(a, MeasureKind::Denial)), None);
    w.ok(&w.admin.clone(), r.messages().grant_role(Role::Watchdog, who("a2").account(), NEVER));
    let message = r.messages().take_measure(a, MeasureKind::Denial, grounds());
    assert_eq!(w.refused(&who("a2"), message), Error::Refused(RefusalReason::NotIndependent));
    w.ok(&holder(Role::Watchdog), r.messages().take_measure(a, MeasureKind::Denial, grounds()));
    assert_eq!(may_trade(&mut w, a), Err(RefusalReason::Denied));
}

/// A removal was not announced, and the list still showed the entry: here it is an event with its reason, and gone at once for
/// everybody who asks.
#[test]
fn defect_24_a_removal_stays_invisible() {
    let mut w = World::new();
    let (r, a, watchdog) = (w.registry, who("a").account(), holder(Role::Watchdog));
    w.ok(&watchdog, r.messages().take_measure(a, MeasureKind::Denial, grounds()));
    let lift = |evidence| r.messages().lift_measure(a, MeasureKind::Denial, REASON, evidence);
    let receipt = w.ok(&watchdog, lift(Hash::default()));
    let lifted: MeasureLifted = receipt.event_of(r.address()).expect("a visible removal");
    assert_eq!((lifted.account, lifted.kind, lifted.reason), (a, MeasureKind::Denial, REASON));
    assert_eq!(lifted.by, watchdog.account());
    assert_eq!(w.ask(r.messages().measure_of(a, MeasureKind::Denial)), None);
    assert_eq!(may_trade(&mut w, a), Ok(()));
    let message = w.ledger.messages().account(a);
    assert_eq!(w.ask(message).denied_until, 0, "the ledger knows");
    assert_eq!(w.refused(&watchdog, lift(Hash::default())), Error::NotDenied);
}

/// Entries were numbers joined to one text, without reason, evidence or expiry, and no trade asked for them: here each has all
/// three, ends by itself, and stops a transfer and a sale.
#[test]
fn defect_25_entries_are_text_without_reason_that_no_trade_asks_for() {
    let mut w = World::new();
    let (r, a, watchdog) = (w.registry, who("a").account(), holder(Role::Watchdog));
    w.issue(&[("a", 2_000)]);
    open_market(&mut w);
    let (now, until) = (w.now(), w.now() + HOUR);
    let denial = Grounds { until, ..grounds() };
    let deny = |grounds| r.messages().take_measure(a, MeasureKind::Denial, grounds);
    assert_eq!(w.refused(&watchdog, deny(Grounds { reason: 0, ..denial })), Error::MissingReason);
    assert_eq!(w.refused(&watchdog, deny(Grounds { evidence: Hash::default(), ..denial })), Error::MissingEvidence);
    assert_eq!(w.refused(&watchdog, deny(Grounds { until: now, ..denial })), Error::ExpiryInPast);
    let receipt = w.ok(&watchdog, deny(denial));
    let taken: MeasureTaken = receipt.event_of(r.address()).expect("one event");
    let kept = w.ask(r.messages().measure_of(a, MeasureKind::Denial)).expect("an entry");
    assert_eq!((taken.account, taken.kind, taken.measure), (a, MeasureKind::Denial, kept));
    assert_eq!((kept.reason, kept.evidence, kept.until, kept.by), (REASON, evidence(), until, watchdog.account()));

    let transfer = w.ledger.messages().transfer(batch(), who("a2").account(), 1);
    assert_eq!(w.refused(&who("a"), transfer), ledger::Error::SenderBarred);
    let expires = w.now() + DAY;
    let list = w.exchange.messages().list(batch(), 1_000, 5_000, expires, Accept::default());
    w.refused(&who("a"), list);
    w.pass(HOUR);
    let transfer = w.ledger.messages().transfer(batch(), who("a2").account(), 1);
    w.ok(&who("a"), transfer);
    let list = w.exchange.messages().list(batch(), 1_000, 5_000, expires, Accept::default());
    w.ok(&who("a"), list);
}

/// Adding an enterprise required that it was there already, so that none could ever be added: here one is new, once.
#[test]
fn defect_26_adding_needs_the_enterprise_to_exist() {
    let mut w = World::new();
    let (r, stranger, registrar) = (w.registry, who("stranger").account(), holder(Role::Registrar));
    let before = w.ask(r.messages().state()).count;
    let amend = r.messages().amend(stranger, profile(OrgKind::Trader, 0));
    assert_eq!(w.refused(&registrar, amend), Error::NotRegistered);
    let register = || r.messages().register(stranger, profile(OrgKind::Trader, 0));
    let receipt = w.ok(&registrar, register());
    let registered: Registered = receipt.event_of(r.address()).expect("one event");
    assert_eq!((registered.account, registered.number), (stranger, before));
    assert_eq!(w.refused(&registrar, register()), Error::AlreadyRegistered);
    assert_eq!(w.ask(r.messages().state()).count, before + 1);
    // The deny list takes those who are not registered, too.
    let nobody = AccountId::from([0x42; 32]);
    w.ok(&holder(Role::Watchdog), r.messages().take_measure(nobody, MeasureKind::Denial, grounds()));
}

/// Looking an enterprise up read past the end of a list: here every question has an answer.
#[test]
fn defect_27_looking_up_needs_an_index_out_of_range() {
    let mut w = World::new();
    let r = w.registry;
    let all: Vec<AccountId> = OPERATORS.iter().map(|(name, _)| who(name).account()).collect();
    let count = w.ask(r.messages().state()).count;
    assert_eq!(usize::try_from(count), Ok(all.len()));
    let mut page = |start, limit| w.ask(r.messages().accounts(start, limit));
    assert_eq!(page(0, u32::MAX), all);
    assert_eq!(page(count - 1, 1), all[all.len() - 1..], "the last one");
    assert!(page(count, 1).is_empty(), "one past the end");
    assert!(page(u32::MAX, u32::MAX).is_empty() && page(0, 0).is_empty());
    for (number, account) in all.iter().enumerate() {
        let found = w.ask(r.messages().organisation(*account));
        assert_eq!(found.map(|organisation| organisation.group), Some(OPERATORS[number].1));
    }
    assert_eq!(w.ask(r.messages().organisation(who("stranger").account())), None);
}

/// Nobody asked who was sending: here every message that changes the register asks, and the administrator cannot do it either.
#[test]
fn defect_28_the_register_has_no_access_control() {
    let mut w = World::new();
    let (r, stranger, b) = (w.registry, who("stranger").account(), who("b").account());
    let others = ROLES.into_iter().filter(|role| *role != Role::Registrar).map(holder);
    for signer in others.chain([w.admin.clone(), who("a"), who("stranger")]) {
        let message = r.messages().register(stranger, profile(OrgKind::Trader, 0));
        assert_eq!(w.refused(&signer, message), MISSING_ROLE, "{signer}");
        let message = r.messages().amend(b, profile(OrgKind::Bank, 9));
        assert_eq!(w.refused(&signer, message), MISSING_ROLE, "{signer}");
    }
    for signer in [holder(Role::Registrar), who("a"), who("stranger")] {
        let message = r.messages().grant_role(Role::Registrar, stranger, NEVER);
        assert_eq!(w.refused(&signer, message), Error::NotAllowed, "{signer}");
        let message = r.messages().revoke_role(Role::Court, holder(Role::Court).account());
        assert_eq!(w.refused(&signer, message), Error::NotAllowed, "{signer}");
    }
    assert_eq!(w.ask(r.messages().organisation(b)).map(|o| (o.kind, o.group)), Some((OrgKind::Operator, 2)));
}
