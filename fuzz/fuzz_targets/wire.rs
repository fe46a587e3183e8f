//! Wiring: the result can be read, holds what was there, and wired again is the same. The first byte chooses the options.
#![no_main]

use libfuzzer_sys::fuzz_target;
use template_transform::Document;
use template_transform::wire::{AlarmSet, Options, wire};

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, template)) = bytes.split_first() else { return };
    let Ok(document) = Document::parse_bytes("t.yaml", template) else { return };
    let chosen = |bit: u8| choice & (1 << bit) != 0;
    let options = Options {
        alias: chosen(0).then(|| "live".to_owned()),
        strategy: chosen(1).then(|| "Canary10Percent5Minutes".to_owned()),
        service_role: chosen(2),
        alarms: chosen(3).then_some(if chosen(4) { AlarmSet::Guide } else { AlarmSet::NewVersion }),
    };
    let wired = wire(&document, &[], &options);
    assert!(wired.findings.iter().all(|finding| !finding.message.is_empty()));
    if wired.additions.is_empty() {
        assert_eq!(wired.text, document.text(), "changed without an addition");
    }
    let again = Document::parse("t.yaml", &wired.text).expect("what was wired can be read");
    let again = wire(&again, &[], &options);
    assert_eq!(again.text, wired.text, "wired twice: {:?}", again.additions);
});
