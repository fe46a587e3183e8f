//! Races hooks from process start to status reported, over loopback, interleaved, and prints medians and ratios.
//!
//! usage: cold-start-race RUNS NAME=BOOTSTRAP... (the first is held against the others)

mod contender;
mod usage;

use std::process::ExitCode;

use contender::{Contender, Start};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let runs = arguments.next().and_then(|runs| runs.parse::<u32>().ok());
    let contenders: Option<Vec<Contender>> = arguments.map(|argument| Contender::parse(&argument)).collect();
    let (Some(runs), Some(mut contenders)) = (runs, contenders.filter(|contenders| contenders.len() > 1)) else {
        eprintln!("usage: cold-start-race RUNS NAME=BOOTSTRAP NAME=BOOTSTRAP...");
        return ExitCode::from(2);
    };
    let tokio = match tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build() {
        Ok(tokio) => tokio,
        Err(error) => {
            eprintln!("cannot start: {error}");
            return ExitCode::from(3);
        }
    };
    // One round to warm the page cache, which is not counted.
    for round in 0..=runs {
        for contender in &mut contenders {
            match tokio.block_on(contender.start()) {
                Ok(start) if round > 0 => contender.starts.push(start),
                Ok(_) => {}
                Err(problem) => {
                    eprintln!("{}: {problem}", contender.name);
                    return ExitCode::FAILURE;
                }
            }
        }
    }
    print(&contenders);
    ExitCode::SUCCESS
}

fn print(contenders: &[Contender]) {
    println!("| hook | wall ms | CPU ms | resident MB | binary MB |\n| --- | --- | --- | --- | --- |");
    for contender in contenders {
        println!(
            "| {} | {:.2} | {:.2} | {:.1} | {:.1} |",
            contender.name,
            contender.median(|start| start.wall),
            contender.median(|start| start.cpu),
            contender.median(|start| start.resident),
            contender.size_megabytes()
        );
    }
    let Some((ours, others)) = contenders.split_first() else { return };
    for other in others {
        let ratio = |of: fn(&Start) -> f64| ours.median(of) / other.median(of);
        println!(
            "{} / {}: wall {:.3}, CPU {:.3}",
            ours.name,
            other.name,
            ratio(|start| start.wall),
            ratio(|start| start.cpu)
        );
    }
}
