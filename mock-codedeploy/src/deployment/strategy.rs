//! The traffic-shifting configurations.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How traffic moves from the current to the target version.
///
/// ```
/// use mock_codedeploy::Strategy;
///
/// let strategy = Strategy::predefined("Canary10Percent5Minutes");
/// assert_eq!(strategy, Some(Strategy::canary(10, 5)?));
/// # Ok::<(), mock_codedeploy::StrategyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Strategy {
    /// All traffic at once.
    AllAtOnce,
    /// A part first, the rest after the interval.
    Canary {
        /// The first part, 1 to 99.
        percentage: u8,
        /// How long the first part bakes.
        interval: Duration,
    },
    /// Equal parts, one an interval.
    Linear {
        /// Each part, 1 to 99.
        percentage: u8,
        /// The time between two parts.
        interval: Duration,
    },
}

/// A configuration that CodeDeploy would refuse (spec 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StrategyError {
    /// A part of nothing, or of everything.
    #[error("{0} % is no part of the traffic: it has to be between 1 and 99")]
    Percentage(u8),
    /// No interval, or one that is too long.
    #[error("the traffic would shift for {0} minutes: from the first to the last shift it is 1 to 2880")]
    Minutes(u64),
}

/// The first to the last shift take at most this long.
const LONGEST_MINUTES: u64 = 2_880;

impl Strategy {
    /// The nine configurations that every account has, by SAM's names. CodeDeploy's have `CodeDeployDefault.Lambda` before them.
    pub const PREDEFINED: [(&'static str, Self); 9] = [
        ("AllAtOnce", Self::AllAtOnce),
        ("Canary10Percent5Minutes", Self::Canary { percentage: 10, interval: minutes(5) }),
        ("Canary10Percent10Minutes", Self::Canary { percentage: 10, interval: minutes(10) }),
        ("Canary10Percent15Minutes", Self::Canary { percentage: 10, interval: minutes(15) }),
        ("Canary10Percent30Minutes", Self::Canary { percentage: 10, interval: minutes(30) }),
        ("Linear10PercentEvery1Minute", Self::Linear { percentage: 10, interval: minutes(1) }),
        ("Linear10PercentEvery2Minutes", Self::Linear { percentage: 10, interval: minutes(2) }),
        ("Linear10PercentEvery3Minutes", Self::Linear { percentage: 10, interval: minutes(3) }),
        ("Linear10PercentEvery10Minutes", Self::Linear { percentage: 10, interval: minutes(10) }),
    ];

    /// A predefined configuration by SAM's or CodeDeploy's name.
    pub fn predefined(name: &str) -> Option<Self> {
        let name = name.strip_prefix("CodeDeployDefault.Lambda").unwrap_or(name);
        Self::PREDEFINED.into_iter().find(|(predefined, _)| *predefined == name).map(|(_, strategy)| strategy)
    }

    /// A canary of `percentage` for `interval_minutes`.
    ///
    /// # Errors
    /// When CodeDeploy would refuse it.
    pub fn canary(percentage: u8, interval_minutes: u64) -> Result<Self, StrategyError> {
        check(percentage, interval_minutes, interval_minutes)?;
        Ok(Self::Canary { percentage, interval: minutes(interval_minutes) })
    }

    /// Steps of `percentage`, one every `interval_minutes`.
    ///
    /// # Errors
    /// When CodeDeploy would refuse it.
    pub fn linear(percentage: u8, interval_minutes: u64) -> Result<Self, StrategyError> {
        let steps = 100_u64.div_ceil(u64::from(percentage.max(1)));
        check(percentage, interval_minutes, interval_minutes.saturating_mul(steps - 1))?;
        Ok(Self::Linear { percentage, interval: minutes(interval_minutes) })
    }
}

/// In the manner of the predefined names: `Canary25Percent7Minutes`.
impl fmt::Display for Strategy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |interval: &Duration| {
            let minutes = interval.as_secs() / 60;
            format!("{minutes}Minute{}", if minutes == 1 { "" } else { "s" })
        };
        match self {
            Self::AllAtOnce => formatter.write_str("AllAtOnce"),
            Self::Canary { percentage, interval } => write!(formatter, "Canary{percentage}Percent{}", plural(interval)),
            Self::Linear { percentage, interval } => {
                write!(formatter, "Linear{percentage}PercentEvery{}", plural(interval))
            }
        }
    }
}

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

fn check(percentage: u8, interval: u64, total: u64) -> Result<(), StrategyError> {
    if !(1..=99).contains(&percentage) {
        return Err(StrategyError::Percentage(percentage));
    }
    if interval == 0 || total > LONGEST_MINUTES {
        return Err(StrategyError::Minutes(total));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predefined_configurations_are_found_by_both_names() {
        let canary = Strategy::canary(10, 15).unwrap();
        assert_eq!(Strategy::predefined("Canary10Percent15Minutes"), Some(canary));
        assert_eq!(Strategy::predefined("CodeDeployDefault.LambdaCanary10Percent15Minutes"), Some(canary));
        assert_eq!(Strategy::predefined("Canary20Percent15Minutes"), None);
        assert!(Strategy::PREDEFINED.iter().all(|(name, strategy)| strategy.to_string() == *name));
    }

    #[test]
    fn what_codedeploy_refuses_is_refused() {
        assert_eq!(Strategy::canary(0, 5), Err(StrategyError::Percentage(0)));
        assert_eq!(Strategy::linear(100, 5), Err(StrategyError::Percentage(100)));
        assert_eq!(Strategy::canary(10, 0), Err(StrategyError::Minutes(0)));
        assert_eq!(Strategy::canary(10, 2_881), Err(StrategyError::Minutes(2_881)));
        assert!(Strategy::linear(10, 320).is_ok());
        assert_eq!(Strategy::linear(10, 321), Err(StrategyError::Minutes(2_889)));
    }
}
