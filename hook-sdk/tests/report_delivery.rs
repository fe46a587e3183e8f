//! Each rule of the report's delivery, through the real AWS client, against a server that answers as CodeDeploy does.

use std::time::Duration;

use hook_sdk::embed::{Connection, Environment, HookSettings, Invocation, RunError, Runtime, connect};
use hook_sdk::{HookReport, Outcome, Phase};
use serde_json::json;
use wiremock::matchers::{body_partial_json, header, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

const TARGET: &str = "arn:aws:lambda:us-east-1:123456789012:function:orders:2";

fn error(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_raw(json!({ "__type": code, "message": "no" }).to_string(), "application/x-amz-json-1.1")
}

fn accepted() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(r#"{"lifecycleEventHookExecutionId":"e"}"#, "application/x-amz-json-1.1")
}

/// A server that gives `answer` to the first `times` reports and accepts the next.
async fn server(answer: ResponseTemplate, times: u64) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(answer).up_to_n_times(times).mount(&server).await;
    Mock::given(method("POST"))
        .and(header("x-amz-target", "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus"))
        .and(body_partial_json(json!({ "deploymentId": "d-1", "lifecycleEventHookExecutionId": "e" })))
        .respond_with(accepted())
        .mount(&server)
        .await;
    server
}

async fn reported(server: &MockServer) -> Result<HookReport, RunError> {
    let services = connect(Connection::to_mock(&server.uri(), "us-east-1"));
    let runtime = Runtime::new(services, Environment::with_current_version(TARGET));
    let settings = HookSettings { name: "hook".into(), phase: Phase::PreTraffic, timeout: None, reserve: None };
    let invocation = Invocation {
        event: json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e" }),
        request_id: "r".into(),
        time_left: Duration::from_secs(20),
    };
    runtime.handle(&settings, |_| Box::pin(std::future::ready(Outcome::Succeeded)), invocation).await
}

#[tokio::test]
async fn throttling_server_errors_denials_and_expired_tokens_are_tried_again() {
    for (status, code) in [
        (400, "ThrottlingException"),
        (400, "TooManyRequestsException"),
        (429, "Whatever"),
        (500, "InternalFailure"),
        (503, "ServiceUnavailable"),
        (400, "AccessDeniedException"),
        (400, "ExpiredTokenException"),
        (400, "DeploymentDoesNotExistException"),
    ] {
        let server = server(error(status, code), 2).await;
        assert_eq!(reported(&server).await.unwrap().report_attempts, 3, "{status} {code}");
    }
}

#[tokio::test]
async fn an_event_that_is_already_completed_is_a_delivered_report() {
    let server = server(error(400, "LifecycleEventAlreadyCompletedException"), 9).await;
    assert_eq!(reported(&server).await.unwrap().report_attempts, 1);
}

#[tokio::test]
async fn an_empty_answer_is_an_acceptance() {
    let server = server(ResponseTemplate::new(200), 9).await;
    assert_eq!(reported(&server).await.unwrap().report_attempts, 1);
}

#[tokio::test]
async fn what_another_attempt_would_not_change_is_not_tried_again() {
    for code in [
        "InvalidLifecycleEventHookExecutionIdException",
        "InvalidLifecycleEventHookExecutionStatusException",
        "InvalidDeploymentIdException",
        "UnsupportedActionForDeploymentTypeException",
        "InvalidSignatureException",
        "UnrecognizedClientException",
    ] {
        let server = server(error(400, code), 9).await;
        let problem = reported(&server).await.unwrap_err().to_string();
        assert_eq!(
            problem,
            format!(
                "the verdict did not reach CodeDeploy after 1 attempt: CodeDeploy refused the report: {code}: no; \
                 the outcome was succeeded"
            )
        );
        assert_eq!(server.received_requests().await.unwrap().len(), 1, "{code}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_until_the_deadline() {
    // A port that nobody listens on any more.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = Connection::to_mock(&format!("http://{address}"), "us-east-1");
    let runtime = Runtime::new(connect(gone), Environment::with_current_version(TARGET));
    let settings = HookSettings { name: "hook".into(), phase: Phase::PreTraffic, timeout: None, reserve: None };
    let invocation = Invocation {
        event: json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e" }),
        request_id: "r".into(),
        time_left: Duration::from_millis(900),
    };
    let validate = |_| -> futures_util::future::LocalBoxFuture<'static, _> { Box::pin(async { Outcome::Succeeded }) };
    let RunError::Delivery { source, .. } = runtime.handle(&settings, validate, invocation).await.unwrap_err() else {
        panic!("it is a delivery that failed")
    };
    assert!(source.attempts > 2, "{source}");
    assert!(source.to_string().contains("CodeDeploy could not be reached"), "{source}");
}
