//! `GetMetricData`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::get_metric_statistics::points;
use super::input::{
    DimensionInput, Number, Switch, Time, contradictory, invalid, metric, period, read, required, word,
};
use crate::api::error::ApiError;
use crate::cloudwatch::Statistic;
use crate::engine::World;

/// An answer has at most this many points in all.
const MOST_POINTS: u64 = 100_800;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetInput {
    metric_data_queries: Option<Vec<QueryInput>>,
    start_time: Option<Time>,
    end_time: Option<Time>,
    scan_by: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct QueryInput {
    id: Option<String>,
    expression: Option<String>,
    label: Option<String>,
    return_data: Option<Switch>,
    metric_stat: Option<MetricStatInput>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MetricStatInput {
    metric: Option<MetricInput>,
    period: Option<Number>,
    stat: Option<String>,
    unit: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MetricInput {
    namespace: Option<String>,
    metric_name: Option<String>,
    dimensions: Option<Vec<DimensionInput>>,
}

pub(super) fn get_metric_data(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: GetInput = read(input)?;
    let (Time(start), Time(end)) = (required(input.start_time, "StartTime")?, required(input.end_time, "EndTime")?);
    if start >= end {
        return Err(contradictory("StartTime has to be before EndTime."));
    }
    let (start, end) = (start.epoch_whole_seconds(), end.epoch_whole_seconds());
    let ascending = input.scan_by.as_deref() == Some("TimestampAscending");
    let queries = required(input.metric_data_queries, "MetricDataQueries")?;
    if queries.len() > 500 {
        return Err(invalid("MetricDataQueries has at most 500 queries."));
    }
    let mut left = MOST_POINTS;
    let mut results = Vec::new();
    for query in queries {
        let id = required(query.id, "MetricDataQueries.member.Id")?;
        if query.expression.is_some() {
            return Err(invalid(format!("The expression of {id} is not evaluated here: ask for its metrics.")));
        }
        let wanted = required(query.metric_stat, "MetricDataQueries.member.MetricStat")?;
        let of = required(wanted.metric, "MetricStat.Metric")?;
        let metric = metric(of.namespace, of.metric_name, of.dimensions)?;
        let period = period(required(wanted.period, "MetricStat.Period")?)?;
        let statistic: Statistic = word(&required(wanted.stat, "MetricStat.Stat")?, "Stat")?;
        left = left
            .checked_sub((end - start).div_ceil(period))
            .ok_or_else(|| invalid(format!("More than {MOST_POINTS} points would be answered.")))?;
        if query.return_data.is_some_and(|Switch(returned)| !returned) {
            continue;
        }
        let found = points(&world.monitor().metrics, &metric, start, end, period, wanted.unit.as_deref());
        let mut pairs: Vec<(u64, f64)> = found.iter().map(|(begin, found)| (*begin, found.get(statistic))).collect();
        if !ascending {
            pairs.reverse();
        }
        let (times, values): (Vec<u64>, Vec<f64>) = pairs.into_iter().unzip();
        let label = query.label.unwrap_or(metric.name);
        results.push(json!({
            "Id": id, "Label": label, "Timestamps": times, "Values": values, "StatusCode": "Complete",
        }));
    }
    Ok(json!({ "MetricDataResults": results, "Messages": [] }))
}
