//! Races expansions against SAM's own transform, in process and as a command, and prints times and ratios.
//!
//! usage: expand-race RUNS PYTHON REFERENCE
//!        expand-race expand TEMPLATE (what the race starts as a command of ours)

mod template;

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use template_transform::expand::expand;
use template_transform::{Document, Parameters};

type Outcome<T> = Result<T, Box<dyn Error>>;

const REGION: &str = "eu-west-1";

/// CloudFormation takes 500 resources; templates are written by as many functions at most.
const SIZES: [usize; 5] = [1, 5, 50, 250, 500];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["expand", template] => print_expansion(template),
        [runs, python, reference] => match runs.parse() {
            Ok(runs) => race(runs, python, reference),
            Err(_) => Err("RUNS is a number".into()),
        },
        _ => Err("usage: expand-race RUNS PYTHON REFERENCE".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn race(runs: usize, python: &str, reference: &str) -> Outcome<()> {
    let folder = Path::new("target/expand-race");
    fs::create_dir_all(folder)?;
    println!("| functions | ours, in process | reference, in process | ratio |\n| --- | --- | --- | --- |");
    let mut per_function = Vec::new();
    for size in SIZES {
        let text = template::with_functions(size);
        let file = folder.join(format!("{size}.yaml"));
        fs::write(&file, &text)?;
        let ours = median((0..runs.max(10)).map(|_| in_process(&text)).collect::<Outcome<_>>()?);
        // The large ones take the reference seconds each.
        let theirs = median(reference_in_process(python, reference, &file, if size > 50 { 3 } else { runs })?);
        println!("| {size} | {} | {} | {:.0} |", shown(ours), shown(theirs), theirs.as_secs_f64() / ours.as_secs_f64());
        per_function.push(ours.as_secs_f64() / f64::from(u32::try_from(size)?));
    }
    if let (Some(small), Some(large)) = (per_function.get(2), per_function.last()) {
        println!("a function of 500 takes {:.2} of what one of 50 takes", large / small);
    }
    let file = folder.join("5.yaml");
    let us = std::env::current_exe()?;
    let ours = median((0..runs).map(|_| command(Command::new(&us).arg("expand").arg(&file))).collect::<Outcome<_>>()?);
    let theirs = median(
        (0..runs.min(10)).map(|_| command(Command::new(python).arg(reference).arg(&file))).collect::<Outcome<_>>()?,
    );
    println!(
        "as a command, 5 functions: ours {}, reference {}, ratio {:.0}",
        shown(ours),
        shown(theirs),
        theirs.as_secs_f64() / ours.as_secs_f64()
    );
    Ok(())
}

/// Reading and expanding, as the reference is timed too.
fn in_process(text: &str) -> Outcome<Duration> {
    let parameters = Parameters::new();
    let start = Instant::now();
    let document = Document::parse("template.yaml", text)?;
    let expansion = expand(&document, &parameters, REGION)
        .map_err(|found| found.first().map_or_else(String::new, ToString::to_string))?;
    black_box(&expansion);
    Ok(start.elapsed())
}

fn reference_in_process(python: &str, reference: &str, template: &Path, runs: usize) -> Outcome<Vec<Duration>> {
    let output =
        Command::new(python).arg(reference).arg(template).arg(runs.to_string()).stderr(Stdio::inherit()).output()?;
    let lines = String::from_utf8(output.stdout)?;
    Ok(lines.lines().map(|line| line.parse().map(Duration::from_secs_f64)).collect::<Result<_, _>>()?)
}

fn command(command: &mut Command) -> Outcome<Duration> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).status()?;
    let elapsed = start.elapsed();
    if status.success() { Ok(elapsed) } else { Err(format!("{command:?} ended with {status}").into()) }
}

fn print_expansion(template: &str) -> Outcome<()> {
    let document = Document::parse_bytes(template, &fs::read(template)?)?;
    let parameters = Parameters::new();
    let expansion = expand(&document, &parameters, REGION)
        .map_err(|found| found.first().map_or_else(String::new, ToString::to_string))?;
    println!("{}", expansion.to_json());
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn shown(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}
