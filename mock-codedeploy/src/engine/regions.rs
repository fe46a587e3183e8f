//! The account in all its regions: separate worlds under one clock.

use std::collections::BTreeMap;

use super::asynchronous::AsyncInvocation;
use super::region::Region;
use super::world::{Changes, Rules, World};
use crate::clock::VirtualTime;

/// All regions. A region comes into being when it is first asked for.
#[derive(Debug)]
pub(crate) struct Regions {
    start: VirtualTime,
    now: VirtualTime,
    seed: u64,
    rules: Rules,
    is_tracked: bool,
    worlds: BTreeMap<Region, World>,
}

impl Regions {
    pub(crate) const fn new(start: VirtualTime, seed: u64, rules: Rules) -> Self {
        Self { start, now: start, seed, rules, is_tracked: false, worlds: BTreeMap::new() }
    }

    /// An account that was kept.
    pub(crate) fn restored(start: VirtualTime, now: VirtualTime, seed: u64, rules: Rules, worlds: Vec<World>) -> Self {
        let worlds = worlds.into_iter().map(|world| (world.region().clone(), world)).collect();
        Self { start, now, seed, rules, is_tracked: true, worlds }
    }

    /// Notes changes from here on, in every region.
    pub(crate) fn track(&mut self) {
        self.is_tracked = true;
        self.worlds.values_mut().for_each(World::track);
    }

    /// What has changed since the last time.
    pub(crate) fn take_changes(&mut self) -> Vec<(Region, Changes)> {
        let changes = self.worlds.iter_mut().map(|(region, world)| (region.clone(), world.take_changes()));
        changes.filter(|(_, changes)| !changes.rows.is_empty()).collect()
    }

    /// When the account came into being.
    pub(crate) const fn start(&self) -> VirtualTime {
        self.start
    }

    /// What time it is, everywhere.
    pub(crate) const fn now(&self) -> VirtualTime {
        self.now
    }

    /// The world of a region.
    pub(crate) fn world(&mut self, region: &Region) -> &mut World {
        let now = self.now;
        let world = self.worlds.entry(region.clone()).or_insert_with(|| {
            let mut world = World::in_region(region.clone(), self.start, self.seed, self.rules.clone());
            if self.is_tracked {
                world.track();
            }
            world
        });
        world.jump(now);
        world
    }

    /// All regions that there are, by name.
    pub(crate) fn worlds(&self) -> impl Iterator<Item = &World> {
        self.worlds.values()
    }

    /// All regions that there are, to change them.
    pub(crate) fn worlds_mut(&mut self) -> impl Iterator<Item = &mut World> {
        self.worlds.values_mut()
    }

    /// When something happens next by itself, anywhere.
    pub(crate) fn next_due(&self) -> Option<VirtualTime> {
        self.worlds.values().filter_map(World::next_due).min()
    }

    /// When alarms are evaluated next, anywhere: a clock that goes by itself does not wait for a deployment.
    pub(crate) fn next_evaluation(&self) -> Option<VirtualTime> {
        self.worlds.values().filter_map(World::next_evaluation).min()
    }

    /// Moves the clock forward to `time`, never back.
    pub(crate) fn jump(&mut self, time: VirtualTime) {
        self.now = self.now.max(time);
        for world in self.worlds.values_mut() {
            world.jump(self.now);
        }
    }

    /// Lets everything happen that is due now, and says which functions have to run.
    pub(crate) fn run_due(&mut self) -> Vec<(Region, AsyncInvocation)> {
        let mut invocations = Vec::new();
        for (region, world) in &mut self.worlds {
            world.run_due();
            invocations.extend(world.take_invocations().into_iter().map(|invocation| (region.clone(), invocation)));
        }
        invocations
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::account::{Code, Configuration, Function, FunctionName};

    #[test]
    fn regions_are_separate_but_have_one_clock() {
        let mut regions = Regions::new(VirtualTime::START, 1, Rules::default());
        let (here, there) = (Region::default(), Region::new("eu-west-1").unwrap());
        let name = FunctionName::new("orders").unwrap();
        regions.world(&here).put_function(Function::new(name.clone(), Configuration::default(), Code::Model));
        assert!(regions.world(&here).function(&name).is_ok());
        let missing = regions.world(&there).function(&name).unwrap_err();
        assert_eq!(missing.to_string(), "Function not found: arn:aws:lambda:eu-west-1:123456789012:function:orders");
        let later = VirtualTime::START + Duration::from_secs(5);
        regions.jump(later);
        assert_eq!(regions.world(&Region::new("us-west-2").unwrap()).now(), later);
        assert_eq!(regions.world(&here).now(), later);
    }
}
