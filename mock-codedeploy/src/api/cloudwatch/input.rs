//! How members of a request are read. The query protocol has texts only, so numbers, times and switches may come as texts.

use std::str::FromStr;
use std::time::Duration;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::api::error::ApiError;
use crate::clock::VirtualTime;
use crate::cloudwatch::{Dimensions, Metric};

/// A number, or a text of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number(pub(super) f64);

/// A switch, or a text of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Switch(pub(super) bool);

/// Epoch seconds, or a text of RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time(pub(super) VirtualTime);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let number = value.as_f64().or_else(|| value.as_str()?.parse().ok()).filter(|number| number.is_finite());
        number.map(Self).ok_or_else(|| D::Error::custom(format!("{value} is no number")))
    }
}

impl<'de> Deserialize<'de> for Switch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let switch = value.as_bool().or_else(|| value.as_str()?.parse().ok());
        switch.map(Self).ok_or_else(|| D::Error::custom(format!("{value} is neither true nor false")))
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let seconds = value.as_f64().or_else(|| value.as_str()?.parse().ok());
        let of_seconds =
            seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).map(VirtualTime::of_epoch);
        let of_text = || humantime::parse_rfc3339_weak(value.as_str()?).ok().map(VirtualTime::of_system);
        of_seconds.or_else(of_text).map(Self).ok_or_else(|| D::Error::custom(format!("{value} is no time")))
    }
}

/// Reads a request; members that are not known are passed over.
pub(super) fn read<T: DeserializeOwned>(input: Value) -> Result<T, ApiError> {
    serde_json::from_value(input).map_err(|error| ApiError::bad_request("SerializationException", error.to_string()))
}

/// A member that has to be there.
pub(super) fn required<T>(member: Option<T>, name: &str) -> Result<T, ApiError> {
    member.ok_or_else(|| ApiError::bad_request("MissingParameter", format!("The parameter {name} is required.")))
}

pub(super) fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::bad_request("InvalidParameterValue", message)
}

pub(super) fn contradictory(message: impl Into<String>) -> ApiError {
    ApiError::bad_request("InvalidParameterCombination", message)
}

pub(super) fn violated(message: impl Into<String>) -> ApiError {
    ApiError::bad_request("ValidationError", message)
}

/// A word of a list.
pub(super) fn word<T: FromStr>(text: &str, name: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| violated(format!("The value {text} is no {name}.")))
}

/// A whole number that is at least `least`.
pub(super) fn whole(number: Number, least: u64, name: &str) -> Result<u64, ApiError> {
    let Number(number) = number;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was checked to be whole and in range"
    )]
    let whole = number as u64;
    #[expect(clippy::cast_precision_loss, reason = "the comparison is the check")]
    let is_whole = (whole as f64 - number).abs() < f64::EPSILON && number >= least as f64 && number < 1e15;
    if is_whole { Ok(whole) } else { Err(violated(format!("{name} has to be a whole number of at least {least}."))) }
}

/// A dimension as a request has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DimensionInput {
    pub(super) name: Option<String>,
    pub(super) value: Option<String>,
}

/// A metric's dimensions, at most thirty.
pub(super) fn dimensions(input: Option<Vec<DimensionInput>>) -> Result<Dimensions, ApiError> {
    let input = input.unwrap_or_default();
    if input.len() > 30 {
        return Err(invalid("A metric has at most 30 dimensions."));
    }
    let mut dimensions = Dimensions::new();
    for DimensionInput { name, value } in input {
        let name = required(name.filter(|name| !name.is_empty()), "Dimensions.member.Name")?;
        let value = required(value.filter(|value| !value.is_empty()), "Dimensions.member.Value")?;
        if name.chars().count() > 255 || value.chars().count() > 1_024 {
            return Err(invalid("A dimension's name has at most 255 characters, its value 1024."));
        }
        dimensions.insert(name, value);
    }
    Ok(dimensions)
}

/// A metric's place and name.
pub(super) fn metric(
    namespace: Option<String>,
    name: Option<String>,
    dimensions: Option<Vec<DimensionInput>>,
) -> Result<Metric, ApiError> {
    Ok(Metric {
        namespace: required(namespace.filter(|text| !text.is_empty()), "Namespace")?,
        name: required(name.filter(|text| !text.is_empty()), "MetricName")?,
        dimensions: self::dimensions(dimensions)?,
    })
}

/// A metric's dimensions as an answer shows them.
pub(super) fn shown(dimensions: &Dimensions) -> Value {
    dimensions.iter().map(|(name, value)| serde_json::json!({ "Name": name, "Value": value })).collect()
}

/// A period of a metric: 10, 20, 30 or whole minutes (spec 7.2).
pub(super) fn period(number: Number) -> Result<u64, ApiError> {
    let period = whole(number, 1, "Period")?;
    if matches!(period, 10 | 20 | 30) || period.is_multiple_of(60) {
        Ok(period)
    } else {
        Err(invalid("Period has to be 10, 20, 30 or a multiple of 60."))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_are_read_from_values_and_from_texts() {
        for value in [json!(1.5), json!("1.5")] {
            assert_eq!(serde_json::from_value::<Number>(value).unwrap(), Number(1.5));
        }
        for value in [json!(true), json!("true")] {
            assert_eq!(serde_json::from_value::<Switch>(value).unwrap(), Switch(true));
        }
        for value in [json!(1_767_225_600), json!("1767225600"), json!("2026-01-01T00:00:00Z")] {
            assert_eq!(serde_json::from_value::<Time>(value).unwrap(), Time(VirtualTime::START));
        }
        for value in [json!("NaN"), json!("x"), json!([])] {
            assert!(serde_json::from_value::<Number>(value.clone()).is_err(), "{value}");
            assert!(serde_json::from_value::<Time>(value.clone()).is_err(), "{value}");
        }
    }
}
