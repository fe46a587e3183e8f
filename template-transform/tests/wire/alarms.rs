//! Alarms that come when they are asked for.

use serde_json::json;
use template_transform::wire::{AlarmSet, Options};

use crate::{GUIDE, json, wired};

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
