//! `DeploymentPreference`: what makes a function a guarded one.

use super::alarm_list::{self, AlarmReference};
use super::hook::{self, Candidates, HookReference};
use super::intrinsic::{intrinsic, is_intrinsic};
use super::logical_id::{AliasName, LogicalId};
use super::reader::Reader;
use super::resolved::{Resolved, UnknownReason};
use super::resolver::Evaluated;
use super::service_role::ServiceRole;
use super::strategy::{self, NamedStrategy};
use crate::diagnostic::{Diagnostic, Location};
use crate::document::{Node, Value};

/// A function whose new versions are checked before and after traffic moves to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardedFunction {
    /// The function.
    pub function: LogicalId,
    /// The alias that traffic comes through.
    pub alias: AliasName,
    /// How traffic moves.
    pub strategy: NamedStrategy,
    /// The hook that runs before traffic moves.
    pub pre_traffic: Option<HookReference>,
    /// The hook that runs after traffic has moved.
    pub post_traffic: Option<HookReference>,
    /// The alarms that stop the deployment, in the order of the template.
    pub alarms: Resolved<Vec<AlarmReference>>,
    /// The role in which CodeDeploy shifts traffic and calls the hooks.
    pub service_role: ServiceRole,
    /// Where its `DeploymentPreference` stands.
    pub location: Location,
}

/// What the preference of a function comes to.
pub(crate) enum Guard {
    /// It has none.
    Absent,
    /// `Enabled: false`.
    Disabled,
    /// It is no map, and that was reported.
    Unreadable,
    Enabled(Box<Preference>),
}

/// What a preference says, as far as it can be read; what is wrong with the rest was reported.
pub(crate) struct Preference {
    pub(crate) location: Location,
    /// False when only the deployment knows.
    pub(crate) certainly_enabled: bool,
    pub(crate) strategy: Option<NamedStrategy>,
    /// The strategies that there may be, when only the deployment knows which.
    pub(crate) possible_strategies: Vec<NamedStrategy>,
    pub(crate) alias: Option<AliasName>,
    pub(crate) pre_traffic: Option<HookReference>,
    pub(crate) post_traffic: Option<HookReference>,
    pub(crate) alarms: Resolved<Vec<AlarmReference>>,
    /// All that may be among them, by conditions that only the deployment knows.
    pub(crate) possible_alarms: Vec<AlarmReference>,
    pub(crate) service_role: ServiceRole,
}

impl Preference {
    /// The guarded function, when its preference is fit.
    pub(crate) fn guarded(&self, function: &LogicalId) -> Option<GuardedFunction> {
        if !self.certainly_enabled {
            return None;
        }
        Some(GuardedFunction {
            function: function.clone(),
            alias: self.alias.clone()?,
            strategy: self.strategy.clone()?,
            pre_traffic: self.pre_traffic.clone(),
            post_traffic: self.post_traffic.clone(),
            alarms: self.alarms.clone(),
            service_role: self.service_role.clone(),
            location: self.location.clone(),
        })
    }

    /// The hooks of both phases, those that there are.
    pub(crate) fn hooks(&self) -> impl Iterator<Item = (&'static str, &HookReference)> {
        let phases = [("PreTraffic", &self.pre_traffic), ("PostTraffic", &self.post_traffic)];
        phases.into_iter().filter_map(|(phase, hook)| Some((phase, hook.as_ref()?)))
    }
}

/// Reads the preference of a function; `properties` has the globals merged in.
pub(crate) fn read(reader: &Reader<'_>, candidates: &Candidates<'_>, id: &LogicalId, properties: &Node) -> Guard {
    let resource = id.as_str();
    let Some(entry) = properties.as_map().and_then(|map| map.entry("DeploymentPreference")) else {
        return Guard::Absent;
    };
    let preference = &entry.value;
    let location = reader.document().location(entry.key.span());
    match preference.as_map() {
        None if preference.is_null() => return Guard::Absent,
        None => {
            reader.wrong_type(resource, "DeploymentPreference", preference, "a map");
            return Guard::Unreadable;
        }
        Some(map) if map.is_empty() => return Guard::Absent,
        Some(_) if is_intrinsic(preference) => {
            let message = "`DeploymentPreference` must be a map: SAM reads it before intrinsic functions are evaluated";
            let finding =
                Diagnostic::error("preference-is-intrinsic", reader.place(preference), message).about(resource);
            reader.report(finding.with_help("move the function to the value that varies, for example `Type: !If [Fast, AllAtOnce, Canary10Percent5Minutes]`"));
            return Guard::Unreadable;
        }
        Some(_) => {}
    }
    let certainly_enabled = match enabled(reader, resource, preference.get("Enabled")) {
        None => false,
        Some(false) => return Guard::Disabled,
        Some(true) => true,
    };
    // Each is read before any decides, so that all problems come in one run.
    let strategy = preference_type(reader, resource, preference, &location);
    let possible_strategies = match preference.get("Type") {
        Some(node) => strategy::of_branches(reader, resource, node),
        None => Vec::new(),
    };
    let alias = alias(reader, resource, properties, &location);
    let [pre_traffic, post_traffic] = hooks(reader, candidates, resource, preference.get("Hooks"));
    let alarms = alarm_list::read(reader, resource, preference.get("Alarms"));
    let possible_alarms = alarm_list::possible(reader, resource, preference.get("Alarms"));
    let service_role = ServiceRole::read(reader, resource, preference.get("Role"));
    Guard::Enabled(Box::new(Preference {
        location,
        certainly_enabled,
        strategy,
        possible_strategies,
        alias,
        pre_traffic,
        post_traffic,
        alarms,
        possible_alarms,
        service_role,
    }))
}

