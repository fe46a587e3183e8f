//! What refers to a function that is there only under a condition.

use serde_json::{Value as Json, json};
use template_transform::wire::{AlarmSet, Options, Wired};

use crate::{codes, crate_of, json, plain, wired};

/// A guarded function with a condition that does not hold by default, and its hook without one.
const TEMPLATE: &str = "\
Parameters: {Stage: {Type: String, Default: dev}}
Conditions: {P: !Equals [!Ref Stage, prod]}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Condition: P
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: {Type: AllAtOnce, PassthroughCondition: true, Hooks: {PreTraffic: !Ref Check}}
  Check:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: CodeDeployHook_check}
";

/// The same function again under another name, with another condition or none.
fn second(condition: &str) -> String {
    format!(
        "  Prices:\n    Type: AWS::Serverless::Function\n{condition}    Properties:\n      AutoPublishAlias: live\n      DeploymentPreference: {{Type: AllAtOnce, PassthroughCondition: true, Hooks: {{PreTraffic: !Ref Check}}}}\n"
    )
}

fn with_role(text: &str) -> Wired {
    wired(text, &[], &Options { service_role: true, ..Options::default() })
}

fn resource(text: &str, id: &str) -> Json {
    json(text)["Resources"][id].clone()
}

fn only_if(condition: &str, value: &Json) -> Json {
    json!({ "Fn::If": [condition, value, { "Ref": "AWS::NoValue" }] })
}

/// The condition of each statement.
fn conditions(statements: &Json) -> Vec<Option<&str>> {
    statements.as_array().unwrap().iter().map(|it| it["Fn::If"][0].as_str()).collect()
}

#[test]
fn a_hook_without_the_condition_refers_to_the_function_only_under_it() {
    let wired = plain(TEMPLATE);
    assert_eq!(wired.findings, []);
    let hook = resource(&wired.text, "Check")["Properties"].clone();
    assert_eq!(hook["Environment"]["Variables"]["CurrentVersion"], only_if("P", &json!({ "Ref": "Orders.Version" })));
    let statements = &hook["Policies"][0]["Statement"];
    assert_eq!(conditions(statements), [Some("P"), Some("P")]);
    assert_eq!(
        statements[1],
        only_if(
            "P",
            &json!({ "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": { "Ref": "Orders.Version" } })
        )
    );
}

#[test]
fn a_hook_with_the_same_condition_refers_to_the_function_as_it_is() {
    let wired = plain(&TEMPLATE.replace("    Properties: {Fun", "    Condition: P\n    Properties: {Fun"));
    let hook = resource(&wired.text, "Check")["Properties"].clone();
    assert_eq!(hook["Environment"]["Variables"]["CurrentVersion"], json!({ "Ref": "Orders.Version" }));
    assert_eq!(conditions(&hook["Policies"][0]["Statement"]), [None, None]);
}

#[test]
fn a_hook_of_several_functions_refers_to_each_under_its_own_condition() {
    let wired = plain(&(TEMPLATE.to_owned() + &second("")));
    let statements = resource(&wired.text, "Check")["Properties"]["Policies"][0]["Statement"].clone();
    assert_eq!(conditions(&statements), [Some("P"), Some("P"), Some("P"), None, None, None]);
    assert_eq!(statements[5]["Resource"], json!({ "Ref": "Prices.Version" }));
    let wired = plain(&(TEMPLATE.to_owned() + &second("    Condition: P\n")));
    let statements = resource(&wired.text, "Check")["Properties"]["Policies"][0]["Statement"].clone();
    assert_eq!(conditions(&statements), [Some("P"), Some("P"), Some("P")]);
    assert_eq!(
        statements[2]["Fn::If"][1]["Resource"],
        json!([{ "Ref": "Orders.Version" }, { "Ref": "Prices.Version" }])
    );
}

#[test]
fn a_service_role_has_the_condition_that_its_functions_share_and_pass_on() {
    let wired = with_role(TEMPLATE);
    let role = resource(&wired.text, "SafeDeploymentRole");
    assert_eq!(role["Condition"], "P");
    assert_eq!(conditions(&role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]), [None, None, None]);
    for text in [TEMPLATE.replace("PassthroughCondition: true, ", ""), TEMPLATE.to_owned() + &second("")] {
        let role = resource(&with_role(&text).text, "SafeDeploymentRole");
        assert_eq!(role["Condition"], Json::Null, "{text}");
        let statements = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"].clone();
        let last = statements.as_array().unwrap().last().unwrap();
        assert_eq!(last["Resource"], json!([{ "Fn::GetAtt": ["Check", "Arn"] }]));
        assert_eq!(
            statements[0],
            only_if(
                "P",
                &json!({
                    "Effect": "Allow",
                    "Action": ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
                    "Resource": [{ "Fn::GetAtt": ["Orders", "Arn"] }, { "Fn::Sub": "${Orders.Arn}:*" }]
                })
            )
        );
    }
}

#[test]
fn a_function_that_comes_later_without_the_condition_gets_a_role_of_its_own() {
    let first = with_role(TEMPLATE).text;
    let wired = with_role(&(first + &second("")));
    assert_eq!(
        resource(&wired.text, "Prices")["Properties"]["DeploymentPreference"]["Role"],
        json!({ "Fn::GetAtt": ["SafeDeploymentRole2", "Arn"] })
    );
    assert_eq!(resource(&wired.text, "SafeDeploymentRole2")["Condition"], Json::Null);
}

#[test]
fn a_preference_that_wiring_makes_passes_the_condition_on() {
    let bare = "\
Conditions: {P: !Equals [a, b]}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Condition: P
    Properties:
      AutoPublishAlias: live
";
    let hooks = [crate_of("#[pre_traffic(function = \"Orders\")] async fn a(hook: Hook) {}")];
    let options = Options { strategy: Some("AllAtOnce".into()), ..Options::default() };
    let made = wired(bare, &hooks, &options);
    assert_eq!(
        resource(&made.text, "Orders")["Properties"]["DeploymentPreference"],
        json!({ "Type": "AllAtOnce", "PassthroughCondition": true, "Hooks": { "PreTraffic": { "Ref": "AHook" } } })
    );
    let always = wired(&bare.replace("    Condition: P\n", ""), &hooks, &options);
    let preference = resource(&always.text, "Orders")["Properties"]["DeploymentPreference"].clone();
    assert_eq!(preference["PassthroughCondition"], Json::Null);
}

/// The alarm of a version that is not there cannot be there either, and the group refers to it.
#[test]
fn alarms_of_a_conditional_function_need_a_group_with_the_condition() {
    let options = Options { alarms: Some(AlarmSet::NewVersion), ..Options::default() };
    let added = wired(&TEMPLATE.replace("PassthroughCondition: true, ", ""), &[], &options);
    assert_eq!(resource(&added.text, "OrdersNewVersionErrorsAlarm")["Condition"], "P");
    assert_eq!(resource(&added.text, "Orders")["Properties"]["DeploymentPreference"]["PassthroughCondition"], true);
    let refused = wired(&TEMPLATE.replace("PassthroughCondition: true", "PassthroughCondition: false"), &[], &options);
    assert_eq!(codes(&refused), ["condition-not-passed"]);
    assert_eq!(refused.findings[0].location.to_string(), "t.yaml:9:69");
    assert_eq!(resource(&refused.text, "OrdersNewVersionErrorsAlarm"), Json::Null);
}
