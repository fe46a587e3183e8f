//! Composite alarms: they change when the alarms of their rule do.

use std::collections::BTreeSet;

use super::alarm_rule::AlarmRule;
use super::evaluation::AlarmState;
use super::monitor::Monitor;
use crate::clock::VirtualTime;

impl Monitor {
    /// Lets composite alarms follow alarms that have changed, and each other.
    pub(super) fn follow(&mut self, changed: impl IntoIterator<Item = String>, now: VirtualTime) {
        let mut changed: BTreeSet<String> = changed.into_iter().collect();
        // A ring of composite alarms ends here too: none changes twice in one instant.
        let mut done = BTreeSet::new();
        while !changed.is_empty() {
            let names_one = |rule: &AlarmRule| rule.names().into_iter().any(|name| changed.contains(of_arn(name)));
            let followers = self.alarms().filter(|alarm| alarm.rule().is_some_and(names_one));
            let followers: Vec<String> =
                followers.map(|alarm| alarm.name.clone()).filter(|name| !done.contains(name)).collect();
            changed = followers.into_iter().filter(|name| self.settle(name, now)).collect();
            done.extend(changed.iter().cloned());
        }
    }

    /// Lets a composite alarm that was configured take its state, and those that name it follow.
    pub(crate) fn settle_new(&mut self, name: &str, now: VirtualTime) {
        if self.settle(name, now) {
            self.follow([name.to_owned()], now);
        }
    }

    fn settle(&mut self, name: &str, now: VirtualTime) -> bool {
        let Some(alarm) = self.alarm(name) else { return false };
        let (before, Some(rule)) = (alarm.state, alarm.rule()) else { return false };
        let holds = rule.holds(|name| self.alarm(of_arn(name)).map(|alarm| alarm.state));
        let state = if holds { AlarmState::Alarm } else { AlarmState::Ok };
        let has_changed = self.alarm_mut(name).is_some_and(|alarm| alarm.follow(state, now));
        if has_changed {
            self.changed(name, before, now);
        }
        has_changed
    }
}

/// The name of an alarm that a rule may also call by its ARN, `arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME`.
pub(crate) fn of_arn(name: &str) -> &str {
    let is_arn = name.starts_with("arn:");
    name.splitn(7, ':').nth(6).filter(|_| is_arn).unwrap_or(name)
}
