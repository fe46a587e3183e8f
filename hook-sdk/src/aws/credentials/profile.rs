//! Keys and settings of a profile. Read only when `AWS_PROFILE` is set: on Lambda there are no such files to look for.

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_runtime::env_config::section::EnvConfigSections;
use aws_runtime::env_config::source;
use aws_types::os_shim_internal::{Env, Fs};
use thiserror::Error;

/// The profile that `AWS_PROFILE` names, in the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, else below `~/.aws`.
#[derive(Clone, Debug)]
pub(in crate::aws) struct Profile {
    name: String,
    environment: Env,
    files: Fs,
}

#[derive(Debug, Error)]
enum ProfileError {
    #[error("the profile `{name}` of `AWS_PROFILE` could not be read: {cause}")]
    Unreadable { name: String, cause: String },
    #[error("there is no profile `{0}`, which `AWS_PROFILE` names, in `~/.aws/config` or `~/.aws/credentials`")]
    Unknown(String),
    #[error(
        "the profile `{0}` has no keys of its own; have the AWS CLI make some, \
         `eval \"$(aws configure export-credentials --profile {0} --format env)\"`, and unset `AWS_PROFILE`"
    )]
    NoKeys(String),
}

impl Profile {
    /// The profile, if the environment names one.
    pub(in crate::aws) fn named_by(environment: &Env, files: &Fs) -> Option<Self> {
        let name = environment.get("AWS_PROFILE").ok().filter(|name| !name.is_empty())?;
        Some(Self { name, environment: environment.clone(), files: files.clone() })
    }

    /// A setting, such as `region` or `endpoint_url`. A profile that cannot be read has none; its keys say why.
    pub(in crate::aws) fn setting(&self, name: &str) -> Option<String> {
        self.read().ok()?.get_profile(&self.name)?.get(name).map(str::to_owned)
    }

    fn keys(&self) -> Result<Credentials, ProfileError> {
        let sections = self.read()?;
        let profile = sections.get_profile(&self.name).ok_or_else(|| ProfileError::Unknown(self.name.clone()))?;
        let text = |name| profile.get(name).map(str::to_owned);
        let (Some(id), Some(secret)) = (text("aws_access_key_id"), text("aws_secret_access_key")) else {
            return Err(ProfileError::NoKeys(self.name.clone()));
        };
        Ok(Credentials::new(id, secret, text("aws_session_token"), None, "profile"))
    }

    fn read(&self) -> Result<EnvConfigSections, ProfileError> {
        use futures_util::FutureExt as _;
        let unreadable = |cause: String| ProfileError::Unreadable { name: self.name.clone(), cause };
        let files = EnvConfigFiles::default();
        // The files are read without waiting: the future is ready at once.
        let source = source::load(&self.environment, &self.files, &files).now_or_never();
        let source = source.ok_or_else(|| unreadable("it is not there yet".into()))?;
        EnvConfigSections::parse(source.map_err(|error| unreadable(error.to_string()))?)
            .map_err(|error| unreadable(error.to_string()))
    }
}

impl ProvideCredentials for Profile {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(self.keys().map_err(CredentialsError::invalid_configuration))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "[default]\nregion = eu-west-1\n[profile shop]\nregion = us-west-2\nendpoint_url = http://127.0.0.1:1\n\
                          [profile sso]\nsso_session = corp\n";
    const KEYS: &str = "[shop]\naws_access_key_id = AKIA\naws_secret_access_key = secret\naws_session_token = token\n";

    fn profile(name: &str) -> Option<Profile> {
        let environment =
            Env::from_slice(&[("AWS_PROFILE", name), ("AWS_CONFIG_FILE", "/c"), ("AWS_SHARED_CREDENTIALS_FILE", "/k")]);
        Profile::named_by(&environment, &Fs::from_slice(&[("/c", CONFIG), ("/k", KEYS)]))
    }

    #[test]
    fn keys_and_settings_come_from_both_files() {
        let shop = profile("shop").unwrap();
        let keys = shop.keys().unwrap();
        assert_eq!(
            (keys.access_key_id(), keys.secret_access_key(), keys.session_token()),
            ("AKIA", "secret", Some("token"))
        );
        assert_eq!(shop.setting("region").as_deref(), Some("us-west-2"));
        assert_eq!(shop.setting("endpoint_url").as_deref(), Some("http://127.0.0.1:1"));
        assert_eq!(shop.setting("output"), None);
    }

    #[test]
    fn without_a_name_no_file_is_looked_for() {
        assert!(profile("").is_none());
        assert!(Profile::named_by(&Env::from_slice(&[]), &Fs::from_slice(&[])).is_none());
    }

    #[test]
    fn a_profile_without_keys_says_how_to_get_some() {
        let error = |name: &str| profile(name).unwrap().keys().unwrap_err().to_string();
        assert_eq!(
            error("sso"),
            "the profile `sso` has no keys of its own; have the AWS CLI make some, \
             `eval \"$(aws configure export-credentials --profile sso --format env)\"`, and unset `AWS_PROFILE`"
        );
        assert_eq!(
            error("none"),
            "there is no profile `none`, which `AWS_PROFILE` names, in `~/.aws/config` or `~/.aws/credentials`"
        );
    }
}
