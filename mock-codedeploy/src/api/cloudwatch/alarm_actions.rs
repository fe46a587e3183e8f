//! `EnableAlarmActions` and `DisableAlarmActions`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{read, required};
use crate::api::error::ApiError;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ActionsInput {
    alarm_names: Option<Vec<String>>,
}

pub(super) fn enable(world: &mut World, input: Value) -> Result<Value, ApiError> {
    set(world, input, true)
}

pub(super) fn disable(world: &mut World, input: Value) -> Result<Value, ApiError> {
    set(world, input, false)
}

/// Names that are not known are passed over, as AWS does.
fn set(world: &mut World, input: Value, enabled: bool) -> Result<Value, ApiError> {
    let input: ActionsInput = read(input)?;
    for name in required(input.alarm_names, "AlarmNames")? {
        if let Some(alarm) = world.monitor_mut().alarm_mut(&name) {
            alarm.actions_enabled = enabled;
        }
    }
    Ok(json!({}))
}
