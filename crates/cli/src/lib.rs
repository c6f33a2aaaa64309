//! `weir`, the operator's command, as a library: `main.rs` only reads the command line, so that tests call what users call.

pub mod bench;
pub mod deploy;
pub mod exit;
pub mod gas;
pub mod guard;
pub mod oracle;
pub mod status;
pub mod up;
pub mod year;
