//! The typed view of the template, so that wiring and the rules of `check` see the same rights, names and hooks.

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Node};
use crate::model::Parameters;
use crate::model::hook::Candidates;
use crate::model::permission::{Attachments, FunctionNames, Rights};
use crate::model::reader::Reader;
use crate::model::reading::{ReadFunction, Reading};

pub(super) struct Typed<'d> {
    reading: Reading<'d>,
    attachments: Attachments<'d>,
    names: FunctionNames,
}

impl<'d> Typed<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let reading = Reading::of(document, &Parameters::new());
        let reader = &reading.reader;
        let names = FunctionNames::read(&reading);
        Self { attachments: Attachments::read(reader), names, reading }
    }

    pub(super) fn reader(&self) -> &Reader<'d> {
        &self.reading.reader
    }

    pub(super) fn names(&self) -> &FunctionNames {
        &self.names
    }

    pub(super) fn function(&self, id: &str) -> Option<&ReadFunction<'d>> {
        self.reading.functions.iter().find(|read| read.function.logical_id.as_str() == id)
    }

    /// The functions, as a hook can name them.
    pub(super) fn candidates(&self) -> Candidates<'_> {
        Candidates::new(self.reading.functions.iter().map(|read| (&read.function, read.properties.as_ref())))
    }

    /// Looks at the template as it is when these conditions hold.
    pub(super) fn assuming<T>(&self, conditions: impl IntoIterator<Item = &'d str>, look: impl FnOnce() -> T) -> T {
        self.reader().resolver().assuming(&conditions.into_iter().collect::<Vec<_>>(), look)
    }

    /// What a function's role may do; that of a function which is still to be made, nothing.
    pub(super) fn rights_of_function(&self, id: &str) -> Rights {
        match self.function(id) {
            Some(read) => Rights::of_function(self.reader(), &self.attachments, read),
            None => Rights { complete: true, ..Rights::default() },
        }
    }

    /// What a role of this template may do.
    pub(super) fn rights_of_role(&self, id: &str) -> Rights {
        Rights::of_role(self.reader(), &self.attachments, id)
    }

    /// Whether a text starts like this; nothing when only the deployment knows.
    pub(super) fn starts_with(&self, text: &Node, prefix: &str) -> Option<bool> {
        self.reader().resolver().partial_text(text).starts_with(prefix)
    }

    /// What is certainly wrong with the functions and their preferences.
    pub(super) fn into_errors(self) -> impl Iterator<Item = Diagnostic> {
        let findings = self.reading.reader.into_findings().into_certain();
        findings.filter(|finding| finding.severity == Severity::Error)
    }
}
