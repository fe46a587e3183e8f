//! What the processes below this one have used, as the kernel counts it.

use std::fs;

/// Processor time and memory of all descendants together.
#[derive(Default)]
pub(crate) struct Usage {
    pub(crate) cpu_milliseconds: f64,
    pub(crate) resident_megabytes: f64,
}

/// Adds up all descendants of this process that are alive. Their threads' run time is counted in nanoseconds by the scheduler.
pub(crate) fn of_children() -> Usage {
    let mut usage = Usage::default();
    let mut to_visit = vec![std::process::id().to_string()];
    let mut first = true;
    while let Some(process) = to_visit.pop() {
        for thread in names(&format!("/proc/{process}/task")) {
            let of_thread = format!("/proc/{process}/task/{thread}");
            let children = fs::read_to_string(format!("{of_thread}/children")).unwrap_or_default();
            to_visit.extend(children.split_whitespace().map(str::to_owned));
            if !first {
                let statistics = fs::read_to_string(format!("{of_thread}/schedstat")).unwrap_or_default();
                let nanoseconds = statistics.split_whitespace().next().and_then(|text| text.parse::<f64>().ok());
                usage.cpu_milliseconds += nanoseconds.unwrap_or_default() / 1e6;
            }
        }
        if !first {
            let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
            let resident = status
                .lines()
                .find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse::<f64>().ok());
            usage.resident_megabytes += resident.unwrap_or_default() / 1024.0;
        }
        first = false;
    }
    usage
}

fn names(folder: &str) -> Vec<String> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}
