//! What contradicts is told with both places, and stays as it is.

use crate::{GUIDE, codes, crate_of, plain, wired};
use template_transform::wire::Options;

fn told(text: &str, code: &str) -> (String, u32) {
    let wired = plain(text);
    assert_eq!(wired.text, text);
    let found =
        wired.findings.iter().find(|found| found.code == code).unwrap_or_else(|| panic!("{:?}", wired.findings));
    (found.message.clone(), found.location.line)
}

#[test]
fn a_name_that_codedeploy_may_not_call() {
    let text = GUIDE.replace("FunctionName: CodeDeployHook_preTrafficHook", "FunctionName: preTrafficHook");
    let (message, line) = told(&text, "hook-name");
    assert_eq!(line, 77);
    assert!(message.ends_with("(it is used at t.yaml:20:23)"), "{message}");
}

#[test]
fn a_hook_whose_own_deployments_are_guarded() {
    let text = GUIDE.replace("        Enabled: false\n        Role: \"\"", "        Type: AllAtOnce");
    let (message, line) = told(&text, "hook-is-guarded");
    assert_eq!(line, 79);
    assert!(message.contains("(at t.yaml:20:23)"), "{message}");
}

#[test]
fn a_preference_that_a_parameter_switches_off_by_default_guards_nobody() {
    let text = GUIDE.replace("Enabled: false\n        Role: \"\"", "Enabled: !Ref Guarded\n        Type: AllAtOnce")
        + "Parameters:\n  Guarded:\n    Type: String\n    Default: false\n";
    assert_eq!((plain(&text).text, codes(&plain(&text))), (text.clone(), vec![]));
}

#[test]
fn a_variable_that_names_the_wrong_function() {
    let text = GUIDE.replace(
        "CurrentVersion: !Ref MyLambdaFunction.Version",
        "CurrentVersion: !Ref PreTrafficLambdaFunction.Version",
    );
    let (message, line) = told(&text, "current-version");
    assert_eq!(line, 83);
    assert!(message.contains("guards `MyLambdaFunction` (at t.yaml:20:23)"), "{message}");
}

#[test]
fn a_hook_that_nobody_has() {
    let text = GUIDE.replace("PreTraffic: !Ref PreTrafficLambdaFunction", "PreTraffic: !Ref Nobody");
    assert_eq!(told(&text, "unknown-hook").1, 20);
}

#[test]
fn a_source_and_a_template_that_name_different_hooks() {
    let hooks = [crate_of("#[pre_traffic(function = \"MyLambdaFunction\")] async fn other(hook: Hook) {}")];
    let hooks = [template_transform::wire::HookCrate { code_uri: "elsewhere".into(), ..hooks[0].clone() }];
    let wired = wired(GUIDE, &hooks, &Options::default());
    assert_eq!((wired.text.as_str(), codes(&wired)), (GUIDE, vec!["two-hooks-for-one-phase"]));
    assert!(wired.findings[0].message.contains("t.yaml:20:23"), "{}", wired.findings[0]);
    assert_eq!(wired.findings[0].location.to_string(), "hooks/src/main.rs:1:1");
}

#[test]
fn a_part_that_an_anchor_shares_with_another_function() {
    let text = "\
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: {Type: AllAtOnce, Hooks: {PreTraffic: !Ref Check}}
  Check:
    Type: AWS::Serverless::Function
    Properties: &common
      Runtime: nodejs22.x
  Other:
    Type: AWS::Serverless::Function
    Properties: *common
";
    assert_eq!(told(text, "shared-by-alias").1, 10);
}

#[test]
fn a_function_whose_role_is_written_as_nothing_is_no_reason_to_make_one() {
    let text = "\
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
        Role: \"\"
";
    let options = Options { service_role: true, ..Options::default() };
    let wired = wired(text, &[], &options);
    assert_eq!((wired.text.as_str(), codes(&wired)), (text, vec!["exists"]));
    assert_eq!((wired.findings[0].location.line, wired.additions.len()), (8, 0));
}

