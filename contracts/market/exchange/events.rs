//! What the exchange tells the world: all that is needed to rebuild orders, markets and closes.

use weir_types::market::{OrderId, Terms};
use weir_types::settlement::{SettlementId, TradeMode};
use weir_types::units::Day;
use weir_types::{AccountId, BatchId, Hash, Instrument, Money, Price, Quantity, Timestamp};

/// A market has been opened by the supervisor.
#[ink::event]
pub struct MarketOpened {
    /// Of what.
    #[ink(topic)]
    pub instrument: Instrument,
    /// The price that stands in for the close before the first day.
    pub reference: Price,
    /// Its rules.
    pub terms: Terms,
    /// The supervisor.
    pub by: AccountId,
}

/// The supervisor has changed a market's rules.
#[ink::event]
pub struct TermsChanged {
    /// Of what.
    #[ink(topic)]
    pub instrument: Instrument,
    /// The rules until now.
    pub before: Terms,
    /// The rules from now on.
    pub after: Terms,
    /// The supervisor.
    pub by: AccountId,
}

/// The supervisor has halted a market.
#[ink::event]
pub struct MarketHalted {
    /// Of what.
    #[ink(topic)]
    pub instrument: Instrument,
    /// Hash of the notice that gives the reason.
    pub reason: Hash,
    /// The supervisor.
    pub by: AccountId,
}

/// The supervisor has resumed a market.
#[ink::event]
pub struct MarketResumed {
    /// Of what.
    #[ink(topic)]
    pub instrument: Instrument,
    /// Hash of the notice that gives the reason.
    pub reason: Hash,
    /// The supervisor.
    pub by: AccountId,
}

/// A day is over. Days without a trade that follow it carry its close and have no event of their own.
#[ink::event]
pub struct DayClosed {
    /// Of what.
    #[ink(topic)]
    pub instrument: Instrument,
    /// Which day, counted from the Unix epoch in the market's own time.
    pub day: Day,
    /// Its close, in cents for a whole unit.
    pub close: Price,
    /// Units traded.
    pub volume: Quantity,
    /// Cents paid.
    pub turnover: Money,
}

/// Units have been listed.
#[ink::event]
pub struct Listed {
    /// The order.
    #[ink(topic)]
    pub order: OrderId,
    /// Who sells.
    #[ink(topic)]
    pub seller: AccountId,
    /// Which units.
    #[ink(topic)]
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
    /// Cents for a whole unit.
    pub price: Price,
    /// From this time on the order can only be expired.
    pub expires: Timestamp,
}

/// An order has been taken, in part or in full. Nothing is indexed: `Listed` of the same order has its batch and seller, the
/// payment of the same sale has both accounts.
#[ink::event]
pub struct Traded {
    /// The order.
    pub order: OrderId,
    /// Which units.
    pub batch: BatchId,
    /// Who sold.
    pub seller: AccountId,
    /// Who bought.
    pub buyer: AccountId,
    /// Cents for a whole unit.
    pub price: Price,
    /// How many units.
    pub quantity: Quantity,
    /// How many cents were paid.
    pub amount: Money,
    /// How the price came about: always `Listed` here.
    pub mode: TradeMode,
    /// How many units the order has left.
    pub remaining: Quantity,
    /// The settlement's number.
    pub settlement: SettlementId,
}

/// An order has been cancelled by its seller.
#[ink::event]
pub struct OrderCancelled {
    /// The order.
    #[ink(topic)]
    pub order: OrderId,
    /// Who has the units back.
    pub seller: AccountId,
    /// How many.
    pub returned: Quantity,
}

/// An order that ran out has been closed.
#[ink::event]
pub struct OrderExpired {
    /// The order.
    #[ink(topic)]
    pub order: OrderId,
    /// Who has the units back.
    pub seller: AccountId,
    /// How many.
    pub returned: Quantity,
}
