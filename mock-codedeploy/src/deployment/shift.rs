//! When which part of the traffic moves.

use std::time::Duration;

use super::strategy::Strategy;
use crate::account::Weight;

/// One shift of traffic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// When, counted from the start of `AllowTraffic`.
    pub after: Duration,
    /// How much of the traffic the target version has from then on.
    pub weight: Weight,
}

impl Strategy {
    /// Step `number`, counted from zero; `None` after the last. The first is always at once, the last always has all traffic, and
    /// nothing is waited for after it (spec 4.2).
    pub fn step(&self, number: u32) -> Option<Step> {
        match *self {
            Self::AllAtOnce => (number == 0).then_some(Step { after: Duration::ZERO, weight: Weight::ALL }),
            Self::Canary { percentage, interval } => match number {
                0 => Some(Step { after: Duration::ZERO, weight: Weight::percent(percentage) }),
                1 => Some(Step { after: interval, weight: Weight::ALL }),
                _ => None,
            },
            Self::Linear { percentage, interval } => {
                let before = u32::from(percentage).saturating_mul(number);
                (before < 100).then(|| Step {
                    after: interval.saturating_mul(number),
                    weight: Weight::percent(u8::try_from(before + u32::from(percentage)).unwrap_or(u8::MAX)),
                })
            }
        }
    }

    /// All steps, oldest first.
    pub fn steps(&self) -> impl Iterator<Item = Step> {
        (0..).map_while(|number| self.step(number))
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn timeline(name: &str) -> Vec<(u64, f64)> {
        let strategy = Strategy::predefined(name).expect(name);
        strategy.steps().map(|step| (step.after.as_secs(), step.weight.get())).collect()
    }

    #[test]
    fn the_nine_predefined_configurations_shift_as_the_guide_says() {
        let linear = |seconds: u64| {
            vec![
                (0, 0.1),
                (seconds, 0.2),
                (2 * seconds, 0.3),
                (3 * seconds, 0.4),
                (4 * seconds, 0.5),
                (5 * seconds, 0.6),
                (6 * seconds, 0.7),
                (7 * seconds, 0.8),
                (8 * seconds, 0.9),
                (9 * seconds, 1.0),
            ]
        };
        let canary = |seconds: u64| vec![(0, 0.1), (seconds, 1.0)];
        assert_eq!(timeline("AllAtOnce"), [(0, 1.0)]);
        assert_eq!(timeline("Canary10Percent5Minutes"), canary(300));
        assert_eq!(timeline("Canary10Percent10Minutes"), canary(600));
        assert_eq!(timeline("Canary10Percent15Minutes"), canary(900));
        assert_eq!(timeline("Canary10Percent30Minutes"), canary(1_800));
        assert_eq!(timeline("Linear10PercentEvery1Minute"), linear(60));
        assert_eq!(timeline("Linear10PercentEvery2Minutes"), linear(120));
        assert_eq!(timeline("Linear10PercentEvery3Minutes"), linear(180));
        assert_eq!(timeline("Linear10PercentEvery10Minutes"), linear(600));
    }

    #[test]
    fn a_percentage_that_does_not_divide_a_hundred_ends_with_a_smaller_step() {
        let strategy = Strategy::linear(30, 1).unwrap();
        let weights: Vec<f64> = strategy.steps().map(|step| step.weight.get()).collect();
        assert_eq!(weights, [0.3, 0.6, 0.9, 1.0]);
    }

    proptest! {
        #[test]
        fn weights_rise_from_the_first_part_to_all_within_two_days(percentage in 1_u8..=99, minutes in 1_u64..=2_880, linear: bool) {
            let strategy = if linear { Strategy::linear(percentage, minutes) } else { Strategy::canary(percentage, minutes) };
            let Ok(strategy) = strategy else { return Ok(()) };
            let steps: Vec<Step> = strategy.steps().collect();
            prop_assert_eq!(steps[0], Step { after: Duration::ZERO, weight: Weight::percent(percentage) });
            prop_assert_eq!(steps[steps.len() - 1].weight, Weight::ALL);
            prop_assert!(steps[steps.len() - 1].after <= Duration::from_secs(2_880 * 60));
            for pair in steps.windows(2) {
                prop_assert!(pair[0].weight < pair[1].weight && pair[0].after < pair[1].after);
            }
        }
    }
}
