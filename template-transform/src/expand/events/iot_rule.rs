//! `IoTRule`: messages that an SQL statement picks.

use super::permission::permission;
use super::{Event, Target};
use crate::expand::intrinsic::{reference, sub, sub_with};
use crate::expand::property::{Property, Shape};
use crate::expand::resource::Resource;
use crate::expand::surroundings::Surroundings;
use crate::expand::value::{Map, Value};

pub(super) const PROPERTIES: &[Property] =
    &[Property::new("Sql", Shape::Text).required(), Property::new("AwsIotSqlVersion", Shape::Text)];

pub(super) fn expand<'d>(event: &Event<'d>, target: &Target<'d>, around: &Surroundings<'d>) -> Vec<Resource<'d>> {
    let arn = format!("arn:{}:iot:${{AWS::Region}}:${{AWS::AccountId}}:rule/${{RuleName}}", around.partition);
    let source = sub_with(arn, Value::from([("RuleName", reference(event.id.clone()))]));
    let account = sub("${AWS::AccountId}");
    let mut payload = Map::new();
    payload.push_some("Sql", event.properties.given("Sql"));
    payload.push("RuleDisabled", Value::from(false));
    let invoke = Value::from([("Lambda", Value::from([("FunctionArn", target.arn())]))]);
    payload.push("Actions", Value::from([invoke]));
    payload.push_some("AwsIotSqlVersion", event.properties.truthy("AwsIotSqlVersion"));
    let properties = Map::from([("TopicRulePayload", Value::Map(payload))]);
    vec![
        permission(
            &event.id,
            "iot.amazonaws.com",
            target,
            [("SourceAccount", Some(account)), ("SourceArn", Some(source))],
        ),
        Resource::new(event.id.clone(), "AWS::IoT::TopicRule", target.attributes.clone(), properties),
    ]
}
