//! The table as a page for people.

use std::fmt::Write as _;
use std::path::Path;

use crate::play::Seen;
use crate::row::{Heard, Row};

/// Writes `docs/fault-matrix.md`.
pub(crate) fn write(rows: &[Row], ours: &[Seen], by_hand: &[Seen]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/fault-matrix.md");
    std::fs::write(path, page(rows, ours, by_hand)).unwrap();
}

fn page(rows: &[Row], ours: &[Seen], by_hand: &[Seen]) -> String {
    let faults = rows.iter().skip(1).filter(|row| row.heard != Heard::Nothing).count();
    let count =
        |seen: &[Seen], of: fn(&Row, &Seen) -> bool| rows.iter().zip(seen).filter(|(row, seen)| of(row, seen)).count();
    let mut page = format!(
        "# The fault matrix\n\n\
         What CodeDeploy hears when things go wrong, and after how long. Each row is a real hook binary under the function host; the test\n\
         `fault_matrix` plays them all, and writes this page with `UPDATE_DOCS=1`. The last column is the same fault in a hook written by hand, as\n\
         the guides of `lambda_runtime` and the AWS SDK show it (`tests/src/by_hand.rs`).\n\n\
         Of {faults} faults, {} leave the deployment of the hook by hand hanging for an hour, {} give it the wrong verdict, and {} make it wait for\n\
         Lambda to run the hook again. Of `hook-sdk` it is {}, {} and {}.\n\n\
         | fault | CodeDeploy hears | after | reason | by hand |\n| --- | --- | --- | --- | --- |\n",
        count(by_hand, hangs),
        count(by_hand, is_wrong),
        count(by_hand, is_late),
        count(ours, hangs),
        count(ours, is_wrong),
        count(ours, is_late),
    );
    for ((row, ours), by_hand) in rows.iter().zip(ours).zip(by_hand) {
        let reason = ours.reason().lines().next().unwrap_or_default();
        let mut reason: String = reason.chars().take(110).collect::<String>().replace('|', "\\|");
        let mut heard = word(ours);
        if row.heard == Heard::Nothing {
            (heard, reason) = ("nothing", "without the ids nobody can be told; Lambda hears an error".into());
        }
        let seconds = ours.took.as_secs_f64();
        let _ = writeln!(page, "| {} | {heard} | {seconds:.1} s | {reason} | {} |", row.name, other(row, by_hand));
    }
    page
}

/// The one by hand, by what matters most.
fn other(row: &Row, seen: &Seen) -> String {
    if row.heard == Heard::Nothing {
        word(seen).into()
    } else if hangs(row, seen) {
        "**hangs for an hour**".into()
    } else if is_wrong(row, seen) {
        format!("**{}, wrongly**", word(seen))
    } else if is_late(row, seen) {
        format!("{}, after Lambda's retry in {} s", word(seen), seen.waited.as_secs())
    } else {
        format!("{} after {:.1} s", word(seen), seen.took.as_secs_f64())
    }
}

fn hangs(row: &Row, seen: &Seen) -> bool {
    row.heard != Heard::Nothing && seen.heard == Heard::Nothing
}

fn is_wrong(row: &Row, seen: &Seen) -> bool {
    seen.heard != Heard::Nothing && seen.heard != row.heard
}

fn is_late(row: &Row, seen: &Seen) -> bool {
    row.heard == seen.heard && row.heard != Heard::Nothing && !seen.waited.is_zero()
}

const fn word(seen: &Seen) -> &'static str {
    match seen.heard {
        Heard::Succeeded => "Succeeded",
        Heard::Failed => "Failed",
        Heard::Nothing => "nothing",
    }
}
