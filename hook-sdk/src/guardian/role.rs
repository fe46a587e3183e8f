//! Which of the two processes this is.

/// Set by the guardian for its worker. Its value is how many known outcomes wait on the socket.
pub(super) const WORKER: &str = "HOOK_SDK_WORKER";
/// `off` runs the worker alone, without a guardian, for debugging.
const GUARDIAN: &str = "HOOK_SDK_GUARDIAN";

/// What this process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Watches over a worker.
    Guardian,
    /// Runs validators under a guardian, which sends this many known outcomes first.
    Worker {
        /// How many.
        known: usize,
    },
    /// Runs validators on its own.
    Alone,
}

impl Role {
    /// The role that the environment gives.
    pub(crate) fn of_process() -> Self {
        Self::from(std::env::var(WORKER).ok().as_deref(), std::env::var(GUARDIAN).ok().as_deref())
    }

    fn from(worker: Option<&str>, guardian: Option<&str>) -> Self {
        match (worker, guardian) {
            (Some(known), _) => Self::Worker { known: known.parse().unwrap_or_default() },
            (None, Some("off" | "0" | "false")) => Self::Alone,
            (None, _) => Self::Guardian,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_the_guardian_unless_it_is_told_otherwise() {
        assert_eq!(Role::from(None, None), Role::Guardian);
        assert_eq!(Role::from(None, Some("on")), Role::Guardian);
        assert_eq!(Role::from(None, Some("off")), Role::Alone);
        assert_eq!(Role::from(Some("2"), None), Role::Worker { known: 2 });
    }
}
