//! A modelled version: what it answers, how often it fails and how long it takes, over time.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How a version behaves in a scenario, instead of its code or before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Behavior {
    /// What it answers. Where nothing is set, the version's own code answers.
    pub answers: Changing<Value>,
    /// Which part of its invocations fails.
    pub error_rate: Changing<f64>,
    /// What a failing invocation answers, `errorType` and `errorMessage`; by default that the scenario lets it fail.
    pub error: Option<Value>,
    /// How long an invocation takes.
    pub latency: Changing<Duration>,
}

/// A value over time, counted from the start of the deployment. Before the first change there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changing<T>(Vec<(Duration, T)>);

/// What a modelled version does with one invocation.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelAnswer {
    /// The payload of the answer, or of the function error.
    pub payload: Value,
    /// Whether it is a function error.
    pub failed: bool,
    /// How long it takes.
    pub latency: Duration,
}

impl<T> Changing<T> {
    /// The same value always.
    pub fn constant(value: T) -> Self {
        Self(vec![(Duration::ZERO, value)])
    }

    /// Values from the given times on, in any order.
    pub fn at(mut changes: Vec<(Duration, T)>) -> Self {
        changes.sort_by_key(|(from, _)| *from);
        Self(changes)
    }

    /// The value at a time.
    pub fn value(&self, time: Duration) -> Option<&T> {
        let after = self.0.partition_point(|(from, _)| *from <= time);
        after.checked_sub(1).and_then(|last| self.0.get(last)).map(|(_, value)| value)
    }

    /// Whether there is a value at every time.
    pub fn is_always_set(&self) -> bool {
        self.0.first().is_some_and(|(from, _)| from.is_zero())
    }
}

impl<T> Default for Changing<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl Behavior {
    /// Whether an invocation at `time` fails, by a draw from `[0, 1)`.
    pub fn fails(&self, time: Duration, draw: f64) -> bool {
        self.error_rate.value(time).is_some_and(|rate| draw < *rate)
    }

    /// What an invocation at `time` gets; `None` when the version's own code has to answer.
    pub fn answer(&self, time: Duration, draw: f64) -> Option<ModelAnswer> {
        let latency = self.latency.value(time).copied().unwrap_or_default();
        if self.fails(time, draw) {
            let payload = self.error.clone().unwrap_or_else(
                || json!({ "errorType": "ScenarioError", "errorMessage": "the scenario lets this invocation fail" }),
            );
            return Some(ModelAnswer { payload, failed: true, latency });
        }
        self.answers.value(time).map(|payload| ModelAnswer { payload: payload.clone(), failed: false, latency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_holds_from_its_time_until_the_next() {
        let changing = Changing::at(vec![(Duration::from_secs(60), "b"), (Duration::from_secs(10), "a")]);
        assert_eq!(changing.value(Duration::from_secs(9)), None);
        assert_eq!(changing.value(Duration::from_secs(10)), Some(&"a"));
        assert_eq!(changing.value(Duration::from_secs(59)), Some(&"a"));
        assert_eq!(changing.value(Duration::from_secs(600)), Some(&"b"));
        assert!(!changing.is_always_set());
        assert!(Changing::constant(1).is_always_set());
    }

    #[test]
    fn the_error_rate_is_drawn_before_the_answer() {
        let behavior = Behavior {
            answers: Changing::constant(json!(1)),
            error_rate: Changing::constant(0.2),
            ..Behavior::default()
        };
        assert!(behavior.answer(Duration::ZERO, 0.19).unwrap().failed);
        assert_eq!(behavior.answer(Duration::ZERO, 0.2).unwrap().payload, json!(1));
        assert_eq!(Behavior::default().answer(Duration::ZERO, 0.0), None);
    }
}
