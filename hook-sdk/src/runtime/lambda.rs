//! The loop of a hook function on Lambda's Runtime API.

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::{Value, json};

use crate::definition::HookDefinition;
use crate::environment::Environment;
use crate::hook_report::HookReport;
use crate::runtime::selection::{self, SelectionError};
use crate::runtime::{HookSettings, Invocation, RunError, Runtime, Services};

/// Serves hook events with services of your own until Lambda ends the process.
pub fn run_with(hooks: &[HookDefinition], services: impl FnOnce() -> Services) -> ExitCode {
    match serve(hooks, services) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error(transparent)]
    Selection(#[from] SelectionError),
    #[error(
        "this is a Lambda function: it runs where `AWS_LAMBDA_RUNTIME_API` says where its events come from \
         (try it with `safe-deploy simulate`, or in a test with `MockCodeDeploy`)"
    )]
    NotOnLambda,
    #[error("the asynchronous runtime could not start: {0}")]
    Tokio(#[source] std::io::Error),
    #[error("the Runtime API could not be reached any more: {0}")]
    RuntimeApi(lambda_runtime::Error),
}

fn serve(hooks: &[HookDefinition], services: impl FnOnce() -> Services) -> Result<(), ServeError> {
    let handler = std::env::var("_HANDLER").unwrap_or_default();
    let definition = selection::select(hooks, &handler)?;
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return Err(ServeError::NotOnLambda);
    }
    // One thread: a hook function handles one event at a time, and threads cost memory and start-up.
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::Tokio)?;
    tokio.block_on(async {
        let runtime = Runtime::new(services(), Environment::of_process());
        let settings = HookSettings::from(&definition);
        let handle = |event: LambdaEvent<Value>| answer(&runtime, &settings, &definition, event);
        lambda_runtime::run(service_fn(handle)).await.map_err(ServeError::RuntimeApi)
    })
}

/// Once the verdict is delivered the invocation answers well, even a `Failed` one: an error would make Lambda run the hook again.
async fn answer(
    runtime: &Runtime,
    settings: &HookSettings,
    definition: &HookDefinition,
    event: LambdaEvent<Value>,
) -> Result<Value, Diagnostic> {
    let invocation = Invocation {
        request_id: event.context.request_id.clone(),
        time_left: time_left(event.context.deadline()),
        event: event.payload,
    };
    match runtime.handle(settings, definition.validate, invocation).await {
        Ok(report) => {
            print(&report);
            Ok(json!({ "outcome": report.outcome, "reasons": report.reasons }))
        }
        Err(error) => {
            let error_type = match &error {
                RunError::Event(_) => "Hook.InvalidEvent",
                RunError::Delivery { report, .. } => {
                    print(report);
                    "Hook.ReportNotDelivered"
                }
            };
            Err(Diagnostic { error_type: error_type.into(), error_message: error.to_string() })
        }
    }
}

fn time_left(deadline: SystemTime) -> Duration {
    deadline.duration_since(SystemTime::now()).unwrap_or(Duration::ZERO)
}

/// A closed stdout must not cost the verdict, so its failure is of no interest.
fn print(report: &HookReport) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{}", report.to_line());
}
