//! The metrics and alarms of one region.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::alarm::Alarm;
use super::evaluation::AlarmState;
use super::history::{HistoryItem, HistoryKind};
use super::metric::Metrics;
use crate::clock::VirtualTime;
use crate::tracked_map::TrackedMap;

/// An account has this many alarms at most; CloudWatch's own quota.
const MOST_ALARMS: usize = 5_000;

/// So much of what became of alarms is kept.
const LONGEST_HISTORY: usize = 10_000;

/// CloudWatch.
#[derive(Clone, Debug, Default)]
pub struct Monitor {
    /// The samples.
    pub metrics: Metrics,
    pub(crate) alarms: TrackedMap<String, Alarm>,
    /// Numbered in the order in which it happened.
    pub(crate) history: TrackedMap<u64, HistoryItem>,
    /// By the ARN of what has them.
    pub(crate) tags: TrackedMap<String, BTreeMap<String, String>>,
}

impl Monitor {
    /// All alarms, by name.
    pub fn alarms(&self) -> impl Iterator<Item = &Alarm> {
        self.alarms.values()
    }

    /// An alarm.
    pub fn alarm(&self, name: &str) -> Option<&Alarm> {
        self.alarms.get(name)
    }

    pub(crate) fn alarm_mut(&mut self, name: &str) -> Option<&mut Alarm> {
        self.alarms.get_mut(&name.to_owned())
    }

    /// Adds an alarm, or configures one that is there; its state stays then. `false` when there are too many.
    pub(crate) fn put_alarm(&mut self, alarm: Alarm, now: VirtualTime) -> bool {
        let before = self.alarms.get(&alarm.name);
        if before.is_none() && self.alarms.len() >= MOST_ALARMS {
            return false;
        }
        let summary = match before {
            Some(_) => format!("Alarm \"{}\" updated", alarm.name),
            None => format!("Alarm \"{}\" created", alarm.name),
        };
        let alarm = match before {
            Some(before) => Alarm {
                state: before.state,
                reason: before.reason.clone(),
                reason_data: before.reason_data.clone(),
                updated: before.updated,
                transitioned: before.transitioned,
                forced: before.forced,
                ..alarm
            },
            None => alarm,
        };
        self.note(&alarm.name, HistoryKind::ConfigurationUpdate, summary, "{}".into(), now);
        self.alarms.insert(alarm.name.clone(), alarm);
        true
    }

    pub(crate) fn remove_alarm(&mut self, name: &str, now: VirtualTime) {
        if self.alarms.remove(&name.to_owned()).is_some() {
            let is_its = |arn: &&String| arn.splitn(7, ':').nth(6) == Some(name);
            if let Some(arn) = self.tags.keys().find(is_its).cloned() {
                self.tags.remove(&arn);
            }
            let summary = format!("Alarm \"{name}\" deleted");
            self.note(name, HistoryKind::ConfigurationUpdate, summary, "{}".into(), now);
        }
    }

    /// Sets an alarm's state from outside; `false` when there is none of that name.
    pub fn set_alarm_state(
        &mut self,
        name: &str,
        state: AlarmState,
        reason: &str,
        data: Option<String>,
        now: VirtualTime,
    ) -> bool {
        let Some(alarm) = self.alarm_mut(name) else { return false };
        let before = alarm.state;
        alarm.force(state, reason.to_owned(), data, now);
        self.changed(name, before, now);
        if before != state {
            self.follow([name.to_owned()], now);
        }
        true
    }

    /// When alarms are evaluated next, after `now`.
    pub fn next_evaluation(&self, now: VirtualTime) -> Option<VirtualTime> {
        let every = self.alarms.values().filter_map(Alarm::evaluated_every).min()?;
        let seconds = now.epoch_whole_seconds();
        Some(VirtualTime::of_epoch(Duration::from_secs(seconds - seconds % every + every)))
    }

