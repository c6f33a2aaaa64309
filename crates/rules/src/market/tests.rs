use super::*;
use proptest::prelude::*;
use weir_types::market::BlockTerms;
use weir_types::order::Accept;
use weir_types::{BatchId, Instrument, Scope};

const TODAY: Day = 20_000;
const NOW: Timestamp = TODAY as Timestamp * DAY_MS;

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn terms(band: u32, thin: Quantity) -> Terms {
    Terms { band, max: 100_000_000, thin, ..Terms::default() }
}

fn market(close: Price) -> Market {
    open(close, terms(1_000, 0), TODAY).unwrap()
}

fn order(price: Price, quantity: Quantity) -> Order {
    let batch: BatchId = Instrument::default().batch(1);
    Order {
        kind: OrderKind::Listed,
        owner: account(1),
        batch,
        price,
        quantity,
        remaining: quantity,
        expires: NOW + DAY_MS,
        lock: 1,
        accept: Accept::default(),
        closed: None,
    }
}

#[test]
fn days_begin_where_the_market_is() {
    // 1970-01-02 00:00 in Shanghai is 16:00 UTC of the day before.
    assert_eq!(day_of(16 * 3_600_000 - 1, 480), Ok(0));
    assert_eq!(day_of(16 * 3_600_000, 480), Ok(1));
    assert_eq!(day_of(DAY_MS, 0), Ok(1));
    assert_eq!(day_of(DAY_MS, -1), Ok(0));
    assert_eq!(day_of(0, -1), Err(Refusal::Overflow));
    assert_eq!(day_of(Timestamp::MAX, 1), Err(Refusal::Overflow));
}

#[test]
fn a_price_is_listed_and_taken_inside_the_band_only() {
    let mut market = market(5_000);
    assert_eq!(limits(5_000, &market.terms), Ok((4_500, 5_500)));
    for (price, answer) in
        [(4_499, Err(Refusal::OutOfBand)), (4_500, Ok(())), (5_500, Ok(())), (5_501, Err(Refusal::OutOfBand))]
    {
        assert_eq!(check_listing(&market, price, 1_000), answer, "{price}");
    }
    // Listed yesterday, outside of today's band: it cannot be taken, it can be cancelled.
    let mut stale = order(5_600, 1_000);
    assert_eq!(take(&mut stale, &mut market, account(2), 1_000, 9_999, NOW), Err(Refusal::OutOfBand));
    assert_eq!(cancel(&mut stale, account(1), NOW), Ok(()));
}

#[test]
fn every_refusal_of_take_has_its_reason() {
    let start = market(5_000);
    let attempt = |order: &Order, buyer, quantity, max, now| {
        let (mut order, mut market) = (*order, start);
        take(&mut order, &mut market, account(buyer), quantity, max, now)
    };
    let listed = order(5_000, 1_000);
    assert_eq!(attempt(&listed, 1, 1, 5_000, NOW), Err(Refusal::OwnOrder));
    assert_eq!(attempt(&listed, 2, 0, 5_000, NOW), Err(Refusal::ZeroQuantity));
    assert_eq!(attempt(&listed, 2, 1_001, 5_000, NOW), Err(Refusal::ExceedsRemaining));
    assert_eq!(attempt(&listed, 2, 1_000, 4_999, NOW), Err(Refusal::AboveMaximum));
    assert_eq!(attempt(&listed, 2, 1_000, 5_000, listed.expires), Err(Refusal::OrderExpired));
    for closed in [Closed::Filled, Closed::Cancelled, Closed::Expired] {
        let gone = Order { closed: Some(closed), ..listed };
        assert_eq!(attempt(&gone, 2, 1, 5_000, NOW), Err(Refusal::OrderClosed));
    }
    assert_eq!(attempt(&listed, 2, 1_000, 5_000, NOW), Ok(5_000));
    let halted = Market { halted: true, ..start };
    assert_eq!(take(&mut { listed }, &mut { halted }, account(2), 1, 5_000, NOW), Err(Refusal::Halted));
    // Two cents a tonne: 499 kg cost nothing, so nobody may have them.
    let cheap = order(2, 1_000);
    let mut market = open(2, terms(10_000, 0), TODAY).unwrap();
    assert_eq!(take(&mut { cheap }, &mut market, account(2), 499, 2, NOW), Err(Refusal::NothingToPay));
    assert_eq!(take(&mut { cheap }, &mut market, account(2), 500, 2, NOW), Ok(1));
}

