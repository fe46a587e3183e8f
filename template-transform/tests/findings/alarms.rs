//! Alarms that see nothing, or something else, or are none.

use crate::orders::{PREFERENCE, PROD, codes, findings, only, orders};

/// A good alarm of the new version; its `Namespace` stands on line 35.
const ERRORS: &str = "  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Period: 60
      Statistic: Sum
      EvaluationPeriods: 1
      ComparisonOperator: GreaterThanThreshold
      Threshold: 0
      Dimensions:
        - { Name: FunctionName, Value: !Ref Orders }
        - { Name: Resource, Value: !Sub '${Orders}:live' }
        - { Name: ExecutedVersion, Value: !GetAtt Orders.Version.Version }
";

/// The same alarm, on `$LATEST`.
fn on_latest() -> String {
    ERRORS
        .replace("!Sub '${Orders}:live'", "!Ref Orders")
        .replace("        - { Name: ExecutedVersion, Value: !GetAtt Orders.Version.Version }\n", "")
}

fn watched_by(list: &str, resources: &str) -> String {
    orders(&[(PREFERENCE, &format!("{PREFERENCE}        Alarms: {list}\n"))]) + resources
}

fn with(changes: &[(&str, &str)]) -> String {
    let alarm = changes.iter().fold(ERRORS.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to)
    });
    watched_by("[!Ref Errors]", &alarm)
}

#[test]
fn a_good_alarm_is_not_accused() {
    assert_eq!(codes(&with(&[])), [""; 0]);
    assert_eq!(codes(&with(&[("MetricName: Errors", "MetricName: BrandNewMetric")])), [""; 0]);
}

#[test]
fn an_alarm_that_is_misspelt_too_quick_or_out_of_reach_cannot_fire() {
    for (from, to, line, message) in [
        ("AWS/Lambda", "AWS/lambda", 35, "`Errors` can never fire: nobody writes to the namespace `AWS/lambda`"),
        ("MetricName: Errors", "MetricName: Error", 36, "`Errors` can never fire: Lambda has no metric `Error`"),
        (
            "Period: 60",
            "Period: 10",
            37,
            "`Errors` looks every 10 seconds, and Lambda writes its metrics once a minute",
        ),
    ] {
        assert_eq!(only(&with(&[(from, to)])), ("alarm-cannot-fire", line, message.to_owned()));
    }
    for statistic in ["Average", "Maximum"] {
        let found =
            only(&with(&[("Statistic: Sum", &format!("Statistic: {statistic}")), ("Threshold: 0", "Threshold: 1")]));
        let message =
            format!("`Errors` can never fire: each call counts 0 or 1, so the {statistic} of `Errors` never passes 1");
        assert_eq!(found, ("alarm-cannot-fire", 41, message));
    }
    let half = with(&[("Statistic: Sum", "Statistic: Average"), ("Threshold: 0", "Threshold: 0.5")]);
    assert_eq!(codes(&half), [""; 0]);
    assert_eq!(codes(&with(&[("Threshold: 0", "Threshold: 1")])), [""; 0]);
    let near = findings(&with(&[("MetricName: Errors", "MetricName: Error")])).remove(0).help;
    assert_eq!(near.as_deref(), Some("did you mean `Errors`?"));
}

#[test]
fn an_alarm_that_calculates_is_read_for_what_it_watches() {
    let rate = |alias: &str, more: &str| {
        let query = |id: &str, metric: &str| {
            format!(
                "        - Id: {id}\n          ReturnData: false\n          MetricStat:\n            Period: 60\n            Stat: Sum\n            \
                 Metric: {{ Namespace: AWS/Lambda, MetricName: {metric}, Dimensions: [{{ Name: FunctionName, Value: !Ref Orders }}, \
                 {{ Name: Resource, Value: !Sub '${{Orders}}:{alias}' }}{more}] }}\n"
            )
        };
        let alarm = format!(
            "  Rate:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      ComparisonOperator: GreaterThanThreshold\n      \
             EvaluationPeriods: 1\n      Threshold: 1\n      Metrics:\n        - {{ Id: rate, Expression: 100*e/i }}\n{}{}",
            query("e", "Errors"),
            query("i", "Invocations")
        );
        codes(&watched_by("[!Ref Rate]", &alarm))
    };
    assert_eq!(rate("live", ", { Name: ExecutedVersion, Value: !GetAtt Orders.Version.Version }"), [""; 0]);
    assert_eq!(rate("live", ""), ["alarm-on-both-versions"]);
    assert_eq!(rate("prod", ""), ["alarm-cannot-fire", "alarm-cannot-fire"]);
}