    /// Evaluates the alarms whose time it is, at an instant that [`next_evaluation`](Self::next_evaluation) gave, by what was recorded up
    /// to `delay` before.
    pub(crate) fn evaluate(&mut self, more_points: usize, delay: Duration, now: VirtualTime) {
        let seconds = now.epoch_whole_seconds();
        let metrics = &self.metrics;
        let mut changed = Vec::new();
        self.alarms.change_each(|name, alarm| {
            let before = alarm.state;
            let is_due = alarm.evaluated_every().is_some_and(|every| seconds.is_multiple_of(every));
            let has_changed = is_due && alarm.evaluate(metrics, more_points, delay, now);
            if has_changed {
                changed.push((name.clone(), before));
            }
            has_changed
        });
        for (name, before) in &changed {
            self.changed(name, *before, now);
        }
        self.follow(changed.into_iter().map(|(name, _)| name), now);
    }

    /// What became of alarms, newest first.
    pub fn history(&self) -> impl Iterator<Item = &HistoryItem> {
        self.history.values().rev()
    }

    /// The tags of a resource, to change them.
    pub(crate) fn tags_mut(&mut self, arn: &str) -> &mut BTreeMap<String, String> {
        self.tags.get_mut_or_default(&arn.to_owned())
    }

    pub(super) fn changed(&mut self, name: &str, before: AlarmState, now: VirtualTime) {
        let Some(alarm) = self.alarms.get(name) else { return };
        let (before, after): (&str, &str) = (before.into(), alarm.state.into());
        let summary = format!("Alarm updated from {before} to {after}");
        let data = json!({
            "version": "1.0",
            "oldState": { "stateValue": before },
            "newState": { "stateValue": after, "stateReason": alarm.reason },
        });
        self.note(name, HistoryKind::StateUpdate, summary, data.to_string(), now);
    }

