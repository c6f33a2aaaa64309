//! The references, the terms, the split; and the docket under every entry in every phase.

use super::terms::last_deadline;
use super::*;
use weir_types::bank_sale::Entry;
use weir_types::settlement::TradeMode;
use weir_types::units::DAY_MS;
use weir_types::{Capability, Hash, Role};

const HOUR: Timestamp = MIN_WINDOW;

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn hash(n: u8) -> Hash {
    Hash::from([n; 32])
}

const BUYER: u8 = 1;
const SELLER: u8 = 2;
const BANK: u8 = 3;
const ARBITER: u8 = 4;
const OTHER_ARBITER: u8 = 5;
const DEPOSITORY: u8 = 6;
const REFERENCE: &[u8] = b"GB29NWBK60161331";

/// Windows of 1, 2, 3… hours, so that no two are mixed up; a day to carry out.
fn terms() -> Terms {
    Terms {
        filing: HOUR,
        confirming: 2 * HOUR,
        disputing: 3 * HOUR,
        ruling: 4 * HOUR,
        appealing: 5 * HOUR,
        withholding: 6 * HOUR,
        enforcing: DAY_MS,
        deposit: 50,
        rate: 100,
    }
}

/// 1,001 kg for 100.00, opened at time 0; both have deposited nothing but the buyer's 1.00.
fn sale() -> Sale {
    Sale {
        seller: account(SELLER),
        buyer: account(BUYER),
        bank: account(BANK),
        venue: account(9),
        batch: "CO2-UK-2021-001".parse().unwrap(),
        mode: TradeMode::Block,
        lock: 7,
        quantity: 1_001,
        amount: 10_000,
        opened: 0,
        terms: 1,
        deposit: 100,
        buyer_stake: 100,
        seller_stake: 0,
        reference: Vec::new(),
        confirmed: false,
        conceded: None,
        dispute: None,
        appeal: None,
        withheld: None,
        ended: None,
    }
}

fn put(sale: &mut Sale, entry: Entry, by: u8, now: Timestamp) -> Result<u128, Error> {
    enter(sale, &terms(), &entry, account(by), now)
}

fn filed() -> Sale {
    let mut sale = sale();
    put(&mut sale, Entry::Filed(REFERENCE.to_vec()), BUYER, 0).unwrap();
    sale
}

fn disputed_at(by: u8, now: Timestamp) -> Sale {
    let mut sale = filed();
    put(&mut sale, Entry::Disputed(hash(1)), by, now).unwrap();
    sale
}

/// Disputed by the buyer at once, ruled an hour later.
fn ruled(share: u32) -> Sale {
    let mut sale = disputed_at(BUYER, 0);
    put(&mut sale, Entry::Taken, ARBITER, 1).unwrap();
    put(&mut sale, Entry::Ruled { share, reasons: hash(2) }, ARBITER, HOUR).unwrap();
    sale
}

fn at(sale: &Sale, now: Timestamp) -> Phase {
    phase(sale, &terms(), now).unwrap()
}

fn due(share: u32, basis: Basis) -> Phase {
    Phase::Due { share, basis }
}

/// Units to the buyer, cents to the buyer, cents to the seller, why.
fn ends(sale: &Sale, now: Timestamp) -> Result<(u128, u128, u128, Basis), Error> {
    outcome(sale, &terms(), now).map(|out| {
        assert_eq!(out.delivered + out.returned, sale.quantity);
        assert_eq!(out.to_buyer + out.to_seller, sale.buyer_stake + sale.seller_stake);
        (out.delivered, out.to_buyer, out.to_seller, out.basis)
    })
}

