//! Who signs: sr25519 keys named by the URIs of the Substrate world.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use subxt_signer::sr25519::Keypair;
use subxt_signer::SecretUri;
use weir_types::AccountId;

/// A key and the path it was derived by. Cheap to clone.
///
/// Showing it, with `{}` or `{:?}`, gives the path (`//Alice`, `//operator/1000000`) and never a phrase, a seed or a password.
#[derive(Clone)]
pub struct Signer(Arc<Inner>);

struct Inner {
    path: String,
    dev: bool,
    account: AccountId,
    #[cfg_attr(not(feature = "node"), allow(dead_code))] // the embedded engine checks no signatures
    keypair: Keypair,
}

/// Why a text does not name a key. The text is not repeated, since it may hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignerError {
    /// Not `//name`, `//name/name…`.
    #[error("a development key is written //Name or //name/name, without phrase and password")]
    NotDev,
    /// Neither a phrase nor a hex seed, with junctions.
    #[error("a key is written as a phrase of 12 or 24 words or a 0x seed of 32 bytes, then //junctions")]
    Malformed,
}

impl Signer {
    /// A key of the well-known development phrase: `//Alice`, `//operator/1000000`. Whoever reads this can sign with it, so
    /// engines refuse it where the chain is not a development chain.
    pub fn dev(path: &str) -> Result<Self, SignerError> {
        if !path.starts_with('/') {
            return Err(SignerError::NotDev);
        }
        let uri = SecretUri::from_str(path).map_err(|_| SignerError::NotDev)?;
        if uri.password.is_some() || uri.junctions.is_empty() {
            return Err(SignerError::NotDev);
        }
        let keypair = dev_root()?.derive(uri.junctions.iter().copied());
        Ok(Self::new(path.to_owned(), true, keypair))
    }

    /// Any key: a development path, or a phrase or a `0x` seed with or without junctions and password.
    pub fn from_uri(uri: &str) -> Result<Self, SignerError> {
        if uri.starts_with('/') {
            return Self::dev(uri);
        }
        let parsed = SecretUri::from_str(uri).map_err(|_| SignerError::Malformed)?;
        let keypair = Keypair::from_uri(&parsed).map_err(|_| SignerError::Malformed)?;
        let without_password = uri.split("///").next().unwrap_or_default();
        let path = without_password.find('/').map_or("", |at| &without_password[at..]);
        let dev = uri.trim_start().starts_with(subxt_signer::DEV_PHRASE);
        Ok(Self::new(format!("<secret>{path}"), dev, keypair))
    }

    fn new(path: String, dev: bool, keypair: Keypair) -> Self {
        let account = AccountId::from(keypair.public_key().0);
        Self(Arc::new(Inner { path, dev, account, keypair }))
    }

    /// The account that the key controls.
    pub fn account(&self) -> AccountId {
        self.0.account
    }

    /// The path by which it was derived; for a secret phrase `<secret>` and the junctions.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// True for keys that anybody can derive.
    pub fn is_dev(&self) -> bool {
        self.0.dev
    }

    /// The key itself, for the engine that signs.
    #[cfg(feature = "node")]
    pub(crate) fn keypair(&self) -> &Keypair {
        &self.0.keypair
    }
}

/// The root of all development keys. Stretching its phrase takes 2,048 rounds of hashing: once is enough.
fn dev_root() -> Result<&'static Keypair, SignerError> {
    static ROOT: OnceLock<Option<Keypair>> = OnceLock::new();
    let derive = || Keypair::from_uri(&SecretUri::from_str(subxt_signer::DEV_PHRASE).ok()?).ok();
    ROOT.get_or_init(derive).as_ref().ok_or(SignerError::NotDev)
}

impl fmt::Display for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.path())
    }
}

impl FromStr for Signer {
    type Err = SignerError;
    fn from_str(uri: &str) -> Result<Self, SignerError> {
        Self::from_uri(uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn development_keys_are_the_well_known_ones() {
        let alice = Signer::dev("//Alice").unwrap();
        let bytes: [u8; 32] = *alice.account().as_ref();
        assert_eq!(hex::encode(bytes), "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
        assert!(alice.is_dev());
        assert_ne!(
            Signer::dev("//operator/1000000").unwrap().account(),
            Signer::dev("//operator/1000001").unwrap().account()
        );
        let long_way = Signer::from_uri(&format!("{}//operator/1000000", subxt_signer::DEV_PHRASE)).unwrap();
        assert_eq!(long_way.account(), Signer::dev("//operator/1000000").unwrap().account());
        assert!(long_way.is_dev());
    }

    #[test]
    fn secrets_are_not_shown() {
        let phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow";
        let signer = Signer::from_uri(&format!("{phrase}//court/1///password")).unwrap();
        assert_eq!(format!("{signer} {signer:?}"), "<secret>//court/1 Signer(<secret>//court/1)");
        assert!(!signer.is_dev());
    }

    #[test]
    fn bad_uris_are_refused() {
        for bad in ["", "Alice", "//Alice///password", "/", "0x12"] {
            assert!(Signer::dev(bad).is_err(), "{bad}");
        }
        assert_eq!(Signer::from_uri("twelve words that are no phrase").err(), Some(SignerError::Malformed));
    }
}
