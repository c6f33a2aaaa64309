//! Questions, answers, fees.

use super::*;
use oracle::events::{RequestClosed, Requested};
use proptest::prelude::*;
use psp22::PSP22;
use weir_client::Hash;
use weir_types::oracle::request::{Said, MAX_TERM};
use weir_types::oracle::{RequestId, RequestState, RequestStatus};

/// Cash for an account, all of it approved to the oracle.
fn fund(s: &mut Scene, name: &str, amount: u128) {
    let message = s.w.cash.messages().mint(who(name).account(), amount);
    s.w.ok(&holder(Role::Bank), message);
    let message = s.w.cash.messages().approve(s.oracle.address(), u128::MAX);
    s.w.ok(&who(name), message);
}

/// A question of somebody's with a deadline in an hour; its number.
pub fn ask(s: &mut Scene, name: &str, fee: u128) -> RequestId {
    fund(s, name, fee);
    let deadline = s.w.now() + HOUR;
    let message = s.oracle.messages().request(evidence(), fee, deadline);
    let receipt = s.w.ok(&who(name), message);
    let event: Requested = receipt.event_of(s.oracle.address()).expect("a request");
    assert_eq!(
        (event.asker, event.question, event.fee, event.deadline),
        (who(name).account(), evidence(), fee, deadline)
    );
    event.id
}

/// An answer with source and proof, observed now.
pub fn said(w: &mut World) -> Said {
    let [answer, source, proof] = [1, 2, 3].map(|n| Hash::from([n; 32]));
    Said { answer, source, observed: w.now(), proof }
}

fn cash(s: &mut Scene, account: AccountId) -> u128 {
    let message = s.w.cash.messages().balance_of(account);
    s.w.ask(message)
}

fn held(s: &mut Scene) -> (u64, u128) {
    let message = s.oracle.messages().request_totals();
    s.w.ask(message)
}

#[track_caller]
fn refused(s: &mut Scene, name: &str, id: RequestId, said: Said) -> Error {
    let message = s.oracle.messages().fulfil(id, said);
    s.w.refused(&who(name), message)
}

fn status(s: &mut Scene, id: RequestId) -> (RequestState, RequestStatus) {
    let message = s.oracle.messages().request_of(id);
    let (request, status) = s.w.ask(message).expect("a request");
    (request.state, status)
}

#[test]
fn an_answer_earns_the_fee_once() {
    let mut s = scene();
    let id = ask(&mut s, "a", 500);
    let own = s.oracle.address();
    assert_eq!((id, held(&mut s), cash(&mut s, own)), (1, (1, 500), 500));
    s.w.pass(HOUR - 1);
    let reply = said(&mut s.w);
    let message = s.oracle.messages().fulfil(id, reply);
    let receipt = s.w.ok(&who("r1"), message);
    let closed: RequestClosed = receipt.event_of(own).expect("an answer");
    assert_eq!((closed.id, closed.paid, closed.fee), (id, who("r1").account(), 500));
    let RequestState::Fulfilled(kept) = closed.state else { panic!("{:?}", closed.state) };
    assert_eq!((kept.answer, kept.source, kept.proof), (reply.answer, reply.source, reply.proof));
    assert_eq!((kept.observed, kept.at, kept.reporter), (reply.observed, s.w.now(), who("r1").account()));
    assert_eq!(status(&mut s, id), (closed.state, RequestStatus::Fulfilled));
    assert_eq!((held(&mut s), cash(&mut s, own), cash(&mut s, who("r1").account())), ((1, 0), 0, 500));
    assert_eq!(refused(&mut s, "r2", id, reply), Error::RequestClosed);
    let message = s.oracle.messages().expire(id);
    assert_eq!(s.w.refused(&who("a"), message), Error::RequestClosed);
}

#[test]
fn late_unsolicited_and_empty_answers_are_refused() {
    let mut s = scene();
    let reply = said(&mut s.w);
    assert_eq!(refused(&mut s, "r1", 1, reply), Error::UnknownRequest);
    assert_eq!(refused(&mut s, "r1", 0, reply), Error::UnknownRequest);
    let id = ask(&mut s, "a", 500);
    let none = Hash::from([0; 32]);
    for bad in [
        Said { source: none, ..reply },
        Said { proof: none, ..reply },
        Said { observed: reply.observed + 1, ..reply },
        Said { observed: u64::MAX, ..reply },
    ] {
        assert_eq!(refused(&mut s, "r1", id, bad), Error::BadReply);
    }
    let message = s.oracle.messages().expire(id);
    assert_eq!(s.w.refused(&who("a"), message), Error::RequestActive);
    s.w.pass(HOUR);
    assert_eq!(refused(&mut s, "r1", id, reply), Error::RequestExpired);
    assert_eq!(
        status(&mut s, id),
        (RequestState::Open, RequestStatus::Expired),
        "shown as expired before anybody pays back"
    );
    let message = s.oracle.messages().expire(id);
    let receipt = s.w.ok(&who("stranger"), message);
    let closed: RequestClosed = receipt.event_of(s.oracle.address()).expect("an end");
    assert_eq!((closed.state, closed.paid, closed.fee), (RequestState::Expired, who("a").account(), 500));
    assert_eq!((held(&mut s), cash(&mut s, who("a").account())), ((1, 0), 500));
    let message = s.oracle.messages().expire(id);
    assert_eq!(s.w.refused(&who("a"), message), Error::RequestClosed);
    assert_eq!(refused(&mut s, "r1", id, reply), Error::RequestClosed);
    let message = s.oracle.messages().expire(9);
    assert_eq!(s.w.refused(&who("a"), message), Error::UnknownRequest);
}

