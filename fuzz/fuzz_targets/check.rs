//! The rules: whatever a template says, each finding says something about a place in it, and the same template is judged alike.
#![no_main]

use libfuzzer_sys::fuzz_target;
use template_transform::check::check;
use template_transform::plan::Plan;
use template_transform::{Document, Parameters};

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse_bytes("t.yaml", bytes) else { return };
    let report = check(&document, &Parameters::new());
    for finding in &report.findings {
        assert!(!finding.message.is_empty() && !finding.code.is_empty());
        let (line, column) = (finding.location.line, finding.location.column as usize);
        let text = document.line(line).unwrap_or_else(|| panic!("{}: line {line} is none of the text", finding.code));
        assert!((1..=text.chars().count() + 1).contains(&column), "{}: {line}:{column}", finding.code);
    }
    assert_eq!(report.findings, check(&document, &Parameters::new()).findings);
    let _ = Plan::between(&document, &document, &Parameters::new());
});
