//! Two processes of one binary: a worker that runs validators, and a guardian that reports when the worker cannot.
//!
//! The worker tells the guardian over a socket which event is in flight and how far it is ([`message`]). When the worker dies, blocks its
//! thread or runs into its deadline, the guardian reports `Failed` with the cause, answers the Runtime API so that Lambda does not run the
//! hook again, and starts a fresh worker. A process of its own is what survives an abort, a stack overflow, a memory kill and an `exit`;
//! no panic hook and no signal handler inside the worker survives them all.

mod death;
mod held_termination;
mod link;
mod message;
mod role;
mod runtime_answer;
mod supervisor;
mod watch;
mod worker_process;

pub(crate) use link::GuardianLink;
pub(crate) use message::{FromWorker, InFlight, Known};
pub(crate) use role::Role;
pub(crate) use supervisor::{Supervised, supervise};
