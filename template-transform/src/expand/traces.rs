//! What one function leaves behind for others: a value of `Globals` is one object for all that take it over, and SAM resolves parameters
//! inside of it where it stands. What is itself a `Ref` stays, because that is replaced in the function's own map.

use super::globals::{self, Globals};
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

/// Where a part of a preference comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The function's own, or a copy.
    Own,
    /// Taken over into a preference of the function's own.
    OfGlobals,
    /// The preference in `Globals` is that of the function.
    Whole,
}

impl<'d> Shared<'d> {
    pub(crate) fn of(function: &'d Node) -> Self {
        Self { own: function.get("Properties"), ignored: function.get("IgnoreGlobals") }
    }

    fn own(&self, name: &str) -> Option<&'d Node> {
        self.own.and_then(|own| own.get(name))
    }

    /// Whether the resource has the global value itself, and not one of its own or one that was put together.
    pub(crate) fn takes_over(&self, name: &str) -> bool {
        self.own(name).is_none() && !self.has_copies()
    }

    /// Whose a part of its preference is.
    pub(crate) fn part_of_preference(&self, name: &str) -> Part {
        match self.own("DeploymentPreference") {
            _ if self.has_copies() => Part::Own,
            None => Part::Whole,
            Some(own) if own.get(name).is_none() => Part::OfGlobals,
            Some(_) => Part::Own,
        }
    }

    fn has_copies(&self) -> bool {
        globals::are_copied(self.ignored)
    }

    /// Whether its description gains the hash of its code, when it has no copies.
    pub(crate) fn describes_by_hash(&self, globals: Option<&Map<'d>>) -> bool {
        let has_hash = self.own("AutoPublishCodeSha256").is_some_and(|own| Value::from(own).is_truthy());
        has_hash && globals.is_some_and(|globals| self.publishes(globals))
    }

    fn publishes(&self, globals: &Map<'d>) -> bool {
        match self.own("AutoPublishAlias") {
            Some(own) => Value::from(own).is_truthy(),
            None => globals.truthy("AutoPublishAlias").is_some(),
        }
    }

    /// Whether SAM hashes what is said of its archive, which resolves it.
    fn has_its_archive_hashed(&self, globals: &Map<'d>) -> bool {
        self.publishes(globals) && self.own("PackageType").and_then(Node::as_str) != Some("Image")
    }

    fn has_inline_code(&self) -> bool {
        self.own("InlineCode").is_some_and(|own| !own.is_null())
    }
}

/// Resolves what functions with a version resolve of the global code. Before anything is expanded, since the order makes no difference: a
/// version is always hashed with resolved code, and nobody else looks at it.
pub(crate) fn of_code<'d>(globals: &mut Globals<'d>, functions: &[&'d Entry], parameters: &ParameterValues<'d>) {
    let may_change = |section: &Map, name: &str| matches!(section.get(name), Some(Value::Map(_) | Value::List(_)));
    let may_change = |section: &&Map| may_change(section, "CodeUri") || may_change(section, "SourceKMSKeyArn");
    if !globals.of_functions().as_ref().is_some_and(may_change) {
        return;
    }
    let Some(section) = globals.of_functions_mut() else { return };
    for shared in functions.iter().map(|entry| Shared::of(&entry.value)) {
        if shared.has_copies() || !shared.has_its_archive_hashed(section) {
            continue;
        }
        if shared.takes_over("SourceKMSKeyArn") {
            leave(section.get_mut("SourceKMSKeyArn"), parameters);
        }
        let Some(Value::Map(code)) = section.get_mut("CodeUri").filter(|_| !shared.has_inline_code()) else {
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
    let description = globals.of_functions_mut()?.get_mut("Description")?;
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
