//! The whole suite, deployed and wired on a fresh chain of drink, with somebody in every role and a few operators.

use crate::Drink;
use ink::scale::Decode;
use std::fmt::Debug;
use weir_client::bundle::{Bundle, Bundles};
use weir_client::typed::{CallError, Constructor, Message};
use weir_client::{AccountId, Chain, Contract, Hash, Receipt, Signer, Timestamp, Typed};
use weir_types::ledger::BatchTerms;
use weir_types::units::NEVER;
use weir_types::{BatchId, InstallationId, Instrument, OrgKind, Quantity, Region, Role};

/// A chain with all contracts on it.
pub struct World {
    /// The chain.
    pub chain: Drink,
    /// Deployer and administrator of everything; holds no other role.
    pub admin: Signer,
    /// identity/registry.
    pub registry: Contract<registry::RegistryRef>,
    /// allowances/ledger.
    pub ledger: Contract<ledger::LedgerRef>,
    /// allowances/issuer.
    pub issuer: Contract<issuer::IssuerRef>,
    /// market/cash.
    pub cash: Contract<cash::CashRef>,
    /// market/settlement.
    pub settlement: Contract<settlement::SettlementRef>,
    /// market/desk.
    pub desk: Contract<desk::DeskRef>,
    /// market/exchange.
    pub exchange: Contract<exchange::ExchangeRef>,
    /// allowances/compliance.
    pub compliance: Contract<compliance::ComplianceRef>,
}

/// When every world begins: an hour after drink's first block.
pub const START: Timestamp = 1_600_003_600_000;
/// An hour in milliseconds.
pub const HOUR: Timestamp = 3_600_000;
/// A day in milliseconds.
pub const DAY: Timestamp = 24 * HOUR;
/// How long a proposal waits for approval, and a redemption for its bank.
pub const TERM: Timestamp = 7 * DAY;
/// Nobody has reasons like this one.
pub const REASON: u16 = 7;

/// Somebody by name: `//operator/a`.
pub fn who(name: &str) -> Signer {
    Signer::dev(&format!("//{name}")).expect("a path")
}

/// The account that is a venue in [`World::with_venue`].
pub fn venue() -> Signer {
    who("venue")
}

/// The role's holder in every world.
pub fn holder(role: Role) -> Signer {
    who(&format!("role/{role:?}"))
}

/// Evidence of something.
pub fn evidence() -> Hash {
    Hash::from([0xe5; 32])
}

/// Grounds for a measure without an end.
pub fn grounds() -> registry::Grounds {
    registry::Grounds { reason: REASON, evidence: evidence(), until: NEVER }
}

/// The instrument of most tests.
pub fn co2() -> Instrument {
    "CO2-UK-2021".parse().expect("an instrument")
}

/// Its first batch.
pub fn batch() -> BatchId {
    co2().batch(1)
}

/// An installation by name.
pub fn installation(name: &str) -> InstallationId {
    name.parse().expect("an id")
}

/// All roles.
pub const ROLES: [Role; 12] = [
    Role::Registrar,
    Role::Regulator,
    Role::Allocator,
    Role::Approver,
    Role::Verifier,
    Role::Bank,
    Role::Court,
    Role::Supervisor,
    Role::Depository,
    Role::Watchdog,
    Role::Arbiter,
    Role::Reporter,
];

