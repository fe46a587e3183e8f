//! The application that SAM's guide to safe deployments describes, and what is missing when one of its lines is.

use template_transform::check::{Report, check};
use template_transform::{Document, Parameters};

/// A function with two alarms and a hook, as the guide asks for them.
const TEMPLATE: &str = r#"Resources:
  Shop:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs6.10
      CodeUri: s3://code/shop.zip
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Linear10PercentEvery10Minutes
        Alarms:
          - !Ref AliasErrors
          - !Ref NewVersionErrors
        Hooks:
          PreTraffic: !Ref BeforeTraffic
  AliasErrors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      Dimensions:
        - Name: Resource
          Value: !Sub "${Shop}:live"
        - Name: FunctionName
          Value: !Ref Shop
      EvaluationPeriods: 2
      MetricName: Errors
      Namespace: AWS/Lambda
      Period: 60
      Statistic: Sum
      Threshold: 0
  NewVersionErrors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      Dimensions:
        - Name: Resource
          Value: !Sub "${Shop}:live"
        - Name: FunctionName
          Value: !Ref Shop
        - Name: ExecutedVersion
          Value: !GetAtt Shop.Version.Version
      EvaluationPeriods: 2
      MetricName: Errors
      Namespace: AWS/Lambda
      Period: 60
      Statistic: Sum
      Threshold: 0
  BeforeTraffic:
    Type: AWS::Serverless::Function
    Properties:
      Handler: before.handler
      Runtime: nodejs6.10
      CodeUri: s3://code/before.zip
      FunctionName: CodeDeployHook_beforeTraffic
      DeploymentPreference:
        Enabled: false
        Role: ""
      Policies:
        - Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action:
                - codedeploy:PutLifecycleEventHookExecutionStatus
              Resource: !Sub arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${ServerlessDeploymentApplication}/*
        - Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action:
                - lambda:InvokeFunction
              Resource: !Ref Shop.Version
      Environment:
        Variables:
          CurrentVersion: !Ref Shop.Version
"#;

fn checked(text: &str) -> Report {
    check(&Document::parse("t.yaml", text).unwrap(), &Parameters::new())
}

fn places(report: &Report) -> Vec<(&'static str, u32, u32)> {
    report.findings.iter().map(|found| (found.code, found.location.line, found.location.column)).collect()
}

#[test]
fn what_is_found_in_the_guides_own_application_is_true() {
    assert_eq!(
        places(&checked(TEMPLATE)),
        [
            ("deprecated-runtime", 6, 16),
            ("waiter-shorter-than-deployment", 10, 15),
            ("first-deployment-runs-no-hooks", 15, 23),
            ("alarm-on-both-versions", 21, 9),
            ("hook-timeout-too-short", 48, 3),
            ("deprecated-runtime", 52, 16),
        ]
    );
}

#[test]
fn each_mandatory_line_is_missed() {
    for (line, code) in [
        ("      AutoPublishAlias: live\n", "preference-without-alias"),
        ("        Type: Linear10PercentEvery10Minutes\n", "preference-without-type"),
        ("      FunctionName: CodeDeployHook_beforeTraffic\n", "hook-name-without-prefix"),
        ("        Enabled: false\n", "hook-preference-enabled"),
        ("                - codedeploy:PutLifecycleEventHookExecutionStatus\n", "report-permission-missing"),
        ("                - lambda:InvokeFunction\n", "invoke-permission-missing"),
        (
            "      Environment:\n        Variables:\n          CurrentVersion: !Ref Shop.Version\n",
            "hook-without-target",
        ),
    ] {
        assert_eq!(TEMPLATE.matches(line).count(), 1, "{line}");
        let report = checked(&TEMPLATE.replace(line, ""));
        assert!(report.findings.iter().any(|found| found.code == code), "{line}{:?}", places(&report));
    }
    let silent = TEMPLATE.replace("        Hooks:\n          PreTraffic: !Ref BeforeTraffic\n", "");
    let silent =
        silent.replace("        Alarms:\n          - !Ref AliasErrors\n          - !Ref NewVersionErrors\n", "");
    assert!(places(&checked(&silent)).contains(&("nothing-watches", 9, 7)));
}

#[test]
fn ten_mistakes_are_ten_findings_in_one_run() {
    let mut text = TEMPLATE.replace("nodejs6.10", "provided.al2023");
    for (right, wrong) in [
        ("Type: Linear10PercentEvery10Minutes", "Type: Linear10PercentEvery1Minutes"),
        ("          - !Ref NewVersionErrors\n", "          - !Ref NewVersionErrors\n          - !Ref Queue\n"),
        (
            "          PreTraffic: !Ref BeforeTraffic\n",
            "          PreTraffic: !Ref BeforeTraffic\n          PostTrafic: !Ref BeforeTraffic\n",
        ),
        ("          Value: !GetAtt Shop.Version.Version", "          Value: $LATEST"),
        ("CodeDeployHook_beforeTraffic", "beforeTraffic"),
        (
            "        Enabled: false\n        Role: \"\"\n",
            "        Type: AllAtOnce\n      AutoPublishAlias: live\n      Timeout: 1000\n",
        ),
        ("${ServerlessDeploymentApplication}/*", "${ServerlessDeploymentApplication}/ShopGroup"),
        ("Resource: !Ref Shop.Version", "Resource: !GetAtt Shop.Arn"),
    ] {
        assert_eq!(text.matches(right).count(), 1, "{right}");
        text = text.replace(right, wrong);
    }
    text += "  Queue:\n    Type: AWS::SQS::Queue\n";
    let report = checked(&text);
    let to_mend: Vec<_> =
        places(&report).into_iter().filter(|(code, ..)| *code != "first-deployment-runs-no-hooks").collect();
    assert_eq!(
        to_mend,
        [
            ("unknown-strategy", 10, 15),
            ("unknown-alarm", 14, 13),
            ("unknown-hook-phase", 17, 11),
            ("alarm-on-both-versions", 23, 9),
            ("alarm-on-latest", 43, 18),
            ("hook-name-without-prefix", 56, 21),
            ("hook-preference-enabled", 57, 7),
            ("hook-timeout-above-limit", 60, 16),
            ("report-permission-on-wrong-group", 67, 25),
            ("invoke-permission-unqualified", 73, 25),
        ]
    );
}

#[test]
fn a_finding_is_accepted_with_a_reason_where_it_stands_or_on_its_resource() {
    let commented = TEMPLATE.replace(
        "    Type: AWS::CloudWatch::Alarm\n    Properties:\n      ComparisonOperator: GreaterThanThreshold\n      Dimensions:\n        - Name: Resource\n          Value: !Sub \"${Shop}:live\"\n        - Name: FunctionName\n          Value: !Ref Shop\n      Eval",
        "    Type: AWS::CloudWatch::Alarm\n    Properties:\n      ComparisonOperator: GreaterThanThreshold\n      Dimensions:\n        # safe-deploy: allow alarm-on-both-versions because both must be quiet\n        - Name: Resource\n          Value: !Sub \"${Shop}:live\"\n        - Name: FunctionName\n          Value: !Ref Shop\n      Eval",
    );
    let on_resource = TEMPLATE.replace(
        "  AliasErrors:\n",
        "  AliasErrors:\n    Metadata: { SafeDeploy: { Allow: { alarm-on-both-versions: both must be quiet } } }\n",
    );
    for text in [commented, on_resource] {
        let report = checked(&text);
        assert!(report.findings.iter().all(|found| found.code != "alarm-on-both-versions"), "{:?}", places(&report));
        let [suppressed] = report.suppressed.as_slice() else { panic!("{:?}", report.suppressed) };
        assert_eq!(
            (suppressed.finding.code, suppressed.reason.as_str()),
            ("alarm-on-both-versions", "both must be quiet")
        );
    }
}

#[test]
fn what_only_the_deployment_knows_is_not_accused() {
    let text = "Parameters: { Role: { Type: String }, Name: { Type: String }, Policy: { Type: String }, On: { Type: String } }\nResources:\n  \
                F:\n    Type: AWS::Serverless::Function\n    Properties:\n      AutoPublishAlias: live\n      DeploymentPreference:\n        \
                Enabled: !Ref On\n        Type: !Ref Name\n        Role: !Ref Role\n        Alarms: !Ref Alarms\n        Hooks: { PreTraffic: !Ref H }\n  \
                H:\n    Type: AWS::Serverless::Function\n    Properties:\n      FunctionName: !Ref Name\n      Timeout: 60\n      Role: !Ref Role\n      \
                Environment: { Variables: { CurrentVersion: !Ref Name } }\n";
    let text = text.replace("!Ref Alarms", "!Split [',', !Ref Name]");
    let report = checked(&text);
    assert!(report.is_good(), "{:?}", report.findings);
}

#[test]
fn hooks_and_configurations_from_elsewhere_are_not_accused() {
    let text = TEMPLATE
        .replace("!Ref BeforeTraffic", "CodeDeployHook_of_another_stack")
        .replace("Type: Linear10PercentEvery10Minutes", "Type: OurOwnPace");
    let codes: Vec<_> = checked(&text).findings.iter().map(|found| found.code).collect();
    // The hook of this template is left without a use.
    assert_eq!(codes, ["deprecated-runtime", "alarm-on-both-versions", "unused-hook"]);
}
