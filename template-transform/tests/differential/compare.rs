//! Holds our expansion against the reference's answer.

use serde_json::Value;
use template_transform::expand::expand;
use template_transform::{Document, Parameters};

use super::oracle::Answer;

/// What differs; nothing when both agree.
pub(crate) fn difference(template: &str, parameters: &Value, region: &str, answer: &Answer) -> Option<String> {
    let document = Document::parse("template.yaml", template).unwrap();
    let given: Parameters =
        parameters.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    let ours = expand(&document, &given, region);
    match (answer, ours) {
        (Answer::Crash(_), Err(_)) => None,
        (Answer::Crash(error), Ok(_)) => Some(format!("the reference fails with {error}, and we do not")),
        (Answer::Expanded(theirs), Ok(ours)) => {
            let ours: Value = serde_json::from_str(&ours.to_json()).unwrap();
            first_difference(&unordered(ours), &unordered(theirs.clone()), "")
        }
        (Answer::Expanded(_), Err(found)) => Some(format!("only we find it invalid: {found:?}")),
        (Answer::Invalid(causes), Ok(_)) => Some(format!("only the reference finds it invalid: {causes:?}")),
        (Answer::Invalid(causes), Err(found)) => {
            let named: Vec<&str> = found.iter().filter_map(|diagnostic| diagnostic.resource.as_deref()).collect();
            let missing = causes
                .iter()
                .filter_map(|cause| cause.strip_prefix("Resource with id [")?.split("] is ").next())
                .find(|id| !named.iter().any(|name| id.starts_with(name)));
            missing.map(|id| format!("we do not name {id}: {causes:?} against {found:?}"))
        }
    }
}

/// The two lists that the reference makes of sets have no order.
fn unordered(mut value: Value) -> Value {
    fn walk(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(walk),
            Value::Object(map) => {
                for (key, value) in map.iter_mut() {
                    walk(value);
                    if let Value::Array(items) = value
                        && (key == "DependsOn" || key == "Fn::Or")
                    {
                        items.sort_by_key(Value::to_string);
                    }
                }
            }
            _ => {}
        }
    }
    walk(&mut value);
    value
}

fn first_difference(ours: &Value, theirs: &Value, path: &str) -> Option<String> {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let lacking = theirs.keys().find(|key| !ours.contains_key(*key));
            let extra = ours.keys().find(|key| !theirs.contains_key(*key));
            if lacking.is_some() || extra.is_some() {
                return Some(format!("{path}: we lack {lacking:?}, and have {extra:?} in excess"));
            }
            ours.iter().find_map(|(key, value)| first_difference(value, &theirs[key], &format!("{path}/{key}")))
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => ours
            .iter()
            .zip(theirs)
            .enumerate()
            .find_map(|(at, (one, other))| first_difference(one, other, &format!("{path}/{at}"))),
        (ours, theirs) => (ours != theirs).then(|| format!("{path}: {ours} instead of {theirs}")),
    }
}
