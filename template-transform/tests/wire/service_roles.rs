//! The role that CodeDeploy gets.

use serde_json::{Value as Json, json};
use template_transform::wire::{Options, Wired};

use crate::{GUIDE, json, wired};

fn with_role(text: &str) -> Wired {
    wired(text, &[], &Options { service_role: true, ..Options::default() })
}

fn statements(text: &str, role: &str) -> Json {
    json(text)["Resources"][role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"].clone()
}

const FUNCTION: &str = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:";

#[test]
fn a_hook_from_elsewhere_may_be_called_too() {
    let by_value = |value: Json| {
        let twice = json!({ "Fn::Join": [":function:", [value, value]] });
        json!({ "Fn::Sub": [format!("{FUNCTION}${{Name}}"), { "Name": { "Fn::Select": [1, { "Fn::Split": [":function:", twice] }] } }] })
    };
    let arn = "arn:aws:lambda:eu-west-1:123456789012:function:checks";
    for (entry, resource) in [
        (arn, json!(arn)),
        ("checks", json!({ "Fn::Sub": format!("{FUNCTION}checks") })),
        ("!Sub \"${AWS::StackName}-checks\"", json!({ "Fn::Sub": format!("{FUNCTION}${{AWS::StackName}}-checks") })),
        ("!Sub \"checks-${AWS::StackName}\"", json!({ "Fn::Sub": format!("{FUNCTION}checks-${{AWS::StackName}}") })),
        (
            "!Sub \"arn:aws:lambda:${AWS::Region}:1:function:x\"",
            json!({ "Fn::Sub": "arn:aws:lambda:${AWS::Region}:1:function:x" }),
        ),
        ("!Sub \"${Prefix}-checks\"", by_value(json!({ "Fn::Sub": "${Prefix}-checks" }))),
        ("!ImportValue checks", by_value(json!({ "Fn::ImportValue": "checks" }))),
        ("!GetAtt Nested.Outputs.Hook", by_value(json!({ "Fn::GetAtt": ["Nested", "Outputs.Hook"] }))),
    ] {
        let text = GUIDE.replace("PreTraffic: !Ref PreTrafficLambdaFunction", &format!("PreTraffic: {entry}"))
            + "  Nested: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: x}}\nParameters: {Prefix: {Type: String}}\n";
        let wired = with_role(&text);
        assert_eq!(
            statements(&wired.text, "SafeDeploymentRole")[2],
            json!({ "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": [resource] }),
            "{entry}"
        );
    }
}

#[test]
fn a_hook_from_elsewhere_may_be_called_under_the_condition_under_which_it_is_one() {
    let text = GUIDE.replace(
        "PreTraffic: !Ref PreTrafficLambdaFunction",
        "PreTraffic: !If [P, !Ref PreTrafficLambdaFunction, checks]",
    ) + "Conditions: {P: !Equals [a, b]}\n";
    let wired = with_role(&text);
    let found = statements(&wired.text, "SafeDeploymentRole");
    assert_eq!(found[2]["Resource"], json!([{ "Fn::GetAtt": ["PreTrafficLambdaFunction", "Arn"] }]));
    assert_eq!(
        found[3],
        json!({ "Fn::If": ["P", { "Ref": "AWS::NoValue" }, {
            "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": [{ "Fn::Sub": format!("{FUNCTION}checks") }]
        }] })
    );
}

#[test]
fn the_topics_of_triggers_may_be_told() {
    let with = |triggers: &str| {
        GUIDE.replace("        Hooks:\n", &format!("        TriggerConfigurations: {triggers}\n        Hooks:\n"))
            + "  Topic: {Type: AWS::SNS::Topic}\nConditions: {P: !Equals [a, b]}\n"
    };
    let trigger =
        |arn: &str| format!("{{TriggerName: t, TriggerEvents: [DeploymentFailure], TriggerTargetArn: {arn}}}");
    let publish = |topics: Json| json!({ "Effect": "Allow", "Action": "sns:Publish", "Resource": topics });
    let arn = "arn:aws:sns:eu-west-1:123456789012:told";
    let wired = with_role(&with(&format!("[{}, {}]", trigger("!Ref Topic"), trigger(arn))));
    assert_eq!(statements(&wired.text, "SafeDeploymentRole")[3], publish(json!([{ "Ref": "Topic" }, arn])));
    let wired = with_role(&with(&format!("!If [P, [{}], !Ref AWS::NoValue]", trigger("!Ref Topic"))));
    assert_eq!(
        statements(&wired.text, "SafeDeploymentRole")[3],
        json!({ "Fn::If": ["P", publish(json!([{ "Ref": "Topic" }])), { "Ref": "AWS::NoValue" }] })
    );
}

#[test]
fn a_name_that_something_else_has_is_passed_over() {
    for other in
        ["  SafeDeploymentRole: {Type: AWS::SQS::Queue}\n", "Parameters: {SafeDeploymentRole: {Type: String}}\n"]
    {
        let wired = with_role(&(GUIDE.to_owned() + other));
        assert_eq!(wired.findings, []);
        assert_eq!(
            json(&wired.text)["Resources"]["MyLambdaFunction"]["Properties"]["DeploymentPreference"]["Role"],
            json!({ "Fn::GetAtt": ["SafeDeploymentRole2", "Arn"] })
        );
        assert_eq!(statements(&wired.text, "SafeDeploymentRole2").as_array().unwrap().len(), 3);
    }
}
