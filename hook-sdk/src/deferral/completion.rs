//! How another program brings the verdict of a hook that has deferred it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use thiserror::Error;
use tokio::time::Instant;

use super::token::DeferralToken;
use crate::delivery::{self, Delivered, DeliveryError};
use crate::outcome::Verdict;
use crate::report::Reporter;

/// A program that completes hooks has no deadline of Lambda's, and its user no patience for the hour.
const PATIENCE: Duration = Duration::from_secs(60);

/// Brings the verdicts of deferred hooks to CodeDeploy, with the same retries as a hook's own report.
///
/// ```no_run
/// # async fn example(text: &str) -> Result<(), Box<dyn std::error::Error>> {
/// use hook_sdk::{DeferralToken, HookCompletion, Verdict};
///
/// let token: DeferralToken = text.parse()?;
/// HookCompletion::of_process().complete(&token, Verdict::Succeeded).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct HookCompletion {
    reporter: Arc<dyn Reporter>,
}

/// Why a deferred hook was not completed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CompletionError {
    /// CodeDeploy's hour is over, or so nearly that a verdict might come too late.
    #[error(
        "the token has expired at {}: CodeDeploy fails a hook that is silent for an hour; deploy again",
        humantime::format_rfc3339_seconds(*at)
    )]
    Expired {
        /// When the token was over.
        at: SystemTime,
    },
    /// CodeDeploy could not be told.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
}

impl HookCompletion {
    /// Completes hooks through a reporter of your own.
    pub fn new(reporter: Arc<dyn Reporter>) -> Self {
        Self { reporter }
    }

    /// Completes hooks with the AWS credentials and the region of this process's environment.
    #[cfg(feature = "aws")]
    pub fn of_process() -> Self {
        Self::new(crate::aws::connect(crate::aws::Connection::of_process()).reporter)
    }

    /// Tells CodeDeploy the verdict.
    ///
    /// [`Delivered::already_completed`] says that somebody has been faster, perhaps with another verdict: CodeDeploy keeps the first.
    ///
    /// # Errors
    /// When the token has expired, or CodeDeploy could not be told within a minute.
    pub async fn complete(&self, token: &DeferralToken, verdict: Verdict) -> Result<Delivered, CompletionError> {
        let left = token.time_left();
        if left.is_zero() {
            return Err(CompletionError::Expired { at: token.expires_at() });
        }
        let deadline = Instant::now() + left.min(PATIENCE);
        Ok(delivery::deliver(&*self.reporter, token.event(), verdict, deadline).await?)
    }
}

impl std::fmt::Debug for HookCompletion {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("HookCompletion").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use async_trait::async_trait;

    use super::*;
    use crate::event::HookEvent;
    use crate::phase::Phase;
    use crate::report::{ReportError, ReportErrorKind};

    struct Refuses;

    #[async_trait]
    impl Reporter for Refuses {
        async fn report(&self, _: &HookEvent, _: Verdict) -> Result<(), ReportError> {
            Err(ReportError { kind: ReportErrorKind::Refused, message: "no".into() })
        }
    }

    async fn error(began: SystemTime) -> String {
        let event = HookEvent::of("d-1".into(), "e".into());
        let token = DeferralToken::new(event, Phase::PreTraffic, "waits".into(), None, began);
        HookCompletion::new(Arc::new(Refuses)).complete(&token, Verdict::Succeeded).await.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn an_expired_token_completes_nothing() {
        assert_eq!(
            error(UNIX_EPOCH).await,
            "the token has expired at 1970-01-01T00:55:00Z: CodeDeploy fails a hook that is silent for an hour; deploy again"
        );
    }

    #[tokio::test]
    async fn a_refusal_is_told() {
        assert_eq!(
            error(SystemTime::now()).await,
            "the verdict did not reach CodeDeploy after 1 attempt: CodeDeploy refused the report: no"
        );
    }
}
