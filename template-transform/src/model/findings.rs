//! Collects what is wrong, all of it in one run.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Location, Severity};

/// Findings in the order in which they were made. What stands in `Globals` goes wrong for every function and is told once.
#[derive(Default)]
pub(crate) struct Findings {
    found: Vec<Diagnostic>,
    told: HashSet<(&'static str, Location, String)>,
}

/// The end of the codes that say only that something cannot be known before the deployment.
const NOT_KNOWN: &str = "-not-known";

impl Findings {
    pub(crate) fn report(&mut self, finding: Diagnostic) {
        if self.told.insert((finding.code, finding.location.clone(), finding.message.clone())) {
            self.found.push(finding);
        }
    }

    /// What is wrong for certain: what is merely unknown accuses nobody.
    pub(crate) fn into_certain(self) -> impl Iterator<Item = Diagnostic> {
        self.found.into_iter().filter(|finding| !finding.code.ends_with(NOT_KNOWN))
    }

    /// The warnings of a template without errors, else everything.
    pub(crate) fn into_warnings(self) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        if self.found.iter().any(|finding| finding.severity == Severity::Error) {
            Err(self.found)
        } else {
            Ok(self.found)
        }
    }
}
