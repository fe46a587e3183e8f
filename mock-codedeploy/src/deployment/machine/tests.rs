//! What a deployment does, driven by hand.

use std::time::Duration;

use super::*;
use crate::account::{AliasName, FunctionName, Version};

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
    Deployment::new(DeploymentId::new("d-1".into()), Some(app_spec), strategy, executions, T0)
}

fn statuses(deployment: &Deployment) -> [LifecycleEventStatus; 3] {
    deployment.lifecycle_events().map(|event| event.status)
}

/// Does all that is due, as a driver does whose every shift succeeds.
fn advance(deployment: &mut Deployment, assumptions: &Assumptions, now: VirtualTime) -> Vec<Action> {
    let mut actions = Vec::new();
    loop {
        let more = deployment.advance(assumptions, now);
        if more.is_empty() {
            return actions;
        }
        for action in &more {
            if let Action::Shift(weight) = action {
                deployment.shifted(*weight);
            }
        }
        actions.extend(more);
    }
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
    assert_eq!(shifts(&advance(&mut deployment, &Assumptions::default(), T0)), [0.1]);
    assert_eq!(deployment.due(), Some(T0 + Duration::from_secs(300)));
    assert!(advance(&mut deployment, &Assumptions::default(), T0 + Duration::from_secs(299)).is_empty());
    assert_eq!(shifts(&advance(&mut deployment, &Assumptions::default(), T0 + Duration::from_secs(300))), [1.0]);
    assert_eq!(deployment.status(), DeploymentStatus::Succeeded);
    assert_eq!(statuses(&deployment), [LifecycleEventStatus::Succeeded; 3]);
    assert_eq!(deployment.due(), None);
}

#[test]
fn hooks_hold_the_deployment_until_they_report() {
    let mut deployment = deployment(Strategy::AllAtOnce, true);
    let actions = advance(&mut deployment, &Assumptions::default(), T0);
    assert!(matches!(&actions[1], Action::CallHook { hook, .. } if hook.as_str() == "before"), "{actions:?}");
    assert_eq!(
        shifts(&deployment.report("e-before", HookVerdict::Succeeded, &Assumptions::default(), T0).unwrap()),
        [1.0]
    );
    assert_eq!(
        deployment.lifecycle_events()[1].status,
        LifecycleEventStatus::InProgress,
        "the shift has not happened yet"
    );
    let actions = advance(&mut deployment, &Assumptions::default(), T0);
    assert!(matches!(actions.last(), Some(Action::CallHook { hook, .. }) if hook.as_str() == "after"), "{actions:?}");
    assert_eq!(deployment.status(), DeploymentStatus::InProgress);
    deployment.report("e-after", HookVerdict::Succeeded, &Assumptions::default(), T0).unwrap();
    assert_eq!(deployment.status(), DeploymentStatus::Succeeded);
}

#[test]
fn a_failed_hook_before_traffic_skips_the_rest() {
    use LifecycleEventStatus::{Failed, Skipped};
    let mut deployment = deployment(Strategy::AllAtOnce, true);
    advance(&mut deployment, &Assumptions::default(), T0);
    let actions = deployment.report("e-before", HookVerdict::Failed, &Assumptions::default(), T0).unwrap();
    assert_eq!(shifts(&actions), [0.0; 0]);
    assert_eq!(statuses(&deployment), [Failed, Skipped, Skipped]);
    assert_eq!(deployment.error().unwrap().code.as_str(), "HOOK_EXECUTION_FAILURE");
}

#[test]
fn a_silent_hook_fails_the_deployment_after_an_hour() {
    let mut deployment = deployment(Strategy::AllAtOnce, true);
    advance(&mut deployment, &Assumptions::default(), T0);
    assert_eq!(deployment.due(), Some(T0 + Duration::from_secs(3_600)));
    advance(&mut deployment, &Assumptions::default(), T0 + Duration::from_secs(3_600));
    assert_eq!(deployment.status(), DeploymentStatus::Failed);
    assert_eq!(
        deployment.report("e-before", HookVerdict::Succeeded, &Assumptions::default(), T0 + Duration::from_secs(3_601)),
        Err(ReportRefused::AlreadyCompleted)
    );
}

