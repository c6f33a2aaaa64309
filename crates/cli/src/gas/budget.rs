//! The budgets on computation, as ratios to the token of the psp22 crate: no unit, so they outlast a new pallet.

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
    Ok(BTreeMap::from([
        ("ledger.transfer / token transfer".to_owned(), ratio(ledger, token, 1_250)),
        ("facade transfer / token transfer".to_owned(), ratio(time(FACADE)?, token, 1_700)),
        ("exchange.take / two ledger.transfer".to_owned(), ratio(time(TAKE)?, ledger.saturating_mul(2), 2_000)),
    ]))
}

#[cfg(test)]
mod tests {
    use super::super::snapshot::{Entry, How};
    use super::*;

    fn contracts(times: [u64; 4]) -> BTreeMap<String, Contract> {
        let names = [TOKEN, LEDGER, FACADE, TAKE];
        let entry = |ref_time| Entry { how: How::Call, ref_time, proof_size: 0, deposit: 0 };
        let contract =
            |message: &str, time| Contract { bytes: 1, messages: BTreeMap::from([(message.to_owned(), entry(time))]) };
        names.iter().zip(times).map(|((name, message), time)| ((*name).to_owned(), contract(message, time))).collect()
    }

    #[test]
    fn ratios_are_rounded_up() {
        let kept = ratios(&contracts([1_000, 1_250, 1_700, 5_000])).unwrap();
        assert!(kept.values().all(Ratio::holds), "{kept:?}");
        let broken = ratios(&contracts([100_000, 125_001, 170_001, 500_005])).unwrap();
        assert!(broken.values().all(|ratio| !ratio.holds()), "{broken:?}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut some = contracts([1, 1, 1, 1]);
        some.remove("exchange");
        assert!(ratios(&some).unwrap_err().message.contains("unmeasured: exchange.take"));
    }
}
