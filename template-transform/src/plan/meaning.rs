//! What the values of two templates come to, however they are written.

use std::collections::BTreeMap;

use crate::document::{Map, Node, Value};
use crate::model::intrinsic::is_intrinsic;
use crate::model::partial_text::Part;
use crate::model::reader::Reader;
use crate::model::resolver::Evaluated;

/// What a value comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning {
    /// Nothing: SAM and CloudFormation take it for a property that is not there.
    Absent,
    /// A scalar, with references as `Fn::Sub` writes them.
    Text(String),
    List(Vec<Self>),
    Map(BTreeMap<String, Self>),
    /// Only the deployment knows.
    Open,
}

/// What properties that are not there come to, as far as leaving them out is often spelled out.
const DEFAULTS: [(&str, &str); 3] = [("Timeout", "3"), ("Architectures", "x86_64"), ("Tracing", "PassThrough")];

/// Whether a property certainly comes to something else; a value that only the deployment knows may be the same.
pub(super) fn differs(name: &str, old: (&Reader<'_>, Option<&Node>), new: (&Reader<'_>, Option<&Node>)) -> bool {
    let [old, new] = [old, new].map(|(reader, node)| {
        let meaning = node.map_or(Meaning::Absent, |node| meaning(reader, node));
        match (meaning, DEFAULTS.iter().find(|(property, _)| *property == name)) {
            (Meaning::Absent, Some((_, default))) => Meaning::Text((*default).to_owned()),
            (Meaning::List(items), Some(_)) if items.len() == 1 => items.into_iter().next().unwrap_or(Meaning::Absent),
            (meaning, _) => meaning,
        }
    });
    old != new && !is_open(&old) && !is_open(&new)
}

fn is_open(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Open => true,
        Meaning::Absent | Meaning::Text(_) => false,
        Meaning::List(items) => items.iter().any(is_open),
        Meaning::Map(entries) => entries.values().any(is_open),
    }
}

fn meaning(reader: &Reader<'_>, node: &Node) -> Meaning {
    if is_intrinsic(node) {
        return match reader.resolver().evaluate(node) {
            Evaluated::Value(value) if is_intrinsic(&value) => Meaning::Open,
            Evaluated::Value(value) => meaning(reader, &value),
            Evaluated::Reference(_) | Evaluated::Unknown(_) => text(reader, node),
        };
    }
    match node.value() {
        Value::Null => Meaning::Absent,
        Value::List(items) => {
            let items: Vec<Meaning> = items.iter().map(|item| meaning(reader, item)).collect();
            let items: Vec<Meaning> = items.into_iter().filter(|item| *item != Meaning::Absent).collect();
            if items.is_empty() { Meaning::Absent } else { Meaning::List(items) }
        }
        Value::Map(map) => {
            let entries = map.iter().map(|entry| (entry.key.as_str().to_owned(), meaning(reader, &entry.value)));
            let entries: BTreeMap<_, _> = entries.filter(|(_, it)| *it != Meaning::Absent).collect();
            if entries.is_empty() { Meaning::Absent } else { Meaning::Map(entries) }
        }
        _ => text(reader, node),
    }
}

/// Text is known when all that it names is a resource of the template.
fn text(reader: &Reader<'_>, node: &Node) -> Meaning {
    let text = reader.resolver().partial_text(node);
    let is_known = |part: &Part| match part {
        Part::Known(text) => !text.contains("{{resolve:"),
        Part::Named(name) => reader.resource_type(name.split('.').next().unwrap_or(name)).is_some(),
        Part::Unknown => false,
    };
    if text.parts().iter().all(is_known) { Meaning::Text(text.to_string()) } else { Meaning::Open }
}

/// The names of the properties of both.
pub(super) fn names<'n>(old: &'n Node, new: &'n Node) -> impl Iterator<Item = &'n str> {
    let keys = |node: &'n Node| node.as_map().into_iter().flat_map(Map::keys);
    let all: std::collections::BTreeSet<&str> = keys(old).chain(keys(new)).collect();
    all.into_iter()
}
