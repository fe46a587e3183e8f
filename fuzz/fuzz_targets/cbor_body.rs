//! CBOR: a body is members or an error that says why; what is read means the same when it is written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mock_codedeploy::fuzzing::{cbor_answer, cbor_body};
use serde_json::Value;

fuzz_target!(|body: &[u8]| {
    match cbor_body(body) {
        Ok(members) => {
            let mut members = Value::Object(members);
            leave_out_nulls(&mut members);
            let read = cbor_body(&cbor_answer(&members, &[]));
            assert_eq!(read.map(Value::Object), Ok(members));
        }
        Err(message) => assert!(!message.is_empty()),
    }
});

/// An answer has no members that are null.
fn leave_out_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(leave_out_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_out_nulls),
        _ => {}
    }
}
