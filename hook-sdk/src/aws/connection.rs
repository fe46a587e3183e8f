//! What the clients need to know.

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_codedeploy::config::SharedHttpClient;
use aws_types::os_shim_internal::{Env, Fs};

use super::credentials::{ContainerCredentials, Profile, Token};
use super::transport::{self, Transport};

/// Where AWS is and who asks, from the environment that Lambda gives, from a test harness, or from a program of your own.
#[derive(Clone, Debug)]
pub struct Connection {
    /// `AWS_REGION`, else `AWS_DEFAULT_REGION`, else the profile's.
    pub region: Option<String>,
    /// `AWS_ENDPOINT_URL_CODEDEPLOY`, else `AWS_ENDPOINT_URL`, else the profile's.
    pub codedeploy_url: Option<String>,
    /// `AWS_ENDPOINT_URL_LAMBDA`, else `AWS_ENDPOINT_URL`, else the profile's.
    pub lambda_url: Option<String>,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; else what the profile of `AWS_PROFILE` has; else what the
    /// endpoint of `AWS_CONTAINER_CREDENTIALS_FULL_URI` gives. Asked again when a service says that the keys have expired.
    pub credentials: Option<SharedCredentialsProvider>,
    /// The connections that all clients share.
    pub http: SharedHttpClient,
}

impl Connection {
    /// A connection to a mock that stands at `url` and takes any credentials.
    pub fn to_mock(url: &str, region: &str) -> Self {
        let keys = Credentials::new("mock", "mock", None, None, "mock");
        Self {
            region: Some(region.to_owned()),
            codedeploy_url: Some(url.to_owned()),
            lambda_url: Some(url.to_owned()),
            credentials: Some(SharedCredentialsProvider::new(keys)),
            http: transport::http_client(),
        }
    }

    /// The connection that the environment of this process describes. Files are looked for only when `AWS_PROFILE` is set.
    pub fn of_process() -> Self {
        Self::described_by(&Env::real(), &Fs::real())
    }

    fn described_by(environment: &Env, files: &Fs) -> Self {
        let variable = |name: &str| environment.get(name).ok().filter(|value| !value.is_empty());
        let profile = Profile::named_by(environment, files);
        let setting = |name: &str| profile.as_ref().and_then(|profile| profile.setting(name));
        let endpoint = |service: &str| {
            variable(service).or_else(|| variable("AWS_ENDPOINT_URL")).or_else(|| setting("endpoint_url"))
        };
        let transport = Transport::default();
        let keys = variable("AWS_ACCESS_KEY_ID").zip(variable("AWS_SECRET_ACCESS_KEY")).map(|(id, secret)| {
            let keys = Credentials::new(id, secret, variable("AWS_SESSION_TOKEN"), None, "environment");
            SharedCredentialsProvider::new(keys)
        });
        let container = || {
            let token = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
                .map(Token::File)
                .or_else(|| variable("AWS_CONTAINER_AUTHORIZATION_TOKEN").map(Token::Text));
            let uri = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")?;
            Some(SharedCredentialsProvider::new(ContainerCredentials { uri, token, transport: transport.clone() }))
        };
        Self {
            region: variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")).or_else(|| setting("region")),
            codedeploy_url: endpoint("AWS_ENDPOINT_URL_CODEDEPLOY"),
            lambda_url: endpoint("AWS_ENDPOINT_URL_LAMBDA"),
            credentials: keys.or_else(|| profile.clone().map(SharedCredentialsProvider::new)).or_else(container),
            http: transport.client(),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_credential_types::provider::ProvideCredentials as _;

    use super::*;

    const FILES: &[(&str, &str)] =
        &[("/c", "[profile shop]\nregion = us-west-2\naws_access_key_id = FILE\naws_secret_access_key = s\n")];
    const PROFILE: [(&str, &str); 3] =
        [("AWS_PROFILE", "shop"), ("AWS_CONFIG_FILE", "/c"), ("AWS_SHARED_CREDENTIALS_FILE", "/none")];

    fn connection<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Connection {
        let variables: Vec<_> = variables.into_iter().collect();
        Connection::described_by(&Env::from_slice(&variables), &Fs::from_slice(FILES))
    }

    async fn key(connection: &Connection) -> String {
        let credentials = connection.credentials.as_ref().unwrap();
        credentials.provide_credentials().await.unwrap().access_key_id().to_owned()
    }

    #[tokio::test]
    async fn the_environments_own_keys_win_over_the_profiles_and_so_does_its_region() {
        let own = [("AWS_ACCESS_KEY_ID", "ENV"), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_REGION", "eu-north-1")];
        let both = connection(PROFILE.into_iter().chain(own));
        assert_eq!((key(&both).await.as_str(), both.region.as_deref()), ("ENV", Some("eu-north-1")));
        let profile = connection(PROFILE);
        assert_eq!((key(&profile).await.as_str(), profile.region.as_deref()), ("FILE", Some("us-west-2")));
    }

    #[test]
    fn a_services_own_endpoint_wins_over_the_one_for_all() {
        let both = connection([("AWS_ENDPOINT_URL", "http://all"), ("AWS_ENDPOINT_URL_LAMBDA", "http://lambda")]);
        assert_eq!(both.codedeploy_url.as_deref(), Some("http://all"));
        assert_eq!(both.lambda_url.as_deref(), Some("http://lambda"));
    }

    #[test]
    fn empty_variables_say_nothing() {
        let empty = connection([("AWS_REGION", ""), ("AWS_ACCESS_KEY_ID", ""), ("AWS_ENDPOINT_URL", "")]);
        assert!(empty.region.is_none() && empty.credentials.is_none() && empty.codedeploy_url.is_none());
    }
}