/// Operators `a` and `a2` share controller group 1, `b` is of group 2, `c` of none.
pub const OPERATORS: [(&str, u32); 4] = [("a", 1), ("a2", 1), ("b", 2), ("c", 0)];

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// Deploys, wires, grants the roles, registers the operators.
    pub fn new() -> Self {
        Self::deployed().peopled(&[])
    }

    /// The same, with one account beside the exchange that is a venue: it sends what a venue's contract would.
    pub fn with_venue() -> Self {
        Self::deployed().peopled(&[venue().account()])
    }

    /// Wires, grants the roles, registers the operators.
    pub fn peopled(self, more_venues: &[AccountId]) -> Self {
        let mut world = self;
        world.wire_with(more_venues);
        for role in ROLES {
            let message = world.registry.messages().grant_role(role, holder(role).account(), NEVER);
            world.ok(&world.admin.clone(), message);
        }
        for (name, group) in OPERATORS {
            world.register(&who(name), OrgKind::Operator, group);
        }
        world
    }

    /// Deploys and wires nothing.
    pub fn deployed() -> Self {
        Self::deployed_at(0)
    }

    /// The same; the exchange's day begins so many minutes before UTC's.
    pub fn deployed_at(day_offset: i16) -> Self {
        let (mut chain, admin) = (Drink::default(), who("Alice"));
        let mut people = vec![admin.account(), who("stranger").account(), AccountId::from([0; 32])];
        people.extend(ROLES.map(|role| holder(role).account()));
        people.extend([venue(), who("arbiter/2"), who("bank/2")].map(|somebody| somebody.account()));
        people.extend(OPERATORS.map(|(name, _)| who(name).account()));
        let purse: Vec<_> = people.into_iter().map(|account| (account, 1u128 << 90)).collect();
        chain.fund(&admin, &purse).expect("funds");
        chain.set_time(START).expect("starts");

        let registry = make(&mut chain, &admin, "registry", registry::RegistryRef::new());
        let ledger = make(&mut chain, &admin, "ledger", ledger::LedgerRef::new());
        let (at_registry, at_ledger) = (registry.address(), ledger.address());
        let config = issuer::Config { registry: at_registry, ledger: at_ledger, term: TERM };
        let issuer = make(&mut chain, &admin, "issuer", issuer::IssuerRef::new(config));
        let config = cash::Config {
            registry: at_registry,
            redemption_term: TERM,
            name: "Pound of the Weir banks".into(),
            symbol: "GBP".into(),
        };
        let cash = make(&mut chain, &admin, "cash", cash::CashRef::new(config));
        let settlement = make(&mut chain, &admin, "settlement", settlement::SettlementRef::new());
        let config = desk::Config { registry: at_registry, settlement: settlement.address(), cash: cash.address() };
        let desk = make(&mut chain, &admin, "desk", desk::DeskRef::new(config));
        let config =
            exchange::Config { registry: at_registry, ledger: at_ledger, settlement: settlement.address(), day_offset };
        let mut code = |name| chain.upload(&admin, &bundle(name).wasm).expect("uploads").0;
        let codes = exchange::Codes { matching: code("matching"), deals: code("deals"), office: code("office") };
        let exchange = make(&mut chain, &admin, "exchange", exchange::ExchangeRef::new(config, codes));
        let constructor = compliance::ComplianceRef::new(at_registry, at_ledger);
        let compliance = make(&mut chain, &admin, "compliance", constructor);
        Self { chain, admin, registry, ledger, issuer, cash, settlement, desk, exchange, compliance }
    }

    /// Names every contract's partners.
    pub fn wire(&mut self) {
        self.wire_with(&[]);
    }

    /// The same, with more venues than the exchange.
    pub fn wire_with(&mut self, more_venues: &[AccountId]) {
        let admin = self.admin.clone();
        let mut wiring = self.ledger_wiring();
        wiring.venues.extend(more_venues);
        let venues = wiring.venues.clone();
        let message = self.ledger.messages().wire(wiring);
        self.ok(&admin, message);
        let message = self.registry.messages().wire(self.ledger.address());
        self.ok(&admin, message);
        let (desk, ledger, cash) = (self.desk.address(), self.ledger.address(), self.cash.address());
        let message = self.settlement.messages().wire(desk, ledger, cash, venues);
        self.ok(&admin, message);
    }

    /// What the ledger is told of its partners.
    pub fn ledger_wiring(&self) -> ledger::Wiring {
        ledger::Wiring {
            registry: self.registry.address(),
            issuer: self.issuer.address(),
            settlement: self.settlement.address(),
            compliance: self.compliance.address(),
            facade_code: bundle("facade").code_hash,
            venues: vec![self.exchange.address()],
        }
    }

    /// Registers an organisation in the UK.
    pub fn register(&mut self, account: &Signer, kind: OrgKind, group: u32) {
        let message = self.registry.messages().register(account.account(), profile(kind, group));
        self.ok(&holder(Role::Registrar), message);
    }

    /// A cap of a million tonnes, batch 1 open, and `quantity` units of it for each of the operators named.
    pub fn issue(&mut self, lines: &[(&str, Quantity)]) -> BatchId {
        let (allocator, approver) = (holder(Role::Allocator), holder(Role::Approver));
        let mut messages = self.issuer.messages();
        if self.ask(messages.cap_of(co2())).is_none() {
            let message = messages.set_cap(co2(), 1_000_000_000, 0);
            self.ok(&holder(Role::Regulator), message);
            let message = messages.open_batch(co2(), BatchTerms::Free);
            self.ok(&allocator, message);
        }
        let lines = lines.iter().map(|(name, quantity)| (who(name).account(), *quantity)).collect();
        let message = messages.propose_allocation(batch(), lines);
        let receipt = self.ok(&allocator, message);
        let proposed: issuer::events::Proposed = receipt.event_of(self.issuer.address()).expect("one proposal");
        let message = messages.approve(proposed.id);
        self.ok(&approver, message);
        batch()
    }

    /// Cash of the bank for an account, approved to settlement.
    pub fn give_cash(&mut self, account: &Signer, amount: u128) {
        use psp22::PSP22;
        let message = self.cash.messages().mint(account.account(), amount);
        self.ok(&holder(Role::Bank), message);
        let message = self.cash.messages().approve(self.settlement.address(), u128::MAX);
        self.ok(account, message);
    }

    /// Sends a message that must go through.
    #[track_caller]
    pub fn ok<M, T, E>(&mut self, signer: &Signer, message: M) -> Receipt
    where
        M: Message<Output = Result<T, E>>,
        T: Decode + Debug,
        E: Decode + Debug,
    {
        match self.chain.call(signer, message) {
            Ok(receipt) => receipt,
            Err(error) => panic!("{signer} was refused: {error:?}"),
        }
    }

    /// Sends a message that the contract must refuse; answers its error.
    #[track_caller]
    pub fn refused<M, T, E>(&mut self, signer: &Signer, message: M) -> E
    where
        M: Message<Output = Result<T, E>>,
        T: Decode + Debug,
        E: Decode + Debug,
    {
        match self.chain.call(signer, message) {
            Err(CallError::Contract(error)) => error,
            other => panic!("{signer} was not refused by the contract: {other:?}"),
        }
    }

    /// What a view answers.
    #[track_caller]
    pub fn ask<M>(&mut self, message: M) -> M::Output
    where
        M: Message,
        M::Output: Decode,
    {
        self.chain.query(message).expect("a view answers")
    }

    /// Moves the clock on.
    pub fn pass(&mut self, ms: Timestamp) {
        let now = self.chain.now().expect("a clock");
        self.chain.set_time(now + ms).expect("forward");
    }

    /// What time it is.
    pub fn now(&mut self) -> Timestamp {
        self.chain.now().expect("a clock")
    }
}

