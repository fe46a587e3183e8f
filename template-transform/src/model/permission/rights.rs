//! All that a role may do.

use std::collections::HashMap;

use super::managed_policy::ManagedPolicy;
use super::statement::{self, Statement, one_or_many};
use crate::diagnostic::Location;
use crate::document::{Map, Node};
use crate::model::partial_text::{Part, PartialText};
use crate::model::reader::Reader;
use crate::model::reading::ReadFunction;
use crate::model::resolver::Evaluated;

/// The statements that allow a role something.
#[derive(Default)]
pub(crate) struct Rights {
    pub(crate) statements: Vec<Statement>,
    /// Whether these are all: nothing of it stands outside of the template or is only known to the deployment.
    pub(crate) complete: bool,
    /// Whether a managed policy of AWS lets the role call functions named `CodeDeployHook_…`.
    pub(crate) calls_prefixed_hooks: bool,
    /// The names of all its managed policies that can be told.
    pub(crate) managed: Vec<String>,
    /// Where the role is written, if in this template.
    pub(crate) location: Option<Location>,
}

/// Policies that stand as resources of their own, by the logical id of the role that they are attached to.
#[derive(Default)]
pub(crate) struct Attachments<'a> {
    documents: HashMap<String, Vec<&'a Node>>,
    /// A policy is attached to a role that cannot be told.
    somewhere: bool,
}

impl<'a> Attachments<'a> {
    pub(crate) fn read(reader: &Reader<'a>) -> Self {
        let mut attachments = Self::default();
        let resources = reader.document().root().get("Resources").and_then(Node::as_map);
        for entry in resources.into_iter().flat_map(Map::iter) {
            let property = match entry.value.get("Type").and_then(Node::as_str) {
                Some("AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy") => "Roles",
                Some("AWS::IAM::RolePolicy") => "RoleName",
                _ => continue,
            };
            let Some(properties) = entry.value.get("Properties") else { continue };
            let (Some(roles), Some(document)) = (properties.get(property), properties.get("PolicyDocument")) else {
                continue;
            };
            for role in one_or_many(roles) {
                match reader.resolver().partial_text(role).sole_name() {
                    Some(name) => attachments.documents.entry(name.to_owned()).or_default().push(document),
                    None => attachments.somewhere = true,
                }
            }
        }
        attachments
    }
}

impl Rights {
    /// What a function's role may do.
    pub(crate) fn of_function(reader: &Reader<'_>, attachments: &Attachments<'_>, read: &ReadFunction<'_>) -> Self {
        let role = read.properties.get("Role").filter(|role| !role.is_null());
        let Some(role) = role else {
            let mut rights = Self { complete: true, location: Some(read.function.location.clone()), ..Self::default() };
            if let Some(policies) = read.properties.get("Policies") {
                rights.location = Some(reader.place(policies));
                rights.add_policies(reader, policies);
            }
            rights.add_attached(reader, attachments, &format!("{}Role", read.function.logical_id));
            return rights;
        };
        match reader.resolver().evaluate(role) {
            Evaluated::Reference(reference) => Self::of_role(reader, attachments, reference.resource.as_str()),
            _ => Self::default(),
        }
    }

    /// What a role of this template may do.
    pub(crate) fn of_role(reader: &Reader<'_>, attachments: &Attachments<'_>, id: &str) -> Self {
        if reader.resource_type(id) != Some("AWS::IAM::Role") {
            return Self::default();
        }
        let mut rights = Self { complete: true, ..Self::default() };
        if let Some(properties) = reader.resource(id).and_then(|resource| resource.get("Properties")) {
            rights.location = Some(reader.place(properties));
            if let Some(managed) = properties.get("ManagedPolicyArns") {
                rights.add_policies(reader, managed);
            }
            if let Some(policies) = properties.get("Policies") {
                for policy in rights.items(reader, policies) {
                    match policy.get("PolicyDocument") {
                        Some(document) => rights.add_document(reader, document),
                        None => rights.complete = false,
                    }
                }
            }
        }
        rights.add_attached(reader, attachments, id);
        rights
    }

    /// The statements that allow an action, certainly or perhaps.
    pub(crate) fn allowing<'s>(&'s self, action: &'static str) -> impl Iterator<Item = &'s Statement> {
        self.statements.iter().filter(move |statement| statement.allows(action) != Some(false))
    }

