//! Brings a verdict to CodeDeploy: attempts until it is there or the time is over.

use std::time::Duration;

use thiserror::Error;
use tokio::time::{Instant, sleep, timeout};

use crate::event::HookEvent;
use crate::outcome::Verdict;
use crate::report::{ReportError, ReportErrorKind, Reporter};

/// A single attempt gets this long, so that a hanging connection does not take all the time there is.
const ATTEMPT: Duration = Duration::from_secs(5);
/// The first pause between attempts; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// A deployment that CodeDeploy does not know is given this long to become known.
const UNKNOWN_DEPLOYMENT: Duration = Duration::from_secs(10);

/// A verdict that has reached CodeDeploy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// How many attempts it took.
    pub attempts: u32,
    /// Whether CodeDeploy had a verdict already, from an earlier attempt whose answer was lost, or from somebody else.
    pub already_completed: bool,
}

/// A verdict that could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the verdict did not reach CodeDeploy after {attempts} {}: {last}", if *attempts == 1 { "attempt" } else { "attempts" })]
pub struct DeliveryError {
    /// How many attempts were made.
    pub attempts: u32,
    /// What the last one met.
    pub last: ReportError,
}

/// Attempts until the verdict is delivered, the failure is final, or `deadline` is there.
pub(crate) async fn deliver(
    reporter: &dyn Reporter,
    event: &HookEvent,
    verdict: Verdict,
    deadline: Instant,
) -> Result<Delivered, DeliveryError> {
    let start = Instant::now();
    let mut pause = FIRST_PAUSE;
    for attempts in 1.. {
        let left = deadline.saturating_duration_since(Instant::now());
        // The first attempt is made even when the time is over: the platform may be a little late with its axe.
        let patience = ATTEMPT.min(left).max(Duration::from_millis(100));
        let mut last = match timeout(patience, reporter.report(event, verdict)).await {
            Ok(Ok(())) => return Ok(Delivered { attempts, already_completed: false }),
            Ok(Err(error)) if error.kind == ReportErrorKind::AlreadyCompleted => {
                return Ok(Delivered { attempts, already_completed: true });
            }
            Ok(Err(error)) => error,
            Err(_) => ReportError {
                kind: ReportErrorKind::Transport,
                message: format!("no answer within {} ms", patience.as_millis()),
            },
        };
        event.execution_id.redact(&mut last.message);
        tracing::warn!(attempt = attempts, error = %last, "the verdict did not reach CodeDeploy");
        // Jitter keeps the hooks of a stack, which all start in one second, from knocking together.
        let wait = pause.mul_f64(0.5 + fastrand::f64() / 2.0);
        pause = (pause * 2).min(LONGEST_PAUSE);
        let out_of_time = Instant::now() + wait >= deadline;
        if out_of_time || !is_worth_another_attempt(last.kind, start.elapsed()) {
            return Err(DeliveryError { attempts, last });
        }
        sleep(wait).await;
    }
    unreachable!("attempts are counted without end")
}

fn is_worth_another_attempt(kind: ReportErrorKind, since_start: Duration) -> bool {
    match kind {
        ReportErrorKind::Throttled
        | ReportErrorKind::Server
        | ReportErrorKind::Transport
        | ReportErrorKind::AccessDenied
        | ReportErrorKind::ExpiredCredentials => true,
        ReportErrorKind::UnknownDeployment => since_start < UNKNOWN_DEPLOYMENT,
        ReportErrorKind::AlreadyCompleted | ReportErrorKind::Refused => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;
    use serde_json::json;

    use super::*;

    /// Answers with the listed failures, one an attempt, then accepts; `None` never answers.
    struct Scripted(Mutex<Vec<Option<ReportErrorKind>>>);

    #[async_trait]
    impl Reporter for Scripted {
        async fn report(&self, _: &HookEvent, _: Verdict) -> Result<(), ReportError> {
            let next = { self.0.lock().unwrap().pop() };
            match next {
                None => Ok(()),
                Some(Some(kind)) => Err(ReportError { kind, message: "scripted".into() }),
                Some(None) => std::future::pending().await,
            }
        }
    }

    async fn delivered(
        script: impl IntoIterator<Item = Option<ReportErrorKind>>,
        seconds: u64,
    ) -> Result<Delivered, DeliveryError> {
        let mut script: Vec<_> = script.into_iter().collect();
        script.reverse();
        let event =
            HookEvent::from_json(&json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e" })).unwrap();
        let deadline = Instant::now() + Duration::from_secs(seconds);
        deliver(&Scripted(Mutex::new(script)), &event, Verdict::Failed, deadline).await
    }

    const fn after(attempts: u32) -> Delivered {
        Delivered { attempts, already_completed: false }
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_pass_is_tried_again_until_it_has_passed() {
        use ReportErrorKind::{AccessDenied, ExpiredCredentials, Server, Throttled, Transport, UnknownDeployment};
        for kind in [Throttled, Server, Transport, AccessDenied, ExpiredCredentials, UnknownDeployment] {
            assert_eq!(delivered([Some(kind); 3], 60).await, Ok(after(4)), "{kind:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_hanging_attempt_is_given_up_for_the_next() {
        let start = Instant::now();
        assert_eq!(delivered([None, None], 60).await, Ok(after(3)));
        let seconds = start.elapsed().as_secs_f64();
        assert!((10.0..10.2).contains(&seconds), "{seconds}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_completed_event_is_a_delivered_verdict() {
        let result = delivered([Some(ReportErrorKind::Transport), Some(ReportErrorKind::AlreadyCompleted)], 60).await;
        assert_eq!(result, Ok(Delivered { attempts: 2, already_completed: true }));
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_final() {
        let error = delivered([Some(ReportErrorKind::Refused)], 60).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the verdict did not reach CodeDeploy after 1 attempt: CodeDeploy refused the report: scripted"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_unknown_deployment_is_given_ten_seconds() {
        let start = Instant::now();
        let error = delivered([Some(ReportErrorKind::UnknownDeployment); 100], 600).await.unwrap_err();
        assert_eq!(error.last.kind, ReportErrorKind::UnknownDeployment);
        let seconds = start.elapsed().as_secs_f64();
        assert!((10.0..12.0).contains(&seconds), "{seconds}");
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_end_at_the_deadline() {
        let start = Instant::now();
        let error = delivered([Some(ReportErrorKind::Throttled); 1_000], 30).await.unwrap_err();
        assert_eq!(error.last.kind, ReportErrorKind::Throttled);
        let seconds = start.elapsed().as_secs_f64();
        assert!((27.9..=30.0).contains(&seconds), "{seconds}");
    }
}
