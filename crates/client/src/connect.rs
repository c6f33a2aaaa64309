//! From what the user wrote to an engine.

use crate::chain::Chain;
use crate::error::ChainError;

/// The engine of that name: `embedded` for a fresh development chain in this process, `ws://…` or `wss://…` for a node.
pub fn connect(engine: &str) -> Result<Box<dyn Chain>, ChainError> {
    match engine {
        #[cfg(feature = "embedded")]
        "embedded" => Ok(Box::new(crate::Embedded::new())),
        #[cfg(feature = "node")]
        url if url.starts_with("ws://") || url.starts_with("wss://") => Ok(Box::new(crate::Node::connect(url)?)),
        other => Err(ChainError::UnknownEngine(other.to_owned())),
    }
}
