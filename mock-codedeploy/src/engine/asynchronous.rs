//! Asynchronous invocations, as CodeDeploy makes them: two more attempts after a function error (spec 5.3).

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::account::FunctionName;

/// Lambda's id of one invocation. The attempts of one asynchronous event share it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(String);

/// One attempt of an asynchronous invocation.
#[derive(Clone, Debug, PartialEq)]
pub struct AsyncInvocation {
    /// The function.
    pub function: FunctionName,
    /// What it is sent.
    pub payload: Value,
    /// The id that all attempts share.
    pub request_id: RequestId,
    /// Counted from zero.
    pub attempt: u32,
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
    /// The next attempt after a function error, with the time to wait before it; `None` after the last.
    pub fn retry(&self) -> Option<(Duration, Self)> {
        let wait = match self.attempt {
            0 => Duration::from_secs(60),
            1 => Duration::from_secs(120),
            _ => return None,
        };
        Some((wait, Self { attempt: self.attempt + 1, ..self.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_error_is_tried_twice_more_after_one_and_two_minutes() {
        let first = AsyncInvocation {
            function: FunctionName::new("hook").unwrap(),
            payload: Value::Null,
            request_id: RequestId::new("r".into()),
            attempt: 0,
        };
        let (wait, second) = first.retry().unwrap();
        assert_eq!((wait.as_secs(), second.attempt), (60, 1));
        let (wait, third) = second.retry().unwrap();
        assert_eq!((wait.as_secs(), third.attempt), (120, 2));
        assert_eq!(third.retry(), None);
        assert_eq!(third.request_id, first.request_id);
    }
}
