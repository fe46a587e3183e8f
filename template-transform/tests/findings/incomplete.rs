//! What lacks a part, or a use.

use crate::orders::{ORDERS, PREFERENCE, codes, only, orders};

#[test]
fn a_statement_needs_all_three_parts() {
    let lacks = |part: &str| format!("a statement for `Check` lacks its `{part}`");
    let effect =
        orders(&[("            - Effect: Allow\n              Action: lambda", "            - Action: lambda")]);
    assert_eq!(only(&effect), ("statement-incomplete", 28, lacks("Effect")));
    let resource = orders(&[("              Resource: !Ref Orders.Version # the new version\n", "")]);
    assert_eq!(only(&resource), ("statement-incomplete", 28, lacks("Resource")));
    let not_action = orders(&[("Action: lambda:InvokeFunction", "NotAction: s3:*")]);
    assert_eq!(codes(&not_action), [""; 0]);
    let by_a_loop = orders(&[(
        "            - Effect: Allow\n              Action: lambda",
        "            - Fn::ForEach::Actions: [A, [x], { 'Action': !Ref A }]\n              Effect: Allow\n              Act: lambda",
    )]);
    assert!(!codes(&by_a_loop).contains(&"statement-incomplete"));
    let in_a_role = "      Role: !GetAtt Checker.Arn\n  Checker:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        \
                     - PolicyName: p\n          PolicyDocument: { Statement: { Effect: Allow, Resource: '*' } }\n";
    assert_eq!(codes(&(ORDERS.to_owned() + in_a_role)), ["statement-incomplete"]);
}

#[test]
fn an_alarm_that_a_preference_names_needs_all_its_parts() {
    let alarm = |properties: &str| {
        orders(&[(PREFERENCE, &format!("{PREFERENCE}        Alarms: [!Ref Errors]\n"))])
            + "  Errors:\n    Type: AWS::CloudWatch::Alarm\n"
            + properties
    };
    let all =
        "`Namespace`, `MetricName`, `Statistic`, `Period`, `EvaluationPeriods`, `ComparisonOperator`, `Threshold`";
    assert_eq!(only(&alarm("")), ("alarm-incomplete", 33, format!("the alarm `Errors` lacks {all}")));
    let whole = "    Properties: { Namespace: Own, MetricName: m, ExtendedStatistic: p99, Period: 60, EvaluationPeriods: 1, \
                 ComparisonOperator: GreaterThanThreshold, Threshold: 1, Dimensions: [{ Name: a, Value: b }] }\n";
    assert_eq!(codes(&alarm(whole)), [""; 0]);
    assert_eq!(
        only(&alarm(&whole.replace(", Value: b", ""))),
        ("alarm-incomplete", 34, "a dimension of the alarm `Errors` lacks its `Value`".to_owned())
    );
    assert_eq!(codes(&alarm("    Properties: { Fn::Transform: { Name: Alarms } }\n")), [""; 0]);
    let unwatched = ORDERS.to_owned() + "  Errors:\n    Type: AWS::CloudWatch::Alarm\n";
    assert_eq!(codes(&unwatched), [""; 0]);
}

#[test]
fn a_hook_that_no_preference_names_never_runs() {
    let second = "  Second:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: s3://code/second.zip\n      \
                  Handler: second\n      Runtime: provided.al2023\n      FunctionName: CodeDeployHook_second\n      Policies:\n        \
                  - Statement: { Effect: Allow, Action: 'codedeploy:*', Resource: '*' }\n";
    let text = ORDERS.to_owned() + second;
    let message = "`Second` is named and allowed to be a hook, and no preference names it: it never runs";
    assert_eq!(only(&text), ("unused-hook", 31, message.to_owned()));
    let exported = text.clone() + "Outputs: { Hook: { Value: !Ref Second } }\n";
    assert_eq!(codes(&exported), [""; 0]);
    for perhaps in ["!Ref Check, PostTraffic: !ImportValue hook", "!If [Prod, !Ref Check, !Ref Second]"] {
        let named = text.replace("PreTraffic: !Ref Check", &format!("PreTraffic: {perhaps}"));
        assert!(!codes(&named).contains(&"unused-hook"), "{perhaps}");
    }
    assert_eq!(codes(&text.replace("CodeDeployHook_second", "second")), [""; 0]);
    // In the stack `prod` this is its name.
    let by_name = text
        .replace("FunctionName: CodeDeployHook_second", "FunctionName: !Sub CodeDeployHook_${AWS::StackName}_second")
        .replace("PreTraffic: !Ref Check", "PreTraffic: !Ref Check, PostTraffic: CodeDeployHook_prod_second");
    assert_eq!(codes(&by_name), [""; 0]);
}
