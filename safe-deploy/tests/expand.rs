//! `safe-deploy expand` as a person and a program run it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

const TEMPLATE: &str = "Parameters:
  Key: {Type: String}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: {Bucket: bucket, Key: !Ref Key}
      Handler: bootstrap
      Runtime: provided.al2023
      AutoPublishAlias: live
";

fn expand(folder: &Path, template: &str, arguments: &[&str]) -> Output {
    fs::write(folder.join("template.yaml"), template).unwrap();
    Command::new(env!("CARGO_BIN_EXE_safe-deploy"))
        .args(["expand", "template.yaml"])
        .args(arguments)
        .current_dir(folder)
        .env_remove("AWS_REGION")
        .env_remove("AWS_DEFAULT_REGION")
        .output()
        .unwrap()
}

#[test]
fn the_template_is_printed_as_json_with_parameters_and_region_put_in() {
    let folder = TempDir::new().unwrap();
    let output = expand(folder.path(), TEMPLATE, &["--parameter", "Key=k.zip", "--region", "cn-north-1"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let template: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(template["Resources"]["F"]["Properties"]["Code"], json!({ "S3Bucket": "bucket", "S3Key": "k.zip" }));
    assert_eq!(
        template["Resources"]["FRole"]["Properties"]["ManagedPolicyArns"],
        json!(["arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"])
    );
}

#[test]
fn yaml_goes_to_a_file_when_asked() {
    let folder = TempDir::new().unwrap();
    let output = expand(folder.path(), TEMPLATE, &["--format", "yaml", "--output", "out.yaml"]);
    assert_eq!((output.status.code(), output.stdout), (Some(0), Vec::new()));
    let text = fs::read_to_string(folder.path().join("out.yaml")).unwrap();
    assert!(text.contains("FunctionName: !Ref F\n"), "{text}");
}

#[test]
fn diagnostics_stand_in_place_of_the_template() {
    let folder = TempDir::new().unwrap();
    let output = expand(folder.path(), &TEMPLATE.replace("Handler", "Handle"), &["--message-format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = &answer["diagnostics"][0];
    assert_eq!((&found["resource"], &found["line"], &found["column"]), (&json!("F"), &json!(8), &json!(7)));
    assert_eq!(found["help"], "did you mean `Handler`?");
}

#[test]
fn a_person_sees_the_line_on_stderr() {
    let folder = TempDir::new().unwrap();
    let output = expand(folder.path(), &TEMPLATE.replace("Handler", "Handle"), &[]);
    assert_eq!((output.status.code(), output.stdout), (Some(1), Vec::new()));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("template.yaml:8:7") && text.contains("Handle: bootstrap"), "{text}");
}

#[test]
fn what_cannot_be_read_is_a_mistake_of_usage() {
    let folder = TempDir::new().unwrap();
    assert_eq!(expand(folder.path(), "Resources: [", &[]).status.code(), Some(2));
    let missing = Command::new(env!("CARGO_BIN_EXE_safe-deploy")).args(["expand", "/nowhere/t.yaml"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
}
