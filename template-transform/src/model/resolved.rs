//! A value that is known before the deployment, or the reason why it is not.

use std::fmt;

use super::logical_id::LogicalId;
use crate::diagnostic::Location;

/// Known now, or known only to the deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved<T> {
    /// The value that the deployment will see.
    Known(T),
    /// It cannot be told from the template and the given parameters.
    Unknown(Unknown),
}

impl<T> Resolved<T> {
    /// The value, when it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// Why it is not known.
    pub fn unknown(&self) -> Option<&Unknown> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(unknown) => Some(unknown),
        }
    }

    /// The same with another value, when it is known.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Resolved<U> {
        match self {
            Self::Known(value) => Resolved::Known(change(value)),
            Self::Unknown(unknown) => Resolved::Unknown(unknown),
        }
    }
}

/// Why a value is not known, and which part of the template is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Why.
    pub reason: UnknownReason,
    /// The part that could not be resolved.
    pub location: Location,
}

impl Unknown {
    /// What would make it known, when the caller can do something.
    pub fn help(&self) -> Option<String> {
        match &self.reason {
            UnknownReason::ParameterWithoutValue(name) => {
                Some(format!("give the parameter a value (`{name}=VALUE`), or a `Default` in the template"))
            }
            UnknownReason::PseudoParameter(name) => Some(format!("supply a value for `{name}`")),
            _ => None,
        }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

/// Why a value is not known before the deployment. Each reads as the end of a sentence: "not known because …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnknownReason {
    /// A parameter without a default that the caller gave no value.
    #[error("the parameter `{0}` has neither a default nor a given value")]
    ParameterWithoutValue(String),
    /// `AWS::Region` and its like, not supplied.
    #[error("`{0}` depends on where the stack is deployed")]
    PseudoParameter(String),
    /// A parameter that is looked up when the stack is deployed.
    #[error("the parameter `{0}` is read from the parameter store when the stack is deployed")]
    StoredParameter(String),
    /// Something that AWS makes up when it creates a resource.
    #[error("it depends on the resource `{0}`, which gets its name when it is created")]
    Resource(LogicalId),
    /// A name that the template does not define.
    #[error("nothing in this template is called `{0}`")]
    NoSuchName(String),
    /// `{{resolve:…}}`.
    #[error("`{{{{resolve:…}}}}` is looked up when the stack is deployed")]
    DynamicReference,
    /// A `Fn::FindInMap` that finds nothing.
    #[error("the mapping `{0}` has no value under these keys")]
    NoSuchMapping(String),
    /// A condition that the template does not define.
    #[error("no condition is called `{0}`")]
    NoSuchCondition(String),
    /// An intrinsic function that is not evaluated here.
    #[error("`{0}` is evaluated when the stack is deployed")]
    Intrinsic(String),
    /// An intrinsic function with arguments that it cannot take.
    #[error("`{0}` is not written as CloudFormation asks")]
    Malformed(String),
    /// References that lead in a circle or through too many steps.
    #[error("it is defined through itself or through too many steps")]
    TooManySteps,
    /// More text than this machine should build.
    #[error("it makes more text than a template can hold")]
    TooMuchText,
}
