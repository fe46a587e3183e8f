//! What a validator finds, and what CodeDeploy hears of it.

use serde::{Deserialize, Serialize};

use crate::deferral::DeferralToken;
use crate::error::Error;
use crate::event::HookEvent;
use crate::hook_report::OutcomeKind;

/// A log line holds this many reasons, of this many bytes each.
const MOST_REASONS: usize = 20;
const LONGEST_REASON: usize = 8 * 1024;

/// What a validator found out about a version.
///
/// `Result<()>` becomes one by itself: `Ok` is succeeded, `Err` is failed with the error's text as its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Outcome {
    /// The version is good.
    Succeeded,
    /// The version is refused, or could not be checked.
    Failed {
        /// Why, one entry for each thing found; what people read first.
        reasons: Vec<String>,
    },
    /// There was too little to judge by. CodeDeploy hears `Failed`, since what cannot be checked has not passed.
    Inconclusive {
        /// What was missing.
        reasons: Vec<String>,
    },
    /// Another program brings the verdict, with this token from [`Hook::defer`](crate::Hook::defer). CodeDeploy hears nothing yet.
    Deferred(DeferralToken),
}

/// The two answers that CodeDeploy accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Verdict {
    /// The deployment goes on.
    Succeeded,
    /// The deployment stops, and rolls back if its group says so.
    Failed,
}

/// What CodeDeploy holds for a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HookStatus {
    /// CodeDeploy has heard nothing and waits, for up to an hour.
    InProgress,
    /// `Succeeded` was reported.
    Succeeded,
    /// `Failed` was reported, or the hour is over.
    Failed,
}

impl Outcome {
    /// A failed outcome with one reason.
    pub fn failed(reason: impl Into<String>) -> Self {
        Self::Failed { reasons: vec![reason.into()] }
    }

    /// What CodeDeploy is told; nothing, when another program will tell it.
    pub const fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Succeeded => Some(Verdict::Succeeded),
            Self::Failed { .. } | Self::Inconclusive { .. } => Some(Verdict::Failed),
            Self::Deferred(_) => None,
        }
    }

    /// Why, empty for a succeeded and for a deferred outcome.
    pub fn reasons(&self) -> &[String] {
        match self {
            Self::Succeeded | Self::Deferred(_) => &[],
            Self::Failed { reasons } | Self::Inconclusive { reasons } => reasons,
        }
    }

    /// The same outcome as it may be reported and logged: a validator that quotes a whole answer must not drown its own verdict, one
    /// that quotes the execution id must not give it away, and one that defers another event has deferred nothing.
    pub(crate) fn reportable(mut self, event: &HookEvent) -> Self {
        if let Self::Deferred(token) = &self
            && token.event() != event
        {
            return Self::failed("the validator deferred its verdict with the token of another hook event");
        }
        if let Self::Failed { reasons } | Self::Inconclusive { reasons } = &mut self {
            let left_out = reasons.len().saturating_sub(MOST_REASONS);
            reasons.truncate(MOST_REASONS);
            for reason in reasons.iter_mut() {
                event.execution_id.redact(reason);
            }
            for reason in reasons.iter_mut().filter(|reason| reason.len() > LONGEST_REASON) {
                let end = reason.floor_char_boundary(LONGEST_REASON);
                reason.truncate(end);
                reason.push('…');
            }
            if left_out > 0 {
                reasons.push(format!("and {left_out} more"));
            }
        }
        self
    }

    /// The outcome without its reasons.
    pub const fn kind(&self) -> OutcomeKind {
        match self {
            Self::Succeeded => OutcomeKind::Succeeded,
            Self::Failed { .. } => OutcomeKind::Failed,
            Self::Inconclusive { .. } => OutcomeKind::Inconclusive,
            Self::Deferred(_) => OutcomeKind::Deferred,
        }
    }
}

impl Verdict {
    /// CodeDeploy's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
        }
    }
}

impl From<Verdict> for HookStatus {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Succeeded => Self::Succeeded,
            Verdict::Failed => Self::Failed,
        }
    }
}

/// What a validator may return: an [`Outcome`], or a `Result` whose error is any error or text.
#[diagnostic::on_unimplemented(
    message = "a validator cannot return `{Self}`",
    label = "return `hook_sdk::Result<()>` or `hook_sdk::Outcome`"
)]
pub trait IntoOutcome {
    /// The outcome that this value stands for.
    fn into_outcome(self) -> Outcome;
}

impl IntoOutcome for Outcome {
    fn into_outcome(self) -> Outcome {
        self
    }
}

impl<E: Into<Error>> IntoOutcome for Result<(), E> {
    fn into_outcome(self) -> Outcome {
        self.map(|()| Outcome::Succeeded).into_outcome()
    }
}

impl<E: Into<Error>> IntoOutcome for Result<Outcome, E> {
    fn into_outcome(self) -> Outcome {
        self.unwrap_or_else(|error| Outcome::failed(error.into().to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_failed_outcome_with_its_text_as_the_reason() {
        let result: crate::Result<()> = Err("order 1 has no price".into());
        assert_eq!(result.into_outcome(), Outcome::failed("order 1 has no price"));
        let result: crate::Result<()> = Ok(());
        assert_eq!(result.into_outcome(), Outcome::Succeeded);
    }

    fn event() -> HookEvent {
        HookEvent::of("d-1".into(), "capability".into())
    }

    #[test]
    fn a_reason_that_quotes_the_execution_id_does_not_give_it_away() {
        let outcome = Outcome::failed("capability is no good: capability").reportable(&event());
        assert_eq!(outcome.reasons(), ["capab… is no good: capab…"]);
    }

    #[test]
    fn reasons_are_bounded_in_number_and_length() {
        let long = Outcome::failed("ä".repeat(10_000)).reportable(&event());
        assert_eq!(long.reasons()[0].chars().count(), 4_097);
        assert!(long.reasons()[0].ends_with("ä…"));
        let many = Outcome::Failed { reasons: vec!["no".into(); 30] }.reportable(&event());
        assert_eq!((many.reasons().len(), many.reasons()[20].as_str()), (21, "and 10 more"));
    }

    #[test]
    fn what_cannot_be_judged_has_not_passed() {
        let outcome = Outcome::Inconclusive { reasons: vec!["no orders today".into()] };
        assert_eq!(outcome.verdict(), Some(Verdict::Failed));
        assert_eq!(outcome.reasons(), ["no orders today"]);
    }
}
