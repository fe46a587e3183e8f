//! How a hook is told which version it tests.

use crate::orders::{ENVIRONMENT, INVOKED, PROD, VARIABLE, codes, findings, only, orders};

const ASK: &str = "            - { Effect: Allow, Action: ['codedeploy:GetDeployment', 'codedeploy:GetApplicationRevision'], Resource: '*' }\n";

fn told(value: &str) -> String {
    orders(&[(VARIABLE, &format!("CurrentVersion: {value}"))])
}

#[test]
fn an_alias_is_found_however_it_is_written() {
    for alias in [
        "!Ref Orders.Alias",
        "!Sub '${Orders}:live'",
        "!Sub '${Orders.Arn}:live'",
        "!Join [':', [!GetAtt Orders.Arn, live]]",
        "!Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Orders}:live'",
    ] {
        let found = findings(&told(alias));
        let alias_found = found.iter().find(|found| found.code == "hook-tests-alias");
        let message = alias_found.map(|found| found.message.as_str());
        assert_eq!(
            message,
            Some("`CurrentVersion` is the alias of `Orders`, which points to the old version"),
            "{alias}"
        );
    }
    let text =
        told("orders:live").replace("AutoPublishAlias: live", "AutoPublishAlias: live\n      FunctionName: orders");
    assert_eq!(codes(&text), ["hook-tests-alias"]);
    assert_eq!(
        only(&told("payments:live")),
        (
            "hook-tests-alias",
            22,
            "`CurrentVersion` ends in `live`, which is no version's number: an alias points to the old version"
                .to_owned()
        )
    );
}

#[test]
fn latest_is_found_however_it_is_written() {
    for latest in [
        "!Ref Orders",
        "!GetAtt Orders.Arn",
        "!Sub '${Orders}'",
        "!Sub '${Orders.Arn}:$LATEST'",
        "!Join [':', [!GetAtt Orders.Arn, $LATEST]]",
        "$LATEST",
        "orders",
        "arn:aws:lambda:eu-west-1:123456789012:function:orders",
    ] {
        assert_eq!(
            only(&told(latest)),
            ("hook-tests-latest", 22, "`CurrentVersion` names no version, so `Check` tests `$LATEST`".to_owned()),
            "{latest}"
        );
    }
}

#[test]
fn every_branch_of_the_variable_is_read() {
    let branches = |value: &str| {
        let text = told(value).replace("Resources:\n", &format!("{PROD}Resources:\n"));
        findings(&text).iter().map(|found| (found.code, found.location.column)).collect::<Vec<_>>()
    };
    assert_eq!(branches("!If [Prod, !Ref Orders.Version, !Ref Orders]"), [("hook-tests-latest", 83)]);
    assert_eq!(branches("!If [Prod, !Ref Orders.Version, !Ref AWS::NoValue]"), []);
}

#[test]
fn what_no_hook_can_read_as_a_version_is_an_error() {
    for (value, message) in [
        ("''", "`CurrentVersion` names no version: it is empty"),
        (
            "arn:aws:s3:::bucket",
            "`CurrentVersion` names no version: it is the ARN of something that is no Lambda function",
        ),
        ("or ders:2", "`CurrentVersion` names no version: it is neither an ARN, nor `name:version`, nor a number"),
        ("orders:2:3", "`CurrentVersion` names no version: it is neither an ARN, nor `name:version`, nor a number"),
    ] {
        assert_eq!(only(&told(value)), ("hook-target-is-no-version", 22, message.to_owned()), "{value}");
    }
}

#[test]
fn a_version_is_taken_however_it_is_written() {
    for version in [
        "!Sub '${Orders.Version}'",
        "!Sub '${Orders}:${Orders.Version.Version}'",
        "!Join [':', [!GetAtt Orders.Arn, !GetAtt Orders.Version.Version]]",
        "!ImportValue orders-version",
        "!Sub '${Stage}'",
    ] {
        assert_eq!(codes(&told(version)), [""; 0], "{version}");
    }
}

