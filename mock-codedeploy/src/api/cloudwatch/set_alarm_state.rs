//! `SetAlarmState`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{read, required, word};
use crate::api::error::ApiError;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SetInput {
    alarm_name: Option<String>,
    state_value: Option<String>,
    state_reason: Option<String>,
    state_reason_data: Option<String>,
}

pub(super) fn set_alarm_state(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: SetInput = read(input)?;
    let name = required(input.alarm_name, "AlarmName")?;
    let state = word(&required(input.state_value, "StateValue")?, "StateValue")?;
    let reason = required(input.state_reason, "StateReason")?;
    let now = world.now();
    if world.monitor_mut().set_alarm_state(&name, state, &reason, input.state_reason_data, now) {
        Ok(json!({}))
    } else {
        Err(ApiError::no_alarm(&name))
    }
}
