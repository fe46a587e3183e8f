//! A map that knows what has changed in it, so that only that has to be kept.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

/// A map whose every change goes through a method that notes the key. Nothing is noted until [`track`](Self::track) is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TrackedMap<K, V> {
    entries: BTreeMap<K, V>,
    changed: Option<BTreeSet<K>>,
}

impl<K: Ord + Clone, V> TrackedMap<K, V> {
    /// Notes changes from here on.
    pub(crate) fn track(&mut self) {
        self.changed.get_or_insert_default();
    }

    /// The keys that have changed since they were last taken: written, or gone.
    pub(crate) fn take_changed(&mut self) -> BTreeSet<K> {
        self.changed.as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.note(&key);
        self.entries.insert(key, value)
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        let removed = self.entries.remove(key);
        if removed.is_some() {
            self.note(key);
        }
        removed
    }

    /// A value, to change it.
    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let value = self.entries.get_mut(key)?;
        if let Some(changed) = &mut self.changed {
            changed.insert(key.clone());
        }
        Some(value)
    }

    /// The value of a key, which comes into being if it is not there.
    pub(crate) fn get_mut_or_default(&mut self, key: &K) -> &mut V
    where
        V: Default,
    {
        self.note(key);
        self.entries.entry(key.clone()).or_default()
    }

    /// Goes through all values; `change` says of each whether it has changed it.
    pub(crate) fn change_each(&mut self, mut change: impl FnMut(&K, &mut V) -> bool) {
        for (key, value) in &mut self.entries {
            if change(key, value)
                && let Some(changed) = &mut self.changed
            {
                changed.insert(key.clone());
            }
        }
    }

    pub(crate) fn pop_first(&mut self) -> Option<(K, V)> {
        let (key, value) = self.entries.pop_first()?;
        self.note(&key);
        Some((key, value))
    }

    fn note(&mut self, key: &K) {
        if let Some(changed) = &mut self.changed {
            changed.insert(key.clone());
        }
    }
}

impl<K, V> Default for TrackedMap<K, V> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), changed: None }
    }
}

impl<K, V> Deref for TrackedMap<K, V> {
    type Target = BTreeMap<K, V>;

    fn deref(&self) -> &Self::Target {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(map: &mut TrackedMap<u8, u8>) -> Vec<u8> {
        map.take_changed().into_iter().collect()
    }

    #[test]
    fn every_way_to_change_a_value_is_noted_and_no_look_is() {
        let mut map = TrackedMap::default();
        map.insert(1, 0);
        assert!(changed(&mut map).is_empty(), "nobody wants to know yet");
        map.track();
        map.insert(2, 0);
        *map.get_mut(&1).unwrap() = 5;
        assert_eq!(changed(&mut map), [1, 2]);
        *map.get_mut_or_default(&3) += 1;
        map.change_each(|key, value| {
            *value += 1;
            *key == 2
        });
        assert_eq!(changed(&mut map), [2, 3]);
        assert_eq!((map.remove(&1), map.remove(&9), map.pop_first()), (Some(6), None, Some((2, 1))));
        assert_eq!(changed(&mut map), [1, 2]);
        assert_eq!((map.get(&3), map.len()), (Some(&2), 1));
        assert_eq!(map.get_mut(&9), None);
        assert!(changed(&mut map).is_empty());
    }
}
