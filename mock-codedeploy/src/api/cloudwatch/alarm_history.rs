//! `DescribeAlarmHistory`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{Number, Time, read, word};
use super::page::page;
use crate::api::error::ApiError;
use crate::cloudwatch::{HistoryItem, HistoryKind};
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HistoryInput {
    alarm_name: Option<String>,
    alarm_types: Option<Vec<String>>,
    history_item_type: Option<String>,
    start_date: Option<Time>,
    end_date: Option<Time>,
    max_records: Option<Number>,
    next_token: Option<String>,
    scan_by: Option<String>,
}

pub(super) fn describe_alarm_history(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: HistoryInput = read(input)?;
    let kind = input.history_item_type.as_deref();
    let kind = kind.map(|text| word::<HistoryKind>(text, "HistoryItemType")).transpose()?;
    // There are metric alarms only, which is also what is meant when nothing is said.
    let types = input.alarm_types.unwrap_or_default();
    let metric_alarms = types.is_empty() || types.iter().any(|kind| kind == "MetricAlarm");
    let mut items: Vec<&HistoryItem> = world
        .monitor()
        .history()
        .filter(|_| metric_alarms)
        .filter(|item| input.alarm_name.as_ref().is_none_or(|name| *name == item.alarm))
        .filter(|item| kind.is_none_or(|kind| kind == item.kind))
        .filter(|item| input.start_date.is_none_or(|Time(start)| item.time >= start))
        .filter(|item| input.end_date.is_none_or(|Time(end)| item.time <= end))
        .collect();
    if input.scan_by.as_deref() == Some("TimestampAscending") {
        items.reverse();
    }
    let told = items.into_iter().map(|item| {
        let kind: &str = item.kind.into();
        json!({
            "AlarmName": item.alarm,
            "AlarmType": "MetricAlarm",
            "Timestamp": item.time.epoch_seconds(),
            "HistoryItemType": kind,
            "HistorySummary": item.summary,
            "HistoryData": item.data,
        })
    });
    page("AlarmHistoryItems", told, input.next_token.as_deref(), input.max_records, 100)
}