#[test]
fn a_reference_is_one_however_it_is_typed() {
    let one = normalise(b"gb29 NWBK-6016 1331").unwrap();
    assert_eq!(one, REFERENCE);
    assert_eq!(normalise(&one), Ok(one.clone()));
    for typed in
        [&b"12345"[..], b"", b"- - - -", b"12345 -", b"AB_1234", b"AB\t12345", "ＡＢ12345".as_bytes(), b"A/B12345"]
    {
        assert_eq!(normalise(typed), Err(Error::BadReference), "{typed:?}");
    }
    assert_eq!(normalise(&[b'7'; MAX_REFERENCE]).map(|r| r.len()), Ok(MAX_REFERENCE));
    assert_eq!(normalise(&[b'7'; MAX_REFERENCE + 1]), Err(Error::BadReference));
    assert_eq!(normalise(&[b' '; 10_000]), Err(Error::BadReference));
}

#[test]
fn terms_keep_to_their_bounds() {
    assert_eq!(check_terms(&standard()), Ok(()));
    assert_eq!(check_terms(&terms()), Ok(()));
    let bad = [
        Terms { filing: MIN_WINDOW - 1, ..terms() },
        Terms { confirming: MAX_WINDOW + 1, ..terms() },
        Terms { disputing: 0, ..terms() },
        Terms { ruling: Timestamp::MAX, ..terms() },
        Terms { appealing: 0, ..terms() },
        Terms { withholding: MAX_WINDOW + 1, ..terms() },
        Terms { enforcing: MIN_ENFORCING - 1, ..terms() },
        Terms { deposit: 0, ..terms() },
        Terms { deposit: MAX_DEPOSIT + 1, ..terms() },
        Terms { rate: MAX_RATE + 1, ..terms() },
    ];
    for terms in bad {
        assert_eq!(check_terms(&terms), Err(Error::BadTerms), "{terms:?}");
    }
}

#[test]
fn a_deposit_is_a_part_of_the_amount_and_never_nothing() {
    assert_eq!(opening(&terms(), 1, 1), Ok(50));
    assert_eq!(opening(&terms(), 1, 5_000), Ok(50));
    assert_eq!(opening(&terms(), 1, 5_199), Ok(51), "1 % of 51.99, rounded down");
    assert_eq!(opening(&terms(), u64::MAX.into(), u64::MAX.into()), Ok(u128::from(u64::MAX / 100)));
    assert_eq!(opening(&terms(), 1 << 64, 1), Err(Error::Overflow));
    assert_eq!(opening(&terms(), 1, u128::MAX), Err(Error::Overflow));
}

#[test]
fn time_alone_ends_what_nobody_pays_or_confirms() {
    let open = sale();
    assert_eq!((at(&open, HOUR - 1), at(&open, HOUR)), (Phase::Filing, due(0, Basis::Expired)));
    assert_eq!(ends(&open, HOUR - 1), Err(Error::NotDue));
    assert_eq!(ends(&open, HOUR), Ok((0, 0, 100, Basis::Expired)), "the deposit is the seller's");
    let sale = filed();
    assert_eq!((at(&sale, 3 * HOUR - 1), at(&sale, 3 * HOUR)), (Phase::Confirming, Phase::Objecting));
    assert_eq!((at(&sale, 6 * HOUR - 1), at(&sale, 6 * HOUR)), (Phase::Objecting, due(0, Basis::Expired)));
    assert_eq!(ends(&sale, 6 * HOUR), Ok((0, 0, 100, Basis::Expired)));
}

#[test]
fn the_bank_confirms_in_its_time_and_the_seller_at_any() {
    let mut open = sale();
    assert_eq!(put(&mut open, Entry::Confirmed, BANK, 0), Err(Error::NoReference));
    let mut sale = filed();
    assert_eq!(put(&mut sale.clone(), Entry::Confirmed, BANK, 3 * HOUR), Err(Error::TooLate));
    assert_eq!(put(&mut sale.clone(), Entry::Confirmed, BANK, 6 * HOUR), Err(Error::TooLate));
    assert_eq!(put(&mut sale, Entry::Confirmed, BANK, 3 * HOUR - 1), Ok(0));
    assert_eq!(put(&mut sale, Entry::Confirmed, BANK, 3 * HOUR - 1), Err(Error::AlreadyConfirmed));
    assert_eq!(ends(&sale, 3 * HOUR), Ok((1_001, 100, 0, Basis::Confirmed)));
    for now in [0, HOUR - 1, HOUR, 6 * HOUR] {
        let mut sale = open.clone();
        assert_eq!(put(&mut sale, Entry::Confirmed, SELLER, now), Ok(0));
        assert_eq!(put(&mut sale, Entry::Confirmed, SELLER, now), Err(Error::WrongPhase), "once");
        assert_eq!(ends(&sale, now), Ok((1_001, 100, 0, Basis::Accepted)));
    }
    let mut ruled = ruled(0);
    put(&mut ruled, Entry::Confirmed, SELLER, HOUR).unwrap();
    assert_eq!(at(&ruled, HOUR), due(10_000, Basis::Accepted), "who gives in needs no ruling");
}

