//! market/settlement and market/desk on drink: deliveries, funds, sales through a bank. Disputes are in `disputes.rs`,
//! money that misbehaves in `broken_cash.rs`.

use desk::{Basis, Error as DeskError, Phase, Terms};
use settlement::Error;
use weir_client::Typed as _;
use weir_suite::*;
use weir_types::bank_sale::Desk as _;
use weir_types::ledger::Ledger as _;
use weir_types::settlement::{Custody as _, Settlement as _};
use weir_types::{Cell, Role};

fn tradable(n: u128) -> Cell {
    Cell { tradable: n, ..Default::default() }
}

#[test]
fn a_venue_delivers_and_nobody_else() {
    let mut w = World::two_sides();
    let lock = w.lock("a", 300);
    let s = w.settlement;
    for signer in [w.admin.clone(), who("a"), who("b"), holder(Role::Supervisor), holder(Role::Depository)] {
        let by = &signer;
        assert_eq!(w.refused(by, s.messages().deliver(delivery(lock, "b", 1, 1))), Error::NotVenue);
        assert_eq!(w.refused(by, s.messages().deliver_funded(1, delivery(lock, "b", 1, 1))), Error::NotVenue);
        assert_eq!(w.refused(by, s.messages().fund(who("b").account(), 1, u64::MAX)), Error::NotVenue);
        let bank = holder(Role::Bank).account();
        assert_eq!(w.refused(by, s.messages().open_bank(delivery(lock, "b", 1, 1), bank)), Error::NotVenue);
        assert_eq!(w.refused(by, s.messages().end_sale(lock, by.account(), 1, true)), Error::NotDesk);
    }
    assert_eq!(w.refused(&venue(), s.messages().end_sale(lock, who("b").account(), 1, true)), Error::NotDesk);
    w.ok(&venue(), s.messages().deliver(delivery(lock, "b", 100, 500)));
    assert_eq!((w.cell("b"), cash_of(&mut w, "a"), cash_of(&mut w, "b")), (tradable(100), 100_500, 99_500));
}

#[test]
fn a_delivery_tells_how_both_sides_stand() {
    let mut w = World::two_sides();
    let lock = w.lock("a", 300);
    let message = w.settlement.messages().deliver(delivery(lock, "b", 100, 500));
    let origin = venue().account();
    let settled = w.chain.query_as(origin, message).expect("answers").expect("would deliver");
    assert_eq!((settled.seller, settled.from.group, settled.to.group), (who("a").account(), 1, 2));
    assert_eq!((settled.from.grade, settled.to.grade), (0, 0));
}

#[test]
fn something_for_something_between_two() {
    let mut w = World::two_sides();
    let lock = w.lock("a", 300);
    let s = w.settlement;
    let v = venue();
    assert_eq!(w.refused(&v, s.messages().deliver(delivery(lock, "b", 0, 1))), Error::ZeroAmount);
    assert_eq!(w.refused(&v, s.messages().deliver(delivery(lock, "b", 1, 0))), Error::ZeroAmount);
    assert_eq!(w.refused(&v, s.messages().deliver(delivery(lock, "a", 1, 1))), Error::SameParty);
    let ledger = |error| Error::Ledger(error);
    use ledger::Error as L;
    assert_eq!(w.refused(&v, s.messages().deliver(delivery(9, "b", 1, 1))), ledger(L::UnknownLock));
    assert_eq!(w.refused(&v, s.messages().deliver(delivery(lock, "b", 301, 1))), ledger(L::InsufficientLocked));
    assert_eq!(w.refused(&v, s.messages().deliver(delivery(lock, "b", u128::MAX, 1))), ledger(L::InsufficientLocked));
    assert_eq!(w.refused(&v, s.messages().deliver(delivery(lock, "b", 1, u128::MAX))), Error::InsufficientCash);
    assert_eq!(w.refused(&v, s.messages().deliver(delivery(lock, "stranger", 1, 1))), ledger(L::ReceiverNotEligible));
    assert_eq!(w.refused(&v, s.messages().deliver(delivery(lock, "a2", 1, 1))), Error::InsufficientApproval);
    w.pass(DAY);
    assert_eq!(w.refused(&v, s.messages().deliver(delivery(lock, "b", 1, 1))), ledger(L::LockExpired));
    let message = w.ledger.messages().unlock(lock);
    w.ok(&who("stranger"), message);
    assert_eq!(w.cell("a"), tradable(1_000));
}

