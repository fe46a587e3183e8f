//! Each operation against an account, without a wire.

use serde_json::{Value, json};

use super::*;
use crate::clock::VirtualTime;

struct Account(World);

impl Account {
    fn new() -> Self {
        Self(World::new(VirtualTime::START, 1))
    }

    fn answer(&mut self, name: &str, input: Value) -> Result<Value, ApiError> {
        operation(name).unwrap_or_else(|| panic!("there is no {name}"))(&mut self.0, input)
    }

    fn ok(&mut self, operation: &str, input: Value) -> Value {
        self.answer(operation, input).unwrap_or_else(|error| panic!("{operation}: {error:?}"))
    }

    fn refused(&mut self, operation: &str, input: Value) -> String {
        let shown = format!("{operation} {input}");
        self.answer(operation, input).expect_err(&shown).code.into_owned()
    }
}

/// The guide's alarm on the alias, with more members or others.
fn alarm(more: &Value) -> Value {
    let mut alarm = json!({
        "AlarmName": "errors", "MetricName": "Errors", "Namespace": "AWS/Lambda", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 2, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold",
        "Dimensions": [{ "Name": "Resource", "Value": "f:live" }, { "Name": "FunctionName", "Value": "f" }],
    });
    for (member, value) in more.as_object().unwrap() {
        alarm[member] = value.clone();
    }
    alarm
}

#[test]
fn an_alarm_is_described_as_it_was_put_with_its_defaults() {
    let mut account = Account::new();
    account.ok("PutMetricAlarm", alarm(&json!({ "Threshold": "0", "Period": "60", "ActionsEnabled": "false" })));
    let described = account.ok("DescribeAlarms", json!({ "AlarmNames": ["errors"] }));
    let [found] = described["MetricAlarms"].as_array().unwrap().as_slice() else { panic!("{described}") };
    assert_eq!(found["AlarmArn"], "arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors");
    assert_eq!(found["StateValue"], "INSUFFICIENT_DATA");
    assert_eq!(
        (&found["DatapointsToAlarm"], &found["TreatMissingData"], &found["ActionsEnabled"]),
        (&json!(2), &json!("missing"), &json!(false))
    );
    assert_eq!(found["Threshold"], json!(0.0));
    assert_eq!(described["CompositeAlarms"], json!([]));
    let composite = account.ok("DescribeAlarms", json!({ "AlarmTypes": ["CompositeAlarm"] }));
    assert_eq!(composite["MetricAlarms"], json!([]));
    let metric = json!({
        "MetricName": "Errors", "Namespace": "AWS/Lambda",
        "Dimensions": [{ "Name": "FunctionName", "Value": "f" }, { "Name": "Resource", "Value": "f:live" }],
    });
    let of_metric = account.ok("DescribeAlarmsForMetric", metric);
    assert_eq!(of_metric["MetricAlarms"].as_array().unwrap().len(), 1);
}

#[test]
fn what_put_metric_alarm_refuses_is_named() {
    let mut account = Account::new();
    for (more, code) in [
        (json!({ "AlarmName": null }), "MissingParameter"),
        (json!({ "MetricName": null }), "MissingParameter"),
        (json!({ "Threshold": null }), "MissingParameter"),
        (json!({ "Period": 45 }), "InvalidParameterValue"),
        (json!({ "Period": "x" }), "SerializationException"),
        (json!({ "EvaluationPeriods": 0 }), "ValidationError"),
        (json!({ "DatapointsToAlarm": 3 }), "ValidationError"),
        (json!({ "EvaluationPeriods": 2_000 }), "ValidationError"),
        (json!({ "Statistic": "Median" }), "ValidationError"),
        (json!({ "ComparisonOperator": "Equals" }), "ValidationError"),
        (json!({ "TreatMissingData": "guess" }), "ValidationError"),
        (json!({ "ExtendedStatistic": "p99" }), "InvalidParameterValue"),
        (json!({ "Metrics": [{}] }), "InvalidParameterCombination"),
        (json!({ "Dimensions": [{ "Name": "x" }] }), "MissingParameter"),
        (json!({ "Unit": "Parsecs" }), "ValidationError"),
        (json!({ "AlarmActions": vec!["arn:x"; 6] }), "ValidationError"),
    ] {
        assert_eq!(account.refused("PutMetricAlarm", alarm(&more)), code, "{more}");
    }
    assert_eq!(account.ok("DescribeAlarms", json!({}))["MetricAlarms"], json!([]));
}

