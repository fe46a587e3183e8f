//! The guide's own template, whole and with each mandatory line removed.

use serde_json::{Value as Json, json};
use template_transform::wire::Options;

use crate::{GUIDE, codes, json, plain, wired, without};

const HOOK: &str = "PreTrafficLambdaFunction";

fn properties(text: &str, resource: &str) -> Json {
    json(text)["Resources"][resource]["Properties"].clone()
}

#[test]
fn the_guides_template_passes_unchanged() {
    let wired = plain(GUIDE);
    assert_eq!(wired.text, GUIDE);
    assert_eq!((wired.additions, wired.findings), (vec![], vec![]));
}

#[test]
fn a_hook_without_a_name_gets_one_that_codedeploy_may_call_and_no_other_stack_has() {
    let wired = plain(&without(GUIDE, &["FunctionName: CodeDeployHook"]));
    assert_eq!(
        properties(&wired.text, HOOK)["FunctionName"],
        json!({ "Fn::Sub": [
        "CodeDeployHook_PreTrafficLambdaFunction_${Stack}",
        { "Stack": { "Fn::Select": [4, { "Fn::Split": ["-", { "Fn::Select": [2, { "Fn::Split": ["/", { "Ref": "AWS::StackId" }] }] }] }] } }
    ] })
    );
    assert_eq!(wired.additions.len(), 1);
}

#[test]
fn a_hook_whose_own_deployments_are_not_switched_off_gets_that() {
    let shorter = without(GUIDE, &["DeploymentPreference:\n        Enabled", "Enabled: false", "Role: \"\""]);
    let wired = plain(&shorter);
    assert_eq!(properties(&wired.text, HOOK)["DeploymentPreference"], json!({ "Enabled": false }));
    assert_eq!(wired.additions.len(), 1);
}

#[test]
fn a_hook_that_does_not_know_what_it_checks_gets_the_variable() {
    for lines in [
        &["CurrentVersion:"][..],
        &["Variables:", "CurrentVersion:"],
        &["Environment:", "Variables:", "CurrentVersion:"],
    ] {
        let wired = plain(&without(GUIDE, lines));
        assert_eq!(wired.text, GUIDE, "{lines:?}");
    }
}

#[test]
fn a_hook_that_may_not_report_gets_the_permission_on_its_group_only() {
    let wired = plain(
        &without(GUIDE, &["codedeploy:Put"])
            .replace("Action:\n              Resource: !Sub", "Action: []\n              Resource: !Sub"),
    );
    let added = properties(&wired.text, HOOK)["Policies"][2].clone();
    assert_eq!(
        added,
        json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Action": "codedeploy:PutLifecycleEventHookExecutionStatus",
        "Resource": { "Fn::Sub": "arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${ServerlessDeploymentApplication}/${MyLambdaFunctionDeploymentGroup}" }
    }] })
    );
    assert_eq!(wired.additions.len(), 1);
}

#[test]
fn a_hook_that_may_not_invoke_gets_the_permission_on_the_new_version_only() {
    for narrow in ["!GetAtt MyLambdaFunction.Arn", "!Ref Elsewhere"] {
        let wired = plain(&GUIDE.replace("Resource: !Ref MyLambdaFunction.Version", &format!("Resource: {narrow}")));
        let added = properties(&wired.text, HOOK)["Policies"][2]["Statement"].clone();
        assert_eq!(
            added,
            json!([{
                "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": { "Ref": "MyLambdaFunction.Version" }
            }])
        );
    }
}

#[test]
fn an_alias_and_a_strategy_come_when_they_are_asked_for() {
    let shorter = without(GUIDE, &["AutoPublishAlias:", "Type: Linear"]);
    assert_eq!(codes(&plain(&shorter)), ["preference-without-alias", "preference-without-type"]);
    let options = Options {
        alias: Some("live".into()),
        strategy: Some("Linear10PercentEvery10Minutes".into()),
        ..Options::default()
    };
    let completed = wired(&shorter, &[], &options);
    assert_eq!((json(&completed.text), codes(&completed)), (json(GUIDE), vec![]));
    let slip = Options { strategy: Some("Linear10PercentEvery1Minutes".into()), ..options };
    for text in [shorter.as_str(), GUIDE] {
        assert_eq!(codes(&wired(text, &[], &slip)), ["unknown-strategy"], "also where no function would get it");
    }
}

#[test]
fn globals_count_and_do_not_guard_the_hook() {
    let text = "\
Globals:
  Function:
    AutoPublishAlias: live
    DeploymentPreference:
      Type: AllAtOnce
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      DeploymentPreference:
        Hooks: {PreTraffic: !Ref Check}
  Check:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: CodeDeployHook_check
      Policies: AdministratorAccess
";
    let wired = plain(text);
    assert_eq!(wired.findings, []);
    assert!(wired.text.ends_with(
        "      Policies: AdministratorAccess\n      DeploymentPreference:\n        Enabled: false\n      Environment:\n        Variables:\n          CurrentVersion: !Ref Orders.Version\n"
    ), "{}", wired.text);
}

#[test]
fn json_templates_are_completed_as_json() {
    let mut template = json(GUIDE);
    let hook = template["Resources"][HOOK]["Properties"].as_object_mut().unwrap();
    hook.remove("Environment");
    hook.remove("FunctionName");
    let text = serde_json::to_string_pretty(&template).unwrap();
    let completed = plain(&text);
    let parsed: Json = serde_json::from_str(&completed.text).unwrap();
    assert_eq!(
        parsed["Resources"][HOOK]["Properties"]["Environment"],
        json!({ "Variables": { "CurrentVersion": { "Ref": "MyLambdaFunction.Version" } } })
    );
    assert_eq!(completed.additions.len(), 2);
}

