//! `DeploymentPreference.Alarms`: the alarms that stop a deployment.

use super::logical_id::LogicalId;
use super::reader::Reader;
use super::reference::{Attribute, Reference};
use super::resolved::{Resolved, Unknown};
use super::resolver::Evaluated;
use crate::diagnostic::Location;
use crate::document::Node;

/// An entry of `Alarms`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmReference {
    /// Which alarm.
    pub alarm: AlarmTarget,
    /// Where the entry stands.
    pub location: Location,
}

/// What an entry of `Alarms` means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlarmTarget {
    /// A resource of this template.
    Resource(LogicalId),
    /// An alarm of this template by its ARN, where CodeDeploy takes its name.
    ArnOf(LogicalId),
    /// An alarm of this name, from elsewhere.
    Name(String),
    /// It cannot be told before the deployment.
    Unknown(Unknown),
}

/// The alarms in order; those that come to `AWS::NoValue` are left out.
pub(crate) fn read(reader: &Reader<'_>, resource: &str, node: Option<&Node>) -> Resolved<Vec<AlarmReference>> {
    let Some(node) = node else { return Resolved::Known(Vec::new()) };
    match reader.resolver().evaluate(node) {
        Evaluated::Value(value) if value.is_null() => Resolved::Known(Vec::new()),
        Evaluated::Value(value) => match value.as_list() {
            Some(items) => Resolved::Known(items.iter().filter_map(|item| alarm(reader, resource, item)).collect()),
            None => {
                reader.wrong_type(resource, "Alarms", node, "a list");
                Resolved::Known(Vec::new())
            }
        },
        Evaluated::Reference(_) => {
            reader.wrong_type(resource, "Alarms", node, "a list");
            Resolved::Known(Vec::new())
        }
        Evaluated::Unknown(unknown) => Resolved::Unknown(unknown),
    }
}

/// All alarms that there may be: those of every branch whose condition only the deployment knows.
pub(crate) fn possible(reader: &Reader<'_>, resource: &str, node: Option<&Node>) -> Vec<AlarmReference> {
    let resolver = reader.resolver();
    let mut alarms = Vec::new();
    for list in node.into_iter().flat_map(|node| resolver.branches(node)) {
        let Evaluated::Value(list) = resolver.evaluate(list) else { continue };
        for item in list.as_list().into_iter().flatten().flat_map(|item| resolver.branches(item)) {
            alarms.extend(alarm(reader, resource, item));
        }
    }
    alarms
}

fn is_alarm(reader: &Reader<'_>, reference: &Reference) -> bool {
    let kind = reader.resource_type(reference.resource.as_str());
    matches!(kind, Some("AWS::CloudWatch::Alarm" | "AWS::CloudWatch::CompositeAlarm"))
}

fn alarm(reader: &Reader<'_>, resource: &str, node: &Node) -> Option<AlarmReference> {
    let alarm = match reader.resolver().evaluate(node) {
        Evaluated::Value(value) if value.is_null() => return None,
        Evaluated::Reference(reference) if reference.attribute == Attribute::Arn && is_alarm(reader, &reference) => {
            AlarmTarget::ArnOf(reference.resource)
        }
        Evaluated::Reference(reference) => AlarmTarget::Resource(reference.resource),
        Evaluated::Unknown(unknown) => AlarmTarget::Unknown(unknown),
        Evaluated::Value(_) => match reader.text(resource, "Alarms", Some(node)) {
            Resolved::Known(name) => AlarmTarget::Name(name?),
            Resolved::Unknown(unknown) => AlarmTarget::Unknown(unknown),
        },
    };
    Some(AlarmReference { alarm, location: reader.place(node) })
}
