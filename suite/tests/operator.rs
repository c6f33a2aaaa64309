//! Whoever runs the exchange can touch neither units nor money: every message of settlement, desk, ledger, cash and
//! exchange that changes anything, sent by the administrator (who deployed everything) and by the supervisor, while a
//! lock, an order, a fund, a redemption and two sales through the bank are open.

use psp22::{PSP22Error, PSP22};
use weir_client::Signer;
use weir_suite::floor::*;
use weir_suite::*;
use weir_types::bank_sale::Desk as _;
use weir_types::ledger::{BatchTerms, Ledger as _};
use weir_types::market::{Accept, Side};
use weir_types::settlement::{Custody as _, Settlement as _};
use weir_types::Role;

/// Something of everything is open: order 1, fund 1, redemption 1, sale 1 (disputed) and sale 2 (confirmed by nobody
/// yet).
fn busy() -> World {
    let mut w = World::two_sides();
    open_market(&mut w);
    let expires = w.now() + DAY;
    let message = w.exchange.messages().list(batch(), 100, 5_000, expires, Accept::default());
    w.ok(&who("a"), message);
    w.fund("b", 5_000);
    let message = w.cash.messages().request_redemption(holder(Role::Bank).account(), 700, evidence());
    w.ok(&who("b"), message);
    w.disputed_sale();
    w.open_sale("a", "b", 100, 500);
    w
}

