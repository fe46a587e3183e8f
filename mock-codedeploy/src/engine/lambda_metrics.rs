//! The metrics that Lambda writes about an invocation (spec 7.4).

use std::time::Duration;

use super::routing::Routed;
use super::world::World;
use crate::account::Qualifier;
use crate::clock::VirtualTime;
use crate::cloudwatch::{Dimensions, Metric, Statistics};

const NAMESPACE: &str = "AWS/Lambda";

impl World {
    /// Notes an invocation that began at `began`. A throttled one never comes here.
    pub(crate) fn note_invocation(&mut self, routed: &Routed, began: VirtualTime, failed: bool, duration: Duration) {
        let errors = f64::from(u8::from(failed));
        let milliseconds = duration.as_secs_f64() * 1_000.0;
        let of_minute = began.whole_minute();
        for dimensions in dimension_sets(routed) {
            for (name, value, unit) in
                [("Invocations", 1.0, "Count"), ("Errors", errors, "Count"), ("Duration", milliseconds, "Milliseconds")]
            {
                let metric = Metric { namespace: NAMESPACE.into(), name: name.into(), dimensions: dimensions.clone() };
                self.monitor_mut().metrics.record(metric, of_minute, Statistics::of(value, 1.0), unit);
            }
        }
    }
}

impl World {
    /// Notes an invocation that was refused since all that the function may use is in use.
    pub(crate) fn note_throttle(&mut self, routed: &Routed) {
        let of_minute = self.now().whole_minute();
        for dimensions in dimension_sets(routed) {
            let metric = Metric { namespace: NAMESPACE.into(), name: "Throttles".into(), dimensions };
            self.monitor_mut().metrics.record(metric, of_minute, Statistics::of(1.0, 1.0), "Count");
        }
    }
}

/// Under which dimensions an invocation is counted: always by function, and by what the caller named.
fn dimension_sets(routed: &Routed) -> Vec<Dimensions> {
    let function = routed.function.as_str();
    let of = |pairs: &[(&str, &str)]| -> Dimensions {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let mut sets = vec![of(&[]), of(&[("FunctionName", function)])];
    let resource = match &routed.qualifier {
        None => function.to_owned(),
        Some(Qualifier::Latest) => format!("{function}:$LATEST"),
        Some(Qualifier::Version(version)) => format!("{function}:{version}"),
        Some(Qualifier::Alias(alias)) => format!("{function}:{alias}"),
    };
    sets.push(of(&[("FunctionName", function), ("Resource", &resource)]));
    if matches!(routed.qualifier, Some(Qualifier::Alias(_))) {
        let executed = ("ExecutedVersion", routed.executed.as_str());
        sets.push(of(&[("FunctionName", function), ("Resource", &resource), executed]));
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Alias, AliasName, Code, Configuration, Function, FunctionName, FunctionReference, Version};
    use crate::cloudwatch::Statistic;

    /// The errors under these dimensions after one failed invocation.
    fn errors(invoked: &str, dimensions: &[(&str, &str)]) -> Option<f64> {
        let mut world = World::new(VirtualTime::START, 1);
        let mut function = Function::new(FunctionName::new("f").unwrap(), Configuration::default(), Code::Model);
        function.publish(Configuration::default(), Code::Model);
        function.set_alias(AliasName::new("live").unwrap(), Alias::to(Version::FIRST.next()));
        world.put_function(function);
        let routed = world.route(&FunctionReference::parse(invoked, None).unwrap()).unwrap();
        world.note_invocation(&routed, VirtualTime::START, true, Duration::from_millis(5));
        let dimensions = dimensions.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let metric = Metric { namespace: NAMESPACE.into(), name: "Errors".into(), dimensions };
        let begin = VirtualTime::START.epoch_whole_seconds();
        world.monitor().metrics.within(&metric, begin, begin + 60, None).map(|found| found.get(Statistic::Sum))
    }

    #[test]
    fn an_invocation_is_counted_under_what_the_caller_named() {
        let function = ("FunctionName", "f");
        for invoked in ["f", "f:2", "f:live"] {
            assert_eq!(errors(invoked, &[]), Some(1.0));
            assert_eq!(errors(invoked, &[function]), Some(1.0));
        }
        assert_eq!(errors("f", &[function, ("Resource", "f")]), Some(1.0));
        assert_eq!(errors("f:2", &[function, ("Resource", "f:2")]), Some(1.0));
        assert_eq!(errors("f:live", &[function, ("Resource", "f:live")]), Some(1.0));
        assert_eq!(errors("f:live", &[function, ("Resource", "f:live"), ("ExecutedVersion", "2")]), Some(1.0));
        assert_eq!(errors("f:live", &[function, ("Resource", "f:live"), ("ExecutedVersion", "1")]), None);
        assert_eq!(
            errors("f:2", &[function, ("Resource", "f:live")]),
            None,
            "a hook that calls the version feeds no alarm"
        );
    }
}
