//! Alarms: a metric, a threshold, and what they come to.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use super::alarm_rule::AlarmRule;
use super::evaluation::{AlarmState, Judgement};
use super::metric::{Metric, Metrics};
use super::statistics::Statistic;
use crate::clock::VirtualTime;

/// When a point breaches the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, EnumString)]
#[allow(missing_docs, reason = "the names are CloudWatch's own")]
pub enum Comparison {
    GreaterThanOrEqualToThreshold,
    GreaterThanThreshold,
    LessThanThreshold,
    LessThanOrEqualToThreshold,
}

/// What a metric alarm watches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricAlarm {
    /// The metric.
    pub metric: Metric,
    /// How the samples of a period become a point.
    pub statistic: Statistic,
    /// Only samples of this unit.
    pub unit: Option<String>,
    /// The length of a period in seconds: 10, 20, 30 or whole minutes.
    pub period: u64,
    /// How points are judged.
    pub judgement: Judgement,
    /// The threshold.
    pub threshold: f64,
    /// When a point breaches it.
    pub comparison: Comparison,
}

/// What gives an alarm its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AlarmKind {
    /// A metric.
    Metric(MetricAlarm),
    /// Other alarms, by a rule.
    Composite(AlarmRule),
}

/// An alarm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    /// Its name.
    pub name: String,
    /// What is said of it.
    pub description: Option<String>,
    /// What gives it its state.
    pub configuration: AlarmKind,
    /// Whether its actions would be taken.
    pub actions_enabled: bool,
    /// Its actions for each state, which nobody takes here.
    pub actions: AlarmActions,
    /// Its state.
    pub state: AlarmState,
    /// Why.
    pub reason: String,
    /// Why, as JSON, where whoever set the state gave it.
    pub reason_data: Option<String>,
    /// When the state was last set, also to the same.
    pub updated: VirtualTime,
    /// When the state last changed.
    pub transitioned: VirtualTime,
    /// When the configuration last changed.
    pub configured: VirtualTime,
    /// Set from outside: it stays until there is data that came after.
    pub forced: bool,
}

/// The actions of an alarm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AlarmActions {
    /// When all is well.
    #[serde(rename = "OKActions")]
    pub ok: Vec<String>,
    /// When it is not.
    #[serde(rename = "AlarmActions")]
    pub alarm: Vec<String>,
    /// When nothing is known.
    #[serde(rename = "InsufficientDataActions")]
    pub insufficient_data: Vec<String>,
}

impl Comparison {
    /// Whether a value breaches the threshold.
    pub fn breaches(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::GreaterThanOrEqualToThreshold => value >= threshold,
            Self::GreaterThanThreshold => value > threshold,
            Self::LessThanThreshold => value < threshold,
            Self::LessThanOrEqualToThreshold => value <= threshold,
        }
    }
}

impl MetricAlarm {
    /// How often it is evaluated, in seconds.
    pub const fn evaluated_every(&self) -> u64 {
        if self.period < 60 { 10 } else { 60 }
    }

    /// The points of the evaluation range, oldest first, at a whole second `now`.
    fn points(&self, metrics: &Metrics, range: usize, now: u64) -> Vec<Option<f64>> {
        let end = now - now % self.evaluated_every();
        (0..range as u64)
            .rev()
            .map(|back| {
                let end = end.saturating_sub(back * self.period);
                let begin = end.saturating_sub(self.period);
                let found = metrics.within(&self.metric, begin, end, self.unit.as_deref());
                found.map(|statistics| statistics.get(self.statistic))
            })
            .collect()
    }
}

impl From<MetricAlarm> for AlarmKind {
    fn from(metric: MetricAlarm) -> Self {
        Self::Metric(metric)
    }
}

impl Alarm {
    /// What it watches, unless it is composite.
    pub const fn metric(&self) -> Option<&MetricAlarm> {
        match &self.configuration {
            AlarmKind::Metric(metric) => Some(metric),
            AlarmKind::Composite(_) => None,
        }
    }

    /// Its rule, if it is composite.
    pub const fn rule(&self) -> Option<&AlarmRule> {
        match &self.configuration {
            AlarmKind::Metric(_) => None,
            AlarmKind::Composite(rule) => Some(rule),
        }
    }

    /// How often it is evaluated, in seconds; a composite one changes when others do.
    pub fn evaluated_every(&self) -> Option<u64> {
        self.metric().map(MetricAlarm::evaluated_every)
    }

    /// Judges the data; says whether the state changed.
    pub(crate) fn evaluate(
        &mut self,
        metrics: &Metrics,
        more_points: usize,
        delay: Duration,
        now: VirtualTime,
    ) -> bool {
        // What was before it was configured is not judged by it.
        if now <= self.configured {
            return false;
        }
        let AlarmKind::Metric(configuration) = &self.configuration else { return false };
        let seconds = now.before(delay).epoch_whole_seconds();
        if self.forced {
            let has_new =
                metrics.newest(&configuration.metric).is_some_and(|newest| newest > self.updated.epoch_whole_seconds());
            if !has_new {
                return false;
            }
        }
        let range = configuration.judgement.evaluation_periods + more_points;
        let values = configuration.points(metrics, range, seconds);
        let breaches = |value: f64| configuration.comparison.breaches(value, configuration.threshold);
        let points: Vec<Option<bool>> = values.iter().map(|value| value.map(breaches)).collect();
        let state = configuration.judgement.of(&points, self.state);
        if state == self.state {
            return false;
        }
        let known: Vec<String> = values.iter().flatten().map(ToString::to_string).collect();
        let reason = match state {
            AlarmState::InsufficientData => "Insufficient Data: no data points were received.".to_owned(),
            _ => format!(
                "Threshold Crossed: of the data points [{}], {} had to breach the threshold ({}).",
                known.join(", "),
                configuration.judgement.datapoints_to_alarm,
                configuration.threshold
            ),
        };
        self.set(state, reason, now);
        self.forced = false;
        true
    }

    /// Sets the state from outside.
    pub(crate) fn force(&mut self, state: AlarmState, reason: String, data: Option<String>, now: VirtualTime) {
        self.set(state, reason, now);
        self.reason_data = data;
        self.forced = true;
    }

    /// Takes the state that the rule gives; says whether it changed.
    pub(super) fn follow(&mut self, state: AlarmState, now: VirtualTime) -> bool {
        let has_changed = state != self.state;
        if has_changed {
            let verb = if state == AlarmState::Alarm { "holds" } else { "does not hold" };
            self.set(state, format!("The alarm rule {verb}."), now);
        }
        self.forced = false;
        has_changed
    }

    fn set(&mut self, state: AlarmState, reason: String, now: VirtualTime) {
        if state != self.state {
            self.transitioned = now;
        }
        self.state = state;
        self.reason = reason;
        self.reason_data = None;
        self.updated = now;
    }
}