#[test]
fn an_alarm_behind_a_composite_one_is_read_for_what_it_watches() {
    let composite = |rule: &str| {
        let any = format!("  Any: {{ Type: AWS::CloudWatch::CompositeAlarm, Properties: {{ AlarmRule: {rule} }} }}\n");
        codes(&watched_by("[!Ref Any]", &(on_latest() + &any)))
    };
    assert_eq!(composite("!Sub 'ALARM(\"${Errors}\")'"), ["alarm-on-latest"]);
    assert_eq!(composite("!Sub 'ALARM(other) OR ALARM(${Errors.Arn})'"), ["alarm-on-latest"]);
    assert_eq!(composite("!Sub 'NOT ALARM(${Errors})'"), [""; 0]);
}

#[test]
fn alarms_of_every_branch_are_read() {
    for list in [
        "!If [Prod, [!Ref Errors], [!Ref AWS::NoValue]]",
        "[!If [Prod, !Ref Errors, !Ref AWS::NoValue]]",
        "!If [Prod, !If [Prod, [!Ref Errors], []], []]",
    ] {
        let text = watched_by(list, &on_latest()).replace("Resources:\n", &format!("{PROD}Resources:\n"));
        assert_eq!(codes(&text), ["alarm-on-latest"], "{list}");
    }
}

#[test]
fn what_is_no_alarms_name_is_told_with_the_way_to_write_it() {
    for (list, message, help) in [
        (
            "[!GetAtt Errors.Arn]",
            "this is the ARN of `Errors`, and CodeDeploy takes an alarm's name",
            "write `!Ref Errors`",
        ),
        (
            "['arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors']",
            "this is the ARN of an alarm, and CodeDeploy takes an alarm's name",
            "write its name: `errors`",
        ),
        (
            "[Errors]",
            "`Errors` is an alarm's logical id as mere text, and no alarm of this template has that name",
            "write `!Ref Errors`",
        ),
        ("[!Ref Erors]", "no resource of this template is called `Erors`", "did you mean `Errors`?"),
    ] {
        let found = findings(&watched_by(list, ERRORS));
        let told: Vec<_> =
            found.iter().map(|found| (found.code, found.message.as_str(), found.help.as_deref().unwrap())).collect();
        assert_eq!(told, [("unknown-alarm", message, help)], "{list}");
    }
    let named = ERRORS.replace("Namespace:", "AlarmName: Errors\n      Namespace:");
    assert_eq!(codes(&watched_by("[Errors]", &named)), [""; 0]);
    assert_eq!(codes(&watched_by("[errors-of-another-stack]", ERRORS)), [""; 0]);
}

#[test]
fn an_alarm_that_waits_long_is_told_in_words_that_fit_its_metric() {
    let steady = |metric: &str| {
        let change = format!("MetricName: {metric}\n      TreatMissingData: notBreaching");
        only(&with(&[("MetricName: Errors", &change), ("EvaluationPeriods: 1", "EvaluationPeriods: 3")])).2
    };
    assert_eq!(
        steady("Errors"),
        "`Errors` needs calls that fail in 3 periods, and low traffic leaves gaps that count as good"
    );
    assert_eq!(
        steady("Duration"),
        "`Errors` needs bad values in 3 periods, and low traffic leaves gaps that count as good"
    );
}
