//! A contract that keeps one batch id. It exists for one test: that a developer who knows only ink! and ink_e2e can build, upload,
//! instantiate and call against Weir's node, and that Weir's words survive the way there and back.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::stamp::{Stamp, StampRef};

#[ink::contract]
mod stamp {
    use weir_types::BatchId;

    /// A new id has been stamped.
    #[ink(event)]
    pub struct Stamped {
        /// Who stamped.
        #[ink(topic)]
        pub by: AccountId,
        /// The id.
        pub batch: BatchId,
    }

    /// The contract.
    #[ink(storage)]
    pub struct Stamp {
        batch: BatchId,
    }

    /// Why a stamp is refused.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub enum Error {
        /// The codes in the id are not well formed.
        BadId,
    }

    impl Stamp {
        /// Starts with an id.
        #[ink(constructor)]
        pub fn new(batch: BatchId) -> Self {
            Self { batch }
        }

        /// Replaces the id.
        ///
        /// # Events
        /// `Stamped`.
        ///
        /// # Errors
        /// `BadId`.
        #[ink(message)]
        pub fn stamp(&mut self, batch: BatchId) -> Result<(), Error> {
            if !batch.instrument.is_valid() {
                return Err(Error::BadId);
            }
            self.batch = batch;
            self.env().emit_event(Stamped { by: self.env().caller(), batch });
            Ok(())
        }

        /// The id.
        #[ink(message)]
        pub fn batch(&self) -> BatchId {
            self.batch
        }
    }
}

#[cfg(all(test, feature = "e2e-tests"))]
mod tests {
    use super::stamp::{Error, Stamped};
    use super::*;
    use ink::scale::Decode;
    use ink_e2e::ContractsBackend;
    use weir_types::BatchId;

    #[ink_e2e::test]
    async fn stamps_through_the_real_node<Client: E2EBackend>(
        mut client: Client,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let first: BatchId = "CO2-UK-2021-001".parse().expect("an id");
        let second: BatchId = "NH3N-440300-2025-012".parse().expect("an id");
        let mut constructor = StampRef::new(first);
        let contract =
            client.instantiate("stamp", &ink_e2e::alice(), &mut constructor).submit().await.expect("instantiates");
        let mut builder = contract.call_builder::<Stamp>();
        assert_eq!(client.call(&ink_e2e::bob(), &builder.batch()).dry_run().await?.return_value(), first);

        let answer = client.call(&ink_e2e::bob(), &builder.stamp(second)).submit().await.expect("stamps");
        let events = answer.contract_emitted_events()?;
        let event = Stamped::decode(&mut &events[0].event.data[..])?;
        assert_eq!((events.len(), event.batch), (1, second));
        assert_eq!(client.call(&ink_e2e::bob(), &builder.batch()).dry_run().await?.return_value(), second);

        let refused = client.call(&ink_e2e::bob(), &builder.stamp(BatchId::default())).dry_run().await?;
        assert_eq!(refused.return_value(), Err(Error::BadId));
        Ok(())
    }
}
