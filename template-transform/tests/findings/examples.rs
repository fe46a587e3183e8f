//! The applications of this repository.

use std::path::Path;

use template_transform::check::check;
use template_transform::{Document, Parameters};

#[test]
fn nothing_is_wrong_with_our_own_examples() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    for name in ["orders", "approval"] {
        let text = std::fs::read_to_string(examples.join(name).join("template.yaml")).unwrap();
        let report = check(&Document::parse("template.yaml", &text).unwrap(), &Parameters::new());
        assert!(report.is_good(), "{name} {:#?}", report.findings);
    }
}
