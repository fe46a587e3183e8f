//! What another program needs to bring a hook's verdict.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use thiserror::Error;

use crate::event::HookEvent;
use crate::phase::Phase;

/// Says what the text is, and in which form: the number grows when the form changes.
const PREFIX: &str = "hook1.";
/// CodeDeploy waits an hour from when it called the hook, which is a little before the hook sees the event. The rest is for the call
/// that brings the verdict, and for its retries.
pub(crate) const LONGEST_DEFERRAL: Duration = Duration::from_secs(55 * 60);

/// The right to bring the verdict for one hook event, until shortly before CodeDeploy's hour is over.
///
/// Made by [`Hook::defer`](crate::Hook::defer) and given to another program, as text ([`to_text`](Self::to_text)) or as the JSON that a
/// state machine works with ([`to_json`](Self::to_json)). It is a capability: whoever has it can let a deployment pass. `Debug` shows
/// only which deployment it is for.
#[derive(Clone, PartialEq, Eq)]
pub struct DeferralToken {
    event: HookEvent,
    phase: Phase,
    hook: String,
    function: Option<String>,
    target_version: Option<String>,
    /// Seconds since the Unix epoch.
    expires: u64,
}

/// Why a text is no token.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It does not begin as one.
    #[error("this is no deferral token: one begins with `{PREFIX}`")]
    Foreign,
    /// It is of another form.
    #[error(
        "this deferral token begins with `{0}.`, which this release does not know (it knows `{PREFIX}`): update safe-deploy"
    )]
    OtherVersion(String),
    /// It begins well, and then does not go on as one.
    #[error("this deferral token is damaged, perhaps cut off when it was copied")]
    Damaged,
}

/// The token's content, as it stands in the text.
#[derive(Serialize, Deserialize)]
struct Content {
    deployment: String,
    execution: String,
    phase: Phase,
    hook: String,
    function: Option<String>,
    target: Option<String>,
    expires: u64,
}

impl DeferralToken {
    pub(crate) fn new(
        event: HookEvent,
        phase: Phase,
        hook: String,
        target: Option<(String, String)>,
        began: SystemTime,
    ) -> Self {
        let (function, target_version) = target.unzip();
        Self { event, phase, hook, function, target_version, expires: seconds(began + LONGEST_DEFERRAL) }
    }

    /// The event that waits for the verdict.
    pub const fn event(&self) -> &HookEvent {
        &self.event
    }

    /// When the deferring hook runs.
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// The deferring hook's name.
    pub fn hook(&self) -> &str {
        &self.hook
    }

    /// The version under test, as `name:version`, when the hook knew it.
    pub fn target(&self) -> Option<String> {
        Some(format!("{}:{}", self.function.as_ref()?, self.target_version.as_ref()?))
    }

    /// When the token is over: five minutes before CodeDeploy's hour is.
    pub fn expires_at(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.expires)
    }

    /// How long the token is still good for, whole seconds; zero when it is over.
    pub fn time_left(&self) -> Duration {
        Duration::from_secs(self.expires.saturating_sub(seconds(SystemTime::now())))
    }

    /// The token as text, for `safe-deploy complete --token` and for [`str::parse`].
    pub fn to_text(&self) -> String {
        let content = Content {
            deployment: self.event.deployment_id.as_str().to_owned(),
            execution: self.event.execution_id.expose().to_owned(),
            phase: self.phase,
            hook: self.hook.clone(),
            function: self.function.clone(),
            target: self.target_version.clone(),
            expires: self.expires,
        };
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(serde_json::to_vec(&content).unwrap_or_default()))
    }

    /// The token as the input of a state machine that calls CodeDeploy's API directly.
    ///
    /// `DeploymentId` and `LifecycleEventHookExecutionId` are the parameters of `PutLifecycleEventHookExecutionStatus`, and
    /// `SecondsLeft` is a time-out for the state that waits (`TimeoutSecondsPath`). Beside them stand `Phase`, `Hook`, `FunctionName`,
    /// `TargetVersion`, `ExpiresAt` (RFC 3339) and the whole `Token` as text.
    pub fn to_json(&self) -> Value {
        json!({
            "DeploymentId": self.event.deployment_id.as_str(),
            "LifecycleEventHookExecutionId": self.event.execution_id.expose(),
            "Phase": self.phase,
            "Hook": self.hook,
            "FunctionName": self.function,
            "TargetVersion": self.target_version,
            "ExpiresAt": humantime::format_rfc3339_seconds(self.expires_at()).to_string(),
            // A state machine refuses a time-out of zero.
            "SecondsLeft": self.time_left().as_secs().max(1),
            "Token": self.to_text(),
        })
    }
}

