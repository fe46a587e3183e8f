//! One verdict, always: every fault that one machine can stage, against real hook binaries. One row a fault; the table is also printed as
//! `docs/fault-matrix.md` with `UPDATE_DOCS=1`.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use mock_codedeploy::{DeploymentStatus, Fault, FaultKind, History, Service};
use safe_deploy_tests::{Played, Stage, TARGET};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_hooks-under-test");

/// One fault and what has to come of it.
struct Row {
    name: &'static str,
    hook: &'static str,
    /// The function's timeout.
    timeout: f64,
    faults: Vec<Fault>,
    environment: Vec<(&'static str, &'static str)>,
    /// What the version under test answers.
    answer: Value,
    status: DeploymentStatus,
    /// What the hook report's only reason contains; empty for a success.
    reason: &'static str,
    /// The longest time that CodeDeploy may wait.
    within: f64,
}

impl Row {
    fn new(name: &'static str, hook: &'static str, reason: &'static str) -> Self {
        let status = if reason.is_empty() { DeploymentStatus::Succeeded } else { DeploymentStatus::Failed };
        Self {
            name,
            hook,
            timeout: 20.0,
            faults: Vec::new(),
            environment: vec![("CurrentVersion", TARGET)],
            answer: json!({ "total": 900 }),
            status,
            reason,
            within: 2.0,
        }
    }

    fn timeout(mut self, seconds: f64) -> Self {
        self.timeout = seconds;
        self
    }

    fn within(mut self, seconds: f64) -> Self {
        self.within = seconds;
        self
    }

    fn environment(mut self, environment: Vec<(&'static str, &'static str)>) -> Self {
        self.environment = environment;
        self
    }

    fn answer(mut self, answer: Value) -> Self {
        self.answer = answer;
        self
    }

    fn report_meets(self, kind: FaultKind, times: u32) -> Self {
        self.meets(Service::CodeDeploy, "PutLifecycleEventHookExecutionStatus", kind, times)
    }

    fn invoke_meets(self, kind: FaultKind, times: u32) -> Self {
        self.meets(Service::Lambda, "Invoke", kind, times)
    }

    fn meets(mut self, service: Service, operation: &'static str, kind: FaultKind, times: u32) -> Self {
        self.faults.push(Fault { service, operation, kind, times });
        self
    }
}

fn error(status: u16, code: &str) -> FaultKind {
    FaultKind::Error { status, code: code.into() }
}