#[test]
fn another_function_is_found_however_it_is_written() {
    let other = "  Other:\n    Type: AWS::Serverless::Function\n    Properties: { AutoPublishAlias: live }\n";
    for tested in ["!Ref Other.Version", "!Sub '${Other.Arn}:live'", "!GetAtt Other.Version.Version", "!Ref Other"] {
        let found = codes(&(told(tested) + other));
        assert!(found.contains(&"hook-tests-wrong-function"), "{tested} {found:?}");
        assert!(!found.contains(&"hook-tests-alias") && !found.contains(&"hook-tests-latest"), "{tested} {found:?}");
    }
}

#[test]
fn a_bare_number_is_of_use_to_a_hook_that_may_ask_codedeploy() {
    let number = told("!GetAtt Orders.Version.Version");
    assert_eq!(
        only(&number),
        (
            "hook-without-target",
            13,
            "`CurrentVersion` is a number without a function, and `Check` may not ask CodeDeploy: its role lacks \
             `codedeploy:GetDeployment` and `codedeploy:GetApplicationRevision`"
                .to_owned()
        )
    );
    assert_eq!(codes(&(number.clone() + ASK)), [""; 0]);
    let uncalled = number.replace(INVOKED, "'arn:aws:lambda:*:*:function:payments:*'") + ASK;
    assert_eq!(codes(&uncalled), ["invoke-permission-missing"]);
    let named = number.replace("CurrentVersion:", "FUNCTION: !Ref Orders, CurrentVersion:");
    assert_eq!(codes(&named), [""; 0]);
}

#[test]
fn half_of_the_rights_to_ask_codedeploy_is_not_enough() {
    let asking = orders(&[(ENVIRONMENT, "")]);
    assert_eq!(codes(&(asking.clone() + ASK)), [""; 0]);
    assert_eq!(
        only(&(asking.clone() + &ASK.replace(", 'codedeploy:GetApplicationRevision'", ""))),
        (
            "hook-without-target",
            13,
            "`Check` cannot know which version of `Orders` to test: its role lacks `codedeploy:GetApplicationRevision`"
                .to_owned()
        )
    );
    assert_eq!(
        only(&(asking.replace("lambda:InvokeFunction", "logs:PutLogEvents") + ASK)),
        (
            "invoke-permission-missing",
            23,
            "`Check` tests the new version of `Orders` and may not call it: its role lacks `lambda:InvokeFunction` on it"
                .to_owned()
        )
    );
}

#[test]
fn a_hook_that_may_do_all_of_codedeploy_need_not_test_a_version() {
    let everything =
        orders(&[(ENVIRONMENT, ""), ("codedeploy:PutLifecycleEventHookExecutionStatus", "'codedeploy:*'")])
            .replace("lambda:InvokeFunction", "dynamodb:GetItem");
    assert_eq!(codes(&everything), [""; 0]);
}

#[test]
fn a_shared_hook_needs_all_rights_for_all_its_functions() {
    let payments = "  Payments:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: s3://code/payments.zip\n      \
                    Handler: payments\n      Runtime: provided.al2023\n      AutoPublishAlias: live\n      \
                    DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: !Ref Check } }\n";
    let shared = orders(&[(ENVIRONMENT, "")]);
    assert_eq!(
        only(&(shared.replace(INVOKED, "'*'") + &ASK.replace(", 'codedeploy:GetApplicationRevision'", "") + payments))
            .0,
        "hook-shared-without-target"
    );
    assert_eq!(
        only(&(shared.clone() + ASK + payments)).2,
        "`Check` tests the new version of `Payments` and may not call it: its role lacks `lambda:InvokeFunction` on it"
    );
    let both = shared.replace(INVOKED, "[!Ref Orders.Version, !Sub '${Payments.Arn}:*']") + ASK + payments;
    assert_eq!(codes(&both), [""; 0]);
}
