//! The state machine. Whoever drives it says what time it is and carries out the actions it asks for.

use std::time::Duration;

use super::app_spec::AppSpec;
use super::error_information::{ErrorCode, ErrorInformation};
use super::hook_execution::{HookEvent, HookExecutionId, HookVerdict, ReportRefused};
use super::id::DeploymentId;
use super::lifecycle::{LifecycleEvent, LifecycleEventName, LifecycleEventStatus};
use super::rollback::RollbackInfo;
use super::strategy::Strategy;
use crate::account::{FunctionName, Weight};
use crate::clock::VirtualTime;

/// A lifecycle event whose hook says nothing fails after this long (spec 1.2).
const HOOK_TIME_OUT: Duration = Duration::from_secs(3_600);

/// How far a deployment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeploymentStatus {
    /// Accepted, not begun.
    Created,
    /// Under way.
    InProgress,
    /// Ended well.
    Succeeded,
    /// Ended badly.
    Failed,
    /// Stopped from outside.
    Stopped,
}

/// Who made a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Creator {
    /// A caller of the API, CloudFormation included.
    User,
    /// CodeDeploy itself, to roll back.
    CodeDeployRollback,
}

/// What the driver has to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Call a hook function asynchronously.
    CallHook {
        /// The function.
        hook: FunctionName,
        /// What to send it.
        event: HookEvent,
        /// For which lifecycle event.
        lifecycle_event: LifecycleEventName,
    },
    /// A lifecycle event changed its status.
    Observed(LifecycleEventName, LifecycleEventStatus),
    /// Give the target version this part of the alias's traffic.
    Shift(Weight),
    /// The deployment is over.
    End(DeploymentStatus),
}

/// One deployment.
#[derive(Clone, Debug)]
pub struct Deployment {
    id: DeploymentId,
    app_spec: AppSpec,
    strategy: Strategy,
    creator: Creator,
    status: DeploymentStatus,
    created: VirtualTime,
    completed: Option<VirtualTime>,
    lifecycle: [LifecycleEvent; 3],
    weight: Weight,
    error: Option<ErrorInformation>,
    rollback: Option<RollbackInfo>,
    executions: [HookExecutionId; 2],
    stage: Stage,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    Waiting { until: VirtualTime },
    Hook { phase: Phase, until: VirtualTime },
    Shifting { began: VirtualTime, next: u32 },
    Ended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Before,
    After,
}

impl Phase {
    const fn event(self) -> LifecycleEventName {
        match self {
            Self::Before => LifecycleEventName::BeforeAllowTraffic,
            Self::After => LifecycleEventName::AfterAllowTraffic,
        }
    }
}

impl Deployment {
    /// A deployment that begins as soon as it is advanced. `executions` are the capabilities of its two hooks.
    pub fn new(
        id: DeploymentId,
        app_spec: AppSpec,
        strategy: Strategy,
        executions: [HookExecutionId; 2],
        now: VirtualTime,
    ) -> Self {
        Self {
            id,
            app_spec,
            strategy,
            creator: Creator::User,
            status: DeploymentStatus::Created,
            created: now,
            completed: None,
            lifecycle: LifecycleEventName::ALL.map(LifecycleEvent::pending),
            weight: Weight::NONE,
            error: None,
            rollback: None,
            executions,
            stage: Stage::Waiting { until: now },
        }
    }

    /// The deployment that rolls `failed` back: all at once to the old version, and no hooks (spec 3.5).
    pub fn rollback_of(failed: &Self, id: DeploymentId, executions: [HookExecutionId; 2], now: VirtualTime) -> Self {
        let app_spec = AppSpec {
            target_version: failed.app_spec.current_version,
            before_allow_traffic: None,
            after_allow_traffic: None,
            ..failed.app_spec.clone()
        };
        Self {
            creator: Creator::CodeDeployRollback,
            rollback: Some(RollbackInfo::RollbackOf(failed.id.clone())),
            ..Self::new(id, app_spec, Strategy::AllAtOnce, executions, now)
        }
    }

    /// When this deployment next does something by itself; `None` once it has ended.
    pub fn due(&self) -> Option<VirtualTime> {
        match self.stage {
            Stage::Waiting { until } | Stage::Hook { until, .. } => Some(until),
            Stage::Shifting { began, next } => self.strategy.step(next).map(|step| began + step.after),
            Stage::Ended => None,
        }
    }

