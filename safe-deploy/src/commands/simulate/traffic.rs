//! The requests of a scenario's traffic, served by whichever version the alias's weights choose.

use std::collections::BTreeMap;
use std::time::Duration;

use mock_codedeploy::{Behavior, Version};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

/// How many requests there were, and how many failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Requests {
    pub(crate) total: u64,
    pub(crate) failed: u64,
    pub(crate) by_version: BTreeMap<String, ServedBy>,
}

/// The same for one version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ServedBy {
    pub(crate) total: u64,
    pub(crate) failed: u64,
}

/// What moves while requests come: from `at` on, the alias sends `weight` of them to `version` and the rest to `other`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighted {
    pub(super) at: Duration,
    pub(super) version: Version,
    pub(super) weight: f64,
    pub(super) other: Version,
}

/// Plays `rate` requests a second for `length`. A version without an error rate serves all of its requests.
pub(super) fn requests(
    rate: f64,
    length: Duration,
    weights: &[Weighted],
    behaviors: Option<&BTreeMap<Version, Behavior>>,
    seed: u64,
) -> Requests {
    let mut requests = Requests::default();
    if rate <= 0.0 {
        return requests;
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x7ea4_f1c0);
    let interval = Duration::from_secs_f64(1.0 / rate);
    let mut time = Duration::ZERO;
    let mut position = 0;
    while time < length {
        while weights.get(position + 1).is_some_and(|next| next.at <= time) {
            position += 1;
        }
        let Some(weighted) = weights.get(position) else { break };
        let version = if random.random::<f64>() < weighted.weight { weighted.version } else { weighted.other };
        let draw = random.random::<f64>();
        let failed =
            behaviors.and_then(|behaviors| behaviors.get(&version)).is_some_and(|behavior| behavior.fails(time, draw));
        let served = requests.by_version.entry(version.to_string()).or_default();
        requests.total += 1;
        served.total += 1;
        requests.failed += u64::from(failed);
        served.failed += u64::from(failed);
        time += interval;
    }
    requests
}

#[cfg(test)]
mod tests {
    use mock_codedeploy::Changing;

    use super::*;

    const OLD: Version = Version::FIRST;

    fn canary() -> [Weighted; 2] {
        let new = OLD.next();
        let part = Weighted { at: Duration::ZERO, version: new, weight: 0.1, other: OLD };
        [part, Weighted { at: Duration::from_secs(300), weight: 1.0, ..part }]
    }

    #[test]
    fn requests_follow_the_weights() {
        let requests = requests(10.0, Duration::from_secs(600), &canary(), None, 1);
        assert_eq!(requests.total, 6_000);
        let new = requests.by_version["2"].total;
        assert!((3_200..3_400).contains(&new), "{new}");
        assert_eq!(requests.failed, 0);
    }

    #[test]
    fn only_the_version_with_an_error_rate_fails() {
        let behavior = Behavior { error_rate: Changing::constant(1.0), ..Behavior::default() };
        let behaviors = BTreeMap::from([(OLD.next(), behavior)]);
        let requests = requests(10.0, Duration::from_secs(300), &canary(), Some(&behaviors), 1);
        assert_eq!(requests.failed, requests.by_version["2"].total);
        assert_eq!(requests.by_version["1"].failed, 0);
    }

    #[test]
    fn without_traffic_there_is_nothing() {
        assert_eq!(requests(0.0, Duration::from_secs(300), &canary(), None, 1), Requests::default());
    }
}
