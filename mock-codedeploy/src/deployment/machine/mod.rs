//! The state machine. Whoever drives it says what time it is and carries out the actions it asks for.

mod stage;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::action::Action;
use super::alarm_watch::{AlarmReading, AlarmWatch};
use super::app_spec::AppSpec;
use super::assumptions::Assumptions;
use super::error_information::{ErrorCode, ErrorInformation};
use super::hook_execution::{HookEvent, HookExecutionId, HookVerdict, ReportRefused};
use super::id::DeploymentId;
use super::lifecycle::{LifecycleEvent, LifecycleEventName, LifecycleEventStatus};
use super::rollback::RollbackInfo;
use super::status::{Creator, DeploymentStatus};
use super::strategy::Strategy;
use crate::account::{Version, Weight};
use crate::clock::VirtualTime;
use stage::{Phase, Stage};

/// One deployment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deployment {
    id: DeploymentId,
    /// `None` when the revision holds none that can be read: such a deployment fails as it begins.
    app_spec: Option<AppSpec>,
    strategy: Strategy,
    watch: AlarmWatch,
    creator: Creator,
    status: DeploymentStatus,
    created: VirtualTime,
    started: Option<VirtualTime>,
    completed: Option<VirtualTime>,
    lifecycle: [LifecycleEvent; 3],
    weight: Weight,
    error: Option<ErrorInformation>,
    rollback: Option<RollbackInfo>,
    /// Where the alias pointed when it began.
    #[serde(default)]
    found: Option<Version>,
    executions: [HookExecutionId; 2],
    verdicts: [Option<HookVerdict>; 2],
    stage: Stage,
    next_poll: Option<VirtualTime>,
}

impl Deployment {
    /// A deployment that begins as soon as it is advanced. `executions` are the capabilities of its two hooks. Without an AppSpec it has
    /// to be [aborted](Self::abort) then.
    pub fn new(
        id: DeploymentId,
        app_spec: Option<AppSpec>,
        strategy: Strategy,
        executions: [HookExecutionId; 2],
        now: VirtualTime,
    ) -> Self {
        Self {
            id,
            app_spec,
            strategy,
            watch: AlarmWatch::default(),
            creator: Creator::User,
            status: DeploymentStatus::Created,
            created: now,
            started: None,
            completed: None,
            lifecycle: LifecycleEventName::ALL.map(LifecycleEvent::pending),
            weight: Weight::NONE,
            error: None,
            rollback: None,
            found: None,
            executions,
            verdicts: [None; 2],
            stage: Stage::Waiting { until: now },
            next_poll: None,
        }
    }

    /// The same deployment with alarms to poll; the first time at its very start, before anything else.
    #[must_use]
    pub fn watching(mut self, watch: AlarmWatch) -> Self {
        self.next_poll = (!watch.alarms.is_empty()).then_some(self.created);
        self.watch = watch;
        self
    }

    /// What rolls this deployment back, to the version that the alias had; `None` when its own AppSpec could not be read.
    pub fn rollback_spec(&self, assumptions: &Assumptions) -> Option<AppSpec> {
        let app_spec = self.app_spec.as_ref()?;
        Some(app_spec.staying_at(self.found.unwrap_or(app_spec.current_version), assumptions))
    }

    /// The deployment that rolls `failed` back: all at once and without alarms (spec 3.5).
    pub fn rollback_of(
        failed: DeploymentId,
        app_spec: AppSpec,
        id: DeploymentId,
        executions: [HookExecutionId; 2],
        now: VirtualTime,
    ) -> Self {
        Self {
            creator: Creator::CodeDeployRollback,
            rollback: Some(RollbackInfo::RollbackOf(failed)),
            ..Self::new(id, Some(app_spec), Strategy::AllAtOnce, executions, now)
        }
    }

    /// When this deployment next does something by itself; `None` once it has ended.
    pub fn due(&self) -> Option<VirtualTime> {
        let stage = match self.stage {
            Stage::Waiting { until } | Stage::Hook { until, .. } | Stage::Settling { until } => Some(until),
            Stage::Shifting { began, next } => self.strategy.step(next).map(|step| began + step.after),
            Stage::Ended => None,
        };
        stage.into_iter().chain(self.next_poll).min()
    }

