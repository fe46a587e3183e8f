//! The query protocol: a form is an operation with members or an error that says why; what is read means the same as a form again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mock_codedeploy::fuzzing::form_body;
use serde_json::Value;

fuzz_target!(|body: &[u8]| {
    match form_body(body) {
        // What the form calls itself would be ambiguous as the name of a member.
        Ok((_, members)) if ["Action", "Version"].iter().any(|name| members.contains_key(*name)) => {}
        Ok((action, members)) => {
            let mut form = vec![("Action".to_owned(), action.clone())];
            for (name, value) in &members {
                flatten(name, value, &mut form);
            }
            let (read_action, read) = form_body(encoded(&form).as_bytes()).expect("what was written is read");
            assert_eq!(read_action, action);
            assert_eq!(Value::Object(read), without_empty_lists(&Value::Object(members)));
        }
        Err(message) => assert!(!message.is_empty()),
    }
});

/// As clients write members. An empty list is an empty text.
fn flatten(key: &str, value: &Value, form: &mut Vec<(String, String)>) {
    match value {
        Value::Null => form.push((key.to_owned(), String::new())),
        Value::String(text) => form.push((key.to_owned(), text.clone())),
        Value::Array(items) if items.is_empty() => form.push((key.to_owned(), String::new())),
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                flatten(&format!("{key}.member.{}", number + 1), item, form);
            }
        }
        Value::Object(members) => {
            assert!(!members.is_empty(), "nothing in a form makes an empty structure");
            for (name, value) in members {
                flatten(&format!("{key}.{name}"), value, form);
            }
        }
        Value::Bool(_) | Value::Number(_) => panic!("a form has texts only, and not {value}"),
    }
}

fn without_empty_lists(value: &Value) -> Value {
    match value {
        Value::Array(items) if items.is_empty() => Value::Null,
        Value::Array(items) => items.iter().map(without_empty_lists).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), without_empty_lists(value))).collect()
        }
        other => other.clone(),
    }
}

fn encoded(form: &[(String, String)]) -> String {
    let pairs: Vec<String> = form.iter().map(|(key, value)| format!("{}={}", escaped(key), escaped(value))).collect();
    pairs.join("&")
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
