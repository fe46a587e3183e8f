//! CloudWatch: metrics, alarms and how alarms judge metrics. Plain data and rules, no I/O (spec 7).

mod alarm;
mod evaluation;
mod history;
mod metric;
mod monitor;
mod statistics;

pub use alarm::{Alarm, AlarmActions, Comparison, MetricAlarm};
pub use evaluation::{AlarmState, Judgement, MissingData};
pub use history::{HistoryItem, HistoryKind};
pub use metric::{Dimensions, Metric, Metrics};
pub use monitor::Monitor;
pub use statistics::{Statistic, Statistics};
