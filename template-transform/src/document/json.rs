//! A tree as plain JSON values.

use serde_json::{Number, Value as Json};

use super::node::{Node, Value};
use super::number::float_text;

impl Node {
    /// The same as JSON: what the template says, without where.
    ///
    /// A date stays as it was written; a number that JSON cannot hold becomes text. Keys are sorted, as `serde_json` keeps them.
    ///
    /// ```
    /// use template_transform::Document;
    ///
    /// let document = Document::parse("t.yaml", "{on: yes, 1: 010, arn: !GetAtt F.Arn}")?;
    /// assert_eq!(
    ///     document.root().to_json(),
    ///     serde_json::json!({ "true": true, "1": 8, "arn": { "Fn::GetAtt": ["F", "Arn"] } })
    /// );
    /// # Ok::<(), template_transform::DocumentError>(())
    /// ```
    pub fn to_json(&self) -> Json {
        match self.value() {
            Value::Null => Json::Null,
            Value::Bool(truth) => Json::Bool(*truth),
            Value::Integer(number) => {
                Number::from_i128(*number).map_or_else(|| Json::String(number.to_string()), Json::Number)
            }
            Value::Float(number) => {
                Number::from_f64(*number).map_or_else(|| Json::String(float_text(*number)), Json::Number)
            }
            Value::Timestamp(text) | Value::Text(text) => Json::String(text.to_string()),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(map) => {
                Json::Object(map.iter().map(|entry| (entry.key.as_str().to_owned(), entry.value.to_json())).collect())
            }
        }
    }

    /// A scalar as text, spelled as Python's JSON spells it as a key: `true`, `null`, `3.0`. Nothing for a list or a map.
    pub fn scalar_text(&self) -> Option<String> {
        self.value().scalar_text()
    }
}

impl Value {
    pub(super) fn scalar_text(&self) -> Option<String> {
        Some(match self {
            Self::Null => "null".to_owned(),
            Self::Bool(truth) => truth.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Float(number) => float_text(*number),
            Self::Timestamp(text) | Self::Text(text) => text.to_string(),
            Self::List(_) | Self::Map(_) => return None,
        })
    }
}
