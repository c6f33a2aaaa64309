//! The runtime run natively, as the embedded engine runs it.

use crate::{
    constants::{deposit, SLOT_DURATION},
    dev, genesis, native, AccountId, Balance, Balances, Hash, Runtime, RuntimeCall, RuntimeGenesisConfig, System,
    Timestamp,
};
use frame_support::traits::Get;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::BuildStorage;

const NOW: u64 = 1_700_000_000_000;

fn development() -> TestExternalities {
    TestExternalities::new(native::development_storage())
}

fn local() -> TestExternalities {
    TestExternalities::new(genesis::local_testnet().build_storage().unwrap())
}

#[test]
fn presets_survive_json() {
    for name in genesis::preset_names() {
        let json = genesis::preset(&name).unwrap();
        let config: RuntimeGenesisConfig = serde_json::from_slice(&json).unwrap();
        assert_eq!(config.balances.balances.len(), 12);
        assert!(config.balances.balances.iter().all(|(_, amount)| *amount == genesis::ENDOWMENT));
    }
    assert!(genesis::preset(&"nonsense".into()).is_none());
}

#[test]
fn an_item_costs_as_much_as_twenty_thousand_bytes() {
    assert_eq!(deposit(1, 0), deposit(0, 20_000));
}

#[test]
fn development_seals_many_blocks_in_one_millisecond_and_jumps() {
    development().execute_with(|| {
        let mut parent = Hash::zero();
        for now in [NOW, NOW, NOW + 1, NOW + 86_400_000] {
            native::begin_block(parent, now);
            assert_eq!(Timestamp::get(), now);
            parent = native::end_block().hash();
        }
        assert_eq!(System::block_number(), 4);
    });
}

#[test]
#[should_panic(expected = "Slot must not decrease")]
fn development_does_not_go_back() {
    development().execute_with(|| {
        native::begin_block(Hash::zero(), NOW);
        let parent = native::end_block().hash();
        native::begin_block(parent, NOW - SLOT_DURATION);
    });
}

#[test]
#[should_panic(expected = "Slot must increase")]
fn a_local_chain_keeps_one_block_a_slot() {
    local().execute_with(|| {
        native::begin_block(Hash::zero(), NOW);
        let parent = native::end_block().hash();
        native::begin_block(parent, NOW);
    });
}

#[test]
fn only_development_drops_the_minimum_period() {
    development().execute_with(|| assert_eq!(dev::MinimumPeriod::<Runtime>::get(), 0));
    local().execute_with(|| {
        assert_eq!(dev::MinimumPeriod::<Runtime>::get(), SLOT_DURATION / 2);
    });
}

#[test]
fn a_bare_transfer_of_the_native_token_works() {
    development().execute_with(|| {
        native::begin_block(Hash::zero(), NOW);
        let to: AccountId = [7; 32].into();
        let amount: Balance = crate::constants::UNIT;
        let call = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
            dest: to.clone().into(),
            value: amount,
        });
        let alice = Sr25519Keyring::Alice.to_account_id();
        frame_support::assert_ok!(sp_runtime::traits::Dispatchable::dispatch(
            call,
            crate::RuntimeOrigin::signed(alice)
        ));
        assert_eq!(Balances::free_balance(&to), amount);
    });
}
