//! Why a command could not do what it was asked, with the places to look at.

use template_transform::{Diagnostic, Location};

use crate::exit::Exit;

/// Diagnostics, the texts they point into, and what the exit code says.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    diagnostics: Vec<Diagnostic>,
    sources: Vec<Source>,
}

/// A file that diagnostics point into.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) file: String,
    pub(crate) text: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, diagnostics: Vec<Diagnostic>) -> Self {
        Self { exit, diagnostics, sources: Vec::new() }
    }

    /// A failure about a file as a whole, or about none.
    pub(crate) fn of_file(exit: Exit, code: &'static str, file: &str, message: impl Into<String>) -> Self {
        Self::new(exit, vec![Diagnostic::error(code, Location::new(file, 1, 1), message)])
    }

    /// Ended by a signal: nothing is to be said.
    pub(crate) const fn interrupted() -> Self {
        Self { exit: Exit::Interrupted, diagnostics: Vec::new(), sources: Vec::new() }
    }

    #[must_use]
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        if let Some(last) = self.diagnostics.pop() {
            self.diagnostics.push(last.with_help(help));
        }
        self
    }

    /// Both failures; the exit code is that of the first.
    #[must_use]
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.diagnostics.extend(other.diagnostics);
        self.sources.extend(other.sources);
        self
    }

    /// Adds the text that the diagnostics point into, so that it can be shown.
    #[must_use]
    pub(crate) fn with_source(mut self, file: &str, text: &str) -> Self {
        self.sources.push(Source { file: file.to_owned(), text: text.to_owned() });
        self
    }

    pub(crate) const fn exit(&self) -> Exit {
        self.exit
    }

    pub(crate) fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }
}
