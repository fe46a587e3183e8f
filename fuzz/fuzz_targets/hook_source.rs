//! The sources of a hook crate: read without building, whatever they say.
#![no_main]

use libfuzzer_sys::fuzz_target;
use template_transform::wire::source::read;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match read("hooks.rs", text) {
        Ok(hooks) => assert!(hooks.iter().all(|hook| !hook.name.is_empty())),
        Err(problems) => {
            assert!(!problems.is_empty(), "an error without a problem");
            // Places are not looked at: proc-macro2 has none in builds with `--cfg fuzzing`.
            assert!(problems.iter().all(|problem| !problem.message.is_empty()));
        }
    }
});
