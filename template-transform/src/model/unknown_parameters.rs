//! Values for parameters that the template does not have.

use super::nearest::nearest;
use super::parameters::Parameters;
use super::reader::Reader;
use crate::diagnostic::Diagnostic;
use crate::document::{Map, Node, Position, Span};

/// Reports each of them: CloudFormation would refuse it, and a slip in a name must not change what is simulated.
pub(crate) fn report(reader: &Reader<'_>, given: &Parameters) {
    let root = reader.document().root();
    let section = root.as_map().and_then(|map| map.entry("Parameters"));
    let declared = section.and_then(|entry| entry.value.as_map());
    let start = Span { start: Position::START, end: Position::START };
    let place = section.map_or(start, |entry| entry.key.span());
    for (name, _) in given.iter().filter(|(name, _)| !name.starts_with("AWS::")) {
        if declared.is_some_and(|map| map.contains_key(name)) {
            continue;
        }
        let message = format!("a value was given for the parameter `{name}`, which this template does not have");
        let finding = Diagnostic::error("unknown-parameter", reader.document().location(place), message);
        let names = || declared.into_iter().flat_map(Map::keys);
        reader.report(match nearest(name, names()) {
            Some(near) => finding.with_help(format!("did you mean `{near}`?")),
            None => finding.with_help("declare it in `Parameters`, or leave the value out"),
        });
    }
    if let Some(entry) = section.filter(|entry| entry.value.as_map().is_none() && !entry.value.is_null()) {
        let message = format!("`Parameters` must be a map, and this is {}", Node::kind(&entry.value));
        reader.report(Diagnostic::error("wrong-type", reader.place(&entry.value), message));
    }
}
