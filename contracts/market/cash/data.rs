//! Money, the banks' liabilities and what is being redeemed. Free of the environment: who calls, what time it is and which
//! account is the contract's own are arguments; events and the questions to the registry are the contract's.

use crate::{Error, Liability, Redemption, RedemptionId};
use ink::prelude::vec::Vec;
use ink::storage::{traits::ManualKey, Mapping};
use psp22::{PSP22Data, PSP22Error, PSP22Event};
use weir_types::{keys, weir_probe, AccountId, Hash, Money, Timestamp};

/// A change of the books: what is recorded about it, and the PSP22 events that go with it.
pub type Change<T> = Result<(T, Vec<PSP22Event>), Error>;

/// The books of cash.
///
/// Cash that is being redeemed lies on the contract's own account, which nobody can spend from and nobody can transfer to: so
/// wallets that follow PSP22 events see every balance right, and that account's balance is the sum of all redemptions.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Books {
    /// Balances and allowances.
    pub tokens: PSP22Data,
    last_redemption: RedemptionId,
    liabilities: Mapping<AccountId, Liability, ManualKey<{ keys::CASH_LIABILITIES }>>,
    redemptions: Mapping<RedemptionId, Redemption, ManualKey<{ keys::CASH_REDEMPTIONS }>>,
}

impl Books {
    /// What a bank owes; zeros when nothing.
    pub fn liability_of(&self, bank: AccountId) -> Liability {
        self.liabilities.get(bank).unwrap_or_default()
    }

    /// A redemption that has not ended.
    pub fn redemption(&self, id: RedemptionId) -> Option<Redemption> {
        self.redemptions.get(id)
    }

    /// The bank issues money to an account.
    pub fn mint(&mut self, bank: AccountId, to: AccountId, amount: Money) -> Change<Liability> {
        positive(amount)?;
        let liability = self.liability_of(bank).mint(amount)?;
        weir_probe!(amount == 0 || liability.outstanding < amount);
        let events = self.tokens.mint(to, amount).map_err(refused)?;
        self.put(bank, liability);
        Ok((liability, events))
    }

    /// The bank takes money that it holds out of circulation.
    pub fn burn(&mut self, bank: AccountId, amount: Money) -> Change<Liability> {
        positive(amount)?;
        let liability = self.liability_of(bank).burn(amount)?;
        let events = self.tokens.burn(bank, amount).map_err(refused)?;
        self.put(bank, liability);
        Ok((liability, events))
    }

    /// Sets a holder's cash aside (on the contract's account, `own`) until the bank has paid it out.
    pub fn request(&mut self, own: AccountId, redemption: Redemption) -> Change<RedemptionId> {
        let Redemption { holder, bank, amount, .. } = redemption;
        positive(amount)?;
        let liability = self.liability_of(bank).pend(amount)?;
        let id = self.last_redemption.checked_add(1).ok_or(Error::Overflow)?;
        let events = self.tokens.transfer(holder, own, amount).map_err(refused)?;
        self.put(bank, liability);
        self.last_redemption = id;
        self.redemptions.insert(id, &redemption);
        Ok((id, events))
    }

    /// The bank has paid, before the deadline: the cash is gone, and so is the bank's debt.
    pub fn confirm(
        &mut self,
        own: AccountId,
        bank: AccountId,
        id: RedemptionId,
        now: Timestamp,
    ) -> Change<(Redemption, Liability)> {
        let redemption = self.of_bank(bank, id)?;
        if redemption.deadline <= now {
            return Err(Error::DeadlinePassed);
        }
        let liability = self.liability_of(bank).pay(redemption.amount)?;
        weir_probe!(redemption.bank != bank);
        weir_probe!(redemption.deadline <= now);
        let events = self.tokens.burn(own, redemption.amount).map_err(refused)?;
        self.put(bank, liability);
        self.redemptions.remove(id);
        Ok(((redemption, liability), events))
    }

    /// The bank will not pay, at any time: the holder has the cash back.
    pub fn decline(&mut self, own: AccountId, bank: AccountId, id: RedemptionId) -> Change<Redemption> {
        let redemption = self.of_bank(bank, id)?;
        weir_probe!(redemption.bank != bank);
        self.give_back(own, id, redemption)
    }

    /// The bank has let the deadline pass: the holder takes the cash back.
    pub fn cancel(
        &mut self,
        own: AccountId,
        holder: AccountId,
        id: RedemptionId,
        now: Timestamp,
    ) -> Change<Redemption> {
        let redemption = self.redemptions.get(id).ok_or(Error::UnknownRedemption)?;
        if redemption.holder != holder {
            return Err(Error::NotAllowed);
        }
        if redemption.deadline > now {
            return Err(Error::DeadlineNotReached);
        }
        weir_probe!(redemption.holder != holder);
        weir_probe!(redemption.deadline > now);
        self.give_back(own, id, redemption)
    }

    fn of_bank(&self, bank: AccountId, id: RedemptionId) -> Result<Redemption, Error> {
        let redemption = self.redemptions.get(id).ok_or(Error::UnknownRedemption)?;
        if redemption.bank != bank {
            return Err(Error::NotAllowed);
        }
        Ok(redemption)
    }

    fn give_back(&mut self, own: AccountId, id: RedemptionId, redemption: Redemption) -> Change<Redemption> {
        let Redemption { holder, bank, amount, .. } = redemption;
        let liability = self.liability_of(bank).give_back(amount)?;
        let events = self.tokens.transfer(own, holder, amount).map_err(refused)?;
        self.put(bank, liability);
        self.redemptions.remove(id);
        Ok((redemption, events))
    }

    fn put(&mut self, bank: AccountId, liability: Liability) {
        if liability == Liability::default() {
            self.liabilities.remove(bank);
        } else {
            self.liabilities.insert(bank, &liability);
        }
    }
}

/// A redemption as it is asked for; its deadline is a term after now.
pub fn asked(
    holder: AccountId,
    bank: AccountId,
    amount: Money,
    payout: Hash,
    now: Timestamp,
    term: Timestamp,
) -> Result<Redemption, Error> {
    let deadline = now.checked_add(term).ok_or(Error::Overflow)?;
    Ok(Redemption { holder, bank, amount, payout, deadline })
}

fn positive(amount: Money) -> Result<(), Error> {
    if amount == 0 {
        return Err(Error::ZeroAmount);
    }
    Ok(())
}

/// PSP22's refusals of what is asked here: too small a balance, or a supply that would leave 128 bits.
fn refused(error: PSP22Error) -> Error {
    match error {
        PSP22Error::InsufficientBalance => Error::InsufficientBalance,
        _ => Error::Overflow,
    }
}

#[cfg(test)]
mod tests;
