//! Every single line of the guide's application: what is found when it is forgotten, and that wiring brings it back.

use template_transform::check::check;
use template_transform::wire::{Options, wire};
use template_transform::{Document, Parameters};

const GUIDE: &str = include_str!("fixtures/guide.yaml");

/// The text is no YAML any more, so nobody can miss it.
const UNREADABLE: &str = "(unreadable)";
/// Nothing of the safe deployment: the template's own words, or the function's own code, which AWS asks for at once.
const NOT_OF_THE_DEPLOYMENT: &str = "(not of the deployment)";
/// It can be left out, and the deployment is as safe.
const OPTIONAL: &str = "(optional)";

/// The lines in order, blank ones and comments left out, by how they begin.
const LINES: &[(&str, &str)] = &[
    ("AWSTemplateFormatVersion:", NOT_OF_THE_DEPLOYMENT),
    ("Transform:", NOT_OF_THE_DEPLOYMENT),
    ("Description:", NOT_OF_THE_DEPLOYMENT),
    ("Resources:", UNREADABLE),
    ("MyLambdaFunction:", UNREADABLE),
    ("Type: AWS::Serverless::Function", "missing-type"),
    ("Properties:", UNREADABLE),
    ("CodeUri: function/", NOT_OF_THE_DEPLOYMENT),
    ("Handler:", NOT_OF_THE_DEPLOYMENT),
    ("Runtime:", NOT_OF_THE_DEPLOYMENT),
    ("AutoPublishAlias: live", "preference-without-alias"),
    ("DeploymentPreference:", UNREADABLE),
    ("Type: Linear10PercentEvery10Minutes", "preference-without-type"),
    ("Alarms:", UNREADABLE),
    // One alarm is an alarm, too.
    ("- !Ref AliasErrorMetricGreaterThanZeroAlarm", OPTIONAL),
    ("- !Ref LatestVersionErrorMetricGreaterThanZeroAlarm", OPTIONAL),
    ("Hooks:", UNREADABLE),
    ("PreTraffic: !Ref PreTrafficLambdaFunction", "unused-hook"),
    // The alarm's keys become the function's, in the place of its own.
    ("AliasErrorMetricGreaterThanZeroAlarm:", "circular-dependency"),
    ("Type: AWS::CloudWatch::Alarm", "missing-type"),
    ("Properties:", UNREADABLE),
    ("AlarmDescription:", OPTIONAL),
    ("ComparisonOperator:", "alarm-incomplete"),
    ("Dimensions:", UNREADABLE),
    ("- Name: Resource", UNREADABLE),
    ("Value: !Sub \"${MyLambdaFunction}:live\"", "alarm-incomplete"),
    ("- Name: FunctionName", "alarm-cannot-fire"),
    ("Value: !Ref MyLambdaFunction", "alarm-incomplete"),
    ("EvaluationPeriods:", "alarm-incomplete"),
    ("MetricName:", "alarm-incomplete"),
    ("Namespace:", "alarm-incomplete"),
    ("Period:", "alarm-incomplete"),
    ("Statistic:", "alarm-incomplete"),
    ("Threshold:", "alarm-incomplete"),
    ("LatestVersionErrorMetricGreaterThanZeroAlarm:", "unknown-alarm"),
    ("Type: AWS::CloudWatch::Alarm", "missing-type"),
    ("Properties:", UNREADABLE),
    ("AlarmDescription:", OPTIONAL),
    ("ComparisonOperator:", "alarm-incomplete"),
    ("Dimensions:", UNREADABLE),
    ("- Name: Resource", UNREADABLE),
    ("Value: !Sub \"${MyLambdaFunction}:live\"", "alarm-incomplete"),
    ("- Name: FunctionName", "alarm-cannot-fire"),
    ("Value: !Ref MyLambdaFunction", "alarm-incomplete"),
    ("- Name: ExecutedVersion", "alarm-cannot-fire"),
    ("Value: !GetAtt MyLambdaFunction.Version.Version", "alarm-incomplete"),
    ("EvaluationPeriods:", "alarm-incomplete"),
    ("MetricName:", "alarm-incomplete"),
    ("Namespace:", "alarm-incomplete"),
    ("Period:", "alarm-incomplete"),
    ("Statistic:", "alarm-incomplete"),
    ("Threshold:", "alarm-incomplete"),
    ("PreTrafficLambdaFunction:", "unknown-hook"),
    ("Type: AWS::Serverless::Function", "hook-is-no-function"),
    ("Properties:", UNREADABLE),
    ("CodeUri: hooks/", NOT_OF_THE_DEPLOYMENT),
    ("Handler:", NOT_OF_THE_DEPLOYMENT),
    ("Runtime:", NOT_OF_THE_DEPLOYMENT),
    ("Policies:", UNREADABLE),
    ("- Version:", UNREADABLE),
    ("Statement:", UNREADABLE),
    ("- Effect: Allow", "statement-incomplete"),
    ("Action:", "statement-incomplete"),
    ("- codedeploy:PutLifecycleEventHookExecutionStatus", "report-permission-missing"),
    ("Resource: !Sub", "statement-incomplete"),
    // The statement of this document then takes the place of the one before.
    ("- Version:", "report-permission-missing"),
    ("Statement:", UNREADABLE),
    ("- Effect: Allow", "statement-incomplete"),
    ("Action:", "statement-incomplete"),
    ("- lambda:InvokeFunction", "invoke-permission-missing"),
    ("Resource: !Ref MyLambdaFunction.Version", "statement-incomplete"),
    ("FunctionName:", "hook-name-without-prefix"),
    ("DeploymentPreference:", UNREADABLE),
    ("Enabled: false", "hook-preference-enabled"),
    // SAM takes an empty role for none.
    ("Role: \"\"", OPTIONAL),
    ("Environment:", "hook-without-target"),
    ("Variables:", "hook-without-target"),
    ("CurrentVersion:", "hook-without-target"),
];

