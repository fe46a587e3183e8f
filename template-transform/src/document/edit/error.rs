//! Why an edit cannot be made.

use crate::diagnostic::{Diagnostic, Location};

/// An edit that the text does not allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{location}: {problem}")]
pub struct EditError {
    location: Location,
    problem: EditProblem,
}

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditProblem {
    /// Something else than a map.
    #[error("`{path}` would have to be a map, and this is {found}")]
    NotAMap {
        /// The keys that lead there.
        path: String,
        /// What stands there, in words.
        found: &'static str,
    },
    /// Something else than a list.
    #[error("`{path}` would have to be a list, and this is {found}")]
    NotAList {
        /// The keys that lead there.
        path: String,
        /// What stands there, in words.
        found: &'static str,
    },
    /// An intrinsic function whose value is, or may be, a list itself; an item beside it would be an item beside a list.
    #[error("`{path}` is made by `{function}`, which may give a list, and CloudFormation takes no list among items")]
    MayBeAList {
        /// The keys that lead there.
        path: String,
        /// The function.
        function: String,
    },
    /// The value is there already.
    #[error("`{path}` is there already")]
    Exists {
        /// The keys that lead there.
        path: String,
    },
    /// An alias or a merge key repeats this part elsewhere, so that a change here would be one there too.
    #[error("`{path}` is shared through a YAML anchor, so a change here would change other places too")]
    Shared {
        /// The keys that lead there.
        path: String,
    },
    /// The new text would not say what it should.
    #[error("`{path}` is laid out in a way that no entry can be added to")]
    Layout {
        /// The keys that lead there.
        path: String,
    },
}

impl EditError {
    pub(super) fn new(location: Location, problem: EditProblem) -> Self {
        Self { location, problem }
    }

    /// Where.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// What stands in the way.
    pub fn problem(&self) -> &EditProblem {
        &self.problem
    }

    /// The same as a finding among others.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let (code, help) = match &self.problem {
            EditProblem::NotAMap { .. } => ("not-a-map", "write it as a map, or add the entry where its value is made"),
            EditProblem::NotAList { .. } => ("not-a-list", "write it as a list"),
            EditProblem::MayBeAList { .. } => {
                ("may-be-a-list", "write a list, and the function in its items, as in `[!If [Condition, a, b], c]`")
            }
            EditProblem::Exists { .. } => ("exists", "remove it, or keep it as it is"),
            EditProblem::Shared { .. } => {
                ("shared-by-alias", "write this part out instead of repeating it by an alias")
            }
            EditProblem::Layout { .. } => ("unusual-layout", "write this part with one entry a line"),
        };
        Diagnostic::error(code, self.location.clone(), self.problem.to_string()).with_help(help)
    }
}
