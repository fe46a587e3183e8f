//! The application: a function, its hook, and all the rights that the hook needs. Nothing is wrong with it.

use template_transform::check::check;
use template_transform::{Diagnostic, Document, Parameters};

pub(crate) const ORDERS: &str = r"Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://code/orders.zip
      Handler: orders
      Runtime: provided.al2023
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Hooks: { PreTraffic: !Ref Check }
  Check:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://code/check.zip
      Handler: check
      Runtime: provided.al2023
      Timeout: 60
      DeploymentPreference: { Enabled: false }
      FunctionName: !Sub CodeDeployHook_${AWS::StackName}_check
      Environment: { Variables: { CurrentVersion: !Ref Orders.Version } }
      Policies:
        - Statement:
            - Effect: Allow
              Action: codedeploy:PutLifecycleEventHookExecutionStatus
              Resource: !Sub arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${ServerlessDeploymentApplication}/*
            - Effect: Allow
              Action: lambda:InvokeFunction
              Resource: !Ref Orders.Version # the new version
";

/// What stands in the application only once, to be written otherwise.
pub(crate) const PREFERENCE: &str = "        Hooks: { PreTraffic: !Ref Check }\n";
pub(crate) const INVOKED: &str = "!Ref Orders.Version # the new version";
pub(crate) const VARIABLE: &str = "CurrentVersion: !Ref Orders.Version";
pub(crate) const ENVIRONMENT: &str = "      Environment: { Variables: { CurrentVersion: !Ref Orders.Version } }\n";
pub(crate) const ALIAS: &str = "      AutoPublishAlias: live\n";

/// A condition that only the deployment knows.
pub(crate) const PROD: &str =
    "Parameters: { Stage: { Type: String } }\nConditions: { Prod: !Equals [!Ref Stage, prod] }\n";

/// The application with these places written otherwise.
pub(crate) fn orders(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(ORDERS.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to)
    })
}

/// All findings but the note that every first deployment gets.
pub(crate) fn findings(text: &str) -> Vec<Diagnostic> {
    let report = check(&Document::parse("t.yaml", text).unwrap(), &Parameters::new());
    report.findings.into_iter().filter(|found| found.code != "first-deployment-runs-no-hooks").collect()
}

pub(crate) fn codes(text: &str) -> Vec<&'static str> {
    findings(text).iter().map(|found| found.code).collect()
}

/// The only finding: its code, its line and what it says.
pub(crate) fn only(text: &str) -> (&'static str, u32, String) {
    let found = findings(text);
    let [only] = found.as_slice() else { panic!("{found:#?}\n{text}") };
    (only.code, only.location.line, only.message.clone())
}

#[test]
fn nothing_is_wrong_with_the_application() {
    assert_eq!(codes(ORDERS), [""; 0]);
}
