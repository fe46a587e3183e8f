//! `GetMetricStatistics`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::input::{DimensionInput, Number, Time, contradictory, invalid, metric, period, read, required, word};
use crate::api::error::ApiError;
use crate::cloudwatch::{Metric, Metrics, Statistic, Statistics};
use crate::engine::World;

/// An answer has at most this many points.
const MOST_POINTS: u64 = 1_440;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetInput {
    namespace: Option<String>,
    metric_name: Option<String>,
    dimensions: Option<Vec<DimensionInput>>,
    start_time: Option<Time>,
    end_time: Option<Time>,
    period: Option<Number>,
    statistics: Option<Vec<String>>,
    unit: Option<String>,
}

pub(super) fn get_metric_statistics(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: GetInput = read(input)?;
    let metric = metric(input.namespace, input.metric_name, input.dimensions)?;
    let (Time(start), Time(end)) = (required(input.start_time, "StartTime")?, required(input.end_time, "EndTime")?);
    let period = period(required(input.period, "Period")?)?;
    let statistics = required(input.statistics.filter(|list| !list.is_empty()), "Statistics")?;
    let statistics: Vec<Statistic> =
        statistics.iter().map(|text| word(text, "Statistic")).collect::<Result<_, ApiError>>()?;
    if start >= end {
        return Err(contradictory("StartTime has to be before EndTime."));
    }
    let (start, end) = (start.epoch_whole_seconds(), end.epoch_whole_seconds());
    if (end - start).div_ceil(period) > MOST_POINTS {
        return Err(invalid(format!("More than {MOST_POINTS} points would be answered: take a longer period.")));
    }
    let metrics = &world.monitor().metrics;
    let unit = input.unit.as_deref();
    let shown_unit = unit.or_else(|| metrics.unit(&metric)).unwrap_or("None").to_owned();
    let points = points(metrics, &metric, start, end, period, unit).into_iter().map(|(begin, found)| {
        let mut point = Map::new();
        point.insert("Timestamp".into(), begin.into());
        point.insert("Unit".into(), shown_unit.clone().into());
        for statistic in &statistics {
            let name: &str = (*statistic).into();
            point.insert(name.to_owned(), found.get(*statistic).into());
        }
        Value::Object(point)
    });
    let points: Vec<Value> = points.collect();
    Ok(serde_json::json!({ "Label": metric.name, "Datapoints": points }))
}

/// The points of a span that have data, by the second at which each period begins.
pub(super) fn points(
    metrics: &Metrics,
    metric: &Metric,
    start: u64,
    end: u64,
    period: u64,
    unit: Option<&str>,
) -> BTreeMap<u64, Statistics> {
    let begin = start - start % period;
    let step = usize::try_from(period).unwrap_or(usize::MAX);
    (begin..end)
        .step_by(step)
        .filter_map(|begin| Some((begin, metrics.within(metric, begin, begin + period, unit)?)))
        .collect()
}
