//! The engine: the account, its deployments and what is waiting, driven by a clock that jumps. Pure: no I/O, no real time.

mod asynchronous;
mod error;
mod identity;
mod new_deployment;
mod record;
mod routing;
mod schedule;
mod timeline;
mod world;

use crate::account::{ACCOUNT_ID, FunctionName, REGION};

pub use asynchronous::{AsyncInvocation, RequestId};
pub use error::WorldError;
pub(crate) use new_deployment::DeploymentRequest;
pub use new_deployment::NewDeployment;
pub use record::Record;
pub use routing::Routed;
pub use timeline::{Happening, TimelineEntry};
pub use world::{Rules, World};

/// The ARN of a function, as seen in the mock's own region and account.
pub(crate) fn arn(name: &FunctionName, qualifier: Option<&str>) -> String {
    let arn = format!("arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{name}");
    match qualifier {
        Some(qualifier) => format!("{arn}:{qualifier}"),
        None => arn,
    }
}
