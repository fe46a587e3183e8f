//! The environment of a function, with references to other functions kept as such.

use super::logical_id::LogicalId;
use super::reader::Reader;
use super::reference::{Attribute, Reference};
use super::resolved::{Resolved, Unknown, UnknownReason};
use super::resolver::Evaluated;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::Node;

/// One variable of a function's environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentVariable {
    /// Its name.
    pub name: String,
    /// What it will hold.
    pub value: EnvironmentValue,
    /// Where the value stands.
    pub location: Location,
}

/// What a variable will hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvironmentValue {
    /// This text.
    Text(String),
    /// The ARN of the version that the deployment publishes: `!Ref F.Version`, `!Sub "${F.Version}"`.
    VersionOf(LogicalId),
    /// The ARN of the alias: `!Ref F.Alias`.
    AliasOf(LogicalId),
    /// The name of a function: `!Ref F`.
    NameOf(LogicalId),
    /// The ARN of a function: `!GetAtt F.Arn`.
    ArnOf(LogicalId),
    /// It cannot be told before the deployment.
    Unknown(Unknown),
}

/// The variables of `Environment.Variables`, in order; those that come to `AWS::NoValue` are left out.
pub(crate) fn read(reader: &Reader<'_>, resource: &str, environment: Option<&Node>) -> Vec<EnvironmentVariable> {
    let Some(environment) = environment else { return Vec::new() };
    map_of(reader, resource, "Environment", environment, |environment| match environment.get("Variables") {
        Some(variables) => map_of(reader, resource, "Variables", variables, |variables| {
            let entries = variables.as_map().into_iter().flat_map(crate::document::Map::iter);
            entries.filter_map(|entry| variable(reader, resource, entry.key.as_str(), &entry.value)).collect()
        }),
        None => Vec::new(),
    })
}

fn map_of(
    reader: &Reader<'_>,
    resource: &str,
    property: &str,
    node: &Node,
    read: impl FnOnce(&Node) -> Vec<EnvironmentVariable>,
) -> Vec<EnvironmentVariable> {
    match reader.resolver().evaluate(node) {
        Evaluated::Value(value) if value.is_null() => Vec::new(),
        Evaluated::Value(value) if value.as_map().is_some() => read(&value),
        Evaluated::Unknown(unknown) => {
            let message = format!("the variables of this function cannot be known before the deployment: {unknown}");
            let finding = Diagnostic::warning("environment-not-known", reader.place(node), message).about(resource);
            reader.report(match unknown.help() {
                Some(help) => finding.with_help(help),
                None => finding,
            });
            Vec::new()
        }
        _ => {
            reader.wrong_type(resource, property, node, "a map");
            Vec::new()
        }
    }
}

fn variable(reader: &Reader<'_>, resource: &str, name: &str, node: &Node) -> Option<EnvironmentVariable> {
    let value = match reader.resolver().evaluate(node) {
        Evaluated::Value(value) if value.is_null() => return None,
        Evaluated::Value(_) => match reader.text(resource, name, Some(node)) {
            Resolved::Known(text) => EnvironmentValue::Text(text?),
            Resolved::Unknown(unknown) => EnvironmentValue::Unknown(unknown),
        },
        Evaluated::Reference(reference) => of_reference(reader, node, reference),
        Evaluated::Unknown(unknown) => EnvironmentValue::Unknown(unknown),
    };
    Some(EnvironmentVariable { name: name.to_owned(), value, location: reader.place(node) })
}

fn of_reference(reader: &Reader<'_>, node: &Node, Reference { resource, attribute }: Reference) -> EnvironmentValue {
    match attribute {
        Attribute::Name if reader.is_function(&resource) => EnvironmentValue::NameOf(resource),
        Attribute::Arn if reader.is_function(&resource) => EnvironmentValue::ArnOf(resource),
        Attribute::Version if reader.is_function(&resource) => EnvironmentValue::VersionOf(resource),
        Attribute::Alias if reader.is_function(&resource) => EnvironmentValue::AliasOf(resource),
        _ => EnvironmentValue::Unknown(Unknown {
            reason: UnknownReason::Resource(resource),
            location: reader.place(node),
        }),
    }
}
