//! What wiring looks at in a template: resources, and properties with `Globals` behind them.

use crate::document::{Document, Entry, Map, Node, Value};

/// An alarm on a metric.
pub(super) const ALARM: &str = "AWS::CloudWatch::Alarm";
/// The types of functions that can be a hook.
pub(super) const SERVERLESS: &str = "AWS::Serverless::Function";
const LAMBDA: &str = "AWS::Lambda::Function";

#[derive(Clone, Copy)]
pub(super) struct Template<'d> {
    root: &'d Node,
    resources: Option<&'d Map>,
    globals: Option<&'d Node>,
}

impl<'d> Template<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let root = document.root();
        Self {
            root,
            resources: root.get("Resources").and_then(Node::as_map),
            globals: root.get("Globals").and_then(|globals| globals.get("Function")),
        }
    }

    pub(super) fn entry(&self, id: &str) -> Option<&'d Entry> {
        self.resources?.entry(id)
    }

    pub(super) fn resource(&self, id: &str) -> Option<&'d Node> {
        self.resources?.get(id)
    }

    pub(super) fn resources(&self) -> impl Iterator<Item = (&'d str, &'d Node)> + use<'d> {
        self.resources.into_iter().flat_map(Map::iter).map(|entry| (entry.key.as_str(), &entry.value))
    }

    pub(super) fn resource_type(&self, id: &str) -> Option<&'d str> {
        self.resource(id)?.get("Type")?.as_str()
    }

    pub(super) fn is_serverless(&self, id: &str) -> bool {
        self.resource_type(id) == Some(SERVERLESS)
    }

    pub(super) fn is_function(&self, id: &str) -> bool {
        matches!(self.resource_type(id), Some(SERVERLESS | LAMBDA))
    }

    pub(super) fn is_parameter(&self, id: &str) -> bool {
        self.root.get("Parameters").is_some_and(|parameters| parameters.get(id).is_some())
    }

    /// Whether a new resource cannot be called this.
    pub(super) fn is_taken(&self, id: &str) -> bool {
        self.resource(id).is_some() || self.is_parameter(id)
    }

    /// The property that a resource itself has.
    pub(super) fn own(&self, id: &str, path: &[&str]) -> Option<&'d Node> {
        let properties = self.resource(id)?.get("Properties")?;
        path.iter().try_fold(properties, |node, key| node.get(key)).filter(|node| !node.is_null())
    }

    /// The property of a function that `Globals` gives it, also one that does not exist yet.
    pub(super) fn global(&self, id: &str, path: &[&str]) -> Option<&'d Node> {
        if self.resource(id).is_some() && !self.is_serverless(id) {
            return None;
        }
        let ignored = match self.resource(id).and_then(|resource| resource.get("IgnoreGlobals")).map(Node::value) {
            Some(Value::Text(text)) => text.as_str() == "*",
            Some(Value::List(names)) => names.iter().any(|name| name.as_str() == path.first().copied()),
            _ => false,
        };
        let globals = self.globals.filter(|_| !ignored)?;
        path.iter().try_fold(globals, |node, key| node.get(key)).filter(|node| !node.is_null())
    }

    /// The property that counts: maps of `Globals` and of the resource are united.
    pub(super) fn property(&self, id: &str, path: &[&str]) -> Option<&'d Node> {
        self.own(id, path).or_else(|| self.global(id, path))
    }

    /// What the resource itself and `Globals` give for a property that SAM joins: lists.
    pub(super) fn joined(&self, id: &str, path: &[&str]) -> impl Iterator<Item = &'d Node> + use<'d> {
        [self.own(id, path), self.global(id, path)].into_iter().flatten()
    }

    /// Whether a function's deployments are guarded: `Enabled` counts as SAM takes it.
    pub(super) fn is_guarded(&self, id: &str) -> bool {
        let preference = [self.own(id, &["DeploymentPreference"]), self.global(id, &["DeploymentPreference"])];
        preference.into_iter().flatten().any(|node| node.as_map().is_some_and(|map| !map.is_empty()))
            && self.is_enabled(id)
    }

    pub(super) fn is_enabled(&self, id: &str) -> bool {
        let path = ["DeploymentPreference", "Enabled"];
        let own = self.resource(id).and_then(|it| it.get("Properties")).and_then(|it| it.get(path[0])?.get(path[1]));
        let enabled = own.or_else(|| self.global(id, &path));
        let switches_on = |node: &Node| match node.value() {
            Value::Bool(truth) => *truth,
            Value::Null | Value::Integer(0) => false,
            Value::Text(text) => !matches!(text.as_str(), "" | "false" | "False"),
            _ => true,
        };
        enabled.is_none_or(|node| match self.parameter(node) {
            None => switches_on(node),
            // Whatever is its default: another of its values is there to be given.
            Some(parameter) => match parameter.get("AllowedValues").and_then(Node::as_list) {
                Some(values) => values.iter().any(switches_on),
                None => parameter.get("Default").is_none_or(switches_on),
            },
        })
    }

    /// The parameter that a value refers to.
    fn parameter(&self, node: &Node) -> Option<&'d Node> {
        self.root.get("Parameters")?.get(node.get("Ref")?.as_str()?)
    }

    /// The `Role` of a guarded function's preference. Empty text is none.
    pub(super) fn service_role(&self, id: &str) -> Option<&'d Node> {
        self.property(id, &["DeploymentPreference", "Role"]).filter(|role| role.as_str() != Some(""))
    }

    /// The logical id behind `!GetAtt Id.Arn`, `!Ref Id` or the same in `!Sub`, when it is a role of this template.
    pub(super) fn role_behind(&self, node: &Node) -> Option<String> {
        let names = super::dependency::references(node);
        match names.as_slice() {
            [only] if self.resource_type(only) == Some("AWS::IAM::Role") => Some(only.clone()),
            _ => None,
        }
    }
}
