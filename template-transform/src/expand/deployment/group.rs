//! `AWS::CodeDeploy::DeploymentGroup`: how one function is deployed.

use super::application::{APPLICATION, SERVICE_ROLE};
use super::configuration;
use super::preference::Preference;
use crate::expand::intrinsic::{attribute, reference};
use crate::expand::resource::{Attributes, Resource};
use crate::expand::tags;
use crate::expand::value::{Map, Value};

/// `strategy` is how traffic moves: the `Type` of the preference.
pub(super) fn expand<'d>(preference: &Preference<'d>, strategy: &Value<'d>) -> Resource<'d> {
    let mut properties = Map::new();
    properties.push_some("AlarmConfiguration", preference.alarms.as_ref());
    properties.push("ApplicationName", reference(APPLICATION));
    let events = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"].map(Value::from);
    properties.push(
        "AutoRollbackConfiguration",
        Value::from([("Enabled", Value::from(true)), ("Events", Value::from(events))]),
    );
    // A `Type` of null is none at all, which CloudFormation takes for all at once.
    if !strategy.is_null() {
        properties.push("DeploymentConfigName", configuration::name(strategy));
    }
    properties.push(
        "DeploymentStyle",
        Value::from([
            ("DeploymentType", Value::from("BLUE_GREEN")),
            ("DeploymentOption", Value::from("WITH_TRAFFIC_CONTROL")),
        ]),
    );
    let role = preference.role.clone().unwrap_or_else(|| attribute(SERVICE_ROLE, "Arn"));
    properties.push("ServiceRoleArn", role);
    properties.push_some("TriggerConfigurations", preference.triggers.as_ref());
    if let Some(tags) = &preference.tags {
        properties.push("Tags", Value::List(tags::list(tags)));
    }
    let mut attributes = Attributes::default();
    if let Some(condition) = &preference.condition {
        attributes.set("Condition", condition.clone());
    }
    Resource::new(preference.group_id(), "AWS::CodeDeploy::DeploymentGroup", attributes, properties)
}