    /// The alarms to read before this deployment is [advanced](Self::advance) to `now`; none when it is not the time for it.
    pub fn alarms_to_poll(&self, now: VirtualTime) -> &[String] {
        let is_due = self.next_poll.is_some_and(|due| due <= now);
        if is_due { &self.watch.alarms } else { &[] }
    }

    /// Takes what polling gave: `readings` in the order of [`alarms_to_poll`](Self::alarms_to_poll).
    pub fn polled(&mut self, readings: &[AlarmReading], assumptions: &Assumptions, now: VirtualTime) -> Vec<Action> {
        let mut actions = Vec::new();
        let named = |wanted: AlarmReading| {
            let alarms = self.watch.alarms.iter().zip(readings);
            alarms.filter(|(_, reading)| **reading == wanted).map(|(name, _)| format!("<{name}>")).collect::<Vec<_>>()
        };
        let (active, unreadable) = (named(AlarmReading::Active), named(AlarmReading::Unreadable));
        if !active.is_empty() {
            let message = format!(
                "One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected \
                 deployments have been stopped. Activated alarms: {}",
                active.join(" ")
            );
            let error = ErrorInformation::new(ErrorCode::AlarmActive, message);
            self.halt(DeploymentStatus::Stopped, error, now, &mut actions);
        } else if !unreadable.is_empty() && !self.watch.ignore_failures {
            let message = format!("The state of these alarms could not be read: {}", unreadable.join(" "));
            let error = ErrorInformation::new(assumptions.unreadable_alarm_code, message);
            self.halt(DeploymentStatus::Stopped, error, now, &mut actions);
        } else {
            self.next_poll = Some(now + assumptions.alarm_poll_interval);
        }
        actions
    }

    /// Does what is due at `now`, up to the next shift: only once that has [happened](Self::shifted) is the rest true. Whoever drives
    /// calls again as long as something is [due](Self::due).
    pub fn advance(&mut self, assumptions: &Assumptions, now: VirtualTime) -> Vec<Action> {
        let mut actions = Vec::new();
        while self.stage_is_due(now) && !matches!(actions.last(), Some(Action::Shift(_))) {
            match self.stage {
                Stage::Waiting { .. } => {
                    self.start(now);
                    self.begin_hook(Phase::Before, assumptions, now, &mut actions);
                }
                Stage::Hook { phase, .. } => {
                    let message = format!("The {} hook did not report a status in time.", phase.event().as_str());
                    let error = ErrorInformation::new(assumptions.hook_time_out_code, message);
                    self.halt(DeploymentStatus::Failed, error, now, &mut actions);
                }
                Stage::Shifting { began, next } => self.shift(began, next, assumptions, now, &mut actions),
                Stage::Settling { .. } => self.end_shift(assumptions, now, &mut actions),
                Stage::Ended => {}
            }
        }
        actions
    }

    /// Takes a hook's verdict.
    ///
    /// # Errors
    /// When the capability is not of this deployment, or its lifecycle event has ended.
    pub fn report(
        &mut self,
        execution_id: &str,
        verdict: HookVerdict,
        assumptions: &Assumptions,
        now: VirtualTime,
    ) -> Result<Vec<Action>, ReportRefused> {
        let [before, after] = &self.executions;
        let [said_before, said_after] = &mut self.verdicts;
        let (reported, said) = if execution_id == before.expose() {
            (Phase::Before, said_before)
        } else if execution_id == after.expose() {
            (Phase::After, said_after)
        } else {
            return Err(ReportRefused::InvalidExecutionId);
        };
        if !matches!(self.stage, Stage::Hook { phase, .. } if phase == reported) {
            let repeated = *said == Some(verdict) && assumptions.accepts_repeated_status;
            let late = said.is_none() && self.completed.is_some() && assumptions.accepts_late_status;
            return if repeated || late { Ok(Vec::new()) } else { Err(ReportRefused::AlreadyCompleted) };
        }
        *said = Some(verdict);
        let mut actions = Vec::new();
        match verdict {
            HookVerdict::Succeeded => self.end_hook(reported, assumptions, now, &mut actions),
            HookVerdict::Failed => {
                let message = "One or more lifecycle event validation functions failed.";
                let error = ErrorInformation::new(ErrorCode::HookExecutionFailure, message);
                self.halt(DeploymentStatus::Failed, error, now, &mut actions);
            }
        }
        Ok(actions)
    }

