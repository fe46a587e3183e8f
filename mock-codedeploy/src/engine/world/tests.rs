//! The account, driven by hand.

use std::time::Duration;

use super::*;
use crate::account::{Alias, AliasName, Code, Configuration, FunctionReference, Version, Weight};
use crate::cloudwatch::{
    Alarm, AlarmActions, AlarmKind, AlarmState, Comparison, Dimensions, Judgement, Metric, MetricAlarm, MissingData,
    Statistic,
};
use crate::codedeploy::{AlarmConfiguration, AlarmReference, DeploymentGroup};
use crate::deployment::{Creator, DeploymentStatus, ErrorCode, HookVerdict, Strategy};
use crate::engine::{Happening, NewDeployment, RoleAction, RoleRefusal};

fn name(text: &str) -> FunctionName {
    FunctionName::new(text).unwrap()
}

fn live() -> AliasName {
    AliasName::new("live").unwrap()
}

fn world(strategy: Strategy, hooks: bool) -> (World, DeploymentId) {
    let mut world = World::new(VirtualTime::START, 1);
    let mut orders = Function::new(name("orders"), Configuration::default(), Code::Model);
    orders.publish(Configuration::default(), Code::Model);
    orders.set_alias(live(), Alias::to(Version::FIRST));
    world.put_function(orders);
    world.put_function(Function::new(name("hook"), Configuration::default(), Code::Model));
    let hook = hooks.then(|| name("hook"));
    let id = world.create_deployment(&NewDeployment {
        function: name("orders"),
        alias: live(),
        current_version: Version::FIRST,
        target_version: Version::FIRST.next(),
        strategy,
        before_allow_traffic: hook.clone(),
        after_allow_traffic: hook,
    });
    (world, id.unwrap())
}

fn alias(world: &World) -> Alias {
    *world.function(&name("orders")).unwrap().alias(&live()).unwrap()
}

fn execution_id(invocations: &[AsyncInvocation]) -> String {
    let [invocation] = invocations else { panic!("{invocations:?}") };
    invocation.payload["LifecycleEventHookExecutionId"].as_str().unwrap().to_owned()
}

/// Lets time pass until a function has to be run.
fn play(world: &mut World) -> Vec<AsyncInvocation> {
    loop {
        world.run_due();
        let invocations = world.take_invocations();
        let Some(due) = world.next_due().filter(|_| invocations.is_empty()) else { return invocations };
        world.jump(due);
    }
}

#[test]
fn a_linear_deployment_moves_the_alias_in_ten_steps() {
    let (mut world, id) = world(Strategy::linear(10, 10).unwrap(), false);
    world.run_due();
    assert_eq!(alias(&world).additional(), Some((Version::FIRST.next(), Weight::percent(10))));
    assert!(play(&mut world).is_empty());
    assert_eq!(alias(&world), Alias::to(Version::FIRST.next()));
    assert_eq!(world.now() - VirtualTime::START, Duration::from_secs(5_400));
    assert_eq!(world.deployment(id.as_str()).unwrap().status(), DeploymentStatus::Succeeded);
}

#[test]
fn a_refusal_after_the_shift_brings_the_alias_back_by_a_rollback_deployment() {
    let (mut world, id) = world(Strategy::canary(10, 5).unwrap(), true);
    let before = execution_id(&play(&mut world));
    assert_eq!(world.report(id.as_str(), &before, HookVerdict::Succeeded), Ok(()));
    let after = execution_id(&play(&mut world));
    assert_eq!(alias(&world), Alias::to(Version::FIRST.next()));
    world.report(id.as_str(), &after, HookVerdict::Failed).unwrap();
    assert!(play(&mut world).is_empty());
    assert_eq!(alias(&world), Alias::to(Version::FIRST));
    let all: Vec<_> = world.deployments().map(|deployment| (deployment.creator(), deployment.status())).collect();
    assert_eq!(
        all,
        [(Creator::User, DeploymentStatus::Failed), (Creator::CodeDeployRollback, DeploymentStatus::Succeeded),]
    );
}

