//! How far a deployment is, and who made it.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

/// How far a deployment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, EnumString)]
pub enum DeploymentStatus {
    /// Accepted, not begun.
    Created,
    /// Under way.
    InProgress,
    /// Ended well.
    Succeeded,
    /// Ended badly.
    Failed,
    /// Stopped from outside.
    Stopped,
}

/// Who made a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Creator {
    /// A caller of the API, CloudFormation included.
    User,
    /// CodeDeploy itself, to roll back.
    CodeDeployRollback,
}

impl DeploymentStatus {
    /// The API's word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether nothing follows.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Stopped)
    }
}

impl Creator {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::CodeDeployRollback => "codeDeployRollback",
        }
    }
}
