//! What a run leaves behind for people and dashboards: log lines and metrics.

#[cfg(feature = "logs")]
mod logs;
mod metrics;

#[cfg(feature = "logs")]
pub(crate) use logs::write_json_lines;
pub(crate) use metrics::record;

/// Without the `logs` feature the hook's own subscriber, if there is one, gets the events.
#[cfg(not(feature = "logs"))]
pub(crate) const fn write_json_lines() {}
