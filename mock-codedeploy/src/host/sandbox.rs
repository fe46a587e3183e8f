//! One execution environment: a process, its Runtime API, its log.

use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use thiserror::Error;
use tokio::net::unix::pipe;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::call::Call;
use super::log::{Log, Output};
use super::process::Process;
use super::runtime_api::{Answer, Init, Pending, RuntimeApi};
use super::unpacked::UnpackError;
use super::{InvocationResult, Surroundings, environment};
use crate::account::Bootstrap;
use crate::engine::Routed;

/// How long an init phase may take before the process is started again (spec 6.2).
const INIT_LIMIT: Duration = Duration::from_secs(10);
/// What a runtime has from SIGTERM to SIGKILL when only internal extensions are registered. Without one it has nothing (spec 6.2).
const SHUTDOWN_LIMIT: Duration = Duration::from_millis(300);

/// An execution environment: it serves one invocation at a time and is reused while its process lives.
#[derive(Debug)]
pub(super) struct Sandbox {
    process: Process,
    api: RuntimeApi,
    log: Arc<Mutex<PrintedLog>>,
    reader: JoinHandle<()>,
    attempt: InitAttempt,
    has_served: bool,
}

/// Which try to initialise an environment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InitAttempt {
    /// An init phase of its own, with its own limit.
    First,
    /// Lambda's "suppressed init" after the first has failed: within the invocation, under the function's time-out.
    Suppressed,
}

#[derive(Debug)]
struct PrintedLog {
    log: Log,
    pipe: Arc<pipe::Receiver>,
}

/// Why an invocation got no answer from the function itself (spec 5.2).
#[derive(Debug, Error)]
pub(super) enum SandboxError {
    #[error("Couldn't start {program}: {source}")]
    Start { program: PathBuf, source: io::Error },
    #[error("The runtime {0} does not run here, only provided ones do: give the version a behavior")]
    Runtime(String),
    #[error("Couldn't unpack the code: {0}")]
    Unpack(UnpackError),
    #[error("Task timed out after {:.2} seconds", .0.as_secs_f64())]
    TimedOut(Duration),
    #[error("Runtime exited with error: {}", describe(*.0))]
    Exited(Option<ExitStatus>),
    #[error("Runtime exited while it was idle")]
    GoneWhileIdle,
    #[error("The init phase failed")]
    InitAgain,
    #[error("Runtime failed to start: {}", String::from_utf8_lossy(.0))]
    Init(Bytes),
}

impl SandboxError {
    pub(super) const fn error_type(&self) -> &'static str {
        match self {
            Self::Start { .. } | Self::Unpack(_) | Self::Runtime(_) => "Runtime.InvalidEntrypoint",
            Self::TimedOut(_) => "Sandbox.Timedout",
            Self::Exited(_) | Self::GoneWhileIdle => "Runtime.ExitError",
            Self::Init(_) | Self::InitAgain => "Runtime.InitError",
        }
    }
}

fn describe(status: Option<ExitStatus>) -> String {
    match status.map(|status| (status.code(), status.signal())) {
        Some((Some(code), _)) => format!("exit status {code}"),
        Some((None, Some(signal))) => match nix::sys::signal::Signal::try_from(signal) {
            Ok(nix::sys::signal::Signal::SIGKILL) => "signal: killed".into(),
            Ok(named) => format!("signal: {named}"),
            Err(_) => format!("signal: {signal}"),
        },
        _ => "unknown exit status".into(),
    }
}

impl Sandbox {
    /// Starts the process. Its init phase goes on while the first invocation waits for it.
    pub(super) async fn start(
        bootstrap: &Bootstrap,
        routed: &Routed,
        surroundings: &Surroundings,
        attempt: InitAttempt,
    ) -> Result<Self, SandboxError> {
        let failed = |source| SandboxError::Start { program: bootstrap.program.clone(), source };
        let api = RuntimeApi::start().await.map_err(failed)?;
        let variables = environment::variables(bootstrap, routed, &api.address().to_string(), surroundings);
        let (process, pipe) = Process::start(bootstrap, &variables).map_err(failed)?;
        let pipe = Arc::new(pipe);
        let log = Arc::new(Mutex::new(PrintedLog { log: Log::default(), pipe: Arc::clone(&pipe) }));
        let reader = tokio::spawn(read(pipe, Arc::clone(&log)));
        Ok(Self { process, api, log, reader, attempt, has_served: false })
    }