fn rows() -> Vec<Row> {
    let validator = vec![
        Row::new("nothing goes wrong", "checks_the_total", ""),
        Row::new("the validator errs", "errs", "the shop is closed"),
        Row::new("the validator panics", "panics", "the validator panicked: no price list for orders:2"),
        Row::new(
            "a task that it awaits panics",
            "awaits_a_task_that_panics",
            "panicked with message \"the task lost its order\"",
        ),
        Row::new("a panic that aborts", "panics_and_aborts", "the validator crashed with SIGABRT"),
        Row::new("abort", "aborts", "the validator crashed with SIGABRT"),
        Row::new("stack overflow", "overflows_the_stack", "the validator crashed with SIGABRT"),
        Row::new("segmentation fault", "segfaults", "the validator crashed with SIGSEGV"),
        Row::new("exit(0)", "exits_well", "ended its process with exit status 0"),
        Row::new("exit(7)", "exits", "ended its process with exit status 7"),
        Row::new("the memory limit is hit", "hits_the_memory_limit", "the validator crashed with SIGABRT").within(8.0),
        Row::new("an endless loop without await", "loops_for_ever", "blocked its thread").timeout(3.0).within(2.9),
        Row::new("a sleep past the deadline", "sleeps_past_the_deadline", "blocked its thread")
            .timeout(3.0)
            .within(2.9),
        Row::new("an endless await", "awaits_for_ever", "ran out of time after 2.0 s").timeout(3.0).within(2.9),
        Row::new("an endless await with 1.5 s in all", "awaits_for_ever", "ran out of time").timeout(1.5).within(1.4),
        Row::new("an endless loop with 1.5 s in all", "loops_for_ever", "blocked its thread").timeout(1.5).within(1.45),
        Row::new("100 MB of output", "prints_a_hundred_megabytes", "").within(8.0),
        Row::new("SIGTERM while the validator runs", "is_told_to_stop", "told to shut down (SIGTERM)"),
    ];
    let target = vec![
        Row::new("CurrentVersion is $LATEST", "checks_the_total", "is `$LATEST`")
            .environment(vec![("CurrentVersion", "$LATEST")]),
        Row::new("CurrentVersion is garbage", "checks_the_total", "neither an ARN")
            .environment(vec![("CurrentVersion", "?!")]),
        Row::new("CurrentVersion is empty", "checks_the_total", "it is empty")
            .environment(vec![("CurrentVersion", "")]),
        Row::new("CurrentVersion is missing, CodeDeploy answers", "checks_the_total", "").environment(vec![]),
        Row::new("CurrentVersion is missing, CodeDeploy denies", "checks_the_total", "CodeDeploy could not be asked")
            .environment(vec![])
            .meets(Service::CodeDeploy, "GetDeployment", error(400, "AccessDeniedException"), 1),
    ];
    let invoke = vec![
        Row::new("the version answers wrongly", "checks_the_total", "order 1 has no price")
            .answer(json!({ "total": 0 })),
        Row::new("Invoke is throttled for good", "checks_the_total", "could not be called")
            .invoke_meets(error(429, "TooManyRequestsException"), 10)
            .within(5.0),
        Row::new("Invoke answers 404", "checks_the_total", "could not be called")
            .invoke_meets(error(404, "ResourceNotFoundException"), 10),
        Row::new("Invoke hangs", "checks_the_total", "ran out of time")
            .invoke_meets(FaultKind::Hang, 10)
            .timeout(3.0)
            .within(2.9),
        Row::new("Invoke's answer breaks off", "checks_the_total", "could not be called")
            .invoke_meets(FaultKind::Reset, 10)
            .within(8.0),
        Row::new("Invoke answers 6 MB", "checks_the_total", "order 1 has no price")
            .invoke_meets(FaultKind::Payload(serde_json::to_vec(&"x".repeat(6 * 1024 * 1024 - 2)).unwrap()), 1)
            .within(5.0),
        Row::new("Invoke answers no JSON", "checks_the_total", "the answer is not what was expected")
            .invoke_meets(FaultKind::Payload(b"<html>".to_vec()), 1),
        Row::new("another version ran", "checks_the_total", "but version 1 ran")
            .invoke_meets(FaultKind::ExecutedVersion("1".into()), 1),
    ];
    let report = vec![
        Row::new("the report meets 500 three times", "succeeds_before", "")
            .report_meets(error(500, "InternalFailure"), 3),
        Row::new("the report is throttled ten times", "succeeds_before", "")
            .report_meets(error(400, "ThrottlingException"), 10)
            .within(14.0),
        Row::new("the report hangs", "succeeds_before", "").report_meets(FaultKind::Hang, 1).within(7.0),
        Row::new("the report's answer breaks off", "succeeds_before", "").report_meets(FaultKind::Reset, 1),
        Row::new("the report is answered by nothing", "succeeds_before", "").report_meets(FaultKind::Empty, 1),
        Row::new("the report is denied, then allowed", "succeeds_before", "")
            .report_meets(error(400, "AccessDeniedException"), 2),
        Row::new("the token has expired, then not", "succeeds_before", "")
            .report_meets(error(400, "ExpiredTokenException"), 2),
        Row::new("the deployment is unknown at first", "succeeds_before", "")
            .report_meets(error(400, "DeploymentDoesNotExistException"), 4)
            .within(4.0),
    ];
    [validator, target, invoke, report].into_iter().flatten().collect()
}

async fn play(row: &Row) -> (Played, Duration, Played) {
    let stage = Stage::set(PROGRAM, row.answer.clone()).await;
    stage.put_hook_with(row.hook, Duration::from_secs_f64(row.timeout), row.environment.iter().copied());
    row.faults.iter().for_each(|fault| stage.mock.inject(fault.clone()));
    let start = Instant::now();
    let played = stage.deploy(Some(row.hook), None).await;
    let took = start.elapsed();
    // The next event of the same function, in the same environment where there still is one, is answered too.
    stage.point_back();
    let next = stage.deploy(Some(row.hook), None).await;
    stage.mock.shut_down().await;
    (played, took, next)
}

