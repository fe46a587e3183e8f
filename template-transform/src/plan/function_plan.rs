//! What a deployment does to one function.

use serde::Serialize;

use super::change;
use super::function_state::{Alias, FunctionState};
use super::publication::Publication;
use super::role_change::RoleChange;
use super::watch::{self, PlannedHook};
use crate::model::Resolved;
use crate::model::preference::{Guard, Preference};
use crate::model::reading::ReadFunction;
use crate::model::resolver::Evaluated;

/// What a deployment does to one function.
#[derive(Clone, Debug, Serialize)]
pub struct FunctionPlan {
    /// Its logical id.
    pub function: String,
    /// Its alias in the new template, when that is known.
    pub alias: Option<String>,
    /// Whether a version is published.
    pub publication: Publication,
    /// Whether CodeDeploy moves traffic in this deployment; nothing when only the deployment knows.
    pub guarded: Option<bool>,
    /// The hooks that run, in their order; none when traffic does not move by CodeDeploy.
    pub hooks: Vec<PlannedHook>,
    /// The alarms that are watched while traffic moves.
    pub alarms: Vec<String>,
    /// Further alarms, by conditions that only the deployment knows.
    pub possible_alarms: Vec<String>,
    /// The name of the strategy, when that is known.
    pub strategy: Option<String>,
    /// How long it is from the first shift to the last, in minutes.
    pub shift_minutes: Option<u64>,
    /// The strategies that there may be, when only the deployment knows which.
    pub possible_strategies: Vec<PossibleStrategy>,
    /// What changes in the rights of both versions, or makes them unfit to stand side by side.
    pub role_changes: Vec<RoleChange>,
    /// What cannot be told before the deployment, in sentences.
    pub not_known: Vec<String>,
}

/// A strategy that a condition may choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PossibleStrategy {
    /// Its name.
    pub name: String,
    /// How long it is from the first shift to the last, in minutes.
    pub shift_minutes: u64,
}

impl FunctionPlan {
    pub(super) fn of(old: Option<FunctionState<'_, '_>>, new: FunctionState<'_, '_>) -> Self {
        let deployed = &new.read.function.deployed;
        if *deployed == Resolved::Known(false) {
            return Self::without_a_version(new.read, Publication::NotDeployed);
        }
        // What its condition left out before starts anew.
        let old = old.filter(|old| old.read.function.deployed != Resolved::Known(false));
        let mut not_known = Vec::new();
        if let Resolved::Unknown(unknown) = deployed {
            not_known.push(format!("whether it is deployed at all is not known: {unknown}"));
        }
        let publication = publication(old, new, &mut not_known);
        let mut plan = Self::without_a_version(new.read, publication);
        if let Alias::Known(name) = new.alias() {
            plan.alias = Some(name);
        }
        plan.role_changes = old.map(|old| RoleChange::all(old, new)).unwrap_or_default();
        if plan.publication.may_shift_traffic() {
            match &new.read.guard {
                Guard::Enabled(preference) => plan.guard(new, preference, &mut not_known),
                Guard::Unreadable => {
                    plan.guarded = None;
                    not_known.push("how traffic moves is not known: its preference cannot be read".to_owned());
                }
                Guard::Absent | Guard::Disabled => {}
            }
        }
        plan.not_known = not_known;
        plan
    }