#[test]
fn the_first_verdict_counts_and_a_foreign_id_does_not() {
    let mut deployment = deployment(Strategy::AllAtOnce, true);
    advance(&mut deployment, &Assumptions::default(), T0);
    assert_eq!(
        deployment.report("e-other", HookVerdict::Failed, &Assumptions::default(), T0),
        Err(ReportRefused::InvalidExecutionId)
    );
    deployment.report("e-before", HookVerdict::Succeeded, &Assumptions::default(), T0).unwrap();
    assert_eq!(
        deployment.report("e-before", HookVerdict::Failed, &Assumptions::default(), T0),
        Err(ReportRefused::AlreadyCompleted)
    );
}

#[test]
fn a_rollback_goes_back_at_once_and_calls_no_hook() {
    let mut failed = deployment(Strategy::AllAtOnce, true);
    failed.advance(&Assumptions::default(), T0);
    failed.report("e-before", HookVerdict::Failed, &Assumptions::default(), T0).unwrap();
    let executions = ["r-before", "r-after"].map(|text| HookExecutionId::new(text.into()));
    let app_spec = failed.rollback_spec(&Assumptions::default()).unwrap();
    let id = DeploymentId::new("d-2".into());
    let mut rollback = Deployment::rollback_of(failed.id().clone(), app_spec, id, executions, T0);
    let actions = advance(&mut rollback, &Assumptions::default(), T0);
    assert!(!actions.iter().any(|action| matches!(action, Action::CallHook { .. })));
    assert_eq!(rollback.status(), DeploymentStatus::Succeeded);
    assert_eq!(rollback.app_spec().unwrap().target_version, Version::FIRST);
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
                0 => deployment.report("e-before", HookVerdict::Succeeded, &Assumptions::default(), now).unwrap_or_default(),
                1 => deployment.report("e-after", HookVerdict::Succeeded, &Assumptions::default(), now).unwrap_or_default(),
                2 => deployment.report("e-after", HookVerdict::Failed, &Assumptions::default(), now).unwrap_or_default(),
                _ => advance(&mut deployment, &Assumptions::default(), now),
            };
            ends += actions.iter().filter(|action| matches!(action, Action::End(_))).count();
        }
        for later in [0, 36_000, 72_000] {
            let actions = advance(&mut deployment, &Assumptions::default(), now + Duration::from_secs(later));
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

fn watch(alarms: &[&str]) -> AlarmWatch {
    AlarmWatch { alarms: alarms.iter().map(|name| (*name).to_owned()).collect(), ignore_failures: false }
}

#[test]
fn an_alarm_that_is_active_at_the_start_stops_the_deployment_before_its_hook_is_called() {
    use LifecycleEventStatus::{Failed, Skipped};
    let mut deployment = deployment(Strategy::AllAtOnce, true).watching(watch(&["errors", "latency", "faults"]));
    assert_eq!(deployment.alarms_to_poll(T0), ["errors", "latency", "faults"]);
    let readings = [AlarmReading::Active, AlarmReading::Inactive, AlarmReading::Active];
    let mut actions = deployment.polled(&readings, &Assumptions::default(), T0);
    actions.extend(advance(&mut deployment, &Assumptions::default(), T0));
    assert!(!actions.iter().any(|action| matches!(action, Action::CallHook { .. } | Action::Shift(_))), "{actions:?}");
    assert_eq!(deployment.status(), DeploymentStatus::Stopped);
    assert_eq!(statuses(&deployment), [Failed, Skipped, Skipped]);
    let error = deployment.error().unwrap();
    assert_eq!(error.code.as_str(), "ALARM_ACTIVE");
    assert!(error.message.ends_with("Activated alarms: <errors> <faults>"), "{}", error.message);
}

#[test]
fn alarms_are_polled_every_ten_seconds_until_the_end() {
    let assumptions = Assumptions::default();
    let mut deployment = deployment(Strategy::canary(10, 1).unwrap(), false).watching(watch(&["errors"]));
    let mut polls = Vec::new();
    while let Some(due) = deployment.due() {
        if !deployment.alarms_to_poll(due).is_empty() {
            polls.push((due - T0).as_secs());
            deployment.polled(&[AlarmReading::Inactive], &assumptions, due);
        }
        advance(&mut deployment, &assumptions, due);
    }
    assert_eq!(polls, [0, 10, 20, 30, 40, 50, 60]);
    assert_eq!(deployment.status(), DeploymentStatus::Succeeded);
}

#[test]
fn an_alarm_that_cannot_be_read_stops_the_deployment_unless_that_is_ignored() {
    let assumptions = Assumptions::default();
    let stopped = |ignore_failures| {
        let watch = AlarmWatch { ignore_failures, ..watch(&["gone"]) };
        let mut deployment = deployment(Strategy::canary(10, 1).unwrap(), false).watching(watch);
        deployment.polled(&[AlarmReading::Unreadable], &assumptions, T0);
        advance(&mut deployment, &assumptions, T0);
        (deployment.status(), deployment.error().map(|error| error.code))
    };
    assert_eq!(stopped(false), (DeploymentStatus::Stopped, Some(ErrorCode::IamRolePermissions)));
    assert_eq!(stopped(true), (DeploymentStatus::InProgress, None));
}

#[test]
fn a_stop_in_the_middle_of_the_shift_fails_that_event_and_skips_the_last() {
    use LifecycleEventStatus::{Failed, Skipped, Succeeded};
    let mut deployment = deployment(Strategy::canary(10, 5).unwrap(), false);
    advance(&mut deployment, &Assumptions::default(), T0);
    let now = T0 + Duration::from_secs(7);
    assert!(matches!(deployment.stop(now).last(), Some(Action::End(DeploymentStatus::Stopped))));
    assert_eq!(statuses(&deployment), [Succeeded, Failed, Skipped]);
    assert_eq!(deployment.error().unwrap().code.as_str(), "MANUAL_STOP");
    assert_eq!((deployment.completed(), deployment.due()), (Some(now), None));
    assert!(deployment.stop(now).is_empty());
}

#[test]
fn a_linear_shift_may_be_assumed_to_wait_for_one_more_interval() {
    let lasted = |linear_trailing_interval| {
        let assumptions = Assumptions { linear_trailing_interval, ..Assumptions::default() };
        let mut deployment = deployment(Strategy::linear(10, 1).unwrap(), false);
        while let Some(due) = deployment.due() {
            advance(&mut deployment, &assumptions, due);
        }
        (deployment.completed().unwrap() - T0).as_secs()
    };
    assert_eq!((lasted(false), lasted(true)), (540, 600));
}

#[test]
fn the_same_status_again_is_refused_unless_assumed_otherwise() {
    let accepting = Assumptions { accepts_repeated_status: true, ..Assumptions::default() };
    let mut deployment = deployment(Strategy::AllAtOnce, true);
    advance(&mut deployment, &accepting, T0);
    deployment.report("e-before", HookVerdict::Succeeded, &accepting, T0).unwrap();
    assert_eq!(deployment.report("e-before", HookVerdict::Succeeded, &accepting, T0), Ok(Vec::new()));
    assert_eq!(
        deployment.report("e-before", HookVerdict::Failed, &accepting, T0),
        Err(ReportRefused::AlreadyCompleted)
    );
    assert_eq!(
        deployment.report("e-before", HookVerdict::Succeeded, &Assumptions::default(), T0),
        Err(ReportRefused::AlreadyCompleted)
    );
}
