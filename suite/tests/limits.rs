//! What a market's terms can limit: levels, hours, resale, positions, scope, flags.

use exchange::{Error, Holder};
use weir_suite::floor::*;
use weir_suite::*;
use weir_types::market::{Accept, Side, Terms, Venue as _};
use weir_types::settlement::TradeMode;
use weir_types::{AccountRecord, OrgKind, Region, Role, RuleViolation, Scope};

#[test]
fn a_taker_picks_within_the_best_levels() {
    let mut w = traders(Terms { levels: 2, ..terms() });
    let orders: Vec<_> = [5_000, 5_010, 5_020].map(|price| list(&mut w, "a", 100, price)).into();
    assert_eq!(refused_take(&mut w, "b", orders[2], 100, 5_500), Error::NotWithinBestLevels);
    take(&mut w, "b", orders[1], 100, 5_500);
    take(&mut w, "b", orders[2], 50, 5_500);
    // A better one comes in, the worst is out again; it is cancelled, and the worst is back.
    let better = list(&mut w, "c", 100, 4_990);
    assert_eq!(refused_take(&mut w, "b", orders[2], 50, 5_500), Error::NotWithinBestLevels);
    let message = w.exchange.messages().cancel(better);
    w.ok(&who("c"), message);
    take(&mut w, "b", orders[2], 50, 5_500);
    let low = list(&mut w, "a", 100, 4_600);
    let message = w.exchange.messages().cancel(orders[0]);
    w.ok(&who("a"), message);
    take(&mut w, "b", low, 100, 5_500);
    // Where the terms do not ask, any order may be picked.
    set_terms(&mut w, terms());
    let far = [5_100, 5_200, 5_300, 5_400].map(|price| list(&mut w, "a", 100, price));
    take(&mut w, "b", far[3], 100, 5_500);
}

#[test]
fn a_market_has_hours_a_tick_and_sizes() {
    // START is 13:26 UTC: minute 806.
    let mut w = traders(Terms { windows: [(570, 690), (780, 900)], tick: 10, ..terms() });
    let order = list(&mut w, "a", 100, 5_000);
    let expires = w.now() + DAY;
    let message = w.exchange.messages().list(batch(), 100, 5_005, expires, Accept::default());
    assert_eq!(w.refused(&who("a"), message), Error::PriceOffTick);
    let message = w.exchange.messages().set_terms(co2(), Terms { tick: 5, ..terms() });
    assert_eq!(w.refused(&holder(Role::Supervisor), message), Error::BadTerms);
    w.pass(2 * HOUR);
    let message = w.exchange.messages().list(batch(), 100, 5_000, expires, Accept::default());
    assert_eq!(w.refused(&who("a"), message), Error::OutOfHours);
    assert_eq!(refused_take(&mut w, "b", order, 1, 5_000), Error::OutOfHours);
    let message = w.exchange.messages().match_orders(co2(), 1);
    assert_eq!(w.refused(&who("b"), message), Error::OutOfHours);
    let message = w.exchange.messages().cancel(order);
    w.ok(&who("a"), message);
}

/// What was bought today stays until tomorrow; what was there before may be sold.
#[test]
fn no_same_day_resale() {
    let mut w = traders(Terms { hold: true, ..terms() });
    let order = list(&mut w, "a", 1_000, 5_000);
    take(&mut w, "b", order, 1_000, 5_000);
    list(&mut w, "b", UNITS, 5_000);
    let expires = w.now() + DAY;
    let message = w.exchange.messages().list(batch(), 1, 5_000, expires, Accept::default());
    assert_eq!(w.refused(&who("b"), message), Error::BoughtToday);
    let ticket = ticket(&mut w, Side::Sell, 1, 5_000);
    let message = w.exchange.messages().place(ticket);
    assert_eq!(w.refused(&who("b"), message), Error::BoughtToday);
    // Bought by a standing order: the same.
    place(&mut w, "c", Side::Buy, 500, 5_000);
    assert_eq!(matched(&mut w, 10).fills, 1);
    let message = w.exchange.messages().list(batch(), UNITS + 1, 5_000, expires, Accept::default());
    assert_eq!(w.refused(&who("c"), message), Error::BoughtToday);
    w.pass(DAY);
    list(&mut w, "b", 1_000, 5_000);
    list(&mut w, "c", UNITS + 500, 5_000);
}

