//! Alarms that come when they are asked for.

use serde_json::json;
use template_transform::wire::{AlarmSet, Options};

use crate::{GUIDE, codes, json, wired};

const TEMPLATE: &str = "\
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 10
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
";

fn with(text: &str, set: AlarmSet) -> template_transform::wire::Wired {
    wired(text, &[], &Options { alarms: Some(set), ..Options::default() })
}

#[test]
fn the_guides_alarms_are_there_already() {
    assert_eq!(with(GUIDE, AlarmSet::Guide).text, GUIDE);
}

#[test]
fn an_alarm_within_another_or_within_a_calculation_watches_too() {
    let listed = "          - !Ref LatestVersionErrorMetricGreaterThanZeroAlarm\n";
    let composed = GUIDE.replace(listed, "          - !Ref Any\n")
        + "  Any:\n    Type: AWS::CloudWatch::CompositeAlarm\n    \
        Properties:\n      AlarmRule: !Sub ALARM(\"${Any}\") OR ALARM(\"${LatestVersionErrorMetricGreaterThanZeroAlarm}\")\n";
    assert_eq!(with(&composed, AlarmSet::Guide).text, composed);

    let calculated = GUIDE.replace(listed, "          - !Ref Rate\n")
        + "  Rate:\n    Type: AWS::CloudWatch::Alarm\n    \
        Properties:\n      Metrics:\n        - { Id: rate, Expression: errors / 2 }\n        - Id: errors\n          MetricStat:\n            \
        Metric:\n              Namespace: AWS/Lambda\n              MetricName: Errors\n              Dimensions:\n                \
        - { Name: FunctionName, Value: !Ref MyLambdaFunction }\n                \
        - { Name: Resource, Value: !Sub '${MyLambdaFunction}:live' }\n                \
        - { Name: ExecutedVersion, Value: !GetAtt MyLambdaFunction.Version.Version }\n";
    assert_eq!(with(&calculated, AlarmSet::Guide).text, calculated);
    for rule in ["NOT ALARM(\"${Any}\")", "OK(\"${Any}\")", "ALARM(\"${Any}\") AND ALARM(other)"] {
        let rule = format!("!Sub '{}'", rule.replace("Any", "LatestVersionErrorMetricGreaterThanZeroAlarm"));
        let start = composed.find("!Sub ALARM").unwrap();
        let text = format!("{}{rule}\n", &composed[..start]);
        assert_ne!(with(&text, AlarmSet::Guide).text, text, "{rule}");
    }
    let of_another =
        calculated.replace("MetricName: Errors\n              D", "MetricName: Throttles\n              D");
    assert_ne!(with(&of_another, AlarmSet::Guide).text, of_another);
}

#[test]
fn an_alias_that_cannot_be_one_gets_no_alarms() {
    for name in ["li{{resolve:ve", "12", "a b", "!Ref Name"] {
        let parameters = "Parameters: { Name: { Type: String, Default: a.b } }\n";
        let text = format!("{parameters}{}", TEMPLATE.replace("Alias: live", &format!("Alias: {name}")));
        let wired = with(&text, AlarmSet::NewVersion);
        assert_eq!(wired.text, text, "{name}");
        assert!(codes(&wired).contains(&"invalid-alias"), "{name}: {:?}", wired.findings);
    }
}

#[test]
fn the_guides_two_alarms_watch_the_alias_and_the_new_version() {
    let resources = json(&with(TEMPLATE, AlarmSet::Guide).text)["Resources"].clone();
    assert_eq!(
        resources["Orders"]["Properties"]["DeploymentPreference"]["Alarms"],
        json!([
            { "Ref": "OrdersAliasErrorsAlarm" }, { "Ref": "OrdersVersionErrorsAlarm" }
        ])
    );
    assert_eq!(
        resources["OrdersAliasErrorsAlarm"]["Properties"]["Dimensions"],
        json!([
            { "Name": "Resource", "Value": { "Fn::Sub": "${Orders}:live" } },
            { "Name": "FunctionName", "Value": { "Ref": "Orders" } }
        ])
    );
    assert_eq!(
        resources["OrdersVersionErrorsAlarm"]["Properties"]["Dimensions"][2],
        json!(
            { "Name": "ExecutedVersion", "Value": { "Fn::GetAtt": ["Orders", "Version.Version"] } }
        )
    );
}