#[test]
fn a_hook_that_does_not_exist_fails_the_deployment() {
    let (mut world, id) = world(Strategy::AllAtOnce, true);
    world.functions.remove(&name("hook"));
    world.run_due();
    let error = world.deployment(id.as_str()).unwrap().error().unwrap().clone();
    assert_eq!(error.code, ErrorCode::InvalidLambdaFunction);
    assert_eq!(error.message, "The BeforeAllowTraffic hook function hook does not exist.");
}

#[test]
fn a_role_of_the_managed_kind_calls_hooks_of_the_right_name_only() {
    let (mut world, id) = world(Strategy::AllAtOnce, true);
    world.rules.enforce_hook_prefix = true;
    assert!(play(&mut world).is_empty());
    let error = world.deployment(id.as_str()).unwrap().error().unwrap().clone();
    assert_eq!(error.code, ErrorCode::IamRolePermissions);
    assert!(error.message.contains("role/CodeDeployServiceRole") && error.message.contains("AWSLambda"), "{error:?}");
}

#[test]
fn an_alias_that_is_elsewhere_fails_the_deployment() {
    let (mut world, id) = world(Strategy::AllAtOnce, false);
    world.function_mut(&name("orders")).unwrap().set_alias(live(), Alias::to(Version::FIRST.next()));
    world.run_due();
    let error = world.deployment(id.as_str()).unwrap().error().unwrap().clone();
    assert_eq!(error.code, ErrorCode::InvalidLambdaConfiguration);
    assert!(error.message.contains("orders:live points to version 2"), "{}", error.message);
}

