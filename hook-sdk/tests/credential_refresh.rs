//! Keys that expire while a hook reports, through the real AWS client, against a server for the keys and one for CodeDeploy.

use std::process::Command;
use std::time::Duration;

use hook_sdk::embed::{Connection, connect};
use hook_sdk::{HookEvent, ReportErrorKind, Verdict};
use serde_json::json;
use wiremock::matchers::{header, header_regex, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Set for the child process in which the test runs once more, since the environment is the process's.
const IN_CHILD: &str = "CREDENTIAL_REFRESH_IN_CHILD";

fn event() -> HookEvent {
    HookEvent::from_json(&json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "execution" })).unwrap()
}

/// Runs one test of this binary in a process with this environment and no other AWS variables.
fn passes_in_child(test: &str, variables: &[(&str, &str)]) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env_clear().env(IN_CHILD, "1").envs(variables.iter().copied());
    command.status().unwrap().success()
}

fn is_child() -> bool {
    std::env::var_os(IN_CHILD).is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn expired_keys_are_asked_for_anew() {
    if is_child() {
        let reporter = connect(Connection::of_process()).reporter;
        let expired = reporter.report(&event(), Verdict::Succeeded).await.unwrap_err();
        assert_eq!(expired.kind, ReportErrorKind::ExpiredCredentials, "{expired}");
        reporter.report(&event(), Verdict::Succeeded).await.unwrap();
        // Good keys are kept: the server gives none a third time.
        reporter.report(&event(), Verdict::Succeeded).await.unwrap();
        return;
    }
    let server = MockServer::start().await;
    for key in ["FIRST", "SECOND"] {
        let expiration =
            humantime::format_rfc3339(std::time::SystemTime::now() + Duration::from_secs(3_600)).to_string();
        let keys = json!({ "AccessKeyId": key, "SecretAccessKey": "s", "Token": "t", "Expiration": expiration });
        Mock::given(method("GET"))
            .and(path("/keys"))
            .and(header("authorization", "let me in"))
            .respond_with(ResponseTemplate::new(200).set_body_json(keys))
            .up_to_n_times(1)
            .mount(&server)
            .await;
    }
    let expired = json!({ "__type": "ExpiredTokenException", "message": "The security token is expired" });
    Mock::given(method("POST"))
        .and(header_regex("authorization", "Credential=FIRST/"))
        .respond_with(ResponseTemplate::new(400).set_body_raw(expired.to_string(), "application/x-amz-json-1.1"))
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(header_regex("authorization", "Credential=SECOND/"))
        .and(header("x-amz-security-token", "t"))
        .respond_with(ResponseTemplate::new(200).set_body_raw("{}", "application/x-amz-json-1.1"))
        .mount(&server)
        .await;
    let url = server.uri();
    let variables = [
        ("AWS_REGION", "us-east-1"),
        ("AWS_ENDPOINT_URL", url.as_str()),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &format!("{url}/keys")),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "let me in"),
    ];
    assert!(passes_in_child("expired_keys_are_asked_for_anew", &variables));
}

#[tokio::test]
async fn without_keys_the_report_says_where_keys_come_from() {
    if !is_child() {
        let variables = [("AWS_REGION", "us-east-1"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:1")];
        assert!(passes_in_child("without_keys_the_report_says_where_keys_come_from", &variables));
        return;
    }
    let error = connect(Connection::of_process()).reporter.report(&event(), Verdict::Failed).await.unwrap_err();
    assert_eq!(error.kind, ReportErrorKind::Refused, "{error}");
    assert!(error.message.contains("there are no AWS credentials"), "{error}");
    assert!(error.message.contains("`AWS_ACCESS_KEY_ID`"), "{error}");
}