/// SAM resolves parameters and mappings here and nothing else: any other intrinsic function enables.
fn enabled(reader: &Reader<'_>, resource: &str, node: Option<&Node>) -> Option<bool> {
    let Some(node) = node else { return Some(true) };
    if let Some((name, _)) = intrinsic(node)
        && !matches!(name.as_str(), "Ref" | "Fn::FindInMap")
    {
        let message =
            format!("SAM does not evaluate `{}` in `Enabled`, so the preference is always enabled", name.as_str());
        let finding = Diagnostic::warning("enabled-is-always-true", reader.place(node), message).about(resource);
        reader.report(finding.with_help("use a `!Ref` to a parameter or a `!FindInMap`"));
        return Some(true);
    }
    match reader.resolver().evaluate(node) {
        Evaluated::Value(value) => Some(match value.value() {
            Value::Null => false,
            Value::Bool(truth) => *truth,
            Value::Integer(number) => *number != 0,
            Value::Float(number) => *number != 0.0,
            Value::Timestamp(_) => true,
            Value::Text(text) => !matches!(text.as_str(), "" | "false" | "False"),
            Value::List(items) => !items.is_empty(),
            Value::Map(map) => !map.is_empty(),
        }),
        Evaluated::Reference(_) => Some(true),
        Evaluated::Unknown(unknown) => {
            reader.not_known("enabled-not-known", resource, "whether the preference is enabled", node, &unknown);
            None
        }
    }
}

fn preference_type(
    reader: &Reader<'_>,
    resource: &str,
    preference: &Node,
    location: &Location,
) -> Option<NamedStrategy> {
    match preference.get("Type") {
        Some(node) if !node.is_null() => strategy::read(reader, resource, node),
        _ => {
            let message = "`DeploymentPreference` does not say how traffic moves: SAM requires its `Type`";
            let finding = Diagnostic::error("preference-without-type", location.clone(), message).about(resource);
            reader.report(finding.with_help("add `Type: Canary10Percent5Minutes`, or another strategy"));
            None
        }
    }
}

/// SAM takes text or a `Ref` to a parameter, and nothing else.
fn alias(reader: &Reader<'_>, resource: &str, properties: &Node, preference: &Location) -> Option<AliasName> {
    let without = || {
        let message = "`DeploymentPreference` shifts the traffic of an alias, and this function has none: `AutoPublishAlias` is missing";
        let finding = Diagnostic::error("preference-without-alias", preference.clone(), message).about(resource);
        reader.report(finding.with_help("add `AutoPublishAlias: live` beside it"));
        None
    };
    let Some(node) = properties.get("AutoPublishAlias") else { return without() };
    let refuse = |message: String| {
        let finding = Diagnostic::error("invalid-alias", reader.place(node), message).about(resource);
        reader.report(finding.with_help("write a name such as `live`, or a `!Ref` to a parameter"));
        None
    };
    if let Some((name, _)) = intrinsic(node)
        && name.as_str() != "Ref"
    {
        return refuse(format!(
            "SAM takes text or a `!Ref` to a parameter for `AutoPublishAlias`, and not `{}`",
            name.as_str()
        ));
    }
    match reader.resolver().evaluate(node) {
        Evaluated::Value(value) => match value.value() {
            Value::Null | Value::Bool(false) => without(),
            Value::Text(text) if text.is_empty() => without(),
            Value::Text(text) => AliasName::new(text).or_else(|| {
                refuse(format!(
                    "`{text}` cannot be the name of an alias: letters, digits, `-` and `_` only, and not digits alone"
                ))
            }),
            _ => refuse(format!("`AutoPublishAlias` must be text, and this is {}", value.kind())),
        },
        Evaluated::Reference(reference) => refuse(format!(
            "`AutoPublishAlias` refers to the resource `{}`; SAM takes a parameter only",
            reference.resource
        )),
        Evaluated::Unknown(unknown) if matches!(unknown.reason, UnknownReason::NoSuchName(_)) => {
            refuse(format!("`AutoPublishAlias` leads nowhere: {unknown}"))
        }
        Evaluated::Unknown(unknown) => {
            reader.not_known("alias-not-known", resource, "the name of the alias (`AutoPublishAlias`)", node, &unknown);
            None
        }
    }
}

/// The hooks of both phases; what is wrong with one is reported, and stops the reading in the end.
fn hooks(
    reader: &Reader<'_>,
    candidates: &Candidates<'_>,
    resource: &str,
    node: Option<&Node>,
) -> [Option<HookReference>; 2] {
    let Some(node) = node.filter(|node| !node.is_null()) else { return [None, None] };
    let Some(hooks) = node.as_map().filter(|_| !is_intrinsic(node)) else {
        reader.wrong_type(resource, "Hooks", node, "a map with `PreTraffic` and `PostTraffic`");
        return [None, None];
    };
    hook::report_unknown_phases(reader, resource, hooks);
    ["PreTraffic", "PostTraffic"].map(|phase| hook::read(reader, candidates, resource, phase, hooks.get(phase)?))
}