#[test]
fn positions_are_limited_by_controller_group() {
    let mut w = traders(Terms { position: 1_000, ..terms() });
    let order = list(&mut w, "b", 5_000, 5_000);
    take(&mut w, "a", order, 600, 5_000);
    assert_eq!(refused_take(&mut w, "a2", order, 401, 5_000), Error::PositionLimit, "a and a2 are one group");
    take(&mut w, "a2", order, 400, 5_000);
    take(&mut w, "c", order, 1_000, 5_000);
    let position = |w: &mut World, holder| {
        let message = w.exchange.messages().position(co2(), holder);
        w.ask(message)
    };
    assert_eq!(position(&mut w, Holder::Group(1)), 1_000);
    assert_eq!(position(&mut w, Holder::Group(2)), -2_000);
    assert_eq!(position(&mut w, Holder::Account(who("c").account())), 1_000);
    // A standing buy beyond the limit is given back.
    let buy = place(&mut w, "c", Side::Buy, 1_000, 5_000);
    assert_eq!(matched(&mut w, 10).fills, 0);
    assert_eq!(status(&mut w, buy), weir_types::market::OrderStatus::Rejected);
    // Sales make room.
    let sell = list(&mut w, "a", 300, 5_000);
    take(&mut w, "b", sell, 300, 5_000);
    take(&mut w, "a2", order, 300, 5_000);
}

#[test]
fn accounts_of_one_group_keep_at_arms_length() {
    let mut w = traders(Terms { arms_length: true, ..terms() });
    let order = list(&mut w, "a", 100, 5_000);
    assert_eq!(refused_take(&mut w, "a2", order, 1, 5_000), Error::SameGroup);
    place(&mut w, "a2", Side::Buy, 100, 5_000);
    assert_eq!(matched(&mut w, 10).fills, 0);
    take(&mut w, "b", order, 1, 5_000);
}

/// The scope of pollution rights: one question names the rule, an exception by the regulator lifts it for a pair and a time.
#[test]
fn a_scope_keeps_rights_where_they_belong() {
    let scope = Scope { rules: Scope::PROVINCE, ..Scope::default() };
    let mut w = traders(Terms { scope, ..terms() });
    let far = who("c").account();
    let mut profile = profile(OrgKind::Operator, 0);
    profile.region = Region::new("440300").expect("a code");
    let message = w.registry.messages().amend(far, profile);
    w.ok(&holder(Role::Registrar), message);
    let order = list(&mut w, "a", 1_000, 5_000);
    let (a, b) = (who("a").account(), who("b").account());
    let violated = Error::Ineligible(RuleViolation::OtherProvince);
    let message = w.exchange.messages().check_transfer(a, far, co2());
    assert_eq!(w.ask(message), Err(violated));
    let message = w.exchange.messages().check_transfer(a, b, co2());
    assert_eq!(w.ask(message), Ok(()));
    let message = w.exchange.messages().check_transfer(a, who("stranger").account(), co2());
    assert_eq!(w.ask(message), Err(Error::NotRegistered));
    let before = holdings(&mut w);
    assert_eq!(refused_take(&mut w, "c", order, 100, 5_000), violated);
    let far_buy = place(&mut w, "c", Side::Buy, 100, 5_100);
    let near_buy = place(&mut w, "b", Side::Buy, 100, 5_000);
    assert_eq!(matched(&mut w, 10).fills, 1, "the far one passes, the near one trades");
    assert_ne!(holdings(&mut w), before);
    assert_eq!(self::order(&mut w, near_buy).remaining, 0);
    // An exception.
    let until = w.now() + HOUR;
    let message = w.exchange.messages().set_exception(co2(), a, far, until);
    assert_eq!(w.refused(&holder(Role::Supervisor), message), Error::NotAllowed);
    let message = w.exchange.messages().set_exception(co2(), a, far, until);
    w.ok(&holder(Role::Regulator), message);
    assert_eq!(matched(&mut w, 10).fills, 1);
    assert_eq!(self::order(&mut w, far_buy).remaining, 0);
    take(&mut w, "c", order, 100, 5_000);
    w.pass(HOUR);
    assert_eq!(refused_take(&mut w, "c", order, 100, 5_000), violated);
    let message = w.exchange.messages().set_exception(co2(), a, far, u64::MAX);
    w.ok(&holder(Role::Regulator), message);
    take(&mut w, "c", order, 100, 5_000);
    let message = w.exchange.messages().set_exception(co2(), a, far, 0);
    w.ok(&holder(Role::Regulator), message);
    assert_eq!(refused_take(&mut w, "c", order, 100, 5_000), violated);
}

/// An account that standing has flagged: the other side has to agree, each side for itself.
#[test]
fn a_flag_is_shown_to_the_other_side_which_confirms() {
    let (mut w, push) = flagged_world();
    let order = list(&mut w, "a", 100, 5_000);
    push(&mut w, "b", 1);
    assert_eq!(refused_take(&mut w, "b", order, 10, 5_000), Error::BuyerFlagged);
    let expires = w.now() + DAY;
    let message = w.exchange.messages().list(batch(), 100, 5_000, expires, Accept { flagged: true, bank: false });
    w.ok(&who("a"), message);
    take(&mut w, "b", 2, 10, 5_000);
    push(&mut w, "b", 0);
    push(&mut w, "a", 2);
    assert_eq!(refused_take(&mut w, "b", order, 10, 5_000), Error::SellerFlagged);
    let message = w.exchange.messages().take(order, 10, 5_000, true);
    w.ok(&who("b"), message);
    // Standing orders: they pass each other by until one of them accepts.
    place(&mut w, "b", Side::Buy, 100, 5_000);
    assert_eq!(matched(&mut w, 10).fills, 0);
    let mut ticket = ticket(&mut w, Side::Buy, 100, 5_000);
    ticket.accept_flagged = true;
    let message = w.exchange.messages().place(ticket);
    w.ok(&who("b"), message);
    assert!(matched(&mut w, 10).fills > 0);
}

