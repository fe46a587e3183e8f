//! How a hook asks CodeDeploy what is being deployed.

use async_trait::async_trait;
use thiserror::Error;

use crate::error::Error;
use crate::event::DeploymentId;
use crate::target::AppSpecError;

/// Reads the AppSpec of a deployment. Replace it in a test, or to read from elsewhere.
#[async_trait]
pub trait DeploymentLookup: Send + Sync {
    /// The AppSpec's text.
    ///
    /// # Errors
    /// Says which call failed, and why.
    async fn app_spec(&self, deployment: &DeploymentId) -> Result<String, LookupError>;
}

/// Why the AppSpec could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LookupError {
    /// A call failed.
    #[error("{operation} failed: {cause}")]
    Call {
        /// The operation's name in the API.
        operation: &'static str,
        /// Its error.
        cause: Error,
    },
    /// The answer lacks what is needed.
    #[error("{operation} answered without {missing}")]
    Incomplete {
        /// The operation's name in the API.
        operation: &'static str,
        /// What it lacks.
        missing: &'static str,
    },
    /// The answer could not be understood.
    #[error("the deployment's AppSpec could not be read")]
    AppSpec(#[from] AppSpecError),
}
