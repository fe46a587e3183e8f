//! Values that are held once and referred to from several places, as Python holds all of them: a change through one shows in all.

use super::fault::{Checked, fault};
use super::parameter_values::MAX_DEPTH;
use super::value::{Map, Text, Value};

/// All objects; they refer to each other by id, in a circle even.
#[derive(Default)]
pub(crate) struct Objects<'d>(Vec<Object<'d>>);

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ObjectId(usize);

pub(crate) enum Object<'d> {
    /// Neither list nor map.
    Leaf(Value<'d>),
    List(Vec<ObjectId>),
    Map(Vec<(Text<'d>, ObjectId)>),
}

/// What takes the place of an object, if anything does.
type Step<'s, 'd> = dyn Fn(&mut Objects<'d>, ObjectId) -> Checked<Option<ObjectId>> + 's;

/// How many objects walks may still meet: there is no end to a circle.
pub(crate) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(1_000_000)
    }
}

impl Budget {
    fn spend(&mut self, depth: usize) -> Checked<()> {
        let left = self.0.checked_sub(1).filter(|_| depth < MAX_DEPTH);
        self.0 = left.ok_or_else(|| {
            fault("find-in-map", "the values of `Mappings` refer to each other without an end, or come to too much")
                .help("a mapping holds plain values: look them up where they are used")
        })?;
        Ok(())
    }
}

impl<'d> Objects<'d> {
    /// New objects for a value and all that is in it.
    pub(crate) fn add(&mut self, value: Value<'d>) -> ObjectId {
        let object = match value {
            Value::List(items) => Object::List(items.into_iter().map(|item| self.add(item)).collect()),
            Value::Map(map) => {
                Object::Map(map.into_entries().into_iter().map(|(key, item)| (key, self.add(item))).collect())
            }
            leaf => Object::Leaf(leaf),
        };
        self.0.push(object);
        ObjectId(self.0.len() - 1)
    }

    pub(crate) fn get(&self, id: ObjectId) -> &Object<'d> {
        &self.0[id.0]
    }

    /// The value as it is now.
    pub(crate) fn value(&self, id: ObjectId, budget: &mut Budget) -> Checked<Value<'d>> {
        self.value_at(id, 0, budget)
    }

    fn value_at(&self, id: ObjectId, depth: usize, budget: &mut Budget) -> Checked<Value<'d>> {
        budget.spend(depth)?;
        let mut value = |id: &ObjectId| self.value_at(*id, depth + 1, budget);
        Ok(match self.get(id) {
            Object::Leaf(leaf) => leaf.clone(),
            Object::List(items) => Value::List(items.iter().map(value).collect::<Checked<_>>()?),
            Object::Map(entries) => {
                let entries = entries.iter().map(|(key, id)| Ok((key.clone(), value(id)?)));
                Value::Map(entries.collect::<Checked<Map>>()?)
            }
        })
    }

    /// SAM's way to resolve: what `step` gives for an object takes its place, and the walk goes on into that, in place.
    pub(crate) fn walk(&mut self, id: ObjectId, budget: &mut Budget, step: &Step<'_, 'd>) -> Checked<ObjectId> {
        self.walk_at(id, 0, budget, step)
    }

    fn walk_at(&mut self, id: ObjectId, depth: usize, budget: &mut Budget, step: &Step<'_, 'd>) -> Checked<ObjectId> {
        budget.spend(depth)?;
        let id = step(self, id)?.unwrap_or(id);
        for at in 0.. {
            let Some(child) = self.child_mut(id, at).copied() else { break };
            let new = self.walk_at(child, depth + 1, budget, step)?;
            self.set_child(id, at, new);
        }
        Ok(id)
    }

    /// Puts another object into a list or a map, at a place that it has.
    pub(crate) fn set_child(&mut self, id: ObjectId, at: usize, child: ObjectId) {
        if let Some(place) = self.child_mut(id, at) {
            *place = child;
        }
    }

    fn child_mut(&mut self, id: ObjectId, at: usize) -> Option<&mut ObjectId> {
        match &mut self.0[id.0] {
            Object::Leaf(_) => None,
            Object::List(items) => items.get_mut(at),
            Object::Map(entries) => entries.get_mut(at).map(|(_, value)| value),
        }
    }

    /// The value under a key, when it is a map that has it.
    pub(crate) fn entry(&self, id: ObjectId, key: &str) -> Option<ObjectId> {
        match self.get(id) {
            Object::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| *value),
            _ => None,
        }
    }

    /// The one entry of a map that has exactly one.
    pub(crate) fn only(&self, id: ObjectId) -> Option<(&str, ObjectId)> {
        match self.get(id) {
            Object::Map(entries) => match entries.as_slice() {
                [(key, value)] => Some((key, *value)),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn text(&self, id: ObjectId) -> Option<&str> {
        match self.get(id) {
            Object::Leaf(leaf) => leaf.as_str(),
            _ => None,
        }
    }

    /// Its kind in words, for messages.
    pub(crate) fn kind(&self, id: ObjectId) -> &'static str {
        match self.get(id) {
            Object::Leaf(leaf) => leaf.kind(),
            Object::List(_) => "a list",
            Object::Map(_) => "a map",
        }
    }
}