#[test]
fn nobody_answers_themselves_or_their_group() {
    let mut s = scene();
    let id = ask(&mut s, "r1", 500);
    let reply = said(&mut s.w);
    assert_eq!(refused(&mut s, "r1", id, reply), Error::NotIndependent);
    assert_eq!(refused(&mut s, "r1s", id, reply), Error::NotIndependent);
    let message = s.oracle.messages().fulfil(id, reply);
    s.w.ok(&who("r2"), message);
}

#[test]
fn a_question_needs_a_fee_a_deadline_and_the_money() {
    let mut s = scene();
    let now = s.w.now();
    let request = |s: &Scene, fee, deadline| s.oracle.messages().request(evidence(), fee, deadline);
    for (fee, deadline, error) in [
        (0, now + HOUR, Error::ZeroFee),
        (1, now, Error::BadDeadline),
        (1, 0, Error::BadDeadline),
        (1, now + MAX_TERM + 1, Error::BadDeadline),
        (1, u64::MAX, Error::BadDeadline),
        (1, now + HOUR, Error::InsufficientApproval),
        (u128::MAX, now + HOUR, Error::InsufficientApproval),
    ] {
        let message = request(&s, fee, deadline);
        assert_eq!(s.w.refused(&who("a"), message), error, "{fee} {deadline}");
    }
    fund(&mut s, "a", 10);
    let message = request(&s, 11, now + HOUR);
    assert_eq!(s.w.refused(&who("a"), message), Error::InsufficientCash);
    let message = request(&s, u128::MAX, now + HOUR);
    assert_eq!(s.w.refused(&who("a"), message), Error::InsufficientCash);
    assert_eq!(held(&mut s), (0, 0));
    let message = request(&s, 10, now + MAX_TERM);
    s.w.ok(&who("a"), message);
    let message = request(&s, u128::MAX, now + HOUR);
    assert_eq!(s.w.refused(&who("a"), message), Error::Overflow, "more than can be held");
    assert_eq!(held(&mut s), (1, 10));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]
    /// Whatever is asked, answered, expired in whatever order: the oracle's cash is the fees of the open requests, and each
    /// asker and reporter has what the records say.
    #[test]
    fn fees_are_conserved(steps in proptest::collection::vec((0u8..3, 0u64..12, 1u128..100, 0u64..HOUR), 60)) {
        let mut s = scene();
        let (asker, reporter) = (who("a"), who("r2"));
        fund(&mut s, "a", 10_000);
        for (what, id, fee, wait) in steps {
            s.w.pass(wait / 2);
            let deadline = s.w.now() + HOUR;
            let reply = said(&mut s.w);
            // Refusals are part of it: what counts is what is left.
            let _ = match what {
                0 => s.w.chain.send(vec![call(&asker, s.oracle.messages().request(evidence(), fee, deadline))]),
                1 => s.w.chain.send(vec![call(&reporter, s.oracle.messages().fulfil(id, reply))]),
                _ => s.w.chain.send(vec![call(&reporter, s.oracle.messages().expire(id))]),
            };
            let (count, held) = held(&mut s);
            let (mut open, mut earned) = (0, 0);
            for id in 1..=count {
                let message = s.oracle.messages().request_of(id);
                let (request, _) = s.w.ask(message).expect("a request");
                match request.state {
                    RequestState::Open => open += request.fee,
                    RequestState::Fulfilled(_) => earned += request.fee,
                    RequestState::Expired => {}
                }
            }
            let own = s.oracle.address();
            prop_assert_eq!((held, cash(&mut s, own)), (open, open));
            prop_assert_eq!(cash(&mut s, reporter.account()), earned);
            prop_assert_eq!(cash(&mut s, asker.account()), 10_000 - open - earned);
        }
    }
}

fn call<M: weir_client::Message>(signer: &Signer, message: M) -> weir_client::Call {
    let prepared = message.prepare();
    weir_client::Call { signer: signer.clone(), dest: prepared.dest, data: prepared.data, value: 0 }
}
