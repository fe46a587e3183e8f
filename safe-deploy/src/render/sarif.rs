//! Findings as a SARIF 2.1.0 log. The few members that code scanning reads are fewer than any crate of all of SARIF would bring.

use serde_json::{Value, json};
use template_transform::check::{Rule, rules};
use template_transform::{Diagnostic, Severity};

use crate::commands::check::CheckedTemplate;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The log of one run over all templates; findings that the templates accept are in it, marked as such.
pub(crate) fn log(checked: &[CheckedTemplate]) -> Value {
    let results: Vec<Value> = checked
        .iter()
        .flat_map(|one| {
            let standing = one.report.findings.iter().map(|finding| result(finding, None));
            let accepted = one.report.suppressed.iter().map(|one| result(&one.finding, Some(&one.reason)));
            standing.chain(accepted)
        })
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "safe-deploy",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.sentence },
        "fullDescription": { "text": rule.reason },
        "help": { "text": format!("To mend it, {}.", rule.mend) },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(finding: &Diagnostic, accepted_because: Option<&str>) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(finding.location.file.as_str()) },
            "region": { "startLine": finding.location.line, "startColumn": finding.location.column },
        } }],
    });
    if let Some(reason) = accepted_because {
        result["suppressions"] = json!([{ "kind": "inSource", "justification": reason }]);
    }
    result
}

/// A path as a relative reference.
fn uri(file: &str) -> String {
    file.replace('\\', "/").replace('%', "%25").replace(' ', "%20").replace('#', "%23")
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
