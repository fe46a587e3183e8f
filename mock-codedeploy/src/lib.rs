//! A CodeDeploy that runs on one machine.

mod account;
mod clock;
mod deployment;
mod engine;

pub use account::*;
pub use clock::VirtualTime;
pub use deployment::*;
pub use engine::*;
