use crate::data::{sum, Action, Outcome, Proposal};
use crate::{Config, Error, Issuer};
use ink::env::test::{default_accounts, set_caller};
use ink::env::DefaultEnvironment;
use weir_rules::allocation::cap::Source;
use weir_types::{AccountId, Quantity};

fn id(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

#[test]
fn an_action_tells_what_it_issues_and_to_whom() {
    let lines = || vec![(id(1), 5), (id(2), 7)];
    /// Action, what it issues, what it moves, receivers among 1 to 3.
    type Row = (Action, Option<(Source, Quantity)>, Quantity, &'static [u8]);
    let table: [Row; 6] = [
        (Action::Given(lines()), Some((Source::Given, 12)), 0, &[1, 2]),
        (Action::ProRata(lines()), Some((Source::Pool, 12)), 0, &[1, 2]),
        (Action::Forfeit(id(3), 4), Some((Source::Pool, 4)), 0, &[]),
        (Action::Reserve(6), Some((Source::Reserve, 6)), 0, &[]),
        (Action::Release(id(3), 8), None, 8, &[3]),
        (Action::CancelReserve(9), None, 9, &[]),
    ];
    for (action, issues, moves, receivers) in table {
        assert_eq!(action.issues(), Ok(issues));
        assert_eq!(action.moves(), moves);
        for n in 1..=3 {
            assert_eq!(action.benefits(id(n)), receivers.contains(&n), "{action:?} {n}");
        }
    }
}

#[test]
fn a_proposal_ends_at_the_right_word_and_time() {
    let batch = "CO2-UK-2021-001".parse().unwrap();
    let proposal = Proposal { batch, action: Action::Reserve(1), proposer: id(1), expires: 100 };
    let end = |outcome, caller, now| proposal.may_end(outcome, id(caller), now);
    assert_eq!(end(Outcome::Rejected(0), 2, 0), Err(Error::MissingReason));
    assert_eq!(end(Outcome::Rejected(1), 2, 100), Ok(()));
    assert_eq!(end(Outcome::Withdrawn, 2, 100), Err(Error::NotAllowed));
    assert_eq!(end(Outcome::Withdrawn, 1, 0), Ok(()));
    assert_eq!(end(Outcome::Expired, 1, 99), Err(Error::NotExpired));
    assert_eq!(end(Outcome::Expired, 2, 100), Ok(()));
}

#[test]
fn a_sum_that_leaves_its_range_is_refused() {
    assert_eq!(sum(&[(id(1), Quantity::MAX), (id(2), 1)]), Err(Error::Overflow));
    assert_eq!(sum(&[]), Ok(0));
}

#[ink::test]
fn the_term_is_the_administrators_and_never_zero() {
    let who = default_accounts::<DefaultEnvironment>();
    set_caller::<DefaultEnvironment>(who.alice);
    let config = Config { registry: id(8), ledger: id(9), term: 1_000 };
    assert_eq!(Issuer::new(Config { term: 0, ..config }).err(), Some(Error::BadTerm));
    let mut issuer = Issuer::new(config).unwrap();
    assert_eq!((issuer.config(), issuer.admin()), (config, who.alice));
    assert_eq!(issuer.set_term(0), Err(Error::BadTerm));
    assert_eq!(issuer.set_term(2_000), Ok(()));
    assert_eq!(issuer.config().term, 2_000);
    set_caller::<DefaultEnvironment>(who.bob);
    assert_eq!(issuer.set_term(1), Err(Error::NotAllowed));
    assert_eq!(issuer.propose_admin(who.bob), Err(Error::NotAllowed));
    assert_eq!(issuer.accept_admin(), Err(Error::NotPending));
    assert_eq!(issuer.expire(1), Err(Error::UnknownProposal));
    assert_eq!(issuer.withdraw(1), Err(Error::UnknownProposal));
    assert_eq!(issuer.proposal_count(), 0);
}
