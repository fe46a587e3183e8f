//! A played deployment, for a person and for a program.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::Duration;

use anstyle::{AnsiColor, Style};

use crate::commands::simulate::{HookOutcome, Outcome, PlayedDeployment, Status};
use crate::commands::simulate::{Moment, What};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

pub(crate) fn json(outcome: &Outcome) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    serde_json::to_writer_pretty(&mut stdout, outcome)?;
    writeln!(stdout)?;
    stdout.flush()
}

pub(crate) fn human(outcome: &Outcome, quiet: bool) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    write!(stdout, "{}", text(outcome, quiet))?;
    stdout.flush()
}

fn text(outcome: &Outcome, quiet: bool) -> String {
    let mut text = String::new();
    if !quiet {
        for deployment in &outcome.deployments {
            tell(&mut text, deployment);
        }
    }
    let (style, word) = match outcome.status {
        Status::Succeeded => (GOOD, "Succeeded"),
        Status::Failed => (BAD, "Failed"),
    };
    let played = humantime::format_duration(Duration::from_secs_f64(outcome.virtual_seconds.round()));
    let _ = writeln!(text, "{style}{word}{style:#}: {played} of deployment played in {:.1} s", outcome.wall_seconds);
    text
}

fn tell(text: &mut String, deployment: &PlayedDeployment) {
    let PlayedDeployment { function, alias, deployment_id, from, to, strategy, .. } = deployment;
    let _ = if deployment.creator == "user" {
        writeln!(
            text,
            "{BOLD}{function}:{alias}{BOLD:#}  version {from} to version {to} by {strategy}  {DIM}{deployment_id}{DIM:#}"
        )
    } else {
        writeln!(text, "{BOLD}{function}:{alias}{BOLD:#}  rollback to version {to}  {DIM}{deployment_id}{DIM:#}")
    };
    for moment in &deployment.moments {
        tell_moment(text, moment);
    }
    let style = if deployment.status == "Succeeded" { GOOD } else { BAD };
    let _ = writeln!(text, "           deployment {style}{}{style:#}", deployment.status);
    if let Some(error) = &deployment.error_information {
        let _ = writeln!(text, "           {}: {}", error.code, error.message);
    }
    if let Some(rollback) = &deployment.rollback {
        let _ = writeln!(text, "           rolled back by {rollback}");
    }
    if deployment.requests.total > 0 {
        let _ =
            writeln!(text, "           {} requests, {} failed", deployment.requests.total, deployment.requests.failed);
    }
    let _ = match &deployment.alias_weight {
        None => {
            writeln!(text, "           {function}:{alias} points to version {}, no weights", deployment.alias_version)
        }
        Some((version, weight)) => writeln!(
            text,
            "           {function}:{alias} points to version {}, {} % to version {version}",
            deployment.alias_version,
            weight * 100.0
        ),
    };
    let _ = writeln!(text);
}

fn tell_moment(text: &mut String, moment: &Moment) {
    let time = clock(moment.after);
    match &moment.what {
        What::LifecycleEvent { name, status } => {
            let style = match *status {
                "Succeeded" => GOOD,
                "Failed" => BAD,
                _ => DIM,
            };
            let _ = writeln!(text, "  {time}  {name:<18}  {style}{status}{style:#}");
        }
        What::Shift { version, weight } => {
            let percent = weight * 100.0;
            let _ = writeln!(text, "  {time}  {:<18}  {percent:>3.0} % to version {version}  {}", "", bar(*weight));
        }
        What::Hook { function, outcome } => tell_hook(text, &time, function, outcome),
    }
}

fn tell_hook(text: &mut String, time: &str, function: &str, outcome: &HookOutcome) {
    match outcome {
        HookOutcome::Reported { hook, outcome, reasons, milliseconds } => {
            let style = if outcome == "succeeded" { GOOD } else { BAD };
            let _ = writeln!(
                text,
                "  {time}  {:<18}  {function} ran {hook}: {style}{outcome}{style:#} {DIM}({milliseconds} ms){DIM:#}",
                ""
            );
            for reason in reasons {
                for (number, line) in reason.lines().enumerate() {
                    let mark = if number == 0 { '-' } else { ' ' };
                    let _ = writeln!(text, "{:>31} {mark} {line}", "");
                }
            }
        }
        HookOutcome::InPlace => {
            let _ = writeln!(text, "  {time}  {:<18}  {function} did not run: the scenario reports in its place", "");
        }
        HookOutcome::Silent { errors, log_tail } => {
            let _ = writeln!(text, "  {time}  {:<18}  {function} {BAD}printed no hook report{BAD:#}", "");
            // The attempts of one event mostly fail alike.
            for attempts in errors.chunk_by(|one, next| one == next) {
                let Some(error) = attempts.first() else { continue };
                let times = if attempts.len() > 1 { format!(" ({} times)", attempts.len()) } else { String::new() };
                let _ = writeln!(text, "{:>31} - {error}{times}", "");
            }
            for line in log_tail.lines().rev().take(10).collect::<Vec<_>>().into_iter().rev() {
                let _ = writeln!(text, "{:>33} {DIM}{line}{DIM:#}", "");
            }
        }
    }
}

/// `0:00`, `9:00`, `1:30:00`: hours only when there are some.
fn clock(after: Duration) -> String {
    let seconds = after.as_secs();
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let text = if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") };
    format!("{text:>7}")
}

fn bar(weight: f64) -> String {
    (0..10).map(|tenth| if f64::from(tenth) < weight * 10.0 - 0.001 { '█' } else { '░' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short_where_they_can_be() {
        assert_eq!(clock(Duration::ZERO), "   0:00");
        assert_eq!(clock(Duration::from_secs(540)), "   9:00");
        assert_eq!(clock(Duration::from_secs(5_400)), "1:30:00");
        assert_eq!(clock(Duration::from_secs(172_800)), "48:00:00");
    }

    #[test]
    fn a_bar_shows_tenths() {
        assert_eq!(bar(0.0), "░░░░░░░░░░");
        assert_eq!(bar(0.3), "███░░░░░░░");
        assert_eq!(bar(1.0), "██████████");
    }
}
