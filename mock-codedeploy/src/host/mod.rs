//! The function host: runs versions as processes with a Runtime API of their own, or as models.

mod call;
mod environment;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod log;
mod process;
mod runtime_api;
mod sandbox;
mod unpacked;

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Mutex;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use crate::account::{Bootstrap, Code, FunctionName};
use crate::engine::{Region, RequestId, Routed};
pub(crate) use call::{Call, TraceHeader};
use log::Output;
use sandbox::{InitAttempt, Sandbox, SandboxError};
use unpacked::Unpacked;
pub(crate) use unpacked::{UnpackError, check as check_archive};

/// What a hook process is told about the mock around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    /// Where AWS is, as `AWS_ENDPOINT_URL`.
    pub(crate) endpoint_url: String,
}

/// How an invocation ended.
#[derive(Clone, Debug)]
pub struct InvocationResult {
    /// The answer, or the error object.
    pub payload: Bytes,
    /// Whether it is a function error (`X-Amz-Function-Error: Unhandled`).
    pub function_error: bool,
    /// The end of the log, at most 4 KB.
    pub log_tail: Vec<u8>,
    /// The hook reports among the lines that were printed.
    pub hook_reports: Vec<Value>,
}

/// An invocation that is handed to somebody in this process. It lasts until it is dropped.
#[derive(Debug)]
pub struct InProcessInvocation {
    /// The event.
    pub payload: Bytes,
    /// Lambda's request id.
    pub request_id: RequestId,
    /// How long the function may run.
    pub timeout: Duration,
    _until_dropped: oneshot::Sender<Infallible>,
}

/// Runs what is invoked.
pub(crate) struct FunctionHost {
    surroundings: Surroundings,
    idle: Mutex<HashMap<Key, Vec<Sandbox>>>,
    unpacked: Unpacked,
    in_process: mpsc::UnboundedSender<InProcessInvocation>,
}

/// Which environments may serve each other's invocations: those of one state of one function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    region: Region,
    function: FunctionName,
    executed: String,
    revision_id: String,
}

impl Key {
    fn of(routed: &Routed) -> Self {
        Self {
            region: routed.region.clone(),
            function: routed.function.clone(),
            executed: routed.executed.clone(),
            revision_id: routed.snapshot.revision_id.clone(),
        }
    }
}

impl FunctionHost {
    pub(crate) fn new(surroundings: Surroundings, in_process: mpsc::UnboundedSender<InProcessInvocation>) -> Self {
        Self { surroundings, idle: Mutex::default(), unpacked: Unpacked::default(), in_process }
    }

    /// Runs one invocation to its end.
    pub(crate) async fn invoke(&self, routed: &Routed, call: Call) -> InvocationResult {
        let behavior = routed.snapshot.behavior.as_ref();
        if let Some(answer) = behavior.and_then(|behavior| behavior.answer(routed.since_start, routed.draw)) {
            // Whoever waits for the answer lives in real time, so the model takes real time too.
            tokio::time::sleep(answer.latency).await;
            return InvocationResult::modelled(&answer.payload, answer.failed);
        }
        match &routed.snapshot.code {
            Code::Model => InvocationResult::modelled(
                &json!({
                    "errorType": "Runtime.InvalidEntrypoint",
                    "errorMessage": format!("{} has no code here, and the scenario gives it no answer", routed.invoked_arn),
                }),
                true,
            ),
            // The verdict is reported by whoever called the hook; there is nothing to run.
            Code::Verdict(_) => InvocationResult::modelled(&Value::Null, false),
            Code::InProcess => {
                let (sender, dropped) = oneshot::channel();
                let invocation = InProcessInvocation {
                    payload: call.payload,
                    request_id: call.request_id,
                    timeout: routed.snapshot.configuration.timeout,
                    _until_dropped: sender,
                };
                // Nobody listens once the test is over; then nobody waits for the end either.
                let _ = self.in_process.send(invocation);
                let _ = dropped.await;
                InvocationResult::modelled(&Value::Null, false)
            }
            Code::Process(bootstrap) => self.run(bootstrap, routed, &call).await,
            Code::Archive(_) if !routed.snapshot.configuration.runtime.starts_with("provided") => {
                let error = SandboxError::Runtime(routed.snapshot.configuration.runtime.clone());
                InvocationResult::of_error(&error, &call.request_id, Output::default())
            }
            Code::Archive(archive) => match self.unpacked.bootstrap(archive).await {
                Ok(bootstrap) => self.run(&bootstrap, routed, &call).await,
                Err(error) => {
                    let error = SandboxError::Unpack(error);
                    InvocationResult::of_error(&error, &call.request_id, Output::default())
                }
            },
        }
    }

    /// Ends all idle processes and waits until they are gone.
    pub(crate) async fn shut_down(&self) {
        let all: Vec<Sandbox> = self.lock().drain().flat_map(|(_, sandboxes)| sandboxes).collect();
        join_all(all.into_iter().map(Sandbox::end)).await;
    }

    async fn run(&self, bootstrap: &Bootstrap, routed: &Routed, call: &Call) -> InvocationResult {
        let key = Key::of(routed);
        let mut attempt = InitAttempt::First;
        // What the first init phase has printed, when there is a second.
        let mut earlier = Output::default();
        loop {
            let warm = self.lock().get_mut(&key).and_then(Vec::pop).and_then(Sandbox::if_alive);
            let mut sandbox = match warm {
                Some(sandbox) => sandbox,
                None => match Sandbox::start(bootstrap, routed, &self.surroundings, attempt).await {
                    Ok(sandbox) => sandbox,
                    Err(error) => return InvocationResult::of_error(&error, &call.request_id, earlier),
                },
            };
            match sandbox.invoke(routed, call).await {
                Ok(answered) => {
                    self.lock().entry(key).or_default().push(sandbox);
                    return answered.after(earlier);
                }
                // Only a warm environment can be; another one takes the invocation.
                Err(SandboxError::GoneWhileIdle) => drop(sandbox.end().await),
                Err(SandboxError::InitAgain) => {
                    earlier = earlier.and(sandbox.end().await);
                    attempt = InitAttempt::Suppressed;
                }
                Err(error) => {
                    let output = earlier.and(sandbox.end().await);
                    return InvocationResult::of_error(&error, &call.request_id, output);
                }
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Vec<Sandbox>>> {
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl InvocationResult {
    fn modelled(payload: &Value, function_error: bool) -> Self {
        Self { payload: payload.to_string().into(), function_error, log_tail: Vec::new(), hook_reports: Vec::new() }
    }

    fn of_error(error: &SandboxError, request_id: &RequestId, output: Output) -> Self {
        let payload = json!({
            "errorType": error.error_type(),
            "errorMessage": format!("RequestId: {request_id} Error: {error}"),
        });
        let Output { tail, hook_reports } = output;
        Self { payload: payload.to_string().into(), function_error: true, log_tail: tail, hook_reports }
    }

    /// The same, with what was printed before.
    fn after(mut self, earlier: Output) -> Self {
        let later = Output { tail: self.log_tail, hook_reports: self.hook_reports };
        let Output { tail, hook_reports } = earlier.and(later);
        self.log_tail = tail;
        self.hook_reports = hook_reports;
        self
    }

    /// The end of the log as text.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&self.log_tail).into_owned()
    }

    /// The end of the log as `X-Amz-Log-Result` has it.
    pub(crate) fn log_result(&self) -> String {
        STANDARD.encode(&self.log_tail)
    }
}
