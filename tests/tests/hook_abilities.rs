//! What a hook can do beyond a verdict, with real binaries under the function host.

use std::path::Path;
use std::time::Duration;

use hook_sdk::embed::{Connection, connect};
use hook_sdk::{DeferralToken, HookCompletion, Verdict};
use mock_codedeploy::{Bootstrap, Code, Configuration, DeploymentStatus, Function, Version};
use safe_deploy_tests::{Played, Stage, TARGET, name};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_hooks-with-abilities");
const SECONDS: Duration = Duration::from_secs(20);

async fn played(hook: &str, timeout: Duration) -> Played {
    let stage = Stage::set(PROGRAM, json!({ "total": 900 })).await;
    let played = stage.deploy_with(hook, timeout).await;
    stage.mock.shut_down().await;
    played
}

/// The only hook report's reasons, and its checks with their outcomes.
fn told(played: &Played) -> (Value, Vec<(&str, &str)>) {
    let [report] = played.history.hook_reports.as_slice() else { panic!("{:#?}", played.history.hook_reports) };
    let checks = report["checks"].as_array().unwrap().iter();
    let checks = checks.map(|check| (check["name"].as_str().unwrap(), check["outcome"].as_str().unwrap())).collect();
    (report["reasons"].clone(), checks)
}

#[tokio::test]
async fn a_report_lists_the_checks_that_ran_and_the_reason_names_the_one_that_failed() {
    let played = played("names_its_checks", SECONDS).await;
    assert_eq!(
        told(&played),
        (json!(["is cheap: tea costs 900"]), vec![("answers", "succeeded"), ("is cheap", "failed")])
    );
}

#[tokio::test]
async fn a_validator_that_runs_out_of_time_says_which_check_was_running() {
    let played = played("waits_in_a_check", Duration::from_millis(1_500)).await;
    let (reasons, checks) = told(&played);
    let reason = reasons[0].as_str().unwrap();
    assert!(reason.starts_with("the validator ran out of time after "), "{reason}");
    assert!(reason.ends_with(" while the check `slow` was running"), "{reason}");
    assert_eq!(checks, [("quick", "succeeded"), ("slow", "failed")]);
}

#[tokio::test]
async fn the_guardian_says_which_check_was_running() {
    let blocked = played("blocks_in_a_check", Duration::from_millis(1_500)).await;
    let (reasons, checks) = told(&blocked);
    assert!(reasons[0].as_str().unwrap().ends_with(" while the check `stubborn` was running"), "{reasons}");
    assert_eq!(checks, [("stubborn", "failed")]);
    let crashed = played("crashes_in_a_check", SECONDS).await;
    let (reasons, checks) = told(&crashed);
    assert!(reasons[0].as_str().unwrap().starts_with("the validator crashed with SIGABRT"), "{reasons}");
    assert!(reasons[0].as_str().unwrap().ends_with(" while the check `fatal` was running"), "{reasons}");
    assert_eq!(checks, [("fatal", "failed")]);
}

