//! How a hook tells CodeDeploy its verdict.

use std::fmt;

use async_trait::async_trait;
use thiserror::Error;

use crate::event::HookEvent;
use crate::outcome::Verdict;

/// Tells CodeDeploy the verdict, once. Retries are made by the runtime. Replace it in a test, or to report to another system.
#[async_trait]
pub trait Reporter: Send + Sync {
    /// One attempt.
    ///
    /// # Errors
    /// Says what went wrong and of which kind it is, since the kind decides about another attempt.
    async fn report(&self, event: &HookEvent, verdict: Verdict) -> Result<(), ReportError>;
}

/// One failed attempt to report.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind}: {message}")]
pub struct ReportError {
    /// What kind of failure it is.
    pub kind: ReportErrorKind,
    /// What the service or the client says.
    pub message: String,
}

/// The kinds of failure that differ in what is done about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReportErrorKind {
    /// CodeDeploy has a verdict already: there is nothing left to deliver.
    AlreadyCompleted,
    /// CodeDeploy asks for patience.
    Throttled,
    /// CodeDeploy failed (5xx).
    Server,
    /// No answer: connection refused, reset or hanging.
    Transport,
    /// The hook's role may not report; a policy that was just attached takes a while to become effective.
    AccessDenied,
    /// The credentials are over; new ones may come.
    ExpiredCredentials,
    /// CodeDeploy does not know the deployment, which passes when it is a second old.
    UnknownDeployment,
    /// Anything else that another attempt would not change.
    Refused,
}

impl fmt::Display for ReportErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::AlreadyCompleted => "the lifecycle event is already completed",
            Self::Throttled => "CodeDeploy throttles",
            Self::Server => "CodeDeploy failed",
            Self::Transport => "CodeDeploy could not be reached",
            Self::AccessDenied => {
                "the hook's role may not call codedeploy:PutLifecycleEventHookExecutionStatus on the deployment group"
            }
            Self::ExpiredCredentials => "the hook's credentials have expired",
            Self::UnknownDeployment => "CodeDeploy does not know the deployment",
            Self::Refused => "CodeDeploy refused the report",
        })
    }
}
