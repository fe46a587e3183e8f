//! A resource of the template that an event changes, read back as a resource.

use crate::expand::fault::{Checked, fault};
use crate::expand::resource::Resource;
use crate::expand::value::{Map, Value};

/// Attributes that survive.
const ATTRIBUTES: [&str; 5] = ["DeletionPolicy", "UpdatePolicy", "Condition", "UpdateReplacePolicy", "Metadata"];

/// The changed resource, which has to be of this type and have these properties only.
pub(super) fn read_back<'d>(
    id: &'d str,
    resource: &Map<'d>,
    kind: &'static str,
    known: &[&'static str],
) -> Checked<Resource<'d>> {
    if resource.get("Type").and_then(Value::as_str) != Some(kind) {
        let found = resource.get("Type").and_then(Value::as_str).unwrap_or("nothing").to_owned();
        return Err(fault("event-source", format!("`{id}` has to be of type `{kind}`, and it is `{found}`")).about(id));
    }
    let given = resource.get("Properties").and_then(Value::as_map).cloned().unwrap_or_default();
    if let Some((unknown, _)) = given.iter().find(|(name, _)| !known.contains(name)) {
        return Err(fault(
            "unknown-property",
            format!("SAM knows no property `{unknown}` of `{kind}`, so it cannot add the event to `{id}`"),
        )
        .about(id)
        .help("correct its name, or configure the notification on the resource itself instead of by an event"));
    }
    let mut properties = Map::with_capacity(given.len());
    for name in known {
        properties.push_some(name, given.given(name));
    }
    let mut made = Resource::new(id, kind, crate::expand::resource::Attributes::default(), properties)
        .depending_on(resource.get("DependsOn").cloned());
    for name in ATTRIBUTES {
        if let Some(value) = resource.get(name) {
            made.attributes.set(name, value.clone());
        }
    }
    Ok(made)
}
