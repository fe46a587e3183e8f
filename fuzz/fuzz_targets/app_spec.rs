//! The text of an AppSpec: it is read or refused with a message; what is read means the same when it is written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mock_codedeploy::AppSpec;

fuzz_target!(|text: &str| {
    match AppSpec::parse(text) {
        Ok(spec) => assert_eq!(AppSpec::parse(&spec.to_json().to_string()), Ok(spec)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
