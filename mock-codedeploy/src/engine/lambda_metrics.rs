//! The metrics that Lambda writes about invocations (spec 7.4).

use std::time::Duration;

use super::asynchronous::AsyncInvocation;
use super::routing::Routed;
use super::world::World;
use crate::account::{FunctionName, Qualifier};
use crate::clock::VirtualTime;
use crate::cloudwatch::{Dimensions, Metric, Statistics};

const NAMESPACE: &str = "AWS/Lambda";

/// What happens to an asynchronous event. None of it is about dead letters: there is no queue here that could refuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventMetric {
    /// It is queued: `AsyncEventsReceived`.
    Received,
    /// An attempt begins so long after it was queued: `AsyncEventAge`.
    Age(Duration),
    /// It is given up: `AsyncEventsDropped`.
    Dropped,
}

impl World {
    /// Notes an invocation that began at `began`. A throttled one never comes here.
    pub(crate) fn note_invocation(&mut self, routed: &Routed, began: VirtualTime, failed: bool, duration: Duration) {
        let errors = f64::from(u8::from(failed));
        for dimensions in self.dimension_sets(routed) {
            if failed || self.rules().assumptions.errors_count_successes {
                self.note("Errors", dimensions.clone(), began, errors, "Count");
            }
            self.note("Invocations", dimensions.clone(), began, 1.0, "Count");
            self.note("Duration", dimensions, began, milliseconds(duration), "Milliseconds");
        }
    }

    /// Notes an invocation that was refused since all that the function may use is in use.
    pub(crate) fn note_throttle(&mut self, routed: &Routed) {
        for dimensions in self.dimension_sets(routed) {
            self.note("Throttles", dimensions, self.now(), 1.0, "Count");
        }
    }

    /// Notes how many invocations are under way once another has begun: of the function, and in the region.
    pub(super) fn note_concurrency(&mut self, function: &FunctionName, of_function: u32, in_all: u32) {
        let now = self.now();
        self.note("ConcurrentExecutions", Dimensions::new(), now, in_all.into(), "Count");
        let dimensions = of(&[("FunctionName", function.as_str())]);
        self.note("ConcurrentExecutions", dimensions, now, of_function.into(), "Count");
    }

    /// Notes what happens to an asynchronous event.
    pub(super) fn note_event(&mut self, invocation: &AsyncInvocation, happens: EventMetric) {
        let (name, value, unit) = match happens {
            EventMetric::Received => ("AsyncEventsReceived", 1.0, "Count"),
            EventMetric::Age(age) => ("AsyncEventAge", milliseconds(age), "Milliseconds"),
            EventMetric::Dropped => ("AsyncEventsDropped", 1.0, "Count"),
        };
        for dimensions in function_sets(&invocation.function, invocation.qualifier.as_ref()) {
            self.note(name, dimensions, self.now(), value, unit);
        }
    }

    /// Under which dimensions an invocation is counted: always by function, and by what the caller named.
    fn dimension_sets(&self, routed: &Routed) -> Vec<Dimensions> {
        let mut sets = function_sets(&routed.function, routed.qualifier.as_ref());
        if let (Some(Qualifier::Alias(alias)), Some(of_alias)) = (&routed.qualifier, sets.last()) {
            let is_split = || {
                let alias = self.function(&routed.function).ok().and_then(|function| function.alias(alias));
                alias.is_some_and(|alias| alias.additional().is_some())
            };
            if self.rules().assumptions.counts_version_of_single || is_split() {
                let mut of_version = of_alias.clone();
                of_version.insert("ExecutedVersion".into(), routed.executed.clone());
                sets.push(of_version);
            }
        }
        sets
    }

