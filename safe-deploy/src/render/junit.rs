//! Findings as a `JUnit` report: a suite for each template, a test case for each rule.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use template_transform::check::rules;
use template_transform::{Diagnostic, Severity};

use crate::commands::check::CheckedTemplate;

/// The report as XML.
pub(crate) fn report(checked: &[CheckedTemplate]) -> String {
    let mut report = Report::new("safe-deploy check");
    report.add_test_suites(checked.iter().map(suite));
    report.to_string().unwrap_or_default()
}

fn suite(checked: &CheckedTemplate) -> TestSuite {
    let mut suite = TestSuite::new(checked.file.as_str());
    for rule in rules() {
        let findings = checked.report.findings.iter();
        let broken: Vec<&Diagnostic> =
            findings.filter(|finding| finding.code == rule.code && finding.severity != Severity::Note).collect();
        let status = match broken.first() {
            // Nobody has looked at the step from another template.
            None if rule.before().is_some() && !checked.compared => TestCaseStatus::skipped(),
            None => TestCaseStatus::success(),
            Some(first) => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_type(rule.code).set_message(first.message.as_str());
                let lines: Vec<String> = broken.iter().map(ToString::to_string).collect();
                status.set_description(lines.join("\n"));
                status
            }
        };
        let mut case = TestCase::new(rule.code, status);
        case.set_classname(checked.file.as_str());
        suite.add_test_case(case);
    }
    suite
}