#[test]
fn a_state_is_set_and_told_and_its_alarm_deleted() {
    let mut account = Account::new();
    account.ok("PutMetricAlarm", alarm(&json!({})));
    let set = |name: &str| json!({ "AlarmName": name, "StateValue": "ALARM", "StateReason": "drill" });
    account.ok("SetAlarmState", set("errors"));
    assert_eq!(account.refused("SetAlarmState", set("other")), "ResourceNotFound");
    let active = account.ok("DescribeAlarms", json!({ "StateValue": "ALARM" }));
    assert_eq!(active["MetricAlarms"][0]["StateReason"], "drill");
    let history =
        account.ok("DescribeAlarmHistory", json!({ "AlarmName": "errors", "HistoryItemType": "StateUpdate" }));
    assert_eq!(history["AlarmHistoryItems"][0]["HistorySummary"], "Alarm updated from INSUFFICIENT_DATA to ALARM");
    account.ok("DisableAlarmActions", json!({ "AlarmNames": ["errors", "other"] }));
    assert_eq!(account.ok("DescribeAlarms", json!({}))["MetricAlarms"][0]["ActionsEnabled"], false);
    assert_eq!(account.refused("DeleteAlarms", json!({ "AlarmNames": ["other", "errors"] })), "ResourceNotFound");
    assert_eq!(account.ok("DescribeAlarms", json!({}))["MetricAlarms"], json!([]));
}

/// The name and state of each composite alarm.
fn composites(account: &mut Account) -> Vec<(String, String)> {
    let described = account.ok("DescribeAlarms", json!({ "AlarmTypes": ["CompositeAlarm"] }));
    assert_eq!(described["MetricAlarms"], json!([]));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let alarms = described["CompositeAlarms"].as_array().unwrap().iter();
    alarms.map(|alarm| (text(&alarm["AlarmName"]), text(&alarm["StateValue"]))).collect()
}

#[test]
fn a_composite_alarm_follows_its_rule_until_its_state_is_set() {
    let mut account = Account::new();
    let arn = |name: &str| format!("arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}");
    let composite = |name: &str, rule: &str| json!({ "AlarmName": name, "AlarmRule": rule, "AlarmDescription": "all" });
    let set = |name: &str, state: &str| json!({ "AlarmName": name, "StateValue": state, "StateReason": "drill" });
    account.ok("PutMetricAlarm", alarm(&json!({})));
    account.ok("PutMetricAlarm", alarm(&json!({ "AlarmName": "latency" })));
    account.ok("PutCompositeAlarm", composite("any", &format!("ALARM({}) OR ALARM(latency)", arn("errors"))));
    account.ok("PutCompositeAlarm", composite("none", "NOT ALARM(any)"));
    let states = |any: &str, none: &str| vec![("any".to_owned(), any.to_owned()), ("none".to_owned(), none.to_owned())];
    assert_eq!(composites(&mut account), states("OK", "ALARM"));
    account.ok("SetAlarmState", set("errors", "ALARM"));
    assert_eq!(composites(&mut account), states("ALARM", "OK"));
    account.ok("SetAlarmState", set("any", "OK"));
    assert_eq!(composites(&mut account), states("OK", "ALARM"), "it is forced");
    account.ok("SetAlarmState", set("latency", "ALARM"));
    assert_eq!(composites(&mut account), states("ALARM", "OK"), "an alarm of its rule has changed");

    let described = account.ok("DescribeAlarms", json!({ "AlarmTypes": ["CompositeAlarm"], "AlarmNames": ["any"] }));
    let any = &described["CompositeAlarms"][0];
    assert_eq!(any["AlarmRule"], format!("ALARM({}) OR ALARM(latency)", arn("errors")));
    assert_eq!((&any["AlarmArn"], &any["AlarmDescription"]), (&json!(arn("any")), &json!("all")));
    assert_eq!((&any["StateReason"], any.get("Period")), (&json!("The alarm rule holds."), None));
    assert_eq!(account.ok("DescribeAlarms", json!({ "AlarmNames": ["any"] }))["CompositeAlarms"], json!([]));
    let both = account.ok("DescribeAlarms", json!({ "AlarmTypes": ["CompositeAlarm", "MetricAlarm"] }));
    assert_eq!(both["MetricAlarms"].as_array().unwrap().len(), 2);
    assert_eq!(both["CompositeAlarms"].as_array().unwrap().len(), 2);
    let history = json!({ "AlarmTypes": ["CompositeAlarm"], "AlarmName": "any", "HistoryItemType": "StateUpdate" });
    let history = account.ok("DescribeAlarmHistory", history);
    assert_eq!(history["AlarmHistoryItems"][0]["AlarmType"], "CompositeAlarm");
    assert_eq!(history["AlarmHistoryItems"].as_array().unwrap().len(), 4);
    account.ok("DeleteAlarms", json!({ "AlarmNames": ["any"] }));
    assert_eq!(composites(&mut account), [("none".to_owned(), "OK".to_owned())]);
}