fn codes(text: &str) -> Vec<&'static str> {
    let Ok(document) = Document::parse("t.yaml", text) else { return vec![UNREADABLE] };
    let findings = check(&document, &Parameters::new()).findings.into_iter();
    let mut codes: Vec<&str> = findings.map(|found| found.code).collect();
    codes.sort_unstable();
    codes
}

/// Without these the lines behind them become part of what stands before, and say something else.
const JOINED_TO_OTHERS: [&str; 6] = [
    "AliasErrorMetricGreaterThanZeroAlarm:",
    "- Name: FunctionName",
    "LatestVersionErrorMetricGreaterThanZeroAlarm:",
    "- Name: ExecutedVersion",
    "PreTrafficLambdaFunction:",
    "Action:",
];
/// These come back in other words, or beside what the lines behind them have become.
const IN_OTHER_WORDS: [&str; 8] = [
    "- Effect: Allow",
    "- codedeploy:PutLifecycleEventHookExecutionStatus",
    "Resource: !Sub",
    "- Version:",
    "- lambda:InvokeFunction",
    "FunctionName:",
    "Environment:",
    "Variables:",
];

#[test]
fn every_line_of_the_guide_that_is_missed_is_brought_back_by_wiring() {
    let (whole, data) = (codes(GUIDE), Document::parse("t.yaml", GUIDE).unwrap().root().to_json());
    let asked = Options {
        alias: Some("live".into()),
        strategy: Some("Linear10PercentEvery10Minutes".into()),
        ..Options::default()
    };
    let lines: Vec<&str> = GUIDE.lines().collect();
    let said = |line: &str| !line.trim().is_empty() && !line.trim().starts_with('#');
    let mut brought_back = 0;
    for (at, (begins, code)) in (0..lines.len()).filter(|at| said(lines[*at])).zip(LINES) {
        if matches!(*code, OPTIONAL | NOT_OF_THE_DEPLOYMENT | UNREADABLE) || JOINED_TO_OTHERS.contains(begins) {
            continue;
        }
        let shorter = [&lines[..at], &lines[at + 1..]].concat().join("\n") + "\n";
        let wired = wire(&Document::parse("t.yaml", &shorter).unwrap(), &[], &asked);
        assert_eq!(wired.findings, [], "line {} `{begins}`", at + 1);
        assert_eq!(codes(&wired.text), whole, "line {} `{begins}`", at + 1);
        let same = Document::parse("t.yaml", &wired.text).unwrap().root().to_json() == data;
        assert_eq!(same, !IN_OTHER_WORDS.contains(begins), "line {} `{begins}`", at + 1);
        brought_back += 1;
    }
    assert_eq!(brought_back, 38);
}

#[test]
fn every_line_of_the_guide_is_missed_when_it_is_not_there() {
    let text = wire(&Document::parse("t.yaml", GUIDE).unwrap(), &[], &Options::default()).text;
    let whole = codes(&text);
    let lines: Vec<&str> = text.lines().collect();
    let said = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('#');
    assert_eq!(lines.iter().filter(|line| said(line)).count(), LINES.len());
    let mut table = LINES.iter();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| said(line)) {
        let (begins, expected) = table.next().unwrap();
        assert!(line.trim().starts_with(begins), "line {} is `{line}`, expected `{begins}`", at + 1);
        let shorter: Vec<&str> = [&lines[..at], &lines[at + 1..]].concat();
        let found = codes(&(shorter.join("\n") + "\n"));
        let count = |codes: &[&str], code: &str| codes.iter().filter(|one| **one == code).count();
        let fresh = found.iter().find(|code| count(&found, code) > count(&whole, code));
        match *expected {
            OPTIONAL | NOT_OF_THE_DEPLOYMENT => assert_eq!(fresh, None, "line {} `{line}`", at + 1),
            code => assert!(count(&found, code) > count(&whole, code), "line {} `{line}` {found:?}", at + 1),
        }
    }
}
