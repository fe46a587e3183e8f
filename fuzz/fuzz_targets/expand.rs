//! The expansion: a template is expanded or refused with findings; its JSON and its YAML say the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use template_transform::expand::expand;
use template_transform::{Document, Parameters};

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse_bytes("t.yaml", bytes) else { return };
    let parameters = Parameters::new();
    match expand(&document, &parameters, "eu-west-1") {
        Ok(expansion) => {
            let (json, yaml) = (expansion.to_json(), expansion.to_yaml());
            let json = Document::parse("t.json", &json).expect("its JSON can be read").root().to_json();
            let yaml = Document::parse("t.yaml", &yaml).expect("its YAML can be read").root().to_json();
            assert_eq!(json, yaml);
        }
        Err(found) => {
            assert!(!found.is_empty(), "refused without a finding");
            for finding in found {
                assert!(!finding.message.is_empty() && document.line(finding.location.line).is_some(), "{finding:?}");
            }
        }
    }
});
