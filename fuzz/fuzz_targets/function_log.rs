//! What a function prints: however it is cut into pieces, the end of it is kept and the same hook reports are found.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mock_codedeploy::fuzzing::log;

fuzz_target!(|input: (Vec<u8>, &[u8])| {
    let (lengths, printed) = input;
    let whole = log(std::iter::once(printed));
    let (tail, reports) = &whole;
    assert_eq!(*tail, printed[printed.len().saturating_sub(4_096)..]);
    assert!(reports.iter().all(|report| report["kind"] == "hook_report"));

    let mut rest = printed;
    let mut pieces = Vec::new();
    for length in lengths {
        let (piece, behind) = rest.split_at(usize::from(length).min(rest.len()));
        pieces.push(piece);
        rest = behind;
    }
    pieces.push(rest);
    assert_eq!(log(pieces.into_iter()), whole);
});