#[test]
fn settlement_is_never_a_buyer_of_its_own() {
    let mut w = World::two_sides();
    // Even where a careless registrar has registered the contract: it would pay with the cash of others.
    let own = w.settlement.address();
    let message = w.registry.messages().register(own, profile(weir_types::OrgKind::Trader, 0));
    w.ok(&holder(Role::Registrar), message);
    w.fund("b", 5_000);
    let lock = w.lock("a", 300);
    let s = w.settlement;
    let to_itself = weir_types::settlement::Delivery { buyer: own, ..delivery(lock, "b", 1, 5_000) };
    assert_eq!(w.refused(&venue(), s.messages().deliver(to_itself)), Error::SameParty);
    assert_eq!(w.refused(&venue(), s.messages().deliver_funded(1, to_itself)), Error::SameParty);
    let bank = holder(Role::Bank).account();
    assert_eq!(w.refused(&venue(), s.messages().open_bank(to_itself, bank)), Error::SameParty);
    assert_eq!(w.refused(&venue(), s.messages().fund(own, 5_000, u64::MAX)), Error::SameParty);
    assert_eq!(w.refused(&venue(), s.messages().forfeit(1, own, 1)), Error::SameParty);
    assert_eq!(w.cash_at(own), 5_000);
}

#[test]
fn a_fund_pays_for_its_payers_purchases_only() {
    let mut w = World::two_sides();
    let (s, v) = (w.settlement, venue());
    let (b, now) = (who("b").account(), w.now());
    assert_eq!(w.refused(&v, s.messages().fund(b, 0, now + 1)), Error::ZeroAmount);
    assert_eq!(w.refused(&v, s.messages().fund(b, 1, now)), Error::ExpiryInPast);
    assert_eq!(w.refused(&v, s.messages().fund(b, 100_001, now + 1)), Error::InsufficientCash);
    assert_eq!(w.refused(&v, s.messages().fund(who("a2").account(), 1, now + 1)), Error::InsufficientApproval);
    assert_eq!(w.fund("b", 5_000), 1);
    assert_eq!((cash_of(&mut w, "b"), w.cash_at(s.address())), (95_000, 5_000));
    let lock = w.lock("a", 300);
    assert_eq!(w.refused(&v, s.messages().deliver_funded(2, delivery(lock, "b", 1, 1))), Error::UnknownFund);
    assert_eq!(w.refused(&v, s.messages().deliver_funded(1, delivery(lock, "c", 1, 1))), Error::NotPayer);
    assert_eq!(w.refused(&v, s.messages().deliver_funded(1, delivery(lock, "b", 1, 5_001))), Error::InsufficientFund);
    assert_eq!(w.refused(&v, s.messages().deliver_funded(1, delivery(lock, "b", 0, 1))), Error::ZeroAmount);
    let receipt = w.ok(&v, s.messages().deliver_funded(1, delivery(lock, "b", 100, 2_000)));
    let spent: settlement::events::FundSpent = receipt.event_of(s.address()).expect("spent");
    assert_eq!((spent.fund, spent.amount, spent.left), (1, 2_000, 3_000));
    assert!(receipt.event_of::<settlement::events::Settled>(s.address()).is_ok());
    assert_eq!((w.cell("b"), cash_of(&mut w, "a"), w.cash_at(s.address())), (tradable(100), 102_000, 3_000));
    // Only the venue gives back before the end, anybody after it; and only to the payer.
    assert_eq!(w.refused(&who("b"), s.messages().refund(1)), Error::FundActive);
    w.pass(DAY);
    assert_eq!(
        w.refused(&v, s.messages().deliver_funded(1, delivery(lock, "b", 1, 1))),
        Error::Ledger(ledger::Error::LockExpired)
    );
    let lock = w.lock("a", 10);
    assert_eq!(w.refused(&v, s.messages().deliver_funded(1, delivery(lock, "b", 1, 1))), Error::FundExpired);
    let receipt = w.ok(&who("stranger"), s.messages().refund(1));
    let back: settlement::events::Refunded = receipt.event_of(s.address()).expect("back");
    assert_eq!((back.payer, back.amount, back.by), (b, 3_000, who("stranger").account()));
    assert_eq!(w.refused(&v, s.messages().refund(1)), Error::UnknownFund);
    assert_eq!((cash_of(&mut w, "b"), w.cash_at(s.address())), (98_000, 0));
    let view = s.messages().fund_of(1);
    assert_eq!(w.ask(view), None);
    let view = s.messages().last_fund();
    assert_eq!(w.ask(view), 1);
}

