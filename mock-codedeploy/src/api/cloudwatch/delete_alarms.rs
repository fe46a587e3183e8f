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

/// A name that is not known is an error, but the others are deleted all the same, as the model says.
pub(super) fn delete_alarms(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: DeleteInput = read(input)?;
    let names = required(input.alarm_names, "AlarmNames")?;
    if names.len() > 100 {
        return Err(violated("AlarmNames has at most 100 names."));
    }
    let now = world.now();
    let unknown = names.iter().find(|name| world.monitor().alarm(name).is_none());
    let unknown = unknown.map(|name| ApiError::no_alarm(name));
    for name in &names {
        world.monitor_mut().remove_alarm(name, now);
    }
    unknown.map_or_else(|| Ok(json!({})), Err)
}
