//! The engine: the account, its deployments and what is waiting, driven by a clock that jumps. Pure: no I/O, no real time.

mod asynchronous;
mod identity;
mod timeline;
mod world;

pub use asynchronous::{AsyncInvocation, RequestId};
pub use timeline::{Happening, TimelineEntry};
pub(crate) use world::arn;
pub use world::{NewDeployment, Routed, World, WorldError};