    /// Whether a statement allows actions that begin like this, and not just everything. The beginning is in small letters.
    pub(crate) fn name_actions(&self, beginning: &str) -> bool {
        let actions = self.statements.iter().flat_map(|statement| &statement.actions);
        actions.filter_map(PartialText::known).any(|action| action.to_lowercase().starts_with(beginning))
    }

    /// Whether no statement can allow an action.
    pub(crate) fn certainly_lack(&self, action: &'static str) -> bool {
        self.complete && self.allowing(action).next().is_none()
    }

    fn add_attached(&mut self, reader: &Reader<'_>, attachments: &Attachments<'_>, role: &str) {
        self.complete &= !attachments.somewhere;
        for document in attachments.documents.get(role).into_iter().flatten() {
            self.add_document(reader, document);
        }
    }

    /// Policies as SAM takes them: names, ARNs, documents, policy templates.
    fn add_policies(&mut self, reader: &Reader<'_>, policies: &Node) {
        for policy in self.items(reader, policies) {
            self.add_policy(reader, &policy);
        }
    }

    fn add_policy(&mut self, reader: &Reader<'_>, policy: &Node) {
        match reader.resolver().evaluate(policy) {
            Evaluated::Reference(reference) => {
                let id = reference.resource;
                let document = reader.resource(id.as_str()).and_then(|resource| resource.get("Properties"));
                match document.and_then(|properties| properties.get("PolicyDocument")) {
                    Some(document) => self.add_document(reader, document),
                    None => self.complete = false,
                }
            }
            Evaluated::Value(value) if value.is_null() => {}
            Evaluated::Value(value) if value.get("Statement").is_some() => self.add_document(reader, &value),
            Evaluated::Value(value) if value.as_map().is_some() => self.add_template(reader, &value),
            _ => self.add_managed(&reader.resolver().partial_text(policy)),
        }
    }

    fn add_managed(&mut self, name: &PartialText) {
        // `arn:${AWS::Partition}:iam::aws:policy/service-role/…` is known by its end.
        let text = match name.parts() {
            [Part::Known(text)] => text.as_str(),
            [Part::Known(arn), Part::Named(partition), Part::Known(text)]
                if arn == "arn:" && partition == "AWS::Partition" && text.starts_with(":iam::aws:policy/") =>
            {
                text.rsplit('/').next().unwrap_or_default()
            }
            _ => "",
        };
        self.managed.extend(text.rsplit('/').next().filter(|name| !name.is_empty()).map(str::to_owned));
        match ManagedPolicy::of(text) {
            ManagedPolicy::Unrelated => {}
            ManagedPolicy::CallsPrefixedHooks => self.calls_prefixed_hooks = true,
            ManagedPolicy::Unknown => self.complete = false,
        }
    }

    /// Of SAM's policy templates one concerns Lambda functions, and none CodeDeploy.
    fn add_template(&mut self, reader: &Reader<'_>, template: &Node) {
        let Some(entry) = template.as_map().filter(|map| map.len() == 1).and_then(|map| map.iter().next()) else {
            self.complete = false;
            return;
        };
        if entry.key.as_str() != "LambdaInvokePolicy" {
            return;
        }
        let Some(function) = entry.value.get("FunctionName") else { return };
        let name = reader.resolver().partial_text(function);
        let arn =
            PartialText::of_substitution("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:");
        let star = PartialText::of_substitution("*");
        let parts = [arn.parts(), name.parts(), star.parts()].concat();
        let location = reader.place(function);
        self.statements.push(Statement {
            actions: vec![PartialText::of_substitution("lambda:InvokeFunction")],
            resources: vec![(PartialText::from_parts(parts), location)],
        });
    }

    fn add_document(&mut self, reader: &Reader<'_>, document: &Node) {
        let (statements, complete) = statement::read(reader, document);
        self.statements.extend(statements);
        self.complete &= complete;
    }

    /// The items of a list, or the one value; not complete when the list cannot be told.
    fn items(&mut self, reader: &Reader<'_>, node: &Node) -> Vec<Node> {
        match reader.resolver().evaluate(node) {
            Evaluated::Value(value) if value.is_null() => Vec::new(),
            Evaluated::Value(value) => one_or_many(&value).to_vec(),
            Evaluated::Reference(_) => vec![node.clone()],
            Evaluated::Unknown(_) => {
                self.complete = false;
                Vec::new()
            }
        }
    }
}
