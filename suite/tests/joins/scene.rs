//! A world with all contracts that hold something, and a policy beside it that it can join.

use crate::hall::{self, Hall};
use crate::table::Risk;
use oracle::OracleRef;
use policy::{events, PolicyRef};
use weir_client::typed::Message;
use weir_client::{AccountId, Call, Chain, Contract, Failure, Receipt, Signer};
use weir_suite::*;
use weir_types::policy::{BreakerTerms, Change, Check, Error, Hours, Level, Limit, OrderId, Rule};
use weir_types::units::NEVER;
use weir_types::{OrgKind, Role};

/// The world, an oracle, and a policy that nobody has joined yet.
pub struct Scene {
    pub w: Hall,
    pub oracle: Contract<OracleRef>,
    pub policy: Contract<PolicyRef>,
    pub list: Contract<watchlist::WatchlistRef>,
}

/// A rule that limits nothing.
pub fn free() -> Rule {
    Rule {
        caller: Limit::default(),
        group: Limit::default(),
        hours: Hours::ALWAYS,
        above: u128::MAX,
        approvals: 0,
        approver: Role::Arbiter,
        delay: 0,
        term: DAY,
        read_back: false,
    }
}

/// Ink!'s selector of a message.
pub fn selector(message: &str) -> [u8; 4] {
    let hash = weir_types::policy::join::hash(message.as_bytes());
    hash.as_ref()[..4].try_into().expect("four bytes")
}

/// What a prepared message sends.
pub fn sent<M: Message>(signer: &Signer, message: M) -> Call {
    let prepared = message.prepare();
    Call { signer: signer.clone(), dest: prepared.dest, data: prepared.data, value: 0 }
}

impl Scene {
    /// Nobody has joined.
    pub fn new() -> Self {
        let mut w = hall::world();
        let (admin, registry) = (w.admin.clone(), w.registry.address());
        let (venue, cash) = (w.exchange.address(), w.cash.address());
        let config = oracle::Config { registry, venue, cash, day_offset: 0, max_age: 2 * DAY, currency: *b"GBP" };
        let oracle = make(&mut w.chain, &admin, "oracle", OracleRef::new(config));
        let list = make(&mut w.chain, &admin, "watchlist", watchlist::WatchlistRef::new(registry));
        let config = policy::Config { registry, watchlist: Some(list.address()), day_offset: 0 };
        let policy = make(&mut w.chain, &admin, "policy", PolicyRef::new(config));
        open_market(&mut w);
        Self { w, oracle, policy, list }
    }

    /// The registry joins the policy.
    pub fn join(&mut self) {
        let (admin, policy) = (self.w.admin.clone(), self.policy.address());
        let message = self.w.registry.messages().join(policy);
        let receipt = self.w.ok(&admin, message);
        let joined: registry::events::Joined = receipt.event_of(self.w.registry.address()).expect("an event");
        assert_eq!(joined.policy, policy);
    }

    /// The registry joins what answers as a policy, until it is told otherwise: `wat/cash.wat`.
    pub fn join_broken(&mut self) -> AccountId {
        let admin = self.w.admin.clone();
        let wasm = wat::parse_str(include_str!("../wat/cash.wat")).expect("the contract is valid");
        let (code, _) = self.w.chain.upload(&admin, &wasm).expect("uploads");
        let (address, _) = self.w.chain.instantiate(&admin, code, Vec::new(), vec![1], 0).expect("is made");
        let message = self.w.registry.messages().join(address);
        self.w.ok(&admin, message);
        address
    }

    /// Tells it otherwise.
    pub fn misbehave(&mut self, policy: AccountId, how: u8) {
        let signer = self.w.admin.clone();
        let answer = self.w.chain.send(vec![Call { signer, dest: policy, data: vec![how], value: 0 }]).pop();
        assert!(matches!(answer, Some(Ok(_))), "{answer:?}");
    }

    /// A rule that is proposed and put in force.
    pub fn adopt(&mut self, target: AccountId, message: &str, rule: Rule) {
        self.change(Change::Rule { target, selector: selector(message), rule: Some(rule) });
    }

    /// A breaker of cash.
    pub fn guard_cash(&mut self, terms: BreakerTerms, stock: u128) {
        let (target, asset) = (self.w.cash.address(), weir_types::policy::join::ONLY);
        self.change(Change::Breaker { target, asset, terms: Some(terms), stock });
    }

    fn change(&mut self, change: Change) {
        let message = self.policy.messages().propose(change);
        let receipt = self.w.ok(&holder(Role::Supervisor), message);
        let proposed: events::ChangeProposed = receipt.event_of(self.policy.address()).expect("an event");
        let message = self.policy.messages().decide(proposed.id, true);
        self.w.ok(&holder(Role::Regulator), message);
    }

    /// A high-risk message that goes through.
    #[track_caller]
    pub fn goes(&mut self, risk: &Risk) -> Receipt {
        match self.w.chain.send(vec![risk.call.clone()]).pop() {
            Some(Ok(receipt)) => receipt,
            other => panic!("{} {}: {other:?}", risk.contract, risk.message),
        }
    }

    /// A high-risk message that the policy refuses: why.
    #[track_caller]
    pub fn denied(&mut self, risk: &Risk) -> Error {
        match self.w.chain.send(vec![risk.call.clone()]).pop() {
            Some(Err(failure)) => match failure.reason {
                Failure::Reverted(bytes) => match bytes.as_slice() {
                    [0, 1, 255, why] => ink::scale::Decode::decode(&mut [*why].as_slice()).expect("an error"),
                    other => panic!("{} {}: {other:?}", risk.contract, risk.message),
                },
                other => panic!("{} {}: {other:?}", risk.contract, risk.message),
            },
            other => panic!("{} {}: {other:?}", risk.contract, risk.message),
        }
    }

    /// The sender of a message schedules it.
    pub fn schedule(&mut self, risk: &Risk, check: Option<Check>) -> OrderId {
        let arguments = risk.call.data[4..].to_vec();
        let message = self.policy.messages().schedule(risk.target, selector(risk.message), arguments, check);
        let receipt = self.w.ok(&risk.call.signer, message);
        let scheduled: events::OrderScheduled = receipt.event_of(self.policy.address()).expect("an event");
        scheduled.id
    }

    /// Somebody approves an order.
    pub fn approve(&mut self, id: OrderId, by: &Signer) {
        let message = self.policy.messages().approve(id);
        self.w.ok(by, message);
    }

    /// Registers somebody in a group and gives them a role.
    pub fn admit(&mut self, name: &str, group: u32, role: Role) -> Signer {
        let somebody = who(name);
        let admin = self.w.admin.clone();
        self.w.chain.fund(&admin, &[(somebody.account(), 1 << 90)]).expect("funds");
        self.w.register(&somebody, OrgKind::Government, group);
        self.adopt_once(self.w.registry.address(), "grant_role");
        let message = self.w.registry.messages().grant_role(role, somebody.account(), NEVER);
        self.w.ok(&admin, message);
        somebody
    }

    fn adopt_once(&mut self, target: AccountId, message: &str) {
        let view = self.policy.messages().rule(target, selector(message));
        if self.w.ask(view).is_none() {
            self.adopt(target, message, free());
        }
    }

    /// A new watchdog says that an account is to be blocked.
    pub fn denounce(&mut self, name: &str, group: u32, account: AccountId) {
        let watchdog = self.admit(name, group, Role::Watchdog);
        let until = self.w.now() + DAY;
        let message = self.list.messages().denounce(account, Level::Block, until, evidence());
        self.w.ok(&watchdog, message);
    }
}
