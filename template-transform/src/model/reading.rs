//! Everything that a template says about its functions and their deployments, as far as it can be read.

use std::borrow::Cow;

use super::function::{Function, FunctionKind};
use super::globals::{self, MergeBudget};
use super::hook::Candidates;
use super::logical_id::LogicalId;
use super::parameters::Parameters;
use super::preference::{self, Guard};
use super::reader::Reader;
use super::unknown_parameters;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Entry, Map, Node, Style, Value};

/// A template that was read; what is wrong with it was reported to the reader.
pub(crate) struct Reading<'a> {
    pub(crate) reader: Reader<'a>,
    pub(crate) functions: Vec<ReadFunction<'a>>,
}

/// A function with what guards it.
pub(crate) struct ReadFunction<'a> {
    pub(crate) function: Function,
    /// The properties, with the globals merged in.
    pub(crate) properties: Cow<'a, Node>,
    /// The resource as written.
    pub(crate) resource: &'a Node,
    pub(crate) guard: Guard,
}

impl<'a> Reading<'a> {
    pub(crate) fn of(document: &'a Document, parameters: &Parameters) -> Self {
        let reader = Reader::new(document, parameters);
        unknown_parameters::report(&reader, parameters);
        let described = described(&reader);
        let candidates = Candidates::new(described.iter().map(|one| (&one.function, one.properties.as_ref())));
        let guards: Vec<Guard> = described
            .iter()
            .map(|one| match one.function.kind {
                FunctionKind::Lambda => Guard::Absent,
                FunctionKind::Serverless => {
                    preference::read(&reader, &candidates, &one.function.logical_id, &one.properties)
                }
            })
            .collect();
        let functions =
            described.into_iter().zip(guards).map(|(Described { function, properties, resource }, guard)| {
                ReadFunction { function, properties, resource, guard }
            });
        let functions = functions.collect();
        Self { reader, functions }
    }
}

struct Described<'a> {
    function: Function,
    properties: Cow<'a, Node>,
    resource: &'a Node,
}

fn described<'a>(reader: &Reader<'a>) -> Vec<Described<'a>> {
    let root = reader.document().root();
    let mut described = Vec::new();
    let globals = global_properties(reader);
    let Some(resources) = root.get("Resources").filter(|node| !node.is_null()) else { return described };
    let Some(resources) = resources.as_map() else {
        let message = format!("`Resources` must be a map, and this is {}", resources.kind());
        reader.report(Diagnostic::error("wrong-type", reader.place(resources), message));
        return described;
    };
    let mut budget = MergeBudget::new();
    for entry in resources.iter() {
        let Some(kind) = function_kind(reader, entry) else { continue };
        let id = LogicalId::new(entry.key.as_str());
        let location = reader.document().location(entry.key.span());
        let own = own_properties(reader, entry);
        let above = match kind {
            FunctionKind::Serverless => {
                globals.and_then(|globals| globals::applicable(globals, entry.value.get("IgnoreGlobals")))
            }
            FunctionKind::Lambda => None,
        };
        let properties = match above {
            None => own,
            Some(above) => match globals::merge(&above, &own, &mut budget) {
                Some(merged) => Cow::Owned(merged),
                None => {
                    let message = "the properties in `Globals` are too many to copy into every function";
                    reader.report(Diagnostic::error("too-many-values", reader.place(&above), message));
                    return described;
                }
            },
        };
        let function = Function::read(reader, &id, kind, location, &entry.value, &properties);
        described.push(Described { function, properties, resource: &entry.value });
    }
    described
}

fn global_properties<'a>(reader: &Reader<'a>) -> Option<&'a Node> {
    let globals = reader.document().root().get("Globals")?;
    let section = match globals.as_map() {
        Some(map) => map.get("Function")?,
        None => globals,
    };
    if section.as_map().is_none() {
        let message = format!("`Globals` and its sections must be maps, and this is {}", section.kind());
        reader.report(Diagnostic::error("wrong-type", reader.place(section), message));
        return None;
    }
    Some(section)
}

fn function_kind(reader: &Reader<'_>, entry: &Entry) -> Option<FunctionKind> {
    let id = entry.key.as_str();
    // A loop of `AWS::LanguageExtensions`: a list, and no resource yet.
    if id.starts_with("Fn::ForEach::") {
        return None;
    }
    if entry.value.as_map().is_none() {
        reader.wrong_type(id, id, &entry.value, "a map with a `Type`");
        return None;
    }
    match entry.value.get("Type") {
        Some(kind) => match kind.as_str() {
            Some(kind) => FunctionKind::of(kind),
            None => {
                reader.wrong_type(id, "Type", kind, "text");
                None
            }
        },
        None => {
            // A macro stands for resources that are not here yet.
            if !id.starts_with("Fn::") {
                let place = reader.document().location(entry.key.span());
                let message = format!("the resource `{id}` has no `Type`");
                reader.report(
                    Diagnostic::error("missing-type", place, message)
                        .about(id)
                        .with_help("add a `Type`, such as `AWS::Serverless::Function`"),
                );
            }
            None
        }
    }
}

fn own_properties<'a>(reader: &Reader<'a>, entry: &'a Entry) -> Cow<'a, Node> {
    match entry.value.get("Properties") {
        Some(properties) if properties.as_map().is_some() => Cow::Borrowed(properties),
        Some(properties) if !properties.is_null() => {
            reader.wrong_type(entry.key.as_str(), "Properties", properties, "a map");
            Cow::Owned(no_properties(entry))
        }
        _ => Cow::Owned(no_properties(entry)),
    }
}

fn no_properties(entry: &Entry) -> Node {
    Node::new(Value::Map(Box::new(Map::new(Vec::new()))), entry.value.span(), Style::Block)
}
