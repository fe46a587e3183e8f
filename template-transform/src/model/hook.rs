//! The functions that check a deployment before and after traffic moves.

use indexmap::IndexMap;

use super::function::Function;
use super::logical_id::LogicalId;
use super::nearest::nearest;
use super::reader::Reader;
use super::resolved::{Resolved, Unknown, UnknownReason};
use super::resolver::Evaluated;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::{Map, Node};

/// A hook of a guarded function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookReference {
    /// The function to call.
    pub function: LogicalId,
    /// Where the preference refers to it.
    pub location: Location,
}

/// The functions of the template, as a hook can name them.
pub(crate) struct Candidates<'f> {
    /// By logical id, with how its `FunctionName` is written.
    functions: IndexMap<&'f str, (&'f Function, Option<&'f Node>)>,
}

/// Reads one entry of `Hooks`. Reports a hook that leads nowhere and returns nothing then.
pub(crate) fn read(
    reader: &Reader<'_>,
    candidates: &Candidates<'_>,
    resource: &str,
    phase: &str,
    node: &Node,
) -> Option<HookReference> {
    let found = |function: LogicalId| Some(HookReference { function, location: reader.place(node) });
    match reader.resolver().evaluate(node) {
        Evaluated::Value(value) if value.is_null() => None,
        Evaluated::Value(value) => match value.as_str() {
            Some(name) => match candidates.called(function_name(name)) {
                Some(id) => found(id),
                None => {
                    report_unknown_name(reader, candidates, resource, phase, node, name);
                    None
                }
            },
            None => {
                reader.wrong_type(resource, phase, node, "a `!Ref` to a function");
                None
            }
        },
        Evaluated::Reference(reference) if reader.brings_values_from_elsewhere(reference.resource.as_str()) => {
            let unknown = Unknown { reason: UnknownReason::Resource(reference.resource), location: reader.place(node) };
            reader.not_known("hook-not-known", resource, &format!("the hook `{phase}`"), node, &unknown);
            None
        }
        Evaluated::Reference(reference) => function_behind(reader, candidates, &reference.resource).map_or_else(
            || {
                report_no_function(reader, resource, phase, node, &reference.resource);
                None
            },
            found,
        ),
        Evaluated::Unknown(unknown) => {
            if let Some(id) = candidates.written_alike(node) {
                return found(id);
            }
            if let UnknownReason::NoSuchName(name) = &unknown.reason {
                report_unknown_id(reader, candidates, resource, phase, node, name);
            } else {
                reader.not_known("hook-not-known", resource, &format!("the hook `{phase}`"), node, &unknown);
            }
            None
        }
    }
}

impl<'f> Candidates<'f> {
    /// Functions with their properties.
    pub(crate) fn new(functions: impl Iterator<Item = (&'f Function, &'f Node)>) -> Self {
        let entry = |(function, properties): (&'f Function, &'f Node)| {
            (function.logical_id.as_str(), (function, properties.get("FunctionName")))
        };
        Self { functions: functions.map(entry).collect() }
    }

    /// The function that an entry of `Hooks` leads to, without a word about one that leads nowhere.
    pub(crate) fn behind(&self, reader: &Reader<'_>, node: &Node) -> Option<LogicalId> {
        match reader.resolver().evaluate(node) {
            Evaluated::Value(value) => self.called(function_name(value.as_str()?)),
            Evaluated::Reference(reference) => function_behind(reader, self, &reference.resource),
            Evaluated::Unknown(_) => self.written_alike(node),
        }
    }

    fn called(&self, name: &str) -> Option<LogicalId> {
        let called =
            |function: &Function| matches!(&function.function_name, Resolved::Known(Some(known)) if known == name);
        self.functions.values().find(|(function, _)| called(function)).map(|(function, _)| function.logical_id.clone())
    }

    /// A name that depends on the stack is still the same name where it is written the same way.
    fn written_alike(&self, node: &Node) -> Option<LogicalId> {
        let wanted = node.to_json();
        let alike = |written: Option<&Node>| written.is_some_and(|written| written.to_json() == wanted);
        let mut functions = self.functions.values();
        functions.find(|(_, written)| alike(*written)).map(|(function, _)| function.logical_id.clone())
    }

