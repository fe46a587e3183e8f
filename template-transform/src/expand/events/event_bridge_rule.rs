//! `EventBridgeRule`, or by its older name `CloudWatchEvent`: an `EventBridge` rule with a pattern.

use super::permission::permission;
use super::{Event, Target, dead_letter, state};
use crate::expand::fault::Checked;
use crate::expand::intrinsic::attribute;
use crate::expand::property::Property;
use crate::expand::property::Shape::{Bool, Map as AMap, Text};
use crate::expand::resource::Resource;
use crate::expand::value::{Map, Value};

pub(super) const PRINCIPAL: &str = "events.amazonaws.com";

/// `EventBridge` takes no longer ids.
const LONGEST_TARGET_ID: usize = 64;

pub(super) const PROPERTIES: &[Property] = &[
    Property::new("EventBusName", Text),
    Property::new("RuleName", Text),
    Property::new("Pattern", AMap),
    Property::new("DeadLetterConfig", AMap),
    Property::new("RetryPolicy", AMap),
    Property::new("Input", Text),
    Property::new("InputPath", Text),
    Property::new("Target", AMap),
    Property::new("Enabled", Bool),
    Property::new("State", Text),
    Property::new("InputTransformer", AMap),
];

pub(super) fn expand<'d>(event: &Event<'d>, target: &Target<'d>) -> Checked<Vec<Resource<'d>>> {
    let given = &event.properties;
    let rule_arn = attribute(event.id.clone(), "Arn");
    let dead_letter = dead_letter::expand(event, target, Some(&rule_arn))?;
    let state = state::of_rule(given)?;
    let mut properties = Map::new();
    properties.push_some("EventBusName", given.given("EventBusName"));
    properties.push_some("EventPattern", given.given("Pattern"));
    properties.push_some("Name", given.given("RuleName"));
    properties.push_some("State", state.as_ref());
    let id = given
        .truthy("Target")
        .and_then(|target| target.get("Id"))
        .cloned()
        .unwrap_or_else(|| Value::from(target_id(&event.id)));
    let queue = dead_letter.as_ref().map(|queue| &queue.arn);
    let rule_target =
        rule_target(given, target, id, queue, &["Input", "InputPath"], &["RetryPolicy", "InputTransformer"]);
    properties.push("Targets", Value::from([rule_target]));
    let mut made: Vec<Resource> = dead_letter.into_iter().flat_map(|queue| queue.resources).collect();
    made.push(Resource::new(event.id.clone(), "AWS::Events::Rule", target.attributes.clone(), properties));
    made.push(permission(&event.id, PRINCIPAL, target, [("SourceArn", Some(rule_arn))]));
    Ok(made)
}

/// The target of a rule: the function, and what it is given.
pub(super) fn rule_target<'d>(
    given: &Map<'d>,
    target: &Target<'d>,
    id: Value<'d>,
    queue: Option<&Value<'d>>,
    before: &[&'static str],
    after: &[&'static str],
) -> Value<'d> {
    let mut made = Map::from([("Arn", target.arn()), ("Id", id)]);
    for name in before {
        made.push_some(name, given.given(name));
    }
    if let Some(queue) = queue {
        made.push("DeadLetterConfig", Value::from([("Arn", queue.clone())]));
    }
    for name in after {
        made.push_some(name, given.given(name));
    }
    Value::Map(made)
}

/// The id of the target, its start cut when it would be too long.
pub(super) fn target_id(event: &str) -> String {
    const SUFFIX: &str = "LambdaTarget";
    let kept = event.len().min(LONGEST_TARGET_ID - SUFFIX.len());
    format!("{}{SUFFIX}", event.get(..kept).unwrap_or(event))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_target_has_64_characters_at_most() {
        assert_eq!(target_id("FnEvent"), "FnEventLambdaTarget");
        assert_eq!(target_id(&"a".repeat(52)), format!("{}LambdaTarget", "a".repeat(52)));
        assert_eq!(target_id(&"a".repeat(60)), format!("{}LambdaTarget", "a".repeat(52)));
    }
}
