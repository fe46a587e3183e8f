//! Whether a rule is on: `State`, or the older `Enabled`.

use crate::expand::fault::{Checked, fault};
use crate::expand::value::{Map, Value};

pub(super) fn of_rule<'d>(properties: &Map<'d>) -> Checked<Option<Value<'d>>> {
    let (state, enabled) = (properties.truthy("State"), properties.given("Enabled"));
    match (state, enabled) {
        (Some(_), Some(_)) => Err(fault(
            "state-and-enabled",
            "`State` and `Enabled` say the same thing, so only one of them can be there",
        )
        .at("Enabled")
        .help("keep `State`")),
        (Some(state), None) => Ok(Some(state.clone())),
        // An intrinsic function is something, so to SAM it is on.
        (None, Some(enabled)) => Ok(Some(Value::from(if enabled.is_truthy() { "ENABLED" } else { "DISABLED" }))),
        (None, None) => Ok(None),
    }
}