#[test]
fn a_day_has_hours() {
    let mut market = market(5_000);
    assert_eq!(check_trading(&market, 0), Ok(()), "no hours: always");
    // 9:30 to 11:30 and 13:00 to 15:00.
    market.terms.windows = [(570, 690), (780, 900)];
    for (minute, open) in [(569, false), (570, true), (689, true), (690, false), (780, true), (899, true), (900, false)]
    {
        assert_eq!(check_trading(&market, minute).is_ok(), open, "{minute}");
    }
    assert_eq!(check_trading(&market, 0), Err(Refusal::OutOfHours));
    market.halted = true;
    assert_eq!(check_trading(&market, 600), Err(Refusal::Halted));
    let clock = clock(NOW + 61 * 60_000, 480).unwrap();
    assert_eq!((clock.day, clock.minute), (TODAY, 541), "9:01 in Shanghai is 1:01 UTC");
}

#[test]
fn blocks_have_a_size_a_band_and_one_buyer() {
    let mut market = market(5_000);
    assert_eq!(check_block(&market, 5_000, 1), Err(Refusal::NoBlock));
    market.terms.block = BlockTerms { min: 100_000, band: 3_000 };
    for (price, quantity, answer) in [
        (3_500, 100_000, Ok(())),
        (6_500, 100_000, Ok(())),
        (6_501, 100_000, Err(Refusal::OutOfBand)),
        (3_499, 100_000, Err(Refusal::OutOfBand)),
        (0, 100_000, Err(Refusal::OutOfBand)),
        (5_000, 99_999, Err(Refusal::TooSmall)),
        (5_000, Quantity::MAX, Err(Refusal::Overflow)),
    ] {
        assert_eq!(check_block(&market, price, quantity), answer, "{quantity} at {price}");
    }
    let block = Order { kind: OrderKind::Block { buyer: account(2) }, ..order(6_000, 100_000) };
    let before = market;
    assert_eq!(confirm(&mut { block }, &market, account(3), 6_000, NOW), Err(Refusal::NotCounterparty));
    assert_eq!(confirm(&mut { block }, &market, account(2), 5_999, NOW), Err(Refusal::AboveMaximum));
    assert_eq!(confirm(&mut { block }, &market, account(2), 6_000, block.expires), Err(Refusal::OrderExpired));
    assert_eq!(confirm(&mut order(5_000, 100_000), &market, account(2), 6_000, NOW), Err(Refusal::NoBlock));
    let mut confirmed = block;
    assert_eq!(confirm(&mut confirmed, &market, account(2), 6_000, NOW), Ok(600_000));
    assert_eq!((confirmed.closed, confirmed.remaining, market), (Some(Closed::Filled), 0, before));
    assert_eq!(confirm(&mut confirmed, &market, account(2), 6_000, NOW), Err(Refusal::OrderClosed));
    let mut rejected = block;
    assert_eq!(reject(&mut rejected, account(1), NOW), Err(Refusal::NotCounterparty));
    assert_eq!(reject(&mut rejected, account(2), NOW), Ok(()));
    assert_eq!(status(&rejected, NOW), OrderStatus::Rejected);
    assert_eq!(reject(&mut rejected, account(2), NOW), Err(Refusal::OrderClosed));
}

