//! Cash that waits for a sale at a venue. Free of the environment: who calls and what time it is are arguments, the
//! cash itself is moved by the contract, which does so before it answers or fails as a whole.

use ink::storage::{traits::ManualKey, Lazy, Mapping};
use weir_types::settlement::{Error, Fund, FundId};
use weir_types::{keys, weir_probe, AccountId, Money, Timestamp};

/// Open funds. The number of the last one has a cell of its own: a delivery does not pay for it.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Funds {
    open: Mapping<FundId, Fund, ManualKey<{ keys::SETTLEMENT_FUNDS }>>,
    last: Lazy<FundId, ManualKey<{ keys::SETTLEMENT_LAST_FUND }>>,
}

impl Funds {
    /// The number of the last fund, 0 when there was none.
    pub fn last(&self) -> FundId {
        self.last.get().unwrap_or_default()
    }

    /// A fund that is neither used up nor given back.
    pub fn find(&self, id: FundId) -> Option<Fund> {
        self.open.get(id)
    }

    /// Numbers a new fund.
    pub fn open(&mut self, fund: Fund, now: Timestamp) -> Result<FundId, Error> {
        if fund.amount == 0 {
            return Err(Error::ZeroAmount);
        }
        if fund.expires <= now {
            return Err(Error::ExpiryInPast);
        }
        let id = self.last().checked_add(1).ok_or(Error::Overflow)?;
        self.last.set(&id);
        self.open.insert(id, &fund);
        Ok(id)
    }

    /// Its venue takes cents out, before it runs out: the fund with what is left. Without any left it is gone.
    pub fn spend(&mut self, id: FundId, venue: AccountId, amount: Money, now: Timestamp) -> Result<Fund, Error> {
        if amount == 0 {
            return Err(Error::ZeroAmount);
        }
        let mut fund = self.find(id).ok_or(Error::UnknownFund)?;
        if fund.venue != venue {
            return Err(Error::NotAllowed);
        }
        if fund.expires <= now {
            return Err(Error::FundExpired);
        }
        weir_probe!(fund.venue != venue);
        weir_probe!(fund.expires <= now);
        weir_probe!(amount > fund.amount);
        fund.amount = fund.amount.checked_sub(amount).ok_or(Error::InsufficientFund)?;
        if fund.amount == 0 {
            self.open.remove(id);
        } else {
            self.open.insert(id, &fund);
        }
        Ok(fund)
    }

    /// Ends a fund, to be given back: its venue at any time, anybody once it has run out.
    pub fn close(&mut self, id: FundId, caller: AccountId, now: Timestamp) -> Result<Fund, Error> {
        let fund = self.find(id).ok_or(Error::UnknownFund)?;
        if fund.venue != caller && fund.expires > now {
            return Err(Error::FundActive);
        }
        weir_probe!(fund.venue != caller && fund.expires > now);
        self.open.remove(id);
        Ok(fund)
    }
}

#[cfg(test)]
mod tests;
