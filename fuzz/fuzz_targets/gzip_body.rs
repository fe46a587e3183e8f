//! Gzip: a body is unpacked, to 1 MB at most, or refused with a code; what was packed comes back.
#![no_main]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;
use mock_codedeploy::fuzzing::gzip_body;

const LARGEST: usize = 1024 * 1024;

fuzz_target!(|body: &[u8]| {
    match gzip_body(body) {
        Ok(unpacked) => assert!(unpacked.len() <= LARGEST),
        Err((code, message)) => {
            assert!(["SerializationException", "RequestEntityTooLargeException"].contains(&code.as_str()), "{code}");
            assert!(!message.is_empty());
        }
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(body).expect("memory");
    assert_eq!(gzip_body(&packed.finish().expect("memory")).as_deref(), Ok(body));
});
