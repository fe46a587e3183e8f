//! The templates of whole folders, as their authors wrote them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::contenders::{Outcome, Reference, in_process};
use super::row;

/// Runs of the reference for one template: there are many templates.
const MOST_RUNS: usize = 5;

/// Races over all templates that both expand, and prints the mean of their medians for each folder.
pub(crate) fn race(runs: usize, reference: &Reference, folders: &[PathBuf]) -> Outcome<()> {
    for folder in folders {
        let (mut count, mut our_sum, mut their_sum) = (0_u32, Duration::ZERO, Duration::ZERO);
        for template in templates(folder)? {
            let Some((ours, theirs)) = in_process(&template, reference, runs.min(MOST_RUNS))? else { continue };
            count += 1;
            our_sum += ours;
            their_sum += theirs;
        }
        if count == 0 {
            return Err(format!("{} holds no template that both expand", folder.display()).into());
        }
        row(&format!("{}: {count} templates, mean", folder.display()), our_sum / count, their_sum / count);
    }
    Ok(())
}

fn templates(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
