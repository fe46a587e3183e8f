//! What the exit code says.

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is good.
    Good,
    /// What was examined is not good: findings, a failed deployment, an invalid template.
    NotGood,
    /// Wrong usage, or input that cannot be read.
    Usage,
    /// The surroundings failed: AWS, the network, a tool or a runtime that is missing.
    Surroundings,
    /// Interrupted by a signal.
    Interrupted,
}

impl Exit {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::NotGood => 1,
            Self::Usage => 2,
            Self::Surroundings => 3,
            Self::Interrupted => 130,
        }
    }
}
