//! market/cash and the PSP22 facade of a batch on drink.

use cash::Error;
use psp22::{PSP22Error, PSP22Metadata as _, PSP22 as _};
use weir_client::Contract;
use weir_suite::*;
use weir_types::Role;

fn liability(w: &mut World) -> cash::Liability {
    let message = w.cash.messages().liability_of(holder(Role::Bank).account());
    w.ask(message)
}

fn total(w: &mut World) -> u128 {
    let message = w.cash.messages().total_supply();
    w.ask(message)
}

#[test]
fn banks_mint_and_burn_against_their_own_liability() {
    let mut w = World::new();
    let (c, bank, b) = (w.cash, holder(Role::Bank), who("b").account());
    for signer in [w.admin.clone(), who("a"), holder(Role::Regulator)] {
        assert_eq!(w.refused(&signer, c.messages().mint(b, 1)), Error::NotBank);
    }
    assert_eq!(w.refused(&bank, c.messages().mint(b, 0)), Error::ZeroAmount);
    w.ok(&bank, c.messages().mint(b, 1_000));
    assert_eq!((liability(&mut w).outstanding, total(&mut w)), (1_000, 1_000));
    assert_eq!(w.refused(&bank, c.messages().mint(b, u128::MAX)), Error::Overflow);
    assert_eq!(w.refused(&bank, c.messages().burn(1)), Error::InsufficientBalance, "the money is the holder's");
    w.ok(&who("b"), c.messages().transfer(bank.account(), 400, vec![]));
    w.ok(&bank, c.messages().burn(400));
    assert_eq!((liability(&mut w).outstanding, total(&mut w)), (600, 600));
}

#[test]
fn a_redemption_is_paid_declined_or_taken_back() {
    let mut w = World::new();
    let (c, bank) = (w.cash, holder(Role::Bank));
    let b = who("b");
    w.ok(&bank, c.messages().mint(b.account(), 1_000));
    let request = |w: &mut World, amount| {
        let message = c.messages().request_redemption(bank.account(), amount, evidence());
        w.ok(&b, message);
    };
    request(&mut w, 300);
    assert_eq!((cash_of(&mut w, "b"), total(&mut w)), (700, 1_000));
    assert!(matches!(
        w.refused(&who("a"), c.messages().confirm_redemption(1, evidence())),
        Error::NotAllowed | Error::NotBank
    ));
    w.ok(&bank, c.messages().confirm_redemption(1, evidence()));
    assert_eq!((liability(&mut w).outstanding, total(&mut w)), (700, 700));
    assert_eq!(w.refused(&bank, c.messages().confirm_redemption(1, evidence())), Error::UnknownRedemption);

    request(&mut w, 200);
    assert_eq!(w.refused(&b, c.messages().cancel_redemption(2)), Error::DeadlineNotReached);
    w.pass(TERM);
    assert_eq!(w.refused(&bank, c.messages().confirm_redemption(2, evidence())), Error::DeadlinePassed);
    w.ok(&b, c.messages().cancel_redemption(2));
    assert_eq!((cash_of(&mut w, "b"), liability(&mut w).pending), (700, 0));

    let nobody = who("a").account();
    let message = c.messages().request_redemption(nobody, 1, evidence());
    assert_eq!(w.refused(&b, message), Error::InsufficientLiability, "who owes nothing redeems nothing");
    let message = c.messages().request_redemption(bank.account(), 701, evidence());
    assert!(matches!(w.refused(&b, message), Error::InsufficientBalance | Error::InsufficientLiability));
}

/// Defects 2, 3 and 4: the admin was never set, transfers asked nobody, approvals had no event.
#[test]
fn predecessor_2_3_4_only_the_holder_or_whom_it_approved_moves_cash() {
    let mut w = World::new();
    let (c, b, a) = (w.cash, who("b"), who("a"));
    w.ok(&holder(Role::Bank), c.messages().mint(b.account(), 100));
    for signer in [w.admin.clone(), a.clone(), holder(Role::Bank)] {
        let message = c.messages().transfer_from(b.account(), signer.account(), 1, vec![]);
        assert_eq!(w.refused(&signer, message), PSP22Error::InsufficientAllowance);
    }
    let receipt = w.ok(&b, c.messages().approve(a.account(), 60));
    assert!(receipt.event_of::<psp22::Approval>(c.address()).is_ok());
    w.ok(&a, c.messages().transfer_from(b.account(), a.account(), 60, vec![]));
    let message = c.messages().transfer_from(b.account(), a.account(), 1, vec![]);
    assert_eq!(w.refused(&a, message), PSP22Error::InsufficientAllowance);
    assert_eq!((cash_of(&mut w, "a"), cash_of(&mut w, "b"), total(&mut w)), (60, 40, 100));
    assert!(w.ask(c.messages().admin()).is_some_and(|admin| admin.current == w.admin.account()));
}

fn facade(w: &mut World) -> Contract<facade::FacadeRef> {
    let admin = w.admin.clone();
    let constructor = facade::FacadeRef::new(w.ledger.address(), batch());
    let facade = make(&mut w.chain, &admin, "facade", constructor);
    let message = w.ledger.messages().register_facade(batch(), facade.address());
    w.ok(&admin, message);
    facade
}

#[test]
fn a_batch_is_a_token_for_those_who_know_only_psp22() {
    let mut w = World::new();
    w.issue(&[("a", 1_000)]);
    let f = facade(&mut w);
    assert_eq!(w.ask(f.messages().token_name()).as_deref(), Some("CO2-UK-2021-001"));
    assert_eq!(w.ask(f.messages().token_decimals()), 3);
    assert_eq!(
        (w.ask(f.messages().total_supply()), w.ask(f.messages().balance_of(who("a").account()))),
        (1_000, 1_000)
    );
    let receipt = w.ok(&who("a"), f.messages().transfer(who("a2").account(), 400, vec![]));
    assert!(receipt.event_of::<psp22::Transfer>(f.address()).is_ok());
    assert_eq!(w.ask(f.messages().balance_of(who("a2").account())), 400);
    let message = f.messages().transfer(who("a2").account(), 601, vec![]);
    assert_eq!(w.refused(&who("a"), message), PSP22Error::InsufficientBalance);
    let message = f.messages().transfer(who("b").account(), 1, vec![]);
    assert!(matches!(w.refused(&who("a"), message), PSP22Error::Custom(_)), "the rules hold through the facade too");
    w.ok(&who("a"), f.messages().approve(who("b").account(), 100));
    w.ok(&who("b"), f.messages().transfer_from(who("a").account(), who("a2").account(), 70, vec![]));
    assert_eq!(w.ask(f.messages().allowance(who("a").account(), who("b").account())), 30);
}

#[test]
fn a_facade_is_named_once_and_is_of_the_wired_code() {
    let mut w = World::new();
    w.issue(&[("a", 1_000)]);
    let l = w.ledger;
    let admin = w.admin.clone();
    let impostor = w.exchange.address();
    assert_eq!(w.refused(&admin, l.messages().register_facade(batch(), impostor)), ledger::Error::NotFacade);
    assert_eq!(w.refused(&who("a"), l.messages().register_facade(batch(), impostor)), ledger::Error::NotAllowed);
    let f = facade(&mut w);
    assert_eq!(w.refused(&admin, l.messages().register_facade(batch(), f.address())), ledger::Error::FacadeExists);
}
