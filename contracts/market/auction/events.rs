//! What auctions tell the world: all that is needed to rebuild them.

use weir_types::auction::{AuctionId, BidId, Cleared, Lots, Reason, Terms};
use weir_types::settlement::{SettlementId, TradeMode};
use weir_types::{AccountId, BatchId, Hash, Instrument, Money, Price, Quantity};

/// An auction has been opened: its notice, with what was added to it.
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
    /// Everything else.
    pub terms: Terms,
}

/// A sealed bid has been committed.
#[ink::event]
pub struct BidCommitted {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// The bid's number, which is its place in the order of commits.
    pub bid: BidId,
    /// Who bids.
    #[ink(topic)]
    pub bidder: AccountId,
    /// What was committed.
    pub hash: Hash,
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

/// An open bid has been made in a one-way auction.
#[ink::event]
pub struct BidPlaced {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// The bid's number, which is its place in time.
    pub bid: BidId,
    /// Who bids.
    #[ink(topic)]
    pub bidder: AccountId,
    /// Cents for a whole unit.
    pub price: Price,
    /// How many lots.
    pub lots: Lots,
    /// Cents that wait at settlement.
    pub deposit: Money,
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
    /// The outcome in lots.
    pub cleared: Cleared,
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
}

/// What is due in a seller's next auctions of an instrument has changed.
#[ink::event]
pub struct VolumeCarried {
    /// Who sells.
    #[ink(topic)]
    pub seller: AccountId,
    /// Of what.
    #[ink(topic)]
    pub instrument: Instrument,
    /// Units due in the next auction, the one after it, and so on.
    pub due: [Quantity; 4],
}

/// A winner has been delivered to and has paid. Nothing but the auction is indexed: the payment of the same sale has both accounts.
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

/// A bid that won nothing has its deposit back.
#[ink::event]
pub struct DepositRefunded {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// The bid.
    pub bid: BidId,
    /// Whose it is.
    pub bidder: AccountId,
    /// Cents that went back.
    pub refunded: Money,
}

/// The deposit of a bid that was not revealed has gone to the seller.
#[ink::event]
pub struct DepositForfeited {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// The bid.
    pub bid: BidId,
    /// Whose it was.
    #[ink(topic)]
    pub bidder: AccountId,
    /// Who has it.
    pub seller: AccountId,
    /// How many cents.
    pub amount: Money,
}

/// A winner that may not take delivery has lost the sale and part of its deposit.
#[ink::event]
pub struct BidDefaulted {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// The bid.
    pub bid: BidId,
    /// Whose it is.
    #[ink(topic)]
    pub bidder: AccountId,
    /// Lots that it had won.
    pub lots: Lots,
    /// Cents that went to the seller.
    pub penalty: Money,
    /// Cents that went back.
    pub refunded: Money,
}

/// A winner has been released, with its deposit, from a sale that cannot be delivered for a reason that is not its own.
#[ink::event]
pub struct BidReleased {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// The bid.
    pub bid: BidId,
    /// Whose it is.
    #[ink(topic)]
    pub bidder: AccountId,
    /// Lots that it had won.
    pub lots: Lots,
    /// Cents that went back.
    pub refunded: Money,
}

/// No winner is left to wait for: what nobody has taken is free again.
#[ink::event]
pub struct UnitsReturned {
    /// The auction.
    #[ink(topic)]
    pub auction: AuctionId,
    /// Whose they are.
    pub seller: AccountId,
    /// How many.
    pub quantity: Quantity,
}
