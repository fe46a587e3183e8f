//! Metrics: samples over time, apart by namespace, name and the exact set of dimensions (spec 7.4).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::statistics::Statistics;
use crate::clock::VirtualTime;

/// What is kept: the time that CloudWatch keeps minutes for.
const KEPT: Duration = Duration::from_secs(15 * 24 * 3_600);

/// The dimensions of a metric. Their order is irrelevant; another set is another metric.
pub type Dimensions = BTreeMap<String, String>;

/// Which metric.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Metric {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its dimensions.
    pub dimensions: Dimensions,
}

/// The samples of all metrics, added up second by second, each unit for itself.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    series: HashMap<Metric, Series>,
    /// The seconds that have changed, when somebody wants to know.
    changed: Option<BTreeSet<(Metric, u64)>>,
}

/// The samples of one metric by their second.
type Series = BTreeMap<u64, Vec<Sample>>;

/// The samples of one second and unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sample {
    statistics: Statistics,
    unit: String,
}

impl Metrics {
    /// Adds samples.
    pub fn record(&mut self, metric: Metric, time: VirtualTime, statistics: Statistics, unit: &str) {
        let second = time.epoch_whole_seconds();
        let oldest = second.saturating_sub(KEPT.as_secs());
        if let Some(changed) = &mut self.changed {
            let forgotten = self.series.get(&metric).into_iter().flat_map(|seconds| seconds.range(..oldest));
            changed.extend(forgotten.map(|(forgotten, _)| (metric.clone(), *forgotten)));
            changed.insert((metric.clone(), second));
        }
        let seconds = self.series.entry(metric).or_default();
        let samples = seconds.entry(second).or_default();
        match samples.iter_mut().find(|sample| sample.unit == unit) {
            Some(sample) => sample.statistics = sample.statistics.and(statistics),
            None => samples.push(Sample { statistics, unit: unit.to_owned() }),
        }
        while seconds.first_key_value().is_some_and(|(first, _)| *first < oldest) {
            seconds.pop_first();
        }
    }

    /// Notes from here on which seconds change.
    pub(crate) fn track(&mut self) {
        self.changed.get_or_insert_default();
    }

    /// The seconds that have changed since they were last taken.
    pub(crate) fn take_changed(&mut self) -> BTreeSet<(Metric, u64)> {
        self.changed.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// The samples of one second.
    pub(crate) fn samples(&self, metric: &Metric, second: u64) -> Option<&[Sample]> {
        self.series.get(metric)?.get(&second).map(Vec::as_slice)
    }

    /// Puts back the samples of one second.
    pub(crate) fn restore(&mut self, metric: Metric, second: u64, samples: Vec<Sample>) {
        self.series.entry(metric).or_default().insert(second, samples);
    }

    /// The samples from `begin` up to, but not including, `end`; of one unit, if it is given.
    pub fn within(&self, metric: &Metric, begin: u64, end: u64, unit: Option<&str>) -> Option<Statistics> {
        let seconds = self.series.get(metric)?;
        let samples = seconds.range(begin..end).flat_map(|(_, samples)| samples);
        samples
            .filter(|sample| unit.is_none_or(|unit| unit == sample.unit))
            .map(|sample| sample.statistics)
            .reduce(Statistics::and)
    }

    /// The unit of a metric's newest sample.
    pub fn unit(&self, metric: &Metric) -> Option<&str> {
        self.series.get(metric)?.last_key_value()?.1.last().map(|sample| sample.unit.as_str())
    }

    /// When the newest sample was taken.
    pub fn newest(&self, metric: &Metric) -> Option<u64> {
        self.series.get(metric)?.last_key_value().map(|(second, _)| *second)
    }

    /// All metrics that have samples, in a stable order.
    pub fn all(&self) -> Vec<&Metric> {
        let mut all: Vec<&Metric> = self.series.keys().collect();
        all.sort();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudwatch::Statistic;

    fn errors(resource: &str) -> Metric {
        let dimensions = Dimensions::from([("Resource".into(), resource.into())]);
        Metric { namespace: "AWS/Lambda".into(), name: "Errors".into(), dimensions }
    }

    #[test]
    fn samples_are_found_by_the_exact_dimensions_and_the_span() {
        let mut metrics = Metrics::default();
        let begin = VirtualTime::START.epoch_whole_seconds();
        for second in [0, 30, 60] {
            let time = VirtualTime::START + Duration::from_secs(second);
            metrics.record(errors("f:live"), time, Statistics::of(1.0, 1.0), "Count");
        }
        let sum =
            |begin, end| metrics.within(&errors("f:live"), begin, end, None).map(|found| found.get(Statistic::Sum));
        assert_eq!(
            (sum(begin, begin + 60), sum(begin, begin + 61), sum(begin + 61, begin + 99)),
            (Some(2.0), Some(3.0), None)
        );
        assert_eq!(metrics.within(&errors("f"), begin, begin + 60, None), None);
        assert_eq!(metrics.within(&errors("f:live"), begin, begin + 60, Some("Seconds")), None);
    }

    #[test]
    fn what_is_older_than_fifteen_days_is_forgotten() {
        let mut metrics = Metrics::default();
        let begin = VirtualTime::START.epoch_whole_seconds();
        metrics.record(errors("f"), VirtualTime::START, Statistics::of(1.0, 1.0), "Count");
        let later = VirtualTime::START + KEPT + Duration::from_secs(1);
        metrics.record(errors("f"), later, Statistics::of(1.0, 1.0), "Count");
        assert_eq!(metrics.within(&errors("f"), begin, begin + 60, None), None);
    }
}