    /// Does all that is due at `now`.
    pub fn advance(&mut self, now: VirtualTime) -> Vec<Action> {
        let mut actions = Vec::new();
        while self.due().is_some_and(|due| due <= now) {
            match self.stage {
                Stage::Waiting { .. } => {
                    self.status = DeploymentStatus::InProgress;
                    self.begin_hook(Phase::Before, now, &mut actions);
                }
                Stage::Hook { phase, .. } => {
                    let event = phase.event().as_str();
                    self.fail(
                        phase.event(),
                        ErrorInformation {
                            code: ErrorCode::HookExecutionFailure,
                            message: format!("The {event} hook did not report a status within one hour."),
                        },
                        now,
                        &mut actions,
                    );
                }
                Stage::Shifting { began, next } => self.shift(began, next, now, &mut actions),
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
        now: VirtualTime,
    ) -> Result<Vec<Action>, ReportRefused> {
        let [before, after] = &self.executions;
        let reported = if execution_id == before.expose() {
            Phase::Before
        } else if execution_id == after.expose() {
            Phase::After
        } else {
            return Err(ReportRefused::InvalidExecutionId);
        };
        if !matches!(self.stage, Stage::Hook { phase, .. } if phase == reported) {
            return Err(ReportRefused::AlreadyCompleted);
        }
        let mut actions = Vec::new();
        match verdict {
            HookVerdict::Succeeded => self.end_hook(reported, now, &mut actions),
            HookVerdict::Failed => self.fail(
                reported.event(),
                ErrorInformation {
                    code: ErrorCode::HookExecutionFailure,
                    message: "One or more lifecycle event validation functions failed.".into(),
                },
                now,
                &mut actions,
            ),
        }
        Ok(actions)
    }

    /// Ends the deployment because the driver could not carry out an action.
    pub fn abort(&mut self, error: ErrorInformation, now: VirtualTime) -> Vec<Action> {
        let mut actions = Vec::new();
        let current = self.lifecycle.iter().find(|event| event.end_time.is_none()).map(|event| event.name);
        if let Some(event) = current.filter(|_| self.completed.is_none()) {
            self.fail(event, error, now, &mut actions);
        }
        actions
    }

    /// Remembers which deployment rolls this one back.
    pub(crate) fn rolled_back_by(&mut self, rollback: DeploymentId) {
        self.rollback = Some(RollbackInfo::RolledBackBy(rollback));
    }

    fn begin_hook(&mut self, phase: Phase, now: VirtualTime, actions: &mut Vec<Action>) {
        let (hook, [before, after]) = match phase {
            Phase::Before => (self.app_spec.before_allow_traffic.clone(), &self.executions),
            Phase::After => (self.app_spec.after_allow_traffic.clone(), &self.executions),
        };
        let execution_id = if phase == Phase::Before { before.clone() } else { after.clone() };
        let name = phase.event();
        self.event(name).begin(now);
        actions.push(Action::Observed(name, LifecycleEventStatus::InProgress));
        match hook {
            None => self.end_hook(phase, now, actions),
            Some(hook) => {
                self.stage = Stage::Hook { phase, until: now + HOOK_TIME_OUT };
                let event = HookEvent { deployment_id: self.id.clone(), execution_id };
                actions.push(Action::CallHook { hook, event, lifecycle_event: name });
            }
        }
    }

    fn end_hook(&mut self, phase: Phase, now: VirtualTime, actions: &mut Vec<Action>) {
        self.succeed(phase.event(), now, actions);
        match phase {
            Phase::Before => {
                self.event(LifecycleEventName::AllowTraffic).begin(now);
                actions.push(Action::Observed(LifecycleEventName::AllowTraffic, LifecycleEventStatus::InProgress));
                self.stage = Stage::Shifting { began: now, next: 0 };
                self.shift(now, 0, now, actions);
            }
            Phase::After => self.end(DeploymentStatus::Succeeded, now, actions),
        }
    }

    fn shift(&mut self, began: VirtualTime, number: u32, now: VirtualTime, actions: &mut Vec<Action>) {
        if let Some(step) = self.strategy.step(number) {
            self.weight = step.weight;
            actions.push(Action::Shift(step.weight));
        }
        let next = number + 1;
        self.stage = Stage::Shifting { began, next };
        if self.strategy.step(next).is_none() {
            self.succeed(LifecycleEventName::AllowTraffic, now, actions);
            self.begin_hook(Phase::After, now, actions);
        }
    }

    fn succeed(&mut self, name: LifecycleEventName, now: VirtualTime, actions: &mut Vec<Action>) {
        self.event(name).end(LifecycleEventStatus::Succeeded, now);
        actions.push(Action::Observed(name, LifecycleEventStatus::Succeeded));
    }

    fn fail(&mut self, name: LifecycleEventName, error: ErrorInformation, now: VirtualTime, actions: &mut Vec<Action>) {
        self.event(name).end(LifecycleEventStatus::Failed, now);
        actions.push(Action::Observed(name, LifecycleEventStatus::Failed));
        for event in &mut self.lifecycle {
            if event.status == LifecycleEventStatus::Pending {
                event.status = LifecycleEventStatus::Skipped;
                actions.push(Action::Observed(event.name, LifecycleEventStatus::Skipped));
            }
        }
        self.error = Some(error);
        self.end(DeploymentStatus::Failed, now, actions);
    }

    fn end(&mut self, status: DeploymentStatus, now: VirtualTime, actions: &mut Vec<Action>) {
        self.status = status;
        self.completed = Some(now);
        self.stage = Stage::Ended;
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

    /// What is deployed.
    pub const fn app_spec(&self) -> &AppSpec {
        &self.app_spec
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

impl DeploymentStatus {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "Created",
            Self::InProgress => "InProgress",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Stopped => "Stopped",
        }
    }
}

impl Creator {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::CodeDeployRollback => "codeDeployRollback",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{AliasName, Version};

    const T0: VirtualTime = VirtualTime::START;

    fn deployment(strategy: Strategy, hooks: bool) -> Deployment {
        let name = |text: &str| FunctionName::new(text).unwrap();
        let app_spec = AppSpec {
            function: name("orders"),
            alias: AliasName::new("live").unwrap(),
            current_version: Version::FIRST,
            target_version: Version::FIRST.next(),
            before_allow_traffic: hooks.then(|| name("before")),
            after_allow_traffic: hooks.then(|| name("after")),
        };
        let executions = ["e-before", "e-after"].map(|text| HookExecutionId::new(text.into()));
        Deployment::new(DeploymentId::new("d-1".into()), app_spec, strategy, executions, T0)
    }

    fn statuses(deployment: &Deployment) -> [LifecycleEventStatus; 3] {
        deployment.lifecycle_events().map(|event| event.status)
    }

    fn shifts(actions: &[Action]) -> Vec<f64> {
        actions
            .iter()
            .filter_map(|action| match action {
                Action::Shift(weight) => Some(weight.get()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn without_hooks_a_canary_shifts_twice_and_succeeds() {
        let mut deployment = deployment(Strategy::canary(10, 5).unwrap(), false);
        assert_eq!(shifts(&deployment.advance(T0)), [0.1]);
        assert_eq!(deployment.due(), Some(T0 + Duration::from_secs(300)));
        assert!(deployment.advance(T0 + Duration::from_secs(299)).is_empty());
        assert_eq!(shifts(&deployment.advance(T0 + Duration::from_secs(300))), [1.0]);
        assert_eq!(deployment.status(), DeploymentStatus::Succeeded);
        assert_eq!(statuses(&deployment), [LifecycleEventStatus::Succeeded; 3]);
        assert_eq!(deployment.due(), None);
    }

    #[test]
    fn hooks_hold_the_deployment_until_they_report() {
        let mut deployment = deployment(Strategy::AllAtOnce, true);
        let actions = deployment.advance(T0);
        assert!(matches!(&actions[1], Action::CallHook { hook, .. } if hook.as_str() == "before"), "{actions:?}");
        assert_eq!(shifts(&deployment.report("e-before", HookVerdict::Succeeded, T0).unwrap()), [1.0]);
        assert_eq!(deployment.status(), DeploymentStatus::InProgress);
        deployment.report("e-after", HookVerdict::Succeeded, T0).unwrap();
        assert_eq!(deployment.status(), DeploymentStatus::Succeeded);
    }

    #[test]
    fn a_failed_hook_before_traffic_skips_the_rest() {
        use LifecycleEventStatus::{Failed, Skipped};
        let mut deployment = deployment(Strategy::AllAtOnce, true);
        deployment.advance(T0);
        let actions = deployment.report("e-before", HookVerdict::Failed, T0).unwrap();
        assert_eq!(shifts(&actions), [0.0; 0]);
        assert_eq!(statuses(&deployment), [Failed, Skipped, Skipped]);
        assert_eq!(deployment.error().unwrap().code.as_str(), "HOOK_EXECUTION_FAILURE");
    }

    #[test]
    fn a_silent_hook_fails_the_deployment_after_an_hour() {
        let mut deployment = deployment(Strategy::AllAtOnce, true);
        deployment.advance(T0);
        assert_eq!(deployment.due(), Some(T0 + Duration::from_secs(3_600)));
        deployment.advance(T0 + Duration::from_secs(3_600));
        assert_eq!(deployment.status(), DeploymentStatus::Failed);
        assert_eq!(
            deployment.report("e-before", HookVerdict::Succeeded, T0 + Duration::from_secs(3_601)),
            Err(ReportRefused::AlreadyCompleted)
        );
    }

    #[test]
    fn the_first_verdict_counts_and_a_foreign_id_does_not() {
        let mut deployment = deployment(Strategy::AllAtOnce, true);
        deployment.advance(T0);
        assert_eq!(deployment.report("e-other", HookVerdict::Failed, T0), Err(ReportRefused::InvalidExecutionId));
        deployment.report("e-before", HookVerdict::Succeeded, T0).unwrap();
        assert_eq!(deployment.report("e-before", HookVerdict::Failed, T0), Err(ReportRefused::AlreadyCompleted));
    }

    #[test]
    fn a_rollback_goes_back_at_once_and_calls_no_hook() {
        let mut failed = deployment(Strategy::AllAtOnce, true);
        failed.advance(T0);
        failed.report("e-before", HookVerdict::Failed, T0).unwrap();
        let executions = ["r-before", "r-after"].map(|text| HookExecutionId::new(text.into()));
        let mut rollback = Deployment::rollback_of(&failed, DeploymentId::new("d-2".into()), executions, T0);
        let actions = rollback.advance(T0);
        assert!(!actions.iter().any(|action| matches!(action, Action::CallHook { .. })));
        assert_eq!(rollback.status(), DeploymentStatus::Succeeded);
        assert_eq!(rollback.app_spec().target_version, Version::FIRST);
        assert_eq!(rollback.creator().as_str(), "codeDeployRollback");
    }

    proptest::proptest! {
        /// Whatever a driver does, a deployment ends once, and what has ended stays ended.
        #[test]
        fn any_order_of_time_and_reports_ends_in_one_final_status(
            calls in proptest::collection::vec((0_u64..5_000, 0_u8..5), 0..40), hooks: bool,
        ) {
            let mut deployment = deployment(Strategy::linear(30, 1).unwrap(), hooks);
            let mut now = T0;
            let mut ends = 0;
            for (seconds, call) in calls {
                now = now + Duration::from_secs(seconds);
                let actions = match call {
                    0 => deployment.report("e-before", HookVerdict::Succeeded, now).unwrap_or_default(),
                    1 => deployment.report("e-after", HookVerdict::Succeeded, now).unwrap_or_default(),
                    2 => deployment.report("e-after", HookVerdict::Failed, now).unwrap_or_default(),
                    _ => deployment.advance(now),
                };
                ends += actions.iter().filter(|action| matches!(action, Action::End(_))).count();
            }
            for later in [0, 36_000, 72_000] {
                let actions = deployment.advance(now + Duration::from_secs(later));
                ends += actions.iter().filter(|action| matches!(action, Action::End(_))).count();
            }
            proptest::prop_assert_eq!(ends, 1);
            proptest::prop_assert!(deployment.completed().is_some() && deployment.due().is_none());
            let closed = deployment.lifecycle_events().iter().all(|event| {
                !matches!(event.status, LifecycleEventStatus::Pending | LifecycleEventStatus::InProgress)
            });
            proptest::prop_assert!(closed);
        }
    }
}
