//! `safe-deploy serve` as programs outside meet it.

mod kept;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::{Value, json};

/// A served mock, which is ended as a shell would end it.
struct Served {
    child: Child,
    url: String,
}

impl Served {
    fn start(arguments: &[&str]) -> Self {
        Self::of(Command::new(env!("CARGO_BIN_EXE_safe-deploy")).args(["serve", "--quiet"]).args(arguments))
    }

    /// A command that serves.
    fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim_end().to_owned() }
    }

    fn end(mut self) -> ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap()
    }

    /// A call of the control face.
    fn control(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = ureq::http::Request::builder().method(method).uri(format!("{}/_mock/{path}", self.url));
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut response = agent.run(request.body(body.to_string()).unwrap()).unwrap();
        (response.status().as_u16(), response.body_mut().read_json().unwrap())
    }

    /// A call of CodeDeploy, for a region.
    fn codedeploy(&self, region: &str, operation: &str, input: &Value) -> Value {
        let scope = format!("AWS4-HMAC-SHA256 Credential=mock/20260101/{region}/codedeploy/aws4_request, Signature=0");
        ureq::post(&self.url)
            .header("x-amz-target", format!("CodeDeploy_20141006.{operation}"))
            .header("authorization", scope)
            .send(input.to_string())
            .unwrap()
            .body_mut()
            .read_json()
            .unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_first_line_is_the_url_alone_and_an_interrupted_server_ends_well() {
    let served = Served::start(&[]);
    assert!(served.url.starts_with("http://127.0.0.1:"), "{}", served.url);
    assert!(!served.url.ends_with(":0"));
    assert_eq!(served.end().code(), Some(0));
}

#[test]
fn a_port_in_use_is_told() {
    let served = Served::start(&[]);
    let port = served.url.rsplit(':').next().unwrap().to_owned();
    let output = Command::new(env!("CARGO_BIN_EXE_safe-deploy")).args(["serve", "--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains(&format!("port {port} cannot be had")), "{told}");
}

#[test]
fn regions_are_separate_accounts() {
    let served = Served::start(&[]);
    let here = "us-east-1";
    served.codedeploy(here, "CreateApplication", &json!({ "applicationName": "shop", "computePlatform": "Lambda" }));
    assert_eq!(served.codedeploy(here, "ListApplications", &json!({})), json!({ "applications": ["shop"] }));
    assert_eq!(served.codedeploy("eu-west-1", "ListApplications", &json!({})), json!({ "applications": [] }));
    assert_eq!(served.control("POST", "reset", &json!({})).0, 200);
    assert_eq!(served.codedeploy(here, "ListApplications", &json!({})), json!({ "applications": [] }));
}

#[test]
fn an_idle_virtual_clock_stands_still_until_it_is_put_forward() {
    let served = Served::start(&[]);
    let (_, before) = served.control("GET", "clock", &json!({}));
    assert_eq!((&before["mode"], &before["held"]), (&json!("virtual"), &json!(false)));
    assert_eq!(served.control("GET", "clock", &json!({})).1, before);
    let (_, after) = served.control("POST", "clock/advance", &json!({ "seconds": 90 }));
    let passed = after["now"].as_f64().unwrap() - before["now"].as_f64().unwrap();
    assert!((passed - 90.0).abs() < 1e-5, "{passed}");
    assert_eq!(served.control("POST", "clock/hold", &json!({})).1["held"], true);
    assert_eq!(served.control("POST", "clock/release", &json!({})).1["held"], false);
    let (status, problem) = served.control("POST", "clock/advance", &json!({ "seconds": -1 }));
    assert_eq!(
        (status, &problem["message"]),
        (400, &json!("seconds has to be a positive number, and no more than ten years"))
    );
}

#[test]
fn a_real_clock_goes_by_itself() {
    let served = Served::start(&["--clock", "x100000"]);
    let now = || served.control("GET", "clock", &json!({})).1["now"].as_f64().unwrap();
    let before = now();
    while now() - before < 60.0 {}
    assert_eq!(served.control("GET", "clock", &json!({})).1["mode"], "x100000");
}

#[test]
fn faults_are_met_and_forgotten() {
    let served = Served::start(&[]);
    let fault = json!({
        "service": "codedeploy", "operation": "ListApplications", "kind": "error", "status": 400,
        "code": "ThrottlingException", "times": 9,
    });
    assert_eq!(served.control("POST", "faults", &fault).0, 200);
    let call = || ureq::post(&served.url).header("x-amz-target", "CodeDeploy_20141006.ListApplications").send("{}");
    assert!(matches!(call(), Err(ureq::Error::StatusCode(400))));
    assert_eq!(served.control("DELETE", "faults", &json!({})).0, 200);
    assert_eq!(call().unwrap().status().as_u16(), 200);
    let (status, problem) =
        served.control("POST", "faults", &json!({ "service": "s3", "operation": "x", "kind": "hang" }));
    assert_eq!(status, 400);
    assert_eq!(problem["message"], "`s3` is no service: it is codedeploy, lambda, cloudwatch or role");
}

/// What a served mock says on standard error while it is called with operations that it does not have.
fn told_of_unknown_operations(arguments: &[&str]) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_safe-deploy"))
        .arg("serve")
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let stderr = child.stderr.take().unwrap();
    let served = Served { child, url: url.trim_end().to_owned() };
    let call = |target: &str| ureq::post(&served.url).header("x-amz-target", target).send("{}");
    assert!(matches!(call("CodeDeploy_20141006.ListOnPremisesInstances"), Err(ureq::Error::StatusCode(400))));
    assert_eq!(call("CodeDeploy_20141006.ListApplications").unwrap().status().as_u16(), 200);
    let no_url = ureq::get(format!("{}/2021-10-31/functions/f/url", served.url)).call();
    assert!(matches!(no_url, Err(ureq::Error::StatusCode(404))));
    assert_eq!(served.end().code(), Some(0));
    std::io::read_to_string(stderr).unwrap()
}

#[test]
fn an_operation_that_is_not_there_names_itself_in_one_line() {
    let told = told_of_unknown_operations(&[]);
    let warnings: Vec<&str> = told.lines().filter(|line| line.starts_with("warning")).collect();
    assert_eq!(
        warnings,
        [
            "warning: there is no such operation here: CodeDeploy: ListOnPremisesInstances",
            "warning: there is no such operation here: Lambda: GET /2021-10-31/functions/f/url",
        ]
    );
    let told = told_of_unknown_operations(&["--message-format", "json"]);
    let lines: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert_eq!((&lines[0]["severity"], &lines[0]["code"]), (&json!("warning"), &json!("unknown-operation")));
    assert_eq!(told_of_unknown_operations(&["--quiet"]), "");
}

#[test]
fn a_strict_mock_refuses_a_request_without_a_signature() {
    let served = Served::start(&["--verify-signatures"]);
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let request = agent.post(&served.url).header("x-amz-target", "CodeDeploy_20141006.ListApplications");
    let mut response = request.send("{}").unwrap();
    let problem: Value = response.body_mut().read_json().unwrap();
    assert_eq!((response.status().as_u16(), &problem["__type"]), (400, &json!("MissingAuthenticationTokenException")));
    assert_eq!(served.control("GET", "clock", &json!({})).0, 200);
}

#[test]
fn another_answer_to_an_open_question_is_assumed() {
    let served = Served::start(&["--assume", "default-config=CodeDeployDefault.LambdaLinear10PercentEvery1Minute"]);
    served.codedeploy(
        "us-east-1",
        "CreateApplication",
        &json!({ "applicationName": "shop", "computePlatform": "Lambda" }),
    );
    let role = "arn:aws:iam::123456789012:role/deployer";
    let group = json!({ "applicationName": "shop", "deploymentGroupName": "orders", "serviceRoleArn": role });
    served.codedeploy("us-east-1", "CreateDeploymentGroup", &group);
    let shown = served.codedeploy("us-east-1", "GetDeploymentGroup", &group);
    assert_eq!(
        shown["deploymentGroupInfo"]["deploymentConfigName"],
        "CodeDeployDefault.LambdaLinear10PercentEvery1Minute"
    );

    let refused =
        Command::new(env!("CARGO_BIN_EXE_safe-deploy")).args(["serve", "--assume", "hook-time-out=soon"]).output();
    let refused = refused.unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("`soon` is no value for `hook-time-out`, which is 3600.0 by default"), "{told}");
}
