//! `CapacityProviderConfig` of a function that runs on managed instances.

use crate::expand::fault::{Checked, fault};
use crate::expand::value::{Map, Value};

const PROPERTIES: [&str; 3] = ["Arn", "PerExecutionEnvironmentMaxConcurrency", "ExecutionEnvironmentMemoryGiBPerVCpu"];

/// The same in CloudFormation's shape. SAM reads it with types, so numbers come out of text and fractions are cut off.
pub(super) fn config<'d>(given: &Map<'d>) -> Checked<Value<'d>> {
    if let Some((unknown, _)) = given.iter().find(|(name, _)| !PROPERTIES.contains(name)) {
        return Err(fault("unknown-property", format!("`CapacityProviderConfig` has no property `{unknown}`"))
            .at_key(unknown.to_owned())
            .at("CapacityProviderConfig")
            .help(format!("its properties are {}", PROPERTIES.join(", "))));
    }
    let wrong = |name: &'static str, what: &str| {
        fault("wrong-type", format!("`{name}` of `CapacityProviderConfig` has to be {what}"))
            .at(name)
            .at("CapacityProviderConfig")
    };
    let arn = given.given("Arn").ok_or_else(|| {
        fault("missing-property", "`CapacityProviderConfig` needs the `Arn` of a capacity provider")
            .at("CapacityProviderConfig")
    })?;
    let arn = as_text(arn).ok_or_else(|| wrong("Arn", "text"))?;
    let mut made = Map::from([("CapacityProviderArn", arn)]);
    if let Some(value) = given.given(PROPERTIES[1]) {
        made.push(PROPERTIES[1], as_integer(value).ok_or_else(|| wrong(PROPERTIES[1], "a whole number"))?);
    }
    if let Some(value) = given.given(PROPERTIES[2]) {
        let number = as_integer(value).or_else(|| as_float(value)).ok_or_else(|| wrong(PROPERTIES[2], "a number"))?;
        made.push(PROPERTIES[2], number);
    }
    Ok(Value::from([("LambdaManagedInstancesCapacityProviderConfig", Value::Map(made))]))
}

fn as_text<'d>(value: &Value<'d>) -> Option<Value<'d>> {
    Some(match value {
        _ if is_empty(value) => Value::Map(Map::new()),
        Value::Map(_) | Value::Text(_) => value.clone(),
        Value::Bool(truth) => Value::from(if *truth { "True" } else { "False" }),
        Value::Integer(number) => Value::from(number.to_string()),
        Value::Float(number) => Value::from(crate::document::number::float_text(*number)),
        Value::List(_) | Value::Null => return None,
    })
}

fn as_integer<'d>(value: &Value<'d>) -> Option<Value<'d>> {
    Some(match value {
        _ if is_empty(value) => Value::Map(Map::new()),
        Value::Map(_) | Value::Integer(_) => value.clone(),
        Value::Bool(truth) => Value::Integer(i128::from(*truth)),
        #[expect(clippy::cast_possible_truncation, reason = "the fraction is cut off, as SAM does")]
        Value::Float(number) if number.is_finite() => Value::Integer(number.trunc() as i128),
        Value::Text(text) => Value::Integer(python_integer(text.trim())?),
        _ => return None,
    })
}

/// To the reference the empty text and the empty list are an empty map.
fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::List(_)) && !value.is_truthy()
}

/// Python lets single underscores stand between digits.
fn python_integer(text: &str) -> Option<i128> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let parts = || digits.split('_');
    let well_formed = parts().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    well_formed.then(|| text.replace('_', "").parse().ok())?
}

fn as_float<'d>(value: &Value<'d>) -> Option<Value<'d>> {
    value.as_str()?.trim().parse().ok().map(Value::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_out_of_text_and_fractions_are_cut_off() {
        let given = Map::from([
            ("Arn", Value::Integer(5)),
            ("PerExecutionEnvironmentMaxConcurrency", Value::from(" 12 ")),
            ("ExecutionEnvironmentMemoryGiBPerVCpu", Value::from("4.5")),
        ]);
        assert_eq!(
            serde_json::to_value(config(&given).unwrap()).unwrap(),
            serde_json::json!({ "LambdaManagedInstancesCapacityProviderConfig": {
                "CapacityProviderArn": "5", "PerExecutionEnvironmentMaxConcurrency": 12, "ExecutionEnvironmentMemoryGiBPerVCpu": 4.5
            } })
        );
        let cut = Map::from([("Arn", Value::from("a")), ("ExecutionEnvironmentMemoryGiBPerVCpu", Value::Float(4.5))]);
        assert_eq!(
            config(&cut)
                .unwrap()
                .get("LambdaManagedInstancesCapacityProviderConfig")
                .unwrap()
                .get("ExecutionEnvironmentMemoryGiBPerVCpu"),
            Some(&Value::Integer(4))
        );
    }

    #[test]
    fn what_it_does_not_know_is_an_error() {
        for wrong in [Map::new(), Map::from([("Ref", Value::from("A"))]), Map::from([("Arn", Value::Null)])] {
            assert!(config(&wrong).is_err());
        }
    }
}