    fn note(&mut self, name: &str, dimensions: Dimensions, at: VirtualTime, value: f64, unit: &str) {
        let metric = Metric { namespace: NAMESPACE.into(), name: name.into(), dimensions };
        self.monitor_mut().metrics.record(metric, at.whole_minute(), Statistics::of(value, 1.0), unit);
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

fn of(pairs: &[(&str, &str)]) -> Dimensions {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The sets that are known before a version is chosen; the last is that of what the caller named.
fn function_sets(function: &FunctionName, qualifier: Option<&Qualifier>) -> Vec<Dimensions> {
    let name = function.as_str();
    let resource = match qualifier {
        None => name.to_owned(),
        Some(_) => format!("{name}:{}", Qualifier::key(qualifier)),
    };
    vec![of(&[]), of(&[("FunctionName", name)]), of(&[("FunctionName", name), ("Resource", &resource)])]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{
        Alias, AliasName, Code, Configuration, EventInvokeConfig, Function, FunctionReference, Version,
    };
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

    /// A world with `f`, whose `live` is version 2, and which may have so many invocations at once.
    fn world(reserved: Option<u32>) -> World {
        let mut world = World::new(VirtualTime::START, 1);
        let mut function = Function::new(FunctionName::new("f").unwrap(), Configuration::default(), Code::Model);
        function.publish(Configuration::default(), Code::Model);
        function.set_alias(AliasName::new("live").unwrap(), Alias::to(Version::FIRST.next()));
        function.reserved_concurrency = reserved;
        world.put_function(function);
        world
    }

    fn reference(text: &str) -> FunctionReference {
        FunctionReference::parse(text, None).unwrap()
    }

    /// Sum, number and largest of a metric, in all minutes.
    fn counted(world: &World, name: &str, dimensions: &[(&str, &str)]) -> Option<(f64, f64, f64)> {
        let metric = Metric { namespace: NAMESPACE.into(), name: name.into(), dimensions: of(dimensions) };
        let begin = VirtualTime::START.epoch_whole_seconds();
        let found = world.monitor().metrics.within(&metric, begin, begin + 86_400, None)?;
        Some((found.get(Statistic::Sum), found.get(Statistic::SampleCount), found.get(Statistic::Maximum)))
    }

    #[test]
    fn invocations_at_once_are_counted_for_the_function_and_the_region() {
        let mut world = world(Some(2));
        world.put_function(Function::new(FunctionName::new("g").unwrap(), Configuration::default(), Code::Model));
        let (f, g) = (world.route(&reference("f:live")).unwrap(), world.route(&reference("g")).unwrap());
        assert!(world.begin_invocation(&g));
        assert!(world.begin_invocation(&f));
        assert!(world.begin_invocation(&f));
        assert!(!world.begin_invocation(&f), "only two are reserved");
        world.end_invocation(&f.function);
        world.end_invocation(&f.function);
        world.end_invocation(&g.function);
        assert!(world.begin_invocation(&f));
        // 1 of g, then 1, 2 and again 1 of f; 1, 2, 3 and again 1 in all.
        assert_eq!(counted(&world, "ConcurrentExecutions", &[("FunctionName", "f")]), Some((4.0, 3.0, 2.0)));
        assert_eq!(counted(&world, "ConcurrentExecutions", &[("FunctionName", "g")]), Some((1.0, 1.0, 1.0)));
        assert_eq!(counted(&world, "ConcurrentExecutions", &[]), Some((7.0, 4.0, 3.0)));
        assert_eq!(counted(&world, "Throttles", &[("FunctionName", "f")]), Some((1.0, 1.0, 1.0)));
    }

    /// Lets every attempt of what is queued end in the same way.
    fn attempt_all(world: &mut World, end: impl Fn(&mut World, &AsyncInvocation)) {
        loop {
            world.run_due();
            for invocation in world.take_invocations() {
                world.invocation_begins(&invocation);
                end(world, &invocation);
            }
            let Some(due) = world.next_due() else { return };
            world.jump(due);
        }
    }

    #[test]
    fn an_event_that_fails_three_times_is_dropped_three_minutes_old() {
        let mut world = world(None);
        world.invoke_asynchronously(reference("f:live"), serde_json::Value::Null);
        attempt_all(&mut world, |world, invocation| world.invocation_ended(invocation, true));
        let alias = [("FunctionName", "f"), ("Resource", "f:live")];
        for dimensions in [&[][..], &alias[..1], &alias] {
            assert_eq!(counted(&world, "AsyncEventsReceived", dimensions), Some((1.0, 1.0, 1.0)));
            // Attempts at once, after one minute, and after two more.
            assert_eq!(counted(&world, "AsyncEventAge", dimensions), Some((240_000.0, 3.0, 180_000.0)));
            assert_eq!(counted(&world, "AsyncEventsDropped", dimensions), Some((1.0, 1.0, 1.0)));
        }
        assert_eq!(counted(&world, "AsyncEventsDropped", &[("FunctionName", "f"), ("Resource", "f")]), None);
    }

    #[test]
    fn an_event_that_succeeds_is_not_dropped() {
        let mut world = world(None);
        world.invoke_asynchronously(reference("f"), serde_json::Value::Null);
        attempt_all(&mut world, |world, invocation| world.invocation_ended(invocation, false));
        assert_eq!(counted(&world, "AsyncEventAge", &[]), Some((0.0, 1.0, 0.0)));
        assert_eq!(counted(&world, "AsyncEventsDropped", &[]), None);
        assert_eq!(counted(&world, "DeadLetterErrors", &[]), None);
    }

    #[test]
    fn a_function_that_may_use_nothing_drops_its_events_at_once_and_others_after_six_hours() {
        for (reserved, attempts) in [(0, 1.0), (1, 81.0)] {
            let mut world = world(Some(reserved));
            world.invoke_asynchronously(reference("f"), serde_json::Value::Null);
            attempt_all(&mut world, World::invocation_throttled);
            let (_, count, oldest) = counted(&world, "AsyncEventAge", &[]).unwrap();
            assert_eq!(counted(&world, "AsyncEventsDropped", &[]), Some((1.0, 1.0, 1.0)));
            assert!((count - attempts).abs() < f64::EPSILON, "{count} attempts, the last {oldest} ms old");
            assert!(oldest <= 21_600_000.0);
        }
    }

    #[test]
    fn the_configuration_of_the_very_qualifier_says_how_often_an_event_is_tried() {
        let mut world = world(None);
        let config = EventInvokeConfig { maximum_retry_attempts: 0, ..EventInvokeConfig::new(VirtualTime::START) };
        let name = FunctionName::new("f").unwrap();
        world.function_mut(&name).unwrap().invoke_configs.insert("live".into(), config);
        for (called, attempts) in [("f:live", 1), ("f", 3)] {
            world.invoke_asynchronously(reference(called), serde_json::Value::Null);
            let tried = std::cell::Cell::new(0);
            attempt_all(&mut world, |world, invocation| {
                tried.set(tried.get() + 1);
                world.invocation_ended(invocation, true);
            });
            assert_eq!(tried.get(), attempts, "{called}");
        }
    }
}
