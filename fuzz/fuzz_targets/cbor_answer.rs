//! Any answer survives CBOR: decode ∘ encode is the identity but for absent members, and a time comes back as a float.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mock_codedeploy::fuzzing::{cbor_answer, cbor_body};
use serde_json::Value;

const TIMESTAMPS: &[&str] = &["t", "createTime"];
/// What the mock answers is nested far less; what it reads is refused from 64 on.
const DEEPEST: usize = 60;

fuzz_target!(|text: &[u8]| {
    let Ok(answer @ Value::Object(_)) = serde_json::from_slice(text) else { return };
    if depth(&answer) > DEEPEST {
        return;
    }
    let read = cbor_body(&cbor_answer(&answer, TIMESTAMPS)).expect("what was written is read");
    assert_eq!(Value::Object(read), expected(&answer, false));
});

fn expected(value: &Value, is_time: bool) -> Value {
    match value {
        Value::Number(number) if is_time => number.as_f64().expect("finite").into(),
        Value::Array(items) => items.iter().map(|item| expected(item, is_time)).collect(),
        Value::Object(members) => {
            let present = members.iter().filter(|(_, value)| !value.is_null());
            present.map(|(name, value)| (name.clone(), expected(value, TIMESTAMPS.contains(&name.as_str())))).collect()
        }
        other => other.clone(),
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
