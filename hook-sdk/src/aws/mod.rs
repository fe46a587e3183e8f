//! The AWS clients of a hook: environment credentials straight away, one HTTP connector for both services, no configuration files.

mod classify;
mod invoker;
mod lookup;
mod reporter;
mod transport;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_codedeploy::config::retry::RetryConfig;
use aws_sdk_codedeploy::config::timeout::TimeoutConfig;
use aws_sdk_codedeploy::config::{BehaviorVersion, Region, SharedCredentialsProvider, SharedHttpClient};

use crate::definition::HookDefinition;
use crate::runtime::{self, Services};

/// What the clients need to know, from the environment that Lambda gives or from a test harness.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// `AWS_REGION`.
    pub region: Option<String>,
    /// `AWS_ENDPOINT_URL_CODEDEPLOY`, else `AWS_ENDPOINT_URL`.
    pub codedeploy_url: Option<String>,
    /// `AWS_ENDPOINT_URL_LAMBDA`, else `AWS_ENDPOINT_URL`.
    pub lambda_url: Option<String>,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
    pub credentials: Option<Credentials>,
}

impl Connection {
    /// A connection to a mock that stands at `url` and takes any credentials.
    pub fn to_mock(url: &str, region: &str) -> Self {
        Self {
            region: Some(region.to_owned()),
            codedeploy_url: Some(url.to_owned()),
            lambda_url: Some(url.to_owned()),
            credentials: Some(Credentials::new("mock", "mock", None, None, "mock")),
        }
    }

    /// The connection that the environment of this process describes.
    pub fn of_process() -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let endpoint = |service: &str| variable(service).or_else(|| variable("AWS_ENDPOINT_URL"));
        let credentials = variable("AWS_ACCESS_KEY_ID")
            .zip(variable("AWS_SECRET_ACCESS_KEY"))
            .map(|(id, secret)| Credentials::new(id, secret, variable("AWS_SESSION_TOKEN"), None, "environment"));
        Self {
            region: variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")),
            codedeploy_url: endpoint("AWS_ENDPOINT_URL_CODEDEPLOY"),
            lambda_url: endpoint("AWS_ENDPOINT_URL_LAMBDA"),
            credentials,
        }
    }
}

/// Serves hook events with AWS's services until Lambda ends the process. [`main!`](crate::main) is this with the hooks' definitions.
pub fn run(hooks: &[HookDefinition]) -> ExitCode {
    runtime::run_with(hooks, || connect(Connection::of_process()))
}

/// Services that speak to AWS, or to what stands at the connection's endpoints. Nothing is sent yet.
pub fn connect(connection: Connection) -> Services {
    let http = transport::client();
    let codedeploy = Arc::new(codedeploy(&connection, http.clone()));
    let lambda = lambda(connection, http);
    Services {
        reporter: Arc::new(reporter::CodeDeployReporter::new(Arc::clone(&codedeploy))),
        invoker: Arc::new(invoker::LambdaInvoker::new(lambda)),
        deployments: Arc::new(lookup::CodeDeployLookup::new(codedeploy)),
    }
}

fn codedeploy(connection: &Connection, http: SharedHttpClient) -> aws_sdk_codedeploy::Client {
    let mut config = aws_sdk_codedeploy::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http)
        .region(connection.region.clone().map(Region::new))
        // Delivery makes its own attempts: it knows the deadline, and more errors that pass.
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().connect_timeout(Duration::from_secs(3)).build());
    config.set_endpoint_url(connection.codedeploy_url.clone());
    config.set_credentials_provider(connection.credentials.clone().map(SharedCredentialsProvider::new));
    aws_sdk_codedeploy::Client::from_conf(config.build())
}

fn lambda(connection: Connection, http: SharedHttpClient) -> aws_sdk_lambda::Client {
    let mut config = aws_sdk_lambda::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http)
        .region(connection.region.map(Region::new))
        // A version under test may take minutes to answer, so only the connection has a limit; the validator's time is the other one.
        .timeout_config(TimeoutConfig::builder().connect_timeout(Duration::from_secs(3)).build());
    config.set_endpoint_url(connection.lambda_url);
    config.set_credentials_provider(connection.credentials.map(SharedCredentialsProvider::new));
    aws_sdk_lambda::Client::from_conf(config.build())
}
