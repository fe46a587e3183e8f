//! The mock as it runs: the world behind a lock, the host beside it, a player that moves the clock, a server in front.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::account::{Code, Function, FunctionName, FunctionReference};
use crate::api;
use crate::clock::VirtualTime;
use crate::codedeploy::CodeDeployError;
use crate::deployment::{Deployment, DeploymentId, HookVerdict};
use crate::engine::{AsyncInvocation, NewDeployment, Routed, TimelineEntry, World, WorldError};
use crate::fault::{Fault, Faults};
use crate::host::{Call, FunctionHost, InProcessInvocation, InvocationResult, Surroundings};

/// How a mock is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The seed of ids and of the routing between an alias's versions.
    pub seed: u64,
    /// Where the deployment's clock starts.
    pub start: VirtualTime,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 1, start: VirtualTime::START }
    }
}

/// A CodeDeploy and a Lambda that listen on a loopback port, with a virtual clock. It stands still while a hook runs.
///
/// Dropping it ends everything that it started.
#[derive(Debug)]
pub struct Mock {
    shared: Arc<Shared>,
    address: SocketAddr,
    tasks: [JoinHandle<()>; 2],
    in_process: tokio::sync::Mutex<mpsc::UnboundedReceiver<InProcessInvocation>>,
}

/// What has happened in a mock.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// What happened to deployments, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// The reports that hooks printed.
    pub hook_reports: Vec<Value>,
    /// The asynchronous invocations that ended with a function error.
    pub hook_errors: Vec<HookError>,
}

/// An asynchronous invocation that ended with a function error.
#[derive(Clone, Debug, PartialEq)]
pub struct HookError {
    /// The function.
    pub function: FunctionName,
    /// What it was sent.
    pub payload: Value,
    /// The error object.
    pub error: Value,
    /// The end of its log.
    pub log_tail: String,
    /// When.
    pub time: VirtualTime,
}

/// What the player, the server and the tests share.
pub(crate) struct Shared {
    driven: Mutex<Driven>,
    host: FunctionHost,
    pub(crate) faults: Faults,
    /// Tells the player that something has changed.
    changes: watch::Sender<()>,
    /// Tells those who wait that the player has seen to it.
    progress: watch::Sender<()>,
}

struct Driven {
    world: World,
    /// Asynchronous invocations under way.
    running: usize,
    hook_reports: Vec<Value>,
    hook_errors: Vec<HookError>,
}

