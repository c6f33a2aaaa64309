//! Step-up confirmation in scenarios (`raid::orders`), on the suite's own registry and policy: what is stepped up waits for an order, the
//! scenario's people see to it, and an attacker finds nobody.

use std::collections::BTreeSet;
use weir_attacks::raid::orders::{Orders, StepUp};
use weir_attacks::town::input;
use weir_client::bundle::Bundles;
use weir_client::{AccountId, Call, Chain, Embedded, Signer};
use weir_types::policy::{Change, Hours, Limit, Rule};
use weir_types::units::{DAY_MS, NEVER};
use weir_types::Role;

/// A registry that has joined a policy; Alice is its administrator and a supervisor, Bob a regulator.
struct Scene {
    chain: Embedded,
    orders: Orders,
    registry: AccountId,
    policy: AccountId,
}

fn people() -> [Signer; 3] {
    ["//Alice", "//Bob", "//Charlie"].map(|path| Signer::dev(path).unwrap())
}

/// `grant_role` of a role to Charlie: high-risk.
fn grant(role: Role) -> Vec<u8> {
    input("grant_role", (role, people()[2].account(), NEVER))
}

fn selector(message: &str) -> [u8; 4] {
    *input(message, ()).first_chunk().unwrap()
}

impl Scene {
    /// The rule of `grant_role` asks for nothing until the harness tightens it.
    fn new(bob_approves: bool) -> Self {
        let bundles = Bundles::from_env();
        let [alice, bob, charlie] = people();
        let mut chain = Embedded::new();
        chain
            .fund(&alice, &[(bob.account(), 1_000_000_000_000_000), (charlie.account(), 1_000_000_000_000_000)])
            .unwrap();
        let codes = ["registry", "policy"].map(|name| {
            let bundle = bundles.get(name).unwrap();
            assert_eq!(chain.upload(&alice, &bundle.wasm).unwrap().0, bundle.code_hash);
            bundle.code_hash
        });
        let [new, salt] = [selector("new").to_vec(), vec![]];
        let (registry, _) = chain.instantiate(&alice, codes[0], new, salt.clone(), 0).unwrap();
        let made = input("new", (registry, None::<AccountId>, 0_i16));
        let (policy, _) = chain.instantiate(&alice, codes[1], made, salt, 0).unwrap();
        let messages = BTreeSet::from([selector("grant_role")]);
        let mut orders = Orders::new(StepUp { policy: codes[1], messages });
        orders.made(codes[0], registry);
        orders.made(codes[1], policy);
        let mut scene = Self { chain, orders, registry, policy };
        let approver = [(&bob, Role::Approver)].into_iter().filter(|_| bob_approves);
        for (who, role) in [(&alice, Role::Supervisor), (&bob, Role::Regulator)].into_iter().chain(approver) {
            assert!(scene.lasts(&alice, registry, input("grant_role", (role, who.account(), NEVER))));
        }
        let rule = Rule {
            caller: Limit::default(),
            group: Limit::default(),
            hours: Hours::ALWAYS,
            above: u128::MAX,
            approvals: 0,
            approver: Role::Approver,
            delay: 0,
            term: DAY_MS,
            read_back: false,
        };
        let change = Change::Rule { target: registry, selector: selector("grant_role"), rule: Some(rule) };
        assert!(scene.lasts(&alice, policy, input("propose", change)));
        assert!(scene.lasts(&bob, policy, input("decide", (1_u64, true))));
        assert!(scene.lasts(&alice, registry, input("join", policy)));
        scene
    }

    /// Does the call go through? Whoever sends is met, as the raider does it.
    fn lasts(&mut self, signer: &Signer, dest: AccountId, data: Vec<u8>) -> bool {
        self.orders.meet(signer);
        let call = Call { signer: signer.clone(), dest, data, value: 0 };
        self.chain.send(vec![call]).pop().unwrap().is_ok()
    }

    fn tighten(&mut self) {
        self.orders.tighten(&mut self.chain, &BTreeSet::from([self.registry]));
    }

    fn prepare(&mut self, by: &Signer, data: &[u8]) {
        self.orders.prepare(&mut self.chain, by.account(), self.registry, data);
    }
}

#[test]
fn a_stepped_up_message_waits_for_a_second_person() {
    let mut scene = Scene::new(true);
    let (alice, registry) = (people()[0].clone(), scene.registry);
    assert!(scene.lasts(&alice, registry, grant(Role::Verifier)), "nothing is asked for before");
    scene.tighten();
    assert!(!scene.lasts(&alice, registry, grant(Role::Registrar)), "no order");
    scene.prepare(&alice, &grant(Role::Registrar));
    assert!(!scene.lasts(&alice, registry, grant(Role::Court)), "an order for other arguments");
    assert!(scene.lasts(&alice, registry, grant(Role::Registrar)), "the order was approved");
    assert!(!scene.lasts(&alice, registry, grant(Role::Registrar)), "an order is good for one call");
    assert!(
        scene.lasts(&alice, registry, input("revoke_role", (Role::Registrar, people()[2].account()))),
        "not stepped up"
    );
}

/// A benign call is not to fail because the scenario has nobody who approves.
#[test]
fn where_nobody_may_approve_the_message_goes_back_to_its_first_rule() {
    let mut scene = Scene::new(false);
    let (alice, registry) = (people()[0].clone(), scene.registry);
    scene.tighten();
    assert!(!scene.lasts(&alice, registry, grant(Role::Registrar)));
    scene.prepare(&alice, &grant(Role::Registrar));
    assert!(scene.lasts(&alice, registry, grant(Role::Registrar)));
}

/// The attacker is nobody whom the scenario has met: nothing is scheduled, nothing approved, no rule is loosened.
#[test]
fn a_stranger_is_not_seen_to() {
    let mut scene = Scene::new(false);
    let (alice, registry) = (people()[0].clone(), scene.registry);
    let stranger = Signer::dev("//Mallory").unwrap();
    scene.chain.fund(&alice, &[(stranger.account(), 1_000_000_000_000_000)]).unwrap();
    scene.tighten();
    scene.prepare(&stranger, &grant(Role::Registrar));
    assert!(!scene.lasts(&alice, registry, grant(Role::Registrar)), "the rule still asks for an order");
}

#[test]
fn rules_may_change_when_the_policy_decides_and_at_no_other_time() {
    let scene = Scene::new(true);
    let decided = input("decide", (1_u64, true));
    assert!(scene.orders.decides(scene.policy, &decided));
    assert!(!scene.orders.decides(scene.registry, &decided));
    assert!(!scene.orders.decides(scene.policy, &input("propose", ())));
}
