//! What others bring is their business.

use crate::orders::{ORDERS, PREFERENCE, codes, orders};

#[test]
fn a_role_called_as_sams_is_nobodys_rival_while_every_preference_has_its_own() {
    let role = "  CodeDeployServiceRole:\n    Type: AWS::IAM::Role\n    Properties:\n      \
                ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda]\n";
    let own = format!("{PREFERENCE}        Role: !GetAtt CodeDeployServiceRole.Arn\n");
    assert_eq!(codes(&(orders(&[(PREFERENCE, &own)]) + role)), [""; 0]);
    assert_eq!(codes(&(ORDERS.to_owned() + role)), ["reserved-logical-id"]);
}

#[test]
fn a_hook_or_an_alarm_that_a_stack_or_a_custom_resource_brings_is_not_known_and_not_accused() {
    let resources = "  Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: x } }\n  \
                     App: { Type: AWS::Serverless::Application, Properties: { Location: x } }\n  \
                     Custom: { Type: Custom::X, Properties: { ServiceToken: x } }\n  \
                     Lookup: { Type: AWS::CloudFormation::CustomResource, Properties: { ServiceToken: x } }\n";
    for brought in [
        "!GetAtt Nested.Outputs.Hook",
        "!GetAtt App.Outputs.Hook",
        "!GetAtt Custom.HookName",
        "!Ref Custom",
        "!GetAtt Lookup.HookName",
        "!Ref Lookup",
    ] {
        let hook = orders(&[("PreTraffic: !Ref Check", &format!("PreTraffic: !Ref Check, PostTraffic: {brought}"))]);
        assert_eq!(codes(&(hook + resources)), [""; 0], "{brought}");
        let alarm = orders(&[(PREFERENCE, &format!("{PREFERENCE}        Alarms: [{brought}]\n"))]);
        assert_eq!(codes(&(alarm + resources)), [""; 0], "{brought}");
    }
}

#[test]
fn a_loop_over_resources_is_no_resource() {
    let text = orders(&[(
        "Transform: AWS::Serverless-2016-10-31\n",
        "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n",
    )]);
    let text = text + "  'Fn::ForEach::Queues': [X, [a, b], { 'Queue${X}': { Type: AWS::SQS::Queue } }]\n";
    assert_eq!(codes(&text), [""; 0]);
    assert_eq!(codes(&(ORDERS.to_owned() + "  Queue: [a]\n")), ["wrong-type"]);
}
