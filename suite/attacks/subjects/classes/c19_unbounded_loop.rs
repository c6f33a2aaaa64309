//! Class 19: everybody may join a list that one message walks through: in the end no message fits.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::prelude::vec::Vec;
    use weir_subjects::policy;

    #[ink(storage)]
    pub struct Club {
        policy: Option<AccountId>,
        members: Vec<(AccountId, [u8; 96])>,
        paid: u32,
    }

    impl Club {
        #[ink(constructor)]
        pub fn new(policy: Option<AccountId>) -> Self {
            Self { policy, members: Vec::new(), paid: 0 }
        }

        #[ink(message)]
        pub fn join(&mut self, note: [u8; 96]) -> Result<(), ()> {
            policy::enter(self.policy, ink::selector_bytes!("join"), &note, 1)?;
            self.members.push((self.env().caller(), note));
            Ok(())
        }

        #[ink(message)]
        pub fn leave(&mut self) {
            let caller = self.env().caller();
            self.members.retain(|member| member.0 != caller);
        }

        #[ink(message)]
        pub fn pay_all(&mut self) -> u32 {
            for _ in &self.members {
                self.paid = self.paid.saturating_add(1);
            }
            self.paid
        }
    }
}
