//! Resources: those of SAM that are read, and those of CloudFormation that come of them.

use super::class_attributes::{ClassAttributes, RESOURCE_ATTRIBUTES};
use super::fault::{Checked, fault};
use super::value::{Map, Text, Value};
use crate::document::{Map as NodeMap, Node, Value as NodeValue};

/// What goes on the resource that keeps the id, in SAM's order.
const ALL: [&str; 5] = ["DeletionPolicy", "UpdatePolicy", "Condition", "UpdateReplacePolicy", "Metadata"];

/// What goes on every other resource that comes of it.
const PASSED_ON: [&str; 3] = ["Condition", "DeletionPolicy", "UpdateReplacePolicy"];

/// Attributes beside the properties of a resource. Each is there at most once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Attributes<'d>(Vec<(&'d str, Value<'d>)>);

impl<'d> Attributes<'d> {
    /// The attributes of a resource that SAM knows; all others are lost. What its class attributes add comes with it, known or not.
    pub(crate) fn of(resource: &'d Node, class: ClassAttributes<'d>) -> Checked<Self> {
        let mut all = Self(ALL.into_iter().filter_map(|name| Some((name, Value::from(resource.get(name)?)))).collect());
        for added in class.resource_attributes()?.into_iter().flat_map(NodeMap::iter) {
            if all.get(added.key.as_str()).is_none() {
                all.0.push((added.key.as_str(), Value::from(&added.value)));
            }
        }
        Ok(all)
    }

    /// The names that SAM knows.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        ALL.into_iter()
    }

    /// Those that go on everything that comes of the resource.
    pub(crate) fn passed_on(&self) -> Self {
        let passed_on = |name| self.get(name).map(|value| (name, value.clone()));
        Self(PASSED_ON.into_iter().filter_map(passed_on).collect())
    }

    /// Whether all are such as a resource can have; the reference fails on others.
    pub(crate) fn check(&self) -> Checked<()> {
        let Some((unknown, _)) = self.0.iter().find(|(name, _)| !ALL.contains(name)) else { return Ok(()) };
        let message = format!("`{unknown}` is no attribute that SAM hands on");
        Err(fault("unknown-attribute", message).at_key((*unknown).to_owned()).at(RESOURCE_ATTRIBUTES))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'d str, &Value<'d>)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value<'d>> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The name of the condition, when there is one.
    pub(crate) fn condition(&self) -> Option<&Value<'d>> {
        self.get("Condition")
    }

    pub(crate) fn set(&mut self, name: &'static str, value: Value<'d>) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = value,
            None => self.0.push((name, value)),
        }
    }
}

/// A SAM resource as it stands in the template, its globals merged in.
pub(crate) struct SamResource<'d> {
    pub(crate) id: &'d str,
    pub(crate) node: &'d Node,
    pub(crate) depends_on: Option<Value<'d>>,
    pub(crate) attributes: Attributes<'d>,
    pub(crate) properties: Map<'d>,
}

impl<'d> SamResource<'d> {
    pub(crate) fn new(id: &'d str, node: &'d Node, properties: Map<'d>) -> Checked<Self> {
        let class = ClassAttributes::of(node);
        let depends_on = node.get("DependsOn").map(Value::from).or_else(|| class.depends_on());
        Ok(Self { id: class.logical_id(id)?, node, depends_on, attributes: Attributes::of(node, class)?, properties })
    }
}

/// A CloudFormation resource that comes of a SAM resource.
#[derive(Clone, Debug)]
pub(crate) struct Resource<'d> {
    pub(crate) id: Text<'d>,
    pub(crate) kind: &'static str,
    pub(crate) depends_on: Option<Value<'d>>,
    pub(crate) attributes: Attributes<'d>,
    pub(crate) properties: Map<'d>,
}

impl<'d> Resource<'d> {
    pub(crate) fn new(
        id: impl Into<Text<'d>>,
        kind: &'static str,
        attributes: Attributes<'d>,
        properties: impl Into<Map<'d>>,
    ) -> Self {
        Self { id: id.into(), kind, depends_on: None, attributes, properties: properties.into() }
    }

    #[must_use]
    pub(crate) fn depending_on(mut self, depends_on: Option<Value<'d>>) -> Self {
        self.depends_on = depends_on;
        self
    }

    /// The entry of the section `Resources`.
    pub(crate) fn into_entry(self) -> (Text<'d>, Value<'d>) {
        let mut entry = Map::with_capacity(3 + self.attributes.0.len());
        entry.push("Type", Value::from(self.kind));
        if let Some(depends_on) = self.depends_on.filter(Value::is_truthy) {
            entry.push("DependsOn", depends_on);
        }
        for (name, value) in self.attributes.0 {
            entry.set(name, value);
        }
        entry.set("Properties", Value::Map(self.properties));
        (self.id, Value::Map(entry))
    }
}

/// The text of a node, whether it was written as text or as a date.
pub(crate) fn text_of(node: &Node) -> Option<&str> {
    match node.value() {
        NodeValue::Text(text) | NodeValue::Timestamp(text) => Some(text),
        _ => None,
    }
}
