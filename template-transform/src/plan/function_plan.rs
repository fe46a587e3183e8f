//! What a deployment does to one function.

use serde::Serialize;

use super::change;
use super::publication::Publication;
use crate::model::preference::Guard;
use crate::model::reader::Reader;
use crate::model::reading::ReadFunction;
use crate::model::{AlarmTarget, HookReference, Resolved, ServiceRole};

/// What a deployment does to one function.
#[derive(Clone, Debug, Serialize)]
pub struct FunctionPlan {
    /// Its logical id.
    pub function: String,
    /// Its alias in the new template, when that is known.
    pub alias: Option<String>,
    /// Whether a version is published.
    pub publication: Publication,
    /// The hooks that run, in their order; none when traffic does not move by CodeDeploy.
    pub hooks: Vec<PlannedHook>,
    /// The alarms that are watched while traffic moves.
    pub alarms: Vec<String>,
    /// The name of the strategy.
    pub strategy: Option<String>,
    /// How long it is from the first shift to the last, in minutes.
    pub shift_minutes: Option<u64>,
    /// What changes in the rights of both versions, or makes them unfit to stand side by side.
    pub role_changes: Vec<RoleChange>,
}

/// A hook that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedHook {
    /// `PreTraffic` or `PostTraffic`.
    pub phase: &'static str,
    /// Its logical id.
    pub function: String,
}

/// A change of what a function may do, or of where its failures go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleChange {
    /// The policies of its role change, for the old version too, at once.
    PoliciesOfBothVersions,
    /// The new version has another role: Lambda gives an alias no weights between two roles.
    AnotherRole,
    /// The new version has another dead-letter queue: Lambda gives an alias no weights between two of them.
    AnotherDeadLetterQueue,
    /// CodeDeploy works in another service role.
    AnotherServiceRole,
}

impl FunctionPlan {
    pub(super) fn of(old: Option<(&Reader<'_>, &ReadFunction<'_>)>, new: (&Reader<'_>, &ReadFunction<'_>)) -> Self {
        let (reader, read) = new;
        let alias = alias(reader, read);
        let publication = match (old.and_then(|(reader, before)| self::alias(reader, before)), &alias) {
            (_, None) => Publication::NoAlias,
            (Some(before), Some(now)) if before == *now => match old {
                Some((_, before)) => Publication::between(&before.properties, &read.properties),
                None => Publication::First,
            },
            _ => Publication::First,
        };
        let mut plan = Self {
            function: read.function.logical_id.to_string(),
            alias,
            publication,
            hooks: Vec::new(),
            alarms: Vec::new(),
            strategy: None,
            shift_minutes: None,
            role_changes: old.map(|(_, before)| role_changes(before, read)).unwrap_or_default(),
        };
        if let Guard::Enabled(preference) = &read.guard
            && plan.publication.may_shift_traffic()
        {
            let hook = |(phase, hook): (_, &HookReference)| PlannedHook { phase, function: hook.function.to_string() };
            plan.hooks = preference.hooks().map(hook).collect();
            plan.alarms = preference
                .alarms
                .known()
                .into_iter()
                .flatten()
                .filter_map(|one| match &one.alarm {
                    AlarmTarget::Resource(id) | AlarmTarget::ArnOf(id) => Some(id.to_string()),
                    AlarmTarget::Name(name) => Some(name.clone()),
                    AlarmTarget::Unknown(_) => None,
                })
                .collect();
            plan.strategy = preference.strategy.as_ref().map(|named| named.name.clone());
            plan.shift_minutes = preference.strategy.as_ref().map(|named| named.strategy.minutes_to_last_shift());
        }
        plan
    }

    pub(super) fn removed(read: &ReadFunction<'_>) -> Self {
        Self {
            function: read.function.logical_id.to_string(),
            alias: None,
            publication: Publication::Removed,
            hooks: Vec::new(),
            alarms: Vec::new(),
            strategy: None,
            shift_minutes: None,
            role_changes: Vec::new(),
        }
    }

