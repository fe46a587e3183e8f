//! What CodeDeploy may not do with its service role, where somebody wants to see it fail (spec 3.4).

use std::collections::VecDeque;

use strum::EnumString;

use crate::deployment::{ErrorCode, ErrorInformation};

/// What CodeDeploy does with its service role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString)]
#[non_exhaustive]
pub enum RoleAction {
    /// Looks where the alias points, at the start of a deployment.
    GetAlias,
    /// Calls a hook.
    Invoke,
    /// Shifts traffic.
    UpdateAlias,
    /// Polls alarms.
    DescribeAlarms,
}

/// Why it cannot do so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString)]
pub enum RoleRefusal {
    /// The role does not allow it: `IAM_ROLE_PERMISSIONS`.
    AccessDenied,
    /// There were too many calls: `THROTTLED`.
    Throttling,
    /// There is no such role: `IAM_ROLE_MISSING`.
    NoSuchRole,
}

/// The refusals that have not been met yet, oldest first.
#[derive(Debug, Default)]
pub(super) struct RoleRefusals(VecDeque<(RoleAction, RoleRefusal, u32)>);

impl RoleRefusals {
    pub(super) fn add(&mut self, action: RoleAction, refusal: RoleRefusal, times: u32) {
        self.0.push_back((action, refusal, times));
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The refusal that this action meets.
    pub(super) fn meet(&mut self, action: RoleAction) -> Option<RoleRefusal> {
        let (_, refusal, times) = self.0.iter_mut().find(|(refused, _, times)| *refused == action && *times > 0)?;
        *times -= 1;
        let refusal = *refusal;
        self.0.retain(|(.., times)| *times > 0);
        Some(refusal)
    }
}

impl RoleRefusal {
    /// How a deployment ends by it.
    pub(super) fn error(self, role: &str) -> ErrorInformation {
        let (code, message) = match self {
            Self::AccessDenied => (
                ErrorCode::IamRolePermissions,
                format!(
                    "The IAM role {role} does not give you permission to perform operations in the following AWS service: AWSLambda."
                ),
            ),
            Self::Throttling => (
                ErrorCode::Throttled,
                format!("The calls with the IAM role {role} were throttled by the following AWS service: AWSLambda."),
            ),
            Self::NoSuchRole => (ErrorCode::IamRoleMissing, format!("The IAM role {role} does not exist.")),
        };
        ErrorInformation::new(code, message)
    }
}