#[test]
fn a_buyer_who_withdraws_loses_units_and_deposit() {
    let mut sale = filed();
    put(&mut sale, Entry::Withdrawn, BUYER, 5).unwrap();
    assert_eq!(
        put(&mut sale, Entry::Confirmed, SELLER, 5),
        Err(Error::WrongPhase),
        "the first to give in has given in"
    );
    assert_eq!(ends(&sale, 5), Ok((0, 0, 100, Basis::Withdrawn)));
}

#[test]
fn one_reference_a_sale_and_in_time() {
    let file = |sale: &mut Sale, now| put(sale, Entry::Filed(REFERENCE.to_vec()), BUYER, now);
    assert_eq!(file(&mut sale(), HOUR - 1), Ok(0));
    assert_eq!(file(&mut sale(), HOUR), Err(Error::TooLate));
    assert_eq!(file(&mut filed(), 1), Err(Error::AlreadyFiled));
    let mut disputed = sale();
    put(&mut disputed, Entry::Disputed(hash(1)), BUYER, 0).unwrap();
    assert_eq!(file(&mut disputed, 1), Err(Error::WrongPhase));
}

#[test]
fn either_side_disputes_within_its_window() {
    let dispute = |sale: &Sale, by, now| put(&mut sale.clone(), Entry::Disputed(hash(1)), by, now);
    let open = sale();
    assert_eq!(dispute(&open, BUYER, HOUR - 1), Ok(0), "another may have taken the reference");
    assert_eq!(dispute(&open, BUYER, HOUR), Err(Error::TooLate));
    assert_eq!(dispute(&open, SELLER, 0), Err(Error::WrongPhase), "nothing is claimed yet");
    let sale = filed();
    assert_eq!(dispute(&sale, BUYER, 6 * HOUR - 1), Ok(0));
    assert_eq!(dispute(&sale, BUYER, 6 * HOUR), Err(Error::TooLate));
    assert_eq!(dispute(&sale, SELLER, 3 * HOUR - 1), Ok(100), "against a deposit");
    assert_eq!(dispute(&sale, SELLER, 3 * HOUR), Err(Error::TooLate));
    assert_eq!(put(&mut filed(), Entry::Disputed(Hash::default()), BUYER, 0), Err(Error::MissingEvidence));
    assert_eq!(dispute(&disputed_at(BUYER, 0), SELLER, 1), Err(Error::AlreadyDisputed));
    // Confirmed, and withheld or refused by the ledger: the seller may still dispute, the buyer has nothing to.
    let mut confirmed = filed();
    put(&mut confirmed, Entry::Confirmed, BANK, 0).unwrap();
    assert_eq!(dispute(&confirmed, SELLER, 3 * HOUR - 1), Ok(100));
    assert_eq!(dispute(&confirmed, SELLER, 3 * HOUR), Err(Error::TooLate));
    assert_eq!(dispute(&confirmed, BUYER, 0), Err(Error::WrongPhase));
}

