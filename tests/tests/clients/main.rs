//! The clients that people use, held against the mock: each goes through a complete deployment, an alarm that rolls one back, a stop, and
//! the errors as exceptions of its own. The programs are in `tests/clients`.

mod python;
mod rust_sdk;

use mock_codedeploy::{AccessKey, AccessKeys, Mock, Settings};

const HOOKS: &str = env!("CARGO_BIN_EXE_hooks-under-test");

/// A mock that verifies signatures: what goes through here goes through where they are only read, too.
async fn strict_mock() -> Mock {
    let keys = AccessKeys::default().with(AccessKey::new("AKIDEXAMPLE", "a secret/with+signs="));
    Mock::start(Settings { verify_signatures: Some(keys), ..Settings::default() }).await.unwrap()
}

/// Runs a program of `tests/clients` against a mock of its own.
async fn journey(program: &str) {
    let mock = strict_mock().await;
    let url = mock.url();
    let output = python::run(program, &[("AWS_ENDPOINT_URL", &url), ("HOOK_PROGRAM", HOOKS)]).await;
    mock.shut_down().await;
    assert!(output.status.success(), "{program}:\n{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_sdk_for_rust_cannot_tell_the_mock_from_aws() {
    rust_sdk::journey(HOOKS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_cannot_tell_the_mock_from_aws() {
    journey("boto3_journey.py").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_cli_cannot_tell_the_mock_from_aws() {
    journey("cli_journey.py").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_with_bad_credentials_meet_the_exceptions_that_aws_has_for_them() {
    journey("signatures.py").await;
}
