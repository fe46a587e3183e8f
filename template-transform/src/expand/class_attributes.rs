//! Properties that are none: the attributes of the reference's own classes.
//!
//! It puts each property on an object that stands for the resource, and takes the object's own attributes for properties too: `depends_on`
//! among the properties becomes `DependsOn`, `logical_id` another id.

use super::fault::{Checked, Faults, fault};
use super::python_text::python_text;
use super::resource::text_of;
use super::value::Value;
use crate::document::{Map, Node};

pub(crate) const LOGICAL_ID: &str = "logical_id";
const DEPENDS_ON: &str = "depends_on";
pub(crate) const RESOURCE_ATTRIBUTES: &str = "resource_attributes";

/// All of them; `relative_id` is set and never read.
const NAMES: [&str; 4] = [LOGICAL_ID, DEPENDS_ON, RESOURCE_ATTRIBUTES, "relative_id"];

/// Whether a property is taken, though no type has it.
pub(crate) fn is_one(property: &str) -> bool {
    NAMES.contains(&property)
}

/// Those of one resource.
#[derive(Clone, Copy)]
pub(crate) struct ClassAttributes<'d> {
    properties: Option<&'d Map>,
}

impl<'d> ClassAttributes<'d> {
    pub(crate) fn of(resource: &'d Node) -> Self {
        Self { properties: resource.get("Properties").and_then(Node::as_map) }
    }

    fn get(self, name: &str) -> Option<&'d Node> {
        self.properties?.get(name)
    }

    /// The id of the resource, which is `id` unless it is given another.
    pub(crate) fn logical_id(self, id: &'d str) -> Checked<&'d str> {
        let Some(given) = self.get(LOGICAL_ID) else { return Ok(id) };
        text_of(given).ok_or_else(|| not_text(&Value::from(given)))
    }

    /// What the resource depends on, if it does not say so itself.
    pub(crate) fn depends_on(self) -> Option<Value<'d>> {
        self.get(DEPENDS_ON).map(Value::from)
    }

    /// Attributes of the resource, beside those that it has.
    pub(crate) fn resource_attributes(self) -> Checked<Option<&'d Map>> {
        let Some(given) = self.get(RESOURCE_ATTRIBUTES) else { return Ok(None) };
        given.as_map().map(Some).ok_or_else(|| not_a_map(given.kind()))
    }
}

/// Attributes that are something else than a map.
pub(crate) fn not_a_map(kind: &str) -> Faults {
    fault("wrong-type", format!("`{RESOURCE_ATTRIBUTES}` has to be a map, and this is {kind}"))
        .at(RESOURCE_ATTRIBUTES)
        .help("SAM knows no such property: remove it")
}

/// An id that is something else than text.
pub(crate) fn not_text(id: &Value) -> Faults {
    fault("logical-id", format!("`{LOGICAL_ID}` has to be text, and this is {}", id.kind()))
        .at(LOGICAL_ID)
        .about(python_text(id))
        .help("SAM knows no such property: remove it")
}
