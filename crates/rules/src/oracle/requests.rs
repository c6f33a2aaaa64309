//! Questions: asked against a fee, answered once and in time, or paid back.

use weir_types::oracle::request::MAX_TERM;
use weir_types::oracle::{Error, Reply, Request, RequestState, RequestStatus};
use weir_types::{AccountId, Hash, Money, Timestamp};

/// A request, if its fee and deadline will do.
pub fn open(
    asker: AccountId,
    question: Hash,
    fee: Money,
    deadline: Timestamp,
    now: Timestamp,
) -> Result<Request, Error> {
    if fee == 0 {
        return Err(Error::ZeroFee);
    }
    if deadline <= now || deadline.saturating_sub(now) > MAX_TERM {
        return Err(Error::BadDeadline);
    }
    Ok(Request { asker, question, fee, deadline, state: RequestState::Open })
}

/// Answers a request.
pub fn fulfil(request: &mut Request, reply: Reply) -> Result<(), Error> {
    check_open(request)?;
    if reply.at >= request.deadline {
        return Err(Error::RequestExpired);
    }
    let none = Hash::default();
    if reply.source == none || reply.proof == none || reply.observed > reply.at {
        return Err(Error::BadReply);
    }
    request.state = RequestState::Fulfilled(reply);
    Ok(())
}

/// Closes a request that ran out.
pub fn expire(request: &mut Request, now: Timestamp) -> Result<(), Error> {
    check_open(request)?;
    if now < request.deadline {
        return Err(Error::RequestActive);
    }
    request.state = RequestState::Expired;
    Ok(())
}

/// How it stands now.
pub fn status(request: &Request, now: Timestamp) -> RequestStatus {
    match request.state {
        RequestState::Fulfilled(_) => RequestStatus::Fulfilled,
        RequestState::Open if now < request.deadline => RequestStatus::Open,
        _ => RequestStatus::Expired,
    }
}

fn check_open(request: &Request) -> Result<(), Error> {
    match request.state {
        RequestState::Open => Ok(()),
        _ => Err(Error::RequestClosed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reply(at: Timestamp) -> Reply {
        let [answer, source, proof] = [1, 2, 3].map(|n| Hash::from([n; 32]));
        Reply { answer, source, observed: at, proof, reporter: AccountId::from([9; 32]), at }
    }

    fn asked() -> Request {
        open(AccountId::from([1; 32]), Hash::default(), 5, 100, 10).unwrap()
    }

    #[test]
    fn fee_and_deadline_are_checked() {
        let ask = |fee, deadline| open(AccountId::from([1; 32]), Hash::default(), fee, deadline, 10);
        assert_eq!(ask(0, 100), Err(Error::ZeroFee));
        assert_eq!(ask(1, 10), Err(Error::BadDeadline));
        assert_eq!(ask(1, 10 + MAX_TERM + 1), Err(Error::BadDeadline));
        assert_eq!(ask(1, u64::MAX), Err(Error::BadDeadline));
        assert!(ask(1, 11).is_ok() && ask(u128::MAX, 10 + MAX_TERM).is_ok());
    }

    #[test]
    fn an_answer_comes_once_and_in_time() {
        let mut request = asked();
        assert_eq!(fulfil(&mut request, reply(100)), Err(Error::RequestExpired));
        assert_eq!(fulfil(&mut request, Reply { proof: Hash::default(), ..reply(50) }), Err(Error::BadReply));
        assert_eq!(fulfil(&mut request, Reply { source: Hash::default(), ..reply(50) }), Err(Error::BadReply));
        assert_eq!(fulfil(&mut request, Reply { observed: 51, ..reply(50) }), Err(Error::BadReply));
        assert_eq!(request, asked(), "what is refused changes nothing");
        assert_eq!(fulfil(&mut request, reply(99)), Ok(()));
        assert_eq!(fulfil(&mut request, reply(99)), Err(Error::RequestClosed));
        assert_eq!(expire(&mut request, 1_000), Err(Error::RequestClosed));
        assert_eq!(status(&request, 1_000), RequestStatus::Fulfilled);
    }

    #[test]
    fn what_is_not_answered_is_paid_back_once() {
        let mut request = asked();
        assert_eq!(expire(&mut request, 99), Err(Error::RequestActive));
        assert_eq!((status(&request, 99), status(&request, 100)), (RequestStatus::Open, RequestStatus::Expired));
        assert_eq!(expire(&mut request, 100), Ok(()));
        assert_eq!(expire(&mut request, 100), Err(Error::RequestClosed));
        assert_eq!(fulfil(&mut request, reply(50)), Err(Error::RequestClosed));
    }

    proptest! {
        /// Whatever is tried when, a request pays its fee to nobody or to exactly one.
        #[test]
        fn a_fee_is_paid_once(tries in proptest::collection::vec((any::<bool>(), 0u64..200), 0..20)) {
            let (mut request, mut paid) = (asked(), 0u8);
            for (answer, at) in tries {
                let done = if answer { fulfil(&mut request, reply(at)) } else { expire(&mut request, at) };
                paid += u8::from(done.is_ok());
                prop_assert_eq!(paid > 0, request.state != RequestState::Open);
            }
            prop_assert!(paid <= 1);
        }
    }
}
