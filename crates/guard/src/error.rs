//! Why an input is refused. Nothing is written when one of these comes back.

use std::fmt;

/// What is wrong with a contract, a bundle, a profile or the way they are put together.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Not Wasm, cut short, or with instructions pallet-contracts does not take (floats, bulk memory, multi-value...).
    Malformed(String),
    /// Not a `.contract` bundle: not JSON, no `source.wasm`, bad hexadecimal.
    Bundle(String),
    /// The bundle's `source.hash` is not the hash of its code: it was changed after it was built.
    BundleHash { stated: String, found: String },
    /// The code carries the guard's mark.
    AlreadyGuarded,
    /// `call` or `deploy` is not exported, or something else is.
    Exports(String),
    /// An import that is not a host function of pallet-contracts, or not with this signature.
    UnknownImport(String),
    /// Memory is missing, is the module's own, or has no page at the start: there is no room for the two bytes of a
    /// refusal.
    Memory(String),
    /// A start function, which pallet-contracts refuses.
    Start,
    /// A function is too deep or too large for the tool's limits.
    TooLarge { function: u32, what: String },
    /// Enforcing without a profile.
    ProfileMissing,
    /// The profile has no path at all; enforcing it would refuse every call that changes state.
    ProfileEmpty,
    /// The profile was learnt from other code.
    ProfileMismatch { profile: String, code: String },
    /// The profile was learnt with other options (context depth, loop buckets).
    ProfileOptions(String),
    /// The profile names a path the code does not have, or is not a profile.
    ProfileMalformed(String),
    /// A file with names and lines that is not of this code.
    Twin(String),
    /// Options that cannot go together.
    Options(String),
    /// Output of a learning build that does not read as such.
    Trace(String),
}

/// What the crate's functions answer with.
pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => write!(f, "not Wasm that pallet-contracts accepts: {why}"),
            Self::Bundle(why) => write!(f, "not a .contract bundle: {why}"),
            Self::BundleHash { stated, found } => {
                write!(f, "the bundle states the code hash {stated}, its code has {found}")
            }
            Self::AlreadyGuarded => write!(f, "this contract is already guarded: start from the plain build"),
            Self::Exports(why) => write!(f, "exports: {why}"),
            Self::UnknownImport(name) => write!(f, "`{name}` is not a host function of pallet-contracts"),
            Self::Memory(why) => write!(f, "memory: {why}"),
            Self::Start => write!(f, "a start function, which pallet-contracts refuses"),
            Self::TooLarge { function, what } => write!(f, "function {function}: {what}"),
            Self::ProfileMissing => write!(f, "enforcing needs a profile: learn one first"),
            Self::ProfileEmpty => {
                write!(f, "the profile is empty: enforcing it would refuse every call that changes state (say --allow-empty to do so)")
            }
            Self::ProfileMismatch { profile, code } => {
                write!(f, "the profile belongs to code {profile}, this is {code}: learn again from this build")
            }
            Self::ProfileOptions(why) => write!(f, "the profile was learnt with other options: {why}"),
            Self::ProfileMalformed(why) => write!(f, "profile: {why}"),
            Self::Twin(why) => write!(f, "names and lines: {why}"),
            Self::Options(why) => write!(f, "{why}"),
            Self::Trace(why) => write!(f, "output of a learning build: {why}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<wasmparser::BinaryReaderError> for Error {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self::Malformed(error.to_string())
    }
}