type Push = fn(&mut World, &str, u8);

/// A world whose ledger takes account records from a key instead of the registry, since nothing grades accounts yet.
fn flagged_world() -> (World, Push) {
    let push: Push = |w, name, grade| {
        use weir_types::ledger::Ledger as _;
        let record = AccountRecord { eligible: true, grade, ..AccountRecord::default() };
        let message = w.ledger.messages().record_account(who(name).account(), record);
        w.ok(&venue(), message);
    };
    let mut w = World::deployed();
    let admin = w.admin.clone();
    let wiring = ledger::Wiring { registry: venue().account(), ..w.ledger_wiring() };
    let venues = wiring.venues.clone();
    let message = w.ledger.messages().wire(wiring);
    w.ok(&admin, message);
    let (desk, ledger, cash) = (w.desk.address(), w.ledger.address(), w.cash.address());
    let message = w.settlement.messages().wire(desk, ledger, cash, venues);
    w.ok(&admin, message);
    for role in ROLES {
        let message = w.registry.messages().grant_role(role, holder(role).account(), weir_types::units::NEVER);
        w.ok(&admin, message);
    }
    for name in TRADERS {
        push(&mut w, name, 0);
    }
    w.issue(&TRADERS.map(|name| (name, UNITS)));
    for name in TRADERS {
        w.give_cash(&who(name), CASH);
    }
    open_market(&mut w);
    (w, push)
}

/// A sale through a bank is not paid yet: it must not move the close, and its units are out of the order.
#[test]
fn a_sale_through_a_bank_moves_no_close() {
    let mut w = traders(terms());
    let bank = holder(Role::Bank).account();
    w.approve_desk("b");
    let expires = w.now() + DAY;
    let message = w.exchange.messages().list(batch(), 1_000, 5_500, expires, Accept { flagged: false, bank: true });
    w.ok(&who("a"), message);
    let message = w.exchange.messages().take_by_bank(1, 0, 5_500, false, bank);
    assert_eq!(w.refused(&who("b"), message), Error::ZeroQuantity);
    let message = w.exchange.messages().take_by_bank(9, 1, 5_500, false, bank);
    assert_eq!(w.refused(&who("b"), message), Error::UnknownOrder);
    let message = w.exchange.messages().take_by_bank(1, 400, 5_500, false, bank);
    let receipt = w.ok(&who("b"), message);
    let traded: exchange::events::Traded = receipt.event_of(w.exchange.address()).expect("a trade");
    assert_eq!(
        (traded.bank, traded.mode, traded.remaining, traded.amount),
        (Some(bank), TradeMode::Listed, 600, 2_200)
    );
    let message = w.exchange.messages().market(co2());
    assert_eq!(w.ask(message).expect("a market").session.volume, 0);
    assert_eq!(cell(&mut w, "a").locked, 1_000, "600 in the order, 400 at settlement");
    let message = w.exchange.messages().cancel(1);
    w.ok(&who("a"), message);
    assert_eq!(cell(&mut w, "a").locked, 400);
}

#[test]
fn days_that_are_over_are_kept() {
    let mut w = traders(terms());
    let day = |w: &mut World| u32::try_from(w.now() / DAY).expect("a day");
    let first = day(&mut w);
    let bar = |w: &mut World, day| {
        let message = w.exchange.messages().bar(co2(), day);
        w.ask(message)
    };
    let order = list(&mut w, "a", 1_000, 5_100);
    take(&mut w, "b", order, 500, 5_100);
    let cheap = list(&mut w, "a", 500, 4_900);
    take(&mut w, "b", cheap, 500, 4_900);
    assert_eq!(bar(&mut w, first), None, "it is not over");
    w.pass(3 * DAY);
    // Nobody has closed it yet: it is shown all the same, and so are the days after it.
    for rolled in [false, true] {
        if rolled {
            let message = w.exchange.messages().roll_day(co2());
            w.ok(&who("stranger"), message);
        }
        let seen = bar(&mut w, first).expect("a day");
        assert_eq!((seen.open, seen.high, seen.low, seen.last, seen.close), (5_100, 5_100, 4_900, 4_900, 5_000));
        assert_eq!((seen.volume, seen.turnover, seen.value), (1_000, 5_000, 5_000_000));
        let carried = bar(&mut w, first + 2).expect("a day");
        assert_eq!((carried.day, carried.close, carried.volume, carried.open), (first + 2, 5_000, 0, 0));
        assert_eq!(bar(&mut w, first + 3), None);
        assert_eq!(bar(&mut w, first - 1), None, "there was no market");
    }
    w.pass(200 * DAY);
    assert_eq!(bar(&mut w, first), None, "kept no longer");
}
