//! What the step from one template to the next deploys, and what it does not.

mod change;
mod function_plan;
mod function_state;
mod meaning;
mod publication;
mod role_change;
mod sentences;
mod watch;

pub use function_plan::{FunctionPlan, PossibleStrategy};
pub use publication::Publication;
pub use role_change::RoleChange;
pub use watch::PlannedHook;

use function_state::{FunctionState, Given};
use serde::Serialize;

use crate::document::Document;
use crate::expand::VersionSource;
use crate::model::reading::Reading;
use crate::model::{LogicalId, Parameters};

/// What a deployment of the new template over the old one does to each function.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    /// The functions of the new template in its order, then those that only the old one has.
    pub functions: Vec<FunctionPlan>,
}

impl Plan {
    /// Compares two templates. The parameters are those of the new deployment; what the old one had is their default, or not known.
    ///
    /// ```
    /// use template_transform::plan::{Plan, Publication};
    /// use template_transform::{Document, Parameters};
    ///
    /// let template = |timeout: u32| {
    ///     format!(
    ///         "Resources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: s3://code/1.zip\n      \
    ///          Timeout: {timeout}\n      AutoPublishAlias: live\n"
    ///     )
    /// };
    /// let (old, new) = (Document::parse("old.yaml", &template(3))?, Document::parse("new.yaml", &template(30))?);
    /// let plan = Plan::between(&old, &new, &Parameters::new());
    /// assert_eq!(plan.functions[0].publication, Publication::Unchanged { changed_in_vain: vec!["Timeout".to_owned()] });
    /// # Ok::<(), template_transform::DocumentError>(())
    /// ```
    pub fn between(old: &Document, new: &Document, parameters: &Parameters) -> Self {
        Self::made((old, parameters), (new, parameters), [Given::Now(parameters); 2])
    }

    /// Compares two templates, each with the values that its parameters have.
    pub fn between_deployments(old: (&Document, &Parameters), new: (&Document, &Parameters)) -> Self {
        Self::made(old, new, [Given::Each(old.1), Given::Each(new.1)])
    }

    fn made(
        (old, parameters_before): (&Document, &Parameters),
        (new, parameters): (&Document, &Parameters),
        [given_before, given]: [Given<'_>; 2],
    ) -> Self {
        let versions_before = VersionSource::of(old, parameters_before);
        let versions_now = VersionSource::of(new, parameters);
        let (old, new) = (Reading::of(old, parameters_before), Reading::of(new, parameters));
        let find = |reading: &Reading<'_>, id: &LogicalId| {
            reading.functions.iter().position(|read| read.function.logical_id == *id)
        };
        let mut functions = Vec::new();
        for read in &new.functions {
            let before = find(&old, &read.function.logical_id).map(|at| FunctionState {
                reader: &old.reader,
                read: &old.functions[at],
                versions: versions_before.as_ref(),
                given: given_before,
            });
            let now = FunctionState { reader: &new.reader, read, versions: versions_now.as_ref(), given };
            functions.push(FunctionPlan::of(before, now));
        }
        let removed = old.functions.iter().filter(|read| find(&new, &read.function.logical_id).is_none());
        functions.extend(removed.map(FunctionPlan::removed));
        Self { functions }
    }
}
