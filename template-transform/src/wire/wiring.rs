//! What has been added and found so far.

use super::template::Template;
use super::typed::Typed;
use super::unfinished::Finished;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::{Document, Edits, Fragment, Node};

/// One thing that was missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// The logical id of the resource that it was added to.
    pub resource: String,
    /// What was added, as the path inside of the resource; empty for a whole resource.
    pub property: String,
}

/// What one look at a template has led to.
pub(super) struct Round {
    pub(super) added: Option<Finished>,
    pub(super) findings: Vec<Diagnostic>,
}

pub(super) struct Wiring<'d> {
    pub(super) template: Template<'d>,
    pub(super) typed: &'d Typed<'d>,
    document: &'d Document,
    edits: Edits<'d>,
    additions: Vec<Addition>,
    findings: Vec<Diagnostic>,
}

impl<'d> Wiring<'d> {
    pub(super) fn of(document: &'d Document, typed: &'d Typed<'d>) -> Self {
        Self {
            template: Template::of(document),
            typed,
            document,
            edits: Edits::of(document),
            additions: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Adds a value to a resource.
    pub(super) fn put(&mut self, resource: &str, path: &[&str], value: Fragment) {
        self.try_put(resource, path, value);
    }

    /// Adds a value to a resource, for whom more depends on it: says whether it has a place there. If not, that is a finding.
    pub(super) fn try_put(&mut self, resource: &str, path: &[&str], value: Fragment) -> bool {
        let keys = [&["Resources", resource], path].concat();
        let done = self.edits.put(&keys, value);
        self.keep(resource, path, done)
    }

    /// Adds a value to a resource where it has a place, and says nothing where it has none.
    pub(super) fn put_if_possible(&mut self, resource: &str, path: &[&str], value: Fragment) {
        let keys = [&["Resources", resource], path].concat();
        let mut edits = self.edits.clone();
        // One that fails when all are made would take the others with it.
        if edits.put(&keys, value).and_then(|()| edits.apply().map(|_| ())).is_ok() {
            self.edits = edits;
            self.additions.push(Addition { resource: resource.to_owned(), property: path.join(".") });
        }
    }

    /// Adds an item to a list of a resource.
    pub(super) fn append(&mut self, resource: &str, path: &[&str], item: Fragment) {
        let keys = [&["Resources", resource], path].concat();
        let done = self.edits.append(&keys, item);
        self.keep(resource, path, done);
    }

    /// Adds an item to lists of a property, or to the branches of the `Fn::If` that makes them; says whether each has a place for it.
    pub(super) fn try_append(&mut self, resource: &str, path: &[&str], branches: &[&[&str]], item: &Fragment) -> bool {
        let property = [&["Resources", resource], path].concat();
        let mut edits = self.edits.clone();
        let mut append = |branch: &[&str]| edits.append(&[&property, branch].concat(), item.clone());
        let mut done = branches.iter().try_for_each(|branch| append(branch));
        if branches.iter().any(|branch| !branch.is_empty()) {
            // Lists in lists are laid out in more ways than edits follow, and one that fails would take all others with it.
            done = done.and_then(|()| edits.apply().map(|_| ()));
        }
        if done.is_ok() {
            self.edits = edits;
        }
        self.keep(resource, path, done)
    }

    fn keep(&mut self, resource: &str, path: &[&str], done: Result<(), crate::document::EditError>) -> bool {
        let is_possible = done.is_ok();
        match done {
            Ok(()) => {
                self.additions.push(Addition { resource: resource.to_owned(), property: path.join(".") });
            }
            Err(error) => self.findings.push(error.to_diagnostic().about(resource)),
        }
        is_possible
    }

    pub(super) fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Where a node stands for the person who wrote it.
    pub(super) fn place(&self, node: &Node) -> Location {
        self.document.location(node.alias_span().unwrap_or(node.span()))
    }

    /// Where a resource starts; the top of the file for one that is not there.
    pub(super) fn resource_place(&self, id: &str) -> Location {
        match self.template.entry(id) {
            Some(entry) => self.document.location(entry.key.span()),
            None => Location::new(self.document.file().as_str(), 1, 1),
        }
    }

    pub(super) fn is_unchanged(&self) -> bool {
        self.edits.is_empty()
    }

    /// The document with what was added, if anything was and has its place; findings are left to those who look at that one.
    pub(super) fn applied(self) -> Option<Finished> {
        if self.edits.is_empty() {
            return None;
        }
        Some(Finished { document: self.edits.applied().ok()?, additions: self.additions })
    }

    pub(super) fn finish(self) -> Round {
        let Self { edits, additions, mut findings, .. } = self;
        if edits.is_empty() {
            return Round { added: None, findings };
        }
        let added = match edits.applied() {
            Ok(document) => Some(Finished { document, additions }),
            Err(error) => {
                findings.push(error.to_diagnostic());
                None
            }
        };
        Round { added, findings }
    }
}