    /// The environment, unless its process has ended while it was idle.
    pub(super) fn if_alive(mut self) -> Option<Self> {
        self.process.try_status().is_none().then_some(self)
    }

    /// One invocation. After an error the environment is of no further use.
    pub(super) async fn invoke(&mut self, routed: &Routed, call: &Call) -> Result<InvocationResult, SandboxError> {
        // What an idle process printed belongs to no invocation.
        drop(self.take_output());
        if self.attempt == InitAttempt::First {
            self.wait_for_init().await?;
        }

        let limit = routed.snapshot.configuration.timeout;
        let (sender, answer) = oneshot::channel();
        let pending = Pending {
            request_id: call.request_id.to_string(),
            trace: call.trace.clone(),
            client_context: call.client_context.clone(),
            deadline_milliseconds: deadline(limit),
            invoked_arn: routed.invoked_arn.clone(),
            payload: call.payload.clone(),
            answer: sender,
        };
        let answered = async {
            if let Init::Failed(body) = self.api.initialised().await {
                return Err(SandboxError::Init(body));
            }
            self.api.send(pending).await;
            answer.await.map_err(|_| SandboxError::Exited(None))
        };
        let answer = tokio::select! {
            biased;
            answer = timeout(limit, answered) => answer.unwrap_or(Err(SandboxError::TimedOut(limit))),
            status = self.process.status() => {
                // An idle process may end by itself; nobody's invocation has failed then.
                Err(if self.has_served && !self.api.is_in_flight() {
                    SandboxError::GoneWhileIdle
                } else {
                    SandboxError::Exited(status.ok())
                })
            }
        };
        let answer = match answer {
            Err(SandboxError::Exited(None)) => return Err(SandboxError::Exited(self.process.try_status())),
            answer => answer?,
        };
        self.has_served = true;
        let Output { tail, hook_reports } = self.take_output();
        let (payload, function_error) = match answer {
            Answer::Response(payload) => (payload, false),
            Answer::Error(payload) => (payload, true),
        };
        Ok(InvocationResult { payload, function_error, log_tail: tail, hook_reports })
    }

    /// What the process has printed up to now. It wrote before it answered, so all of it is in the pipe.
    fn take_output(&self) -> Output {
        let mut printed = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        printed.drain();
        printed.log.take()
    }

    /// Ends the process, waits until it is gone, and closes what belonged to it. Returns what it has printed up to its end.
    ///
    /// A process with a registered extension is asked first, as Lambda asks it.
    pub(super) async fn end(mut self) -> Output {
        if self.api.has_extension() {
            self.process.terminate(SHUTDOWN_LIMIT).await;
        }
        self.process.kill().await;
        self.reader.abort();
        let _ = (&mut self.reader).await;
        self.api.shut_down().await;
        self.take_output()
    }

    /// The first init phase. If it takes too long or fails in whatever way, there is another one, within the invocation.
    async fn wait_for_init(&mut self) -> Result<(), SandboxError> {
        tokio::select! {
            biased;
            init = timeout(INIT_LIMIT, self.api.initialised()) => match init {
                Ok(Init::Done) => Ok(()),
                Ok(Init::Running | Init::Failed(_)) | Err(_) => Err(SandboxError::InitAgain),
            },
            _ = self.process.status() => Err(SandboxError::InitAgain),
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

impl PrintedLog {
    /// Reads what is there without waiting. Returns whether the process can still print. A pipe holds 64 KB, so a few rounds see
    /// all that was in it; a process that prints without end does not hold the reader for ever.
    fn drain(&mut self) -> bool {
        let mut buffer = [0_u8; 16 * 1024];
        for _ in 0..16 {
            match self.pipe.try_read(&mut buffer) {
                Ok(0) => return false,
                Ok(count) => self.log.push(buffer.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
        true
    }
}

async fn read(pipe: Arc<pipe::Receiver>, log: Arc<Mutex<PrintedLog>>) {
    while pipe.readable().await.is_ok() {
        let open = log.lock().unwrap_or_else(PoisonError::into_inner).drain();
        if !open {
            return;
        }
    }
}

/// The process compares the deadline with its own clock, so it is real time (spec 6).
fn deadline(limit: Duration) -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| (now + limit).as_millis())
}
