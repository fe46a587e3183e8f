//! What nobody outside AWS knows for certain about CodeDeploy: one setting for each open question, with the mock's answer as default.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error_information::ErrorCode;

/// The mock's answers to the open questions (spec 12).
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
    /// How often alarms are polled. Seen: 10 to 20 s from an alarm's change to the stop.
    pub alarm_poll_interval: Duration,
    /// Whether alarms are polled while the hook after the shift runs.
    pub polls_after_traffic: bool,
    /// How long a lifecycle event waits for its hook. The hour is documented.
    pub hook_time_out: Duration,
    /// The code of a deployment whose hook said nothing.
    pub hook_time_out_code: ErrorCode,
    /// The code of a deployment whose hook function does not exist.
    pub missing_hook_code: ErrorCode,
    /// The code of a deployment that was stopped because an alarm could not be read.
    pub unreadable_alarm_code: ErrorCode,
    /// Whether a hook that repeats the status that it reported before is told that all is well.
    pub accepts_repeated_status: bool,
    /// Whether an alias keeps its weights when a deployment is stopped and not rolled back.
    pub keeps_weights_after_stop: bool,
    /// Whether a rollback calls the hooks. Seen: it does not.
    pub rollback_calls_hooks: bool,
    /// How many points more than an alarm needs are looked at when some are missing. Documented for three periods: five.
    pub evaluation_range_surplus: usize,
    /// Whether a target is named `function:alias` and not only after the function.
    pub target_id_has_alias: bool,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            linear_trailing_interval: false,
            alarm_poll_interval: Duration::from_secs(10),
            polls_after_traffic: true,
            hook_time_out: Duration::from_secs(3_600),
            hook_time_out_code: ErrorCode::HookExecutionFailure,
            missing_hook_code: ErrorCode::InvalidLambdaFunction,
            unreadable_alarm_code: ErrorCode::IamRolePermissions,
            accepts_repeated_status: false,
            keeps_weights_after_stop: true,
            rollback_calls_hooks: false,
            evaluation_range_surplus: 2,
            target_id_has_alias: false,
        }
    }
}