    fn contains(&self, id: &str) -> bool {
        self.functions.contains_key(id)
    }

    fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.functions.keys().copied())
    }
}

/// The name in a function's ARN, or the name itself.
fn function_name(text: &str) -> &str {
    match text.split_once(":function:") {
        Some((arn, name)) if arn.starts_with("arn:") => name.split(':').next().unwrap_or(name),
        _ => text,
    }
}

/// The function that a resource is, or whose version or alias it is.
fn function_behind(reader: &Reader<'_>, candidates: &Candidates<'_>, id: &LogicalId) -> Option<LogicalId> {
    if candidates.contains(id.as_str()) {
        return Some(id.clone());
    }
    if !matches!(reader.resource_type(id.as_str()), Some("AWS::Lambda::Version" | "AWS::Lambda::Alias")) {
        return None;
    }
    let name = reader.resource(id.as_str())?.get("Properties")?.get("FunctionName")?;
    match reader.resolver().evaluate(name) {
        Evaluated::Reference(reference) if candidates.contains(reference.resource.as_str()) => Some(reference.resource),
        Evaluated::Value(value) => candidates.called(function_name(value.as_str()?)),
        _ => None,
    }
}

fn report_unknown_id(
    reader: &Reader<'_>,
    candidates: &Candidates<'_>,
    resource: &str,
    phase: &str,
    node: &Node,
    name: &str,
) {
    let message = format!("the hook `{phase}` refers to `{name}`, and no resource of this template is called that");
    let help = candidates.nearest(name).map_or_else(
        || format!("add a function called `{name}`, or refer to one that there is"),
        |near| format!("did you mean `{near}`?"),
    );
    reader.report(Diagnostic::error("unknown-hook", reader.place(node), message).about(resource).with_help(help));
}

fn report_unknown_name(
    reader: &Reader<'_>,
    candidates: &Candidates<'_>,
    resource: &str,
    phase: &str,
    node: &Node,
    name: &str,
) {
    let message = format!(
        "the hook `{phase}` names the function `{name}`, and no function of this template has that `FunctionName`"
    );
    // A function of another stack is as good a hook; only a slip of the hand is certainly wrong.
    let (code, help) = match candidates.nearest(name) {
        Some(near) => ("unknown-hook", format!("refer to the function by its logical id: `{phase}: !Ref {near}`")),
        None => (
            "hook-not-known",
            format!("write `{phase}: !Ref LOGICAL_ID`, with the logical id of a function of this template"),
        ),
    };
    reader.report(Diagnostic::error(code, reader.place(node), message).about(resource).with_help(help));
}

fn report_no_function(reader: &Reader<'_>, resource: &str, phase: &str, node: &Node, id: &LogicalId) {
    let kind = reader.resource_type(id.as_str()).unwrap_or("a resource without a type");
    let message =
        format!("the hook `{phase}` refers to `{id}`, which is {kind}; CodeDeploy can only call a Lambda function");
    let finding = Diagnostic::error("hook-is-no-function", reader.place(node), message).about(resource);
    reader.report(finding.with_help("refer to an `AWS::Serverless::Function` that reports its verdict to CodeDeploy"));
}

/// Reports keys of `Hooks` that SAM would pass over in silence.
pub(crate) fn report_unknown_phases(reader: &Reader<'_>, resource: &str, hooks: &Map) {
    for entry in hooks.iter().filter(|entry| !matches!(entry.key.as_str(), "PreTraffic" | "PostTraffic")) {
        let key = entry.key.as_str();
        let message = format!("`Hooks` has no phase `{key}`, so this hook would never run");
        let place = reader.document().location(entry.key.span());
        let finding = Diagnostic::error("unknown-hook-phase", place, message).about(resource);
        reader.report(match nearest(key, ["PreTraffic", "PostTraffic"]) {
            Some(near) => finding.with_help(format!("did you mean `{near}`?")),
            None => finding.with_help("the phases are `PreTraffic` and `PostTraffic`"),
        });
    }
}