#[test]
fn each_new_version_gets_alarms_of_its_own() {
    let resources = json(&with(TEMPLATE, AlarmSet::NewVersion).text)["Resources"].clone();
    let errors = &resources["OrdersNewVersionErrorsAlarm"]["Properties"];
    assert_eq!(errors["AlarmName"], json!({ "Fn::Sub": "${Orders}-${Orders.Version.Version}-errors" }));
    assert_eq!(errors["TreatMissingData"], "notBreaching");
    assert_eq!(resources["OrdersNewVersionDurationAlarm"]["Properties"]["Threshold"], 8000);
}

fn alarms(text: &str) -> serde_json::Value {
    json(text)["Resources"]["Orders"]["Properties"]["DeploymentPreference"]["Alarms"].clone()
}

fn listing(alarms: &str, more: &str) -> String {
    format!("{TEMPLATE}        Alarms: {alarms}\n{more}Conditions: {{P: !Equals [a, b]}}\n")
}

#[test]
fn alarms_go_into_both_lists_of_a_choice() {
    let wired = with(&listing("!If [P, [a], [b]]", ""), AlarmSet::Guide);
    assert_eq!(wired.findings, []);
    let both = |first: &str| json!([first, { "Ref": "OrdersAliasErrorsAlarm" }, { "Ref": "OrdersVersionErrorsAlarm" }]);
    assert_eq!(alarms(&wired.text), json!({ "Fn::If": ["P", both("a"), both("b")] }));
    let wired = with(
        &listing("\n          Fn::If:\n            - P\n            - - a\n            - []", ""),
        AlarmSet::NewVersion,
    );
    assert_eq!(codes(&wired), [""; 0]);
}

#[test]
fn no_alarm_is_made_for_a_list_that_has_no_place_for_it() {
    for list in ["!If [P, [a], !Ref AWS::NoValue]", "!Ref Names", "!Split [',', a]"] {
        let text = listing(list, "Parameters: {Names: {Type: CommaDelimitedList}}\n");
        let wired = with(&text, AlarmSet::NewVersion);
        assert_eq!((wired.text.as_str(), wired.additions.len()), (text.as_str(), 0), "{list}");
        assert_eq!((codes(&wired), wired.findings[0].location.line), (vec!["may-be-a-list"], 9), "{list}");
    }
}

#[test]
fn an_alarm_counts_only_when_it_watches_this_function() {
    let alarm = |namespace: &str, dimensions: &str| {
        format!(
            "  Mine: {{Type: AWS::CloudWatch::Alarm, Properties: {{Namespace: {namespace}, MetricName: Errors, Dimensions: [{dimensions}]}}}}\n"
        )
    };
    let dimensions = |function: &str, resource: &str, version: &str| {
        format!(
            "{{Name: FunctionName, Value: {function}}}, {{Name: Resource, Value: {resource}}}, {{Name: ExecutedVersion, Value: {version}}}"
        )
    };
    let version = "!GetAtt Orders.Version.Version";
    let ours = dimensions("!Ref Orders", "!Join [':', [!Ref Orders, live]]", version);
    for (more, counts) in [
        (alarm("AWS/Lambda", &ours), true),
        (alarm("Shop", &ours), false),
        (alarm("AWS/Lambda", ""), false),
        (alarm("AWS/Lambda", &dimensions("!Ref Other", "!Sub '${Other}:live'", version)), false),
        (alarm("AWS/Lambda", &dimensions("!Ref Orders", "!Sub '${Orders}:other'", version)), false),
        (alarm("AWS/Lambda", &dimensions("!Ref Orders", "!Sub '${Orders}:live'", "'1'")), false),
    ] {
        let wired = with(&listing("[!Ref Mine]", &more), AlarmSet::NewVersion);
        let errors = json!({ "Ref": "OrdersNewVersionErrorsAlarm" });
        assert_eq!(!alarms(&wired.text).as_array().unwrap().contains(&errors), counts, "{more}");
    }
}

#[test]
fn an_alarm_takes_no_name_that_something_else_has() {
    let text = TEMPLATE.to_owned() + "  OrdersNewVersionErrorsAlarm: {Type: AWS::SQS::Queue}\n";
    let wired = with(&text, AlarmSet::NewVersion);
    assert_eq!(
        alarms(&wired.text),
        json!([{ "Ref": "OrdersNewVersionErrorsAlarm2" }, { "Ref": "OrdersNewVersionDurationAlarm" }])
    );
    assert_eq!(json(&wired.text)["Resources"]["OrdersNewVersionErrorsAlarm2"]["Type"], "AWS::CloudWatch::Alarm");
}
