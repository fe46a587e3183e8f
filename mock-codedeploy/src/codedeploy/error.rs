//! The rules of the CodeDeploy API that a request can break. Each variant is named as the API's exception, without the `Exception`.

use strum::IntoStaticStr;
use thiserror::Error;

use super::name::NAME_RULE;
use crate::account::WeightError;
use crate::deployment::StrategyError;

/// Why CodeDeploy refuses a request (spec, Appendix A).
#[derive(Clone, Debug, PartialEq, Eq, Error, IntoStaticStr)]
#[allow(missing_docs, reason = "the names are the API's own, the sentences say what they mean")]
#[non_exhaustive]
pub enum CodeDeployError {
    #[error("applicationName is missing")]
    ApplicationNameRequired,
    #[error("`{0}` is no application name: {NAME_RULE}")]
    InvalidApplicationName(String),
    #[error("there is an application {0} already")]
    ApplicationAlreadyExists(String),
    #[error("a region has {0} applications at most")]
    ApplicationLimitExceeded(usize),
    #[error("an application has {0} deployment groups at most")]
    DeploymentGroupLimitExceeded(usize),
    #[error("a key prefix is filtered by together with its bucket")]
    BucketNameFilterRequired,
    #[error("there is no application {0}")]
    ApplicationDoesNotExist(String),
    #[error("`{0}` is no compute platform that is served here: computePlatform has to be Lambda")]
    InvalidComputePlatform(String),
    #[error("deploymentGroupName is missing")]
    DeploymentGroupNameRequired,
    #[error("`{0}` is no deployment group name: {NAME_RULE}")]
    InvalidDeploymentGroupName(String),
    #[error("the application {application} has a deployment group {group} already")]
    DeploymentGroupAlreadyExists { application: String, group: String },
    #[error("the application {application} has no deployment group {group}")]
    DeploymentGroupDoesNotExist { application: String, group: String },
    #[error("serviceRoleArn is missing")]
    RoleRequired,
    #[error("`{0}` is no ARN of a role")]
    InvalidRole(String),
    #[error("deploymentConfigName is missing")]
    DeploymentConfigNameRequired,
    #[error("{0}")]
    InvalidDeploymentConfigName(String),
    #[error("there is a deployment configuration {0} already")]
    DeploymentConfigAlreadyExists(String),
    #[error("there is no deployment configuration {0}")]
    DeploymentConfigDoesNotExist(String),
    #[error("the deployment configuration {0} is in use by a deployment group")]
    DeploymentConfigInUse(String),
    #[error("there are {0} deployment configurations already, which is the limit")]
    DeploymentConfigLimitExceeded(usize),
    #[error("{0}")]
    InvalidTrafficRoutingConfiguration(String),
    #[error("{0}")]
    InvalidOperation(String),
    #[error("the alarm configuration is invalid: {0}")]
    InvalidAlarmConfig(String),
    #[error("the alarm configuration names {0} alarms: the limit is {1}")]
    AlarmsLimitExceeded(usize, usize),
    #[error("the automatic rollback configuration is invalid: {0}")]
    InvalidAutoRollbackConfig(String),
    #[error("a Lambda deployment has the type BLUE_GREEN and the option WITH_TRAFFIC_CONTROL, not {0}")]
    InvalidDeploymentStyle(String),
    #[error("the trigger configuration is invalid: {0}")]
    InvalidTriggerConfig(String),
    #[error("there are {0} triggers: the limit is 10")]
    TriggerTargetsLimitExceeded(usize),
    #[error("the tags are invalid: {0}")]
    InvalidTagsToAdd(String),
    #[error("Tags or TagKeys is missing")]
    TagRequired,
    #[error("ResourceArn is missing")]
    ResourceArnRequired,
    #[error("`{0}` is no ARN of a CodeDeploy resource")]
    InvalidArn(String),
    #[error("{0} has no tags: applications and deployment groups have")]
    ArnNotSupported(String),
    #[error("revision is missing")]
    RevisionRequired,
    #[error("the revision is invalid: {0}")]
    InvalidRevision(String),
    #[error("the application has no revision {0}")]
    RevisionDoesNotExist(String),
    #[error("the description has {0} characters: the limit is 256")]
    DescriptionTooLong(usize),
    #[error("the deployment group {group} has the active deployment {active} already: one at a time")]
    DeploymentLimitExceeded { group: String, active: String },
    #[error("{0}")]
    InvalidInput(String),
    #[error("updateOutdatedInstancesOnly has to be false for Lambda")]
    InvalidUpdateOutdatedInstancesOnlyValue,
    #[error("ignoreApplicationStopFailures has to be false for Lambda")]
    InvalidIgnoreApplicationStopFailuresValue,
    #[error("deploymentId is missing")]
    DeploymentIdRequired,
    #[error("`{0}` is no deployment id")]
    InvalidDeploymentId(String),
    #[error("deployment {0} does not exist")]
    DeploymentDoesNotExist(String),
    #[error("deployment {0} has ended")]
    DeploymentAlreadyCompleted(String),
    #[error("deployment {0} has not started yet")]
    DeploymentNotStarted(String),
    #[error("targetId is missing")]
    DeploymentTargetIdRequired,
    #[error("`{0}` is no target id")]
    InvalidDeploymentTargetId(String),
    #[error("deployment {deployment} has no target {target}")]
    DeploymentTargetDoesNotExist { deployment: String, target: String },
    #[error("{0} targets were asked for: the limit is 25")]
    DeploymentTargetListSizeExceeded(usize),
    #[error("`{0}` is no filter of targets")]
    InvalidTargetFilterName(String),
    #[error("{0} were asked for: the limit is {1}")]
    BatchLimitExceeded(usize, usize),
    #[error("`{0}` is no deployment status")]
    InvalidDeploymentStatus(String),
    #[error("the time range ends before it starts")]
    InvalidTimeRange,
    #[error("`{0}` is no wait type")]
    InvalidDeploymentWaitType(String),
    #[error("{0}")]
    UnsupportedActionForDeploymentType(String),
    #[error("the deployment {0} is not in the ready state")]
    DeploymentIsNotInReadyState(String),
    #[error("`{0}` is no status that a hook may report: it is Succeeded or Failed")]
    InvalidLifecycleEventHookExecutionStatus(String),
    #[error("the lifecycle event hook execution id does not belong to this deployment")]
    InvalidLifecycleEventHookExecutionId,
    #[error("the lifecycle event is already completed")]
    LifecycleEventAlreadyCompleted,
    #[error("`{0}` is no token of this list")]
    InvalidNextToken(String),
    #[error("`{0}` is nothing to sort by")]
    InvalidSortBy(String),
    #[error("`{0}` is no order: it is ascending or descending")]
    InvalidSortOrder(String),
    #[error("`{0}` is no filter: it is include, exclude or ignore")]
    InvalidDeployedStateFilter(String),
}

impl CodeDeployError {
    /// The API's code.
    pub fn code(&self) -> String {
        format!("{}Exception", <&str>::from(self))
    }
}

impl From<StrategyError> for CodeDeployError {
    fn from(error: StrategyError) -> Self {
        Self::InvalidTrafficRoutingConfiguration(error.to_string())
    }
}

impl From<WeightError> for CodeDeployError {
    fn from(error: WeightError) -> Self {
        Self::InvalidTrafficRoutingConfiguration(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_named_as_the_api_names_its_exception() {
        assert_eq!(CodeDeployError::DeploymentDoesNotExist("d-1".into()).code(), "DeploymentDoesNotExistException");
        assert_eq!(CodeDeployError::LifecycleEventAlreadyCompleted.code(), "LifecycleEventAlreadyCompletedException");
    }
}