/// The events of a deployment, and its error's code.
fn outcome(world: &World, id: &str) -> (DeploymentStatus, [&'static str; 3], Option<ErrorCode>) {
    let deployment = world.deployment(id).unwrap();
    let events = deployment.lifecycle_events().each_ref().map(|event| event.status.as_str());
    (deployment.status(), events, deployment.error().map(|error| error.code))
}

#[test]
fn a_last_shift_that_fails_fails_the_deployment_and_its_rollback() {
    let (mut world, id) = world(Strategy::canary(10, 5).unwrap(), false);
    world.run_due();
    assert_eq!(world.deployment(id.as_str()).unwrap().weight(), Weight::percent(10));
    world.function_mut(&name("orders")).unwrap().remove_alias(&live());
    play(&mut world);
    let failed =
        (DeploymentStatus::Failed, ["Succeeded", "Failed", "Skipped"], Some(ErrorCode::InvalidLambdaConfiguration));
    assert_eq!(outcome(&world, id.as_str()), failed);
    assert_eq!(world.deployment(id.as_str()).unwrap().weight(), Weight::percent(10), "the last one did not happen");
    let rollback = world.deployments().last().unwrap().id().as_str().to_owned();
    assert_ne!(rollback, id.as_str());
    assert_eq!(outcome(&world, &rollback), failed, "there is nothing to roll back");
    let ended = world.timeline().iter().filter(|entry| matches!(entry.happening, Happening::Ended(_)));
    assert_eq!(ended.count(), 2);
}

#[test]
fn the_rollback_of_a_deployment_that_did_not_fit_leaves_the_alias_where_it_was() {
    let (mut world, first) = world(Strategy::AllAtOnce, false);
    world.function_mut(&name("orders")).unwrap().set_alias(live(), Alias::to(Version::FIRST.next()));
    play(&mut world);
    let (status, _, code) = outcome(&world, first.as_str());
    assert_eq!((status, code), (DeploymentStatus::Failed, Some(ErrorCode::InvalidLambdaConfiguration)));
    let rollback = world.deployments().last().unwrap();
    assert_eq!((rollback.creator(), rollback.status()), (Creator::CodeDeployRollback, DeploymentStatus::Succeeded));
    assert_eq!(alias(&world), Alias::to(Version::FIRST.next()));
}

#[test]
fn the_revision_of_every_deployment_is_kept_in_its_application() {
    let (mut world, id) = world(Strategy::AllAtOnce, true);
    let before = execution_id(&play(&mut world));
    world.report(id.as_str(), &before, HookVerdict::Failed).unwrap();
    play(&mut world);
    let records: Vec<_> = world.records().collect();
    let application = world.resources().application(&records[0].origin.application).unwrap();
    let kept: Vec<bool> =
        records.iter().map(|record| application.revisions.contains_key(&record.origin.revision.sha256)).collect();
    assert_eq!(kept, [true, true]);
}

#[test]
fn what_the_service_role_may_not_do_ends_the_deployment_with_the_code_for_it() {
    use DeploymentStatus::{Failed, Stopped};
    let role = "arn:aws:iam::123456789012:role/CodeDeployServiceRole";
    for (action, refusal, status, events, code) in [
        (
            RoleAction::GetAlias,
            RoleRefusal::NoSuchRole,
            Failed,
            ["Failed", "Skipped", "Skipped"],
            ErrorCode::IamRoleMissing,
        ),
        (
            RoleAction::Invoke,
            RoleRefusal::AccessDenied,
            Failed,
            ["Failed", "Skipped", "Skipped"],
            ErrorCode::IamRolePermissions,
        ),
        (RoleAction::Invoke, RoleRefusal::Throttling, Failed, ["Failed", "Skipped", "Skipped"], ErrorCode::Throttled),
        (
            RoleAction::UpdateAlias,
            RoleRefusal::AccessDenied,
            Failed,
            ["Succeeded", "Failed", "Skipped"],
            ErrorCode::IamRolePermissions,
        ),
        (
            RoleAction::DescribeAlarms,
            RoleRefusal::AccessDenied,
            Stopped,
            ["Failed", "Skipped", "Skipped"],
            ErrorCode::IamRolePermissions,
        ),
    ] {
        let (mut world, _) = world(Strategy::AllAtOnce, true);
        // The one that was set up is replaced by one that watches an alarm.
        let origin = world.records().next().unwrap().origin.clone();
        let first = world.deployments().next().unwrap().id().clone();
        world.stop_deployment(first.as_str(), Some(false)).unwrap();
        world.run_due();
        put_alarm(&mut world, "errors");
        let group =
            world.resources_mut().application_mut(&origin.application).unwrap().group_mut(&origin.group).unwrap();
        group.alarms = AlarmConfiguration {
            enabled: true,
            ignore_poll_alarm_failure: false,
            alarms: vec![AlarmReference { name: "errors".into() }],
        };
        let hook = Some(name("hook"));
        let new = NewDeployment { before_allow_traffic: hook.clone(), after_allow_traffic: hook, ..canary() };
        let id = world.create_deployment(&new).unwrap();
        world.refuse_role(action, refusal, 1);
        if let [invocation] = play(&mut world).as_slice() {
            let execution = invocation.payload["LifecycleEventHookExecutionId"].as_str().unwrap();
            world.report(id.as_str(), execution, HookVerdict::Succeeded).unwrap();
            play(&mut world);
        }
        assert_eq!(outcome(&world, id.as_str()), (status, events, Some(code)), "{action:?} {refusal:?}");
        let message = &world.deployment(id.as_str()).unwrap().error().unwrap().message;
        assert!(message.contains(role) || action == RoleAction::DescribeAlarms, "{message}");
        let rollback = world.deployments().last().unwrap();
        assert_eq!((rollback.creator(), rollback.status()), (Creator::CodeDeployRollback, DeploymentStatus::Succeeded));
    }
}

#[test]
fn the_course_of_a_deployment_follows_the_assumptions() {
    // A hook whose report comes after the deployment has ended.
    let late = |text: &str| {
        let (mut world, id) = world(Strategy::AllAtOnce, true);
        world.assume(text).unwrap();
        let execution = execution_id(&play(&mut world));
        world.stop_deployment(id.as_str(), Some(false)).unwrap();
        world.report(id.as_str(), &execution, HookVerdict::Succeeded)
    };
    assert_eq!(late("accepts-late-status=false"), Err(CodeDeployError::LifecycleEventAlreadyCompleted));
    assert_eq!(late("accepts-late-status=true"), Ok(()));

    // A version that is not there.
    let missing = |text: &str| {
        let (mut world, _) = world(Strategy::AllAtOnce, false);
        play(&mut world);
        world.assume(text).unwrap();
        let second = Version::FIRST.next();
        let new = NewDeployment { current_version: second, target_version: second.next(), ..canary() };
        let id = world.create_deployment(&new).unwrap();
        play(&mut world);
        world.deployment(id.as_str()).unwrap().error().unwrap().code
    };
    assert_eq!(missing("missing-version-code=INVALID_LAMBDA_CONFIGURATION"), ErrorCode::InvalidLambdaConfiguration);
    assert_eq!(missing("missing-version-code=INVALID_LAMBDA_FUNCTION"), ErrorCode::InvalidLambdaFunction);

    // An alarm that is red at the start, with a hook.
    let red = |text: &str| {
        let (mut world, first) = world(Strategy::AllAtOnce, true);
        world.assume(text).unwrap();
        world.stop_deployment(first.as_str(), Some(false)).unwrap();
        world.run_due();
        put_alarm(&mut world, "errors");
        let (now, errors) = (world.now(), "errors");
        assert!(world.monitor_mut().set_alarm_state(errors, AlarmState::Alarm, "drill", None, now));
        let origin = world.records().next().unwrap().origin.clone();
        let group =
            world.resources_mut().application_mut(&origin.application).unwrap().group_mut(&origin.group).unwrap();
        let alarms = vec![AlarmReference { name: errors.into() }];
        group.alarms = AlarmConfiguration { enabled: true, ignore_poll_alarm_failure: false, alarms };
        let new = NewDeployment { before_allow_traffic: Some(name("hook")), ..canary() };
        let id = world.create_deployment(&new).unwrap();
        let called = !play(&mut world).is_empty();
        (called, world.deployment(id.as_str()).unwrap().error().unwrap().code)
    };
    assert_eq!(red("polls-before-hooks=true"), (false, ErrorCode::AlarmActive));
    assert_eq!(red("polls-before-hooks=false"), (true, ErrorCode::AlarmActive));

    // Metrics of an alias with a single version.
    let counted = |text: &str| {
        let (mut world, _) = world(Strategy::AllAtOnce, false);
        world.assume(text).unwrap();
        let reference = FunctionReference::parse("orders:live", None).unwrap();
        let routed = world.route(&reference).unwrap();
        world.note_invocation(&routed, VirtualTime::START, false, Duration::ZERO);
        let metrics: Vec<_> = world.monitor().metrics.all();
        let errors = metrics.iter().filter(|metric| metric.name == "Errors").count();
        let by_version = metrics.iter().filter(|metric| metric.dimensions.contains_key("ExecutedVersion")).count();
        (errors, by_version)
    };
    assert_eq!(counted("errors-count-successes=true"), (4, 3));
    assert_eq!(counted("errors-count-successes=false"), (0, 2));
    assert_eq!(counted("counts-version-of-single=false"), (3, 0));
}

#[test]
fn a_group_that_is_made_again_has_no_deployments() {
    let (mut world, _) = world(Strategy::canary(10, 5).unwrap(), false);
    world.run_due();
    let (application, group) = {
        let origin = &world.records().next().unwrap().origin;
        (origin.application.clone(), origin.group.clone())
    };
    assert_eq!(world.records_of(&application, &group).count(), 1);
    let owner = world.resources_mut().application_mut(&application).unwrap();
    let old = owner.groups.remove(&group).unwrap();
    owner.groups.insert(group.clone(), DeploymentGroup { id: "another".into(), ..old });
    assert_eq!(world.records_of(&application, &group).count(), 0);
    assert!(world.create_deployment(&canary()).is_ok(), "the old one's deployment is not this one's");
}

#[test]
fn a_behavior_changes_with_the_time_since_the_newest_deployment() {
    let (mut world, _) = world(Strategy::AllAtOnce, false);
    world.jump(VirtualTime::START + Duration::from_secs(1_000));
    play(&mut world);
    let reference = FunctionReference { name: name("orders"), qualifier: None };
    assert_eq!(world.route(&reference).unwrap().since_start, Duration::from_secs(1_000));
    world.create_deployment(&canary()).unwrap();
    assert_eq!(world.route(&reference).unwrap().since_start, Duration::ZERO);
}

#[test]
fn a_group_has_one_active_deployment_at_a_time() {
    let (mut world, id) = world(Strategy::canary(10, 5).unwrap(), false);
    let again = |world: &mut World| {
        world.create_deployment(&NewDeployment {
            function: name("orders"),
            alias: live(),
            current_version: Version::FIRST.next(),
            target_version: Version::FIRST,
            strategy: Strategy::AllAtOnce,
            before_allow_traffic: None,
            after_allow_traffic: None,
        })
    };
    assert_eq!(again(&mut world).unwrap_err().code(), "DeploymentLimitExceededException");
    assert!(play(&mut world).is_empty());
    let second = again(&mut world).unwrap();
    assert!(play(&mut world).is_empty());
    assert_eq!(world.deployment(second.as_str()).unwrap().status(), DeploymentStatus::Succeeded);
    let origin = &world.record(second.as_str()).unwrap().origin;
    assert_eq!(origin.previous_revision.as_ref(), Some(&world.record(id.as_str()).unwrap().origin.revision));
}

#[test]
fn a_stop_rolls_back_unless_the_caller_says_otherwise() {
    for (rolls_back, deployments, weights) in [(None, 2, None), (Some(true), 2, None), (Some(false), 1, Some(0.1))] {
        let (mut world, id) = world(Strategy::canary(10, 5).unwrap(), false);
        world.run_due();
        world.stop_deployment(id.as_str(), rolls_back).unwrap();
        assert!(play(&mut world).is_empty());
        assert_eq!(world.deployment(id.as_str()).unwrap().status(), DeploymentStatus::Stopped);
        assert_eq!(world.deployments().count(), deployments);
        assert_eq!(alias(&world).version(), Version::FIRST);
        assert_eq!(alias(&world).additional().map(|(_, weight)| weight.get()), weights);
        let error = world.stop_deployment(id.as_str(), None).unwrap_err();
        assert_eq!(error.code(), "DeploymentAlreadyCompletedException");
    }
}

#[test]
fn an_alarm_that_goes_off_during_the_shift_stops_the_deployment_at_the_next_poll_and_rolls_it_back() {
    is_stopped_by("errors");
}

#[test]
fn a_composite_alarm_stops_a_deployment_as_any_other() {
    is_stopped_by("any");
}

/// Deploys with this alarm watched, and lets `errors` go off, which `any` follows.
fn is_stopped_by(watched: &str) {
    let (mut world, id) = world(Strategy::canary(10, 5).unwrap(), false);
    world.run_due();
    let first = world.records().next().unwrap().origin.clone();
    world.stop_deployment(id.as_str(), Some(true)).unwrap();
    world.run_due();
    put_alarm(&mut world, "errors");
    let composite = Alarm {
        name: "any".into(),
        configuration: AlarmKind::Composite("ALARM(errors)".parse().unwrap()),
        ..world.monitor().alarm("errors").unwrap().clone()
    };
    let now = world.now();
    assert!(world.monitor_mut().put_alarm(composite, now));
    let alarms = AlarmConfiguration {
        enabled: true,
        ignore_poll_alarm_failure: false,
        alarms: vec![AlarmReference { name: watched.into() }],
    };
    world.resources_mut().application_mut(&first.application).unwrap().group_mut(&first.group).unwrap().alarms = alarms;
    let id = world.create_deployment(&canary()).unwrap();
    let begin = world.now();
    world.run_due();
    world.jump(begin + Duration::from_secs(33));
    world.run_due();
    let now = world.now();
    assert!(world.monitor_mut().set_alarm_state("errors", AlarmState::Alarm, "drill", None, now));
    assert!(play(&mut world).is_empty());
    let stopped = world.deployment(id.as_str()).unwrap();
    assert_eq!(stopped.status(), DeploymentStatus::Stopped);
    assert_eq!(stopped.error().unwrap().code, ErrorCode::AlarmActive);
    assert_eq!((stopped.completed().unwrap() - begin).as_secs(), 43);
    assert_eq!(alias(&world), Alias::to(Version::FIRST));
    assert_eq!(world.deployments().next_back().unwrap().creator(), Creator::CodeDeployRollback);
}

/// An alarm on a metric that nobody writes.
fn put_alarm(world: &mut World, name: &str) {
    let now = world.now();
    let metric = Metric { namespace: "shop".into(), name: "errors".into(), dimensions: Dimensions::new() };
    let judgement =
        Judgement { evaluation_periods: 1, datapoints_to_alarm: 1, missing_data: MissingData::NotBreaching };
    let alarm = Alarm {
        name: name.into(),
        description: None,
        configuration: AlarmKind::Metric(MetricAlarm {
            metric,
            statistic: Statistic::Sum,
            unit: None,
            period: 60,
            judgement,
            threshold: 0.0,
            comparison: Comparison::GreaterThanThreshold,
        }),
        actions_enabled: true,
        actions: AlarmActions::default(),
        state: AlarmState::InsufficientData,
        reason: String::new(),
        updated: now,
        transitioned: now,
        configured: now,
        reason_data: None,
        forced: false,
    };
    assert!(world.monitor_mut().put_alarm(alarm, now));
}

fn canary() -> NewDeployment {
    NewDeployment {
        function: name("orders"),
        alias: live(),
        current_version: Version::FIRST,
        target_version: Version::FIRST.next(),
        strategy: Strategy::canary(10, 5).unwrap(),
        before_allow_traffic: None,
        after_allow_traffic: None,
    }
}

#[test]
fn a_failing_hook_function_is_called_three_times_and_then_waited_for() {
    let (mut world, id) = world(Strategy::AllAtOnce, true);
    let mut times = Vec::new();
    loop {
        let invocations = play(&mut world);
        let [invocation] = invocations.as_slice() else { break };
        times.push((world.now() - VirtualTime::START).as_secs());
        world.invocation_ended(invocation, true);
    }
    assert_eq!(times, [0, 60, 180]);
    assert_eq!(world.deployment(id.as_str()).unwrap().status(), DeploymentStatus::Failed);
    assert_eq!((world.now() - VirtualTime::START).as_secs(), 3_600);
}

#[test]
fn the_same_seed_routes_the_same_way() {
    let route = |seed: u64| {
        let (mut world, _) = world(Strategy::canary(50, 5).unwrap(), false);
        world.routing = ChaCha8Rng::seed_from_u64(seed);
        world.run_due();
        let reference = FunctionReference::parse("orders:live", None).unwrap();
        (0..50).map(|_| world.route(&reference).unwrap().executed).collect::<String>()
    };
    assert_eq!(route(1), route(1));
    assert_ne!(route(1), route(2));
    assert!(route(1).contains('1') && route(1).contains('2'));
}