#[test]
fn a_service_role_names_exactly_the_hooks_so_that_no_prefix_is_needed() {
    let shorter = without(GUIDE, &["FunctionName: CodeDeployHook"]);
    let wired = wired(&shorter, &[], &Options { service_role: true, ..Options::default() });
    assert_eq!(properties(&wired.text, HOOK)["FunctionName"], Json::Null);
    assert_eq!(
        properties(&wired.text, "MyLambdaFunction")["DeploymentPreference"]["Role"],
        json!({ "Fn::GetAtt": ["SafeDeploymentRole", "Arn"] })
    );
    let statements =
        properties(&wired.text, "SafeDeploymentRole")["Policies"][0]["PolicyDocument"]["Statement"].clone();
    assert_eq!(
        statements[2],
        json!({
            "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": [{ "Fn::GetAtt": [HOOK, "Arn"] }]
        })
    );
}

#[test]
fn a_hook_of_two_functions_asks_codedeploy_and_may() {
    let text = "\
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties: &guarded
      AutoPublishAlias: live
      DeploymentPreference: {Type: AllAtOnce, Hooks: {PreTraffic: !Ref Check}}
  B:
    Type: AWS::Serverless::Function
    Properties: *guarded
  Check:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: CodeDeployHook_check
";
    let wired = plain(text);
    assert_eq!(wired.findings, []);
    let check = properties(&wired.text, "Check");
    assert_eq!(check["Environment"], Json::Null);
    let statements = &check["Policies"][0]["Statement"];
    assert_eq!(
        statements[0]["Action"],
        json!(["codedeploy:PutLifecycleEventHookExecutionStatus", "codedeploy:GetDeployment"])
    );
    assert_eq!(statements[0]["Resource"].as_array().unwrap().len(), 2);
    assert_eq!(statements[1]["Action"], "codedeploy:GetApplicationRevision");
    assert_eq!(statements[2]["Resource"], json!([{ "Ref": "A.Version" }, { "Ref": "B.Version" }]));
}

/// Switching a hook's own preference off may make a hook of its hook no hook any more: that is so in the first run already.
#[test]
fn a_hook_that_is_half_guarded_itself_is_none_in_the_first_run_as_in_the_second() {
    let function = |id: &str, preference: &str| {
        format!(
            "  {id}:\n    Type: AWS::Serverless::Function\n    Properties:\n      AutoPublishAlias: live\n      DeploymentPreference: {preference}\n"
        )
    };
    let orders = function("Orders", "{Type: AllAtOnce, Hooks: {PreTraffic: !Ref First, PostTraffic: !Ref Second}}");
    let second = function("Second", "{Hooks: {PreTraffic: !Ref First}}");
    let first = "  First:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: a}\n";
    for order in [[&orders, &second], [&second, &orders]] {
        let text = format!("Resources:\n{}{}{first}", order[0], order[1]);
        let once = wired(&text, &[], &Options::default());
        assert_eq!(codes(&once), [""; 0], "{text}");
        assert_eq!(json(&once.text)["Resources"]["Second"]["Properties"]["DeploymentPreference"]["Enabled"], false);
        let variables = &json(&once.text)["Resources"]["First"]["Properties"]["Environment"]["Variables"];
        assert_eq!(variables["CurrentVersion"], serde_json::json!({ "Ref": "Orders.Version" }));
        assert_eq!(wired(&once.text, &[], &Options::default()).text, once.text);
    }
}

#[test]
fn a_hook_is_completed_however_the_preference_names_it() {
    let bare = without(GUIDE, &["CurrentVersion:", "Variables:", "Environment:"]);
    for (name, entry) in [
        ("CodeDeployHook_x", "CodeDeployHook_x"),
        ("CodeDeployHook_x", "arn:aws:lambda:eu-west-1:123456789012:function:CodeDeployHook_x"),
        ("!Sub \"CodeDeployHook_${AWS::StackName}\"", "!Sub \"CodeDeployHook_${AWS::StackName}\""),
        ("CodeDeployHook_x", "!If [P, !GetAtt PreTrafficLambdaFunction.Arn, !Ref AWS::NoValue]"),
    ] {
        let text = bare
            .replace("FunctionName: CodeDeployHook_preTrafficHook", &format!("FunctionName: {name}"))
            .replace("PreTraffic: !Ref PreTrafficLambdaFunction", &format!("PreTraffic: {entry}"));
        let wired = plain(&text);
        assert_eq!(wired.findings, []);
        assert_eq!(
            properties(&wired.text, HOOK)["Environment"],
            json!({ "Variables": { "CurrentVersion": { "Ref": "MyLambdaFunction.Version" } } }),
            "{entry}"
        );
    }
}

#[test]
fn a_preference_that_a_parameter_may_enable_is_wired_whatever_its_default_is() {
    let with = |values: &str| {
        without(GUIDE, &["CurrentVersion:", "Variables:", "Environment:"])
            .replace("        Type: Linear", "        Enabled: !Ref Guarded\n        Type: Linear")
            + &format!("Parameters: {{Guarded: {{Type: String, Default: \"false\"{values}}}}}\n")
    };
    let variable =
        |text: &str| properties(&plain(text).text, HOOK)["Environment"]["Variables"]["CurrentVersion"].clone();
    assert_eq!(variable(&with(", AllowedValues: [\"true\", \"false\"]")), json!({ "Ref": "MyLambdaFunction.Version" }));
    for never in ["", ", AllowedValues: [\"false\"]"] {
        assert_eq!(variable(&with(never)), Json::Null);
    }
}
