//! The mock as it runs: the world behind a lock, the host beside it, a player that moves the clock, a server in front.

mod history;
mod limits;
mod observer;
mod player;
mod service_faults;
mod service_role;
mod settings;
mod shared;
mod start_error;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::account::{Function, FunctionReference, LambdaError};
use crate::api;
use crate::codedeploy::CodeDeployError;
use crate::deployment::{Deployment, DeploymentId};
use crate::engine::{NewDeployment, World};
use crate::fault::Fault;
use crate::host::{InProcessInvocation, InvocationResult, Surroundings};
use crate::server::Server;

pub use history::{History, HookError};
pub use limits::Limits;
pub use observer::{Observer, UnknownOperation};
use player::Player;
pub use service_faults::ServiceFaults;
pub use service_role::ServiceRole;
pub use settings::Settings;
use shared::Driven;
pub(crate) use shared::Shared;
pub use start_error::StartError;

/// How long answers that are under way may take once the mock ends.
const GRACE: Duration = Duration::from_millis(500);

/// A CodeDeploy and a Lambda that listen on a loopback port, with a virtual clock. It stands still while a hook runs.
///
/// Dropping it ends everything that it started.
#[derive(Debug)]
pub struct Mock {
    shared: Arc<Shared>,
    address: SocketAddr,
    server: Server,
    player: Player,
    in_process: tokio::sync::Mutex<mpsc::UnboundedReceiver<InProcessInvocation>>,
}

impl Mock {
    /// Starts a mock.
    ///
    /// # Errors
    /// When its port cannot be had, or its state file not be read.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        let listener = TcpListener::bind(settings.address).await.map_err(StartError::Listen)?;
        let address = listener.local_addr().map_err(StartError::Listen)?;
        let (sender, in_process) = mpsc::unbounded_channel();
        let surroundings = Surroundings { endpoint_url: format!("http://{address}") };
        let limits = settings.limits;
        let (keys, observer) = (settings.verify_signatures.clone(), settings.observer.clone());
        let shared = Arc::new(Shared::new(settings, surroundings, sender)?);
        let router = api::router(Arc::clone(&shared), api::Admission { limits, keys, observer });
        let server = Server::start(listener, router, Some(limits.head)).map_err(StartError::Listen)?;
        let player = Player::start(Arc::clone(&shared));
        Ok(Self { shared, address, server, player, in_process: tokio::sync::Mutex::new(in_process) })
    }

    /// Where AWS clients find it (`AWS_ENDPOINT_URL`).
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Looks at the world of the default region, or changes it; what follows from the change happens by itself.
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
        let mut driven = self.shared.lock();
        History {
            timeline: driven.regions.world(&crate::engine::Region::default()).timeline().to_vec(),
            hook_reports: driven.hook_reports.clone(),
            hook_errors: driven.hook_errors.clone(),
        }
    }

    /// Runs a function and waits for its answer, as `Invoke` does.
    ///
    /// # Errors
    /// When there is no such function, version or alias, or all that the function may use is in use.
    pub async fn invoke(&self, reference: &FunctionReference, payload: Bytes) -> Result<InvocationResult, LambdaError> {
        let routed = self.shared.with_world(|world| world.route(reference))?;
        self.shared.invoke(&routed, payload).await.ok_or(LambdaError::TooManyRequests)
    }

    /// The next invocation of a function whose code is in this process.
    pub async fn next_in_process(&self) -> Option<InProcessInvocation> {
        self.in_process.lock().await.recv().await
    }

    /// Holds a virtual clock, or lets it go on.
    pub fn hold_clock(&self, held: bool) {
        self.shared.hold_clock(held);
    }

    /// Puts the clock forward, and waits until all that is due by then is done.
    pub async fn advance_clock(&self, by: Duration) {
        self.shared.advance_clock(by).await;
    }

    /// Waits until every deployment has ended. Hooks may still be on their way out.
    pub async fn all_completed(&self) {
        self.shared.until(Driven::all_completed).await;
    }

    /// Waits until no deployment and no hook is under way.
    pub async fn all_ended(&self) {
        self.shared.until(|driven| driven.running == 0 && driven.all_completed()).await;
    }

    /// Waits until the account can no longer be kept in its file, and says why. Nothing is acknowledged from then on.
    pub async fn state_lost(&self) -> String {
        self.shared.state_lost().await
    }

    /// Closes the port, ends all processes and waits until they are gone. Answers that are under way get a moment to be written.
    pub async fn shut_down(mut self) {
        self.server.close(GRACE);
        // Processes in use belong to a connection or to the player, and die with them.
        self.player.shut_down().await;
        self.shared.host.shut_down().await;
        self.server.closed().await;
        // What was invoked over a connection that is closed now has given its environment back.
        self.shared.host.shut_down().await;
    }
}
