//! The budgets on computation, as ratios to the token of the psp22 crate: no unit, so they outlast a new pallet.

use super::meter::noted;
use super::scenario::fills;
use super::snapshot::{Contract, Ratio};
use super::token;
use crate::exit::{Exit, Failure};
use std::collections::BTreeMap;

const LEDGER: (&str, &str) = ("ledger", "transfer");
const FACADE: (&str, &str) = ("facade", token::TRANSFER);
const TAKE: (&str, &str) = ("exchange", "take");
const TOKEN: (&str, &str) = (token::NAME, token::TRANSFER);

/// The ratios, with what they may be.
pub fn ratios(contracts: &BTreeMap<String, Contract>) -> Result<BTreeMap<String, Ratio>, Failure> {
    let late = noted(TAKE.1, fills::LATE);
    let time = |(contract, message): (&str, &str)| {
        let entry = contracts.get(contract).and_then(|contract| contract.messages.get(message));
        let missing = || Failure::new(Exit::CheckFailed, format!("unmeasured: {contract}.{message}"));
        entry.map(|entry| entry.ref_time).filter(|time| *time > 0).ok_or_else(missing)
    };
    let ratio = |part: u64, whole: u64, budget: u64| Ratio {
        // Rounded up: a budget is not kept by a rounding.
        thousandths: (u128::from(part) * 1_000).div_ceil(u128::from(whole)).try_into().unwrap_or(u64::MAX),
        budget,
    };
    let token = time(TOKEN)?;
    let ledger = time(LEDGER)?;
    let transfers = ledger.saturating_mul(2);
    Ok(BTreeMap::from([
        ("ledger.transfer / token transfer".to_owned(), ratio(ledger, token, 1_250)),
        ("facade transfer / token transfer".to_owned(), ratio(time(FACADE)?, token, 1_700)),
        ("exchange.take / two ledger.transfer".to_owned(), ratio(time(TAKE)?, transfers, 2_000)),
        (format!("exchange.{late} / two ledger.transfer"), ratio(time((TAKE.0, &late))?, transfers, 2_000)),
    ]))
}

#[cfg(test)]
mod tests {
    use super::super::snapshot::{Entry, How};
    use super::*;

    fn contracts(times: [u64; 5]) -> BTreeMap<String, Contract> {
        let late = noted(TAKE.1, fills::LATE);
        let names = [TOKEN, LEDGER, FACADE, TAKE, (TAKE.0, late.as_str())];
        let entry = |ref_time| Entry { how: How::Call, ref_time, proof_size: 0, deposit: 0 };
        let mut all = BTreeMap::<_, Contract>::new();
        for ((name, message), time) in names.iter().zip(times) {
            all.entry((*name).to_owned()).or_default().messages.insert((*message).to_owned(), entry(time));
        }
        all
    }

    #[test]
    fn ratios_are_rounded_up() {
        let kept = ratios(&contracts([1_000, 1_250, 1_700, 5_000, 4_999])).unwrap();
        assert!(kept.values().all(Ratio::holds), "{kept:?}");
        let broken = ratios(&contracts([100_000, 125_001, 170_001, 500_005, 500_006])).unwrap();
        assert!(broken.values().all(|ratio| !ratio.holds()), "{broken:?}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut some = contracts([1, 1, 1, 1, 1]);
        some.remove("exchange");
        assert!(ratios(&some).unwrap_err().message.contains("unmeasured: exchange.take"));
        let mut early = contracts([1, 1, 1, 1, 1]);
        early.get_mut("exchange").unwrap().messages.remove(&noted(TAKE.1, fills::LATE));
        assert!(ratios(&early).unwrap_err().message.contains(fills::LATE), "the thousandth fill is measured too");
    }
}
