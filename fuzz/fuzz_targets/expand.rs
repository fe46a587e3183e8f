//! The expansion: a template is expanded or refused with findings; its JSON and its YAML say the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use template_transform::expand::expand;
use template_transform::{Document, Parameters};

/// YAML reads no key of more than 1,024 characters; CloudFormation has none of more than 255.
fn has_long_key(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Object(map) => map.iter().any(|(key, value)| key.len() > 255 || has_long_key(value)),
        serde_json::Value::Array(items) => items.iter().any(has_long_key),
        _ => false,
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse_bytes("t.yaml", bytes) else { return };
    let parameters = Parameters::new();
    match expand(&document, &parameters, "eu-west-1") {
        Ok(expansion) => {
            let (json, yaml) = (expansion.to_json(), expansion.to_yaml());
            let value: serde_json::Value = serde_json::from_str(&json).expect("its JSON can be read");
            if has_long_key(&value) {
                return;
            }
            // By the same reader: serde_json makes another number of one with thirty digits.
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
