//! Races the served mock against moto's server: calls a second by one client, over the same number of connections, in turns.

mod client;
mod server;

use std::process::ExitCode;
use std::time::Duration;

use client::Client;
use server::Server;

/// Connections at once, and turns of each server.
const CONNECTIONS: usize = 8;
const TURNS: usize = 5;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [seconds, ours, moto] = arguments.as_slice() else {
        eprintln!("usage: serve-race SECONDS SAFE-DEPLOY MOTO-SERVER");
        return ExitCode::from(2);
    };
    let Ok(seconds) = seconds.parse::<u64>() else {
        eprintln!("`{seconds}` is no number of seconds");
        return ExitCode::from(2);
    };
    match race(Duration::from_secs(seconds.max(1)), ours, moto).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn race(turn: Duration, ours: &str, moto: &str) -> Result<(), String> {
    let ours = Server::ours(ours).await?;
    let moto = Server::moto(moto).await?;
    let our_client = Client::set_up(&ours.url, CONNECTIONS).await?;
    let moto_client = Client::set_up(&moto.url, CONNECTIONS).await?;
    let (mut our_gets, mut moto_gets, mut our_reports) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        our_gets.push(our_client.get_deployments(turn).await?);
        moto_gets.push(moto_client.get_deployments(turn).await?);
        our_reports.push(our_client.reports(turn).await?);
    }
    let (our_gets, moto_gets, our_reports) = (median(our_gets), median(moto_gets), median(our_reports));
    println!("| calls a second over {CONNECTIONS} connections | safe-deploy serve | moto | ratio |");
    println!("| --- | --- | --- | --- |");
    println!("| GetDeployment | {our_gets:.0} | {moto_gets:.0} | {:.0} |", our_gets / moto_gets);
    println!(
        "| PutLifecycleEventHookExecutionStatus | {our_reports:.0} | not there | {:.0} |",
        our_reports / moto_gets
    );
    Ok(())
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}
