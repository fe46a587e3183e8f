//! Findings that the template accepts, with a reason.

use granit_parser::{Event, Parser};

use super::{Report, rules};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::document::{Document, Map, Node};

/// What a comment starts with.
const MARK: &str = "safe-deploy:";

/// A finding that the template accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Diagnostic,
    /// Why it is accepted, in the template's words.
    pub reason: String,
}

/// One rule that one place of the template allows.
struct Allowance {
    rule: String,
    reason: String,
    location: Location,
    scope: Scope,
    used: bool,
}

enum Scope {
    /// These two lines, which are one for a comment behind a value.
    Lines(u32, u32),
    Resource(String),
}

/// Divides findings into those that stand and those that the template accepts; says which acceptances are wrong. Those of
/// rules that look beside the template may be needed with other sources, and before another step.
pub(super) fn apply(document: &Document, findings: Vec<Diagnostic>) -> Report {
    let mut report = Report::default();
    let mut allowances = Vec::new();
    if document.text().contains(MARK) {
        comments(document, &mut allowances, &mut report.findings);
    }
    metadata(document, &mut allowances, &mut report.findings);
    for finding in findings {
        match allowances.iter_mut().find(|allowance| allowance.allows(&finding)) {
            Some(allowance) => {
                allowance.used = true;
                report.suppressed.push(Suppressed { reason: allowance.reason.clone(), finding });
            }
            None => report.findings.push(finding),
        }
    }
    let is_idle = |allowance: &Allowance| {
        let rule = rules::ALL.iter().find(|rule| rule.code == allowance.rule);
        !allowance.used && rule.is_some_and(|rule| !rule.looks_beside_the_template())
    };
    for allowance in allowances.into_iter().filter(is_idle) {
        let message = format!("nothing here breaks the rule `{}`, so there is nothing to allow", allowance.rule);
        let finding = warning(&rules::unused_suppression::RULE, allowance.location, message);
        report.findings.push(finding);
    }
    report
}

impl Allowance {
    fn allows(&self, finding: &Diagnostic) -> bool {
        self.rule == finding.code
            && match &self.scope {
                Scope::Lines(first, second) => [*first, *second].contains(&finding.location.line),
                Scope::Resource(id) => finding.resource.as_deref() == Some(id),
            }
    }
}

fn warning(rule: &'static super::Rule, location: Location, message: String) -> Diagnostic {
    Diagnostic::new(Severity::Warning, rule.code, location, message).with_help(rule.mend)
}

fn comments(document: &Document, allowances: &mut Vec<Allowance>, findings: &mut Vec<Diagnostic>) {
    let options = granit_parser::options! { emit_comments: true };
    for event in Parser::new_from_str_with_options(document.text(), options) {
        // The document parsed before; whatever the parser says now is no news.
        let Ok((event, span)) = event else { return };
        let Event::Comment(text, _) = event else { continue };
        let Some(instruction) = text.trim_start().strip_prefix(MARK) else { continue };
        let location = document.location(span.into());
        let alone = document.line(location.line).is_some_and(|line| line.trim_start().starts_with('#'));
        let second = if alone { next_line_of_content(document, location.line) } else { location.line };
        let Some(rest) = instruction.trim().strip_prefix("allow ") else {
            let message = "this comment to safe-deploy says nothing that it understands".to_owned();
            findings.push(warning(&rules::suppression_without_reason::RULE, location, message));
            continue;
        };
        let (named, reason) = rest.split_once(" because ").unwrap_or((rest.trim_end_matches(" because"), ""));
        for rule in named.split(',').map(str::trim) {
            let scope = Scope::Lines(location.line, second);
            allow(rule, reason.trim(), location.clone(), scope, allowances, findings);
        }
    }
}

/// Comments may stand above each other; the first line that is none is meant.
fn next_line_of_content(document: &Document, line: u32) -> u32 {
    let mut next = line + 1;
    while let Some(text) = document.line(next) {
        if !text.trim_start().starts_with('#') && !text.trim().is_empty() {
            break;
        }
        next += 1;
    }
    next
}

fn metadata(document: &Document, allowances: &mut Vec<Allowance>, findings: &mut Vec<Diagnostic>) {
    let resources = document.root().get("Resources").and_then(Node::as_map);
    for resource in resources.into_iter().flat_map(Map::iter) {
        let allowed = resource.value.get("Metadata").and_then(|metadata| metadata.get("SafeDeploy"));
        let Some(allowed) = allowed.and_then(|ours| ours.get("Allow")).and_then(Node::as_map) else { continue };
        for entry in allowed.iter() {
            let location = document.location(entry.key.span());
            let scope = Scope::Resource(resource.key.as_str().to_owned());
            let reason = entry.value.as_str().unwrap_or_default().trim();
            allow(entry.key.as_str(), reason, location, scope, allowances, findings);
        }
    }
}

fn allow(
    rule: &str,
    reason: &str,
    location: Location,
    scope: Scope,
    allowances: &mut Vec<Allowance>,
    findings: &mut Vec<Diagnostic>,
) {
    if !rules::ALL.iter().any(|known| known.code == rule) {
        let message = format!("there is no rule `{rule}`, so this allows nothing");
        let mut finding = warning(&rules::unknown_suppression::RULE, location, message);
        if let Some(near) = crate::model::nearest(rule, rules::ALL.iter().map(|known| known.code)) {
            finding = finding.with_help(format!("did you mean `{near}`?"));
        }
        findings.push(finding);
    } else if reason.is_empty() {
        let message = format!("`{rule}` is allowed here without a reason, so it is not allowed");
        findings.push(warning(&rules::suppression_without_reason::RULE, location, message));
    } else {
        allowances.push(Allowance { rule: rule.to_owned(), reason: reason.to_owned(), location, scope, used: false });
    }
}