#[test]
fn what_put_composite_alarm_refuses_is_named() {
    let mut account = Account::new();
    account.ok("PutMetricAlarm", alarm(&json!({})));
    account.ok("PutCompositeAlarm", json!({ "AlarmName": "all", "AlarmRule": "TRUE" }));
    for (input, code) in [
        (json!({ "AlarmRule": "TRUE" }), "MissingParameter"),
        (json!({ "AlarmName": "a" }), "MissingParameter"),
        (json!({ "AlarmName": "a", "AlarmRule": "ALARM(errors" }), "ValidationError"),
        (json!({ "AlarmName": "a", "AlarmRule": "ALARM(nobody)" }), "ValidationError"),
        (json!({ "AlarmName": "all", "AlarmRule": "ALARM(all)" }), "ValidationError"),
        (json!({ "AlarmName": "errors", "AlarmRule": "TRUE" }), "ValidationError"),
    ] {
        assert_eq!(account.refused("PutCompositeAlarm", input.clone()), code, "{input}");
    }
    assert_eq!(account.refused("PutMetricAlarm", alarm(&json!({ "AlarmName": "all" }))), "ValidationError");
}

#[test]
fn metric_data_is_put_in_every_form_and_got_back() {
    let mut account = Account::new();
    let now = VirtualTime::START.epoch_whole_seconds();
    let data = json!([
        { "MetricName": "latency", "Value": 4, "Timestamp": now },
        { "MetricName": "latency", "Values": [1, 2], "Counts": [1, 3], "Timestamp": now + 10 },
        {
            "MetricName": "latency", "Timestamp": now + 60,
            "StatisticValues": { "SampleCount": 2, "Sum": 9, "Minimum": 4, "Maximum": 5 },
        },
    ]);
    account.ok("PutMetricData", json!({ "Namespace": "shop", "MetricData": data }));
    let statistics = account.ok(
        "GetMetricStatistics",
        json!({
            "Namespace": "shop", "MetricName": "latency", "StartTime": "2026-01-01T00:00:00Z", "EndTime": now + 120,
            "Period": 60, "Statistics": ["Sum", "SampleCount", "Maximum"],
        }),
    );
    let points = statistics["Datapoints"].as_array().unwrap();
    assert_eq!(points.len(), 2);
    assert_eq!((&points[0]["Sum"], &points[0]["SampleCount"]), (&json!(11.0), &json!(5.0)));
    assert_eq!((&points[1]["Sum"], &points[1]["Maximum"], points[1].get("Average")), (&json!(9.0), &json!(5.0), None));
    let stat = json!({ "Metric": { "Namespace": "shop", "MetricName": "latency" }, "Period": 60, "Stat": "Sum" });
    let data = account.ok(
        "GetMetricData",
        json!({
            "StartTime": now, "EndTime": now + 120, "MetricDataQueries": [{ "Id": "m1", "MetricStat": stat }],
        }),
    );
    assert_eq!(data["MetricDataResults"][0]["Values"], json!([9.0, 11.0]), "newest first");
    let listed = account.ok("ListMetrics", json!({ "Namespace": "shop" }));
    assert_eq!(listed["Metrics"], json!([{ "Namespace": "shop", "MetricName": "latency", "Dimensions": [] }]));
}

