//! What one function leaves behind for others: a value of `Globals` is one object for all that take it over, and SAM resolves parameters
//! inside of it where it stands. What is itself a `Ref` stays, because that is replaced in the function's own map.

use super::globals::Globals;
use super::parameter_values::ParameterValues;
use super::value::{Map, Value};
use crate::document::{Entry, Node};

/// The parts of a place in S3 that become code.
const OF_CODE: [&str; 4] = ["Bucket", "Key", "Version", "StorageMode"];

/// A property of functions that may come from `Globals`.
pub(crate) struct Shared<'d> {
    own: Option<&'d Node>,
    ignored: Option<&'d Node>,
}

impl<'d> Shared<'d> {
    pub(crate) fn of(entry: &'d Entry) -> Self {
        Self { own: entry.value.get("Properties"), ignored: entry.value.get("IgnoreGlobals") }
    }

    fn own(&self, name: &str) -> Option<&'d Node> {
        self.own.and_then(|own| own.get(name))
    }

    /// Whether the resource has the global value itself, and not one of its own or one that was put together.
    pub(crate) fn takes_over(&self, name: &str) -> bool {
        self.own(name).is_none() && !self.ignores(name)
    }

    fn ignores(&self, name: &str) -> bool {
        let Some(ignored) = self.ignored else { return false };
        let names = ignored.as_list().unwrap_or_default();
        ignored.as_str() == Some("*") || names.iter().any(|ignored| ignored.as_str() == Some(name))
    }

    /// Whether its description gains the hash of its code.
    pub(crate) fn describes_by_hash(&self, globals: Option<&mut Map<'d>>) -> bool {
        let has_hash = self.own("AutoPublishCodeSha256").is_some_and(|own| Value::from(own).is_truthy());
        has_hash && globals.is_some_and(|globals| self.publishes(globals))
    }

    fn publishes(&self, globals: &Map<'d>) -> bool {
        match self.own("AutoPublishAlias") {
            Some(own) => Value::from(own).is_truthy(),
            None => !self.ignores("AutoPublishAlias") && globals.truthy("AutoPublishAlias").is_some(),
        }
    }

    /// Whether SAM hashes its code, which resolves it.
    fn has_its_code_hashed(&self, globals: &Map<'d>) -> bool {
        let is_image = self.own("PackageType").and_then(Node::as_str) == Some("Image");
        self.publishes(globals) && !is_image && self.own("InlineCode").is_none_or(Node::is_null)
    }
}

/// Resolves what functions with a version resolve of the global code. Before anything is expanded, since the order makes no difference: a
/// version is always hashed with resolved code, and nobody else looks at it.
pub(crate) fn of_code<'d>(globals: &mut Globals<'d>, functions: &[&'d Entry], parameters: &ParameterValues<'d>) {
    let Some(section) = globals.section_mut("Function") else { return };
    let may_change = |value: Option<&Value>| matches!(value, Some(Value::Map(_) | Value::List(_)));
    if !may_change(section.get("CodeUri")) && !may_change(section.get("SourceKMSKeyArn")) {
        return;
    }
    for shared in functions.iter().map(|entry| Shared::of(entry)) {
        if !shared.has_its_code_hashed(section) {
            continue;
        }
        if shared.takes_over("SourceKMSKeyArn") {
            leave(section.get_mut("SourceKMSKeyArn"), parameters);
        }
        let Some(Value::Map(code)) = section.get_mut("CodeUri").filter(|_| !shared.ignores("CodeUri")) else {
            continue;
        };
        for part in OF_CODE {
            let is_shared = match shared.own("CodeUri") {
                None => true,
                // Two maps are united, and what only one of them has is taken as it is.
                Some(own) => own.as_map().is_some() && own.get(part).is_none() && !Value::from(own).is_intrinsic(),
            };
            if is_shared {
                leave(code.get_mut(part), parameters);
            }
        }
    }
}

/// Resolves the global description, as a function does whose description gains the hash of its code. Gives what it was and what it is now.
pub(crate) fn of_description<'d>(
    globals: &mut Globals<'d>,
    parameters: &ParameterValues<'d>,
) -> Option<(Value<'d>, Value<'d>)> {
    let description = globals.section_mut("Function")?.get_mut("Description")?;
    let before = description.clone();
    leave(Some(description), parameters);
    (*description != before).then(|| (before, description.clone()))
}

/// What cannot be resolved is told by the function that needs it.
fn leave<'d>(value: Option<&mut Value<'d>>, parameters: &ParameterValues<'d>) {
    if let Some(value) = value {
        let _ = parameters.resolve_and_leave_traces(value);
    }
}
