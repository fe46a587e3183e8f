//! Templates to race with: functions as teams guard them, so many of them.

use std::fmt::Write as _;

const START: &str = "Transform: AWS::Serverless-2016-10-31
Parameters:
  Bucket: {Type: String, Default: artifacts}
Globals:
  Function:
    Runtime: provided.al2023
    Handler: bootstrap
    Timeout: 10
    AutoPublishAlias: live
    Environment: {Variables: {LOG_LEVEL: info, TABLE: !Ref Table}}
    DeploymentPreference:
      Type: Canary10Percent5Minutes
      Alarms: [!Ref Errors]
Resources:
  Table: {Type: 'AWS::Serverless::SimpleTable'}
  Queue: {Type: 'AWS::SQS::Queue'}
  Errors: {Type: 'AWS::CloudWatch::Alarm', Properties: {MetricName: Errors, Dimensions: [{Name: Resource, Value: !Sub '${F0}:live'}]}}
";

/// A template with this many functions.
pub(crate) fn with_functions(count: usize) -> String {
    let mut text = START.to_owned();
    for at in 0..count {
        let _ = write!(
            text,
            "  F{at}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: {{Bucket: !Ref Bucket, Key: 'f{at}.zip'}}
      MemorySize: 256
      Policies:
        - DynamoDBCrudPolicy: {{TableName: !Ref Table}}
        - SQSSendMessagePolicy: {{QueueName: !GetAtt Queue.QueueName}}
      Events:
        Orders: {{Type: SQS, Properties: {{Queue: !GetAtt Queue.Arn, BatchSize: 10}}}}
        Nightly: {{Type: Schedule, Properties: {{Schedule: rate(1 day), Input: '{{}}'}}}}
      Tags: {{team: shop}}
"
        );
    }
    text
}