/// Each of the messages is refused (or does nothing but what it says), and nobody's belongings change.
fn touches_nothing(operator: &Signer, supervises: bool) {
    let mut w = busy();
    let before = w.belongings();
    let (a, b, own) = (who("a").account(), who("b").account(), operator.account());
    let (s, d, l, c, x) = (w.settlement, w.desk, w.ledger, w.cash, w.exchange);
    let (bank, h) = (holder(Role::Bank).account(), evidence());
    let by = operator;

    // settlement
    use settlement::Error as S;
    for lock in 1..=4 {
        assert_eq!(w.refused(by, s.messages().deliver(delivery(lock, "b", 1, 1))), S::NotVenue);
        assert_eq!(w.refused(by, s.messages().deliver_funded(1, delivery(lock, "b", 1, 1))), S::NotVenue);
        assert_eq!(w.refused(by, s.messages().open_bank(delivery(lock, "b", 1, 1), bank)), S::NotVenue);
        assert_eq!(w.refused(by, s.messages().end_sale(lock, own, 1, true)), S::NotDesk);
    }
    assert_eq!(w.refused(by, s.messages().fund(b, 1, u64::MAX)), S::NotVenue);
    assert_eq!(w.refused(by, s.messages().refund(1)), S::FundActive);
    assert_eq!(w.refused(by, s.messages().forfeit(1, own, 1)), S::NotAllowed);
    let rewired = w.refused(by, s.messages().wire(own, own, own, vec![own]));
    assert!(matches!(rewired, S::AlreadyWired | S::NotAllowed));
    assert_eq!(w.refused(by, s.messages().accept_admin()), S::NotPending);

    // desk
    use desk::Error as D;
    let opening = desk::Opening {
        id: 9,
        lock: 1,
        venue: own,
        seller: a,
        buyer: b,
        bank,
        batch: batch(),
        quantity: 1,
        amount: 1,
        mode: weir_types::settlement::TradeMode::Block,
    };
    assert_eq!(w.refused(by, d.messages().open(opening)), D::NotSettlement);
    for id in [1, 2] {
        assert_eq!(w.refused(by, d.messages().file_reference(id, b"ABCDEF1".to_vec())), D::NotParty);
        assert_eq!(w.refused(by, d.messages().confirm_payment(id)), D::NotParty);
        assert_eq!(w.refused(by, d.messages().withdraw(id)), D::NotParty);
        assert_eq!(w.refused(by, d.messages().dispute(id, h)), D::NotParty);
        assert_eq!(w.refused(by, d.messages().add_evidence(id, h)), D::NotParty);
        assert_eq!(w.refused(by, d.messages().appeal(id, h)), D::NotParty);
        assert_eq!(w.refused(by, d.messages().take_case(id)), D::NotAllowed);
        assert_eq!(w.refused(by, d.messages().rule(id, 10_000, h)), D::NotAllowed);
        assert_eq!(w.refused(by, d.messages().withhold(id, h)), D::NotAllowed);
        assert_eq!(w.refused(by, d.messages().release(id, h)), D::NotAllowed);
        assert_eq!(w.refused(by, d.messages().lift_withholding(id, h)), D::NotAllowed);
        assert_eq!(w.refused(by, d.messages().finish(id)), D::NotDue);
    }
    let (_, terms) = w.ask(d.messages().terms(None)).expect("terms");
    if supervises {
        // Whoever sets terms sets them for others' sales to come: the open ones keep theirs.
        w.ok(by, d.messages().set_terms(desk::Terms { filing: HOUR, confirming: HOUR, ..terms }));
        w.pass(2 * HOUR);
        assert_eq!(w.refused(by, d.messages().finish(2)), D::NotDue);
    } else {
        assert_eq!(w.refused(by, d.messages().set_terms(terms)), D::NotAllowed);
    }

    // ledger
    use ledger::Error as L;
    assert!(matches!(w.refused(by, l.messages().wire(w.ledger_wiring())), L::AlreadyWired | L::NotAllowed));
    assert!(matches!(w.refused(by, l.messages().register_facade(batch(), own)), L::NotFacade | L::NotAllowed));
    assert!(matches!(w.refused(by, l.messages().transfer(batch(), a, 1)), L::SenderNotEligible));
    assert!(matches!(w.refused(by, l.messages().transfer_from(batch(), a, own, 1)), L::InsufficientApproval));
    assert!(matches!(w.refused(by, l.messages().return_to_reserve(batch(), 1)), L::SenderNotEligible));
    assert!(matches!(w.refused(by, l.messages().cancel(batch(), 1)), L::SenderNotEligible));
    assert_eq!(w.refused(by, l.messages().open_batch(co2().batch(7), BatchTerms::Free)), L::NotAllowed);
    assert_eq!(w.refused(by, l.messages().issue(batch(), vec![(own, 1)], 0)), L::NotAllowed);
    assert_eq!(w.refused(by, l.messages().release(batch(), own, 1)), L::NotAllowed);
    assert_eq!(w.refused(by, l.messages().cancel_reserve(batch(), 1)), L::NotAllowed);
    assert_eq!(w.refused(by, l.messages().record_account(a, Default::default())), L::NotAllowed);
    assert_eq!(w.refused(by, l.messages().lock(a, batch(), 1, u64::MAX)), L::NotAllowed);
    for lock in 1..=4 {
        assert_eq!(w.refused(by, l.messages().move_locked(x.address(), lock, own, 1)), L::NotAllowed);
        assert_eq!(w.refused(by, l.messages().split_lock(x.address(), lock, own, 1, u64::MAX)), L::NotAllowed);
        assert!(matches!(w.refused(by, l.messages().unlock(lock)), L::LockActive | L::UnknownLock));
    }
    assert_eq!(w.refused(by, l.messages().surrender(a, batch(), 1)), L::NotAllowed);
    assert_eq!(w.refused(by, l.messages().facade_transfer(batch(), a, a, own, 1)), L::NotAllowed);
    assert_eq!(w.refused(by, l.messages().facade_approve(batch(), a, own, 1)), L::NotAllowed);
    if !supervises {
        assert_eq!(w.refused(by, l.messages().halt(batch(), true, h)), L::RegistryRefused);
    }

    // cash
    use cash::Error as C;
    assert_eq!(w.refused(by, c.messages().mint(own, 1)), C::NotBank);
    assert!(matches!(w.refused(by, c.messages().burn(1)), C::InsufficientLiability));
    assert!(matches!(w.refused(by, c.messages().confirm_redemption(1, h)), C::NotBank | C::NotAllowed));
    assert_eq!(w.refused(by, c.messages().decline_redemption(1, h)), C::NotAllowed);
    assert_eq!(w.refused(by, c.messages().cancel_redemption(1)), C::NotAllowed);
    assert!(matches!(
        w.refused(by, c.messages().request_redemption(bank, 1, h)),
        C::InsufficientBalance | C::InsufficientLiability
    ));
    for from in [a, b, s.address(), d.address(), c.address()] {
        let message = c.messages().transfer_from(from, own, 1, vec![]);
        assert_eq!(w.refused(by, message), PSP22Error::InsufficientAllowance);
    }
    assert_eq!(w.refused(by, c.messages().transfer(a, 1, vec![])), PSP22Error::InsufficientBalance);

    // exchange
    use exchange::Error as X;
    let accept = Accept::default();
    let sells = x.messages().list(batch(), 1, 5_000, u64::MAX, accept);
    assert!(matches!(w.refused(by, sells), X::Ledger(L::SenderNotEligible)));
    let mut ticket = ticket(&mut w, Side::Sell, 1, 5_000);
    assert!(matches!(w.refused(by, x.messages().place(ticket)), X::Ledger(L::SenderNotEligible)));
    ticket.side = Side::Buy;
    ticket.quantity = 1_000;
    assert!(matches!(w.refused(by, x.messages().place(ticket)), X::Settlement(_)));
    assert!(matches!(w.refused(by, x.messages().take(1, 1, 5_000, true)), X::Settlement(_)));
    assert_eq!(w.refused(by, x.messages().take_by_bank(1, 1, 5_000, true, own)), X::BankNotAccepted);
    assert_eq!(w.refused(by, x.messages().propose_block(batch(), 1, 5_000, a, u64::MAX, accept)), X::NoBlock);
    assert_eq!(w.refused(by, x.messages().confirm_block(1, 5_000, true, None)), X::NoBlock);
    assert_eq!(w.refused(by, x.messages().reject_block(1)), X::NoBlock);
    assert_eq!(w.refused(by, x.messages().set_exception(co2(), a, own, u64::MAX)), X::NotAllowed);
    assert_eq!(w.refused(by, x.messages().cancel(1)), X::NotOwner);
    assert_eq!(w.refused(by, x.messages().expire(1)), X::OrderActive);
    w.ok(by, x.messages().match_orders(co2(), 10));
    if !supervises {
        assert_eq!(w.refused(by, x.messages().open_market(co2(), 1, floor::terms())), X::NotAllowed);
        assert_eq!(w.refused(by, x.messages().set_terms(co2(), floor::terms())), X::NotAllowed);
    }
    if !supervises {
        assert_eq!(w.refused(by, x.messages().halt(co2(), h)), X::NotAllowed);
        assert_eq!(w.refused(by, x.messages().resume(co2(), h)), X::NotAllowed);
    }
    assert_eq!(w.belongings(), before);
    if supervises {
        // What a supervisor may do: it stops trading, and touches nothing by it.
        w.ok(by, l.messages().halt(batch(), true, h));
        w.ok(by, x.messages().halt(co2(), h));
        w.ok(by, x.messages().resume(co2(), h));
        assert_eq!(w.belongings(), before);
    }
}

