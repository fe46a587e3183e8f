//! The faults.

use mock_codedeploy::{FaultKind, Service};
use serde_json::json;

use crate::row::{Build, Row, Staging, Version};

pub(crate) fn error(status: u16, code: &str) -> FaultKind {
    FaultKind::Error { status, code: code.into(), message: None }
}

/// All faults that one machine can stage.
pub(crate) fn all() -> Vec<Row> {
    [validator(), target(), invoke(), report(), event()].into_iter().flatten().collect()
}

fn validator() -> Vec<Row> {
    vec![
        Row::new("nothing goes wrong", "checks_the_total", ""),
        Row::new("the validator errs", "errs", "the shop is closed"),
        Row::new("the validator panics", "panics", "the validator panicked: no price list for orders:2"),
        Row::new(
            "a task that it awaits panics",
            "awaits_a_task_that_panics",
            "panicked with message \"the task lost its order\"",
        ),
        Row::new("a panic, in a build with panic = \"abort\"", "panics", "the validator crashed with SIGABRT")
            .built(Build::Aborting),
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
        Row::new("its output is closed", "closes_its_output", "").staged(Staging::Called, 0),
        Row::new("SIGTERM while the validator runs", "is_told_to_stop", "told to shut down (SIGTERM)"),
    ]
}

fn target() -> Vec<Row> {
    vec![
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
    ]
}

fn invoke() -> Vec<Row> {
    vec![
        Row::new("the version answers wrongly", "checks_the_total", "order 1 has no price")
            .version(Version::Answers(json!({ "total": 0 }))),
        Row::new("the version fails", "checks_the_total", "orders:2 failed with PriceMissing: no price for tea")
            .version(Version::Fails("no price for tea")),
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
    ]
}

fn report() -> Vec<Row> {
    vec![
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
        // The pauses before the eighth attempt are 2.6 s at least.
        Row::new("the deployment is unknown at first", "succeeds_before", "")
            .report_meets(error(400, "DeploymentDoesNotExistException"), 7)
            .within(8.0),
        Row::new("somebody else has reported before", "checks_the_total", "").staged(Staging::Completed, 2),
    ]
}

fn event() -> Vec<Row> {
    vec![
        Row::new("the event has more fields", "checks_the_total", "").sent(|mut event| {
            event["Extra"] = json!({ "deep": [1, 2] });
            event.to_string().into()
        }),
        Row::new("the event comes again", "counts_its_runs", "").staged(Staging::Twice, 2),
        Row::new("the event comes twice at once", "checks_the_total", "").staged(Staging::AtOnce, 2),
        Row::no_event("the event is not JSON", |_| b"<event>".into()),
        Row::no_event("the event is no object", |_| b"[1]".into()),
        Row::no_event("the event has no execution id", |mut event| {
            event.as_object_mut().unwrap().remove("LifecycleEventHookExecutionId");
            event.to_string().into()
        }),
        Row::no_event("the event has no deployment id", |mut event| {
            event.as_object_mut().unwrap().remove("DeploymentId");
            event.to_string().into()
        }),
        Row::no_event("the event's ids are empty", |mut event| {
            event["DeploymentId"] = "".into();
            event["LifecycleEventHookExecutionId"] = "".into();
            event.to_string().into()
        }),
    ]
}
