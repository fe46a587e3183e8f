//! How an alarm judges its data points (spec 7.3).

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

/// What an alarm says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum AlarmState {
    /// Nothing breaches the threshold.
    Ok,
    /// The threshold is breached.
    Alarm,
    /// There is nothing to judge.
    InsufficientData,
}

/// What a missing data point counts as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, EnumString)]
#[strum(serialize_all = "camelCase")]
pub enum MissingData {
    /// As nothing: without any data there is insufficient data.
    #[default]
    Missing,
    /// As good.
    NotBreaching,
    /// As bad.
    Breaching,
    /// As whatever the alarm said before.
    Ignore,
}

/// How many points an alarm judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Judgement {
    /// How many points are judged (N).
    pub evaluation_periods: usize,
    /// How many of them have to breach (M).
    pub datapoints_to_alarm: usize,
    /// What a missing point counts as.
    pub missing_data: MissingData,
}

impl Judgement {
    /// The state that follows from `points`, oldest first: the whole evaluation range, `None` where there is no data, else whether the
    /// point breaches. Without a change it stays `before`.
    pub fn of(&self, points: &[Option<bool>], before: AlarmState) -> AlarmState {
        let needed = self.evaluation_periods;
        let real: Vec<bool> = points.iter().copied().flatten().collect();
        let newest = points.get(points.len().saturating_sub(needed)..).unwrap_or_default();
        let judged = if newest.iter().all(Option::is_some) {
            newest.iter().copied().flatten().collect()
        } else {
            // Older real points serve for missing ones.
            real.get(real.len().saturating_sub(needed)..).unwrap_or_default().to_vec()
        };
        let breaching = judged.iter().filter(|breaches| **breaches).count();
        let missing = needed.saturating_sub(judged.len());
        if breaching >= self.datapoints_to_alarm {
            return AlarmState::Alarm;
        }
        match self.missing_data {
            _ if missing == 0 => AlarmState::Ok,
            MissingData::Breaching if breaching + missing >= self.datapoints_to_alarm => AlarmState::Alarm,
            // A good point among them decides; bad ones alone are too few.
            MissingData::Ignore if breaching == judged.len() => before,
            MissingData::Missing if judged.is_empty() => AlarmState::InsufficientData,
            MissingData::Missing if self.is_premature_alarm(points) => AlarmState::Alarm,
            _ => AlarmState::Ok,
        }
    }

    /// Nothing but breaching points, the oldest at least M periods old: it alarms although there are fewer than M.
    fn is_premature_alarm(&self, points: &[Option<bool>]) -> bool {
        let oldest = points.iter().position(Option::is_some);
        let age = oldest.map_or(0, |position| points.len() - position);
        points.iter().flatten().all(|breaches| *breaches) && age >= self.datapoints_to_alarm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `0` is good, `X` breaches, `-` is missing; oldest first.
    fn points(text: &str) -> Vec<Option<bool>> {
        text.chars().map(|point| (point != '-').then_some(point == 'X')).collect()
    }

    fn judged(needed: usize, to_alarm: usize, text: &str, missing_data: MissingData, before: AlarmState) -> AlarmState {
        let judgement = Judgement { evaluation_periods: needed, datapoints_to_alarm: to_alarm, missing_data };
        judgement.of(&points(text), before)
    }

    #[test]
    fn every_vector_of_the_documentation_is_judged_as_it_says() {
        use AlarmState::{Alarm, InsufficientData, Ok};
        // For missing, ignore, breaching and notBreaching; `None` keeps what was before.
        let vectors = [
            (3, 3, "0-X-X", [Some(Ok), Some(Ok), Some(Ok), Some(Ok)]),
            (3, 3, "0----", [Some(Ok), Some(Ok), Some(Ok), Some(Ok)]),
            (3, 3, "-----", [Some(InsufficientData), None, Some(Alarm), Some(Ok)]),
            (3, 3, "0XX-X", [Some(Alarm), Some(Alarm), Some(Alarm), Some(Alarm)]),
            (3, 3, "--X--", [Some(Alarm), None, Some(Alarm), Some(Ok)]),
            (3, 2, "0-X-X", [Some(Alarm), Some(Alarm), Some(Alarm), Some(Alarm)]),
            (3, 2, "00X0X", [Some(Alarm), Some(Alarm), Some(Alarm), Some(Alarm)]),
            (3, 2, "0-X--", [Some(Ok), Some(Ok), Some(Alarm), Some(Ok)]),
            (3, 2, "----0", [Some(Ok), Some(Ok), Some(Alarm), Some(Ok)]),
            (3, 2, "---X-", [Some(Alarm), None, Some(Alarm), Some(Ok)]),
        ];
        let treatments = [MissingData::Missing, MissingData::Ignore, MissingData::Breaching, MissingData::NotBreaching];
        for (needed, to_alarm, text, expected) in vectors {
            for (treatment, expected) in treatments.into_iter().zip(expected) {
                for before in [Ok, Alarm, InsufficientData] {
                    let state = judged(needed, to_alarm, text, treatment, before);
                    assert_eq!(state, expected.unwrap_or(before), "{to_alarm} of {needed}: {text} {treatment:?}");
                }
            }
        }
    }

    #[test]
    fn a_single_new_breach_does_not_alarm_at_once() {
        for text in ["----X", "---X-"] {
            assert_eq!(judged(3, 3, text, MissingData::Missing, AlarmState::Ok), AlarmState::Ok, "{text}");
        }
    }
}
