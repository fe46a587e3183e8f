//! Asynchronous invocations, as CodeDeploy makes them: two more attempts after a function error (spec 5.3).

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::account::{EventInvokeConfig, FunctionName, Qualifier};
use crate::clock::VirtualTime;

/// Lambda's id of one invocation. The attempts of one asynchronous event share it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(String);

/// One attempt of an asynchronous invocation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AsyncInvocation {
    /// The function.
    pub function: FunctionName,
    /// Which version or alias of it was called; an alias chooses a version for each attempt.
    pub qualifier: Option<Qualifier>,
    /// What it is sent.
    pub payload: Value,
    /// The id that all attempts share.
    pub request_id: RequestId,
    /// Counted from zero.
    pub attempt: u32,
    /// When the event was accepted.
    pub accepted: VirtualTime,
}

impl RequestId {
    /// An id.
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl AsyncInvocation {
    /// The next attempt after a function error at `now`, with its time; `None` after the last, or when the event is too old by then.
    pub fn retry(&self, config: &EventInvokeConfig, now: VirtualTime) -> Option<(VirtualTime, Self)> {
        let wait = match self.attempt {
            0 => Duration::from_secs(60),
            _ => Duration::from_secs(120),
        };
        let at = now + wait;
        let is_worth_it =
            self.attempt < config.maximum_retry_attempts && at - self.accepted <= config.maximum_event_age;
        is_worth_it.then(|| (at, Self { attempt: self.attempt + 1, ..self.clone() }))
    }

    /// The same attempt again after a throttle: the pauses grow from a second to five minutes.
    pub fn throttled(&self, config: &EventInvokeConfig, now: VirtualTime) -> Option<(VirtualTime, Self)> {
        let waited = now - self.accepted;
        let at = now + waited.clamp(Duration::from_secs(1), Duration::from_secs(300));
        (at - self.accepted <= config.maximum_event_age).then(|| (at, self.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first() -> AsyncInvocation {
        AsyncInvocation {
            function: FunctionName::new("hook").unwrap(),
            qualifier: None,
            payload: Value::Null,
            request_id: RequestId::new("r".into()),
            attempt: 0,
            accepted: VirtualTime::START,
        }
    }

    /// When the attempts after the first are made, in seconds after it, if all fail at once.
    fn retries(config: &EventInvokeConfig) -> Vec<u64> {
        let mut next = first().retry(config, VirtualTime::START);
        let mut times = Vec::new();
        while let Some((at, invocation)) = next {
            assert_eq!(invocation.request_id, first().request_id);
            times.push((at - VirtualTime::START).as_secs());
            next = invocation.retry(config, at);
        }
        times
    }

    #[test]
    fn a_function_error_is_tried_twice_more_after_one_and_two_minutes() {
        let config = EventInvokeConfig::new(VirtualTime::START);
        assert_eq!(retries(&config), [60, 180]);
        assert_eq!(retries(&EventInvokeConfig { maximum_retry_attempts: 1, ..config.clone() }), [60]);
        assert_eq!(retries(&EventInvokeConfig { maximum_event_age: Duration::from_secs(100), ..config }), [60]);
    }

    #[test]
    fn a_throttled_event_comes_again_after_growing_pauses_until_it_is_too_old() {
        let config = EventInvokeConfig {
            maximum_event_age: Duration::from_secs(20),
            ..EventInvokeConfig::new(VirtualTime::START)
        };
        let (mut now, mut times) = (VirtualTime::START, Vec::new());
        while let Some((at, again)) = first().throttled(&config, now) {
            assert_eq!(again.attempt, 0);
            times.push((at - VirtualTime::START).as_secs());
            now = at;
        }
        assert_eq!(times, [1, 2, 4, 8, 16]);
    }
}
