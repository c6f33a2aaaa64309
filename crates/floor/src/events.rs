//! What the exchange tells the world: all that is needed to rebuild orders, markets and closes.

use weir_types::market::{Accept, Bar, Closed, OrderId, Side, Terms};
use weir_types::settlement::{SettlementId, TradeMode};
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
    /// The day: its number counted from the Unix epoch in the market's own time, its prices, close and totals.
    pub bar: Bar,
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
    /// What the seller agrees to.
    pub accept: Accept,
}

/// A standing conditional order has been placed.
#[ink::event]
pub struct OrderPlaced {
    /// The order.
    #[ink(topic)]
    pub order: OrderId,
    /// Whose.
    #[ink(topic)]
    pub owner: AccountId,
    /// Sell or buy.
    pub side: Side,
    /// Which units; serial 0: any batch of the instrument.
    #[ink(topic)]
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
    /// Cents for a whole unit: the condition.
    pub price: Price,
    /// Not before this time.
    pub after: Timestamp,
    /// From this time on the order can only be expired.
    pub expires: Timestamp,
    /// Trades with flagged counterparties too.
    pub accept_flagged: bool,
}

/// A block has been proposed to one buyer.
#[ink::event]
pub struct BlockProposed {
    /// The order.
    #[ink(topic)]
    pub order: OrderId,
    /// Who sells.
    #[ink(topic)]
    pub seller: AccountId,
    /// Who may confirm.
    #[ink(topic)]
    pub buyer: AccountId,
    /// Which units.
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
    /// Cents for a whole unit.
    pub price: Price,
    /// From this time on the block can only be expired.
    pub expires: Timestamp,
    /// What the seller agrees to.
    pub accept: Accept,
}

/// Units have been sold: an order taken, a block confirmed, or two orders matched. Nothing is indexed: what listed, placed or proposed
/// the same order has its batch and owner, the payment of the same sale has both accounts.
#[ink::event]
pub struct Traded {
    /// The order that sold.
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
    /// How many cents were paid, or through a bank are to be.
    pub amount: Money,
    /// How the price came about.
    pub mode: TradeMode,
    /// How many units the order has left.
    pub remaining: Quantity,
    /// The settlement's number.
    pub settlement: SettlementId,
    /// The standing order that bought, 0 when none did.
    pub buy: OrderId,
    /// The bank through which it is paid; such a trade is not in the day's totals.
    pub bank: Option<AccountId>,
}

/// An order has been closed otherwise than by a sale, or a buy has been filled below its limit: what it had left has gone back.
#[ink::event]
pub struct OrderClosed {
    /// The order.
    #[ink(topic)]
    pub order: OrderId,
    /// Who has the units back, or of a buy the cash.
    pub owner: AccountId,
    /// Cancelled, expired, rejected; or filled, when only the rest of a buy's cash went back.
    pub how: Closed,
    /// How many units or cents.
    pub returned: u128,
}

/// The regulator has allowed a pair of accounts to trade in spite of the market's scope, or no longer allows it.
#[ink::event]
pub struct ExceptionSet {
    /// Of what.
    #[ink(topic)]
    pub instrument: Instrument,
    /// Who may sell.
    pub seller: AccountId,
    /// To whom.
    pub buyer: AccountId,
    /// Until when; 0: not any more.
    pub expires: Timestamp,
    /// The regulator.
    pub by: AccountId,
}
