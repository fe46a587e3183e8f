//! What deployments are made from: as a program in this process says it, and as the API does.

use crate::account::{AliasName, FunctionName, Version};
use crate::codedeploy::{
    AlarmConfiguration, ApplicationName, AutoRollbackConfiguration, DeploymentConfigName, DeploymentGroupName, Revision,
};
use crate::deployment::{AppSpec, Strategy};

/// A deployment as a program in this process wants it. Its application, group and configuration come into being with it.
#[derive(Clone, Debug)]
pub struct NewDeployment {
    /// The guarded function.
    pub function: FunctionName,
    /// The alias that moves.
    pub alias: AliasName,
    /// Where it moves from.
    pub current_version: Version,
    /// Where it moves to.
    pub target_version: Version,
    /// How traffic shifts.
    pub strategy: Strategy,
    /// The hook before traffic shifts.
    pub before_allow_traffic: Option<FunctionName>,
    /// The hook after traffic has shifted.
    pub after_allow_traffic: Option<FunctionName>,
}

/// A deployment as `CreateDeployment` asks for it, all checked but what depends on the account.
#[derive(Clone, Debug)]
pub(crate) struct DeploymentRequest {
    pub(crate) application: ApplicationName,
    pub(crate) group: DeploymentGroupName,
    pub(crate) revision: Revision,
    /// `None` when the revision's cannot be read.
    pub(crate) app_spec: Option<AppSpec>,
    pub(crate) config: Option<DeploymentConfigName>,
    pub(crate) description: Option<String>,
    pub(crate) auto_rollback: Option<AutoRollbackConfiguration>,
    pub(crate) override_alarms: Option<AlarmConfiguration>,
}

impl From<&NewDeployment> for AppSpec {
    fn from(new: &NewDeployment) -> Self {
        Self {
            function: new.function.clone(),
            alias: new.alias.clone(),
            current_version: new.current_version,
            target_version: new.target_version,
            before_allow_traffic: new.before_allow_traffic.clone(),
            after_allow_traffic: new.after_allow_traffic.clone(),
        }
    }
}