#[test]
fn a_fund_is_its_venues_and_forfeits_what_was_agreed() {
    let mut w = World::two_sides();
    let (s, v) = (w.settlement, venue());
    w.fund("b", 5_000);
    let c = who("c").account();
    for signer in [w.admin.clone(), who("b"), holder(Role::Supervisor)] {
        assert_eq!(w.refused(&signer, s.messages().forfeit(1, c, 1)), Error::NotAllowed);
        assert_eq!(w.refused(&signer, s.messages().refund(1)), Error::FundActive);
    }
    assert_eq!(w.refused(&v, s.messages().forfeit(2, c, 1)), Error::UnknownFund);
    assert_eq!(w.refused(&v, s.messages().forfeit(1, c, 0)), Error::ZeroAmount);
    assert_eq!(w.refused(&v, s.messages().forfeit(1, c, 5_001)), Error::InsufficientFund);
    w.ok(&v, s.messages().forfeit(1, c, 2_000));
    assert_eq!((cash_of(&mut w, "c"), w.cash_at(s.address())), (102_000, 3_000));
    let view = s.messages().fund_of(1);
    assert_eq!(w.ask(view).map(|fund| (fund.payer, fund.amount)), Some((who("b").account(), 3_000)));
    w.pass(DAY);
    assert_eq!(w.refused(&v, s.messages().forfeit(1, c, 1)), Error::FundExpired);
    w.ok(&v, s.messages().refund(1));
    assert_eq!((cash_of(&mut w, "b"), w.cash_at(s.address())), (98_000, 0));
}

#[test]
fn a_sale_through_the_bank_is_confirmed_and_delivered() {
    let mut w = World::two_sides();
    let d = w.desk;
    let id = w.open_sale("a", "b", 300, 150_000);
    // 1 % of 1,500.00; the units are settlement's to move, and in their owner's own cell.
    assert_eq!((w.cell("a").locked, cash_of(&mut w, "b"), w.cash_at(d.address())), (300, 98_500, 1_500));
    assert_eq!(w.sale(id).1, Phase::Filing);
    let file = |typed: &str| d.messages().file_reference(id, typed.as_bytes().to_vec());
    assert_eq!(w.refused(&who("b"), file("12-34")), DeskError::BadReference);
    assert_eq!(w.refused(&who("b"), file("12/34/56")), DeskError::BadReference);
    for signer in [who("a"), holder(Role::Bank), venue(), w.admin.clone()] {
        assert_eq!(w.refused(&signer, file("GB29NWBK60161331")), DeskError::NotParty);
    }
    assert_eq!(w.refused(&holder(Role::Bank), d.messages().confirm_payment(id)), DeskError::NoReference);
    w.ok(&who("b"), file("gb29 nwbk-6016 1331"));
    assert_eq!(w.refused(&who("b"), file("GB29NWBK60161332")), DeskError::AlreadyFiled);
    assert_eq!((w.sale(id).0.reference, w.sale(id).1), (b"GB29NWBK60161331".to_vec(), Phase::Confirming));
    for signer in [who("b"), who("c"), venue(), w.admin.clone(), holder(Role::Depository), who("bank/2")] {
        assert_eq!(w.refused(&signer, d.messages().confirm_payment(id)), DeskError::NotParty);
    }
    assert_eq!(w.refused(&who("stranger"), d.messages().finish(id)), DeskError::NotDue);
    let receipt = w.ok(&holder(Role::Bank), d.messages().confirm_payment(id));
    let ended: desk::events::BankSaleEnded = receipt.event_of(d.address()).expect("the end");
    assert_eq!((ended.basis, ended.delivered, ended.returned), (Basis::Confirmed, 300, 0));
    assert_eq!((ended.to_buyer, ended.to_seller), (1_500, 0));
    assert_eq!((w.cell("a"), w.cell("b")), (tradable(700), tradable(300)));
    assert_eq!((cash_of(&mut w, "b"), w.cash_at(d.address())), (100_000, 0));
    let (sale, phase) = w.sale(id);
    assert_eq!((phase, sale.reference.len()), (Phase::Ended, 16), "the evidence stays");
    let b = who("b");
    assert_eq!(w.refused(&holder(Role::Bank), d.messages().confirm_payment(id)), DeskError::SaleEnded);
    assert_eq!(w.refused(&b, d.messages().withdraw(id)), DeskError::SaleEnded);
    assert_eq!(w.refused(&b, d.messages().dispute(id, evidence())), DeskError::SaleEnded);
    assert_eq!(w.refused(&b, d.messages().finish(id)), DeskError::SaleEnded);
    assert_eq!(w.refused(&b, d.messages().finish(id + 1)), DeskError::UnknownSale);
    let view = d.messages().filed_for(holder(Role::Bank).account(), b"GB29-NWBK-6016-1331".to_vec());
    assert_eq!(w.ask(view), Some(id));
}

