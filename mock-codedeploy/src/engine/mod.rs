//! The engine: the account, its deployments and what is waiting, driven by a clock that jumps. Pure: no I/O, no real time.

mod alias_update;
mod asynchronous;
mod error;
mod identity;
mod lambda_metrics;
mod new_deployment;
mod record;
mod region;
mod regions;
mod routing;
mod schedule;
mod service_role;
mod timeline;
mod world;

pub use alias_update::{AliasUpdate, AliasUpdateError, AliasUpdatePolicy};
pub use asynchronous::{AsyncInvocation, RequestId};
pub(crate) use new_deployment::DeploymentRequest;
pub use new_deployment::NewDeployment;
pub use record::Record;
pub use region::Region;
pub(crate) use regions::Regions;
pub use routing::Routed;
pub use service_role::{RoleAction, RoleRefusal};
pub use timeline::{Happening, TimelineEntry};
pub(crate) use world::{Changes, Row, written};
pub use world::{Rules, World};
