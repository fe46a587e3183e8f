//! How long `check` takes: `cargo run --release -p template-transform --example check_time [LINES]`.

use std::error::Error;
use std::fmt::Write as _;
use std::time::Instant;

use template_transform::check::check;
use template_transform::{Document, Parameters};

/// A guarded function with an alarm and a hook, in 34 lines.
const APPLICATION: &str = r#"  FN:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://code/FN.zip
      Runtime: provided.al2023
      Timeout: 5
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Alarms: [!Ref FNErrors]
        Hooks: { PreTraffic: !Ref FNCheck }
  FNErrors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      ComparisonOperator: GreaterThanThreshold
      Threshold: 0
      Period: 60
      EvaluationPeriods: 2
      Dimensions:
        - { Name: FunctionName, Value: !Ref FN }
        - { Name: Resource, Value: !Sub "${FN}:live" }
        - { Name: ExecutedVersion, Value: !GetAtt FN.Version.Version }
  FNCheck:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: CodeDeployHook_FN
      Timeout: 60
      Environment: { Variables: { CurrentVersion: !Ref FN.Version } }
      Policies:
        - Statement:
            - { Effect: Allow, Action: "codedeploy:PutLifecycleEventHookExecutionStatus", Resource: !Sub "arn:aws:codedeploy:*:*:deploymentgroup:${ServerlessDeploymentApplication}/*" }
            - { Effect: Allow, Action: "lambda:InvokeFunction", Resource: !Ref FN.Version }
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = std::env::args().nth(1).map_or(Ok(10_000), |lines| lines.parse())?;
    let mut text = String::from("Resources:\n");
    for number in 0..=wanted / APPLICATION.lines().count() {
        text += &APPLICATION.replace("FN", &format!("Fn{number}"));
    }
    let lines = text.lines().count();
    let mut times = Vec::new();
    let mut findings = 0;
    for _ in 0..11 {
        let start = Instant::now();
        let document = Document::parse("template.yaml", &text)?;
        findings = check(&document, &Parameters::new()).findings.len();
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let mut told = String::new();
    write!(told, "{lines} lines, {findings} findings: {:.1} ms (median of {})", times[times.len() / 2], times.len())?;
    println!("{told}");
    Ok(())
}
