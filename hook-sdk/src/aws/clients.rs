//! The two clients, each made when it is first needed.

use std::sync::{Arc, OnceLock};

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_codedeploy::config::retry::RetryConfig;
use aws_sdk_codedeploy::config::{BehaviorVersion, IdentityCache, Region};

use super::connection::Connection;
use super::credentials::{NoKeys, RenewableKeys};

/// Made of one connection, with one set of keys.
#[derive(Debug)]
pub(super) struct Clients {
    connection: Connection,
    keys: Arc<RenewableKeys>,
    codedeploy: OnceLock<aws_sdk_codedeploy::Client>,
    lambda: OnceLock<aws_sdk_lambda::Client>,
}

/// The keys as a client takes them.
#[derive(Debug)]
struct Keys(Arc<RenewableKeys>);

impl ProvideCredentials for Keys {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        self.0.provide_credentials()
    }
}

impl Clients {
    pub(super) fn new(connection: Connection) -> Self {
        let source = connection.credentials.clone().unwrap_or_else(|| SharedCredentialsProvider::new(NoKeys));
        let keys = Arc::new(RenewableKeys::new(source));
        Self { connection, keys, codedeploy: OnceLock::new(), lambda: OnceLock::new() }
    }

    pub(super) fn codedeploy(&self) -> &aws_sdk_codedeploy::Client {
        self.codedeploy.get_or_init(|| {
            let mut config = aws_sdk_codedeploy::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .http_client(self.connection.http.clone())
                .region(self.connection.region.clone().map(Region::new))
                .credentials_provider(Keys(Arc::clone(&self.keys)))
                // The keys are kept here, where they can be forgotten when a service says that they have expired.
                .identity_cache(IdentityCache::no_cache())
                // Delivery makes its own attempts: it knows the deadline, and more errors that pass.
                .retry_config(RetryConfig::disabled());
            config.set_endpoint_url(self.connection.codedeploy_url.clone());
            aws_sdk_codedeploy::Client::from_conf(config.build())
        })
    }

    /// A version under test may take minutes to answer: there is no limit but the validator's time.
    pub(super) fn lambda(&self) -> &aws_sdk_lambda::Client {
        self.lambda.get_or_init(|| {
            let mut config = aws_sdk_lambda::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .http_client(self.connection.http.clone())
                .region(self.connection.region.clone().map(Region::new))
                .credentials_provider(Keys(Arc::clone(&self.keys)))
                .identity_cache(IdentityCache::no_cache());
            config.set_endpoint_url(self.connection.lambda_url.clone());
            aws_sdk_lambda::Client::from_conf(config.build())
        })
    }

    /// The next request is signed with keys that are asked for anew.
    pub(super) fn renew_keys(&self) {
        self.keys.forget();
    }
}
