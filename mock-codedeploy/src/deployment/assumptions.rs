//! What nobody outside AWS knows for certain about CodeDeploy: one setting for each open question, with the mock's answer as default.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use super::error_information::ErrorCode;

/// The mock's answers to the open questions (spec 12). As text each is `name=value`, see [`assume`](Self::assume).
///
/// ```
/// use mock_codedeploy::Assumptions;
///
/// let documented = Assumptions { linear_trailing_interval: true, ..Assumptions::default() };
/// assert!(!Assumptions::default().linear_trailing_interval);
/// # assert!(documented.linear_trailing_interval);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is an open question of its own")]
pub struct Assumptions {
    /// Whether `AllowTraffic` of a linear configuration stays open for one more interval after 100 %. Measured on ECS: it does not, and
    /// ten steps take nine intervals. The guide says ten.
    pub linear_trailing_interval: bool,
    /// Whether an AppSpec that cannot be read is refused where it is given, and not made a deployment that fails with `INVALID_REVISION`.
    pub refuses_unreadable_revisions: bool,
    /// Whether alarms are polled before the first hook is called. Seen: a deployment whose alarm was active at its start was stopped.
    pub polls_before_hooks: bool,
    /// How often alarms are polled. Seen: 10 to 20 s from an alarm's change to the stop.
    #[serde(with = "seconds")]
    pub alarm_poll_interval: Duration,
    /// Whether alarms are polled while the hook after the shift runs.
    pub polls_after_traffic: bool,
    /// How long a lifecycle event waits for its hook. The hour is documented.
    #[serde(with = "seconds")]
    pub hook_time_out: Duration,
    /// The code of a deployment whose hook said nothing.
    pub hook_time_out_code: ErrorCode,
    /// The code of a deployment whose hook function does not exist.
    pub missing_hook_code: ErrorCode,
    /// The code of a deployment whose versions do not exist.
    pub missing_version_code: ErrorCode,
    /// The code of a deployment that was stopped because an alarm could not be read.
    pub unreadable_alarm_code: ErrorCode,
    /// Whether a hook that repeats the status that it reported before is told that all is well.
    pub accepts_repeated_status: bool,
    /// Whether a hook that reports for the first time, after its deployment has ended, is told that all is well.
    pub accepts_late_status: bool,
    /// Whether an alias keeps its weights when a deployment is stopped and not rolled back.
    pub keeps_weights_after_stop: bool,
    /// Whether a rollback calls the hooks. Seen: it does not.
    pub rollback_calls_hooks: bool,
    /// The configuration that a rollback is shown with. Seen for ECS: `CodeDeployDefault.ECSAllAtOnce`.
    pub rollback_config: String,
    /// Whether a rollback is shown with the revision that was deployed before, and not with an AppSpec from the old version to itself.
    pub rollback_has_previous_revision: bool,
    /// How many alarms a group may have. Documented are 10, and 50 in another place.
    pub alarms_per_group: usize,
    /// The configuration of a group that names none. The real default is not known.
    pub default_config: String,
    /// Whether `ContinueDeployment` says that it cannot be done for Lambda, and not that the deployment is not ready for it.
    pub continue_is_unsupported: bool,
    /// Whether code that is uploaded again and is the same as before is published as a version of its own. The model says that it is not,
    /// one recorded test has seen it.
    pub upload_is_change: bool,
    /// How long metrics are under way before alarms see them. In AWS it is a minute or two.
    #[serde(with = "seconds")]
    pub metric_delay: Duration,
    /// Whether an invocation that went well is a data point of 0 in `Errors`, and not none.
    pub errors_count_successes: bool,
    /// Whether calls of an alias with a single version are counted by `ExecutedVersion` too.
    pub counts_version_of_single: bool,
    /// How many points more than an alarm needs are looked at when some are missing. Documented for three periods: five.
    pub evaluation_range_surplus: usize,
    /// Whether a target is named `function:alias` and not only after the function.
    pub target_id_has_alias: bool,
    /// Whether the ARN of a target is that of the alias, and not that of the function.
    pub target_arn_has_alias: bool,
    /// Whether a target shows the weight of each step, and not only that of the end.
    pub target_shows_steps: bool,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            linear_trailing_interval: false,
            refuses_unreadable_revisions: true,
            polls_before_hooks: true,
            alarm_poll_interval: Duration::from_secs(10),
            polls_after_traffic: true,
            hook_time_out: Duration::from_secs(3_600),
            hook_time_out_code: ErrorCode::HookExecutionFailure,
            missing_hook_code: ErrorCode::InvalidLambdaFunction,
            missing_version_code: ErrorCode::InvalidLambdaConfiguration,
            unreadable_alarm_code: ErrorCode::IamRolePermissions,
            accepts_repeated_status: false,
            accepts_late_status: false,
            keeps_weights_after_stop: true,
            rollback_calls_hooks: false,
            rollback_config: "CodeDeployDefault.LambdaAllAtOnce".into(),
            rollback_has_previous_revision: false,
            alarms_per_group: 10,
            default_config: "CodeDeployDefault.LambdaAllAtOnce".into(),
            continue_is_unsupported: true,
            upload_is_change: false,
            metric_delay: Duration::ZERO,
            errors_count_successes: true,
            counts_version_of_single: true,
            evaluation_range_surplus: 2,
            target_id_has_alias: false,
            target_arn_has_alias: true,
            target_shows_steps: true,
        }
    }
}