    /// The same in sentences, the first about the version, each without its full stop.
    pub fn sentences(&self) -> Vec<String> {
        let mut said = vec![self.about_the_version()];
        if self.publication.may_shift_traffic() {
            said.push(self.about_the_shift());
            for hook in &self.hooks {
                let when =
                    if hook.phase == "PreTraffic" { "before traffic moves" } else { "after all traffic has moved" };
                said.push(format!("the hook `{}` runs {when}", hook.function));
            }
            if self.strategy.is_some() && self.hooks.is_empty() {
                said.push("no hook runs".to_owned());
            }
            if !self.alarms.is_empty() {
                said.push(format!("these alarms stop it: {}", self.alarms.join(", ")));
            }
        }
        said.extend(self.role_changes.iter().map(|change| change.sentence().to_owned()));
        said
    }

    fn about_the_version(&self) -> String {
        let id = &self.function;
        let alias = self.alias.as_deref().unwrap_or("?");
        let in_vain = |changed: &[String]| match changed {
            [] => String::new(),
            changed => format!(
                "; {} changed, which alone publishes nothing: `{alias}` keeps the old value",
                changed.join(", ")
            ),
        };
        match &self.publication {
            Publication::NoAlias => {
                format!("`{id}` has no alias, so its changes take effect at once, and no hook runs")
            }
            Publication::First => {
                format!("`{id}` gets its first version behind `{alias}`: all traffic at once, and no hook runs")
            }
            Publication::Published { because_of } => {
                format!("`{id}` publishes a version, because of {}", because_of.join(", "))
            }
            Publication::WhenCodeChanges { path, changed_in_vain } => {
                format!("`{id}` publishes a version if the code in `{path}` has changed{}", in_vain(changed_in_vain))
            }
            Publication::Unchanged { changed_in_vain } => {
                format!("`{id}` publishes no version{}", in_vain(changed_in_vain))
            }
            Publication::Removed => format!("`{id}` is removed"),
        }
    }

    fn about_the_shift(&self) -> String {
        match (&self.strategy, self.shift_minutes) {
            (Some(name), Some(0)) => format!("all traffic moves at once ({name})"),
            (Some(name), Some(minutes)) => {
                format!("traffic moves by {name}, {minutes} minutes from the first shift to the last")
            }
            _ => "the alias moves at once, without CodeDeploy".to_owned(),
        }
    }
}

impl RoleChange {
    fn sentence(self) -> &'static str {
        match self {
            Self::PoliciesOfBothVersions => "the policies of its role change at once, for the old version too",
            Self::AnotherRole => {
                "its role is another one: Lambda gives an alias no weights between versions with two roles, so a gradual shift fails"
            }
            Self::AnotherDeadLetterQueue => {
                "its dead-letter queue is another one: Lambda gives an alias no weights between such versions, so a gradual shift fails"
            }
            Self::AnotherServiceRole => "CodeDeploy works in another service role from now on",
        }
    }
}

/// The alias that SAM publishes for.
fn alias(reader: &Reader<'_>, read: &ReadFunction<'_>) -> Option<String> {
    match reader.resolver().text(read.properties.get("AutoPublishAlias")?)? {
        Resolved::Known(name) if !name.is_empty() && name != "null" => Some(name),
        _ => None,
    }
}

fn role_changes(old: &ReadFunction<'_>, new: &ReadFunction<'_>) -> Vec<RoleChange> {
    let differs = |name| change::differs(&old.properties, &new.properties, name);
    let mut changes = Vec::new();
    if differs("Policies") && new.properties.get("Role").is_none() {
        changes.push(RoleChange::PoliciesOfBothVersions);
    }
    if differs("Role") {
        changes.push(RoleChange::AnotherRole);
    }
    if differs("DeadLetterQueue") {
        changes.push(RoleChange::AnotherDeadLetterQueue);
    }
    if let (Guard::Enabled(before), Guard::Enabled(now)) = (&old.guard, &new.guard) {
        let unknown =
            [&before.service_role, &now.service_role].iter().any(|role| matches!(role, ServiceRole::Unknown(_)));
        if !unknown && before.service_role != now.service_role {
            changes.push(RoleChange::AnotherServiceRole);
        }
    }
    changes
}