#[test]
fn an_arbiter_takes_the_case_and_rules_in_time() {
    let mut sale = disputed_at(BUYER, HOUR);
    let rule = |share| Entry::Ruled { share, reasons: hash(2) };
    assert_eq!(put(&mut sale, rule(1), ARBITER, HOUR), Err(Error::NotYourCase));
    assert_eq!(put(&mut sale, Entry::Taken, ARBITER, HOUR), Ok(0));
    assert_eq!(put(&mut sale, Entry::Taken, OTHER_ARBITER, HOUR), Err(Error::CaseTaken));
    assert_eq!(put(&mut sale, rule(1), OTHER_ARBITER, HOUR), Err(Error::NotYourCase));
    assert_eq!(put(&mut sale, rule(10_001), ARBITER, HOUR), Err(Error::BadShare));
    let unreasoned = Entry::Ruled { share: 1, reasons: Hash::default() };
    assert_eq!(put(&mut sale, unreasoned, ARBITER, HOUR), Err(Error::MissingEvidence));
    assert_eq!(put(&mut sale, rule(1), ARBITER, 5 * HOUR), Err(Error::TooLate), "four hours after the dispute");
    assert_eq!(put(&mut sale, Entry::Evidenced(hash(3)), BANK, 5 * HOUR - 1), Ok(0));
    assert_eq!(put(&mut sale, rule(5_000), ARBITER, 5 * HOUR - 1), Ok(0));
    assert_eq!(put(&mut sale, rule(1), ARBITER, 5 * HOUR - 1), Err(Error::WrongPhase), "once");
    assert_eq!(put(&mut sale, Entry::Evidenced(hash(3)), BANK, 5 * HOUR), Err(Error::WrongPhase));
    assert_eq!(put(&mut filed(), Entry::Taken, ARBITER, 0), Err(Error::WrongPhase));
    assert_eq!(at(&sale, 10 * HOUR - 2), Phase::Appealing);
    assert_eq!(at(&sale, 10 * HOUR - 1), due(5_000, Basis::Ruled));
    // Half of 1,001 kg is 500, the residue stays with the seller; each side has its own deposit back.
    assert_eq!(ends(&sale, 10 * HOUR), Ok((500, 100, 0, Basis::Ruled)));
}

#[test]
fn whoever_wins_takes_the_deposits() {
    let mut sale = disputed_at(SELLER, 0);
    put(&mut sale, Entry::Taken, ARBITER, 0).unwrap();
    for (share, want) in [(10_000, (1_001, 200, 0)), (0, (0, 0, 200)), (9_999, (1_000, 100, 100)), (1, (0, 100, 100))] {
        let mut sale = sale.clone();
        put(&mut sale, Entry::Ruled { share, reasons: hash(2) }, ARBITER, 0).unwrap();
        let (units, buyer, seller, _) = ends(&sale, 5 * HOUR).unwrap();
        assert_eq!((units, buyer, seller), want, "{share}");
    }
}

#[test]
fn nobody_rules_and_the_banks_word_holds() {
    let sale = disputed_at(BUYER, 0);
    assert_eq!((at(&sale, 4 * HOUR - 1), at(&sale, 4 * HOUR)), (Phase::Hearing, Phase::Appealing));
    assert_eq!(at(&sale, 9 * HOUR), due(0, Basis::Default));
    assert_eq!(ends(&sale, 9 * HOUR), Ok((0, 100, 0, Basis::Default)), "each side has its own deposit back");
    let mut confirmed = sale.clone();
    assert_eq!(
        put(&mut confirmed, Entry::Confirmed, BANK, 4 * HOUR - 1),
        Ok(0),
        "the bank may speak up in the hearing"
    );
    assert_eq!(at(&confirmed, 4 * HOUR - 1), Phase::Hearing, "the arbiter decides");
    assert_eq!(ends(&confirmed, 9 * HOUR), Ok((1_001, 100, 0, Basis::Default)));
    assert_eq!(put(&mut sale.clone(), Entry::Confirmed, BANK, 4 * HOUR), Err(Error::WrongPhase));
}