#[test]
fn a_reference_is_used_once_at_a_bank_across_all_sales() {
    let mut w = World::two_sides();
    let d = w.desk;
    let first = w.open_sale("a", "b", 100, 1_000);
    let second = w.open_sale("a", "c", 100, 1_000);
    w.file(first, "b", "PAY 2024-000017");
    let again = |id, typed: &str| d.messages().file_reference(id, typed.as_bytes().to_vec());
    for typed in ["PAY 2024-000017", "pay2024000017", "P-A-Y 2024 000017"] {
        assert_eq!(w.refused(&who("c"), again(second, typed)), DeskError::ReferenceUsed);
    }
    assert_eq!(w.sale(second).0.reference, Vec::<u8>::new());
    // Nor when the first sale has long expired.
    w.pass(30 * DAY);
    w.ok(&who("stranger"), d.messages().finish(first));
    w.ok(&who("stranger"), d.messages().finish(second));
    let third = w.open_sale("a", "c", 100, 1_000);
    assert_eq!(w.refused(&who("c"), again(third, "pay2024000017")), DeskError::ReferenceUsed);
    // At another bank the same signs are another payment.
    let message = w.registry.messages().grant_role(Role::Bank, who("bank/2").account(), u64::MAX);
    w.ok(&w.admin.clone(), message);
    let lock = w.lock("a", 10);
    let message = w.settlement.messages().open_bank(delivery(lock, "c", 10, 1_000), who("bank/2").account());
    w.ok(&venue(), message);
    w.file(third + 1, "c", "pay2024000017");
}

#[test]
fn what_is_not_filed_or_not_confirmed_in_time_goes_back_and_the_deposit_with_it() {
    let mut w = World::two_sides();
    let d = w.desk;
    let unfiled = w.open_sale("a", "b", 100, 1_000);
    let filed = w.open_sale("a", "b", 200, 1_000);
    w.file(filed, "b", "PAYMENT-1");
    w.pass(DAY - 1);
    assert_eq!(w.refused(&who("a"), d.messages().finish(unfiled)), DeskError::NotDue);
    w.pass(1);
    assert_eq!(w.sale(unfiled).1, Phase::Due { share: 0, basis: Basis::Expired }, "shown before anybody says so");
    let late = d.messages().file_reference(unfiled, b"PAYMENT-2".to_vec());
    assert_eq!(w.refused(&who("b"), late), DeskError::TooLate);
    w.ok(&who("stranger"), d.messages().finish(unfiled));
    assert_eq!((w.cell("a").locked, cash_of(&mut w, "a")), (200, 101_000), "the least deposit is 10.00");
    w.pass(3 * DAY);
    assert_eq!(w.sale(filed).1, Phase::Objecting);
    assert_eq!(w.refused(&holder(Role::Bank), d.messages().confirm_payment(filed)), DeskError::TooLate);
    w.pass(3 * DAY);
    assert_eq!(w.refused(&who("b"), d.messages().dispute(filed, evidence())), DeskError::TooLate);
    w.ok(&who("stranger"), d.messages().finish(filed));
    assert_eq!((w.cell("a"), cash_of(&mut w, "a"), w.cash_at(d.address())), (tradable(1_000), 102_000, 0));
}

