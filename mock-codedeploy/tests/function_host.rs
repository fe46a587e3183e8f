//! How the function host treats a real process, in the ways that a function can see.

mod processes;
mod stage;

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

use mock_codedeploy::{Code, FunctionReference, InvocationResult};
use processes::processes;
use serde_json::{Value, json};
use stage::{Stage, until_gone};

fn answer(result: &InvocationResult) -> Value {
    serde_json::from_slice(&result.payload).unwrap()
}

fn error_type(result: &InvocationResult) -> Value {
    assert!(result.function_error);
    answer(result)["errorType"].clone()
}

fn error_message(result: &InvocationResult) -> String {
    let answer = answer(result);
    let message = answer["errorMessage"].as_str().unwrap();
    // `RequestId: … Error: …`
    message.split_once(" Error: ").unwrap().1.to_owned()
}

#[tokio::test]
async fn an_environment_is_reused_while_it_is_warm() {
    let stage = Stage::set(&[], 3).await;
    let first = answer(&stage.invoke(&json!({ "tell": true })).await);
    let second = answer(&stage.invoke(&json!({ "tell": true })).await);
    assert_eq!((&first["served"], &second["served"]), (&json!(1), &json!(2)));
    assert_eq!(first["pid"], second["pid"]);
    assert_ne!(first["request_id"], second["request_id"]);
    assert_eq!(second["invoked_arn"], "arn:aws:lambda:us-east-1:123456789012:function:under-test");
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn each_invocation_at_once_has_an_environment_of_its_own() {
    let stage = Stage::set(&[], 3).await;
    // A process that hangs is busy, so none of the others can get it.
    let event = json!({ "hang": true });
    let busy = stage.invoke(&event);
    let others = async {
        let tells: Vec<Value> = (0..4).map(|_| json!({ "tell": true })).collect();
        let told = futures_util::future::join_all(tells.iter().map(|event| stage.invoke(event))).await;
        told.iter().map(answer).collect::<Vec<_>>()
    };
    let (timed_out, told) = tokio::join!(busy, others);
    assert_eq!(error_type(&timed_out), "Sandbox.Timedout");
    let pids: HashSet<u64> = told.iter().map(|told| told["pid"].as_u64().unwrap()).collect();
    let served: u64 = pids.iter().map(|pid| told.iter().filter(|told| told["pid"] == *pid).count() as u64).sum();
    assert_eq!(served, 4);
    for pid in &pids {
        let mut counts: Vec<u64> =
            told.iter().filter(|told| told["pid"] == *pid).map(|told| told["served"].as_u64().unwrap()).collect();
        counts.sort_unstable();
        assert_eq!(counts, (1..=counts.len() as u64).collect::<Vec<_>>(), "one process served two at once");
    }
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn a_time_out_kills_the_process_and_its_children_and_the_next_invocation_has_a_new_one() {
    let stage = Stage::set(&[], 1).await;
    let first = answer(&stage.invoke(&json!({ "tell": true })).await);
    let left = first["milliseconds_left"].as_u64().unwrap();
    assert!((1..=1_000).contains(&left), "{left}");
    let start = Instant::now();
    let result = stage.invoke(&json!({ "leave_child": true, "say": "about to hang", "hang": true })).await;
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(error_type(&result), "Sandbox.Timedout");
    assert_eq!(error_message(&result), "Task timed out after 1.00 seconds");
    assert_eq!(result.log(), "about to hang\n");
    assert!(!Path::new(&format!("/proc/{}", first["pid"])).exists(), "the process is gone when the answer is there");
    until_gone(&stage.marker);
    let next = answer(&stage.invoke(&json!({ "tell": true })).await);
    assert_eq!(next["served"], 1);
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn a_crash_fails_one_invocation_and_the_next_has_a_new_process() {
    let stage = Stage::set(&[], 3).await;
    stage.invoke(&json!({ "tell": true })).await;
    let result = stage.invoke(&json!({ "say": "bad day", "exit": 9 })).await;
    assert_eq!(error_type(&result), "Runtime.ExitError");
    assert_eq!(error_message(&result), "Runtime exited with error: exit status 9");
    assert_eq!(result.log(), "bad day\n");
    assert_eq!(answer(&stage.invoke(&json!({ "tell": true })).await)["served"], 1);
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn an_error_that_the_function_answers_with_keeps_its_process() {
    let stage = Stage::set(&[], 3).await;
    let result = stage.invoke(&json!({ "fail": "no price" })).await;
    assert!(result.function_error);
    assert_eq!(answer(&result), json!({ "errorType": "Asked", "errorMessage": "no price" }));
    assert_eq!(answer(&stage.invoke(&json!({ "tell": true })).await)["served"], 2);
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn the_log_is_that_of_the_invocation_and_its_last_four_kilobytes() {
    let stage = Stage::set(&[], 3).await;
    let short = stage.invoke(&json!({ "say": "one" })).await;
    assert_eq!(short.log(), "one\n");
    let long = stage.invoke(&json!({ "say": "0123456789", "times": 1_000 })).await;
    assert_eq!(long.log_tail.len(), 4_096);
    assert!(long.log().ends_with("0123456789\n") && long.log().starts_with("56789"), "{}", &long.log()[..20]);
    assert_eq!(stage.invoke(&json!({})).await.log(), "");
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn an_answer_that_is_too_large_fails_the_invocation_and_not_the_process() {
    let stage = Stage::set(&[], 10).await;
    let largest = stage.invoke(&json!({ "answer_bytes": 6_291_556 })).await;
    assert_eq!((largest.function_error, largest.payload.len()), (false, 6_291_556));
    let result = stage.invoke(&json!({ "answer_bytes": 6_291_557 })).await;
    assert_eq!(error_type(&result), "Function.ResponseSizeTooLarge");
    assert_eq!(
        answer(&result)["errorMessage"],
        "Response payload size exceeded maximum allowed payload size (6291556 bytes)."
    );
    assert_eq!(answer(&stage.invoke(&json!({ "tell": true })).await)["served"], 3);
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn only_a_process_with_an_extension_is_told_before_it_is_killed() {
    for (extension, log) in [
        (None, "waits\n"),
        (Some("obedient"), "waits\ntold to shut down\n"),
        (Some("stubborn"), "waits\ntold to shut down\n"),
    ] {
        let variables: Vec<_> = extension.into_iter().map(|kind| ("EXTENSION", kind)).collect();
        let stage = Stage::set(&variables, 1).await;
        let result = stage.invoke(&json!({ "say": "waits", "hang": true })).await;
        assert_eq!(error_type(&result), "Sandbox.Timedout");
        assert_eq!(result.log(), log, "{extension:?}");
        until_gone(&stage.marker);
        stage.mock.shut_down().await;
    }
}

#[tokio::test]
async fn a_first_init_phase_that_fails_is_tried_again_within_the_invocation() {
    for how in ["exits", "fails"] {
        let marks = tempfile::tempdir().unwrap();
        let stage = Stage::set(&[("INIT", how), ("MARKS", marks.path().to_str().unwrap())], 3).await;
        let result = stage.invoke(&json!({ "tell": true })).await;
        assert_eq!((result.function_error, &answer(&result)["served"]), (false, &json!(1)), "{how}");
        assert_eq!(result.log(), format!("init {how}\ninit {how}\n"));
        stage.mock.shut_down().await;
    }
}

#[tokio::test]
async fn a_second_init_phase_that_fails_fails_the_invocation() {
    for (how, kind, message) in [
        ("exits", "Runtime.ExitError", "Runtime exited with error: exit status 7"),
        (
            "fails",
            "Runtime.InitError",
            r#"Runtime failed to start: {"errorMessage":"no price list","errorType":"Init.Asked"}"#,
        ),
    ] {
        let stage = Stage::set(&[("INIT", how)], 3).await;
        let result = stage.invoke(&json!({})).await;
        assert_eq!((error_type(&result), error_message(&result).as_str()), (json!(kind), message), "{how}");
        assert_eq!(result.log(), format!("init {how}\ninit {how}\n"));
        stage.mock.shut_down().await;
    }
}

#[tokio::test]
async fn an_init_phase_has_ten_seconds_and_its_second_try_the_functions_own_time() {
    let marks = tempfile::tempdir().unwrap();
    let once = Stage::set(&[("INIT", "hangs"), ("MARKS", marks.path().to_str().unwrap())], 1).await;
    let always = Stage::set(&[("INIT", "hangs")], 1).await;
    let start = Instant::now();
    let event = json!({ "tell": true });
    let ((served, first), (timed_out, second)) =
        tokio::join!(async { (once.invoke(&event).await, start.elapsed().as_secs_f64()) }, async {
            (always.invoke(&event).await, start.elapsed().as_secs_f64())
        },);
    assert_eq!((served.function_error, &answer(&served)["served"]), (false, &json!(1)));
    assert!(first >= 10.0, "{first}");
    assert_eq!(error_message(&timed_out), "Task timed out after 1.00 seconds");
    assert!(second >= 11.0, "{second}");
    once.mock.shut_down().await;
    always.mock.shut_down().await;
}

#[tokio::test]
async fn an_asynchronous_invocation_that_fails_is_tried_twice_more_with_the_same_id() {
    let stage = Stage::set(&[], 3).await;
    let begin = stage.mock.with_world(|world| world.now());
    let name = stage.name.clone();
    stage.mock.with_world(|world| {
        world.invoke_asynchronously(FunctionReference { name, qualifier: None }, json!({ "say": "try", "exit": 4 }))
    });
    stage.mock.advance_clock(Duration::from_secs(3_600)).await;
    let errors = stage.mock.history().hook_errors;
    let seconds: Vec<u64> = errors.iter().map(|error| (error.time - begin).as_secs()).collect();
    assert_eq!(seconds, [0, 60, 180]);
    let ids: HashSet<&str> = errors
        .iter()
        .map(|error| error.error["errorMessage"].as_str().unwrap().split_once(" Error: ").unwrap().0)
        .collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert!(errors.iter().all(|error| error.log_tail == "try\n" && error.error["errorType"] == "Runtime.ExitError"));
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn an_event_that_is_too_old_is_not_tried_again() {
    let stage = Stage::set(&[], 3).await;
    let url = format!("{}/2019-09-25/functions/under-test/event-invoke-config", stage.mock.url());
    let body = json!({ "MaximumEventAgeInSeconds": 100, "MaximumRetryAttempts": 2 });
    let put = tokio::task::spawn_blocking(move || ureq::put(&url).send_json(&body).unwrap().status().as_u16());
    assert_eq!(put.await.unwrap(), 200);
    let begin = stage.mock.with_world(|world| world.now());
    let name = stage.name.clone();
    stage.mock.with_world(|world| {
        world.invoke_asynchronously(FunctionReference { name, qualifier: None }, json!({ "exit": 4 }))
    });
    stage.mock.advance_clock(Duration::from_secs(3_600)).await;
    let errors = stage.mock.history().hook_errors;
    let seconds: Vec<u64> = errors.iter().map(|error| (error.time - begin).as_secs()).collect();
    assert_eq!(seconds, [0, 60]);
    stage.mock.shut_down().await;
}

#[tokio::test]
async fn shutting_down_kills_what_still_runs_and_what_it_has_started() {
    let stage = Stage::set(&[], 900).await;
    stage.invoke(&json!({ "leave_child": true })).await;
    assert_eq!(processes(&stage.marker).len(), 2);
    let url = format!("{}/2015-03-31/functions/under-test/invocations", stage.mock.url());
    let event = r#"{"leave_child": true, "hang": true}"#;
    let hanging = tokio::task::spawn_blocking(move || ureq::post(&url).send(event).is_err());
    // The warm process has the event as soon as it has a second child.
    while processes(&stage.marker).len() < 3 {
        tokio::task::yield_now().await;
    }
    stage.mock.shut_down().await;
    assert!(hanging.await.unwrap(), "the connection is closed without an answer");
    until_gone(&stage.marker);
}

#[tokio::test]
async fn a_changed_function_gets_new_environments() {
    let stage = Stage::set(&[], 3).await;
    let before = answer(&stage.invoke(&json!({ "tell": true })).await);
    let (name, code) = (stage.name.clone(), Code::Process(stage.bootstrap.clone()));
    stage.put(name, &[("SOMETHING", "else")], 3, code);
    let after = answer(&stage.invoke(&json!({ "tell": true })).await);
    assert_ne!(before["pid"], after["pid"]);
    assert_eq!(after["served"], 1);
    stage.mock.shut_down().await;
}