#[test]
fn a_standing_order_begins_before_it_ends() {
    let market = market(5_000);
    let sell = |after, expires| Order { kind: OrderKind::Sell { after }, expires, ..order(9_000, 1_000) };
    assert_eq!(check_standing(&market, &sell(0, NOW + 1), NOW), Ok(9_000), "its price waits for the band");
    assert_eq!(check_standing(&market, &sell(0, NOW), NOW), Err(Refusal::BadExpiry));
    assert_eq!(check_standing(&market, &sell(NOW + 1, NOW + SLOT), NOW), Err(Refusal::BadExpiry));
    assert_eq!(check_standing(&market, &sell(NOW + 1, NOW + SLOT + 1), NOW), Ok(9_000));
    assert_eq!(check_standing(&market, &sell(u64::MAX, u64::MAX), NOW), Err(Refusal::BadExpiry));
    assert_eq!(check_standing(&market, &order(5_000, 1_000), NOW), Err(Refusal::NotInBook));
    let waiting = sell(NOW + 1, NOW + SLOT + 1);
    assert_eq!(status(&waiting, NOW), OrderStatus::Waiting);
    assert_eq!(status(&waiting, NOW + 1), OrderStatus::Open);
}

#[test]
fn an_order_is_closed_once() {
    let mut order = order(5_000, 1_000);
    assert_eq!(cancel(&mut order, account(2), NOW), Err(Refusal::NotOwner));
    assert_eq!(expire(&mut order, NOW), Err(Refusal::OrderActive));
    assert_eq!(status(&order, NOW), OrderStatus::Open);
    // Expired is what it is called, even before somebody closes it; then it cannot become "cancelled".
    assert_eq!(status(&order, order.expires), OrderStatus::Expired);
    let end = order.expires;
    assert_eq!(cancel(&mut order, account(1), end), Err(Refusal::OrderExpired));
    assert_eq!(expire(&mut order, end), Ok(()));
    assert_eq!(expire(&mut order, end), Err(Refusal::OrderClosed));
    assert_eq!(cancel(&mut order, account(1), NOW), Err(Refusal::OrderClosed));
    assert_eq!(status(&order, NOW), OrderStatus::Expired);
}

#[test]
fn bad_terms_make_no_market() {
    let good = terms(1_000, 0);
    for bad in [Terms { band: 0, ..good }, Terms { band: 10_001, ..good }, Terms { min: 0, ..good }] {
        assert_eq!(open(5_000, bad, TODAY), Err(Refusal::BadTerms));
    }
    for bad in [
        Terms { max: 0, ..good },
        Terms { tick: 0, ..good },
        Terms { levels: 6, ..good },
        Terms { windows: [(2, 1), (0, 0)], ..good },
        Terms { windows: [(0, 0), (0, 1_441)], ..good },
        Terms { block: BlockTerms { min: 1, band: 0 }, ..good },
        Terms { block: BlockTerms { min: 1, band: 10_001 }, ..good },
        Terms { scope: Scope { rules: 32, ..Scope::default() }, ..good },
    ] {
        assert_eq!(open(5_000, bad, TODAY), Err(Refusal::BadTerms), "{bad:?}");
    }
    assert_eq!(open(1 << 23, good, TODAY), Err(Refusal::BadTerms), "no room in the book");
    assert!(open(1 << 23, Terms { tick: 2, ..good }, TODAY).is_ok());
    let mut market = open(5_000, good, TODAY).unwrap();
    assert_eq!(set_terms(&mut market, Terms { tick: 2, ..good }), Err(Refusal::BadTerms), "the book is sorted by it");
    assert_eq!(set_terms(&mut market, Terms { levels: 5, ..good }), Ok(good));
    assert_eq!(check_listing(&open(5_000, Terms { tick: 10, ..good }, 1).unwrap(), 5_005, 9), Err(Refusal::OffTick));
    assert_eq!(open(0, good, TODAY), Err(Refusal::BadTerms));
    assert_eq!(
        check_listing(&open(5_000, Terms { min: 10, max: 20, ..good }, 1).unwrap(), 5_000, 9),
        Err(Refusal::TooSmall)
    );
    assert_eq!(
        check_listing(&open(5_000, Terms { min: 10, max: 20, ..good }, 1).unwrap(), 5_000, 21),
        Err(Refusal::TooLarge)
    );
}

