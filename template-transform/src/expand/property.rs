//! What the properties of a resource or an event may be.

use super::class_attributes;
use super::fault::{Checked, Faults, fault};
use super::value::{Map, Value};
use crate::model::nearest::nearest;

/// A property that a type has.
pub(crate) struct Property {
    pub(crate) name: &'static str,
    required: bool,
    shape: Shape,
    /// Whether SAM leaves a map with one key, as every intrinsic function is, to CloudFormation.
    intrinsics: bool,
}

/// What a value has to look like.
pub(crate) enum Shape {
    Anything,
    Text,
    Bool,
    Integer,
    List,
    Map,
    ListOf(&'static [Shape]),
    MapOf(&'static [Shape]),
    OneOf(&'static [Shape]),
    Choice(&'static [&'static str]),
}

impl Property {
    /// A property of this shape, or an intrinsic function.
    pub(crate) const fn new(name: &'static str, shape: Shape) -> Self {
        Self { name, required: false, shape, intrinsics: true }
    }

    /// A property that goes to CloudFormation as it is.
    pub(crate) const fn passed_through(name: &'static str) -> Self {
        Self { name, required: false, shape: Shape::Anything, intrinsics: false }
    }

    pub(crate) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(crate) const fn without_intrinsics(self) -> Self {
        Self { intrinsics: false, ..self }
    }
}

impl Shape {
    fn fits(&self, value: &Value) -> bool {
        let any = |shapes: &[Self], value: &Value| shapes.iter().any(|shape| shape.fits(value));
        match self {
            Self::Anything => true,
            Self::Text => matches!(value, Value::Text(_)),
            Self::Bool => matches!(value, Value::Bool(_)),
            // To Python a boolean is a whole number.
            Self::Integer => matches!(value, Value::Integer(_) | Value::Bool(_)),
            Self::List => matches!(value, Value::List(_)),
            Self::Map => matches!(value, Value::Map(_)),
            Self::ListOf(shapes) => value.as_list().is_some_and(|items| items.iter().all(|item| any(shapes, item))),
            Self::MapOf(shapes) => value.as_map().is_some_and(|map| map.iter().all(|(_, item)| any(shapes, item))),
            Self::OneOf(shapes) => any(shapes, value),
            Self::Choice(names) => value.as_str().is_some_and(|text| names.contains(&text)),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Anything => "anything".into(),
            Self::Text => "text".into(),
            Self::Bool => "a boolean".into(),
            Self::Integer => "a whole number".into(),
            Self::List => "a list".into(),
            Self::Map => "a map".into(),
            Self::ListOf(shapes) => format!("a list in which each item is {}", alternatives(shapes)),
            Self::MapOf(shapes) => format!("a map in which each value is {}", alternatives(shapes)),
            Self::OneOf(shapes) => alternatives(shapes),
            Self::Choice(names) => format!("`{}`", names.join("` or `")),
        }
    }
}

fn alternatives(shapes: &[Shape]) -> String {
    shapes.iter().map(Shape::words).collect::<Vec<_>>().join(" or ")
}

/// Holds properties against what their type has, and tells all that does not fit. `owner` is the type, for messages.
pub(crate) fn check(properties: &Map, known: &[Property], owner: &str) -> Checked<()> {
    let mut found: Option<Faults> = None;
    let mut add = |fault: Faults| {
        // The reference names the resource by the id that it has by then, and checks values once it has set all.
        let fault = match properties.get(class_attributes::LOGICAL_ID).and_then(Value::as_str) {
            Some(id) => fault.about(id),
            None => fault,
        };
        found = Some(found.take().map_or(fault.clone(), |all| all.and(fault)));
    };
    let mut has_its_id = false;
    for (name, value) in properties.iter() {
        has_its_id |= name == class_attributes::LOGICAL_ID;
        let Some(property) = known.iter().find(|property| property.name == name) else {
            if class_attributes::is_one(name) {
                continue;
            }
            let unknown =
                fault("unknown-property", format!("{owner} has no property `{name}`")).at_key(name.to_owned());
            let unknown = if has_its_id { unknown } else { unknown.by_the_written_id() };
            add(match nearest(name, known.iter().map(|property| property.name)) {
                Some(similar) => unknown.help(format!("did you mean `{similar}`?")),
                None => unknown,
            });
            continue;
        };
        let left_alone = property.intrinsics && value.as_map().is_some_and(|map| map.len() == 1);
        if !left_alone && !value.is_null() && !property.shape.fits(value) {
            add(fault(
                "wrong-type",
                format!("`{name}` of {owner} has to be {}, and this is {}", property.shape.words(), told(value)),
            )
            .at(property.name));
        }
    }
    for property in known.iter().filter(|property| property.required && properties.given(property.name).is_none()) {
        add(fault("missing-property", format!("{owner} needs the property `{}`", property.name)));
    }
    found.map_or(Ok(()), Err)
}

fn told(value: &Value) -> String {
    match value {
        Value::Text(text) if text.len() <= 40 => format!("`{text}`"),
        _ => value.kind().to_owned(),
    }
}
