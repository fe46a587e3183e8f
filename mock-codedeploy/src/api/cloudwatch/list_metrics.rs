//! `ListMetrics`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{DimensionInput, read, required, shown};
use super::page::page;
use crate::api::error::ApiError;
use crate::cloudwatch::Metric;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListInput {
    namespace: Option<String>,
    metric_name: Option<String>,
    dimensions: Option<Vec<DimensionInput>>,
    next_token: Option<String>,
}

/// A dimension without a value asks for any.
pub(super) fn list_metrics(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: ListInput = read(input)?;
    let mut wanted: Vec<(String, Option<String>)> = Vec::new();
    for dimension in input.dimensions.unwrap_or_default() {
        wanted.push((required(dimension.name, "Dimensions.member.Name")?, dimension.value));
    }
    let has_dimensions = |metric: &Metric| {
        wanted.iter().all(|(name, value)| {
            metric.dimensions.get(name).is_some_and(|found| value.as_ref().is_none_or(|value| value == found))
        })
    };
    let metrics = world.monitor().metrics.all().into_iter().filter(|metric| {
        input.namespace.as_ref().is_none_or(|namespace| *namespace == metric.namespace)
            && input.metric_name.as_ref().is_none_or(|name| *name == metric.name)
            && has_dimensions(metric)
    });
    let told = metrics.map(|metric| {
        json!({
            "Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": shown(&metric.dimensions),
        })
    });
    page("Metrics", told, input.next_token.as_deref(), None, 500)
}
