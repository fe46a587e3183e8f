//! Which values a list has already: SAM asks with Python's `in`, to which `1`, `1.0` and `true` are one.

use std::collections::HashSet;

use super::canonical::canonical_for_equality;
use super::value::Value;

/// Values, each once, whatever way it is written.
#[derive(Clone, Default)]
pub(crate) struct KnownValues(HashSet<String>);

impl KnownValues {
    /// Notes a value; false when an equal one was there.
    pub(crate) fn insert(&mut self, value: &Value) -> bool {
        self.0.insert(canonical_for_equality(value))
    }
}

impl<'v, 'd: 'v> FromIterator<&'v Value<'d>> for KnownValues {
    fn from_iter<I: IntoIterator<Item = &'v Value<'d>>>(values: I) -> Self {
        Self(values.into_iter().map(canonical_for_equality).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_booleans_of_one_value_are_one() {
        let mut known: KnownValues = [&Value::from([("Ref", Value::from(true))])].into_iter().collect();
        assert!(!known.insert(&Value::from([("Ref", Value::Integer(1))])));
        assert!(!known.insert(&Value::from([("Ref", Value::Float(1.0))])));
        assert!(known.insert(&Value::from([("Ref", Value::from("1"))])));
        assert!(known.insert(&Value::Float(0.5)));
        assert!(known.insert(&Value::Float(-0.0)));
        assert!(!known.insert(&Value::from(false)));
        // Beyond 2^53 not every whole number is a fraction too.
        assert!(known.insert(&Value::Float(9_007_199_254_740_992.0)));
        assert!(!known.insert(&Value::Integer(9_007_199_254_740_992)));
        assert!(known.insert(&Value::Integer(9_007_199_254_740_993)));
    }

    #[test]
    fn the_order_of_keys_makes_no_difference() {
        let mut known = KnownValues::default();
        assert!(known.insert(&Value::from([("a", Value::Null), ("b", Value::from("x"))])));
        assert!(!known.insert(&Value::from([("b", Value::from("x")), ("a", Value::Null)])));
    }
}