#[test]
fn the_payee_confirms_too_and_the_buyer_may_withdraw() {
    let mut w = World::two_sides();
    let d = w.desk;
    let id = w.open_sale("a", "b", 100, 1_000);
    w.ok(&who("a"), d.messages().confirm_payment(id));
    assert_eq!((w.cell("b"), cash_of(&mut w, "b")), (tradable(100), 100_000));
    let id = w.open_sale("a", "b", 100, 1_000);
    assert_eq!(w.refused(&who("a"), d.messages().withdraw(id)), DeskError::NotParty);
    w.ok(&who("b"), d.messages().withdraw(id));
    assert_eq!((w.cell("a"), cash_of(&mut w, "a"), cash_of(&mut w, "b")), (tradable(900), 101_000, 99_000));
    assert_eq!(w.sale(id).0.ended.map(|ended| ended.basis), Some(Basis::Withdrawn));
}

#[test]
fn the_bank_is_one_and_of_neither_side() {
    let mut w = World::two_sides();
    let s = w.settlement;
    let lock = w.lock("a", 300);
    let open = |bank: &str| s.messages().open_bank(delivery(lock, "b", 100, 1_000), who(bank).account());
    let not_a_bank = Error::Desk(DeskError::NotBank);
    for bank in ["stranger", "a", "b", "Alice", "role/Arbiter"] {
        assert_eq!(w.refused(&venue(), open(bank)), not_a_bank);
    }
    // A bank of the seller's group.
    let (admin, never) = (w.admin.clone(), u64::MAX);
    let message = w.registry.messages().grant_role(Role::Bank, who("a2").account(), never);
    w.ok(&admin, message);
    assert_eq!(w.refused(&venue(), open("a2")), not_a_bank);
    let message = w.registry.messages().grant_role(Role::Bank, who("b").account(), never);
    w.ok(&admin, message);
    assert_eq!(w.refused(&venue(), open("b")), not_a_bank, "nobody confirms its own payment");
    // One that is a bank no longer.
    let id = w.open_sale("a", "b", 100, 1_000);
    w.file(id, "b", "PAYMENT-1");
    let message = w.registry.messages().revoke_role(Role::Bank, holder(Role::Bank).account());
    w.ok(&admin, message);
    let message = w.desk.messages().confirm_payment(id);
    assert_eq!(w.refused(&holder(Role::Bank), message), DeskError::NotBank);
}

#[test]
fn opening_is_not_free_and_for_somebody_who_may_trade() {
    let mut w = World::two_sides();
    let (s, v) = (w.settlement, venue());
    let bank = holder(Role::Bank).account();
    let lock = w.lock("a", 300);
    let open = |buyer: &str, quantity, amount| s.messages().open_bank(delivery(lock, buyer, quantity, amount), bank);
    assert_eq!(w.refused(&v, open("a", 1, 1)), Error::SameParty);
    assert_eq!(w.refused(&v, open("b", 0, 1)), Error::ZeroAmount);
    assert_eq!(w.refused(&v, open("b", 1, 0)), Error::ZeroAmount);
    assert_eq!(w.refused(&v, open("b", 301, 1)), Error::Ledger(ledger::Error::InsufficientLocked));
    assert_eq!(w.refused(&v, open("b", 1, u128::MAX)), Error::Desk(DeskError::Overflow));
    assert_eq!(w.refused(&v, open("b", 1, 10_000_100)), Error::Desk(DeskError::InsufficientCash), "1 % is 1,000.01");
    assert_eq!(w.refused(&v, open("a2", 1, 1)), Error::Desk(DeskError::InsufficientApproval));
    assert_eq!(w.refused(&v, open("stranger", 1, 1)), Error::Ledger(ledger::Error::ReceiverNotEligible));
    let message = w.registry.messages().freeze(who("b").account(), REASON, evidence());
    w.ok(&holder(Role::Court), message);
    assert_eq!(w.refused(&v, open("b", 1, 1)), Error::Ledger(ledger::Error::ReceiverFrozen));
    let opening = weir_types::bank_sale::Opening {
        id: 99,
        lock,
        venue: v.account(),
        seller: who("a").account(),
        buyer: who("b").account(),
        bank,
        batch: batch(),
        quantity: 1,
        amount: 1,
        mode: weir_types::settlement::TradeMode::Block,
    };
    for signer in [v.clone(), w.admin.clone(), who("a")] {
        let message = w.desk.messages().open(opening);
        assert_eq!(w.refused(&signer, message), DeskError::NotSettlement);
    }
    assert_eq!(w.cell("a").locked, 300, "nothing was split off");
}

