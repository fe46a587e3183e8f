//! `Fn::FindInMap` over the `Mappings` of a template.

use super::fault::{Checked, fault};
use super::parameter_values::MAX_DEPTH;
use super::value::Value;
use crate::document::{Document, Node};

/// Only deployment preferences are looked up here, and they are small.
const MAX_NODES: usize = 100_000;

/// The mappings of a template.
pub(crate) struct Mappings<'d>(Option<&'d Node>);

impl<'d> Mappings<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        Self(document.root().get("Mappings").filter(|mappings| mappings.as_map().is_some_and(|map| !map.is_empty())))
    }

    /// Replaces each look-up whose three keys are known text; others stay.
    pub(crate) fn resolve(&self, value: &mut Value<'d>) -> Checked<()> {
        self.0.map_or(Ok(()), |mappings| resolve_within(mappings, value, 0, &mut MAX_NODES.clone()))
    }
}

/// The walk goes on into what was found: a mapping with look-ups in it, which CloudFormation forbids, can lead back to itself.
fn resolve_within<'d>(mappings: &'d Node, value: &mut Value<'d>, depth: usize, budget: &mut usize) -> Checked<()> {
    let spent = budget.checked_sub(1).filter(|_| depth < MAX_DEPTH);
    *budget = spent.ok_or_else(|| {
        fault("find-in-map", "the values of `Mappings` refer to each other without an end, or come to too much")
            .help("a mapping holds plain values: look them up where they are used")
    })?;
    if let Some(found) = look_up(mappings, value)? {
        *value = found;
    }
    match value {
        Value::List(items) => items.iter_mut().try_for_each(|item| resolve_within(mappings, item, depth + 1, budget)),
        Value::Map(map) => map.values_mut().try_for_each(|item| resolve_within(mappings, item, depth + 1, budget)),
        _ => Ok(()),
    }
}

fn look_up<'d>(mappings: &'d Node, value: &Value<'d>) -> Checked<Option<Value<'d>>> {
    let Some(("Fn::FindInMap", argument)) = value.as_map().and_then(super::value::Map::only) else { return Ok(None) };
    let Some([map, first, second]) = argument.as_list() else {
        return Err(fault(
            "find-in-map",
            format!("`Fn::FindInMap` takes a list of three keys, and this is {}", argument.kind()),
        )
        .help("write `!FindInMap [MapName, FirstLevelKey, SecondLevelKey]`"));
    };
    let (Some(map), Some(first), Some(second)) = (key(mappings, map)?, key(mappings, first)?, key(mappings, second)?)
    else {
        return Ok(None);
    };
    let not_two_levels = |node: &Node| {
        fault("find-in-map", format!("the mapping `{map}` has {} where a map of keys should be", node.kind()))
            .help("a mapping has two levels of keys: `Mappings: {MapName: {FirstLevelKey: {SecondLevelKey: value}}}`")
    };
    let Some(levels) = mappings.get(&map) else { return Ok(None) };
    let Some(first) = levels.as_map().ok_or_else(|| not_two_levels(levels))?.get(&first) else { return Ok(None) };
    Ok(first.as_map().ok_or_else(|| not_two_levels(first))?.get(&second).map(Value::from))
}

/// A key that is text, or a look-up of text.
fn key(mappings: &Node, value: &Value) -> Checked<Option<String>> {
    if let Some(text) = value.as_str() {
        return Ok(Some(text.to_owned()));
    }
    let owned = value.clone();
    Ok(look_up(mappings, &owned)?.and_then(|found| found.as_str().map(str::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_may_be_look_ups_and_what_is_not_there_stays() {
        let text = "Mappings: {M: {a: {k: v, l: 5}, v: {k: deep}}}\nA: !FindInMap [M, a, l]\nB: !FindInMap [M, !FindInMap [M, a, k], k]\nC: !FindInMap [M, a, x]\nD: !FindInMap [M, a]";
        let document = Document::parse("t.yaml", text).unwrap();
        let mappings = Mappings::new(&document);
        let resolved = |name| {
            let mut value = Value::from(document.root().get(name).unwrap());
            mappings.resolve(&mut value).map(|()| value)
        };
        assert_eq!(resolved("A").unwrap(), Value::Integer(5));
        assert_eq!(resolved("B").unwrap(), Value::from("deep"));
        assert_eq!(resolved("C").unwrap(), Value::from(document.root().get("C").unwrap()));
        assert!(resolved("D").is_err());
    }
}
