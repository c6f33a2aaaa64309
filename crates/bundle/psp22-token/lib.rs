//! Nothing of its own: linking `psp22` without `ink-as-dependency` brings its contract `token`, entry points included.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use psp22;
