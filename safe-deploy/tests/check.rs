//! `safe-deploy check` and `safe-deploy plan` as a person and a pipeline run them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const BAD: &str = "Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: Canary10Percent5Minute, Alarms: [errors] }
";

fn run(arguments: &[&str], path: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_safe-deploy")).args(arguments).arg(path).output().unwrap()
}

fn template(text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("template.yaml");
    fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn findings_are_shown_with_their_line_and_end_with_1() {
    let (_folder, path) = template(BAD);
    let output = run(&["check"], &path);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("error[unknown-strategy]") && text.contains(":6:37"), "{text}");
}

#[test]
fn a_good_template_ends_with_0_and_an_unreadable_one_with_2() {
    let (_folder, path) = template(&BAD.replace("5Minute,", "5Minutes,"));
    let output = run(&["check"], &path);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), b"nothing found\n".as_slice()));
    assert_eq!(run(&["check"], Path::new("/nowhere/template.yaml")).status.code(), Some(2));
}

#[test]
fn json_is_the_object_of_all_diagnostics() {
    let (_folder, path) = template(BAD);
    let json: Value = serde_json::from_slice(&run(&["check", "--format", "json"], &path).stdout).unwrap();
    assert_eq!(json["diagnostics"][0]["code"], "unknown-strategy");
    assert_eq!((&json["diagnostics"][0]["line"], &json["diagnostics"][0]["column"]), (&6.into(), &37.into()));
}

#[test]
fn sarif_names_the_rule_and_the_region_and_keeps_accepted_findings() {
    let accepted =
        BAD.replace("Properties:", "Properties:\n      # safe-deploy: allow unknown-strategy because it comes later");
    let accepted = accepted.replace("      AutoPublishAlias: live\n", "").replace("5Minute,", "5Minute, X: y,");
    let (_folder, path) = template(&accepted);
    let json: Value = serde_json::from_slice(&run(&["check", "--format", "sarif"], &path).stdout).unwrap();
    assert_eq!(json["version"], "2.1.0");
    let results = json["runs"][0]["results"].as_array().unwrap();
    let strategy = results.iter().find(|result| result["ruleId"] == "unknown-strategy").unwrap();
    assert_eq!(strategy["suppressions"][0]["justification"], "it comes later");
    let alias = results.iter().find(|result| result["ruleId"] == "preference-without-alias").unwrap();
    assert_eq!(alias["locations"][0]["physicalLocation"]["region"]["startLine"], 6);
}

