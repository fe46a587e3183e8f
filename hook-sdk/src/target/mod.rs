//! The version under test: from the environment, else from CodeDeploy.

mod app_spec;
mod app_spec_yaml;
mod function_version;
mod mixup;
mod reference;

pub use app_spec::{AppSpec, AppSpecError};
pub use function_version::{FunctionName, FunctionVersion, Version};
pub use mixup::Mixup;
pub(crate) use mixup::compare;
pub use reference::{ReferenceError, TargetReference};

use crate::deployment::Deployment;
use crate::deployment_lookup::LookupError;
use crate::environment::Environment;
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
    /// The environment and the deployment disagree.
    #[error(transparent)]
    Mixup(#[from] Mixup),
}

/// Finds the version under test: first the environment, then the deployment's AppSpec.
pub(crate) async fn resolve(
    environment: &Environment,
    deployment: &Deployment,
) -> Result<FunctionVersion, TargetError> {
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
    let app_spec = deployment.app_spec().await.map_err(|source| TargetError::Lookup { situation, source })?;
    let target = FunctionVersion::new(app_spec.function.clone(), number.unwrap_or(app_spec.target_version));
    compare(&target, app_spec)?;
    Ok(target)
}
