//! The chain's state and its blocks.

use crate::chain::RawEvent;
use weir_runtime::native::{begin_block, development_storage, end_block};
use weir_runtime::reexports::frame_support::storage::{with_transaction_unchecked, TransactionOutcome};
use weir_runtime::reexports::pallet_contracts::Event;
use weir_runtime::reexports::sp_io::{storage, TestExternalities};
use weir_runtime::reexports::sp_runtime::StateVersion;
use weir_runtime::{Hash, Header, RuntimeEvent, System};
use weir_types::{AccountId, Timestamp};

/// After how many blocks dead nodes of the trie are swept out. The in-memory database counts the references to each node and keeps
/// it at zero, so each block would leave its replaced nodes behind for ever, and every later one would be slower. A sweep visits
/// all nodes: rarely enough to cost next to nothing a block.
const SWEEP: u32 = 256;

/// What a block's transaction leaves behind.
pub enum Outcome<T> {
    /// Its changes and events.
    Keep(T),
    /// Nothing.
    Discard(T),
}

/// The state after the last block, and what the next one needs.
pub struct Blocks {
    state: TestExternalities,
    parent: Hash,
    timestamp: Timestamp,
}

impl Blocks {
    /// The genesis of a development chain, and the hash of its block.
    pub fn at_genesis(timestamp: Timestamp) -> (Self, Hash) {
        let mut state = TestExternalities::new(development_storage());
        let root = state.execute_with(|| storage::root(StateVersion::V1));
        let mut state_root = Hash::zero();
        state_root.as_bytes_mut().copy_from_slice(&root);
        let genesis = Header {
            parent_hash: Hash::zero(),
            number: 0,
            state_root,
            extrinsics_root: Hash::zero(),
            digest: Default::default(),
        };
        let parent = genesis.hash();
        (Self { state, parent, timestamp }, parent)
    }

    /// The time that the next block will bear.
    pub fn next_timestamp(&self) -> Timestamp {
        self.timestamp
    }

    /// Sets it; the caller has checked that it is not before the last block's.
    pub fn set_next_timestamp(&mut self, timestamp: Timestamp) {
        self.timestamp = timestamp;
    }

    /// Runs one transaction as the next block. Gives the block's number, the transaction's answer and contracts' events.
    pub fn with_next<T>(&mut self, transaction: impl FnOnce() -> Outcome<T>) -> (u32, T, Vec<RawEvent>) {
        let (parent, timestamp) = (self.parent, self.timestamp);
        let (header, answer, events) = self.state.execute_with(|| {
            begin_block(parent, timestamp);
            let answer = with_transaction_unchecked(|| match transaction() {
                Outcome::Keep(answer) => TransactionOutcome::Commit(answer),
                Outcome::Discard(answer) => TransactionOutcome::Rollback(answer),
            });
            let events = contract_events();
            (end_block(), answer, events)
        });
        self.parent = header.hash();
        // Unwritten changes would make every later block slower. It can only fail inside an open transaction, and none is.
        self.state.commit_all().expect("all transactions of the block are closed; qed");
        if header.number % SWEEP == 0 {
            self.state.backend.backend_storage_mut().purge();
        }
        (header.number, answer, events)
    }

    /// Reads the state after the last block.
    pub fn look<T>(&mut self, question: impl FnOnce() -> T) -> T {
        self.state.execute_with(question)
    }

    /// Runs something on the state after the last block and forgets what it changed.
    pub fn look_and_discard<T>(&mut self, question: impl FnOnce() -> T) -> T {
        self.state.execute_with(|| with_transaction_unchecked(|| TransactionOutcome::Rollback(question())))
    }
}

fn contract_events() -> Vec<RawEvent> {
    let emitted = |record: Box<weir_runtime::EventRecord>| match record.event {
        RuntimeEvent::Contracts(Event::ContractEmitted { contract, data }) => Some(RawEvent {
            contract: AccountId::from(<[u8; 32]>::from(contract)),
            topics: record.topics.iter().map(|topic| weir_types::Hash::from(topic.0)).collect(),
            data,
        }),
        _ => None,
    };
    System::read_events_no_consensus().filter_map(emitted).collect()
}
