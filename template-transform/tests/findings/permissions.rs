//! Rights that are rights to something else.

use crate::orders::{INVOKED, ORDERS, PREFERENCE, codes, only, orders};

const OTHERS: &str = "  Other:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: s3://code/other.zip, Handler: other, Runtime: provided.al2023 }
  Named:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: s3://code/named.zip, Handler: named, Runtime: provided.al2023, FunctionName: !Sub '${AWS::StackName}-named' }
";

#[test]
fn the_right_to_call_another_function_is_not_the_right_to_call_the_tested_one() {
    for other in [
        "!GetAtt Other.Arn",
        "!Sub '${Other.Arn}:*'",
        "!Ref Other.Version",
        "!Sub 'arn:aws:lambda:*:*:function:${Other}:*'",
        "!GetAtt Named.Arn",
        "!Sub '${Named.Arn}:*'",
    ] {
        let text = orders(&[(INVOKED, other)]) + OTHERS;
        assert_eq!(codes(&text), ["invoke-permission-missing"], "{other}");
    }
}

#[test]
fn the_name_of_a_function_is_no_arn_and_covers_nothing() {
    for name in ["!Ref Orders", "!Sub '${Orders}:*'"] {
        let (code, line, _) = only(&orders(&[(INVOKED, name)]));
        assert_eq!((code, line), ("invoke-permission-missing", 24), "{name}");
    }
}

#[test]
fn the_name_of_the_deployment_application_is_no_arn_either() {
    let group = "!Sub arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${ServerlessDeploymentApplication}/*";
    for name in ["!Ref ServerlessDeploymentApplication", "!Ref OrdersDeploymentGroup"] {
        let found = codes(&orders(&[(group, name)]));
        assert!(found.contains(&"report-permission-on-wrong-group"), "{name} {found:?}");
    }
}

#[test]
fn every_way_to_write_the_new_version_still_covers_it() {
    for covering in [
        "'*'",
        "!Sub '${Orders.Arn}:*'",
        "!Sub '${Orders.Arn}*'",
        "!Sub 'arn:aws:lambda:*:*:function:${Orders}:*'",
        "!Sub 'arn:aws:lambda:*:*:function:${AWS::StackName}-*:*'",
        "arn:aws:lambda:*:*:function:shop-Orders-1ABC:*",
        "[!GetAtt Other.Arn, !Ref Orders.Version]",
    ] {
        assert_eq!(codes(&(orders(&[(INVOKED, covering)]) + OTHERS)), [""; 0], "{covering}");
    }
    assert_eq!(codes(ORDERS), [""; 0]);
}

#[test]
fn a_service_role_that_may_call_another_function_may_not_call_the_hook() {
    let role = |resource: &str| {
        let own = format!("{PREFERENCE}        Role: !GetAtt Deployer.Arn\n");
        let deployer = format!(
            "  Deployer:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        - PolicyName: calls\n          \
             PolicyDocument: {{ Statement: [{{ Effect: Allow, Action: 'lambda:InvokeFunction', Resource: {resource} }}] }}\n"
        );
        codes(&(orders(&[(PREFERENCE, &own)]) + OTHERS + &deployer))
    };
    for other in ["!GetAtt Other.Arn", "!GetAtt Orders.Arn", "!GetAtt Named.Arn", "!Ref Check"] {
        assert_eq!(role(other), ["service-role-cannot-call-hook"], "{other}");
    }
    for hook in ["!GetAtt Check.Arn", "!Sub 'arn:aws:lambda:*:*:function:CodeDeployHook_*'", "'*'"] {
        assert_eq!(role(hook), [""; 0], "{hook}");
    }
}
