//! What a hook may already do, judged as `check` judges it.

use serde_json::{Value as Json, json};

use crate::{GUIDE, codes, json, plain, without};

const HOOK: &str = "PreTrafficLambdaFunction";
const ARN: &str = "arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}";

/// The statements that wiring adds to the guide's hook when `from` is another text.
fn added(from: &str, to: &str) -> Vec<Json> {
    assert!(GUIDE.contains(from), "{from:?} is in the fixture");
    let policies = json(&plain(&GUIDE.replace(from, to)).text)["Resources"][HOOK]["Properties"]["Policies"].clone();
    let added = policies.as_array().unwrap().iter().skip(2);
    added.flat_map(|policy| policy["Statement"].as_array().unwrap().clone()).collect()
}

fn report() -> Json {
    json!({
        "Effect": "Allow",
        "Action": "codedeploy:PutLifecycleEventHookExecutionStatus",
        "Resource": { "Fn::Sub": format!("{ARN}:deploymentgroup:${{ServerlessDeploymentApplication}}/${{MyLambdaFunctionDeploymentGroup}}") }
    })
}

fn invoke() -> Json {
    json!({ "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": { "Ref": "MyLambdaFunction.Version" } })
}

#[test]
fn a_right_to_report_counts_only_on_the_group_of_the_guarded_function() {
    for wrong in [
        "deploymentgroup:OtherApp/*",
        "deploymentgroup:${ServerlessDeploymentApplication}/other",
        "application:${ServerlessDeploymentApplication}",
    ] {
        assert_eq!(added("deploymentgroup:${ServerlessDeploymentApplication}/*", wrong), [report()], "{wrong}");
    }
    for right in [
        "*",
        "deploymentgroup:*",
        "deploymentgroup:${ServerlessDeploymentApplication}/${MyLambdaFunctionDeploymentGroup}",
    ] {
        assert_eq!(added("deploymentgroup:${ServerlessDeploymentApplication}/*", right), [json!(null); 0], "{right}");
    }
}

#[test]
fn a_right_to_invoke_counts_only_on_the_version_of_the_guarded_function() {
    for wrong in [
        "arn:aws:lambda:eu-west-1:123456789012:function:Other:*",
        "!Sub \"${PreTrafficLambdaFunction.Arn}:*\"",
        "!GetAtt MyLambdaFunction.Arn",
        "!Ref MyLambdaFunction.Alias",
    ] {
        assert_eq!(added("!Ref MyLambdaFunction.Version", wrong), [invoke()], "{wrong}");
    }
    for right in
        ["!Sub \"${MyLambdaFunction.Arn}:*\"", "\"*\"", "!Sub \"arn:aws:lambda:*:*:function:${AWS::StackName}-*:*\""]
    {
        assert_eq!(added("!Ref MyLambdaFunction.Version", right), [json!(null); 0], "{right}");
    }
}

#[test]
fn a_version_is_covered_by_itself_however_its_function_is_called() {
    let named = |name: &str| {
        GUIDE.replacen("CodeUri: function/", &format!("CodeUri: function/\n      FunctionName: {name}"), 1)
    };
    for name in ["a".repeat(5_000), "'a*b?'".to_owned(), "'[[[,,,'".to_owned()] {
        let text = named(&name);
        assert_eq!(plain(&text).text, text);
    }
}

#[test]
fn a_role_that_the_guarded_function_shares_cannot_name_its_version() {
    let text = "\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Role: !GetAtt Role.Arn
      AutoPublishAlias: live
      DeploymentPreference: {Type: AllAtOnce, Hooks: {PreTraffic: !Ref Check}}
  Check:
    Type: AWS::Serverless::Function
    Properties:
      Role: !GetAtt Role.Arn
";
    let wired = plain(text);
    assert_eq!(codes(&wired), ["hook-role-shared"]);
    assert_eq!((wired.findings[0].location.line, wired.findings[0].location.column), (14, 13));
    assert!(!wired.text.contains("lambda:InvokeFunction"), "{}", wired.text);
    assert!(plain(&text.replacen("      Role: !GetAtt Role.Arn\n", "", 1)).text.contains("lambda:InvokeFunction"));
}

#[test]
fn a_statement_that_iam_does_not_take_is_told_beside_the_whole_one_that_is_added() {
    let action = "              Action:\n                - codedeploy:PutLifecycleEventHookExecutionStatus\n";
    let group = GUIDE.lines().find(|line| line.contains("Resource: !Sub")).unwrap().trim();
    let without_action = GUIDE.replace(action, "").replace(group, "Resource: '*'");
    let without_resource = without(GUIDE, &["Resource: !Ref MyLambdaFunction.Version"])
        .replace("- lambda:InvokeFunction\n", "- lambda:InvokeFunction\n                - s3:GetObject\n");
    for (text, part, line_number, wanted) in
        [(without_action, "Action", 67, report()), (without_resource, "Resource", 73, invoke())]
    {
        let wired = plain(&text);
        assert_eq!(codes(&wired), ["statement-incomplete"], "{part}");
        let found = &wired.findings[0];
        assert_eq!(found.location.line, line_number);
        assert_eq!(
            found.message,
            format!("a statement of `{HOOK}` has no `{part}`: IAM takes no such policy, and the stack is not deployed")
        );
        let policies = json(&wired.text)["Resources"][HOOK]["Properties"]["Policies"].clone();
        assert_eq!(policies[2]["Statement"], json!([wanted]));
    }
}

#[test]
fn the_role_of_a_service_is_judged_by_the_hook_that_it_may_call() {
    let with = |resource: &str| {
        let text = GUIDE
            .replace("        Hooks:\n", "        Role: !GetAtt Deployer.Arn\n        Hooks:\n")
            .replace("      FunctionName: CodeDeployHook_preTrafficHook\n", "");
        text + &format!(
            "  Deployer:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        - PolicyName: x\n          PolicyDocument:\n            Statement:\n              - {{Effect: Allow, Action: 'lambda:*', Resource: {resource}}}\n"
        )
    };
    let lambda = "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function";
    for wrong in ["!GetAtt MyLambdaFunction.Arn", &format!("!Sub '{lambda}:CodeDeployHook_*'")] {
        let policies = json(&plain(&with(wrong)).text)["Resources"]["Deployer"]["Properties"]["Policies"].clone();
        assert_eq!(
            policies[1]["PolicyDocument"]["Statement"][0]["Resource"],
            json!([{ "Fn::GetAtt": [HOOK, "Arn"] }]),
            "{wrong}"
        );
    }
    for right in [
        format!("!GetAtt {HOOK}.Arn"),
        format!("!Sub '{lambda}:${{AWS::StackName}}-*'"),
        format!("!Sub '{lambda}:${{{HOOK}}}'"),
        "'*'".to_owned(),
    ] {
        let text = with(&right);
        assert_eq!(plain(&text).text, text, "{right}");
    }
}

/// The hook SDK asks CodeDeploy for the function that the number belongs to.
#[test]
fn a_hook_that_is_told_a_number_alone_may_ask_for_the_function() {
    let policies = added(
        "CurrentVersion: !Ref MyLambdaFunction.Version",
        "CurrentVersion: !GetAtt MyLambdaFunction.Version.Version",
    );
    let resource = format!("{ARN}:application:${{ServerlessDeploymentApplication}}");
    let mut get_deployment = report();
    get_deployment["Action"] = json!("codedeploy:GetDeployment");
    assert_eq!(
        policies,
        [
            get_deployment,
            json!({ "Effect": "Allow", "Action": "codedeploy:GetApplicationRevision", "Resource": { "Fn::Sub": resource } })
        ]
    );
}
