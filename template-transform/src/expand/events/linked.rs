//! A resource of the template that events change: a bucket, a user pool.

use indexmap::map::Entry;

use crate::document::Node;
use crate::expand::class_attributes::{self, ClassAttributes};
use crate::expand::fault::{Checked, fault};
use crate::expand::known_values::KnownValues;
use crate::expand::logical_id;
use crate::expand::resource::{Attributes, Resource};
use crate::expand::surroundings::{Effects, Surroundings};
use crate::expand::value::{Map, Value};

/// What a changed resource has to be.
pub(crate) struct LinkedType {
    pub(super) name: &'static str,
    /// The properties that SAM knows, in its order.
    pub(super) properties: &'static [&'static str],
}

/// A resource with all that events have changed so far.
#[derive(Clone)]
pub(crate) struct Linked<'d> {
    pub(super) id: &'d str,
    node: &'d Node,
    pub(super) resource: Map<'d>,
    kind: &'static LinkedType,
    /// What it depends on, once that is a list in which nothing is twice.
    pub(super) depends_on: Option<KnownValues>,
    /// The notifications that it has, once that is a list.
    pub(super) notifications: Option<KnownValues>,
    /// The tags of the last function that has changed it, if that one hands its tags on.
    pub(super) tags: Option<Value<'d>>,
}

/// The resource with this id; nothing for one that is no map, which is told elsewhere.
pub(super) fn linked<'e, 'd>(
    id: &str,
    kind: &'static LinkedType,
    around: &Surroundings<'d>,
    effects: &'e mut Effects<'d>,
) -> Option<&'e mut Linked<'d>> {
    let entry = around.resources.entry(id)?;
    let id = entry.key.as_str();
    match effects.linked.entry(id) {
        Entry::Occupied(known) => Some(known.into_mut()),
        Entry::Vacant(new) => {
            let Value::Map(resource) = Value::from(&entry.value) else { return None };
            Some(new.insert(Linked {
                id,
                node: &entry.value,
                resource,
                kind,
                depends_on: None,
                notifications: None,
                tags: None,
            }))
        }
    }
}

impl<'d> Linked<'d> {
    /// Whether it is what it has to be.
    pub(super) fn check(&self) -> Checked<()> {
        let (id, kind) = (self.id, self.kind.name);
        let found = self.resource.get("Type").and_then(Value::as_str);
        if found != Some(kind) {
            let found = found.unwrap_or("nothing");
            let message = format!("`{id}` has to be of type `{kind}`, and it is `{found}`");
            return Err(fault("event-source", message).about(id));
        }
        let given = self.resource.get("Properties").and_then(Value::as_map).into_iter().flat_map(Map::iter);
        let mut named = id;
        for (name, value) in given {
            if name == class_attributes::LOGICAL_ID {
                named = value.as_str().unwrap_or(id);
            }
            if self.kind.properties.contains(&name) || class_attributes::is_one(name) {
                continue;
            }
            return Err(fault(
                "unknown-property",
                format!("SAM knows no property `{name}` of `{kind}`, so it cannot add the event to `{id}`"),
            )
            .about(named)
            .help("correct its name, or configure the notification on the resource itself instead of by an event"));
        }
        logical_id::check(id)?;
        let class = ClassAttributes::of(self.node);
        class.logical_id(id).and(class.resource_attributes()).map(|_| ()).map_err(|faults| faults.about(id))
    }

    /// The resource as it is now, when it does not take the place of the one in the template: each event writes it anew.
    pub(super) fn elsewhere(&self) -> Option<Resource<'d>> {
        if self.is_in_place() { None } else { self.clone().into_resource() }
    }

    /// Whether it takes the place of the one in the template.
    pub(crate) fn is_in_place(&self) -> bool {
        ClassAttributes::of(self.node).logical_id(self.id).is_ok_and(|id| id == self.id)
    }

    /// The resource that takes the place of the one in the template; nothing for one of which an event has told what is wrong.
    pub(crate) fn into_resource(mut self) -> Option<Resource<'d>> {
        let class = ClassAttributes::of(self.node);
        let (id, attributes) = (class.logical_id(self.id).ok()?, Attributes::of(self.node, class).ok()?);
        let mut given = match self.resource.remove("Properties") {
            Some(Value::Map(given)) => given,
            _ => Map::new(),
        };
        let mut properties = Map::with_capacity(given.len() + 1);
        for name in self.kind.properties {
            if let Some(value) = given.remove(name).filter(|value| !value.is_null()) {
                properties.push(*name, value);
            }
        }
        if let Some(tags) = self.tags {
            properties.set("Tags", tags);
        }
        let depends_on = self.resource.remove("DependsOn").or_else(|| class.depends_on());
        Some(Resource::new(id, self.kind.name, attributes, properties).depending_on(depends_on))
    }
}
