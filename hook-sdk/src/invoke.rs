//! How a hook calls the version under test.

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::error::Error;
use crate::target::FunctionVersion;

/// Calls a version of a function. Replace it in a test, or to reach the function by another way.
#[async_trait]
pub trait Invoker: Send + Sync {
    /// Calls `target` with a JSON payload and waits for its answer.
    ///
    /// # Errors
    /// A function error is an error, with the function's own message and the tail of its log.
    async fn invoke(&self, target: &FunctionVersion, payload: Vec<u8>) -> Result<Answer, InvokeError>;
}

/// What a version answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    payload: Vec<u8>,
    executed_version: Option<String>,
    log_tail: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InvokeError {
    /// The function ran and failed.
    #[error("{target} failed with {error_type}: {message}{}", tail(log_tail.as_deref()))]
    Function {
        /// The version that was called.
        target: FunctionVersion,
        /// The function's own `errorType`, or `an error` when it names none.
        error_type: String,
        /// The function's own `errorMessage`.
        message: String,
        /// The last 4 KB of its log.
        log_tail: Option<String>,
    },
    /// Another version ran than the one that was asked for.
    #[error("{target} was called, but version {executed} ran: nothing is proved about version {}", target.version())]
    WrongVersion {
        /// The version that was called.
        target: FunctionVersion,
        /// The version that ran.
        executed: String,
    },
    /// The call did not reach the function, or its answer did not come back.
    #[error("{target} could not be called: {cause}")]
    Call {
        /// The version that was called.
        target: FunctionVersion,
        /// What the AWS client says.
        cause: Error,
    },
    /// The payload could not be made into JSON.
    #[error("the payload is not JSON")]
    Payload(#[source] serde_json::Error),
}

/// An answer that is not what the hook expected.
#[derive(Debug, Error)]
#[error("the answer is not what was expected: {source}; the answer was {shown}")]
pub struct AnswerError {
    source: serde_json::Error,
    shown: String,
}

impl Answer {
    /// An answer, as an [`Invoker`] makes it.
    pub fn new(payload: Vec<u8>) -> Self {
        Self { payload, executed_version: None, log_tail: None }
    }

    /// Adds the version that Lambda says it ran (`X-Amz-Executed-Version`).
    #[must_use]
    pub fn with_executed_version(mut self, version: impl Into<String>) -> Self {
        self.executed_version = Some(version.into());
        self
    }

    /// Adds the decoded tail of the log.
    #[must_use]
    pub fn with_log_tail(mut self, log_tail: impl Into<String>) -> Self {
        self.log_tail = Some(log_tail.into());
        self
    }

    /// The answer as a value of your own type, or as `serde_json::Value`.
    ///
    /// # Errors
    /// Says what is missing or of the wrong type, and shows the beginning of the answer.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, AnswerError> {
        serde_json::from_slice(&self.payload)
            .map_err(|source| AnswerError { source, shown: beginning(&String::from_utf8_lossy(&self.payload), 200) })
    }

    /// The answer's bytes, as the function returned them.
    pub fn bytes(&self) -> &[u8] {
        &self.payload
    }

    /// The version that ran, as Lambda says.
    pub fn executed_version(&self) -> Option<&str> {
        self.executed_version.as_deref()
    }

    /// The last 4 KB of the function's log.
    pub fn log_tail(&self) -> Option<&str> {
        self.log_tail.as_deref()
    }
}

impl InvokeError {
    /// The error that a failed function's payload describes: `{"errorType", "errorMessage"}`, or anything else a runtime makes of it.
    pub fn of_function(target: &FunctionVersion, payload: &[u8], log_tail: Option<String>) -> Self {
        let fields: Option<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(payload).ok();
        let text = |name: &str| {
            fields.as_ref().and_then(|fields| fields.get(name)).and_then(|value| value.as_str()).map(str::to_owned)
        };
        Self::Function {
            target: target.clone(),
            error_type: text("errorType").unwrap_or_else(|| "an error".into()),
            message: text("errorMessage").unwrap_or_else(|| beginning(&String::from_utf8_lossy(payload), 1_000)),
            log_tail,
        }
    }
}

/// Compares the version that ran with the one that was asked for.
pub(crate) fn check_executed_version(target: &FunctionVersion, answer: Answer) -> Result<Answer, InvokeError> {
    match answer.executed_version() {
        Some(executed) if executed != target.version().to_string() => {
            Err(InvokeError::WrongVersion { target: target.clone(), executed: executed.to_owned() })
        }
        _ => Ok(answer),
    }
}

fn tail(log_tail: Option<&str>) -> String {
    match log_tail.map(str::trim_end) {
        Some(tail) if !tail.is_empty() => format!("\nthe end of its log:\n{tail}"),
        _ => String::new(),
    }
}

fn beginning(text: &str, characters: usize) -> String {
    let mut shown: String = text.chars().take(characters).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::TargetReference;

    fn target() -> FunctionVersion {
        match "orders:2".parse() {
            Ok(TargetReference::Version(target)) => target,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_function_error_carries_the_functions_own_words_and_the_end_of_its_log() {
        let payload = br#"{"errorType":"PriceMissing","errorMessage":"no price for tea"}"#;
        let error = InvokeError::of_function(&target(), payload, Some("line 1\nline 2\n".into()));
        assert_eq!(
            error.to_string(),
            "orders:2 failed with PriceMissing: no price for tea\nthe end of its log:\nline 1\nline 2"
        );
    }

    #[test]
    fn a_function_error_of_another_shape_is_shown_as_it_is() {
        let error = InvokeError::of_function(&target(), b"out of order", None);
        assert_eq!(error.to_string(), "orders:2 failed with an error: out of order");
    }

    #[test]
    fn another_executed_version_is_an_error() {
        let error = check_executed_version(&target(), Answer::new(vec![]).with_executed_version("1")).unwrap_err();
        assert_eq!(error.to_string(), "orders:2 was called, but version 1 ran: nothing is proved about version 2");
        assert!(check_executed_version(&target(), Answer::new(vec![]).with_executed_version("2")).is_ok());
        assert!(check_executed_version(&target(), Answer::new(vec![])).is_ok());
    }

    #[test]
    fn an_unexpected_answer_is_shown_cut() {
        let answer = Answer::new(format!("{:?}", "x".repeat(300)).into_bytes());
        let error = answer.json::<u8>().unwrap_err().to_string();
        assert!(error.starts_with("the answer is not what was expected: invalid type: string"), "{error}");
        assert!(error.ends_with("x…"), "{error}");
    }
}
