//! What auctions tell the world: all that is needed to rebuild them.

use weir_types::auction::{AuctionId, BidId, BidState, Lots, Offer, Reason, Stage, Terms};
use weir_types::settlement::{SettlementId, TradeMode};
use weir_types::{AccountId, BatchId, Money, Price, Quantity};

/// An auction has been opened.
#[ink::event]
pub struct AuctionOpened {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// Who sells.
    #[ink(topic)]
    pub seller: AccountId,
    /// Which units.
    #[ink(topic)]
    pub batch: BatchId,
    /// The notice, with what was added to it.
    pub terms: Terms,
    /// How many of its lots were due of cancelled auctions, and are no longer.
    pub carried: Lots,
}

/// A bid has been made: a sealed one committed, or changed, or an open one of a one-way auction.
#[ink::event]
pub struct BidPlaced {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// The bid's number, which is its place in the order of commits or in time.
    pub bid: BidId,
    /// Who bids.
    #[ink(topic)]
    pub bidder: AccountId,
    /// The hash that was committed, or price and lots.
    pub offer: Offer,
    /// The most lots it may turn out to ask for.
    pub max_lots: Lots,
    /// Cents that wait at settlement.
    pub deposit: Money,
    /// The bid that it takes the place of, if it changes one.
    pub replaces: Option<BidId>,
}

/// A sealed bid has been withdrawn.
#[ink::event]
pub struct BidWithdrawn {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// The bid.
    pub bid: BidId,
    /// Whose it was.
    #[ink(topic)]
    pub bidder: AccountId,
    /// Cents that went back.
    pub refunded: Money,
}

/// A sealed bid has been revealed.
#[ink::event]
pub struct BidRevealed {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// The bid.
    pub bid: BidId,
    /// Whose it is.
    #[ink(topic)]
    pub bidder: AccountId,
    /// Cents for a whole unit.
    pub price: Price,
    /// How many lots.
    pub lots: Lots,
}

/// The reserve price has been revealed.
#[ink::event]
pub struct ReserveRevealed {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// Cents for a whole unit.
    pub price: Price,
}

/// An auction has been cleared: price and volume. The bids' lots follow from it.
#[ink::event]
pub struct AuctionCleared {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// Of what.
    #[ink(topic)]
    pub batch: BatchId,
    /// The clearing price, in cents for a whole unit.
    pub price: Price,
    /// How many units were sold.
    pub quantity: Quantity,
    /// How the price came about.
    pub mode: TradeMode,
    /// The outcome, from which each bid's lots follow.
    pub stage: Stage,
}

/// An auction has been cancelled: nothing is sold.
#[ink::event]
pub struct AuctionCancelled {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// Of what.
    #[ink(topic)]
    pub batch: BatchId,
    /// Why.
    pub reason: Reason,
    /// How many units went back to the seller.
    pub returned: Quantity,
    /// Units due now in the seller's next auction of the instrument, the one after it, and so on.
    pub due: [Quantity; 4],
}

/// A winner has been delivered to and has paid. Only the auction is indexed: the payment of the same sale has both accounts.
#[ink::event]
pub struct Traded {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// The bid.
    pub bid: BidId,
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
    /// How the price came about: `Auction` or `OneWay`.
    pub mode: TradeMode,
    /// How much of the deposit went back.
    pub refunded: Money,
    /// The settlement's number.
    pub settlement: SettlementId,
}

/// A bid has been settled without a trade: it won nothing, was not revealed, or could not be delivered to.
#[ink::event]
pub struct BidSettled {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// The bid.
    pub bid: BidId,
    /// Whose it is.
    #[ink(topic)]
    pub bidder: AccountId,
    /// What became of it: `Refunded`, `Forfeited`, `Defaulted` or `Released`.
    pub state: BidState,
    /// How much of the deposit went to the seller.
    pub forfeited: Money,
    /// How much of it went back.
    pub refunded: Money,
}