    /// Ends the deployment because the driver could not carry out an action.
    pub fn abort(&mut self, error: ErrorInformation, now: VirtualTime) -> Vec<Action> {
        let mut actions = Vec::new();
        self.halt(DeploymentStatus::Failed, error, now, &mut actions);
        actions
    }

    /// Ends the deployment because somebody wants it.
    pub fn stop(&mut self, now: VirtualTime) -> Vec<Action> {
        let mut actions = Vec::new();
        let error =
            ErrorInformation::new(ErrorCode::ManualStop, "The deployment was stopped at the request of a caller.");
        self.halt(DeploymentStatus::Stopped, error, now, &mut actions);
        actions
    }

    /// Remembers where the alias pointed before anything was shifted.
    pub(crate) const fn found(&mut self, version: Version) {
        self.found = Some(version);
    }

    /// Remembers that traffic was shifted, as [`Action::Shift`] has asked for.
    pub const fn shifted(&mut self, weight: Weight) {
        self.weight = weight;
    }

    /// Remembers which deployment rolls this one back.
    pub(crate) fn rolled_back_by(&mut self, rollback: DeploymentId) {
        self.rollback = Some(RollbackInfo::RolledBackBy(rollback));
    }

    fn stage_is_due(&self, now: VirtualTime) -> bool {
        match self.stage {
            Stage::Waiting { until } | Stage::Hook { until, .. } | Stage::Settling { until } => until <= now,
            Stage::Shifting { began, next } => self.strategy.step(next).is_some_and(|step| began + step.after <= now),
            Stage::Ended => false,
        }
    }

    const fn start(&mut self, now: VirtualTime) {
        self.status = DeploymentStatus::InProgress;
        self.started = Some(now);
    }

    fn begin_hook(&mut self, phase: Phase, assumptions: &Assumptions, now: VirtualTime, actions: &mut Vec<Action>) {
        let [before, after] = &self.executions;
        let app_spec = self.app_spec.as_ref();
        let (hook, execution_id) = match phase {
            Phase::Before => (app_spec.and_then(|spec| spec.before_allow_traffic.clone()), before.clone()),
            Phase::After => (app_spec.and_then(|spec| spec.after_allow_traffic.clone()), after.clone()),
        };
        let name = phase.event();
        self.event(name).begin(now);
        actions.push(Action::Observed(name, LifecycleEventStatus::InProgress));
        if phase == Phase::After && !assumptions.polls_after_traffic {
            self.next_poll = None;
        }
        match hook {
            None => self.end_hook(phase, assumptions, now, actions),
            Some(hook) => {
                self.stage = Stage::Hook { phase, until: now + assumptions.hook_time_out };
                let event = HookEvent { deployment_id: self.id.clone(), execution_id };
                actions.push(Action::CallHook { hook, event, lifecycle_event: name });
            }
        }
    }

    fn end_hook(&mut self, phase: Phase, assumptions: &Assumptions, now: VirtualTime, actions: &mut Vec<Action>) {
        self.succeed(phase.event(), now, actions);
        match phase {
            Phase::Before => {
                self.event(LifecycleEventName::AllowTraffic).begin(now);
                actions.push(Action::Observed(LifecycleEventName::AllowTraffic, LifecycleEventStatus::InProgress));
                self.stage = Stage::Shifting { began: now, next: 0 };
                self.shift(now, 0, assumptions, now, actions);
            }
            Phase::After => self.end(DeploymentStatus::Succeeded, now, actions),
        }
    }

