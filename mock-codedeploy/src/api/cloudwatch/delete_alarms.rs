//! `DeleteAlarms`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{read, required, violated};
use crate::api::error::ApiError;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteInput {
    alarm_names: Option<Vec<String>>,
}

/// All or none: one unknown name, and nothing is deleted.
pub(super) fn delete_alarms(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: DeleteInput = read(input)?;
    let names = required(input.alarm_names, "AlarmNames")?;
    if names.len() > 100 {
        return Err(violated("AlarmNames has at most 100 names."));
    }
    let now = world.now();
    if let Some(unknown) = names.iter().find(|name| world.monitor().alarm(name).is_none()) {
        return Err(ApiError::no_alarm(unknown));
    }
    for name in names {
        world.monitor_mut().remove_alarm(&name, now);
    }
    Ok(json!({}))
}
