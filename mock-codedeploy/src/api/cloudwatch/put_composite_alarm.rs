//! `PutCompositeAlarm`: makes an alarm of alarms, or configures one anew.

use serde::Deserialize;
use serde_json::Value;

use super::input::{Switch, read, required, violated};
use super::put_alarm::{actions, alarm_name, put};
use super::tags::{TagInput, checked};
use crate::api::error::ApiError;
use crate::cloudwatch::{Alarm, AlarmActions, AlarmKind, AlarmRule, AlarmState, alarm_of_arn};
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutInput {
    alarm_name: Option<String>,
    alarm_rule: Option<String>,
    alarm_description: Option<String>,
    actions_enabled: Option<Switch>,
    tags: Option<Vec<TagInput>>,
    #[serde(rename = "OKActions")]
    ok_actions: Option<Vec<String>>,
    alarm_actions: Option<Vec<String>>,
    insufficient_data_actions: Option<Vec<String>>,
}

/// The rule may name only alarms that are there.
pub(super) fn put_composite_alarm(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: PutInput = read(input)?;
    let now = world.now();
    let name = alarm_name(input.alarm_name)?;
    let rule: AlarmRule =
        required(input.alarm_rule, "AlarmRule")?.parse().map_err(|error| violated(format!("AlarmRule: {error}.")))?;
    let mut missing = rule.names();
    missing.retain(|name| world.monitor().alarm(alarm_of_arn(name)).is_none());
    if !missing.is_empty() {
        let missing = missing.join(", ");
        let told = format!("Could not save the composite alarm as alarms [{missing}] in the alarm rule do not exist");
        return Err(violated(told));
    }
    if rule.names().into_iter().any(|named| alarm_of_arn(named) == name) {
        return Err(violated("A composite alarm may not name itself."));
    }
    let alarm = Alarm {
        description: input.alarm_description,
        actions_enabled: input.actions_enabled.is_none_or(|Switch(enabled)| enabled),
        actions: AlarmActions {
            ok: actions(input.ok_actions)?,
            alarm: actions(input.alarm_actions)?,
            insufficient_data: actions(input.insufficient_data_actions)?,
        },
        state: AlarmState::InsufficientData,
        reason: "Unchecked: Initial alarm creation".into(),
        updated: now,
        transitioned: now,
        configured: now,
        reason_data: None,
        forced: false,
        configuration: AlarmKind::Composite(rule),
        name: name.clone(),
    };
    let answer = put(world, alarm, checked(input.tags.unwrap_or_default())?)?;
    world.monitor_mut().settle_new(&name, now);
    Ok(answer)
}
