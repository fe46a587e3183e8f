//! The guardian's loop.

use std::io;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::held_termination::HeldTermination;
use super::link::GuardianLink;
use super::runtime_answer;
use super::watch::{Intervention, Watch};
use super::worker_process::{Side, Wake, WorkerProcess, now};
use crate::delivery;
use crate::runtime::Services;
use crate::telemetry;

/// A guardian's report gets at least this long, even when the deadline is nearer.
const SHORTEST_REPORT: Duration = Duration::from_millis(200);

/// What became of the process that was to be the guardian.
pub(crate) enum Supervised {
    /// It was the guardian, and the platform has ended it.
    Ended(ExitCode),
    /// It is the guardian's first worker, split off.
    Worker(GuardianLink),
}

/// Watches over workers until the platform ends this process. `services` are made only when the guardian itself has to report.
pub(crate) fn supervise(services: &dyn Fn() -> Services) -> Supervised {
    let failed = |error: io::Error| {
        eprintln!("the guardian could not go on: {error}");
        Supervised::Ended(ExitCode::FAILURE)
    };
    let held = match HeldTermination::begin() {
        Ok(held) => held,
        Err(error) => return failed(error),
    };
    // Before anything else: a split leaves behind whatever this process has begun.
    let first = match WorkerProcess::split_off() {
        Ok(Some(Side::Worker(link))) => return Supervised::Worker(link),
        Ok(Some(Side::Guardian(worker))) => Some(worker),
        Ok(None) => None,
        Err(error) => return failed(error),
    };
    watch_over(first, held, services).map_or_else(failed, Supervised::Ended)
}

/// Watches over the first worker, which is started here if it was not split off, and over those that follow.
fn watch_over(
    first: Option<WorkerProcess>,
    held: HeldTermination,
    services: &dyn Fn() -> Services,
) -> io::Result<ExitCode> {
    let (stop, told_to_stop) = UnixStream::pair()?;
    signal_hook::low_level::pipe::register(signal_hook::consts::SIGTERM, told_to_stop)?;
    // Let through before any program is started, which would inherit that it is held.
    drop(held);
    let mut watch = Watch::default();
    let mut worker = match first {
        Some(worker) => worker,
        None => WorkerProcess::start(std::iter::empty())?,
    };
    loop {
        watch.begin();
        loop {
            match worker.wake(watch.overdue_at(), &stop)? {
                Wake::Message(message) => watch.hear(message, now()),
                Wake::Overdue => {
                    worker.end()?;
                    worker.last_words().for_each(|message| watch.hear(message, now()));
                    step_in(watch.overdue(now()), services);
                    break;
                }
                Wake::Closed => {
                    let death = worker.end()?;
                    let Some(intervention) = watch.died(death, now()) else {
                        // Nobody waits: the Runtime API is gone, or this hook cannot even start.
                        if watch.has_served() && !death.is_orderly() {
                            break;
                        }
                        return Ok(if death.is_orderly() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
                    };
                    step_in(Some(intervention), services);
                    break;
                }
                Wake::Stop => {
                    worker.end()?;
                    worker.last_words().for_each(|message| watch.hear(message, now()));
                    step_in(watch.told_to_stop(now()), services);
                    return Ok(ExitCode::SUCCESS);
                }
            }
        }
        worker = WorkerProcess::start(watch.known())?;
    }
}

/// Does in the worker's place what is left to do for its event.
fn step_in(intervention: Option<Intervention>, services: &dyn Fn() -> Services) {
    let Some(intervention) = intervention else { return };
    telemetry::write_json_lines();
    let Ok(tokio) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    tokio.block_on(report_and_answer(intervention, services));
}

async fn report_and_answer(intervention: Intervention, services: &dyn Fn() -> Services) {
    let Intervention { in_flight, outcome, delivered } = intervention;
    let mut report = in_flight.report;
    report.reached(&outcome);
    let mut problem = None;
    if let Some(verdict) = outcome.verdict()
        && !delivered
    {
        let left = Duration::from_millis(in_flight.deadline.saturating_sub(now())).max(SHORTEST_REPORT);
        let services = services();
        let delivery = delivery::deliver(&*services.reporter, &in_flight.event, verdict, Instant::now() + left);
        match delivery.await {
            Ok(delivered) => report.report_attempts = delivered.attempts,
            Err(error) => {
                report.report_attempts = error.attempts;
                problem = Some(error);
            }
        }
    }
    report.milliseconds = now().saturating_sub(in_flight.began);
    report.print();
    let answered = match problem {
        None => runtime_answer::post(&report.request_id, "response", &report.answer()).await,
        Some(error) => {
            let body = json!({ "errorType": "Hook.ReportNotDelivered", "errorMessage": error.to_string() });
            runtime_answer::post(&report.request_id, "error", &body).await
        }
    };
    if let Err(error) = answered {
        eprintln!("the Runtime API did not take the guardian's answer: {error}");
    }
}
