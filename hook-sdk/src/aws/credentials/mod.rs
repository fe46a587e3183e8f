//! The keys that requests are signed with: from the environment straight away, else from where the environment says.

mod container;
mod profile;

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

pub(super) use container::{ContainerCredentials, Token};
pub(super) use profile::Profile;

/// Keys are asked for anew this long before they expire.
const BEFORE_EXPIRY: Duration = Duration::from_secs(60);

/// Keys that are kept until they expire, or until a service says that they have.
pub(super) struct RenewableKeys {
    source: SharedCredentialsProvider,
    kept: Mutex<Option<Credentials>>,
}

impl RenewableKeys {
    pub(super) fn new(source: SharedCredentialsProvider) -> Self {
        Self { source, kept: Mutex::default() }
    }

    /// The next request asks the source again.
    pub(super) fn forget(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    async fn keys(&self) -> Result<Credentials, CredentialsError> {
        if let Some(keys) =
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).as_ref().filter(|keys| is_good(keys))
        {
            return Ok(keys.clone());
        }
        let keys = self.source.provide_credentials().await?;
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(keys.clone());
        Ok(keys)
    }
}

fn is_good(keys: &Credentials) -> bool {
    keys.expiry().is_none_or(|expiry| expiry > SystemTime::now() + BEFORE_EXPIRY)
}

impl ProvideCredentials for RenewableKeys {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.keys())
    }
}

impl fmt::Debug for RenewableKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RenewableKeys").field("source", &self.source).finish_non_exhaustive()
    }
}

/// Stands where no keys are, and says so when they are needed.
#[derive(Debug)]
pub(super) struct NoKeys;

#[derive(Debug, thiserror::Error)]
#[error(
    "there are no AWS credentials: on Lambda the execution role brings them; elsewhere set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, \
     or `AWS_PROFILE`"
)]
struct NoKeysError;

impl ProvideCredentials for NoKeys {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Err(CredentialsError::not_loaded(NoKeysError)))
    }
}
