//! Finds what will go wrong with a safe deployment, before AWS tells it.
//!
//! Each rule stands in a file of its own under `rules`, with its reason, its mend and a pair of templates that show it. What only the
//! deployment knows is not accused. A finding is accepted by a comment on its line or above it,
//! `# safe-deploy: allow RULE because REASON`, or by `Metadata: { SafeDeploy: { Allow: { RULE: REASON } } }` on its resource.

mod alarm;
mod dependencies;
mod found;
mod network;
mod page;
mod rule;
mod rules;
mod step;
mod subject;
mod suppression;
mod target_variable;

pub use page::page;
pub use rule::{Example, Rule};
pub use suppression::Suppressed;

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Document;
use crate::model::Parameters;
use crate::plan::Plan;
use crate::wire::HookCrate;
use found::Found;
use subject::Subject;

/// All rules, in the order of the page that describes them.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    rules::ALL.iter().copied()
}

/// What the rules found in one template.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The findings, in the order of the template.
    pub findings: Vec<Diagnostic>,
    /// The findings that the template accepts, with its reasons.
    pub suppressed: Vec<Suppressed>,
}

impl Report {
    /// Whether there is nothing to mend; notes are no reason to stop.
    pub fn is_good(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity == Severity::Note)
    }
}

/// Holds a template against all rules.
///
/// ```
/// use template_transform::{Document, Parameters, check::check};
///
/// let template = "
/// Resources:
///   Orders:
///     Type: AWS::Serverless::Function
///     Properties:
///       AutoPublishAlias: live
///       DeploymentPreference:
///         Type: Canary10Percent5Minute
///         Hooks: { PreTraffic: !Ref Check }
///   Check:
///     Type: AWS::Serverless::Function
/// ";
/// let report = check(&Document::parse("template.yaml", template)?, &Parameters::new());
/// let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
/// assert!(codes.contains(&"unknown-strategy") && codes.contains(&"hook-name-without-prefix"));
/// # Ok::<(), template_transform::DocumentError>(())
/// ```
pub fn check(document: &Document, parameters: &Parameters) -> Report {
    check_within(document, parameters, Surroundings::default())
}

/// What is known beside the template.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'a> {
    /// The step from the template that is deployed now.
    pub plan: Option<&'a Plan>,
    /// The crates that the hooks are built from.
    pub hook_crates: &'a [HookCrate],
}

/// The same with what is known beside the template.
///
/// ```
/// use template_transform::plan::Plan;
/// use template_transform::{Document, Parameters, check::Surroundings, check::check_within};
///
/// let template = |timeout: u32| {
///     format!(
///         "Resources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: s3://code/1.zip\n      \
///          Timeout: {timeout}\n      AutoPublishAlias: live\n"
///     )
/// };
/// let (old, new) = (Document::parse("old.yaml", &template(3))?, Document::parse("new.yaml", &template(30))?);
/// let plan = Plan::between(&old, &new, &Parameters::new());
/// let surroundings = Surroundings { plan: Some(&plan), ..Surroundings::default() };
/// let report = check_within(&new, &Parameters::new(), surroundings);
/// assert_eq!(report.findings[0].code, "change-publishes-no-version");
/// # Ok::<(), template_transform::DocumentError>(())
/// ```
pub fn check_within(document: &Document, parameters: &Parameters, surroundings: Surroundings<'_>) -> Report {
    let subject = Subject::of(document, parameters, surroundings);
    let mut found = Found::default();
    for rule in rules::ALL {
        rule.find(&subject, &mut found);
    }
    let mut findings = found.into_diagnostics();
    findings.extend(subject.into_reader().into_findings().into_certain());
    let mut report = suppression::apply(document, findings);
    let place = |finding: &Diagnostic| (finding.location.line, finding.location.column, finding.code);
    report.findings.sort_by(|one, other| place(one).cmp(&place(other)));
    report
}
