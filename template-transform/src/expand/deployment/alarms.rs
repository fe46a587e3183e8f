//! `Alarms` of a preference: the alarms that stop a deployment.

use crate::expand::fault::{Checked, fault};
use crate::expand::intrinsic::choose;
use crate::expand::value::{Map, Value};

/// `AlarmConfiguration` of the deployment group.
pub(super) fn configuration<'d>(alarms: &Value<'d>) -> Checked<Option<Value<'d>>> {
    if !alarms.is_truthy() || alarms.is_no_value() {
        return Ok(None);
    }
    let Some(argument) = alarms.as_if() else { return list(alarms).map(Some) };
    let Some([condition, yes, no]) = argument.as_list() else {
        return Err(fault(
            "malformed-if",
            "`Fn::If` takes a list of three: a condition, a list of alarms, and another list",
        ));
    };
    Ok(Some(choose(condition.clone(), list(yes)?, list(no)?)))
}

fn list<'d>(alarms: &Value<'d>) -> Checked<Value<'d>> {
    let Some(list) = alarms.as_list() else {
        return Err(fault("wrong-type", format!("`Alarms` has to be a list, and this is {}", alarms.kind()))
            .help("write a list of the names of alarms, as `[!Ref ErrorsAlarm]`"));
    };
    if list.first().is_none_or(Value::is_no_value) {
        return Ok(Value::Map(Map::new()));
    }
    let named = list.iter().map(|alarm| Value::from([("Name", alarm.clone())])).collect();
    Ok(Value::from([("Enabled", Value::from(true)), ("Alarms", Value::List(named))]))
}
