//! `DestinationConfig`: where records go that the function could not process.

use super::Event;
use crate::expand::fault::{Checked, fault};
use crate::expand::function::statements;
use crate::expand::value::Value;

/// What the role has to be allowed. `Type` is there for this only, and is taken out.
pub(super) fn take_policy<'d>(event: &mut Event<'d>) -> Checked<Option<Value<'d>>> {
    let Some(config) = event.properties.get_mut("DestinationConfig").filter(|config| config.is_truthy()) else {
        return Ok(None);
    };
    let on_failure = config.as_map_mut().and_then(|config| config.get_mut("OnFailure")).and_then(Value::as_map_mut);
    let Some(on_failure) = on_failure else {
        return Err(fault("wrong-type", "`DestinationConfig` has `OnFailure`, a map with the `Destination`")
            .at("DestinationConfig"));
    };
    if on_failure.truthy("Type").is_none() {
        return Ok(None);
    }
    let kind = on_failure.remove("Type").unwrap_or(Value::Null);
    let destination = on_failure.get("Destination").cloned().unwrap_or(Value::Null);
    Ok(match kind.as_str() {
        Some("SQS") => Some(statements::send_message(destination, &event.id)),
        Some("SNS") => Some(statements::publish(destination, &event.id)),
        Some("S3") => Some(statements::put_object(&destination, &event.id)),
        Some("Kafka") => None,
        _ => {
            return Err(fault("destination-type", "the `Type` of a destination is SQS, SNS, S3 or Kafka, written out")
                .at("Type")
                .at("OnFailure")
                .at("DestinationConfig"));
        }
    })
}
