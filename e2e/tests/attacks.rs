//! Attacks sent by subxt to the real node: on the plain contract the attacker's goal is reached, on its guarded build
//! the call is rolled back, and `weir guard explain` says why. The same attacks run in the process in
//! crates/cli/tests/guard_attacks.rs.

mod town;

use town::{Sent, State, Town};

/// The transaction went through, and changed something.
fn succeeded(sent: &Sent) {
    assert!(sent.success && sent.error.is_none(), "{sent:?}");
    assert!(sent.events.contains(&"Contracts.Called".to_owned()), "{sent:?}");
}

/// The transaction failed as a revert: the contract answered, its changes are undone, and no contract's event is left.
fn rolled_back(sent: &Sent) {
    assert_eq!(sent.error.as_deref(), Some("Contracts::ContractReverted"), "{sent:?}");
    assert!(!sent.success && sent.events.last().map(String::as_str) == Some("System.ExtrinsicFailed"), "{sent:?}");
    let of_contracts: Vec<_> = sent.events.iter().filter(|event| event.starts_with("Contracts.")).collect();
    assert!(of_contracts.is_empty(), "{sent:?}");
}

/// The explanation names contract, message and function.
fn explained(town: &Town, sent: &Sent, message: &str, words: &str) {
    let told = town.explain(sent);
    assert!(told.starts_with(&format!("bank.{message}: ")) && told.contains(words), "{told}");
}

#[test]
fn what_is_meant_to_be_done_is_done_by_both() {
    let town = Town::share();
    let [plain, guarded] = town.both(|bank| {
        succeeded(&bank.batch(2, 10));
        // The bank's own refusal is its own: the guard adds nothing to it.
        rolled_back(&bank.batch(2, 60));
        let paid = bank.withdraw_for_customer();
        (bank.state(), paid)
    });
    assert_eq!(plain.0, State { balance: 80, credit: 0, given_away: 20, paid_out: 10 });
    assert_eq!(guarded.0, plain.0);
    succeeded(&plain.1);
    succeeded(&guarded.1);
}

/// Class 1: the bank pays before it forgets what it owes.
#[test]
fn reentrancy() {
    let town = Town::share();
    let [plain, guarded] = town.both(|bank| {
        let (robber, account): (_, [u8; 32]) = (bank.robber, *bank.account.as_ref());
        let sent = bank.send_to(robber, 9, &account);
        (bank.state().paid_out, sent)
    });
    assert_eq!(plain.0, 20, "10 are owed, paid twice");
    succeeded(&plain.1);
    assert!(guarded.0 <= 10, "paid {}", guarded.0);
    // The robber's own transaction goes through: it is the frame in the middle of the bank's call that is undone.
    succeeded(&guarded.1);
}

/// Class 4: the product of a batch wraps; the balance test passes. It takes the probe.
#[test]
fn overflow() {
    let town = Town::share();
    let [plain, guarded] = town.both(|bank| {
        let sent = bank.batch(1 << 16, 1 << 16);
        (bank.state().given_away, sent)
    });
    assert_eq!(plain.0, 1 << 32, "four thousand million given away, of 100");
    succeeded(&plain.1);
    assert_eq!(guarded.0, 0);
    rolled_back(&guarded.1);
    explained(&town, &guarded.1, "batch", "call");
}

/// Class 6: anybody can replace the code.
#[test]
fn open_set_code_hash() {
    let town = Town::share();
    let [plain, guarded] = town.both(|bank| {
        let before = bank.code_hash();
        let code: [u8; 32] = bank.robber_code.into();
        let sent = bank.send(3, &code);
        (bank.code_hash() != before, sent)
    });
    assert_eq!([plain.0, guarded.0], [true, false]);
    succeeded(&plain.1);
    assert!(plain.1.events.contains(&"Contracts.ContractCodeUpdated".to_owned()), "{:?}", plain.1);
    rolled_back(&guarded.1);
    explained(&town, &guarded.1, "take_code", "call");
}

/// Class 7: anybody can end the contract.
#[test]
fn open_terminate() {
    let town = Town::share();
    let [plain, guarded] = town.both(|bank| {
        let to = bank.alice();
        let sent = bank.send(4, &to);
        (bank.code_hash().is_none(), sent)
    });
    assert_eq!([plain.0, guarded.0], [true, false]);
    succeeded(&plain.1);
    assert!(plain.1.events.contains(&"Contracts.Terminated".to_owned()), "{:?}", plain.1);
    rolled_back(&guarded.1);
    explained(&town, &guarded.1, "end", "call");
}

/// Class 15: what was meant for the inside is a message.
#[test]
fn internal_helper_exposed() {
    let town = Town::share();
    let [plain, guarded] = town.both(|bank| {
        let sent = bank.send(5, &900_u32.to_le_bytes());
        (bank.state().balance, sent)
    });
    assert_eq!([plain.0, guarded.0], [1_000, 100]);
    succeeded(&plain.1);
    rolled_back(&guarded.1);
    explained(&town, &guarded.1, "mint", "call");
}