#[test]
fn a_function_whose_logical_id_cloudformation_does_not_take_is_not_wired() {
    let text = "\
Resources:
  Orders\"1:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: {Type: AllAtOnce, Hooks: {PreTraffic: !Ref Check}}
  Check:
    Type: AWS::Serverless::Function
";
    let (message, line) = told(text, "logical-id");
    assert_eq!(line, 2);
    assert!(message.contains("`Orders\"1` does not"), "{message}");
}

/// No stack's name has a `_`, so the prefix cannot come out of it.
#[test]
fn a_name_that_begins_with_the_stack_s_can_never_have_the_prefix() {
    for name in [
        "!Sub \"${AWS::StackName}-orders-pre-traffic\"",
        "!Join [\"-\", [!Ref AWS::StackName, hook]]",
        "!Sub \"${AWS::Region}-CodeDeployHook_x\"",
    ] {
        let text = GUIDE.replace("FunctionName: CodeDeployHook_preTrafficHook", &format!("FunctionName: {name}"));
        assert_eq!(told(&text, "hook-name").1, 77, "{name}");
    }
    let text = GUIDE.replace("CodeDeployHook_preTrafficHook", "!Sub \"CodeDeployHook_${AWS::StackName}\"");
    assert_eq!((plain(&text).text, codes(&plain(&text))), (text.clone(), vec![]));
}

#[test]
fn what_cannot_be_read_is_told_as_check_tells_it() {
    for (from, to, code, line) in [
        ("PreTraffic: !Ref", "PreTrafic: !Ref", "unknown-hook-phase", 20),
        ("Type: Linear10PercentEvery10Minutes", "Type: Linear10PercentEvery1Minutes", "unknown-strategy", 15),
    ] {
        assert_eq!(told(&GUIDE.replace(from, to), code).1, line);
    }
    assert_eq!(told("Resources: []\n", "wrong-type"), ("`Resources` must be a map, and this is a list".into(), 1));
    assert_eq!(told("Resources:\n  A: 1\n", "wrong-type").1, 2);
}

#[test]
fn a_variable_that_names_no_version() {
    let with = |value: &str| GUIDE.replace("!Ref MyLambdaFunction.Version\n", &format!("{value}\n"));
    let with =
        |value: &str| with(value).replace(&format!("Resource: {value}"), "Resource: !Ref MyLambdaFunction.Version");
    for (value, written) in [
        ("!Ref MyLambdaFunction", "${MyLambdaFunction}"),
        ("!Ref MyLambdaFunction.Alias", "${MyLambdaFunction.Alias}"),
        ("!Sub \"${MyLambdaFunction.Arn}:$LATEST\"", "${MyLambdaFunction.Arn}:$LATEST"),
        ("!If [P, !Ref MyLambdaFunction.Version, !Ref MyLambdaFunction]", "${MyLambdaFunction}"),
        ("\"$LATEST\"", "$LATEST"),
        ("7", "7"),
    ] {
        let (message, line) = told(&with(value), "current-version");
        assert_eq!(line, 83);
        assert_eq!(
            message,
            format!(
                "the hook `PreTrafficLambdaFunction` guards `MyLambdaFunction` (at t.yaml:20:23), and `CurrentVersion` is `{written}`, which is not the version that is deployed"
            )
        );
    }
    for value in [
        "!Sub \"${MyLambdaFunction.Version}\"",
        "!Join [\":\", [!Ref MyLambdaFunction, !GetAtt MyLambdaFunction.Version.Version]]",
        "!If [P, !Ref MyLambdaFunction.Version, !Ref AWS::NoValue]",
        "!ImportValue version",
        "!Ref Version",
    ] {
        let text = with(value) + "Parameters: {Version: {Type: String, Default: x}}\n";
        assert_eq!((plain(&text).text, codes(&plain(&text))), (text.clone(), vec![]), "{value}");
    }
}
