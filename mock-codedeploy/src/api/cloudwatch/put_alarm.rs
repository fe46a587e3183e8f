//! What putting an alarm has in common for all kinds.

use std::collections::BTreeMap;
use std::mem::discriminant;

use serde_json::{Value, json};

use super::input::{required, violated};
use crate::api::error::ApiError;
use crate::cloudwatch::Alarm;
use crate::engine::World;

pub(super) fn alarm_name(given: Option<String>) -> Result<String, ApiError> {
    let name = required(given.filter(|name| !name.is_empty()), "AlarmName")?;
    if name.chars().count() > 255 { Err(violated("AlarmName has at most 255 characters.")) } else { Ok(name) }
}

/// The actions for one state.
pub(super) fn actions(given: Option<Vec<String>>) -> Result<Vec<String>, ApiError> {
    let given = given.unwrap_or_default();
    if given.len() > 5 { Err(violated("An alarm has at most 5 actions for a state.")) } else { Ok(given) }
}

/// Adds an alarm with its tags, or configures one that is there: that has its own operations for tags.
pub(super) fn put(world: &mut World, alarm: Alarm, tags: BTreeMap<String, String>) -> Result<Value, ApiError> {
    let arn = world.alarm_arn(&alarm.name);
    let now = world.now();
    let before = world.monitor().alarm(&alarm.name);
    if before.is_some_and(|before| discriminant(&before.configuration) != discriminant(&alarm.configuration)) {
        return Err(violated(format!("There is an alarm of another type named {}.", alarm.name)));
    }
    let is_new = before.is_none();
    if !world.monitor_mut().put_alarm(alarm, now) {
        return Err(ApiError::bad_request("LimitExceeded", "There are as many alarms as there may be."));
    }
    if is_new {
        *world.monitor_mut().tags_mut(&arn) = tags;
    }
    Ok(json!({}))
}