fn check(row: &Row, played: &Played, took: Duration, next: &Played) -> Result<String, String> {
    let history = &played.history;
    let wrong =
        |what: String| Err(format!("{}: {what}\n{:#?}\n{:#?}", row.name, history.hook_reports, history.hook_errors));
    if played.deployment.status() != row.status {
        return wrong(format!("the deployment is {:?}", played.deployment.status()));
    }
    let waited = played.deployment.completed().unwrap() - played.deployment.created();
    if !waited.is_zero() {
        return wrong(format!("CodeDeploy waited {waited:?}"));
    }
    if took.as_secs_f64() > row.within {
        return wrong(format!("it took {took:?}"));
    }
    if !history.hook_errors.is_empty() {
        return wrong("the invocation ended with an error".into());
    }
    let [report] = history.hook_reports.as_slice() else {
        return wrong(format!("there are {} hook reports", history.hook_reports.len()));
    };
    let reasons: Vec<&str> = report["reasons"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let as_expected = match reasons.as_slice() {
        [] => row.reason.is_empty(),
        [only] => !row.reason.is_empty() && only.contains(row.reason),
        _ => false,
    };
    if !as_expected {
        return wrong(format!("the reasons are {reasons:?}"));
    }
    let waited = next.deployment.completed().unwrap() - next.deployment.created();
    if !waited.is_zero() || next.history.hook_reports.len() != 2 || !next.history.hook_errors.is_empty() {
        let History { hook_reports, hook_errors, .. } = &next.history;
        return wrong(format!("the next event is not answered: {hook_reports:#?} {hook_errors:#?}"));
    }
    let heard = if row.status == DeploymentStatus::Succeeded { "Succeeded" } else { "Failed" };
    let reason = reasons.first().map(|reason| reason.lines().next().unwrap_or_default()).unwrap_or_default();
    let reason: String = reason.chars().take(110).collect::<String>().replace('|', "\\|");
    Ok(format!("| {} | {heard} | {:.1} s | {reason} |", row.name, took.as_secs_f64()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_codedeploy_hears_exactly_one_verdict() {
    let mut page = String::from(
        "# The fault matrix\n\nWhat CodeDeploy hears when things go wrong, and after how long. Each row is a real hook binary under the \
         function host;\nthe test `fault_matrix` plays them all, and writes this page with `UPDATE_DOCS=1`.\n\n\
         | fault | CodeDeploy hears | after | reason |\n| --- | --- | --- | --- |\n",
    );
    let mut problems = Vec::new();
    for row in rows() {
        let (played, took, next) = play(&row).await;
        match check(&row, &played, took, &next) {
            Ok(line) => writeln!(page, "{line}").unwrap(),
            Err(problem) => problems.push(problem),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/fault-matrix.md");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, page).unwrap();
    }
}

#[tokio::test]
async fn an_event_that_comes_again_is_answered_with_its_first_outcome_and_does_not_run_again() {
    let count = std::env::temp_dir().join(format!("safe-deploy-count-{}", std::process::id()));
    let count_file = count.to_str().unwrap();
    let stage = Stage::set(PROGRAM, Value::Null).await;
    let environment = [("CurrentVersion", TARGET), ("COUNT_FILE", count_file)];
    stage.put_hook_with("counts_its_runs", Duration::from_secs(20), environment);
    let event = json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e" });
    // Nobody knows this deployment, so the report is in vain: Lambda hears an error and tries again.
    for _ in 0..2 {
        stage.mock.inject(Fault {
            service: Service::CodeDeploy,
            operation: "PutLifecycleEventHookExecutionStatus",
            kind: error(400, "InvalidLifecycleEventHookExecutionIdException"),
            times: 1,
        });
        let result = stage.invoke("counts_its_runs", &event).await;
        assert!(result.function_error);
        let error: Value = serde_json::from_slice(&result.payload).unwrap();
        assert_eq!(error["errorType"], "Hook.ReportNotDelivered");
    }
    let runs = std::fs::read_to_string(&count).unwrap();
    std::fs::remove_file(&count).unwrap();
    assert_eq!(runs, "x");
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn a_validator_that_closes_its_output_is_reported_all_the_same() {
    let stage = Stage::set(PROGRAM, Value::Null).await;
    let played = stage.deploy_with("closes_its_output", Duration::from_secs(20)).await;
    assert_eq!(played.deployment.status(), DeploymentStatus::Succeeded);
    assert!(played.history.hook_reports.is_empty(), "nothing can be printed");
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn of_two_events_at_once_the_first_verdict_counts_and_both_invocations_end_well() {
    let stage = Stage::set(PROGRAM, json!({ "total": 900 })).await;
    stage.put_hook("checks_the_total", Duration::from_secs(20));
    stage.put_held_hook("held");
    let id = stage.begin("held");
    let held = stage.mock.next_in_process().await.unwrap();
    let event: Value = serde_json::from_slice(&held.payload).unwrap();
    // The same event in two environments at once.
    let (first, second) =
        tokio::join!(stage.invoke("checks_the_total", &event), stage.invoke("checks_the_total", &event));
    for result in [first, second] {
        assert!(!result.function_error, "{:?}", result.payload);
    }
    drop(held);
    stage.mock.all_ended().await;
    assert_eq!(stage.mock.deployment(&id).unwrap().status(), DeploymentStatus::Succeeded);
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn what_is_no_hook_event_is_a_function_error_and_the_next_event_works() {
    let stage = Stage::set(PROGRAM, json!({ "total": 900 })).await;
    stage.put_hook("checks_the_total", Duration::from_secs(20));
    for event in [
        json!([]),
        json!("text"),
        json!({}),
        json!({ "DeploymentId": "d-1" }),
        json!({ "DeploymentId": "", "LifecycleEventHookExecutionId": "" }),
    ] {
        let result = stage.invoke("checks_the_total", &event).await;
        assert!(result.function_error, "{event}");
        let error: Value = serde_json::from_slice(&result.payload).unwrap();
        assert_eq!(error["errorType"], "Hook.InvalidEvent", "{event}");
    }
    let played = stage.deploy(Some("checks_the_total"), None).await;
    assert_eq!(played.deployment.status(), DeploymentStatus::Succeeded);
    stage.mock.shut_down().await;
}