/// Why an assumption cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AssumptionError {
    /// The text is not `name=value`.
    #[error("`{0}` is not `name=value`")]
    Form(String),
    /// There is no such question.
    #[error("there is no assumption `{name}`: there are {known}")]
    Unknown {
        /// The name that was given.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// The value is of another kind.
    #[error("`{value}` is no value for `{name}`, which is {default} by default")]
    Value {
        /// The name.
        name: String,
        /// The value that was given.
        value: String,
        /// The value by default.
        default: String,
    },
}

impl Assumptions {
    /// Takes another answer, as `name=value`; words are joined by hyphens, durations are seconds, codes are the API's words.
    ///
    /// # Errors
    /// When there is no such question, or the value is no answer to it.
    ///
    /// ```
    /// use mock_codedeploy::Assumptions;
    ///
    /// let mut assumptions = Assumptions::default();
    /// assumptions.assume("linear-trailing-interval=true")?;
    /// assert!(assumptions.linear_trailing_interval);
    /// # Ok::<(), mock_codedeploy::AssumptionError>(())
    /// ```
    pub fn assume(&mut self, text: &str) -> Result<(), AssumptionError> {
        let (name, value) = text.split_once('=').ok_or_else(|| AssumptionError::Form(text.to_owned()))?;
        let mut all = match serde_json::to_value(&*self) {
            Ok(Value::Object(all)) => all,
            _ => Map::new(),
        };
        let member = name.replace('-', "_");
        let Some(place) = all.get_mut(&member) else {
            let known = all.keys().map(|name| name.replace('_', "-")).collect::<Vec<_>>().join(", ");
            return Err(AssumptionError::Unknown { name: name.to_owned(), known });
        };
        let default = std::mem::replace(place, serde_json::from_str(value).unwrap_or_else(|_| value.into()));
        *self = serde_json::from_value(Value::Object(all)).map_err(|_| AssumptionError::Value {
            name: name.to_owned(),
            value: value.to_owned(),
            default: default.as_str().map_or_else(|| default.to_string(), ToOwned::to_owned),
        })?;
        Ok(())
    }
}

/// A duration as a number of seconds.
mod seconds {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(duration.as_secs_f64())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        Duration::try_from_secs_f64(f64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assumed(text: &str) -> Result<Assumptions, String> {
        let mut assumptions = Assumptions::default();
        assumptions.assume(text).map(|()| assumptions).map_err(|error| error.to_string())
    }

    #[test]
    fn every_kind_of_answer_is_read_from_text() {
        let expected = Assumptions { rollback_calls_hooks: true, ..Assumptions::default() };
        assert_eq!(assumed("rollback-calls-hooks=true"), Ok(expected));
        let expected = Assumptions { hook_time_out: Duration::from_secs(60), ..Assumptions::default() };
        assert_eq!(assumed("hook-time-out=60"), Ok(expected));
        let expected = Assumptions { hook_time_out_code: ErrorCode::Timeout, ..Assumptions::default() };
        assert_eq!(assumed("hook-time-out-code=TIMEOUT"), Ok(expected));
        let expected = Assumptions { default_config: "shop".into(), ..Assumptions::default() };
        assert_eq!(assumed("default-config=shop"), Ok(expected));
    }

    #[test]
    fn what_is_no_answer_is_told_with_what_would_be() {
        assert_eq!(assumed("fast"), Err("`fast` is not `name=value`".into()));
        assert!(
            assumed("fast=1")
                .unwrap_err()
                .starts_with("there is no assumption `fast`: there are accepts-late-status, ")
        );
        for (text, default) in [
            ("hook-time-out=-1", "3600.0"),
            ("hook-time-out=soon", "3600.0"),
            ("rollback-calls-hooks=1", "false"),
            ("missing-hook-code=NOPE", "INVALID_LAMBDA_FUNCTION"),
        ] {
            let (name, value) = text.split_once('=').unwrap();
            let expected = format!("`{value}` is no value for `{name}`, which is {default} by default");
            assert_eq!(assumed(text), Err(expected));
        }
    }
}
