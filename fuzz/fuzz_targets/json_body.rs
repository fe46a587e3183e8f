//! AWS JSON: a body is members or an error that says why; what is read means the same when it is written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mock_codedeploy::fuzzing::json_body;
use serde_json::Value;

fuzz_target!(|body: &[u8]| {
    match json_body(body) {
        Ok(members) => {
            let written = Value::Object(members.clone()).to_string();
            assert_eq!(json_body(written.as_bytes()), Ok(members));
        }
        Err(message) => assert!(!message.is_empty()),
    }
});
