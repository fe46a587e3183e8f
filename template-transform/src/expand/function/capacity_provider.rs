//! `CapacityProviderConfig` of a function that runs on managed instances.

use crate::expand::fault::{Checked, fault};
use crate::expand::value::{Map, Value};

const PROPERTIES: [&str; 3] = ["Arn", "PerExecutionEnvironmentMaxConcurrency", "ExecutionEnvironmentMemoryGiBPerVCpu"];

/// 2^127, the first whole number that is too large to be held.
const BEYOND: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;

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
        Value::Float(number) if number.abs() < BEYOND => Value::Integer(number.trunc() as i128),
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

/// Text of a number with a fraction or an exponent; JSON has no other.
fn as_float<'d>(value: &Value<'d>) -> Option<Value<'d>> {
    let text = value.as_str()?.trim();
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let well_formed = (0..bytes.len())
        .filter(|at| bytes[*at] == b'_')
        .all(|at| is_digit(at.checked_sub(1).and_then(|before| bytes.get(before))) && is_digit(bytes.get(at + 1)));
    if !well_formed || !text.contains(['.', 'e', 'E']) {
        return None;
    }
    text.replace('_', "").parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float)
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
    fn numbers_are_read_as_python_reads_them_or_not_at_all() {
        let number = |text: &'static str| as_integer(&Value::from(text)).or_else(|| as_float(&Value::from(text)));
        assert_eq!(number("1_0.5"), Some(Value::Float(10.5)));
        assert_eq!(number("-1e2"), Some(Value::Float(-100.0)));
        assert_eq!(number("1_0"), Some(Value::Integer(10)));
        for wrong in ["nan", "inf", "-Infinity", "1e400", "1_.5", "_1.5", "1._5", "1__0.5", &"9".repeat(39)] {
            assert_eq!(as_integer(&Value::from(wrong)).or_else(|| as_float(&Value::from(wrong))), None, "{wrong}");
        }
        assert_eq!(as_integer(&Value::Float(2.5e38)), None);
        assert_eq!(as_integer(&Value::Float(-2.9)), Some(Value::Integer(-2)));
    }

    #[test]
    fn what_it_does_not_know_is_an_error() {
        for wrong in [Map::new(), Map::from([("Ref", Value::from("A"))]), Map::from([("Arn", Value::Null)])] {
            assert!(config(&wrong).is_err());
        }
    }
}