    fn shift(
        &mut self,
        began: VirtualTime,
        number: u32,
        assumptions: &Assumptions,
        now: VirtualTime,
        actions: &mut Vec<Action>,
    ) {
        if let Some(step) = self.strategy.step(number) {
            actions.push(Action::Shift(step.weight));
        }
        let next = number + 1;
        self.stage = match self.strategy {
            _ if self.strategy.step(next).is_some() => Stage::Shifting { began, next },
            Strategy::Linear { interval, .. } if assumptions.linear_trailing_interval => {
                Stage::Settling { until: now + interval }
            }
            _ => Stage::Settling { until: now },
        };
    }

    fn end_shift(&mut self, assumptions: &Assumptions, now: VirtualTime, actions: &mut Vec<Action>) {
        self.succeed(LifecycleEventName::AllowTraffic, now, actions);
        self.begin_hook(Phase::After, assumptions, now, actions);
    }

    fn succeed(&mut self, name: LifecycleEventName, now: VirtualTime, actions: &mut Vec<Action>) {
        self.event(name).end(LifecycleEventStatus::Succeeded, now);
        actions.push(Action::Observed(name, LifecycleEventStatus::Succeeded));
    }

    /// Ends badly: the event under way fails, those after it are skipped. What has ended already stays as it is.
    fn halt(&mut self, status: DeploymentStatus, error: ErrorInformation, now: VirtualTime, actions: &mut Vec<Action>) {
        if self.completed.is_some() {
            return;
        }
        if self.started.is_none() {
            self.start(now);
        }
        let mut failed = false;
        for event in self.lifecycle.iter_mut().filter(|event| event.end_time.is_none()) {
            if failed {
                event.status = LifecycleEventStatus::Skipped;
            } else {
                event.start_time = event.start_time.or(Some(now));
                event.end(LifecycleEventStatus::Failed, now);
                failed = true;
            }
            actions.push(Action::Observed(event.name, event.status));
        }
        self.error = Some(error);
        self.end(status, now, actions);
    }

    fn end(&mut self, status: DeploymentStatus, now: VirtualTime, actions: &mut Vec<Action>) {
        self.status = status;
        self.completed = Some(now);
        self.stage = Stage::Ended;
        self.next_poll = None;
        actions.push(Action::End(status));
    }

    fn event(&mut self, name: LifecycleEventName) -> &mut LifecycleEvent {
        let [before, during, after] = &mut self.lifecycle;
        match name {
            LifecycleEventName::BeforeAllowTraffic => before,
            LifecycleEventName::AllowTraffic => during,
            LifecycleEventName::AfterAllowTraffic => after,
        }
    }

    /// Its id.
    pub const fn id(&self) -> &DeploymentId {
        &self.id
    }

    /// What is deployed; `None` when its revision could not be read.
    pub const fn app_spec(&self) -> Option<&AppSpec> {
        self.app_spec.as_ref()
    }

    /// How traffic shifts.
    pub const fn strategy(&self) -> &Strategy {
        &self.strategy
    }

    /// Who made it.
    pub const fn creator(&self) -> Creator {
        self.creator
    }

    /// How far it is.
    pub const fn status(&self) -> DeploymentStatus {
        self.status
    }

    /// When it was made.
    pub const fn created(&self) -> VirtualTime {
        self.created
    }

    /// When it began.
    pub const fn started(&self) -> Option<VirtualTime> {
        self.started
    }

    /// When it ended.
    pub const fn completed(&self) -> Option<VirtualTime> {
        self.completed
    }

    /// Its three lifecycle events.
    pub const fn lifecycle_events(&self) -> &[LifecycleEvent; 3] {
        &self.lifecycle
    }

    /// The part of the traffic that the target version was given.
    pub const fn weight(&self) -> Weight {
        self.weight
    }

    /// Why it ended badly.
    pub const fn error(&self) -> Option<&ErrorInformation> {
        self.error.as_ref()
    }

    /// How it is tied to a rollback.
    pub const fn rollback(&self) -> Option<&RollbackInfo> {
        self.rollback.as_ref()
    }
}
