//! Races expansions against SAM's own transform, in process and as a command, and prints times and ratios.
//!
//! usage: expand-race RUNS SAFE-DEPLOY PYTHON REFERENCE FOLDER…

mod contenders;
mod corpus;
mod template;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use contenders::{Ours, Outcome, Reference};

/// Where the made templates are written, since both sides read files.
const FOLDER: &str = "target/expand-race";

/// CloudFormation takes 500 resources; templates are written by as many functions at most.
const SIZES: [usize; 5] = [1, 5, 50, 250, 500];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [runs, ours, python, reference, folders @ ..] = arguments.as_slice() else {
        eprintln!("usage: expand-race RUNS SAFE-DEPLOY PYTHON REFERENCE FOLDER…");
        return ExitCode::from(2);
    };
    let Ok(runs) = runs.parse() else {
        eprintln!("`{runs}` is no number of runs");
        return ExitCode::from(2);
    };
    let folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    match race(
        runs,
        &Ours { program: ours.into() },
        &Reference { python: python.into(), script: reference.into() },
        &folders,
    ) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn race(runs: usize, ours: &Ours, reference: &Reference, folders: &[PathBuf]) -> Outcome<()> {
    fs::create_dir_all(FOLDER)?;
    println!("| in process, read and expanded | ours | SAM's | ratio |\n| --- | --- | --- | --- |");
    corpus::race(runs, reference, folders)?;
    sizes(runs, reference)?;
    println!("\n| as a command | safe-deploy expand | SAM's | ratio |\n| --- | --- | --- | --- |");
    for size in [1, 5] {
        let file = made(size)?;
        let (ours, theirs) = interleaved(runs.min(20), || ours.command(&file), || reference.command(&file))?;
        row(&functions(size), ours, theirs);
    }
    Ok(())
}

/// The same kind of function more and more often in one template.
fn sizes(runs: usize, reference: &Reference) -> Outcome<()> {
    let (mut per_function, mut of_largest) = (Vec::new(), None);
    for size in SIZES {
        let file = made(size)?;
        // The large ones take the reference seconds each.
        let their_runs = if size > 50 { 3 } else { runs };
        let (ours, theirs) =
            contenders::in_process(&file, reference, their_runs)?.ok_or("a template of the race is refused")?;
        row(&functions(size), ours, theirs);
        per_function.push(ours.as_secs_f64() / f64::from(u32::try_from(size)?));
        of_largest = Some((file, theirs));
    }
    if let Some((file, theirs)) = of_largest {
        row("of these, the events of our YAML parser alone", median(Ours::events(&file)?), theirs);
    }
    if let (Some(small), Some(large)) = (per_function.get(2), per_function.last()) {
        println!("\nA function of 500 takes {:.2} of what one of 50 takes.", large / small);
    }
    Ok(())
}

fn functions(count: usize) -> String {
    format!("{count} function{}", if count == 1 { "" } else { "s" })
}

fn made(size: usize) -> Outcome<PathBuf> {
    let file = Path::new(FOLDER).join(format!("{size}.yaml"));
    fs::write(&file, template::with_functions(size))?;
    Ok(file)
}

/// Both in turns, so that what disturbs the machine disturbs both.
fn interleaved(
    runs: usize,
    mut ours: impl FnMut() -> Outcome<Duration>,
    mut theirs: impl FnMut() -> Outcome<Duration>,
) -> Outcome<(Duration, Duration)> {
    let times = (0..runs.max(3)).map(|_| Ok((ours()?, theirs()?))).collect::<Outcome<Vec<_>>>()?;
    let (ours, theirs) = times.into_iter().unzip();
    Ok((median(ours), median(theirs)))
}

fn row(name: &str, ours: Duration, theirs: Duration) {
    let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
    println!("| {name} | {:.3} ms | {:.1} ms | {ratio:.0} |", ours.as_secs_f64() * 1e3, theirs.as_secs_f64() * 1e3);
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
