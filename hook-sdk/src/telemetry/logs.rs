//! `tracing` events as JSON lines on stdout, in the shape of Lambda's own JSON logs.

use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterFn, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Crates that write whole requests into their lower levels, and with them execution ids and answers.
const TALKATIVE: [&str; 6] = ["aws_", "hyper", "lambda_runtime", "rustls", "h2", "tower"];

/// Writes events of the level that `RUST_LOG`, else `AWS_LAMBDA_LOG_LEVEL` asks for; `INFO` without either. A subscriber that the hook has
/// installed itself stays.
pub(crate) fn write_json_lines() {
    let asked = std::env::var("RUST_LOG").or_else(|_| std::env::var("AWS_LAMBDA_LOG_LEVEL")).unwrap_or_default();
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        // A closed stdout must not cost the verdict.
        .log_internal_errors(false);
    let _ = tracing_subscriber::registry().with(lines).with(levels(&asked)).with(FilterFn::new(is_discreet)).try_init();
}

/// What cannot be read is no reason to be silent, nor to fail a deployment.
fn levels(asked: &str) -> Targets {
    match asked.to_ascii_lowercase().as_str() {
        "" => Targets::new().with_default(LevelFilter::INFO),
        // Lambda's own word, which `tracing` does not know.
        "fatal" => Targets::new().with_default(LevelFilter::ERROR),
        asked => asked.parse().unwrap_or_else(|_| Targets::new().with_default(LevelFilter::INFO)),
    }
}

fn is_discreet(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::INFO || !TALKATIVE.iter().any(|name| metadata.target().starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_read_as_lambda_and_as_tracing_write_it() {
        let shows = |asked: &str, level: Level| levels(asked).would_enable("orders", &level);
        assert!(shows("", Level::INFO) && !shows("", Level::DEBUG));
        assert!(shows("DEBUG", Level::DEBUG) && !shows("DEBUG", Level::TRACE));
        assert!(shows("FATAL", Level::ERROR) && !shows("FATAL", Level::WARN));
        assert!(
            shows("warn,orders=trace", Level::TRACE) && !levels("warn,orders=trace").would_enable("x", &Level::INFO)
        );
        assert!(shows("=?=", Level::INFO) && !shows("=?=", Level::DEBUG));
    }
}
