//! What goes with an invocation besides its payload.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mock_codedeploy::{Bootstrap, Code, Configuration, Function, FunctionName, Mock};
use serde_json::Value;

use crate::connection::{call, mock};

/// A bootstrap that answers each event with the headers that it came with, one to a line.
const TELLS_HEADERS: &str = r#"#!/usr/bin/env python3
import json, os, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(api + "next") as event:
        headers = {name.lower(): value for name, value in event.headers.items()}
        event.read()
    url = api + headers["lambda-runtime-aws-request-id"] + "/response"
    urllib.request.urlopen(urllib.request.Request(url, data=json.dumps(headers).encode()))
"#;

async fn with_function() -> (Mock, tempfile::TempDir) {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("bootstrap");
    std::fs::write(&program, TELLS_HEADERS).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mock = mock().await;
    let bootstrap = Bootstrap { program, task_root: folder.path().to_owned() };
    let configuration = Configuration { timeout: std::time::Duration::from_secs(60), ..Configuration::default() };
    mock.put_function(Function::new(FunctionName::new("f").unwrap(), configuration, Code::Process(bootstrap)));
    (mock, folder)
}

#[tokio::test]
async fn a_function_sees_the_id_that_its_caller_gets_and_what_the_client_says_of_itself() {
    let (mock, _folder) = with_function().await;
    let target = "/2015-03-31/functions/f/invocations";
    let context = format!("x-amz-client-context: {}", STANDARD.encode("{\"custom\":\n {\"shop\": \"Käse\"}}"));
    let answer = call(&mock, "POST", target, &[&context], "{}").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = answer.json();
    assert_eq!(seen["lambda-runtime-aws-request-id"], answer.headers["x-amzn-requestid"].as_str());
    assert_eq!(seen["lambda-runtime-trace-id"], answer.headers["x-amzn-trace-id"].as_str());
    let traced = call(&mock, "POST", target, &["x-amzn-trace-id: Root=1-67748580-aa;Sampled=1"], "{}").await;
    assert_eq!(traced.json()["lambda-runtime-trace-id"], "Root=1-67748580-aa;Sampled=1");
    assert_eq!(traced.headers["x-amzn-trace-id"], "Root=1-67748580-aa;Sampled=1");
    let told = seen["lambda-runtime-client-context"].as_str().unwrap();
    // Python reads headers as Latin-1.
    let bytes: Vec<u8> = told.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect();
    assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap()["custom"]["shop"], "Käse");
    let unknown = call(&mock, "POST", target, &["x-amz-log-type: Head"], "{}").await;
    assert_eq!(unknown.refusal(), (400, "InvalidParameterValueException"));
    let without = call(&mock, "POST", target, &[], "{}").await;
    assert_eq!(without.json().get("lambda-runtime-client-context"), None);

    for context in ["%", "bm8ganNvbg==", "W10="] {
        let refused = call(&mock, "POST", target, &[&format!("x-amz-client-context: {context}")], "{}").await;
        assert_eq!(refused.refusal(), (400, "InvalidRequestContentException"), "{context}");
    }
    mock.shut_down().await;
}

#[tokio::test]
async fn every_answer_has_an_id_and_a_throttle_says_when_to_come_again() {
    let (mock, _folder) = with_function().await;
    let target = "/2015-03-31/functions/f/invocations";
    let concurrency = "/2017-10-31/functions/f/concurrency";
    let set = call(&mock, "PUT", concurrency, &[], r#"{"ReservedConcurrentExecutions": 0}"#).await;
    let throttled = call(&mock, "POST", target, &[], "{}").await;
    assert_eq!(throttled.refusal(), (429, "TooManyRequestsException"));
    assert_eq!(throttled.headers["retry-after"], "1");
    assert_eq!(throttled.json()["Reason"], "ReservedFunctionConcurrentInvocationLimitExceeded");
    mock.lambda().fails(500, "ServiceException");
    let failed = call(&mock, "POST", target, &[], "{}").await;
    assert_eq!((&failed.json()["Type"], failed.json().get("Message").is_some()), (&"Service".into(), true));
    let queued = call(&mock, "POST", target, &["x-amz-invocation-type: Event"], "{}").await;
    let dry = call(&mock, "POST", target, &["x-amz-invocation-type: DryRun"], "{}").await;
    assert_eq!((queued.status, dry.status), (202, 204));
    let unknown = call(&mock, "GET", "/nothing", &[], "").await;
    let answers = [&set, &throttled, &failed, &queued, &dry, &unknown];
    for answer in answers {
        let trace = answer.headers["x-amzn-trace-id"].as_str();
        assert!(trace.starts_with("Root=1-") && trace.ends_with(";Sampled=0"), "{trace}");
    }
    let mut ids: Vec<&str> = answers.map(|answer| answer.headers["x-amzn-requestid"].as_str()).to_vec();
    assert!(ids.iter().all(|id| id.len() == 36), "{ids:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 6);
    mock.shut_down().await;
}