#[test]
fn the_administrator_who_deployed_everything_touches_nothing() {
    touches_nothing(&who("Alice"), false);
}

#[test]
fn the_supervisor_of_the_exchange_touches_nothing() {
    touches_nothing(&holder(Role::Supervisor), true);
}

#[test]
fn a_depository_and_an_arbiter_without_a_case_move_nothing() {
    for role in [Role::Depository, Role::Arbiter, Role::Court, Role::Watchdog, Role::Regulator] {
        let mut w = busy();
        let by = holder(role);
        let before = w.belongings();
        let d = w.desk;
        if role == Role::Depository {
            w.ok(&by, d.messages().withhold(2, evidence()));
            w.ok(&by, d.messages().release(2, evidence()));
        }
        if role == Role::Arbiter {
            assert_eq!(w.refused(&by, d.messages().take_case(2)), desk::Error::WrongPhase, "there is no case");
            w.ok(&by, d.messages().take_case(1));
            w.ok(&by, d.messages().rule(1, 10_000, evidence()));
        }
        assert_eq!(w.refused(&by, d.messages().finish(1)), desk::Error::NotDue);
        let message = w.settlement.messages().forfeit(1, by.account(), 1);
        assert_eq!(w.refused(&by, message), settlement::Error::NotAllowed);
        assert_eq!(w.belongings(), before, "{role:?}");
    }
}
