//! The AWS clients of a hook: environment credentials straight away, one HTTP connector for both services, no configuration files.

mod classify;
mod clients;
mod connection;
mod credentials;
mod invoker;
mod lookup;
mod reporter;
mod transport;

use std::process::ExitCode;
use std::sync::Arc;

use crate::definition::HookDefinition;
use crate::runtime::{self, Services};
use clients::Clients;
pub use connection::Connection;
pub use transport::http_client;

/// Serves hook events with AWS's services until Lambda ends the process. [`main!`](crate::main) is this with the hooks' definitions.
pub fn run(hooks: &[HookDefinition]) -> ExitCode {
    runtime::run_with(hooks, || connect(Connection::of_process()))
}

/// Services that speak to AWS, or to what stands at the connection's endpoints. Nothing is sent, and no client made, yet.
pub fn connect(connection: Connection) -> Services {
    let clients = Arc::new(Clients::new(connection));
    Services {
        reporter: Arc::new(reporter::CodeDeployReporter::new(Arc::clone(&clients))),
        invoker: Arc::new(invoker::LambdaInvoker::new(Arc::clone(&clients))),
        deployments: Arc::new(lookup::CodeDeployLookup::new(clients)),
    }
}