    fn note(&mut self, alarm: &str, kind: HistoryKind, summary: String, data: String, time: VirtualTime) {
        // Whoever wants to know more than this has kept it.
        if self.history.len() >= LONGEST_HISTORY {
            self.history.pop_first();
        }
        let number = self.history.last_key_value().map_or(0, |(last, _)| last + 1);
        self.history.insert(number, HistoryItem { alarm: alarm.to_owned(), time, kind, summary, data });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudwatch::{
        AlarmActions, AlarmKind, Comparison, Dimensions, Judgement, Metric, MetricAlarm, MissingData, Statistic,
        Statistics,
    };

    fn at(seconds: u64) -> VirtualTime {
        VirtualTime::START + Duration::from_secs(seconds)
    }

    fn metric(more: &[(&str, &str)]) -> Metric {
        let dimensions = [("FunctionName", "f"), ("Resource", "f:live")].iter().chain(more);
        let dimensions: Dimensions =
            dimensions.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Metric { namespace: "AWS/Lambda".into(), name: "Errors".into(), dimensions }
    }

    /// An alarm of the guide: more than no error in each of two minutes.
    fn alarm(name: &str, metric: Metric) -> Alarm {
        Alarm {
            name: name.into(),
            description: None,
            configuration: AlarmKind::Metric(MetricAlarm {
                metric,
                statistic: Statistic::Sum,
                unit: None,
                period: 60,
                judgement: Judgement {
                    evaluation_periods: 2,
                    datapoints_to_alarm: 2,
                    missing_data: MissingData::Missing,
                },
                threshold: 0.0,
                comparison: Comparison::GreaterThanThreshold,
            }),
            actions_enabled: true,
            actions: AlarmActions::default(),
            state: AlarmState::InsufficientData,
            reason: String::new(),
            updated: at(0),
            transitioned: at(0),
            configured: at(0),
            reason_data: None,
            forced: false,
        }
    }

    /// The states at the end of each minute, with so many errors at the given seconds.
    fn states(errors: &[(u64, f64)], minutes: u64) -> Vec<AlarmState> {
        let mut monitor = Monitor::default();
        monitor.put_alarm(alarm("errors", metric(&[])), at(0));
        let mut states = Vec::new();
        for minute in 1..=minutes {
            for (second, count) in
                errors.iter().filter(|(second, _)| (minute - 1) * 60 <= *second && *second < minute * 60)
            {
                monitor.metrics.record(metric(&[]), at(*second), Statistics::of(*count, 1.0), "Count");
            }
            assert_eq!(monitor.next_evaluation(at(minute * 60 - 1)), Some(at(minute * 60)));
            monitor.evaluate(2, Duration::ZERO, at(minute * 60));
            states.push(monitor.alarm("errors").unwrap().state);
        }
        states
    }

    #[test]
    fn the_guides_alarm_needs_two_bad_minutes_or_one_followed_by_silence() {
        use AlarmState::{Alarm, InsufficientData, Ok};
        assert_eq!(states(&[], 2), [InsufficientData, InsufficientData]);
        assert_eq!(states(&[(5, 1.0), (65, 2.0)], 2), [Ok, Alarm]);
        assert_eq!(states(&[(5, 1.0)], 3), [Ok, Alarm, Alarm]);
        assert_eq!(states(&[(5, 1.0), (65, 0.0), (125, 0.0)], 3), [Ok, Ok, Ok]);
    }

    #[test]
    fn what_is_under_way_for_a_minute_is_judged_a_minute_later() {
        use AlarmState::{Alarm, InsufficientData, Ok};
        let states = |delay| {
            let mut monitor = Monitor::default();
            monitor.put_alarm(alarm("errors", metric(&[])), at(0));
            for second in [5, 65] {
                monitor.metrics.record(metric(&[]), at(second), Statistics::of(1.0, 1.0), "Count");
            }
            let state = |minute: u64| {
                monitor.evaluate(2, delay, at(minute * 60));
                monitor.alarm("errors").unwrap().state
            };
            [1, 2, 3].map(state)
        };
        assert_eq!(states(Duration::ZERO), [Ok, Alarm, Alarm]);
        assert_eq!(states(Duration::from_secs(60)), [InsufficientData, Ok, Alarm]);
    }

    #[test]
    fn the_alarm_on_the_new_version_does_not_see_the_old_one() {
        let mut monitor = Monitor::default();
        monitor.put_alarm(alarm("new", metric(&[("ExecutedVersion", "2")])), at(0));
        for second in [5, 65] {
            let old = metric(&[("ExecutedVersion", "1")]);
            monitor.metrics.record(old, at(second), Statistics::of(1.0, 1.0), "Count");
            monitor.metrics.record(metric(&[]), at(second), Statistics::of(1.0, 1.0), "Count");
        }
        monitor.evaluate(2, Duration::ZERO, at(120));
        assert_eq!(monitor.alarm("new").unwrap().state, AlarmState::InsufficientData);
    }

    #[test]
    fn a_forced_state_stays_until_data_comes_that_is_newer() {
        let mut monitor = Monitor::default();
        monitor.put_alarm(alarm("errors", metric(&[])), at(0));
        assert!(monitor.set_alarm_state("errors", AlarmState::Alarm, "drill", None, at(30)));
        monitor.evaluate(2, Duration::ZERO, at(60));
        assert_eq!(monitor.alarm("errors").unwrap().state, AlarmState::Alarm);
        monitor.metrics.record(metric(&[]), at(70), Statistics::of(0.0, 1.0), "Count");
        monitor.evaluate(2, Duration::ZERO, at(120));
        assert_eq!(monitor.alarm("errors").unwrap().state, AlarmState::Ok);
        let told: Vec<&str> = monitor.history().map(|item| item.summary.as_str()).collect();
        assert_eq!(
            told,
            [
                "Alarm updated from ALARM to OK",
                "Alarm updated from INSUFFICIENT_DATA to ALARM",
                "Alarm \"errors\" created"
            ]
        );
        assert!(!monitor.set_alarm_state("other", AlarmState::Ok, "drill", None, at(130)));
    }

    #[test]
    fn an_alarm_that_is_configured_anew_keeps_its_state() {
        let mut monitor = Monitor::default();
        monitor.put_alarm(alarm("errors", metric(&[])), at(0));
        monitor.set_alarm_state("errors", AlarmState::Alarm, "drill", None, at(30));
        let other = alarm("errors", metric(&[("ExecutedVersion", "2")]));
        monitor.put_alarm(Alarm { configured: at(40), ..other }, at(40));
        let alarm = monitor.alarm("errors").unwrap();
        assert_eq!((alarm.state, alarm.reason.as_str(), alarm.configured), (AlarmState::Alarm, "drill", at(40)));
    }
}
