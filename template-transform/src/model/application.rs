//! A template as an application: its functions, and how their deployments are guarded.

use std::borrow::Cow;

use super::function::{Function, FunctionKind};
use super::globals::{self, MergeBudget};
use super::hook::Candidates;
use super::logical_id::LogicalId;
use super::parameters::Parameters;
use super::preference::{self, Guard, GuardedFunction};
use super::reader::Reader;
use super::resolved::Resolved;
use super::unknown_parameters;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Entry, Map, Node, Position, Span, Style, Value};

/// The functions of a template, and those among them that are guarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    functions: Vec<Function>,
    guarded: Vec<GuardedFunction>,
    warnings: Vec<Diagnostic>,
}

impl Application {
    /// Reads the application that a template describes, or says everything that is wrong with it.
    ///
    /// A template without a guarded function is wrong too: there is no safe deployment in it.
    pub fn read(document: &Document, parameters: &Parameters) -> Result<Self, Vec<Diagnostic>> {
        let reader = Reader::new(document, parameters);
        unknown_parameters::report(&reader, parameters);
        let described = functions(&reader);
        let candidates = Candidates { functions: &described.functions };
        let mut guarded = Vec::new();
        let mut outcome = Tally::default();
        for ((function, _), properties) in described.functions.iter().zip(&described.properties) {
            if function.kind == FunctionKind::Lambda {
                continue;
            }
            match preference::read(&reader, &candidates, &function.logical_id, properties) {
                Guard::Absent => {}
                Guard::Disabled => outcome.disabled = true,
                Guard::Broken => outcome.broken = true,
                Guard::Guarded(_) if function.deployed == Resolved::Known(false) => outcome.left_out = true,
                Guard::Guarded(one) => guarded.push(*one),
            }
        }
        if described.functions.is_empty() {
            report_no_functions(&reader);
        } else if guarded.is_empty() && !outcome.broken {
            report_no_guard(&reader, &described, &outcome);
        }
        let functions = described.functions.into_iter().map(|(function, _)| function).collect();
        let warnings = reader.into_findings().into_warnings()?;
        Ok(Self { functions, guarded, warnings })
    }

    /// All functions, in the order of the template.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// The function with this logical id.
    pub fn function(&self, logical_id: &LogicalId) -> Option<&Function> {
        self.functions.iter().find(|function| function.logical_id == *logical_id)
    }

    /// The functions whose deployments are guarded and that are part of this deployment, in the order of the template.
    pub fn guarded_functions(&self) -> &[GuardedFunction] {
        &self.guarded
    }

    /// What to know about the template, though it is fit.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

#[derive(Default)]
struct Tally {
    disabled: bool,
    broken: bool,
    left_out: bool,
}

/// Each function with its name as written, and beside it its properties with the globals merged in.
#[derive(Default)]
struct Described<'a> {
    functions: Vec<(Function, Option<Node>)>,
    properties: Vec<Cow<'a, Node>>,
}

fn functions<'a>(reader: &Reader<'a>) -> Described<'a> {
    let root = reader.document().root();
    let mut described = Described::default();
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
        described.functions.push((function, properties.get("FunctionName").cloned()));
        described.properties.push(properties);
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

fn report_no_functions(reader: &Reader<'_>) {
    let root = reader.document().root();
    let key = root.as_map().and_then(|map| map.entry("Resources")).map(|entry| entry.key.span());
    let place = key.unwrap_or(Span { start: Position::START, end: Position::START });
    let message = match key {
        Some(_) => "this template has no function, so there is nothing to deploy safely",
        None => "this template has no `Resources`, so there is nothing to deploy",
    };
    let finding = Diagnostic::error("no-functions", reader.document().location(place), message);
    reader.report(finding.with_help("add a resource of the type `AWS::Serverless::Function`"));
}

fn report_no_guard(reader: &Reader<'_>, described: &Described<'_>, outcome: &Tally) {
    let has_alias = |properties: &Cow<'_, Node>| properties.get("AutoPublishAlias").is_some();
    let functions = || described.functions.iter().map(|(function, _)| function).zip(&described.properties);
    // The function with an alias is the one that callers already reach through it.
    let Some((function, properties)) =
        functions().find(|(_, properties)| has_alias(properties)).or_else(|| functions().next())
    else {
        return;
    };
    let preference = "DeploymentPreference: { Type: Canary10Percent5Minutes }";
    let (message, help) = if outcome.left_out {
        (
            "no deployment of this template is guarded: the conditions leave every guarded function out",
            "give the parameters that the conditions ask for".to_owned(),
        )
    } else if outcome.disabled {
        (
            "no deployment of this template is guarded: every `DeploymentPreference` is disabled",
            "set `Enabled: true` in one of them".to_owned(),
        )
    } else {
        let lines =
            if has_alias(properties) { preference.to_owned() } else { format!("AutoPublishAlias: live\n{preference}") };
        (
            "no deployment of this template is guarded: no function has a `DeploymentPreference`, so a bad version gets all traffic at once",
            format!("add to the `Properties` of a function, such as `{}`:\n{lines}", function.logical_id),
        )
    };
    let finding = Diagnostic::error("no-guarded-function", function.location.clone(), message);
    reader.report(finding.about(function.logical_id.as_str()).with_help(help));
}
