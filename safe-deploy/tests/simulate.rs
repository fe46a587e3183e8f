//! `safe-deploy simulate` as a person runs it: the orders example, and everything that can be wrong with an application.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

fn orders() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/orders")
}

fn simulate(app: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_safe-deploy")).arg("simulate").arg(app).args(arguments).output().unwrap()
}

fn played(scenario: &str) -> (Option<i32>, Value) {
    let output = simulate(&orders(), &["--scenario", scenario, "--format", "json", "--quiet"]);
    let outcome = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    });
    (output.status.code(), outcome)
}

fn statuses(deployment: &Value) -> Vec<(&str, &str)> {
    deployment["lifecycleEvents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["name"].as_str().unwrap(), event["status"].as_str().unwrap()))
        .collect()
}

fn weights(deployment: &Value) -> Vec<(f64, &str, f64)> {
    let weights = deployment["weights"].as_array().unwrap().iter();
    weights
        .map(|shift| {
            (shift["t"].as_f64().unwrap(), shift["version"].as_str().unwrap(), shift["weight"].as_f64().unwrap())
        })
        .collect()
}

fn all_ten_steps() -> Vec<(f64, &'static str, f64)> {
    let weights = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
    (0_u32..).zip(weights).map(|(step, weight)| (f64::from(step) * 60.0, "2", weight)).collect()
}

#[test]
fn a_good_version_goes_through_both_hooks_and_all_steps() {
    let (code, outcome) = played("good");
    assert_eq!(code, Some(0));
    assert_eq!(outcome["status"], "Succeeded");
    assert_eq!(outcome["virtual_seconds"], 540.0);
    let [deployment] = outcome["deployments"].as_array().unwrap().as_slice() else { panic!("{outcome:#}") };
    assert_eq!(deployment["function"], "OrdersFunction");
    assert_eq!(deployment["alias"], "live");
    assert_eq!(deployment["creator"], "user");
    assert_eq!(deployment["errorInformation"], Value::Null);
    assert_eq!(deployment["alias_version"], "2");
    assert_eq!(deployment["rollback"], Value::Null);
    assert_eq!(
        statuses(deployment),
        [("BeforeAllowTraffic", "Succeeded"), ("AllowTraffic", "Succeeded"), ("AfterAllowTraffic", "Succeeded")]
    );
    assert_eq!(weights(deployment), all_ten_steps());
    let hooks: Vec<_> = deployment["hooks"].as_array().unwrap().iter().map(|hook| &hook["hook"]).collect();
    assert_eq!(hooks, ["orders_are_priced", "a_basket_adds_up"]);
}

#[test]
fn a_refused_version_gets_no_traffic_and_the_alias_stays() {
    let (code, outcome) = played("rejects");
    assert_eq!(code, Some(1));
    assert_eq!(outcome["status"], "Failed");
    let [deployment, rollback] = outcome["deployments"].as_array().unwrap().as_slice() else { panic!("{outcome:#}") };
    assert_eq!(deployment["status"], "Failed");
    assert_eq!(deployment["errorInformation"]["code"], "HOOK_EXECUTION_FAILURE");
    assert_eq!(deployment["alias_version"], "1");
    assert_eq!(weights(deployment), []);
    assert_eq!(
        deployment["hooks"][0]["reasons"],
        json!(["order 1 has no price: Order { lines: [Line { product: \"tea\", amount: 0 }], total: 0 }"])
    );
    assert_eq!(deployment["rollback"], rollback["deploymentId"]);
    assert_eq!(rollback["creator"], "codeDeployRollback");
}

#[test]
fn a_version_that_is_refused_after_the_shift_is_rolled_back() {
    let (code, outcome) = played("fails-after");
    assert_eq!(code, Some(1));
    let [deployment, rollback] = outcome["deployments"].as_array().unwrap().as_slice() else { panic!("{outcome:#}") };
    assert_eq!(weights(deployment), all_ten_steps());
    assert_eq!(
        statuses(deployment),
        [("BeforeAllowTraffic", "Succeeded"), ("AllowTraffic", "Succeeded"), ("AfterAllowTraffic", "Failed")]
    );
    assert_eq!(deployment["hooks"][1]["reasons"], json!(["the lines of order 2 cost 6730 cents, its total says 6057"]));
    assert_eq!(rollback["status"], "Succeeded");
    assert_eq!(weights(rollback), [(0.0, "1", 1.0)]);
    assert_eq!(rollback["alias_version"], "1");
}

#[test]
fn the_same_seed_plays_the_same_deployment() {
    let ids = |seed: &str| {
        let output = simulate(&orders(), &["--seed", seed, "--strategy", "AllAtOnce", "--format", "json", "--quiet"]);
        let outcome: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(outcome["virtual_seconds"], 0.0);
        outcome["deployments"][0]["deploymentId"].as_str().unwrap().to_owned()
    };
    assert_eq!(ids("7"), ids("7"));
    assert_ne!(ids("7"), ids("8"));
}

/// An application in a folder of its own.
struct App(TempDir);

/// A guarded function and a hook, both of which answer without running when the scenario says so.
const TEMPLATE: &str = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: orders
      Handler: index.handler
      Runtime: nodejs22.x
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Hooks:
          PreTraffic: !Ref Hook
  Hook:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: CodeDeployHook_orders
      CodeUri: hook
      Handler: bootstrap
      Runtime: provided.al2023
      Timeout: 60
";

const SCENARIO: &str = "
functions:
  Orders:
    versions:
      2:
        answers: { total: 900 }
        error_rate: 0.5
traffic: 10
hooks:
  Hook: succeeded
";

impl App {
    fn new(template: &str) -> Self {
        let app = Self(TempDir::new().unwrap());
        app.write("template.yaml", template);
        app.write("scenarios/quiet.yaml", SCENARIO);
        app
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs it and gives the exit code and what was said on stderr, with the folder's own path cut out.
    fn simulated(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = simulate(self.0.path(), arguments);
        let said = String::from_utf8_lossy(&output.stderr).replace(&format!("{}/", self.0.path().display()), "");
        (output.status.code(), said)
    }
}

#[track_caller]
fn assert_says((code, said): &(Option<i32>, String), exit: i32, sentences: &[&str]) {
    assert_eq!(*code, Some(exit), "{said}");
    for sentence in sentences {
        assert!(said.contains(sentence), "{sentence:?} is not in:\n{said}");
    }
}

#[test]
fn a_scenario_stands_in_for_code_that_cannot_run_here() {
    let app = App::new(TEMPLATE);
    let output = simulate(app.0.path(), &["--scenario", "quiet", "--format", "json"]);
    let outcome: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    let requests = &outcome["deployments"][0]["requests"];
    assert_eq!(requests["total"], 3_000);
    let new = requests["by_version"]["2"]["total"].as_u64().unwrap();
    assert!((230..370).contains(&new), "{new}");
    assert_eq!(requests["failed"], requests["by_version"]["2"]["failed"]);
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let app = App::new(TEMPLATE);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_safe-deploy"))
        .arg("simulate")
        .arg(app.0.path())
        .args(["--scenario", "quiet"])
        .stdout(full)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_says(&(output.status.code(), said), 3, &["error[no-output]", "No space left on device"]);
}

#[test]
fn a_missing_template_is_named() {
    let app = App::new(TEMPLATE);
    fs::remove_file(app.0.path().join("template.yaml")).unwrap();
    let said = app.simulated(&[]);
    assert_says(
        &said,
        2,
        &["error[no-template]: there is no template in", "template.yaml, template.yml, template.json"],
    );
    let missing = simulate(&app.0.path().join("other.yaml"), &[]);
    assert_eq!(missing.status.code(), Some(2));
    let said = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(said.contains("other.yaml: No such file or directory"), "{said}");
}

#[test]
fn a_template_that_is_no_yaml_is_shown_with_the_line() {
    let app = App::new("Resources:\n  A: [1, 2\n  B: }\n");
    let said = app.simulated(&[]);
    assert_says(&said, 2, &["error[", "template.yaml:3:"]);
}

#[test]
fn a_template_without_functions_says_so() {
    let app = App::new("Resources:\n  Table:\n    Type: AWS::DynamoDB::Table\n");
    assert_says(&app.simulated(&[]), 1, &["error[no-functions]", "template.yaml:1:1"]);
}

#[test]
fn a_hook_that_no_resource_defines_is_shown_where_it_is_named() {
    let app = App::new(&TEMPLATE.replace("!Ref Hook", "!Ref Hoook"));
    assert_says(&app.simulated(&[]), 1, &["error[unknown-hook]", "template.yaml:13:23", "Hoook", "Hook"]);
}

#[test]
fn a_strategy_that_does_not_exist_is_answered_with_the_nearest() {
    let app = App::new(&TEMPLATE.replace("Canary10Percent5Minutes", "Canary10Percent5Minute"));
    let nearest = "Canary10Percent5Minutes";
    assert_says(&app.simulated(&[]), 1, &["error[unknown-strategy]", "template.yaml:11:15", nearest]);
    let app = App::new(TEMPLATE);
    let said = app.simulated(&["--strategy", "Canary10Percent5Minute"]);
    assert_says(&said, 2, &["there is no strategy `Canary10Percent5Minute`", nearest]);
}

#[test]
fn all_problems_are_told_in_one_run() {
    let template = TEMPLATE.replace("!Ref Hook", "!Ref Nobody").replace("Canary10Percent5Minutes", "Sometimes");
    let app = App::new(&template);
    assert_says(&app.simulated(&[]), 1, &["error[unknown-hook]", "error[strategy-not-known]"]);
}

#[test]
fn a_hook_crate_that_does_not_compile_is_told_in_the_compilers_words() {
    let app = App::new(TEMPLATE);
    app.write("scenarios/quiet.yaml", &SCENARIO.replace("  Hook: succeeded", ""));
    app.write("hook/Cargo.toml", "[package]\nname = \"hook\"\nedition = \"2024\"\n[workspace]\n");
    app.write("hook/src/main.rs", "fn main() { let total: u32 = \"none\"; }\n");
    let said = app.simulated(&["--scenario", "quiet"]);
    assert_says(&said, 1, &["error[E0308]: mismatched types", "error[build-failed]", "template.yaml:18:16"]);
    let output = simulate(app.0.path(), &["--scenario", "quiet", "--message-format", "json"]);
    let diagnostics: Value = serde_json::from_slice(&output.stdout).unwrap();
    let [diagnostic] = diagnostics["diagnostics"].as_array().unwrap().as_slice() else { panic!("{diagnostics}") };
    assert_eq!(diagnostic["code"], "build-failed");
    assert_eq!((diagnostic["line"].as_u64(), diagnostic["column"].as_u64()), (Some(18), Some(16)));
    assert!(diagnostic["message"].as_str().unwrap().contains("mismatched types"), "{diagnostic}");
}

#[test]
fn a_runtime_that_cannot_run_here_is_answered_with_the_lines_that_help() {
    let app = App::new(TEMPLATE);
    app.write("scenarios/hook.yaml", "hooks:\n  Hook: succeeded\n");
    let said = app.simulated(&["--scenario", "hook"]);
    assert_says(&said, 3, &["error[cannot-run-here]", "template.yaml:8:16", "nodejs22.x", "functions:\n", "Orders:"]);
}

#[test]
fn code_that_is_not_there_is_named() {
    let app = App::new(TEMPLATE);
    app.write("scenarios/quiet.yaml", &SCENARIO.replace("  Hook: succeeded", ""));
    let said = app.simulated(&["--scenario", "quiet"]);
    assert_says(&said, 1, &["error[no-code]", "template.yaml:18:16", "hook does not exist"]);
}

#[test]
fn a_scenario_that_does_not_exist_or_is_wrong_is_explained() {
    let app = App::new(TEMPLATE);
    assert_says(&app.simulated(&["--scenario", "loud"]), 2, &["cannot read the scenario", "are: quiet"]);
    app.write("scenarios/wrong.yaml", "functions:\n  Nobody: {}\ntraffic: lots\nweather: fine\n");
    let said = app.simulated(&["--scenario", "wrong"]);
    assert_says(&said, 2, &["error[unknown-function]", "scenarios/wrong.yaml:2:", "wrong.yaml:3:10", "wrong.yaml:4:"]);
}

#[test]
fn an_interrupted_play_leaves_no_process_behind() {
    use std::io::Read as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Stdio;

    let app = App::new(TEMPLATE);
    app.write("scenarios/quiet.yaml", &SCENARIO.replace("  Hook: succeeded", ""));
    let started = app.0.path().join("started");
    assert!(Command::new("mkfifo").arg(&started).status().unwrap().success());
    // The hook and a child of its own: both have to go.
    let script = format!("#!/bin/sh\nsleep 600 &\necho $$ $! > {}\nwait\n", started.display());
    app.write("hook/bootstrap", &script);
    fs::set_permissions(app.0.path().join("hook/bootstrap"), fs::Permissions::from_mode(0o755)).unwrap();

    let mut play = Command::new(env!("CARGO_BIN_EXE_safe-deploy"))
        .arg("simulate")
        .arg(app.0.path())
        .args(["--scenario", "quiet"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Reading a FIFO waits until the hook has written: nothing here waits by the clock.
    let mut pids = String::new();
    fs::File::open(&started).unwrap().read_to_string(&mut pids).unwrap();
    assert!(Command::new("kill").arg("-TERM").arg(play.id().to_string()).status().unwrap().success());
    assert_eq!(play.wait().unwrap().code(), Some(130));
    for pid in pids.split_whitespace() {
        let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // A zombie that nobody has waited for yet is dead.
        assert!(state.is_empty() || state.contains(") Z "), "{pid} is alive: {state}");
    }
}
