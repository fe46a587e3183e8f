//! CloudWatch: metrics, alarms and how alarms judge metrics. Plain data and rules, no I/O (spec 7).

mod alarm;
mod alarm_rule;
mod composite;
mod evaluation;
mod history;
mod metric;
mod monitor;
mod statistics;

pub use alarm::{Alarm, AlarmActions, AlarmKind, Comparison, MetricAlarm};
pub use alarm_rule::{AlarmRule, AlarmRuleError};
pub(crate) use composite::of_arn as alarm_of_arn;
pub use evaluation::{AlarmState, Judgement, MissingData};
pub use history::{HistoryItem, HistoryKind};
pub use metric::{Dimensions, Metric, Metrics};
pub use monitor::Monitor;
pub use statistics::{Statistic, Statistics};
