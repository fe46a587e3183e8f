//! `ScheduleV2`: a schedule of `EventBridge` Scheduler, which invokes by a role instead of a permission.

use super::{Event, Target, dead_letter};
use crate::expand::fault::{Checked, fault};
use crate::expand::function::statements;
use crate::expand::intrinsic::attribute;
use crate::expand::property::Property;
use crate::expand::property::Shape::{Bool, Map as AMap, Text};
use crate::expand::resource::Resource;
use crate::expand::value::{Map, Value};

pub(super) const PROPERTIES: &[Property] = &[
    Property::new("PermissionsBoundary", Text),
    Property::new("ScheduleExpression", Text).required(),
    Property::new("FlexibleTimeWindow", AMap),
    Property::new("Name", Text),
    Property::new("State", Text),
    Property::new("Description", Text),
    Property::new("StartDate", Text),
    Property::new("EndDate", Text),
    Property::new("ScheduleExpressionTimezone", Text),
    Property::new("GroupName", Text),
    Property::new("KmsKeyArn", Text),
    Property::new("Input", Text),
    Property::new("RoleArn", Text),
    Property::new("DeadLetterConfig", AMap),
    Property::new("RetryPolicy", AMap),
    Property::new("OmitName", Bool).without_intrinsics(),
];

pub(super) fn expand<'d>(event: &Event<'d>, target: &Target<'d>) -> Checked<Vec<Resource<'d>>> {
    let given = &event.properties;
    let mut properties = Map::new();
    properties.push_some("ScheduleExpression", given.given("ScheduleExpression"));
    let window =
        given.truthy("FlexibleTimeWindow").cloned().unwrap_or_else(|| Value::from([("Mode", Value::from("OFF"))]));
    properties.push("FlexibleTimeWindow", window);
    match (given.truthy("OmitName"), given.truthy("Name")) {
        (Some(_), Some(_)) => {
            return Err(fault(
                "name-and-omit-name",
                "`OmitName` leaves the name to CloudFormation, so there can be no `Name`",
            )
            .at("Name"));
        }
        (Some(_), None) => {}
        (None, Some(name)) => properties.push("Name", name.clone()),
        (None, None) => properties.push("Name", Value::from(event.id.clone())),
    }
    properties.push_some("State", given.truthy("State"));
    for name in ["Description", "StartDate", "EndDate", "ScheduleExpressionTimezone", "GroupName", "KmsKeyArn"] {
        properties.push_some(name, given.given(name));
    }
    let dead_letter = dead_letter::expand(event, target, None)?;
    let (queue, mut made) = match dead_letter {
        Some(queue) => (Some(queue.arn), queue.resources),
        None => (None, Vec::new()),
    };
    let role_arn = match given.truthy("RoleArn") {
        Some(role) => role.clone(),
        None => {
            let role = role(event, target, queue.as_ref());
            let arn = attribute(role.id.clone(), "Arn");
            made.push(role);
            arn
        }
    };
    let mut schedule_target = Map::from([("Arn", target.arn()), ("RoleArn", role_arn)]);
    schedule_target.push_some("Input", given.given("Input"));
    if let Some(queue) = queue {
        schedule_target.push("DeadLetterConfig", Value::from([("Arn", queue)]));
    }
    schedule_target.push_some("RetryPolicy", given.given("RetryPolicy"));
    properties.push("Target", Value::Map(schedule_target));
    made.insert(0, Resource::new(event.id.clone(), "AWS::Scheduler::Schedule", target.attributes.clone(), properties));
    Ok(made)
}

fn role<'d>(event: &Event<'d>, target: &Target<'d>, queue: Option<&Value<'d>>) -> Resource<'d> {
    let mut policies = vec![statements::invoke_function(target.arn(), &event.id)];
    if let Some(queue) = queue.filter(|queue| queue.is_truthy()) {
        policies.push(statements::send_message(queue.clone(), &event.id));
    }
    let mut properties = Map::from([
        ("AssumeRolePolicyDocument", statements::assume_role("scheduler.amazonaws.com")),
        ("Policies", Value::List(policies)),
    ]);
    properties.push_some("PermissionsBoundary", event.properties.truthy("PermissionsBoundary"));
    Resource::new(format!("{}Role", event.id), "AWS::IAM::Role", target.attributes.clone(), properties)
}
