//! The two engines are one: the same constants, the same costs to the unit, the same errors by name, for the same calls.

#[allow(dead_code)]
#[path = "../../crates/client/tests/common/mod.rs"]
mod common;

use common::*;
use weir_client::bundle::Bundles;
use weir_client::hash::ss58;
use weir_client::*;
use weir_e2e::DevNode;

/// What one engine answers to a call: its cost, its events, or its error.
type Answer = Result<(Cost, Vec<RawEvent>), String>;

/// Both engines, at the same time of the same day.
fn engines(node: &DevNode) -> [Box<dyn Chain>; 2] {
    let mut both = [connect("embedded").unwrap(), node.connect()];
    for chain in &mut both {
        chain.set_time(embedded::START).unwrap();
    }
    both
}

fn answers(chain: &mut dyn Chain, batch: Batch) -> Vec<Answer> {
    let told = |answer: Result<Receipt, Refusal>| match answer {
        Ok(receipt) => Ok((receipt.cost, receipt.events)),
        Err(refusal) => Err(format!("{} {}", refusal.name, refusal.cost)),
    };
    batch.send(chain).into_iter().map(told).collect()
}

#[test]
fn uploads_instances_calls_and_failures_cost_the_same() {
    let node = DevNode::start();
    let [embedded, node] = engines(&node).map(|mut chain| {
        let chain = chain.as_mut();
        let uploaded = chain.upload(&alice(), &wasm()).unwrap();
        let again = chain.upload(&alice(), &wasm()).unwrap();
        let (contract, made) = chain.instantiate(&alice(), uploaded.0, Vec::new(), b"one".to_vec(), 0).unwrap();
        let mut told = Vec::new();
        // One phase a message: what a call costs depends on what ran before it.
        for message in
            [add(contract), add(contract), refuse(contract), trap(contract), put(contract, 7), clear(contract, 7)]
        {
            let mut batch = Batch::new();
            batch.push(&bob(), message);
            told.extend(answers(chain, batch));
        }
        let dry = chain.simulate(bob().account(), add(contract)).unwrap().1;
        let count = chain.query(get(contract)).unwrap();
        let code = chain.code_hash_of(contract).unwrap();
        (uploaded, again, contract, made.cost, told, dry, count, code)
    });
    assert_eq!(embedded, node);
    assert_eq!(embedded.4.iter().filter(|answer| answer.is_ok()).count(), 4);
}

#[test]
fn a_phase_of_many_signers_costs_the_same() {
    let node = DevNode::start();
    let signers: Vec<_> = (0..40).map(|n| Signer::dev(&format!("//operator/{n}")).unwrap()).collect();
    let [embedded, node] = engines(&node).map(|mut chain| {
        let chain = chain.as_mut();
        let contract = deployed(chain, b"many");
        let funds: Vec<_> = signers.iter().map(|signer| (signer.account(), 10_000_000_000_000)).collect();
        chain.fund(&alice(), &funds).unwrap();
        chain.call(&alice(), add(contract)).unwrap(); // the counter exists: no signer pays for it
        let mut batch = Batch::new();
        for (key, signer) in (0..).zip(&signers) {
            batch.push(signer, put(contract, key));
            batch.push(signer, clear(contract, key)); // of the same signer: after it
            batch.push(signer, refuse(contract));
        }
        answers(chain, batch)
    });
    assert_eq!((embedded.len(), node.len()), (120, 120));
    for answers in embedded.iter().zip(&node) {
        match answers {
            (Ok((one, events)), Ok((other, other_events))) => {
                assert_eq!((one.ref_time, one.proof_size, events), (other.ref_time, other.proof_size, other_events));
                // The pallet refunds pro rata of what is stored, so the order of signers, which is not promised, decides who
                // bears the rounding: a unit for each refund before one's own, at the most.
                let refunds = i128::try_from(signers.len()).unwrap();
                assert!((one.deposit - other.deposit).abs() <= refunds, "{one} and {other}");
            }
            (one, other) => assert_eq!(one, other),
        }
    }
    assert!(embedded.chunks(3).all(|of_one| of_one[0].is_ok() && of_one[1].is_ok() && of_one[2].is_err()));
}

/// The psp22 crate's own token, as built by scripts/build.sh.
#[test]
fn the_psp22_token_costs_the_same() {
    let node = DevNode::start();
    let token = Bundles::from_env().get("psp22_token").unwrap();
    let [embedded, node] = engines(&node).map(|mut chain| {
        let chain = chain.as_mut();
        let (code_hash, uploaded) = chain.upload(&alice(), &token.wasm).unwrap();
        let arguments = (1_000_000u128, None::<String>, None::<String>, 0u8);
        let data = (hex_selector("9bae9d5e"), arguments);
        let data = ink::scale::Encode::encode(&data);
        let (contract, made) = chain.instantiate(&alice(), code_hash, data, Vec::new(), 0).unwrap();
        let transfer = |signer: &Signer, to: &Signer, amount: u128| {
            let data = (hex_selector("db20f9f5"), to.account(), amount, Vec::<u8>::new());
            Call { signer: signer.clone(), dest: contract, data: ink::scale::Encode::encode(&data), value: 0 }
        };
        let mut costs = vec![uploaded, made.cost];
        for (from, to, amount) in [(alice(), bob(), 10), (alice(), bob(), 10), (bob(), alice(), 20)] {
            costs.push(chain.send(vec![transfer(&from, &to, amount)]).remove(0).unwrap().cost);
        }
        let too_much = chain.send(vec![transfer(&bob(), &alice(), 1)]).remove(0).unwrap_err();
        (costs, too_much)
    });
    for cost in &embedded.0 {
        println!("{cost}");
    }
    assert_eq!(embedded, node);
}

fn hex_selector(selector: &str) -> [u8; 4] {
    u32::from_str_radix(selector, 16).unwrap().to_be_bytes()
}

#[test]
fn both_say_the_same_of_accounts() {
    let node = DevNode::start();
    let said = engines(&node).map(|mut chain| {
        let stranger = AccountId::from([3; 32]);
        let before = chain.balance(stranger).unwrap();
        chain.fund(&alice(), &[(stranger, 5_000_000_000_000)]).unwrap();
        let none = Signer::dev("//nobody").unwrap();
        let refused = chain.fund(&none, &[(stranger, 1)]).unwrap_err().to_string();
        (before, chain.balance(stranger).unwrap(), chain.balance(bob().account()).unwrap(), refused)
    });
    assert_eq!(said[0], said[1]);
    assert!(said[0].3.contains(&ss58(Signer::dev("//nobody").unwrap().account())), "{}", said[0].3);
}
