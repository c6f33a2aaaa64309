//! The suite itself: which contracts there are, what their constructors are told, and how they are wired.

use super::manifest::Proof;
use super::plan::{Auctions, Plan};
use super::policy::guard;
use super::suite::{proof, Suite};
use super::text::{Account, Hex};
use crate::exit::Failure;
use ::policy::PolicyRef;
use auction::AuctionRef;
use cash::CashRef;
use compliance::ComplianceRef;
use desk::DeskRef;
use exchange::ExchangeRef;
use facade::FacadeRef;
use ink::scale::Encode;
use issuer::IssuerRef;
use ledger::{LedgerRef, Parties, Wiring};
use oracle::OracleRef;
use registry::RegistryRef;
use serde_json::{json, Value};
use settlement::SettlementRef;
use watchlist::WatchlistRef;
use weir_client::bundle::Bundles;
use weir_client::typed::{constructor_data, Message};
use weir_client::{AccountId, Contract};
use weir_types::auction::Conditions;
use weir_types::BatchId;

/// The suite of a plan, with PSP22 facades for the batches named.
pub fn suite(plan: &Plan, bundles: &Bundles, facades: &[BatchId]) -> Result<Suite, Failure> {
    let mut suite = Suite::new(plan);
    let parameters = plan.parameters.clone();
    // A facade's code is wired into the ledger: it is there before the first facade.
    let facade_code = suite.code(bundles, "facade")?.code_hash;
    let registry = suite.contract(bundles, "registry", "registry", &[], constructor_data(RegistryRef::new()))?;
    let ledger = suite.contract(bundles, "ledger", "ledger", &[], constructor_data(LedgerRef::new()))?;
    let settlement =
        suite.contract(bundles, "settlement", "settlement", &[], constructor_data(SettlementRef::new()))?;

    let term = parameters.proposal_term;
    let input = constructor_data(IssuerRef::new(issuer::Config { registry, ledger, term }));
    let told = [("registry", account(registry)), ("ledger", account(ledger)), ("term", json!(term))];
    let issuer = suite.contract(bundles, "issuer", "issuer", &told, input)?;

    let (name, symbol, redemption_term) = (parameters.cash_name, parameters.cash_symbol, parameters.redemption_term);
    let told = [
        ("registry", account(registry)),
        ("redemption_term", json!(redemption_term)),
        ("name", json!(name)),
        ("symbol", json!(symbol)),
    ];
    let input = constructor_data(CashRef::new(cash::Config { registry, redemption_term, name, symbol }));
    let cash = suite.contract(bundles, "cash", "cash", &told, input)?;

    let input = constructor_data(DeskRef::new(desk::Config { registry, settlement, cash }));
    let told = [("registry", account(registry)), ("settlement", account(settlement)), ("cash", account(cash))];
    let desk = suite.contract(bundles, "desk", "desk", &told, input)?;

    let day_offset = parameters.day_offset_minutes;
    // The exchange runs these in its own storage: they are there before its first order.
    let mut code = |name| Ok::<_, Failure>(suite.code(bundles, name)?.code_hash);
    let codes = exchange::Codes { matching: code("matching")?, deals: code("deals")?, office: code("office")? };
    let auctioneer = code("auctioneer")?; // the auction runs it in the same way
    let config = exchange::Config { registry, ledger, settlement, day_offset };
    let input = constructor_data(ExchangeRef::new(config, codes));
    let told = [
        ("registry", account(registry)),
        ("ledger", account(ledger)),
        ("settlement", account(settlement)),
        ("day_offset", json!(day_offset)),
        ("matching", json!(Hex::of(codes.matching))),
        ("deals", json!(Hex::of(codes.deals))),
        ("office", json!(Hex::of(codes.office))),
    ];
    let exchange = suite.contract(bundles, "exchange", "exchange", &told, input)?;

    let config = auction::Config { registry, ledger, settlement, exchange, day_offset };
    let Auctions { min_window, max_term, grace, band } = parameters.auctions;
    let conditions = Conditions { min_window, max_term, grace, band: band.into() };
    let input = constructor_data(AuctionRef::new(config, conditions, auctioneer));
    let told = [
        ("registry", account(registry)),
        ("ledger", account(ledger)),
        ("settlement", account(settlement)),
        ("exchange", account(exchange)),
        ("day_offset", json!(day_offset)),
        ("min_window", json!(min_window)),
        ("max_term", json!(max_term)),
        ("grace", json!(grace)),
        ("band", json!(band)),
        ("auctioneer", json!(Hex::of(auctioneer))),
    ];
    let auction = suite.contract(bundles, "auction", "auction", &told, input)?;

    let max_age = parameters.price_max_age;
    let currency = parameters.currency;
    let input = constructor_data(OracleRef::new(oracle::Config {
        registry,
        venue: exchange,
        cash,
        day_offset,
        max_age,
        currency,
    }));
    let told = [
        ("registry", account(registry)),
        ("venue", account(exchange)),
        ("cash", account(cash)),
        ("day_offset", json!(day_offset)),
        ("max_age", json!(max_age)),
        ("currency", json!(String::from_utf8_lossy(&currency))),
    ];
    suite.contract(bundles, "oracle", "oracle", &told, input)?;

    let told = [("registry", account(registry)), ("ledger", account(ledger))];
    let input = constructor_data(ComplianceRef::new(registry, ledger));
    let compliance = suite.contract(bundles, "compliance", "compliance", &told, input)?;

    let input = constructor_data(WatchlistRef::new(registry));
    let watchlist = suite.contract(bundles, "watchlist", "watchlist", &[("registry", account(registry))], input)?;
    let config = ::policy::Config { registry, watchlist: Some(watchlist), day_offset };
    let told = [("registry", account(registry)), ("watchlist", account(watchlist)), ("day_offset", json!(day_offset))];
    let policy = suite.contract(bundles, "policy", "policy", &told, constructor_data(PolicyRef::new(config)))?;

    // The ledger first: the registry asks it whether it is one.
    wire_ledger(
        &mut suite,
        ledger,
        &Parties { registry, issuer, settlement, compliance, facade_code },
        &[exchange, auction],
    );
    wire_registry(&mut suite, registry, ledger);
    wire_settlement(&mut suite, settlement, &[desk, ledger, cash], &[exchange, auction]);
    grant(&mut suite, registry);
    guard(&mut suite, policy);
    for batch in facades {
        facade_of(&mut suite, bundles, ledger, *batch)?;
    }
    Ok(suite)
}