#[test]
fn one_appeal_to_another_arbiter_and_that_is_final() {
    let appeal = |sale: &mut Sale, by, now| put(sale, Entry::Appealed(hash(4)), by, now);
    assert_eq!(appeal(&mut filed(), BUYER, 0), Err(Error::WrongPhase));
    assert_eq!(appeal(&mut disputed_at(BUYER, 0), BUYER, 1), Err(Error::WrongPhase));
    let mut sale = ruled(10_000);
    assert_eq!(appeal(&mut sale.clone(), SELLER, 6 * HOUR), Err(Error::TooLate));
    assert_eq!(put(&mut sale.clone(), Entry::Appealed(Hash::default()), SELLER, HOUR), Err(Error::MissingEvidence));
    assert_eq!(appeal(&mut sale, SELLER, 6 * HOUR - 1), Ok(100));
    assert_eq!(appeal(&mut sale, BUYER, 6 * HOUR - 1), Err(Error::AlreadyDisputed));
    assert_eq!(at(&sale, 10 * HOUR - 2), Phase::Hearing);
    assert_eq!(put(&mut sale.clone(), Entry::Confirmed, BANK, 7 * HOUR), Err(Error::WrongPhase));
    // The first arbiter is asked about with the parties, so that the registry refuses it and its group.
    let (capability, accounts) = authority(&sale, &Entry::Taken, account(OTHER_ARBITER)).unwrap().unwrap();
    assert_eq!(capability, Capability::ActOver(Role::Arbiter));
    assert_eq!(accounts, [OTHER_ARBITER, BANK, ARBITER, BUYER, SELLER].map(account));
    assert_eq!(at(&sale, 10 * HOUR - 1), due(10_000, Basis::Ruled), "nobody heard the appeal: the ruling stands");
    put(&mut sale, Entry::Taken, OTHER_ARBITER, 7 * HOUR).unwrap();
    put(&mut sale, Entry::Ruled { share: 0, reasons: hash(5) }, OTHER_ARBITER, 7 * HOUR).unwrap();
    assert_eq!(ends(&sale, 7 * HOUR), Ok((0, 0, 200, Basis::Ruled)), "at once");
    assert_eq!(appeal(&mut sale, BUYER, 7 * HOUR), Err(Error::AlreadyDisputed));
    // The default can be appealed too.
    let mut unruled = disputed_at(BUYER, 0);
    assert_eq!(appeal(&mut unruled.clone(), BUYER, 9 * HOUR), Err(Error::TooLate));
    assert_eq!(appeal(&mut unruled, BUYER, 9 * HOUR - 1), Ok(100));
    assert_eq!(at(&unruled, 13 * HOUR - 1), due(0, Basis::Default));
}

#[test]
fn a_withholding_stops_what_is_carried_out_and_nothing_else() {
    let mut sale = filed();
    let withhold = |sale: &mut Sale, now| put(sale, Entry::Withheld(hash(6)), DEPOSITORY, now);
    assert_eq!(put(&mut sale, Entry::Withheld(Hash::default()), DEPOSITORY, 0), Err(Error::MissingEvidence));
    assert_eq!(put(&mut sale, Entry::Released(hash(7)), DEPOSITORY, 0), Err(Error::NotWithheld));
    assert_eq!(withhold(&mut sale, HOUR), Ok(0));
    assert_eq!(withhold(&mut sale, 2 * HOUR), Err(Error::WithheldBefore));
    assert_eq!(put(&mut sale, Entry::Confirmed, BANK, 2 * HOUR), Ok(0));
    assert_eq!(ends(&sale, 7 * HOUR - 1), Err(Error::Withheld));
    assert_eq!(ends(&sale, 7 * HOUR), Ok((1_001, 100, 0, Basis::Confirmed)), "it ends by itself");
    for entry in [Entry::Released(hash(7)), Entry::Lifted(hash(7))] {
        let mut sale = sale.clone();
        assert_eq!(put(&mut sale, Entry::Lifted(Hash::default()), ARBITER, 2 * HOUR), Err(Error::MissingEvidence));
        assert_eq!(put(&mut sale, entry.clone(), ARBITER, 2 * HOUR), Ok(0));
        assert_eq!(put(&mut sale, entry, ARBITER, 2 * HOUR), Err(Error::NotWithheld));
        assert_eq!(ends(&sale, 2 * HOUR), Ok((1_001, 100, 0, Basis::Confirmed)));
        assert_eq!(withhold(&mut sale, 2 * HOUR), Err(Error::WithheldBefore), "once, released or not");
    }
    assert_eq!(put(&mut sale, Entry::Released(hash(7)), DEPOSITORY, 7 * HOUR), Err(Error::NotWithheld));
    let last = last_deadline(0, &terms()).unwrap();
    assert_eq!(withhold(&mut filed(), last), Ok(0));
    assert_eq!(withhold(&mut filed(), last + 1), Err(Error::TooLate));
}

