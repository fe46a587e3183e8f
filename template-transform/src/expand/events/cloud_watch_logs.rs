//! `CloudWatchLogs`: lines of a log group that a pattern picks.

use super::permission::permission;
use super::{Event, Target};
use crate::expand::intrinsic::sub_with;
use crate::expand::property::{Property, Shape};
use crate::expand::resource::Resource;
use crate::expand::surroundings::Surroundings;
use crate::expand::value::{Map, Value};

pub(super) const PROPERTIES: &[Property] =
    &[Property::new("LogGroupName", Shape::Text).required(), Property::new("FilterPattern", Shape::Text).required()];

pub(super) fn expand<'d>(event: &Event<'d>, target: &Target<'d>, around: &Surroundings<'d>) -> Vec<Resource<'d>> {
    let group = event.properties.get("LogGroupName").cloned().unwrap_or(Value::Null);
    let arn =
        format!("arn:{}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:${{__LogGroupName__}}:*", around.partition);
    let source = sub_with(arn, Value::from([("__LogGroupName__", group)]));
    let permission = permission(&event.id, "logs.amazonaws.com", target, [("SourceArn", Some(source))]);
    let mut properties = Map::new();
    properties.push_some("LogGroupName", event.properties.given("LogGroupName"));
    properties.push_some("FilterPattern", event.properties.given("FilterPattern"));
    properties.push("DestinationArn", target.arn());
    let depends_on = Value::from([Value::Text(permission.id.clone())]);
    let filter =
        Resource::new(event.id.clone(), "AWS::Logs::SubscriptionFilter", target.attributes.clone(), properties);
    vec![permission, filter.depending_on(Some(depends_on))]
}