impl Mock {
    /// Starts a mock on a free loopback port.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(settings: Settings) -> std::io::Result<Self> {
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (sender, in_process) = mpsc::unbounded_channel();
        let surroundings = Surroundings { endpoint_url: format!("http://{address}") };
        let world = World::new(settings.start, settings.seed);
        let shared = Arc::new(Shared {
            driven: Mutex::new(Driven { world, running: 0, hook_reports: Vec::new(), hook_errors: Vec::new() }),
            host: FunctionHost::new(surroundings, sender),
            faults: Faults::default(),
            changes: watch::Sender::new(()),
            progress: watch::Sender::new(()),
        });
        let router = api::router(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            // It ends only when the task is dropped.
            let _ = axum::serve(listener, router).await;
        });
        let player = tokio::spawn(play(Arc::clone(&shared)));
        Ok(Self { shared, address, tasks: [server, player], in_process: tokio::sync::Mutex::new(in_process) })
    }

    /// Where AWS clients find it (`AWS_ENDPOINT_URL`).
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Looks at the world, or changes it; what follows from the change happens by itself.
    pub fn with_world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        self.shared.change_world(look)
    }

    /// Adds or replaces a function.
    pub fn put_function(&self, function: Function) {
        self.shared.change_world(|world| world.put_function(function));
    }

    /// Lets the next calls of an operation meet a fault.
    pub fn inject(&self, fault: Fault) {
        self.shared.faults.add(fault);
    }

    /// Makes a deployment; it begins at once.
    ///
    /// # Errors
    /// When the function's group has an active deployment already.
    pub fn create_deployment(&self, new: &NewDeployment) -> Result<DeploymentId, CodeDeployError> {
        self.shared.change_world(|world| world.create_deployment(new))
    }

    /// A copy of a deployment as it is now.
    ///
    /// # Errors
    /// When there is none with that id.
    pub fn deployment(&self, id: &DeploymentId) -> Result<Deployment, CodeDeployError> {
        self.shared.with_world(|world| world.deployment(id.as_str()).cloned())
    }

    /// What has happened up to now.
    pub fn history(&self) -> History {
        let driven = self.shared.lock();
        History {
            timeline: driven.world.timeline().to_vec(),
            hook_reports: driven.hook_reports.clone(),
            hook_errors: driven.hook_errors.clone(),
        }
    }

    /// Runs a function and waits for its answer, as `Invoke` does.
    ///
    /// # Errors
    /// When there is no such function, version or alias.
    pub async fn invoke(&self, reference: &FunctionReference, payload: Bytes) -> Result<InvocationResult, WorldError> {
        let routed = self.shared.with_world(|world| world.route(reference))?;
        Ok(self.shared.invoke(&routed, payload, None).await)
    }

    /// The next invocation of a function whose code is in this process.
    pub async fn next_in_process(&self) -> Option<InProcessInvocation> {
        self.in_process.lock().await.recv().await
    }

    /// Waits until every deployment has ended. Hooks may still be on their way out.
    pub async fn all_completed(&self) {
        self.until(Driven::all_completed).await;
    }

    /// Waits until no deployment and no hook is under way.
    pub async fn all_ended(&self) {
        self.until(|driven| driven.running == 0 && driven.all_completed()).await;
    }

    async fn until(&self, reached: impl Fn(&Driven) -> bool) {
        let mut progress = self.shared.progress.subscribe();
        while !reached(&self.shared.lock()) {
            if progress.changed().await.is_err() {
                return;
            }
        }
    }

    /// Ends all processes, waits until they are gone, and closes the port.
    pub async fn shut_down(mut self) {
        for task in &mut self.tasks {
            task.abort();
            // Processes in use belong to the player's tasks and die with them.
            let _ = task.await;
        }
        self.shared.host.shut_down().await;
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Driven {
    fn all_completed(&self) -> bool {
        self.world.deployments().all(|deployment| deployment.completed().is_some())
    }
}

impl Shared {
    pub(crate) fn with_world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.lock().world)
    }

    /// Changes the world and lets the player see to what follows.
    pub(crate) fn change_world<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let result = self.with_world(change);
        self.changes.send_replace(());
        result
    }

    /// Runs one invocation to its end.
    pub(crate) async fn invoke(&self, routed: &Routed, payload: Bytes, trace: Option<&str>) -> InvocationResult {
        let request_id = self.with_world(World::request_id);
        self.host.invoke(routed, Call::new(request_id, payload).within(trace)).await
    }

    /// Reports for a hook that does not run.
    fn report_in_place(&self, event: &Value, verdict: HookVerdict) {
        let id = |member: &str| event.get(member).and_then(Value::as_str).unwrap_or_default();
        // An event that is no hook's, or comes twice, has nothing to report.
        let _ =
            self.change_world(|world| world.report(id("DeploymentId"), id("LifecycleEventHookExecutionId"), verdict));
    }

    fn lock(&self) -> MutexGuard<'_, Driven> {
        self.driven.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one asynchronous invocation and notes how it went.
    async fn run(&self, invocation: AsyncInvocation) {
        let reference = FunctionReference { name: invocation.function.clone(), qualifier: None };
        let routed = self.with_world(|world| world.route(&reference));
        let result = match routed {
            Ok(routed) => {
                if let Code::Verdict(verdict) = routed.version.code {
                    self.report_in_place(&invocation.payload, verdict);
                }
                let payload = Bytes::from(invocation.payload.to_string());
                Some(self.host.invoke(&routed, Call::new(invocation.request_id.clone(), payload)).await)
            }
            // Deleted since it was called: the event is dropped, as Lambda does.
            Err(_) => None,
        };
        let mut driven = self.lock();
        if let Some(result) = result {
            driven.world.invocation_ended(&invocation, result.function_error);
            driven.hook_reports.extend(result.hook_reports);
            if result.function_error {
                let time = driven.world.now();
                driven.hook_errors.push(HookError {
                    function: invocation.function,
                    payload: invocation.payload,
                    error: serde_json::from_slice(&result.payload).unwrap_or_default(),
                    log_tail: String::from_utf8_lossy(&result.log_tail).into_owned(),
                    time,
                });
            }
        }
        driven.running = driven.running.saturating_sub(1);
        drop(driven);
        self.changes.send_replace(());
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Shared").finish_non_exhaustive()
    }
}

/// Moves the world: does what is due, starts what has to run, and lets the clock jump when nothing runs.
async fn play(shared: Arc<Shared>) {
    let mut changes = shared.changes.subscribe();
    // Ending the player ends what it runs.
    let mut running = JoinSet::new();
    loop {
        changes.borrow_and_update();
        let (invocations, jumped) = {
            let mut driven = shared.lock();
            driven.world.run_due();
            let invocations = driven.world.take_invocations();
            driven.running += invocations.len();
            let due = driven.world.next_due().filter(|_| driven.running == 0);
            if let Some(due) = due {
                driven.world.jump(due);
            }
            (invocations, due.is_some())
        };
        for invocation in invocations {
            let shared = Arc::clone(&shared);
            running.spawn(async move { shared.run(invocation).await });
        }
        while running.try_join_next().is_some() {}
        shared.progress.send_replace(());
        if jumped {
            // On a single thread, whoever waits for this instant gets to see it.
            tokio::task::yield_now().await;
        } else if changes.changed().await.is_err() {
            return;
        }
    }
}
