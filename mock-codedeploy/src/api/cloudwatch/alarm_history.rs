//! `DescribeAlarmHistory`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::describe_alarms::is_asked_for;
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
    let types = input.alarm_types.unwrap_or_default();
    // What an alarm was that is gone is no longer known; nearly all are of metrics.
    let alarm = |item: &HistoryItem| world.monitor().alarm(&item.alarm);
    let is_asked_for = |item: &&HistoryItem| match alarm(item) {
        Some(alarm) => is_asked_for(&types, alarm),
        None => types.is_empty() || types.iter().any(|kind| kind == "MetricAlarm"),
    };
    let mut items: Vec<&HistoryItem> = world
        .monitor()
        .history()
        .filter(is_asked_for)
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
            "AlarmType": if alarm(item).is_some_and(|alarm| alarm.rule().is_some()) { "CompositeAlarm" } else { "MetricAlarm" },
            "Timestamp": item.time.epoch_seconds(),
            "HistoryItemType": kind,
            "HistorySummary": item.summary,
            "HistoryData": item.data,
        })
    });
    page("AlarmHistoryItems", told, input.next_token.as_deref(), input.max_records, 100)
}
