//! What every part of the model needs to read a template: values resolved, wrong types reported.

use std::cell::RefCell;

use super::findings::Findings;
use super::logical_id::LogicalId;
use super::parameters::Parameters;
use super::resolved::{Resolved, Unknown};
use super::resolver::{Evaluated, Resolver};
use crate::diagnostic::{Diagnostic, Location};
use crate::document::{Document, Node};

pub(crate) struct Reader<'a> {
    resolver: Resolver<'a>,
    findings: RefCell<Findings>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(document: &'a Document, parameters: &Parameters) -> Self {
        Self { resolver: Resolver::new(document, parameters), findings: RefCell::default() }
    }

    pub(crate) fn document(&self) -> &'a Document {
        self.resolver.document()
    }

    pub(crate) fn resolver(&self) -> &Resolver<'a> {
        &self.resolver
    }

    pub(crate) fn into_findings(self) -> Findings {
        self.findings.into_inner()
    }

    pub(crate) fn report(&self, finding: Diagnostic) {
        self.findings.borrow_mut().report(finding);
    }

    /// Where a node stands for the person who wrote it; for an alias, where the alias is.
    pub(crate) fn place(&self, node: &Node) -> Location {
        self.document().location(node.alias_span().unwrap_or(node.span()))
    }

    pub(crate) fn resource(&self, id: &str) -> Option<&'a Node> {
        self.document().root().get("Resources")?.get(id)
    }

    pub(crate) fn resource_type(&self, id: &str) -> Option<&'a str> {
        self.resource(id)?.get("Type")?.as_str()
    }

    /// Reports a value of the wrong kind, in the same words everywhere.
    pub(crate) fn wrong_type(&self, resource: &str, property: &str, node: &Node, wanted: &str) {
        let message = format!("`{property}` must be {wanted}, and this is {}", node.kind());
        self.report(Diagnostic::error("wrong-type", self.place(node), message).about(resource));
    }

    /// Reports what the deployment alone will know, where it is needed now.
    pub(crate) fn not_known(&self, code: &'static str, resource: &str, what: &str, node: &Node, unknown: &Unknown) {
        let finding = Diagnostic::error(
            code,
            self.place(node),
            format!("{what} cannot be known before the deployment: {unknown}"),
        );
        let finding = finding.about(resource);
        self.report(match unknown.help() {
            Some(help) => finding.with_help(help),
            None => finding.with_help("write the value itself, or a `!Ref` to a parameter with a default"),
        });
    }

    /// A property that is text; absent and null are nothing.
    pub(crate) fn text(&self, resource: &str, property: &str, node: Option<&Node>) -> Resolved<Option<String>> {
        let Some(node) = node else { return Resolved::Known(None) };
        match self.resolver.evaluate(node) {
            Evaluated::Value(value) if value.is_null() => return Resolved::Known(None),
            Evaluated::Value(value) if value.scalar_text().is_none() => {
                self.wrong_type(resource, property, node, "text");
                return Resolved::Known(None);
            }
            _ => {}
        }
        self.resolver.text(node).map_or(Resolved::Known(None), |text| text.map(Some))
    }

    /// A property that is a whole number, also as text; `default` when it is absent.
    pub(crate) fn number(&self, resource: &str, property: &str, node: Option<&Node>, default: u32) -> Resolved<u32> {
        let Some(node) = node else { return Resolved::Known(default) };
        self.text(resource, property, Some(node)).map(|text| match text.map(|text| whole_number(&text)) {
            None => default,
            Some(Some(number)) => number,
            Some(None) => {
                let message = format!("`{property}` must be a whole number");
                self.report(Diagnostic::error("wrong-type", self.place(node), message).about(resource));
                default
            }
        })
    }

    /// Whether a resource is part of this deployment, by its `Condition`.
    pub(crate) fn deployed(&self, resource: &Node) -> Resolved<bool> {
        match resource.get("Condition") {
            Some(condition) => match condition.as_str() {
                Some(name) => self.resolver.condition(name, condition),
                None => Resolved::Known(true),
            },
            None => Resolved::Known(true),
        }
    }

    /// Whether the values of a resource come from a template of its own, a macro or a function: what they name is not known here.
    pub(crate) fn brings_values_from_elsewhere(&self, id: &str) -> bool {
        self.resource_type(id).is_some_and(|kind| match kind {
            "AWS::CloudFormation::Stack" | "AWS::CloudFormation::CustomResource" | "AWS::Serverless::Application" => {
                true
            }
            kind => !kind.starts_with("AWS::"),
        })
    }

    pub(crate) fn is_function(&self, id: &LogicalId) -> bool {
        self.resource_type(id.as_str()).is_some_and(|kind| super::function::FunctionKind::of(kind).is_some())
    }
}

/// A whole number as CloudFormation takes it: `5`, `"5"`, `5.0`.
pub(crate) fn whole_number(text: &str) -> Option<u32> {
    let text = text.trim();
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}
