//! `PutMetricAlarm`: makes an alarm, or configures one anew.

use serde::Deserialize;
use serde_json::Value;

use super::input::{
    DimensionInput, Number, Switch, contradictory, invalid, metric, period, read, required, violated, whole, word,
};
use super::put_alarm::{actions, alarm_name, put};
use super::tags::{TagInput, checked};
use crate::api::error::ApiError;
use crate::cloudwatch::{Alarm, AlarmActions, AlarmState, Judgement, MetricAlarm, MissingData};
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutInput {
    alarm_name: Option<String>,
    alarm_description: Option<String>,
    actions_enabled: Option<Switch>,
    metric_name: Option<String>,
    namespace: Option<String>,
    statistic: Option<String>,
    extended_statistic: Option<String>,
    dimensions: Option<Vec<DimensionInput>>,
    period: Option<Number>,
    unit: Option<String>,
    evaluation_periods: Option<Number>,
    datapoints_to_alarm: Option<Number>,
    threshold: Option<Number>,
    comparison_operator: Option<String>,
    treat_missing_data: Option<String>,
    metrics: Option<Vec<Value>>,
    tags: Option<Vec<TagInput>>,
    #[serde(rename = "OKActions")]
    ok_actions: Option<Vec<String>>,
    alarm_actions: Option<Vec<String>>,
    insufficient_data_actions: Option<Vec<String>>,
}

/// The units that the model has.
pub(super) const UNITS: [&str; 27] = [
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];

/// A unit that the model has.
pub(super) fn unit(unit: Option<String>) -> Result<Option<String>, ApiError> {
    match unit {
        Some(unit) if !UNITS.contains(&unit.as_str()) => Err(violated(format!("The value {unit} is no Unit."))),
        unit => Ok(unit),
    }
}

pub(super) fn put_metric_alarm(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: PutInput = read(input)?;
    let now = world.now();
    let name = alarm_name(input.alarm_name.clone())?;
    let tags = checked(input.tags.clone().unwrap_or_default())?;
    let alarm = Alarm {
        description: input.alarm_description.clone(),
        actions_enabled: input.actions_enabled.is_none_or(|Switch(enabled)| enabled),
        actions: AlarmActions {
            ok: actions(input.ok_actions.clone())?,
            alarm: actions(input.alarm_actions.clone())?,
            insufficient_data: actions(input.insufficient_data_actions.clone())?,
        },
        state: AlarmState::InsufficientData,
        reason: "Unchecked: Initial alarm creation".into(),
        updated: now,
        transitioned: now,
        configured: now,
        reason_data: None,
        forced: false,
        configuration: configuration(input)?.into(),
        name,
    };
    put(world, alarm, tags)
}

fn configuration(input: PutInput) -> Result<MetricAlarm, ApiError> {
    if input.metrics.is_some_and(|metrics| !metrics.is_empty()) {
        return Err(contradictory("Metric math is not evaluated here: give MetricName, Namespace and Statistic."));
    }
    if input.extended_statistic.is_some() {
        return Err(invalid("Percentiles are not evaluated here: give Statistic."));
    }
    let metric = metric(input.namespace, input.metric_name, input.dimensions)?;
    let statistic = word(&required(input.statistic, "Statistic")?, "Statistic")?;
    let period = period(required(input.period, "Period")?)?;
    let periods = whole(required(input.evaluation_periods, "EvaluationPeriods")?, 1, "EvaluationPeriods")?;
    let to_alarm = input.datapoints_to_alarm.map_or(Ok(periods), |number| whole(number, 1, "DatapointsToAlarm"))?;
    if to_alarm > periods {
        return Err(violated("DatapointsToAlarm may not be more than EvaluationPeriods."));
    }
    if period < 3_600 && period.saturating_mul(periods) > 86_400 {
        return Err(violated("Period times EvaluationPeriods may not be more than a day."));
    }
    if periods > 10_000 {
        return Err(violated("EvaluationPeriods may not be more than 10000."));
    }
    let Number(threshold) = required(input.threshold, "Threshold")?;
    let missing_data = input.treat_missing_data.as_deref();
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    Ok(MetricAlarm {
        metric,
        statistic,
        unit: unit(input.unit)?,
        period,
        judgement: Judgement {
            evaluation_periods: size(periods),
            datapoints_to_alarm: size(to_alarm),
            missing_data: missing_data.map_or(Ok(MissingData::default()), |text| word(text, "TreatMissingData"))?,
        },
        threshold,
        comparison: word(&required(input.comparison_operator, "ComparisonOperator")?, "ComparisonOperator")?,
    })
}
