//! What a deployment was made from: its place among CodeDeploy's resources, beside the state machine of its life.

use serde::{Deserialize, Serialize};

use super::auto_rollback::{AutoRollbackConfiguration, AutoRollbackEvent};
use super::name::{ApplicationName, DeploymentConfigName, DeploymentGroupName};
use super::revision::Revision;
use super::{alarm_configuration::AlarmConfiguration, error::CodeDeployError};
use crate::deployment::{AlarmWatch, DeploymentStatus, ErrorCode};

/// What a deployment was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The application.
    pub application: ApplicationName,
    /// The deployment group.
    pub group: DeploymentGroupName,
    /// That group's UUID: another group may later have its name.
    #[serde(default)]
    pub group_id: String,
    /// The configuration by which traffic shifts.
    pub config: DeploymentConfigName,
    /// What the caller said of it.
    pub description: Option<String>,
    /// The AppSpec's text.
    pub revision: Revision,
    /// That of the group's last successful deployment before.
    pub previous_revision: Option<Revision>,
    /// The alarms given in place of the group's.
    pub override_alarms: Option<AlarmConfiguration>,
    /// When it is rolled back: its own configuration, or the group's.
    pub auto_rollback: AutoRollbackConfiguration,
    /// What a caller who stopped it said about rolling back.
    pub rollback_on_stop: Option<bool>,
}

impl Origin {
    /// Whether a deployment that ended like this is rolled back.
    pub(crate) fn rolls_back(&self, status: DeploymentStatus, error: Option<ErrorCode>) -> bool {
        match (status, error) {
            (DeploymentStatus::Failed, _) => self.auto_rollback.covers(AutoRollbackEvent::DeploymentFailure),
            (DeploymentStatus::Stopped, Some(ErrorCode::ManualStop)) => self
                .rollback_on_stop
                .unwrap_or_else(|| self.auto_rollback.covers(AutoRollbackEvent::DeploymentStopOnRequest)),
            (DeploymentStatus::Stopped, _) => self.auto_rollback.covers(AutoRollbackEvent::DeploymentStopOnAlarm),
            _ => false,
        }
    }
}

impl From<&AlarmConfiguration> for AlarmWatch {
    fn from(alarms: &AlarmConfiguration) -> Self {
        Self {
            alarms: alarms.polled().map(ToOwned::to_owned).collect(),
            ignore_failures: alarms.ignore_poll_alarm_failure,
        }
    }
}

/// The longest description (spec 10).
pub(crate) fn check_description(description: Option<String>) -> Result<Option<String>, CodeDeployError> {
    match description.as_ref().map_or(0, |text| text.chars().count()) {
        length @ 257.. => Err(CodeDeployError::DescriptionTooLong(length)),
        _ => Ok(description),
    }
}
