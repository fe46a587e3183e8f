//! What was begun and not finished is finished where it stands, as far as the rest tells how.

use template_transform::document::Document;
use template_transform::wire::{Options, Wired};

use crate::{GUIDE, codes, json, plain, wired};

fn properties(wired: &Wired) -> Vec<String> {
    wired.additions.iter().map(|it| format!("{} {}", it.resource, it.property)).collect()
}

/// A function with this alarm and this hook.
fn application(alarm: &str, hook: &str) -> String {
    format!(
        "\
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: {{ Type: AllAtOnce, Alarms: [!Ref Errors], Hooks: {{ PreTraffic: !Ref Check }} }}
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties: {alarm}
  Check:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: CodeDeployHook_check
      DeploymentPreference: {{ Enabled: false }}
      Environment: {{ Variables: {{ CurrentVersion: !Ref Orders.Version }} }}
      Policies:
        - Statement:
            - Effect: Allow
              Action: 'codedeploy:PutLifecycleEventHookExecutionStatus'
              Resource: '*'
            - {hook}
"
    )
}

const ALARM: &str = "{ Namespace: AWS/Lambda, MetricName: Errors, Statistic: Sum, Period: 60, EvaluationPeriods: 1, \
                     ComparisonOperator: GreaterThanThreshold, Threshold: 0 }";
const STATEMENT: &str = "{ Effect: Allow, Action: 'lambda:InvokeFunction', Resource: !Ref Orders.Version }";

fn with_alarm(alarm: &str) -> Vec<String> {
    properties(&plain(&application(alarm, STATEMENT)))
}

#[test]
fn what_is_whole_stays() {
    let whole = application(ALARM, STATEMENT);
    assert_eq!(plain(&whole).text, whole);
}

#[test]
fn an_alarm_on_errors_gets_the_parts_that_it_lacks() {
    let alarm = "{ Namespace: AWS/Lambda, DatapointsToAlarm: 3, ExtendedStatistic: p99, Period: 60 }";
    let text = plain(&application(alarm, STATEMENT)).text;
    let expected = serde_json::json!({
        "Namespace": "AWS/Lambda", "DatapointsToAlarm": 3, "ExtendedStatistic": "p99", "Period": 60,
        "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 3, "MetricName": "Errors", "Threshold": 0,
    });
    assert_eq!(json(&text)["Resources"]["Errors"]["Properties"], expected);
}

#[test]
fn an_alarm_is_finished_so_that_one_error_sets_it_off_and_none_does_not() {
    let finished = |alarm: &str, part: &str| {
        let alarm = ALARM.replace("ComparisonOperator: GreaterThanThreshold, Threshold: 0", alarm);
        json(&plain(&application(&alarm, STATEMENT)).text)["Resources"]["Errors"]["Properties"][part].clone()
    };
    assert_eq!(finished("Threshold: 0", "ComparisonOperator"), "GreaterThanThreshold");
    assert_eq!(finished("Threshold: 1", "ComparisonOperator"), "GreaterThanOrEqualToThreshold");
    assert_eq!(finished("ComparisonOperator: GreaterThanThreshold", "Threshold"), 0);
    assert_eq!(finished("ComparisonOperator: GreaterThanOrEqualToThreshold", "Threshold"), 1);
    assert_eq!(finished("ComparisonOperator: LessThanThreshold", "Threshold"), serde_json::Value::Null);
}

#[test]
fn a_dimension_without_a_value_gets_the_one_of_its_function() {
    let names = ["FunctionName", "Resource", "ExecutedVersion", "Other"].map(|name| format!("{{ Name: {name} }}"));
    let alarm = ALARM.replace(" }", &format!(", Dimensions: [{}] }}", names.join(", ")));
    let text = plain(&application(&alarm, STATEMENT)).text;
    let expected = serde_json::json!([
        { "Name": "FunctionName", "Value": { "Ref": "Orders" } },
        { "Name": "Resource", "Value": { "Fn::Sub": "${Orders}:live" } },
        { "Name": "ExecutedVersion", "Value": { "Fn::GetAtt": ["Orders", "Version.Version"] } },
        { "Name": "Other" },
    ]);
    assert_eq!(json(&text)["Resources"]["Errors"]["Properties"]["Dimensions"], expected);
}

#[test]
fn an_alias_that_is_asked_for_is_the_one_that_is_watched() {
    let alarm = ALARM.replace(" }", ", Dimensions: [{ Name: FunctionName, Value: !Ref Orders }, { Name: Resource }] }");
    let text = application(&alarm, STATEMENT).replace("      AutoPublishAlias: live\n", "");
    let options = Options { alias: Some("prod".into()), ..Options::default() };
    let text = wired(&text, &[], &options).text;
    assert!(text.contains("{ Name: Resource, Value: !Sub \"${Orders}:prod\" }"), "{text}");
}

#[test]
fn an_alarm_of_which_not_enough_is_known_stays() {
    for alarm in [
        // A threshold for it cannot be guessed.
        "{ Namespace: AWS/Lambda, MetricName: Duration }",
        "{ Namespace: Shop, MetricName: Errors }",
        "{ MetricName: Errors }",
        "{ Metrics: [] }",
        "{ Fn::Transform: { Name: Alarms } }",
    ] {
        assert_eq!(with_alarm(alarm), [""; 0], "{alarm}");
    }
    assert_eq!(with_alarm("{ MetricName: Errors, Dimensions: [{ Name: FunctionName, Value: orders }] }").len(), 6);
}

