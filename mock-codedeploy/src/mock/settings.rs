//! How a mock is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::clock::VirtualTime;
use crate::clock_mode::ClockMode;
use crate::engine::Rules;

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
        }
    }
}
