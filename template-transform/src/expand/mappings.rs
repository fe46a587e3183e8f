//! `Fn::FindInMap` over the `Mappings` of a template.
//!
//! SAM resolves where a value stands. A value that was looked up is the one in `Mappings`, so look-ups inside of it, which CloudFormation
//! forbids, are gone from the output; and a preference in `Globals` keeps what the function before made of it.

use super::fault::{Checked, Faults, fault};
use super::intrinsic::sub;
use super::objects::{Budget, Object, ObjectId, Objects};
use super::parameter_values::ParameterValues;
use super::value::Value;
use crate::document::{Document, Node};

/// The mappings of a template, and the values that were looked up in them.
#[derive(Default)]
pub(crate) struct Mappings<'d> {
    section: Option<&'d Node>,
    /// The section as it is now, once something was looked up.
    root: Option<ObjectId>,
    objects: Objects<'d>,
    of_globals: Vec<OfGlobals>,
    /// Only deployment preferences are looked up here, and they are small.
    budget: Budget,
}

/// A part of the preference in `Globals`.
struct OfGlobals {
    name: &'static str,
    /// The object that was written there.
    written: ObjectId,
    /// The one that is there now.
    now: ObjectId,
}

impl<'d> Mappings<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        let section = document.root().get("Mappings");
        Self {
            section: section.filter(|mappings| mappings.as_map().is_some_and(|map| !map.is_empty())),
            ..Self::default()
        }
    }

    /// A value with known parameters put in, and then each look-up whose three keys are known text; others stay.
    pub(crate) fn resolve(&mut self, value: &Value<'d>, parameters: &ParameterValues<'d>) -> Checked<ObjectId> {
        let object = self.objects.add(parameters.resolved(value)?);
        self.look_up_all(object)
    }

    /// The same of a part of the preference in `Globals`, which functions resolve in turn, each where the one before has left it. The result
    /// takes the place of the part (`takes_its_place`) when the function has that preference itself, and not one that was put together.
    pub(crate) fn resolve_of_globals(
        &mut self,
        name: &'static str,
        value: &Value<'d>,
        parameters: &ParameterValues<'d>,
        takes_its_place: bool,
    ) -> Checked<ObjectId> {
        let at = self.of_globals.iter().position(|part| part.name == name).unwrap_or_else(|| {
            let written = self.objects.add(value.clone());
            self.of_globals.push(OfGlobals { name, written, now: written });
            self.of_globals.len() - 1
        });
        let OfGlobals { written, now, .. } = self.of_globals[at];
        let object = if takes_its_place { now } else { written };
        let put_in = |objects: &mut Objects<'d>, id| put_parameters_in(objects, id, parameters);
        let object = self.objects.walk(object, &mut self.budget, &put_in)?;
        let object = self.look_up_all(object)?;
        if takes_its_place {
            self.of_globals[at].now = object;
        }
        Ok(object)
    }

    /// What a value is now.
    pub(crate) fn value(&mut self, object: ObjectId) -> Checked<Value<'d>> {
        self.objects.value(object, &mut self.budget)
    }

    /// The section as it is now; nothing when it is as it was written.
    pub(crate) fn into_section(mut self) -> Checked<Option<Value<'d>>> {
        self.root.map(|root| self.value(root)).transpose()
    }

    fn look_up_all(&mut self, object: ObjectId) -> Checked<ObjectId> {
        let Some(section) = self.section else { return Ok(object) };
        if matches!(self.objects.get(object), Object::Leaf(_)) {
            return Ok(object);
        }
        let root = match self.root {
            Some(root) => root,
            None => *self.root.insert(self.objects.add(Value::from(section))),
        };
        self.objects.walk(object, &mut self.budget, &|objects, id| look_up(objects, root, id))
    }
}

fn put_parameters_in<'d>(
    objects: &mut Objects<'d>,
    id: ObjectId,
    parameters: &ParameterValues<'d>,
) -> Checked<Option<ObjectId>> {
    match objects.only(id) {
        Some(("Ref", name)) => {
            let known = objects.text(name).and_then(|name| parameters.known(name));
            Ok(known.map(|known| objects.add(known.clone())))
        }
        Some(("Fn::Sub", argument)) => {
            let (holder, text) = match objects.get(argument) {
                Object::List(items) => (argument, items.first().copied()),
                _ => (id, Some(argument)),
            };
            if let Some(text) = text.and_then(|text| objects.text(text)) {
                let mut substituted = sub(text.to_owned());
                parameters.resolve(&mut substituted)?;
                let text = objects.add(substituted.get("Fn::Sub").cloned().unwrap_or_default());
                objects.set_child(holder, 0, text);
            }
            Ok(None)
        }
        _ => Ok(None),
    }
}