#[test]
fn the_venue_cannot_take_back_what_it_gave_to_a_bank_sale() {
    let mut w = World::two_sides();
    let lock = w.lock("a", 300);
    let bank = holder(Role::Bank).account();
    let message = w.settlement.messages().open_bank(delivery(lock, "b", 200, 1_000), bank);
    let receipt = w.ok(&venue(), message);
    let split: ledger::events::LockSplit = receipt.event_of(w.ledger.address()).expect("a split");
    assert_eq!((split.lock, split.quantity), (lock, 200));
    let message = w.ledger.messages().unlock(lock);
    w.ok(&venue(), message);
    assert_eq!(w.cell("a").locked, 200, "the rest is settlement's");
    let message = w.ledger.messages().unlock(split.part);
    assert_eq!(w.refused(&venue(), message), ledger::Error::LockActive);
    let message = w.settlement.messages().deliver(delivery(split.part, "c", 200, 1));
    assert_eq!(w.refused(&venue(), message), Error::Ledger(ledger::Error::NotAllowed));
}

#[test]
fn terms_are_the_supervisors_within_bounds_and_for_sales_to_come() {
    let mut w = World::two_sides();
    let d = w.desk;
    let view = d.messages().terms(None);
    let (number, standard) = w.ask(view).expect("terms");
    assert_eq!((number, standard.filing, standard.deposit, standard.rate), (1, DAY, 1_000, 100));
    let old = w.open_sale("a", "b", 100, 1_000);
    let terms = Terms { filing: HOUR, deposit: 2_000, ..standard };
    for signer in [w.admin.clone(), who("a"), holder(Role::Depository), holder(Role::Arbiter), venue()] {
        assert_eq!(w.refused(&signer, d.messages().set_terms(terms)), DeskError::NotAllowed);
    }
    let supervisor = holder(Role::Supervisor);
    for bad in [Terms { filing: HOUR - 1, ..terms }, Terms { deposit: 0, ..terms }, Terms { rate: 2_001, ..terms }] {
        assert_eq!(w.refused(&supervisor, d.messages().set_terms(bad)), DeskError::BadTerms);
    }
    let receipt = w.ok(&supervisor, d.messages().set_terms(terms));
    let set: desk::events::TermsSet = receipt.event_of(d.address()).expect("an event");
    assert_eq!((set.id, set.terms, set.by), (2, terms, supervisor.account()));
    let new = w.open_sale("a", "b", 100, 1_000);
    assert_eq!((w.sale(old).0.deposit, w.sale(new).0.deposit), (1_000, 2_000));
    w.pass(HOUR);
    assert_eq!((w.sale(old).1, w.sale(new).1), (Phase::Filing, Phase::Due { share: 0, basis: Basis::Expired }));
    let view = d.messages().terms(Some(3));
    assert_eq!(w.ask(view), Err(DeskError::UnknownTerms));
}

#[test]
fn wiring_happens_once() {
    let mut w = World::deployed();
    let (d, l, c) = (w.desk.address(), w.ledger.address(), w.cash.address());
    let s = w.settlement;
    let admin = w.admin.clone();
    let bank = holder(Role::Bank).account();
    assert_eq!(w.refused(&venue(), s.messages().deliver(delivery(1, "b", 1, 1))), Error::NotWired);
    assert_eq!(w.refused(&venue(), s.messages().open_bank(delivery(1, "b", 1, 1), bank)), Error::NotWired);
    assert_eq!(w.refused(&venue(), s.messages().end_sale(1, bank, 1, true)), Error::NotWired);
    assert_eq!(w.refused(&venue(), s.messages().refund(1)), Error::NotWired);
    assert_eq!(w.refused(&venue(), s.messages().wire(d, l, c, vec![l])), Error::NotAllowed);
    assert_eq!(w.refused(&admin, s.messages().wire(d, l, c, vec![])), Error::BadVenues);
    assert_eq!(w.refused(&admin, s.messages().wire(d, l, c, vec![l; 9])), Error::BadVenues);
    w.ok(&admin, s.messages().wire(d, l, c, vec![l]));
    assert_eq!(w.refused(&admin, s.messages().wire(d, l, c, vec![l])), Error::AlreadyWired);
    let views = (s.messages().partners(), s.messages().desk(), s.messages().is_venue(l), s.messages().count());
    assert_eq!((w.ask(views.0), w.ask(views.1), w.ask(views.2), w.ask(views.3)), (Some((l, c)), Some(d), true, 0));
    let config = w.desk.messages().config();
    assert_eq!(w.ask(config).settlement, s.address());
}
