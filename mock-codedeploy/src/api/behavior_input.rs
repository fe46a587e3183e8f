//! A scenario behavior as the control face takes it: each value constant, or a list of `{"at": seconds, "value": …}`.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::account::{Behavior, Changing};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BehaviorInput {
    answers: Option<Value>,
    error_rate: Option<Value>,
    error: Option<Value>,
    latency_ms: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    at: f64,
    value: Value,
}

impl BehaviorInput {
    /// The behavior, or what is wrong with it.
    pub(super) fn check(self) -> Result<Behavior, String> {
        Ok(Behavior {
            answers: changing(self.answers, "answers", Some)?,
            error_rate: changing(self.error_rate, "error_rate", |value| {
                value.as_f64().filter(|rate| (0.0..=1.0).contains(rate))
            })?,
            error: self.error,
            latency: changing(self.latency_ms, "latency_ms", |value| value.as_u64().map(Duration::from_millis))?,
        })
    }
}

fn changing<T>(value: Option<Value>, name: &str, read: impl Fn(Value) -> Option<T>) -> Result<Changing<T>, String> {
    let Some(value) = value else { return Ok(Changing::default()) };
    let wrong = || format!("{name} has a value that it cannot have");
    // A list of changes has `at` and `value` in every item; any other list is a constant answer.
    let changes = value
        .as_array()
        .filter(|list| !list.is_empty())
        .and_then(|list| list.iter().map(|item| Change::deserialize(item).ok()).collect::<Option<Vec<Change>>>());
    let Some(changes) = changes else { return Ok(Changing::constant(read(value).ok_or_else(wrong)?)) };
    let change = |change: Change| {
        let at = Duration::try_from_secs_f64(change.at).map_err(|_| format!("{name} changes before the start"))?;
        Ok((at, read(change.value).ok_or_else(wrong)?))
    };
    Ok(Changing::at(changes.into_iter().map(change).collect::<Result<_, String>>()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(input: Value) -> Result<Behavior, String> {
        serde_json::from_value::<BehaviorInput>(input).map_err(|error| error.to_string())?.check()
    }

    #[test]
    fn values_are_constant_or_change() {
        let behavior = read(json!({
            "answers": [{ "at": 0, "value": { "total": 1 } }, { "at": 60, "value": [2] }],
            "error_rate": 0.2,
            "latency_ms": 40,
        }))
        .unwrap();
        assert_eq!(behavior.answer(Duration::ZERO, 0.5).unwrap().payload, json!({ "total": 1 }));
        assert_eq!(behavior.answer(Duration::from_secs(60), 0.5).unwrap().payload, json!([2]));
        assert!(behavior.answer(Duration::ZERO, 0.1).unwrap().failed);
        assert_eq!(behavior.answer(Duration::ZERO, 0.5).unwrap().latency, Duration::from_millis(40));
        let list = read(json!({ "answers": [1, 2] })).unwrap();
        assert_eq!(list.answer(Duration::ZERO, 0.5).unwrap().payload, json!([1, 2]));
    }

    #[test]
    fn a_mistake_is_named() {
        assert_eq!(read(json!({ "error_rate": 2 })).unwrap_err(), "error_rate has a value that it cannot have");
        assert_eq!(
            read(json!({ "latency_ms": [{ "at": -1, "value": 1 }] })).unwrap_err(),
            "latency_ms changes before the start"
        );
        assert!(read(json!({ "answer": 1 })).unwrap_err().contains("unknown field `answer`"));
    }
}
