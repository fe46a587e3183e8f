//! What one function leaves behind for others: a value of `Globals` is one object for all that take it over, and SAM resolves parameters
//! inside of it where it stands. What is itself a `Ref` stays, because that is replaced in the function's own map.

use super::globals::{self, Globals};
use super::parameter_values::ParameterValues;
use super::value::{Map, Value};
use crate::document::{Entry, Node};

/// The parts of a place in S3, and what they are called as code.
const OF_CODE: [(&str, &str); 4] =
    [("Bucket", "S3Bucket"), ("Key", "S3Key"), ("Version", "S3ObjectVersion"), ("StorageMode", "S3ObjectStorageMode")];

/// A property of functions that may come from `Globals`.
#[derive(Clone, Copy)]
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

    /// What it has of the global code, and not of its own.
    pub(crate) fn code(self) -> impl Iterator<Item = CodePart> {
        let own = self.own("CodeUri");
        // Two maps are united, and what only one of them has is taken as it is.
        let is_united = own.is_none_or(|own| own.as_map().is_some() && !Value::from(own).is_intrinsic());
        let has_parts = is_united && !self.has_copies() && !self.has_inline_code();
        let parts = OF_CODE
            .into_iter()
            .filter(move |(part, _)| has_parts && own.is_none_or(|own| own.get(part).is_none()))
            .map(|(part, made)| CodePart { within: Some(part), made });
        let key = CodePart { within: None, made: "SourceKMSKeyArn" };
        parts.chain(Some(key).filter(move |key| self.takes_over(key.made)))
    }

    /// Whether it has the global value at this place, and not a value of its own or a copy.
    pub(crate) fn takes_over_within(&self, place: &[&str]) -> bool {
        let mut own = self.own;
        for name in place {
            match own.map(|own| own.as_map().map(|map| map.get(name))) {
                // A value that is no map stands for all that the global one has.
                Some(None) => return false,
                Some(Some(inner)) => own = inner,
                None => break,
            }
        }
        own.is_none() && !self.has_copies()
    }
}

/// A part of the global code, as `Code` has it in the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CodePart {
    /// Its name in `CodeUri`; nothing for what stands beside that.
    within: Option<&'static str>,
    pub(crate) made: &'static str,
}

impl CodePart {
    pub(crate) fn of<'m, 'd>(self, globals: &'m mut Map<'d>) -> Option<&'m mut Value<'d>> {
        match self.within {
            Some(part) => globals.get_mut("CodeUri")?.as_map_mut()?.get_mut(part),
            None => globals.get_mut(self.made),
        }
    }
}

/// Resolves what functions with a version resolve of the global code. Before anything is expanded, since the order makes no difference: a
/// version is always hashed with resolved code, and nobody else looks at it. (Unless parameters bring references: `turns.rs`.)
pub(crate) fn of_code<'d>(globals: &mut Globals<'d>, functions: &[&'d Entry], parameters: &ParameterValues<'d>) {
    for shared in functions.iter().map(|entry| Shared::of(&entry.value)) {
        of_code_of(globals, &shared, parameters);
    }
}

/// The same for one function.
pub(crate) fn of_code_of<'d>(globals: &mut Globals<'d>, shared: &Shared<'d>, parameters: &ParameterValues<'d>) {
    let may_change = |section: &Map, name: &str| matches!(section.get(name), Some(Value::Map(_) | Value::List(_)));
    let may_change = |section: &&Map| may_change(section, "CodeUri") || may_change(section, "SourceKMSKeyArn");
    let Some(section) = globals.of_functions().filter(may_change) else { return };
    if shared.has_its_archive_hashed(section)
        && let Some(section) = globals.of_functions_mut()
    {
        for part in shared.code() {
            leave(part.of(section), parameters);
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
pub(crate) fn leave<'d>(value: Option<&mut Value<'d>>, parameters: &ParameterValues<'d>) {
    if let Some(value) = value {
        let _ = parameters.resolve_and_leave_traces(value);
    }
}
