//! Real hook binaries under the function host: what CodeDeploy hears of each way to end.

use std::time::{Duration, Instant};

use mock_codedeploy::{Alias, DeploymentStatus, FunctionReference, Version};
use safe_deploy_tests::{Played, Stage, name};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_hooks-under-test");
const LONG: Duration = Duration::from_secs(30);

async fn played(hook: &str, timeout: Duration) -> Played {
    let stage = Stage::set(PROGRAM, json!({ "total": 900 })).await;
    let played = stage.deploy_with(hook, timeout).await;
    stage.mock.shut_down().await;
    played
}

fn reasons(played: &Played) -> Vec<&str> {
    let [report] = played.history.hook_reports.as_slice() else { panic!("{:?}", played.history) };
    report["reasons"].as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

fn seconds(played: &Played) -> u64 {
    (played.deployment.completed().unwrap() - played.deployment.created()).as_secs()
}

#[tokio::test]
async fn a_hook_calls_the_target_version_and_reports() {
    let played = played("checks_the_total", LONG).await;
    assert_eq!(played.deployment.status(), DeploymentStatus::Succeeded);
    assert_eq!(played.alias, Alias::to(Version::FIRST.next()));
    let [report] = played.history.hook_reports.as_slice() else { panic!("{:?}", played.history) };
    assert_eq!(report["outcome"], "succeeded");
    assert_eq!(report["function"], "orders");
    assert_eq!(report["target_version"], "2");
    assert_eq!(report["report_attempts"], 1);
}

#[tokio::test]
async fn a_refusal_fails_the_deployment_and_the_alias_stays() {
    let stage = Stage::set(PROGRAM, json!({ "total": 0 })).await;
    let played = stage.deploy_with("checks_the_total", LONG).await;
    assert_eq!(played.deployment.status(), DeploymentStatus::Failed);
    assert_eq!(reasons(&played), ["order 1 has no price: {\"total\":0}"]);
    assert_eq!(played.alias, Alias::to(Version::FIRST));
    assert_eq!(played.deployment.error().unwrap().code.as_str(), "HOOK_EXECUTION_FAILURE");
}

#[tokio::test]
async fn an_error_a_panic_and_too_little_to_judge_by_are_all_reported_as_failed() {
    for (hook, reason) in [
        ("errs", "the shop is closed"),
        ("panics", "the validator panicked: no price list for orders:2"),
        ("is_inconclusive", "no orders today"),
    ] {
        let played = played(hook, LONG).await;
        assert_eq!(played.deployment.status(), DeploymentStatus::Failed, "{hook}");
        assert_eq!(reasons(&played), [reason], "{hook}");
        assert_eq!(seconds(&played), 0, "{hook}");
        assert!(played.history.hook_errors.is_empty(), "{hook}: the invocation answers well");
    }
}

#[tokio::test]
async fn a_validator_that_runs_out_of_time_is_cancelled_and_reported() {
    let played = played("waits_for_ever", LONG).await;
    assert_eq!(reasons(&played), ["the validator ran out of time after 0.2 s (the attribute's `timeout`)"]);
    assert_eq!(seconds(&played), 0);
}

#[tokio::test]
async fn both_phases_run_in_one_deployment_and_a_warm_process_serves_again() {
    let stage = Stage::set(PROGRAM, json!({ "total": 900 })).await;
    stage.put_hook("checks_the_total", LONG);
    stage.put_hook("succeeds", LONG);
    let played = stage.deploy(Some("checks_the_total"), Some("succeeds")).await;
    assert_eq!(played.deployment.status(), DeploymentStatus::Succeeded);
    let phases: Vec<&Value> = played.history.hook_reports.iter().map(|report| &report["phase"]).collect();
    assert_eq!(phases, ["PreTraffic", "PostTraffic"]);
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn without_a_variable_or_with_a_bare_number_the_target_is_read_from_codedeploy() {
    for environment in [None, Some("2")] {
        let stage = Stage::set(PROGRAM, json!({ "total": 900 })).await;
        stage.put_hook_with("checks_the_total", LONG, environment.map(|value| ("CurrentVersion", value)));
        let played = stage.deploy(Some("checks_the_total"), None).await;
        assert_eq!(played.deployment.status(), DeploymentStatus::Succeeded, "{environment:?}");
        let report = &played.history.hook_reports[0];
        assert_eq!((&report["function"], &report["target_version"]), (&json!("orders"), &json!("2")));
    }
}

#[tokio::test]
async fn a_variable_that_names_no_version_is_reported_as_failed() {
    for (value, reason) in [
        ("$LATEST", "the environment variable `CurrentVersion` does not name the version under test: `$LATEST` is"),
        (
            "orders:live",
            "the environment variable `CurrentVersion` does not name the version under test: `orders:live` ends",
        ),
        ("", "the environment variable `CurrentVersion` does not name the version under test: it is empty"),
    ] {
        let stage = Stage::set(PROGRAM, json!({ "total": 900 })).await;
        stage.put_hook_with("checks_the_total", LONG, [("CurrentVersion", value)]);
        let played = stage.deploy(Some("checks_the_total"), None).await;
        assert_eq!(played.deployment.status(), DeploymentStatus::Failed, "{value}");
        assert!(reasons(&played)[0].starts_with(reason), "{:?}", reasons(&played));
    }
}

#[tokio::test]
async fn a_process_that_exits_is_seen_as_a_crash_with_its_log() {
    let stage = Stage::set(PROGRAM, Value::Null).await;
    stage.put_unguarded_hook("exits", LONG);
    let event = json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e" }).to_string();
    let reference = FunctionReference { name: name("exits"), qualifier: None };
    let result = stage.mock.invoke(&reference, event.into()).await.unwrap();
    assert!(result.function_error);
    let error: Value = serde_json::from_slice(&result.payload).unwrap();
    assert_eq!(error["errorType"], "Runtime.ExitError");
    let message = error["errorMessage"].as_str().unwrap();
    assert!(message.ends_with("Error: Runtime exited with error: exit status 7"), "{message}");
    assert!(String::from_utf8_lossy(&result.log_tail).contains("about to leave"));
}

#[tokio::test]
async fn a_process_that_outlives_its_time_is_killed() {
    let stage = Stage::set(PROGRAM, Value::Null).await;
    stage.put_unguarded_hook("blocks_its_thread", Duration::from_secs(1));
    let event = json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e" }).to_string();
    let reference = FunctionReference { name: name("blocks_its_thread"), qualifier: None };
    let start = Instant::now();
    let result = stage.mock.invoke(&reference, event.into()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));
    let error: Value = serde_json::from_slice(&result.payload).unwrap();
    assert_eq!(error["errorType"], "Sandbox.Timedout");
    assert!(error["errorMessage"].as_str().unwrap().ends_with("Task timed out after 1.00 seconds"), "{error}");
}

#[tokio::test]
async fn an_unknown_handler_name_says_which_names_there_are() {
    let stage = Stage::set(PROGRAM, Value::Null).await;
    stage.put_hook("nobody", LONG);
    let reference = FunctionReference { name: name("nobody"), qualifier: None };
    let result = stage.mock.invoke(&reference, "{}".into()).await.unwrap();
    let log = String::from_utf8_lossy(&result.log_tail).into_owned();
    assert!(
        log.contains("the handler `nobody` names no hook of this binary; its hooks are `checks_the_total`"),
        "{log}"
    );
}

#[test]
fn a_hook_whose_runtime_api_is_gone_ends_instead_of_starting_again_for_ever() {
    // A port that nobody listens on any more.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = std::process::Command::new(PROGRAM)
        .env_clear()
        .env("_HANDLER", "errs")
        .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "hook")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_REGION", "us-east-1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(said.matches("the Runtime API could not be reached any more").count(), 1, "{said}");
}

#[test]
fn outside_lambda_a_hook_says_what_it_is() {
    let output = std::process::Command::new(PROGRAM).env_clear().env("_HANDLER", "errs").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("this is a Lambda function: it runs where"));
}

#[tokio::test]
async fn an_event_that_is_no_hook_event_is_a_function_error_that_says_so() {
    let stage = Stage::set(PROGRAM, Value::Null).await;
    stage.put_hook("errs", LONG);
    let reference = FunctionReference { name: name("errs"), qualifier: None };
    let result = stage.mock.invoke(&reference, "{}".into()).await.unwrap();
    let error: Value = serde_json::from_slice(&result.payload).unwrap();
    assert_eq!(error["errorType"], "Hook.InvalidEvent");
    assert!(error["errorMessage"].as_str().unwrap().contains("no `DeploymentId`"), "{error}");
}
