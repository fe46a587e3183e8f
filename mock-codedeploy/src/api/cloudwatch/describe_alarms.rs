//! `DescribeAlarms` and `DescribeAlarmsForMetric`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{DimensionInput, Number, metric, period, read, shown, violated, word};
use super::page::page;
use crate::api::error::ApiError;
use crate::cloudwatch::{Alarm, AlarmState, Statistic};
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInput {
    alarm_names: Option<Vec<String>>,
    alarm_name_prefix: Option<String>,
    alarm_types: Option<Vec<String>>,
    action_prefix: Option<String>,
    state_value: Option<String>,
    max_records: Option<Number>,
    next_token: Option<String>,
    metric_name: Option<String>,
    namespace: Option<String>,
    dimensions: Option<Vec<DimensionInput>>,
    statistic: Option<String>,
    period: Option<Number>,
    unit: Option<String>,
}

/// Metric alarms, unless only other kinds are asked for: there are no others here.
pub(super) fn describe_alarms(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: DescribeInput = read(input)?;
    let names = input.alarm_names.unwrap_or_default();
    if names.len() > 100 {
        return Err(violated("AlarmNames has at most 100 names."));
    }
    if !names.is_empty() && input.alarm_name_prefix.is_some() {
        return Err(violated("AlarmNames and AlarmNamePrefix exclude each other."));
    }
    let state = input.state_value.as_deref().map(|text| word::<AlarmState>(text, "StateValue")).transpose()?;
    let types = input.alarm_types.unwrap_or_default();
    let metric_alarms = types.is_empty() || types.iter().any(|kind| kind == "MetricAlarm");
    let prefix = input.alarm_name_prefix.unwrap_or_default();
    let action = input.action_prefix.unwrap_or_default();
    let has_action = |alarm: &Alarm| {
        let actions = [&alarm.actions.ok, &alarm.actions.alarm, &alarm.actions.insufficient_data];
        action.is_empty() || actions.into_iter().flatten().any(|arn| arn.starts_with(&action))
    };
    let found = world.monitor().alarms().filter(|alarm| {
        metric_alarms
            && (names.is_empty() || names.contains(&alarm.name))
            && alarm.name.starts_with(&prefix)
            && state.is_none_or(|state| alarm.state == state)
            && has_action(alarm)
    });
    let items = found.map(|alarm| told(world, alarm));
    let size = input.max_records.or(Some(Number(50.0)));
    let mut answer = page("MetricAlarms", items, input.next_token.as_deref(), size, 100)?;
    answer["CompositeAlarms"] = json!([]);
    Ok(answer)
}

pub(super) fn describe_alarms_for_metric(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: DescribeInput = read(input)?;
    let metric = metric(input.namespace, input.metric_name, input.dimensions)?;
    let statistic = input.statistic.as_deref().map(|text| word::<Statistic>(text, "Statistic")).transpose()?;
    let period = input.period.map(period).transpose()?;
    let found = world.monitor().alarms().map(|alarm| (alarm, &alarm.configuration)).filter(|(_, configuration)| {
        configuration.metric == metric
            && statistic.is_none_or(|statistic| configuration.statistic == statistic)
            && period.is_none_or(|period| configuration.period == period)
            && (input.unit.is_none() || input.unit == configuration.unit)
    });
    let found = found.map(|(alarm, _)| alarm);
    let alarms: Vec<Value> = found.map(|alarm| told(world, alarm)).collect();
    Ok(json!({ "MetricAlarms": alarms }))
}

fn told(world: &World, alarm: &Alarm) -> Value {
    let configuration = &alarm.configuration;
    let name = |name: &'static str| name;
    json!({
        "AlarmName": alarm.name,
        "AlarmArn": world.alarm_arn(&alarm.name),
        "AlarmDescription": alarm.description,
        "AlarmConfigurationUpdatedTimestamp": alarm.configured.epoch_seconds(),
        "ActionsEnabled": alarm.actions_enabled,
        "OKActions": alarm.actions.ok,
        "AlarmActions": alarm.actions.alarm,
        "InsufficientDataActions": alarm.actions.insufficient_data,
        "StateValue": name(alarm.state.into()),
        "StateReason": alarm.reason,
        "StateReasonData": alarm.reason_data,
        "StateUpdatedTimestamp": alarm.updated.epoch_seconds(),
        "StateTransitionedTimestamp": alarm.transitioned.epoch_seconds(),
        "MetricName": configuration.metric.name,
        "Namespace": configuration.metric.namespace,
        "Dimensions": shown(&configuration.metric.dimensions),
        "Statistic": name(configuration.statistic.into()),
        "Period": configuration.period,
        "Unit": configuration.unit,
        "EvaluationPeriods": configuration.judgement.evaluation_periods,
        "DatapointsToAlarm": configuration.judgement.datapoints_to_alarm,
        "Threshold": configuration.threshold,
        "ComparisonOperator": name(configuration.comparison.into()),
        "TreatMissingData": name(configuration.judgement.missing_data.into()),
    })
}
