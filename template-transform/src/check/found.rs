//! Collects what the rules find.

use super::rule::Rule;
use crate::diagnostic::{Diagnostic, Location};
use crate::model::LogicalId;

#[derive(Default)]
pub(crate) struct Found {
    rule: Option<&'static Rule>,
    diagnostics: Vec<Diagnostic>,
}

impl Found {
    pub(super) fn begin(&mut self, rule: &'static Rule) {
        self.rule = Some(rule);
    }

    /// A finding of the rule that searches now, with its own mend.
    pub(crate) fn add(&mut self, location: Location, resource: &LogicalId, message: String) {
        let mend = self.rule.map_or("", |rule| rule.mend);
        self.add_with_help(location, resource, message, mend.to_owned());
    }

    /// The same with a mend that fits this very place.
    pub(crate) fn add_with_help(&mut self, location: Location, resource: &LogicalId, message: String, help: String) {
        let Some(rule) = self.rule else { return };
        let finding =
            Diagnostic::new(rule.severity, rule.code, location, message).about(resource.as_str()).with_help(help);
        // What stands in `Globals`, or serves several functions, is told once.
        if !self.diagnostics.contains(&finding) {
            self.diagnostics.push(finding);
        }
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}
