//! Source probes for weir-guard: turn a data condition that matters into a branch of the compiled code, so that the
//! paths on which it held and those on which it did not are different paths.
//!
//! ```
//! # let (amount, round_sum, caller, owner) = (1_u128, 2_u128, 3, 3);
//! weir_guard_probe::weir_probe!(amount > round_sum);
//! weir_guard_probe::weir_probe!(caller == owner);
//! ```
//!
//! A probe changes nothing the contract can see. It belongs into a message, or into a function that goes on to change
//! state: functions that cannot are not profiled.
//!
//! With `--cfg weir_no_probes` nothing is marked: how the laboratory shows what probes are worth.

#![cfg_attr(not(test), no_std)]

/// Marks a condition. Costs the condition itself and fewer than ten instructions.
#[macro_export]
macro_rules! weir_probe {
    ($condition:expr) => {
        if $condition {
            $crate::held();
        } else {
            $crate::did_not_hold();
        }
    };
}

/// Where the marks go. Nothing reads it.
#[cfg(all(target_arch = "wasm32", not(weir_no_probes)))]
static mut MARK: u32 = 0;

/// The condition held.
///
/// A volatile store stays through the compiler's passes. The two sides store different widths: with the same one the
/// compiler or wasm-opt would make the branch a `select` before a single store, and a `select` is no path.
#[inline(always)]
pub fn held() {
    #[cfg(all(target_arch = "wasm32", not(weir_no_probes)))]
    // SAFETY: contracts have one thread; the address is that of a static of four aligned bytes; nothing reads it.
    unsafe {
        core::ptr::write_volatile(core::ptr::addr_of_mut!(MARK).cast::<u8>(), 1);
    }
}

/// The condition did not hold.
#[inline(always)]
pub fn did_not_hold() {
    #[cfg(all(target_arch = "wasm32", not(weir_no_probes)))]
    // SAFETY: as in `held`.
    unsafe {
        core::ptr::write_volatile(core::ptr::addr_of_mut!(MARK).cast::<u16>(), 2);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_condition_is_evaluated_once() {
        let mut times = 0;
        crate::weir_probe!({
            times += 1;
            times == 1
        });
        assert_eq!(times, 1);
    }
}
