//! `PutMetricData`.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{DimensionInput, Number, Time, contradictory, invalid, metric, read, required};
use super::put_metric_alarm::unit;
use crate::api::error::ApiError;
use crate::clock::VirtualTime;
use crate::cloudwatch::{Metric, Statistics};
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutInput {
    namespace: Option<String>,
    metric_data: Option<Vec<DatumInput>>,
    entity_metric_data: Option<Vec<EntityInput>>,
}

/// Data of an entity; here they are data like all others.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EntityInput {
    metric_data: Option<Vec<DatumInput>>,
}

/// How old, and how far ahead, a datum may be.
const OLDEST: Duration = Duration::from_secs(14 * 24 * 3_600);
const NEWEST: Duration = Duration::from_secs(2 * 3_600);

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DatumInput {
    metric_name: Option<String>,
    dimensions: Option<Vec<DimensionInput>>,
    timestamp: Option<Time>,
    value: Option<Number>,
    statistic_values: Option<StatisticsInput>,
    values: Option<Vec<Number>>,
    counts: Option<Vec<Number>>,
    unit: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StatisticsInput {
    sample_count: Number,
    sum: Number,
    minimum: Number,
    maximum: Number,
}

pub(super) fn put_metric_data(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: PutInput = read(input)?;
    let namespace = required(input.namespace, "Namespace")?;
    if namespace.starts_with("AWS/") && !world.rules().accepts_aws_metrics {
        return Err(invalid("The value AWS/ for parameter Namespace is invalid: it is AWS's own."));
    }
    let of_entities = input.entity_metric_data.map(|entities| {
        entities.into_iter().flat_map(|entity| entity.metric_data.unwrap_or_default()).collect::<Vec<_>>()
    });
    let data = match (input.metric_data, of_entities) {
        (None, None) => return required(None, "MetricData"),
        (data, of_entities) => [data.unwrap_or_default(), of_entities.unwrap_or_default()].concat(),
    };
    if data.len() > 1_000 {
        return Err(invalid("MetricData has at most 1000 items."));
    }
    let now = world.now();
    // All or nothing: every datum is read before one is kept.
    let data: Vec<(Metric, VirtualTime, Vec<Statistics>, String)> =
        data.into_iter().map(|datum| datum.read(&namespace, now)).collect::<Result<_, _>>()?;
    let metrics = &mut world.monitor_mut().metrics;
    for (metric, time, samples, unit) in data {
        for statistics in samples {
            metrics.record(metric.clone(), time, statistics, &unit);
        }
    }
    Ok(json!({}))
}

impl DatumInput {
    fn read(
        self,
        namespace: &str,
        now: VirtualTime,
    ) -> Result<(Metric, VirtualTime, Vec<Statistics>, String), ApiError> {
        let samples = match (self.value, self.statistic_values, self.values) {
            (Some(Number(value)), None, None) => vec![Statistics::of(value, 1.0)],
            (None, Some(given), None) => {
                let Number(count) = given.sample_count;
                if count <= 0.0 {
                    return Err(invalid("SampleCount has to be more than zero."));
                }
                let (sum, minimum, maximum) = (given.sum.0, given.minimum.0, given.maximum.0);
                vec![Statistics { count, sum, minimum, maximum }]
            }
            (None, None, Some(values)) => {
                let counts = self.counts.unwrap_or_else(|| vec![Number(1.0); values.len()]);
                if values.len() != counts.len() || values.len() > 150 {
                    return Err(contradictory("Values and Counts have the same length, at most 150."));
                }
                if counts.iter().any(|Number(count)| *count <= 0.0) {
                    return Err(invalid("Counts have to be more than zero."));
                }
                values.iter().zip(&counts).map(|(value, count)| Statistics::of(value.0, count.0)).collect()
            }
            (None, None, None) => return required(None, "MetricData.member.Value"),
            _ => return Err(contradictory("A datum has one of Value, Values and StatisticValues.")),
        };
        let metric = metric(Some(namespace.to_owned()), self.metric_name, self.dimensions)?;
        let time = self.timestamp.map_or(now, |Time(time)| time);
        if time < now.before(OLDEST) || time > now + NEWEST {
            return Err(invalid("Timestamp has to be between two weeks ago and two hours ahead."));
        }
        Ok((metric, time, samples, unit(self.unit)?.unwrap_or_else(|| "None".into())))
    }
}
