//! The alarms of a template, and what of a guarded function they watch.

mod composite;
mod metric;

pub(crate) use composite::members;
pub(crate) use metric::{Metric, Watch};

use crate::diagnostic::Location;
use crate::document::{Map, Node};
use crate::model::LogicalId;
use crate::model::reader::{Reader, whole_number};

pub(crate) const ALARM: &str = "AWS::CloudWatch::Alarm";
pub(crate) const COMPOSITE_ALARM: &str = "AWS::CloudWatch::CompositeAlarm";

/// An `AWS::CloudWatch::Alarm`.
pub(crate) struct Alarm {
    pub(crate) location: Location,
    /// What it watches, one or, where it calculates, several.
    pub(crate) metrics: Vec<Metric>,
    /// Whether it calculates with its metrics: then its threshold is none of theirs.
    pub(crate) calculates: bool,
    /// How many periods have to be bad.
    pub(crate) datapoints: Option<u32>,
    pub(crate) threshold: Option<f64>,
    pub(crate) threshold_location: Location,
    pub(crate) comparison: Option<String>,
    pub(crate) missing_data: Option<String>,
    pub(crate) missing_data_location: Location,
}

impl Alarm {
    /// The alarm with this id; nothing when it is none.
    pub(crate) fn read(reader: &Reader<'_>, id: &LogicalId) -> Option<Self> {
        if reader.resource_type(id.as_str()) != Some(ALARM) {
            return None;
        }
        let properties = reader.resource(id.as_str())?.get("Properties")?;
        let text = |name: &str| metric::text(reader, properties.get(name));
        let number = |name: &str| whole_number(&text(name)?);
        let place = |name: &str| reader.place(properties.get(name).unwrap_or(properties));
        let metrics = match properties.get("Metrics") {
            Some(several) => {
                let of_query = |query: &Node| Metric::of_query(reader, query.get("MetricStat")?);
                several.as_list().into_iter().flatten().filter_map(of_query).collect()
            }
            None => Metric::of_alarm(reader, properties).into_iter().collect(),
        };
        let points = ["DatapointsToAlarm", "EvaluationPeriods"].into_iter().find(|name| properties.get(name).is_some());
        Some(Self {
            location: reader.place(properties),
            metrics,
            calculates: properties.get("Metrics").is_some(),
            datapoints: points.and_then(number),
            threshold: text("Threshold").and_then(|text| text.parse().ok()),
            threshold_location: place("Threshold"),
            comparison: text("ComparisonOperator"),
            missing_data: text("TreatMissingData"),
            missing_data_location: place("TreatMissingData"),
        })
    }

    /// Whether it is about an error of a function: a metric that is bad when it is high.
    pub(crate) fn counts_failures(&self) -> bool {
        !self.calculates && self.metrics.iter().any(Metric::counts_failures)
    }

    /// The longest period of its metrics; nothing when one is not known.
    pub(crate) fn period_seconds(&self) -> Option<u32> {
        let periods: Option<Vec<u32>> = self.metrics.iter().map(|metric| metric.period_seconds).collect();
        periods?.into_iter().max()
    }
}

/// The alarm of this template that has this name.
pub(crate) fn named(reader: &Reader<'_>, name: &str) -> Option<LogicalId> {
    let resources = reader.document().root().get("Resources").and_then(Node::as_map);
    let ids = resources.into_iter().flat_map(Map::keys);
    let mut alarms = ids.filter(|id| matches!(reader.resource_type(id), Some(ALARM | COMPOSITE_ALARM)));
    let own_name = |id: &str| metric::text(reader, reader.resource(id)?.get("Properties")?.get("AlarmName"));
    alarms.find(|id| own_name(id).as_deref() == Some(name)).map(LogicalId::new)
}
