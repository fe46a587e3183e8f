//! The version under test: from the environment, else from CodeDeploy.

mod app_spec;
mod reference;
mod version;

pub use app_spec::{AppSpec, AppSpecError};
pub use reference::{ReferenceError, TargetReference};
pub use version::{FunctionName, TargetVersion, Version};

use crate::deployment_lookup::{DeploymentLookup, LookupError};
use crate::environment::Environment;
use crate::event::DeploymentId;
use thiserror::Error;

/// Why the version under test is not known. The hook then reports `Failed`: what cannot be found cannot be checked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TargetError {
    /// The environment names something that is no version.
    #[error("the environment variable `{variable}` does not name the version under test")]
    Environment {
        /// The variable.
        variable: &'static str,
        /// What is wrong with its value.
        #[source]
        source: ReferenceError,
    },
    /// The environment names nothing, or a number alone, and CodeDeploy could not be asked.
    #[error(
        "the version under test is not known: {situation}, and CodeDeploy could not be asked \
         (set `CurrentVersion: !Ref YourFunction.Version` in the hook's environment)"
    )]
    Lookup {
        /// What the environment says.
        situation: &'static str,
        /// Why CodeDeploy could not be asked.
        #[source]
        source: LookupError,
    },
    /// CodeDeploy's answer could not be understood.
    #[error("the version under test is not known: the deployment's AppSpec could not be read")]
    AppSpec(#[source] AppSpecError),
}

/// Finds the version under test: first the environment, then the deployment's AppSpec.
pub(crate) async fn resolve(
    environment: &Environment,
    deployment: &DeploymentId,
    lookup: &dyn DeploymentLookup,
) -> Result<TargetVersion, TargetError> {
    let named = match environment.target() {
        None => None,
        Some((variable, text)) => {
            Some(text.parse::<TargetReference>().map_err(|source| TargetError::Environment { variable, source })?)
        }
    };
    let (situation, number) = match named {
        Some(TargetReference::Version(target)) => return Ok(target),
        Some(TargetReference::Number(number)) => ("`CurrentVersion` is a number without a function name", Some(number)),
        None => ("no environment variable names it", None),
    };
    let text = lookup.app_spec(deployment).await.map_err(|source| TargetError::Lookup { situation, source })?;
    let app_spec = AppSpec::parse(&text).map_err(TargetError::AppSpec)?;
    Ok(TargetVersion::new(app_spec.function, number.unwrap_or(app_spec.target_version)))
}