#[test]
fn metric_data_that_is_wrong_is_refused_as_a_whole() {
    let mut account = Account::new();
    for (namespace, datum, code) in [
        ("AWS/Lambda", json!({ "MetricName": "Errors", "Value": 1 }), "InvalidParameterValue"),
        ("shop", json!({ "MetricName": "x" }), "MissingParameter"),
        ("shop", json!({ "Value": 1 }), "MissingParameter"),
        ("shop", json!({ "MetricName": "x", "Value": 1, "Values": [1] }), "InvalidParameterCombination"),
        ("shop", json!({ "MetricName": "x", "Values": [1], "Counts": [1, 2] }), "InvalidParameterCombination"),
        ("shop", json!({ "MetricName": "x", "Values": [1], "Counts": [0] }), "InvalidParameterValue"),
        ("shop", json!({ "MetricName": "x", "Value": 1, "Timestamp": 1_767_225_600_000_u64 }), "InvalidParameterValue"),
        ("shop", json!({ "MetricName": "x", "Value": 1, "Unit": "Parsecs" }), "ValidationError"),
    ] {
        let data = json!([{ "MetricName": "good", "Value": 1 }, datum]);
        assert_eq!(account.refused("PutMetricData", json!({ "Namespace": namespace, "MetricData": data })), code);
    }
    assert_eq!(account.ok("ListMetrics", json!({}))["Metrics"], json!([]));
}

#[test]
fn alarms_come_in_pages() {
    let mut account = Account::new();
    for number in 0..7 {
        account.ok("PutMetricAlarm", alarm(&json!({ "AlarmName": format!("a{number}") })));
    }
    let mut token = Value::Null;
    let mut sizes = Vec::new();
    loop {
        let answer = account.ok("DescribeAlarms", json!({ "MaxRecords": 3, "NextToken": token }));
        sizes.push(answer["MetricAlarms"].as_array().unwrap().len());
        match answer.get("NextToken") {
            Some(next) => token = next.clone(),
            None => break,
        }
    }
    assert_eq!(sizes, [3, 3, 1]);
    assert_eq!(account.refused("DescribeAlarms", json!({ "NextToken": "x" })), "InvalidNextToken");
    assert_eq!(account.refused("DescribeAlarms", json!({ "MaxRecords": 0 })), "ValidationError");
}

#[test]
fn alarms_have_tags() {
    let mut account = Account::new();
    account.ok("PutMetricAlarm", alarm(&json!({ "Tags": [{ "Key": "team", "Value": "till" }] })));
    let arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors";
    account.ok("TagResource", json!({ "ResourceARN": arn, "Tags": [{ "Key": "stage", "Value": "" }] }));
    account.ok("UntagResource", json!({ "ResourceARN": arn, "TagKeys": ["team"] }));
    let tags = account.ok("ListTagsForResource", json!({ "ResourceARN": arn }));
    assert_eq!(tags, json!({ "Tags": [{ "Key": "stage", "Value": "" }] }));
    assert_eq!(account.refused("ListTagsForResource", json!({ "ResourceARN": "arn:x" })), "ResourceNotFoundException");
}
