//! A reference to a resource of the same template.

use super::logical_id::LogicalId;

/// A resource, and which of its values is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) resource: LogicalId,
    pub(crate) attribute: Attribute,
}

/// Which value of a resource a reference means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    /// `!Ref F`.
    Name,
    /// `!GetAtt F.Arn`.
    Arn,
    /// `!Ref F.Version`: the version that SAM publishes.
    Version,
    /// `!Ref F.Alias`: the alias that SAM makes.
    Alias,
    /// Any other `!GetAtt`.
    Other,
}

impl Attribute {
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "Arn" => Self::Arn,
            "Version" => Self::Version,
            "Alias" => Self::Alias,
            _ => Self::Other,
        }
    }
}
