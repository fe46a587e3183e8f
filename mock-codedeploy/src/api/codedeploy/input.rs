//! How members of a request are read.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::error::ApiError;
use crate::codedeploy::{ApplicationName, CodeDeployError, DeploymentConfigName, DeploymentGroupName};
use crate::deployment::DeploymentId;

/// Reads a request; members that are not known are passed over.
pub(super) fn read<T: DeserializeOwned>(input: Value) -> Result<T, ApiError> {
    serde_json::from_value(input).map_err(|error| ApiError::bad_request("SerializationException", error.to_string()))
}

/// A text that is there and not empty.
pub(super) fn present(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

pub(super) fn application_name(text: Option<String>) -> Result<ApplicationName, CodeDeployError> {
    ApplicationName::new(&present(text).ok_or(CodeDeployError::ApplicationNameRequired)?)
}

pub(super) fn group_name(text: Option<String>) -> Result<DeploymentGroupName, CodeDeployError> {
    DeploymentGroupName::new(&present(text).ok_or(CodeDeployError::DeploymentGroupNameRequired)?)
}

pub(super) fn config_name(text: Option<String>) -> Result<DeploymentConfigName, CodeDeployError> {
    DeploymentConfigName::new(&present(text).ok_or(CodeDeployError::DeploymentConfigNameRequired)?)
}

/// A deployment's id that looks like one.
pub(super) fn deployment_id(text: Option<String>) -> Result<String, CodeDeployError> {
    let id = present(text).ok_or(CodeDeployError::DeploymentIdRequired)?;
    if DeploymentId::is_well_formed(&id) { Ok(id) } else { Err(CodeDeployError::InvalidDeploymentId(id)) }
}

/// At most so many of something.
pub(super) fn at_most<T>(items: Option<Vec<T>>, most: usize) -> Result<Vec<T>, CodeDeployError> {
    let items = items.unwrap_or_default();
    if items.len() > most { Err(CodeDeployError::BatchLimitExceeded(items.len(), most)) } else { Ok(items) }
}
