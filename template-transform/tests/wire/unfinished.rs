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
    let alarm = "{ Namespace: AWS/Lambda, DatapointsToAlarm: 3, Statistic: Sum, Period: 60 }";
    let text = plain(&application(alarm, STATEMENT)).text;
    let expected = serde_json::json!({
        "Namespace": "AWS/Lambda", "DatapointsToAlarm": 3, "Statistic": "Sum", "Period": 60,
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

    // Of other statistics it is not known what one error makes of them.
    let by = |alarm: &str, part: &str| {
        let alarm = ALARM.replace("Statistic: Sum, ", "").replace("Threshold: 0", alarm);
        json(&plain(&application(&alarm, STATEMENT)).text)["Resources"]["Errors"]["Properties"][part].clone()
    };
    assert_eq!(by("Statistic: SampleCount", "Threshold"), serde_json::Value::Null);
    assert_eq!(by("Statistic: Average", "Threshold"), serde_json::Value::Null);
    assert_eq!(by("Threshold: 0.05", "Statistic"), serde_json::Value::Null);
    assert_eq!(by("Threshold: 3", "Statistic"), "Sum");
}

#[test]
fn a_part_without_a_place_does_not_take_the_others_with_it() {
    let alarm = "{ Namespace: AWS/Lambda, MetricName: Errors, Period: !!null , Statistic: Sum }";
    assert_eq!(
        with_alarm(alarm),
        ["ComparisonOperator", "EvaluationPeriods", "Threshold"].map(|part| format!("Errors Properties.{part}"))
    );
}

#[test]
fn nothing_is_referred_to_that_is_not_always_there_or_waits_itself() {
    let alarm = ALARM.replace(" }", ", Dimensions: [{ Name: FunctionName }] }");
    let statement = "{ Effect: Allow, Action: 'lambda:InvokeFunction' }";
    let whole = application(&alarm, statement);
    assert_eq!(properties(&plain(&whole)).len(), 2);
    let orders = "  Orders:\n    Type: AWS::Serverless::Function\n";
    let conditional = whole.replace(orders, &(orders.to_owned() + "    Condition: Prod\n"));
    let conditional = "Conditions: { Prod: !Equals [a, b] }\n".to_owned() + &conditional;
    let added = properties(&plain(&conditional));
    assert!(!added.iter().any(|path| path.contains("Value") || path.contains("Resource")), "{added:?}");
    let waiting = whole.replace(
        "      AutoPublishAlias: live\n",
        "      AutoPublishAlias: live\n      Environment: { Variables: { ALARM: !Ref Errors, HOOK: !Ref Check } }\n",
    );
    let added = properties(&plain(&waiting));
    assert!(!added.iter().any(|path| path.contains("Value") || path.contains("1.Resource")), "{added:?}");
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
fn an_alarm_that_speaks_of_another_function_gets_no_value_of_this_one() {
    for known in ["{ Name: FunctionName, Value: !Ref Payments }", "{ Name: FunctionName, Value: payments }"] {
        let alarm = ALARM.replace(" }", &format!(", Dimensions: [{known}, {{ Name: Resource }}] }}"));
        assert_eq!(with_alarm(&alarm), [""; 0], "{known}");
    }
}

#[test]
fn alarms_of_globals_are_those_of_all_functions() {
    let alarm = ALARM.replace("Period: 60, ", "").replace(" }", ", Dimensions: [{ Name: FunctionName }] }");
    let text = application(&alarm, STATEMENT).replace(", Alarms: [!Ref Errors]", "").replace(
        "Resources:\n",
        "Globals: { Function: { DeploymentPreference: { Alarms: [!Ref Errors] } } }\nResources:\n",
    );
    assert_eq!(properties(&plain(&text)).len(), 2);
    let other = "  Other:\n    Type: AWS::Serverless::Function\n    Properties:\n      AutoPublishAlias: live\n      \
                 DeploymentPreference: { Type: AllAtOnce, Alarms: [own] }\n";
    assert_eq!(properties(&plain(&(text + other))), ["Errors Properties.Period"]);
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
        "{ Namespace: AWS/Lambda, ExtendedStatistic: p99, Threshold: 3000, Period: 60 }",
        "{ Namespace: AWS/Lambda, Unit: Milliseconds }",
        "{ Namespace: AWS/Lambda, Statistic: Average, Threshold: 3 }",
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
        "{ Action: 'lambda:InvokeFunction', NotResource: !Ref Orders.Version }",
        "{ Action: 'lambda:InvokeFunction', Resource: !GetAtt Check.Arn }",
        "{ Action: 'lambda:InvokeFunction', Resource: '*' }",
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
    // It is accepted as it is, another stack may call it, or it tests no version.
    let accepted = nameless.replace(
        "  PreTrafficLambdaFunction:",
        "  # safe-deploy: allow unused-hook because of OPS-77\n  PreTrafficLambdaFunction:",
    );
    let exported = nameless.clone() + "Outputs: { Hook: { Value: !GetAtt PreTrafficLambdaFunction.Arn } }\n";
    let of_latest = nameless
        .replace("CurrentVersion: !Ref MyLambdaFunction.Version", "CurrentVersion: !GetAtt MyLambdaFunction.Arn");
    for text in [unclear, both, of_another, taken, accepted, exported, of_latest] {
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
    for resource in [
        "{}",
        "{ Properties: { Runtime: nodejs22.x } }",
        "{ Properties: { MetricName: Errors } }",
        "[]",
        "{ Properties: { DefinitionUri: f.asl.json, AutoPublishAlias: live, DeploymentPreference: { Type: CANARY } } }",
    ] {
        let text = GUIDE.to_owned() + "  Other: " + resource + "\n";
        assert_eq!(plain(&text).text, text, "{resource}");
    }
}
