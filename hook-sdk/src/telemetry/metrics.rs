//! One record a run in CloudWatch's embedded metric format: a log line that CloudWatch makes metrics of, without a call.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::hook_report::{HookReport, OutcomeKind};

const NAMESPACE: &str = "SafeDeploy/Hooks";
/// `off` writes no records: each new function and hook is a set of custom metrics, and those are paid for.
const SWITCH: &str = "HOOK_SDK_METRICS";

/// Prints the record of a run. A closed stdout must not cost the verdict.
pub(crate) fn record(report: &HookReport) {
    use std::io::Write as _;
    if std::env::var_os(SWITCH).is_some_and(|value| value == "off") {
        return;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let _ = writeln!(std::io::stdout(), "{}", of(report, u64::try_from(now.as_millis()).unwrap_or(u64::MAX)));
}

/// The metrics are `Succeeded`, `Failed`, `Inconclusive` or `Deferred`, then `Duration`, `Checks` and `FailedChecks`, by function, phase
/// and hook. What is no metric can be searched for.
fn of(report: &HookReport, timestamp: u64) -> Value {
    let outcome = match report.outcome {
        OutcomeKind::Succeeded => "Succeeded",
        OutcomeKind::Failed => "Failed",
        OutcomeKind::Inconclusive => "Inconclusive",
        OutcomeKind::Deferred => "Deferred",
    };
    let metric = |name: &str, unit: &str| json!({ "Name": name, "Unit": unit });
    let mut record = json!({
        "_aws": { "Timestamp": timestamp, "CloudWatchMetrics": [{
            "Namespace": NAMESPACE,
            "Dimensions": [["Function", "Phase", "Hook"]],
            "Metrics": [
                metric(outcome, "Count"),
                metric("Duration", "Milliseconds"),
                metric("Checks", "Count"),
                metric("FailedChecks", "Count"),
            ],
        }] },
        "Function": report.function.as_deref().unwrap_or("unknown"),
        "Phase": report.phase,
        "Hook": report.hook,
        "DeploymentId": report.deployment_id,
        "TargetVersion": report.target_version,
        "Duration": report.milliseconds,
        "Checks": report.checks.len(),
        "FailedChecks": report.checks.iter().filter(|check| check.outcome == OutcomeKind::Failed).count(),
    });
    record[outcome] = 1.into();
    record
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::event::HookEvent;
    use crate::hook_report::CheckReport;
    use crate::outcome::Outcome;
    use crate::phase::Phase;

    #[test]
    fn a_record_names_each_metric_that_it_carries() {
        let event = HookEvent::of("d-1".into(), "capability".into());
        let mut report = HookReport::begin(&event, Phase::PreTraffic, "orders_are_priced", "r");
        report.function = Some("orders".into());
        report.milliseconds = 120;
        for (name, outcome) in [("a", OutcomeKind::Succeeded), ("b", OutcomeKind::Failed)] {
            report.checks.push(CheckReport::new(name.into(), outcome, Duration::ZERO));
        }
        report.reached(&Outcome::failed("no"));
        let record = of(&report, 1_767_225_600_000);
        assert_eq!(record["_aws"]["Timestamp"], 1_767_225_600_000_u64);
        let directive = &record["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "SafeDeploy/Hooks");
        let values: Vec<(&str, &Value)> = directive["Metrics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|metric| metric["Name"].as_str().unwrap())
            .map(|name| (name, &record[name]))
            .collect();
        assert_eq!(
            values,
            [("Failed", &json!(1)), ("Duration", &json!(120)), ("Checks", &json!(2)), ("FailedChecks", &json!(1))]
        );
        let dimensions = directive["Dimensions"][0].as_array().unwrap();
        assert!(dimensions.iter().all(|name| record[name.as_str().unwrap()].is_string()), "{record}");
        assert!(!record.to_string().contains("capability"));
    }
}
