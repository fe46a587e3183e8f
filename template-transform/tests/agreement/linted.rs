//! What wiring writes is a good template: SAM's own transform expands it, and cfn-lint finds no error in the result.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value as Json;
use template_transform::Document;
use template_transform::wire::{AlarmSet, HookCrate, Options, source, wire};

use crate::python;

const TOOLS: [&str; 2] = ["aws-sam-translator==1.115.0", "cfn-lint==1.58.0"];

/// Two functions, and nothing of what guards them.
const BARE: &str = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://bucket/orders.zip
      Handler: bootstrap
      Runtime: provided.al2023
  Payments:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://bucket/payments.zip
      Handler: bootstrap
      Runtime: provided.al2023
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
";

/// A function under a condition whose hooks are there always or come from elsewhere, one that shares a hook with it, and a topic.
const CONDITIONAL: &str = "\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String}
Conditions:
  InProduction: !Equals [!Ref Stage, production]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Condition: InProduction
  Orders:
    Type: AWS::Serverless::Function
    Condition: InProduction
    Properties:
      CodeUri: s3://bucket/orders.zip
      Handler: bootstrap
      Runtime: provided.al2023
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
        PassthroughCondition: true
        Alarms: !If [InProduction, [a], [b]]
        Hooks:
          PreTraffic: !Ref Check
          PostTraffic: !If [InProduction, !ImportValue check, checks]
        TriggerConfigurations:
          - TriggerName: told
            TriggerEvents: [DeploymentFailure]
            TriggerTargetArn: !Ref Topic
  Payments:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://bucket/payments.zip
      Handler: bootstrap
      Runtime: provided.al2023
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
        Hooks: {PreTraffic: !Ref Shared}
  Check:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://bucket/checks.zip
      Handler: bootstrap
      Runtime: provided.al2023
";

const HOOKS: &str = "
#[pre_traffic(function = \"Orders\", timeout = \"5m\")] async fn orders_are_priced(hook: Hook) {}
#[post_traffic(function = \"Orders\")] async fn a_basket_adds_up(hook: Hook) {}
#[pre_traffic(function = \"Payments\")] async fn payments_are_made_once_and_never_twice_even_when_they_are_sent_again(hook: Hook) {}
";

fn wired(text: &str, crates: &[HookCrate], service_role: bool, alarms: Option<AlarmSet>) -> String {
    let options =
        Options { alias: Some("live".into()), strategy: Some("Canary10Percent5Minutes".into()), service_role, alarms };
    let wired = wire(&Document::parse("t.yaml", text).unwrap(), crates, &options);
    assert_eq!(wired.findings, []);
    wired.text
}

fn errors(templates: &[String]) -> Vec<Vec<String>> {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/agreement/lint.py");
    let mut child = Command::new(python::with("cfn-lint", &TOOLS))
        .args(["-B", program])
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines: String = templates.iter().map(|text| Json::from(text.as_str()).to_string() + "\n").collect();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_way_of_wiring_passes_sam_and_cfn_lint() {
    let guide = include_str!("../fixtures/guide.yaml").replace("CodeUri: function/", "CodeUri: s3://bucket/f.zip");
    let guide = guide.replace("CodeUri: hooks/", "CodeUri: s3://bucket/h.zip");
    let crates =
        [HookCrate { code_uri: "s3://bucket/hooks.zip".into(), hooks: source::read("main.rs", HOOKS).unwrap() }];
    let mut templates = vec![guide.clone(), wired(&guide, &[], true, Some(AlarmSet::NewVersion))];
    for service_role in [false, true] {
        for alarms in [None, Some(AlarmSet::Guide), Some(AlarmSet::NewVersion)] {
            templates.push(wired(BARE, &crates, service_role, alarms));
            for hook in ["Ref AWS::NoValue", "Ref Check"] {
                let text = CONDITIONAL.replace("Ref Shared", hook);
                templates.push(wired(&text, &[], service_role, alarms));
                let start = text.find("  Payments:").unwrap();
                let end = text.find("  Check:").unwrap();
                templates.push(wired(&(text[..start].to_owned() + &text[end..]), &[], service_role, alarms));
            }
        }
    }
    let broken = BARE.replace("Runtime: provided.al2023", "Runtime: provided.al1999");
    let whole = wired(&CONDITIONAL.replace("Ref Shared", "Ref AWS::NoValue"), &[], false, None);
    let dangling = whole.replace("!If [InProduction, !Ref Orders.Version, !Ref AWS::NoValue]", "!Ref Orders.Version");
    assert_ne!(dangling, whole);
    templates.extend([broken, dangling]);
    let mut found = errors(&templates);
    for _ in 0..2 {
        assert!(!found.pop().unwrap().is_empty(), "cfn-lint is awake");
    }
    for (template, errors) in templates.iter().zip(found) {
        assert_eq!(errors, Vec::<String>::new(), "{template}");
    }
}
