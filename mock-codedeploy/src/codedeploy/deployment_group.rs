//! Deployment groups: what all deployments of one alias have in common (spec 3.2).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::alarm_configuration::{AlarmConfiguration, AlarmConfigurationInput};
use super::auto_rollback::{AutoRollbackConfiguration, AutoRollbackInput};
use super::error::CodeDeployError;
use super::name::{ApplicationName, DeploymentConfigName, DeploymentGroupName};
use super::tag::Tags;
use super::trigger::{Trigger, TriggerInput, check_triggers};

/// A deployment group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentGroup {
    /// Its name.
    pub name: DeploymentGroupName,
    /// Its UUID.
    pub id: String,
    /// How traffic shifts, unless a deployment says otherwise.
    pub config: DeploymentConfigName,
    /// The role with which CodeDeploy calls hooks and moves the alias.
    pub service_role: String,
    /// What stops a deployment.
    pub alarms: AlarmConfiguration,
    /// What is rolled back.
    pub auto_rollback: AutoRollbackConfiguration,
    /// Who is told of deployments.
    pub triggers: Vec<Trigger>,
    /// Its tags.
    pub tags: Tags,
}

/// The members that creating and updating a group have in common.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeploymentGroupInput {
    pub(crate) deployment_config_name: Option<String>,
    pub(crate) service_role_arn: Option<String>,
    pub(crate) alarm_configuration: Option<AlarmConfigurationInput>,
    pub(crate) auto_rollback_configuration: Option<AutoRollbackInput>,
    pub(crate) deployment_style: Option<DeploymentStyleInput>,
    pub(crate) trigger_configurations: Option<Vec<TriggerInput>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeploymentStyleInput {
    deployment_type: Option<String>,
    deployment_option: Option<String>,
}

impl DeploymentGroup {
    /// A group with the defaults of the API.
    pub(crate) fn new(
        name: DeploymentGroupName,
        id: String,
        service_role: String,
        config: DeploymentConfigName,
    ) -> Self {
        Self {
            name,
            id,
            config,
            service_role,
            alarms: AlarmConfiguration::default(),
            auto_rollback: AutoRollbackConfiguration::default(),
            triggers: Vec::new(),
            tags: Tags::default(),
        }
    }

    /// Takes over what is given and keeps the rest. Whether the configuration exists is for the account to say.
    pub(crate) fn update(&mut self, input: DeploymentGroupInput, most_alarms: usize) -> Result<(), CodeDeployError> {
        // All is checked before anything changes.
        if let Some(style) = &input.deployment_style {
            style.check()?;
        }
        let config = input.deployment_config_name.as_deref().map(DeploymentConfigName::new).transpose()?;
        let role = input.service_role_arn.map(role).transpose()?;
        let alarms = input.alarm_configuration.map(|alarms| alarms.check(most_alarms)).transpose()?;
        let auto_rollback = input.auto_rollback_configuration.map(AutoRollbackInput::check).transpose()?;
        let triggers = input.trigger_configurations.map(check_triggers).transpose()?;
        self.config = config.unwrap_or_else(|| self.config.clone());
        self.service_role = role.unwrap_or_else(|| std::mem::take(&mut self.service_role));
        self.alarms = alarms.unwrap_or_else(|| std::mem::take(&mut self.alarms));
        self.auto_rollback = auto_rollback.unwrap_or_else(|| std::mem::take(&mut self.auto_rollback));
        self.triggers = triggers.unwrap_or_else(|| std::mem::take(&mut self.triggers));
        Ok(())
    }

    /// As `GetDeploymentGroup` shows it, without what is known of its deployments.
    pub(crate) fn to_json(&self, application: &ApplicationName) -> Value {
        json!({
            "applicationName": application,
            "deploymentGroupId": self.id,
            "deploymentGroupName": self.name,
            "deploymentConfigName": self.config,
            "ec2TagFilters": [],
            "onPremisesInstanceTagFilters": [],
            "autoScalingGroups": [],
            "serviceRoleArn": self.service_role,
            "triggerConfigurations": self.triggers,
            "alarmConfiguration": self.alarms,
            "autoRollbackConfiguration": self.auto_rollback,
            "deploymentStyle": style(),
            "outdatedInstancesStrategy": "UPDATE",
            "computePlatform": "Lambda",
            "terminationHookEnabled": false,
        })
    }
}

/// The only style of a Lambda deployment, as SAM and CDK send it.
pub(crate) fn style() -> Value {
    json!({ "deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL" })
}

/// Checks the ARN of a service role.
pub(crate) fn role(arn: String) -> Result<String, CodeDeployError> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        [] | [""] => Err(CodeDeployError::RoleRequired),
        ["arn", _, "iam", "", _, role] if role.strip_prefix("role/").is_some_and(|name| !name.is_empty()) => Ok(arn),
        _ => Err(CodeDeployError::InvalidRole(arn)),
    }
}

impl DeploymentStyleInput {
    fn check(&self) -> Result<(), CodeDeployError> {
        let (kind, option) = (self.deployment_type.as_deref(), self.deployment_option.as_deref());
        if kind == Some("BLUE_GREEN") && option == Some("WITH_TRAFFIC_CONTROL") {
            return Ok(());
        }
        let shown = format!("{} and {}", kind.unwrap_or("no type"), option.unwrap_or("no option"));
        Err(CodeDeployError::InvalidDeploymentStyle(shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::123456789012:role/deployer";

    fn group() -> DeploymentGroup {
        let config = DeploymentConfigName::new("CodeDeployDefault.LambdaAllAtOnce").unwrap();
        DeploymentGroup::new(DeploymentGroupName::new("orders").unwrap(), "id".into(), ROLE.into(), config)
    }

    fn input(value: Value) -> DeploymentGroupInput {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_an_update_does_not_give_is_kept() {
        let mut group = group();
        let alarms = json!({ "enabled": true, "alarms": [{ "name": "errors" }] });
        group.update(input(json!({ "alarmConfiguration": alarms })), 10).unwrap();
        let config = "CodeDeployDefault.LambdaCanary10Percent5Minutes";
        group.update(input(json!({ "deploymentConfigName": config })), 10).unwrap();
        assert_eq!(group.config.as_str(), config);
        assert_eq!(group.alarms.polled().collect::<Vec<_>>(), ["errors"]);
        assert_eq!(group.service_role, ROLE);
    }

    #[test]
    fn an_update_that_is_refused_changes_nothing() {
        let mut group = group();
        let before = group.clone();
        for (refused, code) in [
            (json!({ "deploymentStyle": { "deploymentType": "IN_PLACE" } }), "InvalidDeploymentStyleException"),
            (json!({ "serviceRoleArn": "deployer" }), "InvalidRoleException"),
            (json!({ "serviceRoleArn": "" }), "RoleRequiredException"),
            (json!({ "deploymentConfigName": "a b" }), "InvalidDeploymentConfigNameException"),
            (
                json!({ "serviceRoleArn": format!("{ROLE}2"), "alarmConfiguration": { "enabled": true } }),
                "InvalidAlarmConfigException",
            ),
        ] {
            assert_eq!(group.update(input(refused), 10).unwrap_err().code(), code);
            assert_eq!(group, before);
        }
    }
}
