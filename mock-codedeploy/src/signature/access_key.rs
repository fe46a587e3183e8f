//! The keys that requests may be signed with.

use std::collections::BTreeMap;
use std::fmt;

/// The key that functions get, with the session token that goes with every key of a role.
pub(crate) const FUNCTIONS: FunctionKey =
    FunctionKey { id: "ASIAMOCKCODEDEPLOY00", secret: "mock-secret-access-key", session_token: "mock-session-token" };

pub(crate) struct FunctionKey {
    pub(crate) id: &'static str,
    pub(crate) secret: &'static str,
    pub(crate) session_token: &'static str,
}

/// A key that requests may be signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessKey {
    id: String,
    secret: String,
    session_token: Option<String>,
}

/// The keys that a mock knows which verifies signatures.
///
/// ```
/// use mock_codedeploy::{AccessKey, AccessKeys, Settings};
///
/// let keys = AccessKeys::default().with(AccessKey::new("AKIDEXAMPLE", "a secret of forty characters"));
/// let strict = Settings { verify_signatures: Some(keys), ..Settings::default() };
/// # assert!(strict.verify_signatures.is_some());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct AccessKeys(BTreeMap<String, AccessKey>);

impl AccessKey {
    /// A key. A session token that comes with it is passed over.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { id: id.into(), secret: secret.into(), session_token: None }
    }

    /// A key of a role: without this very session token it is not valid.
    #[must_use]
    pub fn with_session_token(self, token: impl Into<String>) -> Self {
        Self { session_token: Some(token.into()), ..self }
    }

    pub(super) fn secret(&self) -> &str {
        &self.secret
    }

    /// Whether the key is valid with this session token.
    pub(super) fn goes_with(&self, token: Option<&[u8]>) -> bool {
        self.session_token.as_ref().is_none_or(|wanted| token == Some(wanted.as_bytes()))
    }
}

impl AccessKeys {
    /// These keys and one more.
    #[must_use]
    pub fn with(mut self, key: AccessKey) -> Self {
        self.0.insert(key.id.clone(), key);
        self
    }

    pub(super) fn get(&self, id: &str) -> Option<&AccessKey> {
        self.0.get(id)
    }
}

impl Default for AccessKeys {
    /// `mock` with the secret `mock`, and the key that functions find in their environment.
    fn default() -> Self {
        let functions = AccessKey::new(FUNCTIONS.id, FUNCTIONS.secret).with_session_token(FUNCTIONS.session_token);
        Self(BTreeMap::new()).with(AccessKey::new("mock", "mock")).with(functions)
    }
}

impl fmt::Debug for AccessKey {
    /// The secret and the token stay out of logs.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AccessKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for AccessKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}
