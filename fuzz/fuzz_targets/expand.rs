//! The expansion: a template is expanded or refused with findings; its JSON and its YAML say the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use template_transform::expand::expand;
use template_transform::{Document, Parameters};

/// YAML reads no key of more than 1,024 characters; CloudFormation has none of more than 255.
fn has_long_key(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.iter().any(|(key, value)| key.len() > 255 || has_long_key(value)),
        Value::Array(items) => items.iter().any(has_long_key),
        _ => false,
    }
}

/// The same value, as serde_json reads the one and YAML 1.1 the other: a whole number that is too long for JSON's reader is text there.
fn agree(json: &Value, yaml: &Value) -> bool {
    match (json, yaml) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| agree(value, other)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| agree(one, other))
        }
        (Value::Number(number), Value::String(digits)) => {
            digits.len() > 19 && digits.parse() == Ok(number.as_f64().unwrap_or(f64::NAN))
        }
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (one, other) => one == other,
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse_bytes("t.yaml", bytes) else { return };
    let parameters = Parameters::new();
    match expand(&document, &parameters, "eu-west-1") {
        Ok(expansion) => {
            let (json, yaml) = (expansion.to_json(), expansion.to_yaml());
            let value: Value = serde_json::from_str(&json).expect("its JSON can be read");
            if has_long_key(&value) {
                return;
            }
            let yaml = Document::parse("t.yaml", &yaml).expect("its YAML can be read").root().to_json();
            assert!(agree(&value, &yaml), "{value:?} is not {yaml:?}");
        }
        Err(found) => {
            assert!(!found.is_empty(), "refused without a finding");
            for finding in found {
                assert!(!finding.message.is_empty() && document.line(finding.location.line).is_some(), "{finding:?}");
            }
        }
    }
});
