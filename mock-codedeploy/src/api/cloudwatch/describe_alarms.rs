//! `DescribeAlarms` and `DescribeAlarmsForMetric`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{DimensionInput, Number, metric, period, read, shown, violated, word};
use super::page::page;
use crate::api::error::ApiError;
use crate::cloudwatch::{Alarm, AlarmKind, AlarmState, Statistic};
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

/// Metric alarms, unless other kinds are asked for.
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
    let is_asked_for = |alarm: &Alarm| is_asked_for(&types, alarm);
    let prefix = input.alarm_name_prefix.unwrap_or_default();
    let action = input.action_prefix.unwrap_or_default();
    let has_action = |alarm: &Alarm| {
        let actions = [&alarm.actions.ok, &alarm.actions.alarm, &alarm.actions.insufficient_data];
        action.is_empty() || actions.into_iter().flatten().any(|arn| arn.starts_with(&action))
    };
    let found = world.monitor().alarms().filter(|alarm| {
        is_asked_for(alarm)
            && (names.is_empty() || names.contains(&alarm.name))
            && alarm.name.starts_with(&prefix)
            && state.is_none_or(|state| alarm.state == state)
            && has_action(alarm)
    });
    let items = found.map(|alarm| told(world, alarm));
    let size = input.max_records.or(Some(Number(50.0)));
    let mut answer = page("MetricAlarms", items, input.next_token.as_deref(), size, 100)?;
    // One page holds alarms of both kinds, each kind under its own name.
    let all = answer["MetricAlarms"].take();
    let (composite, metric): (Vec<Value>, Vec<Value>) = match all {
        Value::Array(all) => all.into_iter().partition(|alarm| alarm.get("AlarmRule").is_some()),
        _ => Default::default(),
    };
    answer["MetricAlarms"] = metric.into();
    answer["CompositeAlarms"] = composite.into();
    answer["LogAlarms"] = json!([]);
    Ok(answer)
}

pub(super) fn describe_alarms_for_metric(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: DescribeInput = read(input)?;
    let metric = metric(input.namespace, input.metric_name, input.dimensions)?;
    let statistic = input.statistic.as_deref().map(|text| word::<Statistic>(text, "Statistic")).transpose()?;
    let period = input.period.map(period).transpose()?;
    let of_metrics = world.monitor().alarms().filter_map(|alarm| Some((alarm, alarm.metric()?)));
    let found = of_metrics.filter(|(_, configuration)| {
        configuration.metric == metric
            && statistic.is_none_or(|statistic| configuration.statistic == statistic)
            && period.is_none_or(|period| configuration.period == period)
            && (input.unit.is_none() || input.unit == configuration.unit)
    });
    let found = found.map(|(alarm, _)| alarm);
    let alarms: Vec<Value> = found.map(|alarm| told(world, alarm)).collect();
    Ok(json!({ "MetricAlarms": alarms }))
}

/// Whether an alarm is of a kind that is asked for; of metrics, when nothing is said.
pub(super) fn is_asked_for(types: &[String], alarm: &Alarm) -> bool {
    let kind = if alarm.rule().is_some() { "CompositeAlarm" } else { "MetricAlarm" };
    if types.is_empty() { alarm.rule().is_none() } else { types.iter().any(|asked| asked == kind) }
}

fn told(world: &World, alarm: &Alarm) -> Value {
    let name = |name: &'static str| name;
    let mut told = json!({
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
    });
    let more = match &alarm.configuration {
        AlarmKind::Composite(rule) => json!({ "AlarmRule": rule.as_str() }),
        AlarmKind::Metric(metric) => json!({
            "MetricName": metric.metric.name,
            "Namespace": metric.metric.namespace,
            "Dimensions": shown(&metric.metric.dimensions),
            "Statistic": name(metric.statistic.into()),
            "Period": metric.period,
            "Unit": metric.unit,
            "EvaluationPeriods": metric.judgement.evaluation_periods,
            "DatapointsToAlarm": metric.judgement.datapoints_to_alarm,
            "Threshold": metric.threshold,
            "ComparisonOperator": name(metric.comparison.into()),
            "TreatMissingData": name(metric.judgement.missing_data.into()),
        }),
    };
    if let (Some(told), Value::Object(more)) = (told.as_object_mut(), more) {
        told.extend(more);
    }
    told
}