#[tokio::test]
async fn the_current_version_can_be_called_beside_the_new_one() {
    let stage = Stage::set(PROGRAM, json!({ "total": 900 })).await;
    stage.version_answers(Version::FIRST, json!({ "total": 900 }));
    let same = stage.deploy_with("compares_with_the_current_version", SECONDS).await;
    assert_eq!(same.deployment.status(), DeploymentStatus::Succeeded, "{:#?}", same.history.hook_reports);
    stage.point_back();
    stage.version_answers(Version::FIRST, json!({ "total": 450 }));
    let other = stage.deploy(Some("compares_with_the_current_version"), None).await;
    assert_eq!(other.history.hook_reports[1]["reasons"], json!(["orders:2 answers otherwise than orders:1"]));
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn a_wrong_environment_fails_a_hook_that_asks_codedeploy_and_warns_one_that_does_not() {
    let stage = Stage::set(PROGRAM, json!({ "total": 900 })).await;
    stage.version_answers(Version::FIRST, json!({ "total": 900 }));
    let current = "arn:aws:lambda:us-east-1:123456789012:function:orders:1";
    let hook = "compares_with_the_current_version";
    stage.put_hook_with(hook, SECONDS, [("CurrentVersion", current)]);
    let failed = stage.deploy(Some(hook), None).await;
    let reasons = &failed.history.hook_reports[0]["reasons"];
    let mixup = "the environment names orders:1, the current version that is about to be replaced";
    assert!(reasons[0].as_str().unwrap().starts_with(mixup), "{reasons}");
    assert_eq!(failed.deployment.status(), DeploymentStatus::Failed);

    stage.put_hook_with("talks", SECONDS, [("CurrentVersion", current)]);
    stage.put_held_hook("held");
    let id = stage.begin("held");
    let held = stage.mock.next_in_process().await.unwrap();
    let event: Value = serde_json::from_slice(&held.payload).unwrap();
    let log = stage.invoke("talks", &event).await.log();
    let warning = lines(&log).find(|line| line["level"] == "WARN").unwrap();
    assert_eq!(warning["message"], "this hook did not test the version that is deployed");
    assert!(warning["mixup"].as_str().unwrap().starts_with(mixup), "{warning}");
    assert_eq!(warning["span"]["deployment_id"], id.to_string());
    drop(held);
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn a_number_that_names_the_current_version_is_a_failure() {
    let stage = Stage::set(PROGRAM, json!({})).await;
    stage.put_hook_with("is_traced", SECONDS, [("CurrentVersion", "1")]);
    let played = stage.deploy(Some("is_traced"), None).await;
    let (reasons, _) = told(&played);
    assert!(reasons[0].as_str().unwrap().starts_with("the environment names orders:1, the current"), "{reasons}");
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn a_deferred_hook_waits_for_another_program() {
    for (verdict, status) in
        [(Verdict::Succeeded, DeploymentStatus::Succeeded), (Verdict::Failed, DeploymentStatus::Failed)]
    {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        let stage = Stage::set(PROGRAM, Value::Null).await;
        stage.put_hook_with("defers", SECONDS, environment(&file));
        stage.put_held_hook("held");
        // The held hook keeps the clock, as a person who thinks would in real time.
        let id = stage.begin("held");
        let held = stage.mock.next_in_process().await.unwrap();
        let event: Value = serde_json::from_slice(&held.payload).unwrap();
        for _ in 0..2 {
            let result = stage.invoke("defers", &event).await;
            assert!(!result.function_error);
            assert_eq!(
                serde_json::from_slice::<Value>(&result.payload).unwrap(),
                json!({ "outcome": "deferred", "reasons": [] })
            );
            assert_eq!(result.hook_reports[0]["report_attempts"], 0);
        }
        assert!(stage.mock.deployment(&id).unwrap().completed().is_none());

        let token: DeferralToken = std::fs::read_to_string(&file).unwrap().parse().unwrap();
        assert_eq!((token.hook(), token.target().as_deref()), ("defers", Some("orders:2")));
        assert_eq!(token.to_json()["LifecycleEventHookExecutionId"], event["LifecycleEventHookExecutionId"]);
        let completion = HookCompletion::new(connect(Connection::to_mock(&stage.mock.url(), "us-east-1")).reporter);
        assert!(!completion.complete(&token, verdict).await.unwrap().already_completed);
        assert!(completion.complete(&token, verdict).await.unwrap().already_completed);
        drop(held);
        stage.mock.all_ended().await;
        assert_eq!(stage.mock.deployment(&id).unwrap().status(), status);
        stage.mock.shut_down().await;
    }
}

#[tokio::test]
async fn a_deferred_hook_that_nobody_completes_fails_after_an_hour() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::set(PROGRAM, Value::Null).await;
    stage.put_hook_with("defers", SECONDS, environment(&folder.path().join("token")));
    let played = stage.deploy(Some("defers"), None).await;
    assert_eq!(played.deployment.status(), DeploymentStatus::Failed);
    let waited = played.deployment.completed().unwrap() - played.deployment.created();
    assert_eq!(waited, Duration::from_secs(3_600));
    assert_eq!(played.history.hook_reports[0]["outcome"], "deferred");
    assert_eq!(played.history.hook_errors, []);
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn a_validator_that_crashes_before_it_returns_its_deferral_has_failed() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::set(PROGRAM, Value::Null).await;
    stage.put_hook_with("defers_and_crashes", SECONDS, environment(&folder.path().join("token")));
    let played = stage.deploy(Some("defers_and_crashes"), None).await;
    let (reasons, _) = told(&played);
    assert!(reasons[0].as_str().unwrap().starts_with("the validator crashed with SIGABRT"), "{reasons}");
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn the_invoked_function_is_part_of_the_hooks_trace() {
    let stage = Stage::set(PROGRAM, Value::Null).await;
    let program = Path::new(env!("CARGO_BIN_EXE_answers-its-trace")).to_owned();
    let task_root = program.parent().unwrap().to_owned();
    let code = Code::Process(Bootstrap { program, task_root });
    let mut traced = Function::new(name("traced"), Configuration::default(), code.clone());
    traced.publish(Configuration::default(), code);
    stage.mock.put_function(traced);
    stage.put_hook_with("is_traced", SECONDS, [("CurrentVersion", "traced:1")]);
    let played = stage.deploy(Some("is_traced"), None).await;
    assert_eq!(told(&played).0, json!([]));
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn a_run_leaves_json_lines_and_metrics_and_never_the_execution_id() {
    let stage = Stage::set(PROGRAM, Value::Null).await;
    stage.put_hook_with("talks", SECONDS, [("CurrentVersion", TARGET), ("RUST_LOG", "trace")]);
    stage.put_held_hook("held");
    let id = stage.begin("held");
    let held = stage.mock.next_in_process().await.unwrap();
    let event: Value = serde_json::from_slice(&held.payload).unwrap();
    let log = stage.invoke("talks", &event).await.log();

    let own = lines(&log).find(|line| line["message"] == "about to call").unwrap();
    assert_eq!(own["level"], "TRACE");
    assert_eq!((&own["span"]["deployment_id"], &own["span"]["hook"]), (&json!(id.to_string()), &json!("talks")));
    let metrics = lines(&log).find(|line| line["_aws"].is_object()).unwrap();
    assert_eq!((&metrics["Failed"], &metrics["Function"]), (&json!(1), &json!("orders")));
    assert_eq!(lines(&log).filter(|line| line["kind"] == "hook_report").count(), 1);
    let execution = event["LifecycleEventHookExecutionId"].as_str().unwrap();
    assert!(execution.len() > 20 && !log.contains(execution), "{log}");
    drop(held);
    stage.mock.shut_down().await;
}

fn environment(token_file: &Path) -> [(&'static str, &str); 2] {
    [("CurrentVersion", TARGET), ("TOKEN_FILE", token_file.to_str().unwrap())]
}

fn lines(log: &str) -> impl Iterator<Item = Value> {
    log.lines().filter_map(|line| serde_json::from_str(line).ok())
}
