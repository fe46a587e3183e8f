//! How a mock is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use super::limits::Limits;
use super::observer::Observer;
use crate::clock::VirtualTime;
use crate::clock_mode::ClockMode;
use crate::engine::Rules;
use crate::signature::AccessKeys;

/// How a mock is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The seed of ids and of the routing between an alias's versions.
    pub seed: u64,
    /// Where the deployment's clock starts.
    pub start: VirtualTime,
    /// How it goes.
    pub clock: ClockMode,
    /// Where to listen; port 0 picks a free one.
    pub address: SocketAddr,
    /// By which rules the account moves.
    pub rules: Rules,
    /// The file that keeps the account; `None` keeps it in memory only. What a file holds already goes on from there.
    pub state: Option<PathBuf>,
    /// The keys that requests have to be signed with; `None` reads signatures only for the region that they name.
    pub verify_signatures: Option<AccessKeys>,
    /// How long clients may take to say what they want.
    pub limits: Limits,
    /// Who is told of calls that the mock has no operation for.
    pub observer: Option<Arc<dyn Observer>>,
}

impl Default for Settings {
    /// A free loopback port, and a virtual clock that starts at [`VirtualTime::START`].
    fn default() -> Self {
        Self {
            seed: 1,
            start: VirtualTime::START,
            clock: ClockMode::Virtual,
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            rules: Rules::default(),
            state: None,
            verify_signatures: None,
            limits: Limits::default(),
            observer: None,
        }
    }
}