fn wire_ledger(suite: &mut Suite, ledger: AccountId, parties: &Parties, venues: &[AccountId]) {
    let messages = || Contract::<LedgerRef>::at(ledger).messages();
    let Parties { registry, issuer, settlement, compliance, facade_code } = *parties;
    let wiring = Wiring { registry, issuer, settlement, compliance, facade_code, venues: venues.to_vec() };
    let told = [
        ("registry", account(registry)),
        ("issuer", account(issuer)),
        ("settlement", account(settlement)),
        ("compliance", account(compliance)),
        ("facade_code", json!(Hex::of(facade_code))),
        ("venues", accounts(venues)),
    ];
    let mut proofs = vec![proof("wiring", messages().wiring(), Some(*parties))];
    proofs.extend(venues.iter().map(|venue| proof("is_venue", messages().is_venue(*venue), true)));
    suite.call("ledger.wire", "ledger", &told, messages().wire(wiring), proofs);
}

fn wire_registry(suite: &mut Suite, registry: AccountId, ledger: AccountId) {
    let messages = || Contract::<RegistryRef>::at(registry).messages();
    let proofs = vec![amid("state", messages().state(), Some(ledger), LEDGER_AT)];
    suite.call("registry.wire", "registry", &[("ledger", account(ledger))], messages().wire(ledger), proofs);
}

fn wire_settlement(suite: &mut Suite, settlement: AccountId, partners: &[AccountId; 3], venues: &[AccountId]) {
    let [desk, ledger, cash] = *partners;
    let messages = || Contract::<SettlementRef>::at(settlement).messages();
    let told =
        [("desk", account(desk)), ("ledger", account(ledger)), ("cash", account(cash)), ("venues", accounts(venues))];
    let mut proofs = vec![
        proof("partners", messages().partners(), Some((ledger, cash))),
        proof("desk", messages().desk(), Some(desk)),
    ];
    proofs.extend(venues.iter().map(|venue| proof("is_venue", messages().is_venue(*venue), true)));
    let message = messages().wire(desk, ledger, cash, venues.to_vec());
    suite.call("settlement.wire", "settlement", &told, message, proofs);
}

