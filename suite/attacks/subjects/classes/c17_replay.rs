//! Class 17: a voucher is good for ever. It is a hash whose origin the holder shows, which stands for a signature: the
//! contract's fault is the same, that it does not ask whether the voucher was used.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::env::hash::Blake2x256;
    use ink::storage::Mapping;
    use weir_subjects::weir_probe;

    #[ink(storage)]
    pub struct Vouchers {
        owner: AccountId,
        good: Mapping<[u8; 32], u128>,
        used: Mapping<[u8; 32], ()>,
        paid: Mapping<AccountId, u128>,
    }

    impl Vouchers {
        #[ink(constructor)]
        pub fn new() -> Self {
            let owner = Self::env().caller();
            Self { owner, good: Mapping::default(), used: Mapping::default(), paid: Mapping::default() }
        }

        #[ink(message)]
        pub fn publish(&mut self, voucher: [u8; 32], amount: u128) -> Result<(), ()> {
            if self.env().caller() != self.owner {
                return Err(());
            }
            self.good.insert(voucher, &amount);
            Ok(())
        }

        #[ink(message)]
        pub fn redeem(&mut self, secret: [u8; 32]) -> Result<(), ()> {
            let voucher = self.env().hash_bytes::<Blake2x256>(&secret);
            let amount = self.good.get(voucher).ok_or(())?;
            weir_probe!(self.used.contains(voucher));
            self.used.insert(voucher, &());
            let caller = self.env().caller();
            self.paid.insert(caller, &self.paid_to(caller).saturating_add(amount));
            Ok(())
        }

        #[ink(message)]
        pub fn paid_to(&self, whom: AccountId) -> u128 {
            self.paid.get(whom).unwrap_or(0)
        }
    }
}
