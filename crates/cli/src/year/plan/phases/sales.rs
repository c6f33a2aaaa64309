//! What follows of a day's sales through banks, by their courses. All is over before the next auction's notice.

use super::Year;
use crate::year::plan::action::{Entry, Tag};
use crate::year::plan::season::course::{Course, Sale};
use crate::year::plan::season::day::Day;
use crate::year::plan::{Action, Party, Phase};
use std::collections::BTreeMap;
use weir_types::units::{DAY_MS, ONE_IN_BASIS_POINTS};
use weir_types::Timestamp;

/// How many days after the sale, which of that day's phases, and what they are called.
const STEPS: [(u64, u8, &str); 9] = [
    (0, 0, "references"),
    (1, 0, "payments confirmed"),
    (2, 0, "payments doubted"),
    (2, 1, "never paid"),
    (5, 0, "payments disputed"),
    (7, 0, "disputes ruled"),
    (8, 0, "appeals"),
    (11, 0, "appeals ruled"),
    (11, 1, "sales carried out"),
];

/// The phases that follow a trading day.
pub fn courses(year: &Year, day: &Day, at: Timestamp) -> Vec<Phase> {
    let mut steps: BTreeMap<(u64, u8), Vec<Action>> = BTreeMap::new();
    let blocks = day.blocks.iter().map(|of| (of.seller, of.buyer, of.sale));
    let purchases = day.purchases.iter().map(|of| {
        let seller =
            day.offers.iter().find(|offer| offer.tag == of.offer).map_or(Party::Treasury, |offer| offer.seller);
        (seller, of.buyer, of.sale)
    });
    for (seller, buyer, sale) in blocks.chain(purchases) {
        let Some(sale) = sale else { continue };
        for ((days, step), party, entry) in entries(&sale, seller, Party::Operator(buyer)) {
            let tag: Tag = sale.through.sale;
            steps.entry((days, step)).or_default().push(Action::Enter(tag, party, entry));
        }
    }
    let title =
        |key: (u64, u8)| STEPS.iter().find(|(days, step, _)| (*days, *step) == key).map_or("sales", |step| step.2);
    steps.into_iter().map(|(key, actions)| year.phase(title(key), at + key.0 * DAY_MS, actions)).collect()
}

type Step = ((u64, u8), Party, Entry);

/// Who enters what, and when.
fn entries(sale: &Sale, seller: Party, buyer: Party) -> Vec<Step> {
    let bank = Party::Bank(sale.through.bank);
    let (first, second) = (Party::Arbiter(0), Party::Arbiter(1));
    let filed = ((0, 0), buyer, Entry::File);
    let carried_out = ((11, 1), Party::Keeper, Entry::Finish);
    let ruled = |share| [((7, 0), first, Entry::Take), ((7, 0), first, Entry::Rule(share))];
    // The buyer disputes when the bank's time is over, the seller when it sees what has come.
    let disputed = if sale.by_seller { ((2, 0), seller, Entry::Dispute) } else { ((5, 0), buyer, Entry::Dispute) };
    match sale.course {
        Course::Confirmed => vec![filed, ((1, 0), bank, Entry::Confirm)],
        Course::Accepted => vec![filed, ((1, 0), seller, Entry::Confirm)],
        Course::ForSeller | Course::ForBuyer | Course::Split => {
            let [take, rule] = ruled(sale.course.share());
            vec![filed, disputed, take, rule, carried_out]
        }
        Course::Appealed => {
            let [take, rule] = ruled(0);
            let rule_again = Entry::Rule(ONE_IN_BASIS_POINTS);
            let appeal =
                [((8, 0), buyer, Entry::Appeal), ((11, 0), second, Entry::Take), ((11, 0), second, rule_again)];
            [vec![filed, disputed, take, rule], appeal.to_vec(), vec![carried_out]].concat()
        }
        Course::Unfiled => vec![((2, 1), Party::Keeper, Entry::Finish)],
        Course::Withheld => vec![
            filed,
            ((1, 0), Party::Depository, Entry::Withhold),
            ((2, 0), bank, Entry::Confirm),
            ((8, 0), Party::Depository, Entry::Release),
            carried_out,
        ],
    }
}
