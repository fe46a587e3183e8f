//! `DeploymentPreference.Role`: in whose name CodeDeploy works.

use super::logical_id::LogicalId;
use super::reader::Reader;
use super::reference::Attribute;
use super::resolved::{Resolved, Unknown};
use super::resolver::Evaluated;
use crate::document::Node;

/// The role in which CodeDeploy moves the alias, reads the alarms and calls the hooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceRole {
    /// SAM makes `CodeDeployServiceRole`, with AWS's managed policy; it may call hooks named `CodeDeployHook_…` only.
    Generated,
    /// A role of this template, by its ARN.
    Role(LogicalId),
    /// A resource of this template by its name, where CodeDeploy needs an ARN.
    NameOf(LogicalId),
    /// This ARN.
    Arn(String),
    /// It cannot be told before the deployment.
    Unknown(Unknown),
}

impl ServiceRole {
    pub(crate) fn read(reader: &Reader<'_>, resource: &str, node: Option<&Node>) -> Self {
        let Some(node) = node else { return Self::Generated };
        match reader.resolver().evaluate(node) {
            Evaluated::Reference(reference) if reference.attribute == Attribute::Name => {
                Self::NameOf(reference.resource)
            }
            Evaluated::Reference(reference) => Self::Role(reference.resource),
            Evaluated::Unknown(unknown) => Self::Unknown(unknown),
            Evaluated::Value(_) => match reader.text(resource, "Role", Some(node)) {
                // SAM takes empty text for absent.
                Resolved::Known(None) => Self::Generated,
                Resolved::Known(Some(text)) if text.is_empty() => Self::Generated,
                Resolved::Known(Some(text)) => Self::Arn(text),
                Resolved::Unknown(unknown) => Self::Unknown(unknown),
            },
        }
    }
}
