//! One verdict, always: every fault that one machine can stage, against real hook binaries, and against a hook written by hand. The table
//! is also printed as `docs/fault-matrix.md` with `UPDATE_DOCS=1`.

mod aborting_build;
mod page;
mod play;
mod row;
mod rows;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use mock_codedeploy::{Fault, Service};
use safe_deploy_tests::{Stage, TARGET};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use play::Seen;
use row::{Build, Row};
use rows::error;

const OURS: &str = env!("CARGO_BIN_EXE_hooks-under-test");
const BY_HAND: &str = env!("CARGO_BIN_EXE_hooks-by-hand");

/// Plays all rows, so many at once, in the order of the table.
async fn play_all(rows: &[Row], unwinding: &str, aborting: &Path, at_once: usize) -> Vec<Seen> {
    let seats = Arc::new(Semaphore::new(at_once));
    let mut plays = JoinSet::new();
    for (place, row) in rows.iter().cloned().enumerate() {
        let seats = Arc::clone(&seats);
        let program = match row.build {
            Build::Unwinding => PathBuf::from(unwinding),
            Build::Aborting => aborting.to_owned(),
        };
        plays.spawn(async move {
            let _seat = seats.acquire_owned().await.unwrap();
            (place, play::play(&row, &program).await)
        });
    }
    let mut seen = plays.join_all().await;
    seen.sort_by_key(|(place, _)| *place);
    seen.into_iter().map(|(_, seen)| seen).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_codedeploy_hears_exactly_one_verdict() {
    let (ours, by_hand) = aborting_build::programs();
    let rows = rows::all();
    // Ours against the clock, so few at once; the other mostly waits for its end.
    let seen = play_all(&rows, OURS, &ours, 3).await;
    let problems: Vec<String> = rows.iter().zip(&seen).filter_map(|(row, seen)| seen.check(row).err()).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));

    let others = play_all(&rows, BY_HAND, &by_hand, 12).await;
    assert_eq!(others[0].heard, rows[0].heard, "the hook by hand does not even work when nothing goes wrong");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        page::write(&rows, &seen, &others);
    }
}

#[tokio::test]
async fn an_event_that_comes_again_is_answered_with_its_first_outcome_and_does_not_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let count = folder.path().join("count");
    let count_file = count.to_str().unwrap();
    let stage = Stage::set(OURS, Value::Null).await;
    let environment = [("CurrentVersion", TARGET), ("COUNT_FILE", count_file)];
    stage.put_hook_with("counts_its_runs", Duration::from_secs(20), environment);
    let event = json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e" });
    // Nobody knows this deployment, so the report is in vain: Lambda hears an error and tries again.
    for _ in 0..2 {
        stage.mock.inject(Fault {
            service: Service::CodeDeploy,
            operation: "PutLifecycleEventHookExecutionStatus".into(),
            latency: Duration::ZERO,
            kind: error(400, "InvalidLifecycleEventHookExecutionIdException"),
            times: 1,
        });
        let result = stage.invoke("counts_its_runs", &event).await;
        assert!(result.function_error);
        let error: Value = serde_json::from_slice(&result.payload).unwrap();
        assert_eq!(error["errorType"], "Hook.ReportNotDelivered");
    }
    let runs = std::fs::read_to_string(&count).unwrap();
    assert_eq!(runs, "x");
    stage.mock.shut_down().await;
}