/// Shenzhen's way, two trades: 1,000 kg at 50.00 and 3,000 kg at 54.00 close at 53.00.
#[test]
fn the_close_is_weighted_by_volume_and_a_thin_day_carries_it() {
    let mut market = market(5_000);
    for (price, quantity) in [(5_000, 1_000), (5_400, 3_000)] {
        take(&mut order(price, quantity), &mut market, account(2), quantity, price, NOW).unwrap();
    }
    let thick = Market { terms: terms(1_000, 3_999), ..market };
    let thin = Market { terms: terms(1_000, 4_000), ..market };
    for (mut market, close) in [(thick, 5_300), (thin, 5_000)] {
        assert_eq!(roll(&mut market, TODAY), None, "the day is not over");
        let prices = (5_000, 5_400, 5_000, 5_400);
        let (open, high, low, last) = prices;
        let ended =
            Bar { day: TODAY, open, high, low, last, close, volume: 4_000, turnover: 21_200, value: 21_200_000 };
        assert_eq!(roll(&mut market, TODAY + 3), Some(ended));
        assert_eq!(market.session, new_day(TODAY + 3, close));
        assert_eq!(roll(&mut market, TODAY), None, "a clock that goes back changes nothing");
        // A day without a trade carries the close.
        assert_eq!(roll(&mut market, TODAY + 4).map(|ended| ended.close), Some(close));
    }
}

/// Trades so small that most of the price is lost in rounding must not drag the close down: 1 kg at 19.99 pays 1 cent.
#[test]
fn residues_do_not_move_the_close() {
    let mut market = open(1_999, terms(1_000, 0), TODAY).unwrap();
    for _ in 0..50 {
        assert_eq!(take(&mut order(1_999, 10), &mut market, account(2), 1, 1_999, NOW), Ok(1));
    }
    assert_eq!(roll(&mut market, TODAY + 1).map(|ended| (ended.close, ended.turnover)), Some((1_999, 50)));
}

proptest! {
    #[test]
    fn limits_hold_the_close_between_them(close in 1u128..1 << 100, band in 1u32..=10_000) {
        let (low, high) = limits(close, &terms(band, 0)).unwrap();
        prop_assert!(low <= close && close <= high);
        prop_assert_eq!(high - close, close - low);
        prop_assert!((high - close) * 10_000 <= close * u128::from(band));
    }

    #[test]
    fn parts_never_cost_more_than_the_whole(price in 1_000u128..1_000_000, parts in prop::collection::vec(1u128..1_000_000, 1..20)) {
        let whole = amount(price, parts.iter().sum()).unwrap();
        let paid: Money = parts.iter().map(|part| amount(price, *part).unwrap()).sum();
        prop_assert!(paid <= whole);
        prop_assert!(whole - paid < parts.len() as u128, "less than a cent a trade stays with buyers");
    }

    #[test]
    fn taking_conserves_units_and_the_close_lies_between_the_prices(
        trades in prop::collection::vec((4_500u128..=5_500, 1u128..100_000, 1u128..100_000), 1..30),
        thin in 0u128..200_000,
    ) {
        let mut market = open(5_000, terms(1_000, thin), TODAY).unwrap();
        let (mut volume, mut turnover, mut lowest, mut highest) = (0, 0, Price::MAX, 0);
        for (price, listed, wanted) in trades {
            let mut order = order(price, listed);
            let before = (order, market);
            match take(&mut order, &mut market, account(2), wanted, price, NOW) {
                Ok(paid) => {
                    prop_assert_eq!(order.remaining + wanted, listed);
                    prop_assert_eq!(order.closed, (order.remaining == 0).then_some(Closed::Filled));
                    volume += wanted;
                    turnover += paid;
                    lowest = lowest.min(price);
                    highest = highest.max(price);
                }
                Err(refusal) => {
                    prop_assert_eq!(refusal, Refusal::ExceedsRemaining);
                    prop_assert_eq!((order, market), before, "a refusal changes nothing");
                }
            }
        }
        let ended = roll(&mut market, TODAY + 1).unwrap();
        prop_assert_eq!((ended.volume, ended.turnover), (volume, turnover));
        if volume > thin {
            prop_assert!(lowest <= ended.close && ended.close <= highest);
        } else {
            prop_assert_eq!(ended.close, 5_000);
        }
    }
}
