//! The storage keys of every contract, in one place: a key once used is never given to something else.
//! The number is the contract's (high byte) and the field's. Root cells take ink!'s default key 0.

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $value:literal;)*) => {
        $($(#[$doc])* pub const $name: u32 = $value;)*
        /// All keys, for the test that they differ.
        pub const ALL: &[u32] = &[$($value),*];
    };
}

keys! {
    /// registry: organisations.
    REGISTRY_ORGANISATIONS = 0x0101;
    /// registry: roles.
    REGISTRY_ROLES = 0x0102;
    /// registry: measures in force.
    REGISTRY_MEASURES = 0x0103;
    /// registry: admin.
    REGISTRY_ADMIN = 0x0104;
    /// registry: area status.
    REGISTRY_AREAS = 0x0105;
    /// registry: its ledger.
    REGISTRY_LEDGER = 0x0106;
    /// registry: organisations by number.
    REGISTRY_INDEX = 0x0108;
    /// issuer: caps.
    ISSUER_CAPS = 0x0201;
    /// issuer: pending proposals.
    ISSUER_PENDING = 0x0202;
    /// issuer: historical emissions.
    ISSUER_HISTORY = 0x0203;
    /// issuer: pro-rata pools.
    ISSUER_POOLS = 0x0204;
    /// issuer: its partners and its term.
    ISSUER_CONFIG = 0x0205;
    /// issuer: instruments by number.
    ISSUER_INSTRUMENTS = 0x0206;
    /// issuer: admin.
    ISSUER_ADMIN = 0x0207;
    /// ledger: cells.
    LEDGER_CELLS = 0x0301;
    /// ledger: batches with their supply.
    LEDGER_BATCHES = 0x0302;
    /// ledger: account records.
    LEDGER_ACCOUNTS = 0x0303;
    /// ledger: locks.
    LEDGER_LOCKS = 0x0304;
    /// ledger: PSP22 approvals.
    LEDGER_APPROVALS = 0x0305;
    /// ledger: venues.
    LEDGER_VENUES = 0x0307;
    /// ledger: wiring.
    LEDGER_WIRING = 0x0309;
    /// compliance: installations.
    COMPLIANCE_INSTALLATIONS = 0x0401;
    /// compliance: obligations.
    COMPLIANCE_OBLIGATIONS = 0x0402;
    /// compliance: periods.
    COMPLIANCE_PERIODS = 0x0403;
    /// compliance: defaulters by number.
    COMPLIANCE_DEFAULTERS = 0x0404;
    /// compliance: installations by number.
    COMPLIANCE_INDEX = 0x0405;
    /// compliance: wiring.
    COMPLIANCE_WIRING = 0x0406;
    /// compliance: which periods there are.
    COMPLIANCE_SCHEMES = 0x0407;
    /// cash: liabilities of banks.
    CASH_LIABILITIES = 0x0501;
    /// cash: redemptions.
    CASH_REDEMPTIONS = 0x0502;
    /// cash: wiring.
    CASH_WIRING = 0x0503;
    /// cash: name and symbol.
    CASH_NAMES = 0x0504;
    /// settlement: venues.
    SETTLEMENT_VENUES = 0x0601;
    /// settlement: wiring.
    SETTLEMENT_WIRING = 0x0602;
    /// settlement: records.
    SETTLEMENT_RECORDS = 0x0603;
    /// settlement: open funds.
    SETTLEMENT_FUNDS = 0x0604;
    /// settlement: the last fund's number.
    SETTLEMENT_LAST_FUND = 0x0605;
    /// settlement: the bank desk.
    SETTLEMENT_DESK = 0x0606;
    /// exchange: listings.
    EXCHANGE_LISTINGS = 0x0701;
    /// exchange: the ring of daily bars.
    EXCHANGE_DAYS = 0x0702;
    /// exchange: markets.
    EXCHANGE_MARKETS = 0x0703;
    /// exchange: wiring.
    EXCHANGE_WIRING = 0x0704;
    /// exchange: words of the book's bitmaps.
    EXCHANGE_WORDS = 0x0705;
    /// exchange: buckets of the book.
    EXCHANGE_BUCKETS = 0x0706;
    /// exchange: what was bought on a day.
    EXCHANGE_BOUGHT = 0x0707;
    /// exchange: positions of controller groups.
    EXCHANGE_POSITIONS = 0x0708;
    /// exchange: exceptions from a market's scope.
    EXCHANGE_EXCEPTIONS = 0x0709;
    /// desk: sales.
    DESK_SALES = 0x0611;
    /// desk: the bank references that have been filed.
    DESK_REFERENCES = 0x0612;
    /// desk: terms by number.
    DESK_TERMS = 0x0613;
    /// oracle: feeds.
    ORACLE_FEEDS = 0x0801;
    /// oracle: reports of open rounds.
    ORACLE_ROUNDS = 0x0802;
    /// oracle: trips of breakers.
    ORACLE_TRIPS = 0x0803;
    /// oracle: what is kept of instruments beside their bars.
    ORACLE_SERIES = 0x0804;
    /// oracle: rings of daily bars.
    ORACLE_BARS = 0x0805;
    /// oracle: requests.
    ORACLE_REQUESTS = 0x0806;
    /// auction: terms.
    AUCTION_TERMS = 0x0901;
    /// auction: how auctions stand.
    AUCTION_STATES = 0x0902;
    /// auction: bids.
    AUCTION_BIDS = 0x0903;
    /// auction: which levels have bids.
    AUCTION_WORDS = 0x0904;
    /// auction: lots bid for at a level.
    AUCTION_LEVELS = 0x0905;
    /// auction: which bids a level has.
    AUCTION_MEMBERS = 0x0906;
    /// auction: lots bid for by a controller group.
    AUCTION_EXPOSURE = 0x0907;
    /// auction: volume due of auctions cancelled before.
    AUCTION_CARRIED = 0x0908;
    /// auction: conditions of notices.
    AUCTION_CONDITIONS = 0x0909;
    /// auction: the auctioneer's code.
    AUCTION_CODE = 0x090a;
    /// registry: the policy.
    REGISTRY_POLICY = 0x0107;
    /// policy: rules by contract and message.
    POLICY_RULES = 0x0f01;
    /// policy: what callers and groups have used of their limits.
    POLICY_TALLIES = 0x0f02;
    /// policy: breakers by contract and asset.
    POLICY_BREAKERS = 0x0f03;
    /// watchlist: what is said, by account.
    WATCHLIST_DENIALS = 0x0f04;
    /// policy: orders.
    POLICY_ORDERS = 0x0f05;
    /// policy: the open order of each operation.
    POLICY_CURRENT = 0x0f06;
    /// policy: changes that wait.
    POLICY_CHANGES = 0x0f07;
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_key_is_given_twice() {
        let mut keys = super::ALL.to_vec();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), super::ALL.len());
    }
}
