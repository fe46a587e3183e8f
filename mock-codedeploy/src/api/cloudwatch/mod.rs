//! CloudWatch's operations (spec 7): members in, a JSON value out, whatever the protocol.

mod alarm_actions;
mod alarm_history;
mod delete_alarms;
mod describe_alarms;
mod get_metric_data;
mod get_metric_statistics;
mod input;
mod list_metrics;
mod page;
mod put_alarm;
mod put_composite_alarm;
mod put_metric_alarm;
mod put_metric_data;
mod set_alarm_state;
mod tags;

use serde_json::Value;

use super::error::ApiError;
use crate::engine::World;

/// The members that are times.
pub(super) const TIMESTAMPS: &[&str] = &[
    "Timestamp",
    "Timestamps",
    "StateUpdatedTimestamp",
    "StateTransitionedTimestamp",
    "AlarmConfigurationUpdatedTimestamp",
    "StartTime",
    "EndTime",
];

type Operation = fn(&mut World, Value) -> Result<Value, ApiError>;

/// The operation of this name.
pub(super) fn operation(name: &str) -> Option<Operation> {
    Some(match name {
        "PutMetricAlarm" => put_metric_alarm::put_metric_alarm,
        "PutCompositeAlarm" => put_composite_alarm::put_composite_alarm,
        "DescribeAlarms" => describe_alarms::describe_alarms,
        "DescribeAlarmsForMetric" => describe_alarms::describe_alarms_for_metric,
        "DescribeAlarmHistory" => alarm_history::describe_alarm_history,
        "DeleteAlarms" => delete_alarms::delete_alarms,
        "SetAlarmState" => set_alarm_state::set_alarm_state,
        "EnableAlarmActions" => alarm_actions::enable,
        "DisableAlarmActions" => alarm_actions::disable,
        "PutMetricData" => put_metric_data::put_metric_data,
        "GetMetricData" => get_metric_data::get_metric_data,
        "GetMetricStatistics" => get_metric_statistics::get_metric_statistics,
        "ListMetrics" => list_metrics::list_metrics,
        "TagResource" => tags::tag,
        "UntagResource" => tags::untag,
        "ListTagsForResource" => tags::list,
        _ => return None,
    })
}

/// The name that the model has for the exception of a code of the query protocol.
pub(super) fn shape(code: &str) -> &str {
    match code {
        "MissingParameter" => "MissingRequiredParameterException",
        "InvalidParameterValue" => "InvalidParameterValueException",
        "InvalidParameterCombination" => "InvalidParameterCombinationException",
        "LimitExceeded" => "LimitExceededFault",
        "InvalidFormat" => "InvalidFormatFault",
        "InternalServiceError" => "InternalServiceFault",
        "MissingAuthenticationToken" => "MissingAuthenticationTokenException",
        "IncompleteSignature" => "IncompleteSignatureException",
        "InvalidClientTokenId" => "UnrecognizedClientException",
        "SignatureDoesNotMatch" => "InvalidSignatureException",
        "Throttling" => "ThrottlingException",
        other => other,
    }
}

#[cfg(test)]
mod tests;
