//! The two that race.

use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use granit_parser::Parser;
use template_transform::expand::expand;
use template_transform::{Document, Parameters};

use super::median;

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

const REGION: &str = "eu-west-1";

const FEWEST_RUNS: usize = 10;
const A_WHILE: Duration = Duration::from_millis(100);

/// The median times of both, ours taken before and after theirs; `None` for a template that one of them refuses.
pub(crate) fn in_process(
    template: &Path,
    reference: &Reference,
    their_runs: usize,
) -> Outcome<Option<(Duration, Duration)>> {
    let Some(mut ours) = Ours::in_process(template)? else { return Ok(None) };
    let Some(theirs) = reference.in_process(template, their_runs)? else { return Ok(None) };
    ours.extend(Ours::in_process(template)?.unwrap_or_default());
    Ok(Some((median(ours), median(theirs))))
}

/// Our library, and our command.
pub(crate) struct Ours {
    pub(crate) program: PathBuf,
}

impl Ours {
    /// The time of each run, reading and expanding; `None` for a template that is refused.
    fn in_process(template: &Path) -> Outcome<Option<Vec<Duration>>> {
        let text = fs::read_to_string(template)?;
        let parameters = Parameters::new();
        let run = || {
            let start = Instant::now();
            let document = Document::parse("template.yaml", &text).ok()?;
            let expansion = expand(&document, &parameters, REGION).ok()?;
            black_box(&expansion);
            Some(start.elapsed())
        };
        Ok(for_a_while(run).collect())
    }

    /// The time of each run in which the YAML parser gives its events and nobody does anything with them.
    pub(crate) fn events(template: &Path) -> Outcome<Vec<Duration>> {
        let text = fs::read_to_string(template)?;
        let run = || {
            let start = Instant::now();
            for event in Parser::new_from_str(&text) {
                black_box(event?);
            }
            Ok(start.elapsed())
        };
        for_a_while(run).collect()
    }

    pub(crate) fn command(&self, template: &Path) -> Outcome<Duration> {
        timed(&self.program, &["expand".as_ref(), template.as_os_str(), "--region".as_ref(), REGION.as_ref()])
    }
}

/// Runs again and again: what takes microseconds is soon over, and so would be the one moment in which it was measured.
fn for_a_while<T>(run: impl Fn() -> T) -> impl Iterator<Item = T> {
    let start = Instant::now();
    (0_usize..).take_while(move |runs| *runs < FEWEST_RUNS || start.elapsed() < A_WHILE).map(move |_| run())
}

/// SAM's own transform, in Python.
pub(crate) struct Reference {
    pub(crate) python: PathBuf,
    pub(crate) script: PathBuf,
}

impl Reference {
    /// The time of each run, reading and expanding; `None` for a template that is refused.
    fn in_process(&self, template: &Path, runs: usize) -> Outcome<Option<Vec<Duration>>> {
        let mut command = Command::new(&self.python);
        command.arg(&self.script).arg(template).arg(runs.to_string());
        let output = command.stderr(Stdio::null()).output()?;
        if !output.status.success() {
            return Ok(None);
        }
        let lines = String::from_utf8(output.stdout)?;
        Ok(Some(lines.lines().map(|line| line.parse().map(Duration::from_secs_f64)).collect::<Result<_, _>>()?))
    }

    pub(crate) fn command(&self, template: &Path) -> Outcome<Duration> {
        timed(&self.python, &[self.script.as_os_str(), template.as_os_str()])
    }
}

fn timed(program: &Path, arguments: &[&OsStr]) -> Outcome<Duration> {
    let start = Instant::now();
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).status()?;
    let elapsed = start.elapsed();
    if status.success() { Ok(elapsed) } else { Err(format!("{} {arguments:?}: {status}", program.display()).into()) }
}
