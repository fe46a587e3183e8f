//! What a rule is.

use super::found::Found;
use super::step::Step;
use super::subject::Subject;
use crate::diagnostic::Severity;

/// A known trap of safe deployments.
#[derive(Debug)]
pub struct Rule {
    /// Its stable name, in kebab case.
    pub code: &'static str,
    /// How bad a finding is.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub sentence: &'static str,
    /// Why it matters.
    pub reason: &'static str,
    /// How to mend it.
    pub mend: &'static str,
    /// A template that it accuses.
    pub bad: Example,
    /// The same template, mended.
    pub good: &'static str,
    pub(super) detection: Detection,
}

/// A template, and where the rule points in it.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The template.
    pub template: &'static str,
    /// The places of all findings, as `line:column`.
    pub found_at: &'static [&'static str],
}

/// Who finds what a rule is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Detection {
    /// The typed view of the template, while it is read.
    Reading,
    /// The comments that accept findings.
    Suppressing,
    /// A function of its own.
    Search(fn(&Subject<'_>, &mut Found)),
    /// The same, which finds more when the sources of the hooks are there.
    SourceSearch(fn(&Subject<'_>, &mut Found)),
    /// A function that looks at the step from the template that is deployed.
    Comparison {
        /// What is deployed before both examples.
        before: &'static str,
        /// The function.
        search: fn(&Step<'_, '_>, &mut Found),
    },
}

impl Rule {
    /// The template that is deployed before both examples, when the rule is about the step from one to the next.
    pub const fn before(&self) -> Option<&'static str> {
        match self.detection {
            Detection::Comparison { before, .. } => Some(before),
            _ => None,
        }
    }

    /// Whether what it finds depends on more than the template.
    pub(super) const fn looks_beside_the_template(&self) -> bool {
        matches!(self.detection, Detection::SourceSearch(_) | Detection::Comparison { .. })
    }

    pub(super) fn find(&'static self, subject: &Subject<'_>, found: &mut Found) {
        found.begin(self);
        match (self.detection, subject.plan()) {
            (Detection::Search(search) | Detection::SourceSearch(search), _) => search(subject, found),
            (Detection::Comparison { search, .. }, Some(plan)) => search(&Step { subject, plan }, found),
            _ => {}
        }
    }
}