#[test]
fn junit_has_a_failure_for_the_broken_rule_alone() {
    let (_folder, path) = template(BAD);
    let xml = String::from_utf8(run(&["check", "--format", "junit"], &path).stdout).unwrap();
    assert!(xml.contains(r#"failures="1""#) && xml.contains(r#"type="unknown-strategy""#), "{xml}");
    // Nobody has looked at the step from another template.
    assert_eq!(xml.matches("<skipped").count(), 3, "{xml}");
}

#[test]
fn a_plan_says_why_no_version_is_published() {
    let old =
        BAD.replace("5Minute,", "5Minutes,").replace("Properties:", "Properties:\n      CodeUri: s3://code/1.zip");
    let (_old_folder, old_path) = template(&old);
    let (_folder, path) = template(&old.replace("Properties:", "Properties:\n      Timeout: 9"));
    let output = run(&["plan", old_path.to_str().unwrap()], &path);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        text,
        "`Orders` publishes no version; Timeout changed, which alone publishes nothing: `live` keeps the old value\n"
    );
}

#[test]
fn against_the_deployed_template_the_step_is_checked_too() {
    let good = BAD.replace("5Minute,", "5Minutes,")
        + "      CodeUri: s3://code/1.zip\n      Role: !GetAtt Reader.Arn\n  \
                Reader: { Type: AWS::IAM::Role }\n  Writer: { Type: AWS::IAM::Role }\n";
    let (_folder, deployed) = template(&good);
    let next = good.replace("1.zip", "2.zip").replace(
        "      Role: !GetAtt Reader.Arn\n",
        "      # safe-deploy: allow dead-letter-queue-differs-between-versions because it may come\n      \
         Role: !GetAtt Writer.Arn\n",
    );
    let (_folder, path) = template(&next);
    let alone = run(&["check"], &path);
    assert_eq!((alone.status.code(), alone.stdout.as_slice()), (Some(0), b"nothing found\n".as_slice()));
    let against = run(&["check", "--against", deployed.to_str().unwrap(), "--format", "json"], &path);
    let json: Value = serde_json::from_slice(&against.stdout).unwrap();
    let codes: Vec<&str> =
        json["diagnostics"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap()).collect();
    assert_eq!((against.status.code(), codes), (Some(1), vec!["role-differs-between-versions"]));

    let two = run(&["check", "--against", deployed.to_str().unwrap(), deployed.to_str().unwrap()], &path);
    assert_eq!(two.status.code(), Some(2));
    assert!(String::from_utf8(two.stderr).unwrap().contains("check each against the one that is deployed"));
}

#[test]
fn the_sources_of_the_hooks_are_read_with_the_template() {
    let (folder, path) = template(
        "Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: !Ref Check } }
  Check:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: hooks, Handler: prices, Timeout: 30 }
",
    );
    let hooks = folder.path().join("hooks");
    fs::create_dir_all(hooks.join("src")).unwrap();
    fs::write(hooks.join("Cargo.toml"), "[package]\nname = \"hooks\"\nversion = \"0.1.0\"\n").unwrap();
    fs::write(hooks.join("src/main.rs"), "#[pre_traffic(timeout = \"2m\")]\nasync fn prices(hook: Hook) {}\n").unwrap();
    let found = |arguments: &[&str]| {
        let output = run(arguments, &path);
        let text = String::from_utf8(output.stdout).unwrap();
        text.contains("`Check` ends after 30 seconds, and its source asks for 150, with what is kept for the report (")
    };
    assert!(found(&["check", "--hooks", hooks.to_str().unwrap()]));
    assert!(!found(&["check"]));
}

#[test]
fn what_is_deployed_may_come_as_aws_gives_it_but_not_expanded() {
    let good = BAD.replace("5Minute,", "5Minutes,") + "      CodeUri: s3://code/1.zip\n";
    let (folder, path) = template(&good.replace("1.zip", "1.zip\n      Timeout: 9"));
    let against = |name: &str, text: &str| {
        let old = folder.path().join(name);
        fs::write(&old, text).unwrap();
        run(&["check", "--against", old.to_str().unwrap(), "--format", "json"], &path)
    };
    let codes = |output: &Output| {
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let all = json["diagnostics"].as_array().unwrap().iter();
        all.map(|found| found["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let wrapped = serde_json::json!({ "TemplateBody": good, "StagesAvailable": ["Original"] }).to_string();
    for (name, text) in [("old.yaml", &good), ("body.json", &wrapped)] {
        assert_eq!(codes(&against(name, text)), ["change-publishes-no-version"], "{name}");
    }
    let expanded = against("expanded.yaml", &good.replace("Serverless::Function", "Lambda::Function"));
    assert_eq!((expanded.status.code(), codes(&expanded)), (Some(2), vec!["expanded-template".to_owned()]));
    let typo = run(
        &["check", "--against", folder.path().join("old.yaml").to_str().unwrap(), "--old-parameter", "Nope=1"],
        &path,
    );
    assert_eq!(typo.status.code(), Some(2));
    assert!(String::from_utf8(typo.stderr).unwrap().contains("has no parameter `Nope`"));
}

#[test]
fn a_template_that_cannot_be_read_hides_nothing_of_the_others() {
    let (_folder, path) = template(BAD);
    let all = |format: &str| run(&["check", "/nowhere/template.yaml", "--format", format], &path);
    let json: Value = serde_json::from_slice(&all("json").stdout).unwrap();
    let codes: Vec<&str> =
        json["diagnostics"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap()).collect();
    assert_eq!((all("json").status.code(), codes), (Some(2), vec!["unknown-strategy", "unreadable-template"]));
    let human = all("human");
    assert!(String::from_utf8(human.stdout).unwrap().contains("error[unknown-strategy]"));
    assert!(String::from_utf8(human.stderr).unwrap().contains("cannot read /nowhere/template.yaml"));
}
