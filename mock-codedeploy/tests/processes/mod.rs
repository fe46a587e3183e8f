//! Which processes of a function are there.

use std::fs;
use std::path::Path;

/// The variable by which the processes of a function are known, wherever they were moved to.
pub(crate) const MARKER: &str = "UNDER_TEST";

/// The processes, children's children included, whose environment has this marker. One that has ended and waits to be seen has none.
pub(crate) fn processes(marker: &str) -> Vec<u32> {
    let wanted = format!("{MARKER}={marker}");
    let has_marker = |process: &Path| {
        fs::read(process.join("environ"))
            .is_ok_and(|environment| environment.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes()))
    };
    let all = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let entry = entry.ok()?;
        let id = entry.file_name().to_str()?.parse().ok()?;
        has_marker(&entry.path()).then_some(id)
    });
    all.collect()
}