fn grant(suite: &mut Suite, registry: AccountId) {
    let messages = || Contract::<RegistryRef>::at(registry).messages();
    for grant in suite.plan.grants.clone() {
        let (role, who, until) = (grant.role, grant.account, grant.until);
        let told = [("role", json!(format!("{role:?}"))), ("account", json!(who)), ("until", json!(until))];
        let proofs = vec![proof("role_until", messages().role_until(role, who.0), Some(until))];
        let name = format!("registry.grant_role({role:?}, {who})");
        suite.call(&name, "registry", &told, messages().grant_role(role, who.0, until), proofs);
    }
}

/// A facade: its contract, and its registration in the ledger, which the batch must already be in.
fn facade_of(suite: &mut Suite, bundles: &Bundles, ledger: AccountId, batch: BatchId) -> Result<(), Failure> {
    let told = [("ledger", account(ledger)), ("batch", json!(batch.to_string()))];
    let input = constructor_data(FacadeRef::new(ledger, batch));
    let facade = suite.contract(bundles, "facade", &format!("facade/{batch}"), &told, input)?;
    let messages = || Contract::<LedgerRef>::at(ledger).messages();
    let told = [("batch", json!(batch.to_string())), ("facade", account(facade))];
    let name = format!("ledger.register_facade({batch})");
    let proofs = vec![facade_proof(messages().batch(batch), facade)];
    suite.call(&name, "ledger", &told, messages().register_facade(batch, facade), proofs);
    Ok(())
}

/// The registry's view `state` shows the ledger amid what changes: the administrator, the count. It comes after the mark of `Ok`.
const LEDGER_AT: u32 = 1;

/// The ledger's view `batch` shows the facade amid what changes: its supply. This is where the facade is in the answer: after
/// the marks of `Ok` and `Some`, the terms and whether it is halted, a byte each.
const FACADE_AT: u32 = 4;

fn facade_proof<M: Message<Output = Option<ledger::Batch>>>(query: M, facade: AccountId) -> Proof {
    amid("batch", query, Some(facade), FACADE_AT)
}

/// A view that shows a part which does not change at a place in its answer.
fn amid<M: Message>(view: &str, query: M, part: impl Encode, at: u32) -> Proof {
    Proof { view: view.to_owned(), query: Hex(query.prepare().data), answer: Hex(part.encode()), at: Some(at) }
}

fn accounts(accounts: &[AccountId]) -> Value {
    accounts.iter().copied().map(account).collect()
}

fn account(account: AccountId) -> Value {
    json!(Account(account))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::MessageResult;
    use weir_types::ledger::BatchTerms;
    use weir_types::Supply;

    #[test]
    fn the_ledger_is_found_in_the_registrys_answer() {
        let registry = Contract::<RegistryRef>::at(AccountId::from([1; 32]));
        let [ledger, other] = [2, 3].map(|byte| AccountId::from([byte; 32]));
        let proof = amid("state", registry.messages().state(), Some(ledger), LEDGER_AT);
        let answer = |ledger, count| -> Vec<u8> {
            let answer: MessageResult<_> = Ok(registry::State { ledger, admin: None, count });
            answer.encode()
        };
        assert!(proof.shown_by(&answer(Some(ledger), 0)) && proof.shown_by(&answer(Some(ledger), 7)));
        assert!(!proof.shown_by(&answer(Some(other), 0)) && !proof.shown_by(&answer(None, 0)));
    }

    #[test]
    fn a_facade_is_found_in_the_answer() {
        let ledger = Contract::<LedgerRef>::at(AccountId::from([1; 32]));
        let facade = AccountId::from([2; 32]);
        let proof = facade_proof(ledger.messages().batch(BatchId::default()), facade);
        let answer = |facade, halted, issued| -> Vec<u8> {
            let supply = Supply { issued, ..Supply::default() };
            let batch = ledger::Batch { terms: BatchTerms::SurrenderOnly, halted, facade, supply };
            let answer: MessageResult<_> = Ok(Some(batch));
            answer.encode()
        };
        assert!(proof.shown_by(&answer(Some(facade), true, 7)));
        assert!(proof.shown_by(&answer(Some(facade), false, 0)));
        assert!(!proof.shown_by(&answer(None, false, 7)));
        assert!(!proof.shown_by(&answer(Some(AccountId::from([3; 32])), false, 7)));
        let unknown: MessageResult<Option<ledger::Batch>> = Ok(None);
        assert!(!proof.shown_by(&unknown.encode()));
    }
}