impl FromStr for DeferralToken {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        let Some(content) = text.strip_prefix(PREFIX) else {
            return Err(match text.split_once('.') {
                Some((version, _)) if is_version(version) => TokenError::OtherVersion(version.to_owned()),
                _ => TokenError::Foreign,
            });
        };
        let bytes = URL_SAFE_NO_PAD.decode(content).map_err(|_| TokenError::Damaged)?;
        let content: Content = serde_json::from_slice(&bytes).map_err(|_| TokenError::Damaged)?;
        if content.deployment.is_empty() || content.execution.is_empty() {
            return Err(TokenError::Damaged);
        }
        Ok(Self {
            event: HookEvent::of(content.deployment, content.execution),
            phase: content.phase,
            hook: content.hook,
            function: content.function,
            target_version: content.target,
            expires: content.expires,
        })
    }
}

/// What the worker tells the guardian, and nobody else.
impl Serialize for DeferralToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for DeferralToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for DeferralToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DeferralToken")
            .field("deployment", &self.event.deployment_id)
            .field("hook", &self.hook)
            .finish_non_exhaustive()
    }
}

fn is_version(text: &str) -> bool {
    text.strip_prefix("hook")
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn seconds(instant: SystemTime) -> u64 {
    instant.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token(deployment: &str, execution: &str, began: SystemTime) -> DeferralToken {
        let event = HookEvent::of(deployment.into(), execution.into());
        let target = Some(("orders".into(), "2".into()));
        DeferralToken::new(event, Phase::PreTraffic, "waits".into(), target, began)
    }

    #[test]
    fn a_token_carries_what_a_state_machine_needs_and_expires_before_the_hour_ends() {
        let began = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let token = token("d-1", "capability", began);
        assert_eq!(token.expires_at().duration_since(began).unwrap().as_secs(), 3_300);
        assert_eq!(token.target().as_deref(), Some("orders:2"));
        let json = token.to_json();
        assert_eq!(json["DeploymentId"], "d-1");
        assert_eq!(json["LifecycleEventHookExecutionId"], "capability");
        assert_eq!(json["ExpiresAt"], "2027-01-15T08:55:00Z");
        assert_eq!(json["Token"].as_str().unwrap().parse::<DeferralToken>().unwrap(), token);
    }

    #[test]
    fn a_state_machine_gets_no_time_out_of_zero() {
        let token = token("d-1", "e", UNIX_EPOCH);
        assert_eq!((token.time_left(), &token.to_json()["SecondsLeft"]), (Duration::ZERO, &json!(1)));
    }

    #[test]
    fn what_is_no_token_is_refused_with_its_own_reason() {
        let error = |text: &str| text.parse::<DeferralToken>().unwrap_err().to_string();
        assert_eq!(error("d-0B7YUA91L"), "this is no deferral token: one begins with `hook1.`");
        assert_eq!(error("a.b"), "this is no deferral token: one begins with `hook1.`");
        assert!(error("hook2.e30").starts_with("this deferral token begins with `hook2.`"), "{}", error("hook2.e30"));
        for damaged in ["hook1.", "hook1.e30", "hook1.!", "hook1.eyJk"] {
            assert_eq!(error(damaged), "this deferral token is damaged, perhaps cut off when it was copied");
        }
    }

    #[test]
    fn a_token_in_a_log_gives_nothing_away() {
        let shown = format!("{:?}", token("d-1", "capability", UNIX_EPOCH));
        assert!(shown.contains("d-1") && !shown.contains("capability"), "{shown}");
    }

    proptest! {
        #[test]
        fn a_token_survives_its_text(deployment in ".+", execution in ".+", seconds in 0..u64::from(u32::MAX)) {
            let token = token(&deployment, &execution, UNIX_EPOCH + Duration::from_secs(seconds));
            prop_assert_eq!(&format!(" {}\n", token.to_text()).parse::<DeferralToken>().unwrap(), &token);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in ".*") {
            let _ = text.parse::<DeferralToken>();
            let _ = format!("hook1.{text}").parse::<DeferralToken>();
        }
    }
}