fn look_up(objects: &Objects, root: ObjectId, id: ObjectId) -> Checked<Option<ObjectId>> {
    let Some(("Fn::FindInMap", argument)) = objects.only(id) else { return Ok(None) };
    let Object::List(keys) = objects.get(argument) else { return Err(not_three_keys(objects.kind(argument))) };
    let [map, first, second] = keys.as_slice() else { return Err(not_three_keys("a list of another length")) };
    let (Some(map), Some(first), Some(second)) =
        (key(objects, root, *map)?, key(objects, root, *first)?, key(objects, root, *second)?)
    else {
        return Ok(None);
    };
    let Some(levels) = objects.entry(root, map) else { return Ok(None) };
    let is_map = |id: ObjectId| match objects.get(id) {
        Object::Map(_) => Ok(()),
        _ => Err(fault(
            "find-in-map",
            format!("the mapping `{map}` has {} where a map of keys should be", objects.kind(id)),
        )
        .help("a mapping has two levels of keys: `Mappings: {MapName: {FirstLevelKey: {SecondLevelKey: value}}}`")),
    };
    is_map(levels)?;
    let Some(values) = objects.entry(levels, first) else { return Ok(None) };
    is_map(values)?;
    Ok(objects.entry(values, second))
}

fn not_three_keys(what: &str) -> Faults {
    fault("find-in-map", format!("`Fn::FindInMap` takes a list of three keys, and this is {what}"))
        .help("write `!FindInMap [MapName, FirstLevelKey, SecondLevelKey]`")
}

/// A key that is text, or a look-up of text.
fn key<'o>(objects: &'o Objects, root: ObjectId, id: ObjectId) -> Checked<Option<&'o str>> {
    match objects.text(id) {
        Some(text) => Ok(Some(text)),
        None => Ok(look_up(objects, root, id)?.and_then(|found| objects.text(found))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Parameters;

    const TEXT: &str = "Mappings: {M: {a: {k: v, l: 5, n: [!FindInMap [M, a, k]], p: [!Ref P]}, v: {k: deep}}}
A: !FindInMap [M, a, l]
B: !FindInMap [M, !FindInMap [M, a, k], k]
C: !FindInMap [M, a, x]
D: !FindInMap [M, a]
E: !FindInMap [M, a, n]
F: !FindInMap [M, a, p]";

    #[test]
    fn keys_may_be_look_ups_and_what_is_not_there_stays() {
        let document = Document::parse("t.yaml", TEXT).unwrap();
        let given = Parameters::new();
        let parameters = ParameterValues::new(&document, &given, "eu-west-1", "aws");
        let mut mappings = Mappings::new(&document);
        let value = |name| Value::from(document.root().get(name).unwrap());
        let mut resolved = |name| mappings.resolve(&value(name), &parameters).and_then(|id| mappings.value(id));
        assert_eq!(resolved("A").unwrap(), Value::Integer(5));
        assert_eq!(resolved("B").unwrap(), Value::from("deep"));
        assert_eq!(resolved("C").unwrap(), value("C"));
        assert!(resolved("D").is_err());
        assert_eq!(resolved("E").unwrap(), Value::from([Value::from("v")]));
        let section = mappings.into_section().unwrap().unwrap();
        assert_eq!(section.get("M").unwrap().get("a").unwrap().get("n").unwrap(), &Value::from([Value::from("v")]));
    }

    #[test]
    fn what_globals_share_is_resolved_by_every_function_again() {
        let document = Document::parse("t.yaml", TEXT).unwrap();
        let given = Parameters::new().with("P", "known");
        let parameters = ParameterValues::new(&document, &given, "eu-west-1", "aws");
        let mut mappings = Mappings::new(&document);
        let value = Value::from(document.root().get("F").unwrap());
        let first = mappings.resolve_of_globals("Type", &value, &parameters, true).unwrap();
        assert_eq!(mappings.value(first).unwrap(), Value::from([super::super::intrinsic::reference("P")]));
        let second = mappings.resolve_of_globals("Type", &value, &parameters, true).unwrap();
        assert_eq!((first, mappings.value(first).unwrap()), (second, Value::from([Value::from("known")])));
    }
}
