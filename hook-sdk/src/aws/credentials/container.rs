//! Keys from the endpoint that Lambda names where its environment has none (`SnapStart`, managed instances).

use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use serde::Deserialize;
use thiserror::Error;
use tokio::time::timeout;

use crate::aws::transport::Transport;

/// The endpoint is on this machine, or next to it.
const PATIENCE: Duration = Duration::from_secs(2);

/// `AWS_CONTAINER_CREDENTIALS_FULL_URI` with its token.
#[derive(Clone, Debug)]
pub(in crate::aws) struct ContainerCredentials {
    pub(in crate::aws) uri: String,
    pub(in crate::aws) token: Option<Token>,
    pub(in crate::aws) transport: Transport,
}

/// What the endpoint wants to see.
#[derive(Clone)]
pub(in crate::aws) enum Token {
    /// `AWS_CONTAINER_AUTHORIZATION_TOKEN`.
    Text(String),
    /// `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`, which is written anew from time to time.
    File(String),
}

#[derive(Debug, Error)]
enum ContainerError {
    #[error("the address `{0}` of `AWS_CONTAINER_CREDENTIALS_FULL_URI` is no URI")]
    NoUri(String),
    #[error(
        "`AWS_CONTAINER_CREDENTIALS_FULL_URI` names `{0}`, which is neither this machine nor the container's own endpoint: \
         keys are not asked of strangers over plain HTTP"
    )]
    Stranger(String),
    #[error("the token file {file} could not be read")]
    TokenFile {
        file: String,
        #[source]
        source: std::io::Error,
    },
    #[error("the credentials endpoint did not answer within {} s", PATIENCE.as_secs())]
    Silence,
    #[error("the credentials endpoint answered with status {0}")]
    Status(u16),
    #[error("the credentials endpoint's answer could not be understood")]
    Answer(#[source] serde_json::Error),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    access_key_id: String,
    secret_access_key: String,
    token: Option<String>,
    expiration: Option<String>,
}

impl ContainerCredentials {
    async fn ask(&self) -> Result<Credentials, CredentialsError> {
        let uri: http::Uri = self.uri.parse().map_err(|_| refused(ContainerError::NoUri(self.uri.clone())))?;
        if !is_trusted(&uri) {
            return Err(refused(ContainerError::Stranger(self.uri.clone())));
        }
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_uri(uri).map_err(|_| refused(ContainerError::NoUri(self.uri.clone())))?;
        if let Some(token) = self.token.as_ref().map(Token::text).transpose().map_err(refused)? {
            request.headers_mut().try_insert("authorization", token).map_err(CredentialsError::not_loaded)?;
        }
        let asked = async {
            let answer = self.transport.call(request).await.map_err(CredentialsError::provider_error)?;
            let status = answer.status().as_u16();
            if status != 200 {
                return Err(CredentialsError::provider_error(ContainerError::Status(status)));
            }
            let body = ByteStream::new(answer.into_body()).collect().await.map_err(CredentialsError::provider_error)?;
            serde_json::from_slice::<Answer>(&body.into_bytes())
                .map_err(|error| CredentialsError::provider_error(ContainerError::Answer(error)))
        };
        let answer =
            timeout(PATIENCE, asked).await.map_err(|_| CredentialsError::provider_error(ContainerError::Silence))??;
        let expiry: Option<SystemTime> = answer.expiration.and_then(|instant| humantime::parse_rfc3339(&instant).ok());
        Ok(Credentials::new(answer.access_key_id, answer.secret_access_key, answer.token, expiry, "container"))
    }
}

fn refused(error: ContainerError) -> CredentialsError {
    CredentialsError::invalid_configuration(error)
}

impl ProvideCredentials for ContainerCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.ask())
    }
}

impl Token {
    fn text(&self) -> Result<String, ContainerError> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::File(file) => std::fs::read_to_string(file)
                .map(|text| text.trim().to_owned())
                .map_err(|source| ContainerError::TokenFile { file: file.clone(), source }),
        }
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Token")
    }
}

/// As all of AWS's clients do: `https`, this machine, or one of the two link-local endpoints of a container.
fn is_trusted(uri: &http::Uri) -> bool {
    const CONTAINER: [&str; 3] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    uri.scheme_str() == Some("https")
        || host == "localhost"
        || CONTAINER.contains(&host)
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_asked_of_this_machine_of_the_container_and_over_https_only() {
        for good in [
            "http://127.0.0.1:9001/keys",
            "http://localhost/keys",
            "http://[::1]:80/",
            "http://169.254.170.2/keys",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::23]/v1/credentials",
            "https://keys.example.com/",
        ] {
            assert!(is_trusted(&good.parse().unwrap()), "{good}");
        }
        for bad in ["http://keys.example.com/", "http://169.254.169.254/", "http://127.0.0.1.example.com/"] {
            assert!(!is_trusted(&bad.parse().unwrap()), "{bad}");
        }
    }

    #[test]
    fn a_token_is_not_shown() {
        assert_eq!(format!("{:?}", Token::Text("secret".into())), "Token");
    }
}
