//! Sales as a venue brings them to settlement: locks, funds, sales through a bank.

use crate::{batch, evidence, holder, venue, who, World, DAY};
use weir_client::{AccountId, Hash};
use weir_types::bank_sale::{Phase, Sale};
use weir_types::ledger::{Ledger as _, LockId};
use weir_types::settlement::{Delivery, FundId, Settlement as _, SettlementId, TradeMode};
use weir_types::{Cell, Role};

/// `quantity` of a lock for `amount`.
pub fn delivery(lock: LockId, buyer: &str, quantity: u128, amount: u128) -> Delivery {
    Delivery { lock, buyer: who(buyer).account(), quantity, amount, mode: TradeMode::Block }
}

/// A hash of a document.
pub fn document(n: u8) -> Hash {
    Hash::from([n; 32])
}

impl World {
    /// Two operators who trade with each other: `a` has 1,000 kg, `b` 1,000.00 in cash. All approve desk and
    /// settlement.
    pub fn two_sides() -> Self {
        let mut w = Self::with_venue();
        w.issue(&[("a", 1_000)]);
        for name in ["a", "b", "c"] {
            w.give_cash(&who(name), 100_000);
            w.approve_desk(name);
        }
        w
    }

    /// Lets the desk take deposits.
    pub fn approve_desk(&mut self, name: &str) {
        use psp22::PSP22;
        let message = self.cash.messages().approve(self.desk.address(), u128::MAX);
        self.ok(&who(name), message);
    }

    /// The venue locks units of somebody's for a day.
    pub fn lock(&mut self, owner: &str, quantity: u128) -> LockId {
        let expires = self.now() + DAY;
        let message = self.ledger.messages().lock(who(owner).account(), batch(), quantity, expires);
        let receipt = self.ok(&venue(), message);
        receipt.event_of::<ledger::events::Locked>(self.ledger.address()).expect("a lock").lock
    }

    /// The venue takes cash of somebody's into a fund for a day.
    pub fn fund(&mut self, payer: &str, amount: u128) -> FundId {
        let expires = self.now() + DAY;
        let message = self.settlement.messages().fund(who(payer).account(), amount, expires);
        let receipt = self.ok(&venue(), message);
        receipt.event_of::<settlement::events::Funded>(self.settlement.address()).expect("a fund").fund
    }

    /// The venue opens a sale through the bank: its number.
    pub fn open_sale(&mut self, seller: &str, buyer: &str, quantity: u128, amount: u128) -> SettlementId {
        let lock = self.lock(seller, quantity);
        let bank = holder(Role::Bank).account();
        let message = self.settlement.messages().open_bank(delivery(lock, buyer, quantity, amount), bank);
        let receipt = self.ok(&venue(), message);
        receipt.event_of::<desk::events::BankSaleOpened>(self.desk.address()).expect("a sale").id
    }

    /// The buyer files a reference.
    pub fn file(&mut self, id: SettlementId, buyer: &str, reference: &str) {
        let message = self.desk.messages().file_reference(id, reference.as_bytes().to_vec());
        self.ok(&who(buyer), message);
    }

    /// A sale that the buyer has disputed.
    pub fn disputed_sale(&mut self) -> SettlementId {
        let id = self.open_sale("a", "b", 301, 1_505);
        self.file(id, "b", "GB29 NWBK 6016 1331");
        let message = self.desk.messages().dispute(id, evidence());
        self.ok(&who("b"), message);
        id
    }

    /// A sale and where it stands.
    pub fn sale(&mut self, id: SettlementId) -> (Sale, Phase) {
        let message = self.desk.messages().sale(id);
        self.ask(message).expect("a sale")
    }

    /// What somebody holds of the batch.
    pub fn cell(&mut self, name: &str) -> Cell {
        let message = self.ledger.messages().cell(batch(), who(name).account());
        self.ask(message)
    }

    /// How much cash an account has.
    pub fn cash_at(&mut self, account: AccountId) -> u128 {
        use psp22::PSP22;
        let message = self.cash.messages().balance_of(account);
        self.ask(message)
    }

    /// All that is anybody's: cells and cash of the operators, what is locked, what settlement and desk hold.
    pub fn belongings(&mut self) -> Vec<(Cell, u128)> {
        let mut all = Vec::new();
        for name in ["a", "a2", "b", "c"] {
            all.push((self.cell(name), self.cash_at(who(name).account())));
        }
        let (settlement, desk) = (self.settlement.address(), self.desk.address());
        all.extend([settlement, desk].map(|account| (Cell::default(), self.cash_at(account))));
        all
    }
}
