//! `Schedule`: an `EventBridge` rule with a schedule.

use super::event_bridge_rule::{PRINCIPAL, rule_target, target_id};
use super::permission::permission;
use super::{Event, Target, dead_letter, state};
use crate::expand::fault::Checked;
use crate::expand::intrinsic::attribute;
use crate::expand::property::Property;
use crate::expand::property::Shape::{Bool, Map as AMap, Text};
use crate::expand::resource::Resource;
use crate::expand::value::{Map, Value};

pub(super) const PROPERTIES: &[Property] = &[
    Property::new("Schedule", Text).required(),
    // SAM takes a rule name here and does nothing with it; `Name` is what counts.
    Property::new("RuleName", Text),
    Property::new("Input", Text),
    Property::new("Enabled", Bool),
    Property::new("State", Text),
    Property::new("Name", Text),
    Property::new("Description", Text),
    Property::new("DeadLetterConfig", AMap),
    Property::new("RetryPolicy", AMap),
];

pub(super) fn expand<'d>(event: &Event<'d>, target: &Target<'d>) -> Checked<Vec<Resource<'d>>> {
    let given = &event.properties;
    let state = state::of_rule(given)?;
    let rule_arn = attribute(event.id.clone(), "Arn");
    let dead_letter = dead_letter::expand(event, target, Some(&rule_arn))?;
    let mut properties = Map::new();
    properties.push_some("Description", given.given("Description"));
    properties.push_some("Name", given.given("Name"));
    properties.push_some("ScheduleExpression", given.given("Schedule"));
    properties.push_some("State", state.as_ref());
    let id = Value::from(target_id(&event.id));
    let rule_target =
        rule_target(given, target, id, dead_letter.as_ref().map(|queue| &queue.arn), &["Input"], &["RetryPolicy"]);
    properties.push("Targets", Value::from([rule_target]));
    let mut made = vec![Resource::new(event.id.clone(), "AWS::Events::Rule", target.attributes.clone(), properties)];
    made.extend(dead_letter.into_iter().flat_map(|queue| queue.resources));
    made.push(permission(&event.id, PRINCIPAL, target, [("SourceArn", Some(rule_arn))]));
    Ok(made)
}
