//! `safe-deploy complete` as a person runs it, against a mock with a deployment that waits.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use hook_sdk::embed::{Connection, Environment, HookSettings, Invocation, Runtime, connect};
use hook_sdk::{Outcome, Phase};
use mock_codedeploy::{
    Alias, AliasName, Code, Configuration, DeploymentId, DeploymentStatus, Function, FunctionName, InProcessInvocation,
    Mock, NewDeployment, Settings, Strategy, Version,
};
use serde_json::Value;

/// A deployment whose hook has deferred its verdict.
struct Waiting {
    mock: Mock,
    deployment: DeploymentId,
    hook: InProcessInvocation,
    token: String,
}

async fn waiting() -> Waiting {
    let mock = Mock::start(Settings::default()).await.unwrap();
    let name = |text: &str| FunctionName::new(text).unwrap();
    let live = AliasName::new("live").unwrap();
    let mut orders = Function::new(name("orders"), Configuration::default(), Code::Model);
    orders.publish(Configuration::default(), Code::Model);
    orders.set_alias(live.clone(), Alias::to(Version::FIRST));
    mock.put_function(orders);
    mock.put_function(Function::new(name("hook"), Configuration::default(), Code::InProcess));
    let deployment = mock.create_deployment(&NewDeployment {
        function: name("orders"),
        alias: live,
        current_version: Version::FIRST,
        target_version: Version::FIRST.next(),
        strategy: Strategy::AllAtOnce,
        before_allow_traffic: Some(name("hook")),
        after_allow_traffic: None,
    });
    let deployment = deployment.unwrap();
    let hook = mock.next_in_process().await.unwrap();
    let runtime = Runtime::new(
        connect(Connection::to_mock(&mock.url(), "us-east-1")),
        Environment::with_current_version("orders:2"),
    );
    let settings =
        HookSettings { name: "somebody_approves".into(), phase: Phase::PreTraffic, timeout: None, reserve: None };
    let invocation = Invocation {
        event: serde_json::from_slice(&hook.payload).unwrap(),
        request_id: "r".into(),
        time_left: Duration::from_secs(60),
    };
    let (sender, tokens) = mpsc::channel();
    let validator = |hook: hook_sdk::Hook| -> futures_util::future::LocalBoxFuture<'static, Outcome> {
        Box::pin(async move {
            let token = hook.defer();
            sender.send(token.to_text()).unwrap();
            Outcome::Deferred(token)
        })
    };
    runtime.handle(&settings, validator, invocation).await.unwrap();
    Waiting { mock, deployment, hook, token: tokens.recv().unwrap() }
}

impl Waiting {
    fn complete(&self, arguments: &[&str]) -> Output {
        complete(&self.mock.url(), &self.token, arguments)
    }

    async fn status(self) -> DeploymentStatus {
        drop(self.hook);
        self.mock.all_ended().await;
        let status = self.mock.deployment(&self.deployment).unwrap().status();
        self.mock.shut_down().await;
        status
    }
}

fn complete(url: &str, token: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_safe-deploy"));
    command.args(["complete", "--token", "-"]).args(arguments).env_clear();
    command.envs([("AWS_ENDPOINT_URL", url), ("AWS_REGION", "us-east-1")]);
    command.envs([("AWS_ACCESS_KEY_ID", "mock"), ("AWS_SECRET_ACCESS_KEY", "mock")]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(token.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verdict_ends_the_wait_either_way_and_the_first_one_counts() {
    for (option, word, status) in
        [("--succeeded", "Succeeded", DeploymentStatus::Succeeded), ("--failed", "Failed", DeploymentStatus::Failed)]
    {
        let waiting = waiting().await;
        let output = waiting.complete(&[option]);
        let told = format!("{} BeforeAllowTraffic somebody_approves: {word}\n", waiting.deployment);
        assert_eq!((output.status.code(), String::from_utf8(output.stdout).unwrap()), (Some(0), told));

        let again = waiting.complete(&["--succeeded", "--message-format", "json"]);
        assert_eq!(again.status.code(), Some(1));
        let diagnostics: Value = serde_json::from_slice(&again.stdout).unwrap();
        assert_eq!(diagnostics["diagnostics"][0]["code"], "already-completed");
        assert_eq!(waiting.status().await, status);
    }
}

#[test]
fn what_is_no_token_is_refused_before_anything_is_sent() {
    let output = complete("http://127.0.0.1:1", "d-0B7YUA91L", &["--succeeded"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(told, "error[token]: this is no deferral token: one begins with `hook1.`\n\n");
}

#[test]
fn a_verdict_has_to_be_given_and_only_one() {
    for arguments in [&[][..], &["--succeeded", "--failed"]] {
        assert_eq!(complete("http://127.0.0.1:1", "", arguments).status.code(), Some(2));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_region_the_user_hears_what_to_set() {
    let waiting = waiting().await;
    let output = Command::new(env!("CARGO_BIN_EXE_safe-deploy"))
        .args(["complete", "--succeeded", "--token", &waiting.token])
        .env_clear()
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("no AWS region is set") && told.contains("`AWS_REGION`"), "{told}");
    assert_eq!(waiting.complete(&["--failed"]).status.code(), Some(0));
    assert_eq!(waiting.status().await, DeploymentStatus::Failed);
}
