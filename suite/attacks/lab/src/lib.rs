//! Seeded faults: the suite's own contracts with one fault each.
//!
//! [`sites`] finds where an operator applies, in all sources of the contracts; [`operators`] says what each does there;
//! [`draw`] takes so many of each by a seed; [`weave`] puts probes into messages by what their signatures say;
//! [`build`] compiles, as scripts/build.sh does.

pub mod build;
pub mod draw;
pub mod operators;
pub mod sites;
pub mod sources;
pub mod weave;