    fn guard(&mut self, state: FunctionState<'_, '_>, preference: &Preference, not_known: &mut Vec<String>) {
        self.guarded = preference.certainly_enabled.then_some(true);
        let reason = |name: &str| {
            let node = state.property("DeploymentPreference")?.get(name)?;
            match state.reader.resolver().evaluate(node) {
                Evaluated::Unknown(unknown) => Some(unknown.to_string()),
                Evaluated::Value(_) | Evaluated::Reference(_) => None,
            }
        };
        if self.guarded.is_none() {
            let reason = reason("Enabled").unwrap_or_default();
            not_known.push(format!("whether CodeDeploy moves the traffic is not known: {reason}"));
        }
        self.hooks = watch::hooks(state, preference);
        let (certain, possible) = watch::alarms(state).into_iter().partition(|alarm| alarm.certain);
        let list = |alarms: Vec<watch::PlannedAlarm>| alarms.into_iter().map(|alarm| alarm.name).collect();
        (self.alarms, self.possible_alarms) = (list(certain), list(possible));
        match &preference.strategy {
            Some(named) => {
                self.strategy = Some(named.name.clone());
                self.shift_minutes = Some(named.strategy.minutes_to_last_shift());
            }
            None => {
                let reason = reason("Type").unwrap_or_else(|| "its `Type` is no strategy of this template".to_owned());
                not_known.push(format!("its strategy is not known: {reason}"));
                let possible = preference.possible_strategies.iter().map(|named| PossibleStrategy {
                    name: named.name.clone(),
                    shift_minutes: named.strategy.minutes_to_last_shift(),
                });
                self.possible_strategies = possible.collect();
            }
        }
    }

    /// Whether two versions certainly share the traffic once a version is published.
    pub(crate) fn shifts_gradually(&self) -> bool {
        let is_known = !matches!(self.publication, Publication::NotKnown { .. });
        let shifts = self.shifts();
        self.may_shift_gradually()
            && is_known
            && self.guarded == Some(true)
            && !shifts.is_empty()
            && !shifts.contains(&0)
    }

    /// Whether two versions may share the traffic.
    pub(super) fn may_shift_gradually(&self) -> bool {
        let shifts = self.shifts();
        let all_at_once = !shifts.is_empty() && shifts.iter().all(|minutes| *minutes == 0);
        self.publication.may_shift_traffic() && self.guarded != Some(false) && !all_at_once
    }

    /// How long each strategy that there may be takes; none when nothing is known of it.
    fn shifts(&self) -> Vec<u64> {
        self.shift_minutes.into_iter().chain(self.possible_strategies.iter().map(|one| one.shift_minutes)).collect()
    }

    pub(super) fn removed(read: &ReadFunction<'_>) -> Self {
        Self::without_a_version(read, Publication::Removed)
    }

    fn without_a_version(read: &ReadFunction<'_>, publication: Publication) -> Self {
        Self {
            function: read.function.logical_id.to_string(),
            alias: None,
            publication,
            guarded: Some(false),
            hooks: Vec::new(),
            alarms: Vec::new(),
            possible_alarms: Vec::new(),
            strategy: None,
            shift_minutes: None,
            possible_strategies: Vec::new(),
            role_changes: Vec::new(),
            not_known: Vec::new(),
        }
    }
}

fn publication(
    old: Option<FunctionState<'_, '_>>,
    new: FunctionState<'_, '_>,
    not_known: &mut Vec<String>,
) -> Publication {
    let now = new.alias();
    if let Alias::NotKnown(reason) = &now {
        not_known.push(format!("the name of its alias is not known: {reason}"));
    }
    let Some(old) = old else {
        return if now == Alias::Absent { Publication::NoAlias } else { Publication::First };
    };
    let written = |state: FunctionState<'_, '_>| state.property("AutoPublishAlias").map(crate::document::Node::to_json);
    match (old.alias(), now) {
        (_, Alias::Absent) => Publication::NoAlias,
        // CloudFormation makes a new function, with versions and an alias of its own.
        _ if change::means_another(old, new, "FunctionName") => Publication::First,
        (Alias::Absent, _) => Publication::First,
        (before, now) if before == now => Publication::between(old, new),
        (Alias::Known(_), Alias::Known(_)) => Publication::First,
        // What is written alike gets the same value.
        _ if written(old) == written(new) => Publication::between(old, new),
        _ => Publication::NotKnown { reason: "its alias may be another one than before".to_owned() },
    }
}
