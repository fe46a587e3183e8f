//! A version that the environment names and the deployment is not about.

use thiserror::Error;

use super::app_spec::AppSpec;
use super::function_version::{FunctionName, FunctionVersion, Version};

/// How the environment and the deployment disagree. What such a hook finds out says nothing about the new version.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Mixup {
    /// It names the version that the alias points to now.
    #[error(
        "the environment names {named}, the current version that is about to be replaced; version {target} is under test \
         (the environment variable `CurrentVersion` has to name the new one: `!Ref YourFunction.Version`)"
    )]
    CurrentVersion {
        /// What the environment names.
        named: FunctionVersion,
        /// What is deployed.
        target: Version,
    },
    /// It names another function.
    #[error("the environment names {named}, but this deployment is about the function {deployed}")]
    OtherFunction {
        /// What the environment names.
        named: FunctionVersion,
        /// What is deployed.
        deployed: FunctionName,
    },
    /// It names a third version.
    #[error("the environment names {named}, but this deployment moves from version {current} to version {target}")]
    OtherVersion {
        /// What the environment names.
        named: FunctionVersion,
        /// Where the alias points.
        current: Version,
        /// What is deployed.
        target: Version,
    },
}

/// Holds what the environment names against the deployment.
///
/// # Errors
/// When they disagree.
pub(crate) fn compare(named: &FunctionVersion, app_spec: &AppSpec) -> Result<(), Mixup> {
    let AppSpec { function, current_version, target_version, .. } = app_spec;
    if named.function().bare() != function.bare() {
        return Err(Mixup::OtherFunction { named: named.clone(), deployed: FunctionName::new(function.bare()) });
    }
    match named.version() {
        version if version == *target_version => Ok(()),
        version if version == *current_version => {
            Err(Mixup::CurrentVersion { named: named.clone(), target: *target_version })
        }
        _ => Err(Mixup::OtherVersion { named: named.clone(), current: *current_version, target: *target_version }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: &str) -> Version {
        Version::parse(number).unwrap()
    }

    fn compared(function: &str, number: &str) -> Result<(), String> {
        let app_spec = AppSpec {
            function: FunctionName::new("orders"),
            alias: "live".into(),
            current_version: version("1"),
            target_version: version("2"),
        };
        compare(&FunctionVersion::new(FunctionName::new(function), version(number)), &app_spec)
            .map_err(|mixup| mixup.to_string())
    }

    #[test]
    fn the_deployed_version_passes_by_name_and_by_arn() {
        assert_eq!(compared("orders", "2"), Ok(()));
        assert_eq!(compared("arn:aws:lambda:us-east-1:123456789012:function:orders", "2"), Ok(()));
    }

    #[test]
    fn every_other_version_is_told_apart() {
        assert_eq!(
            compared("orders", "1").unwrap_err(),
            "the environment names orders:1, the current version that is about to be replaced; version 2 is under test \
             (the environment variable `CurrentVersion` has to name the new one: `!Ref YourFunction.Version`)"
        );
        assert_eq!(
            compared("orders", "7").unwrap_err(),
            "the environment names orders:7, but this deployment moves from version 1 to version 2"
        );
        assert_eq!(
            compared("bills", "2").unwrap_err(),
            "the environment names bills:2, but this deployment is about the function orders"
        );
    }
}