#[test]
fn an_alarm_of_two_functions_gets_no_dimension_of_one() {
    let alarm = ALARM.replace(" }", ", Dimensions: [{ Name: FunctionName }] }").replace("Period: 60, ", "");
    let other = "  Other:\n    Type: AWS::Serverless::Function\n    Properties:\n      AutoPublishAlias: live\n      \
                 DeploymentPreference: { Type: AllAtOnce, Alarms: [!Ref Errors] }\n";
    let added = properties(&plain(&(application(&alarm, STATEMENT) + other)));
    assert_eq!(added, ["Errors Properties.Period"]);
}

#[test]
fn a_statement_gets_the_part_that_the_others_tell() {
    for (statement, part) in [
        ("{ Action: 'lambda:InvokeFunction', Resource: !Ref Orders.Version }", "Effect"),
        ("{ Effect: Allow, Resource: !Ref Orders.Version }", "Action"),
        ("{ Effect: Allow, Action: 'lambda:invokefunction' }", "Resource"),
        ("{ Effect: Allow, Action: , Resource: [!Ref Orders.Version] }", "Action"),
    ] {
        let wired = plain(&application(ALARM, statement));
        let path = format!("Check Properties.Policies.0.Statement.1.{part}");
        assert_eq!((properties(&wired), codes(&wired)), (vec![path], vec![]), "{statement}");
        let rights = &json(&wired.text)["Resources"]["Check"]["Properties"]["Policies"][0]["Statement"][1];
        assert_eq!(rights["Effect"], "Allow");
        assert_eq!(rights["Action"].as_str().unwrap().to_lowercase(), "lambda:invokefunction");
        assert!(rights["Resource"].to_string().contains(r#"{"Ref":"Orders.Version"}"#), "{rights}");
    }
    let report = "{ Effect: Allow, Action: 'codedeploy:GetDeployment' }";
    let wired = plain(&application(ALARM, report).replace("!Ref Orders.Version", "!GetAtt Orders.Version.Version"));
    let statement = &json(&wired.text)["Resources"]["Check"]["Properties"]["Policies"][0]["Statement"][1];
    let group = "arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:\
                 ${ServerlessDeploymentApplication}/${OrdersDeploymentGroup}";
    assert_eq!(statement["Resource"]["Fn::Sub"], group);
}

#[test]
fn a_statement_whose_meaning_is_open_stays_and_is_told() {
    for statement in [
        "{ Effect: Deny, Action: 'lambda:InvokeFunction' }",
        "{ Effect: Allow, Action: ['lambda:InvokeFunction', 'codedeploy:GetDeployment'] }",
        "{ Effect: Allow, Resource: '*' }",
        "{ Effect: Allow }",
    ] {
        let wired = plain(&application(ALARM, statement));
        assert_eq!(codes(&wired), ["statement-incomplete"], "{statement}");
        assert!(properties(&wired).iter().all(|path| !path.contains("Statement.1")), "{statement}");
    }
}

#[test]
fn a_hook_is_named_for_the_phase_that_its_own_name_says() {
    let nameless = GUIDE.replace("          PreTraffic: !Ref PreTrafficLambdaFunction\n", "");
    assert_eq!(plain(&nameless).text, GUIDE);

    let after = nameless.replace("PreTrafficLambdaFunction", "Checks").replace("preTrafficHook.", "afterAllowTraffic.");
    assert_eq!(properties(&plain(&after)), ["MyLambdaFunction Properties.DeploymentPreference.Hooks.PostTraffic"]);

    // What it lacks itself is added then too.
    let effect = "            - Effect: Allow\n              Action:\n                - lambda:InvokeFunction\n";
    let half = nameless.replace(effect, "            - Action:\n                - lambda:InvokeFunction\n");
    assert_eq!(
        properties(&plain(&half)),
        [
            "MyLambdaFunction Properties.DeploymentPreference.Hooks.PreTraffic",
            "PreTrafficLambdaFunction Properties.Policies.1.Statement.0.Effect",
        ]
    );

    let unclear = nameless.replace("PreTrafficLambdaFunction", "Checks").replace("preTrafficHook.", "index.");
    let both = nameless.replace("preTrafficHook.", "postTraffic.");
    let of_another =
        nameless.replace("CurrentVersion: !Ref MyLambdaFunction.Version", "CurrentVersion: !Ref Other.Version");
    let taken = GUIDE.replace("!Ref PreTrafficLambdaFunction", "CodeDeployHook_elsewhere");
    for text in [unclear, both, of_another, taken] {
        assert_eq!(plain(&text).text, text);
    }
}

#[test]
fn places_are_those_of_the_text_that_was_given() {
    // The lines that are added stand above what contradicts.
    let text = GUIDE.replacen("    Type: AWS::Serverless::Function\n", "", 1).replacen("      Period: 60\n", "", 1);
    let text = text.replace("FunctionName: CodeDeployHook_preTrafficHook", "FunctionName: preTrafficHook");
    let wired = plain(&text);
    assert_eq!(properties(&wired), ["MyLambdaFunction Type", "AliasErrorMetricGreaterThanZeroAlarm Properties.Period"]);
    let [finding] = wired.findings.as_slice() else { panic!("{:?}", wired.findings) };
    let line = text.lines().position(|line| line.contains("FunctionName: preTrafficHook")).unwrap() + 1;
    assert_eq!((finding.code, finding.location.line as usize, finding.location.column), ("hook-name", line, 21));
    assert!(finding.message.ends_with("(it is used at t.yaml:19:23)"), "{finding}");
    assert!(Document::parse("t.yaml", &text).unwrap().line(19).unwrap().contains("PreTraffic: "));
}

#[test]
fn a_resource_that_may_be_of_several_types_stays() {
    for resource in ["{}", "{ Properties: { Runtime: nodejs22.x } }", "{ Properties: { MetricName: Errors } }", "[]"] {
        let text = GUIDE.to_owned() + "  Other: " + resource + "\n";
        assert_eq!(plain(&text).text, text, "{resource}");
    }
}
