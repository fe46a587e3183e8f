//! Where a deployment's code runs.

use serde::{Deserialize, Serialize};

use super::error::CodeDeployError;

/// What an application or a configuration is for. Deployments here are for Lambda only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ComputePlatform {
    /// EC2 and machines of one's own.
    Server,
    /// Lambda functions.
    Lambda,
    /// ECS services.
    #[serde(rename = "ECS")]
    Ecs,
}

impl ComputePlatform {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "Server",
            Self::Lambda => "Lambda",
            Self::Ecs => "ECS",
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, CodeDeployError> {
        [Self::Server, Self::Lambda, Self::Ecs]
            .into_iter()
            .find(|platform| platform.as_str() == text)
            .ok_or_else(|| CodeDeployError::InvalidComputePlatform(text.to_owned()))
    }
}