/// An organisation's profile.
pub fn profile(kind: OrgKind, group: u32) -> registry::Profile {
    let region = Region::new("UK").expect("a code");
    registry::Profile { kind, sector: 3511, region, basin: 0, group, licence: evidence() }
}

/// A bundle that `scripts/build.sh` has made.
pub fn bundle(name: &str) -> Bundle {
    Bundles::from_env().get(name).unwrap_or_else(|error| panic!("{error}"))
}

/// Makes a contract of a bundle.
pub fn make<R, Args, Ret>(
    chain: &mut Drink,
    signer: &Signer,
    name: &str,
    constructor: Constructor<R, Args, Ret>,
) -> Contract<R>
where
    R: ink::env::ContractEnv + ink::env::call::FromAccountId<R::Env>,
    Args: ink::scale::Encode,
    Ret: ink::env::call::ConstructorReturnType<R>,
    Ret::Error: Debug,
{
    let (code_hash, _) = chain.upload(signer, &bundle(name).wasm).expect("uploads");
    match chain.deploy(signer, code_hash, constructor, name.as_bytes()) {
        Ok((contract, _)) => contract,
        Err(error) => panic!("{name} cannot be made: {error:?}"),
    }
}

/// Opens the market of [`co2`] at 50.00 with a band of a tenth.
pub fn open_market(w: &mut World) {
    let message = w.exchange.messages().open_market(co2(), 5_000, crate::floor::terms());
    w.ok(&holder(Role::Supervisor), message);
}

/// How much cash somebody has.
pub fn cash_of(w: &mut World, name: &str) -> u128 {
    use psp22::PSP22;
    let message = w.cash.messages().balance_of(who(name).account());
    w.ask(message)
}