#[test]
fn what_cannot_be_carried_out_in_time_lapses() {
    let end = expires(0, &terms()).unwrap();
    let mut sale = filed();
    put(&mut sale, Entry::Confirmed, BANK, 0).unwrap();
    assert_eq!(ends(&sale, end - 1), Ok((1_001, 100, 0, Basis::Confirmed)));
    assert_eq!(ends(&sale, end), Ok((0, 100, 0, Basis::Lapsed)), "the deposits go where they were decided to go");
    assert_eq!(put(&mut sale, Entry::Confirmed, SELLER, end), Err(Error::TooLate));
    assert_eq!(ends(&filed(), end), Ok((0, 0, 100, Basis::Expired)));
    let mut over = filed();
    over.ended = Some(weir_types::bank_sale::Ended { delivered: 0, basis: Basis::Expired });
    assert_eq!(ends(&over, end), Err(Error::SaleEnded));
    assert_eq!(put(&mut over, Entry::Withdrawn, BUYER, 0), Err(Error::SaleEnded));
}

/// Who may make which entry, before the registry is asked.
#[test]
fn each_entry_has_its_author() {
    let (sale, h) = (ruled(5_000), hash(1));
    let role = |entry: &Entry, by: u8| match authority(&sale, entry, account(by)) {
        Ok(None) => "party",
        Ok(Some((Capability::Act(Role::Bank), _))) => "bank",
        Ok(Some((Capability::ActOver(Role::Arbiter), _))) => "arbiter",
        Ok(Some((Capability::ActOver(Role::Depository), _))) => "depository",
        Ok(Some(_)) => "?",
        Err(error) => {
            assert_eq!(error, Error::NotParty);
            "nobody"
        }
    };
    let table = [
        (Entry::Filed(vec![]), ["party", "nobody", "nobody", "nobody"]),
        (Entry::Confirmed, ["nobody", "party", "bank", "nobody"]),
        (Entry::Withdrawn, ["party", "nobody", "nobody", "nobody"]),
        (Entry::Disputed(h), ["party", "party", "nobody", "nobody"]),
        (Entry::Appealed(h), ["party", "party", "nobody", "nobody"]),
        (Entry::Evidenced(h), ["party", "party", "party", "nobody"]),
        (Entry::Taken, ["arbiter"; 4]),
        (Entry::Ruled { share: 0, reasons: h }, ["arbiter"; 4]),
        (Entry::Withheld(h), ["depository"; 4]),
        (Entry::Released(h), ["depository"; 4]),
        (Entry::Lifted(h), ["arbiter"; 4]),
    ];
    for (entry, want) in table {
        assert_eq!([BUYER, SELLER, BANK, 9].map(|by| role(&entry, by)), want, "{entry:?}");
    }
}

#[test]
fn times_at_the_end_of_time_are_an_error() {
    let late = Sale { opened: Timestamp::MAX - HOUR, ..sale() };
    assert_eq!(phase(&late, &terms(), Timestamp::MAX), Ok(due(0, Basis::Expired)));
    assert_eq!(expires(late.opened, &terms()), Err(Error::Overflow));
    assert_eq!(enter(&mut late.clone(), &terms(), &Entry::Withdrawn, late.buyer, late.opened), Err(Error::Overflow));
}

mod random;
