//! The loop of a hook function on Lambda's Runtime API.

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use lambda_runtime::tower::util::MapFutureLayer;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;

use crate::definition::HookDefinition;
use crate::environment::Environment;
use crate::guardian::{self, GuardianLink, Known, Role, Supervised};
use crate::runtime::selection::{self, SelectionError};
use crate::runtime::{HookSettings, Invocation, RunError, Runtime, Services};
use crate::telemetry;

/// Serves hook events with services of your own until Lambda ends the process.
///
/// The process becomes a guardian and starts itself once more as the worker that runs validators; `HOOK_SDK_GUARDIAN=off` runs the
/// worker alone, for debugging.
pub fn run_with(hooks: &[HookDefinition], services: impl Fn() -> Services) -> ExitCode {
    match begin(hooks, &services) {
        Ok(code) => code,
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
    #[error("the guardian could not be reached: {0}")]
    Guardian(#[source] std::io::Error),
    #[error("the asynchronous runtime could not start: {0}")]
    Tokio(#[source] std::io::Error),
    #[error("the Runtime API could not be reached any more: {0}")]
    RuntimeApi(lambda_runtime::Error),
}

fn begin(hooks: &[HookDefinition], services: &dyn Fn() -> Services) -> Result<ExitCode, ServeError> {
    let handler = std::env::var("_HANDLER").unwrap_or_default();
    let definition = selection::select(hooks, &handler)?;
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return Err(ServeError::NotOnLambda);
    }
    match Role::of_process() {
        Role::Guardian => match guardian::supervise(services) {
            Supervised::Ended(code) => return Ok(code),
            Supervised::Worker(link) => serve_guarded(&definition, services, link, Vec::new())?,
        },
        Role::Worker { known } => {
            let (link, known) = GuardianLink::take_over(known).map_err(ServeError::Guardian)?;
            serve_guarded(&definition, services, link, known)?;
        }
        Role::Alone => serve(&definition, &Runtime::new(services(), Environment::of_process()))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn serve_guarded(
    definition: &HookDefinition,
    services: &dyn Fn() -> Services,
    link: GuardianLink,
    known: Vec<Known>,
) -> Result<(), ServeError> {
    // The link has to last as long as the process: its end is what tells the guardian of a death.
    let runtime = Box::leak(Box::new(Runtime::guarded(services(), Environment::of_process(), link, known)));
    serve(definition, runtime)
}

fn serve(definition: &HookDefinition, runtime: &Runtime) -> Result<(), ServeError> {
    telemetry::write_json_lines();
    // One thread: a hook function handles one event at a time, and threads cost memory and start-up.
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::Tokio)?;
    tokio.block_on(async {
        let settings = HookSettings::from(definition);
        let handle = |event: LambdaEvent<Value>| answer(runtime, &settings, definition, event);
        // The outermost layer ends when the Runtime API has taken the answer.
        let settled = MapFutureLayer::new(|invocation| async {
            let result = invocation.await;
            runtime.settled();
            result
        });
        lambda_runtime::Runtime::new(service_fn(handle)).layer(settled).run().await.map_err(ServeError::RuntimeApi)
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
            report.print();
            Ok(report.answer())
        }
        Err(error) => {
            let error_type = match &error {
                RunError::Event(_) => "Hook.InvalidEvent",
                RunError::Delivery { report, .. } => {
                    report.print();
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
