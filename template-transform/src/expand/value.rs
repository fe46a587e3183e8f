//! What a template says, cut loose from where it says so: the values that an expansion reads, changes and puts together.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use crate::document::number::float_text;
use crate::document::{Node, Value as NodeValue};

/// Text of the template, borrowed as long as nobody changes it.
pub type Text<'d> = Cow<'d, str>;

/// A value of a template, as JSON has them: whole numbers and fractions stay apart, maps keep their order.
///
/// As JSON it is written with `serde`; a fraction that JSON cannot hold becomes text.
///
/// ```
/// use template_transform::Document;
/// use template_transform::expand::Value;
///
/// let document = Document::parse("t.yaml", "{z: 3.0, a: [yes, !Ref P]}")?;
/// assert_eq!(serde_json::to_string(&Value::from(document.root()))?, r#"{"z":3.0,"a":[true,{"Ref":"P"}]}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value<'d> {
    /// Nothing.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Float(f64),
    /// Text; a date is the text that it was written as.
    Text(Text<'d>),
    /// A list.
    List(Vec<Self>),
    /// A map.
    Map(Map<'d>),
}

/// A map in its own order. Two maps are equal when they hold the same, in whatever order.
///
/// Maps of a template are small, so a key is found by looking at each; a whole section is never searched this way.
#[derive(Clone, Debug, Default)]
pub struct Map<'d> {
    entries: Vec<(Text<'d>, Value<'d>)>,
}

impl<'d> Value<'d> {
    /// Borrowed or owned text.
    pub(crate) fn text(text: impl Into<Text<'d>>) -> Self {
        Self::Text(text.into())
    }

    /// The text, when it is text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The map, when it is one.
    pub fn as_map(&self) -> Option<&Map<'d>> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(crate) fn as_map_mut(&mut self) -> Option<&mut Map<'d>> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items, when it is a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The value under a key, when it is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// Whether it is null, which SAM takes for absent.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether Python takes it for true: SAM asks most of its questions this way.
    pub(crate) fn is_truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(truth) => *truth,
            Self::Integer(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Map(map) => !map.is_empty(),
        }
    }

    /// Its kind in words, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

impl<'d> Map<'d> {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { entries: Vec::with_capacity(capacity) }
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Value<'d>> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Value<'d>> {
        self.entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value under a key, unless it is null.
    pub(crate) fn given(&self, key: &str) -> Option<&Value<'d>> {
        self.get(key).filter(|value| !value.is_null())
    }

    /// The value under a key, when Python takes it for true.
    pub(crate) fn truthy(&self, key: &str) -> Option<&Value<'d>> {
        self.get(key).filter(|value| value.is_truthy())
    }

    /// Whether there is such a key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'d>)> {
        self.entries.iter().map(|(key, value)| (&**key, value))
    }

    pub(crate) fn entries(&self) -> &[(Text<'d>, Value<'d>)] {
        &self.entries
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value<'d>> {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The one entry of a map that has exactly one.
    pub(crate) fn only(&self) -> Option<(&str, &Value<'d>)> {
        match self.entries.as_slice() {
            [(key, value)] => Some((key, value)),
            _ => None,
        }
    }

    pub(crate) fn only_mut(&mut self) -> Option<(&str, &mut Value<'d>)> {
        match self.entries.as_mut_slice() {
            [(key, value)] => Some((key, value)),
            _ => None,
        }
    }

    /// Adds an entry whose key is known to be new.
    pub(crate) fn push(&mut self, key: impl Into<Text<'d>>, value: Value<'d>) {
        self.entries.push((key.into(), value));
    }

    /// Puts a value under a key; a key that is there keeps its place.
    pub(crate) fn set(&mut self, key: impl Into<Text<'d>>, value: Value<'d>) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(place) => *place = value,
            None => self.entries.push((key, value)),
        }
    }

    /// The place under a key, made when it is missing.
    pub(crate) fn child_mut(&mut self, key: &'static str) -> &mut Value<'d> {
        let at = self.entries.iter().position(|(name, _)| name == key).unwrap_or_else(|| {
            self.entries.push((Cow::Borrowed(key), Value::Null));
            self.entries.len() - 1
        });
        &mut self.entries[at].1
    }

    /// Adds an entry when there is a value for it.
    pub(crate) fn push_some(&mut self, key: &'static str, value: Option<&Value<'d>>) {
        if let Some(value) = value {
            self.push(key, value.clone());
        }
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<Value<'d>> {
        let at = self.entries.iter().position(|(name, _)| name == key)?;
        Some(self.entries.remove(at).1)
    }

    pub(crate) fn into_entries(self) -> Vec<(Text<'d>, Value<'d>)> {
        self.entries
    }
}

impl PartialEq for Map<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.entries.iter().enumerate().all(|(at, (key, value))| match other.entries.get(at) {
                Some((same, there)) if same == key => there == value,
                _ => other.get(key).is_some_and(|there| there == value),
            })
    }
}

impl<'d, K: Into<Text<'d>>, const N: usize> From<[(K, Value<'d>); N]> for Map<'d> {
    fn from(entries: [(K, Value<'d>); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<'d, K: Into<Text<'d>>> FromIterator<(K, Value<'d>)> for Map<'d> {
    /// The keys must differ.
    fn from_iter<I: IntoIterator<Item = (K, Value<'d>)>>(entries: I) -> Self {
        Self { entries: entries.into_iter().map(|(key, value)| (key.into(), value)).collect() }
    }
}

impl<'d, K: Into<Text<'d>>, const N: usize> From<[(K, Self); N]> for Value<'d> {
    fn from(entries: [(K, Self); N]) -> Self {
        Self::Map(Map::from(entries))
    }
}

impl<'d> From<Map<'d>> for Value<'d> {
    fn from(map: Map<'d>) -> Self {
        Self::Map(map)
    }
}

impl From<Vec<Self>> for Value<'_> {
    fn from(items: Vec<Self>) -> Self {
        Self::List(items)
    }
}

impl<const N: usize> From<[Self; N]> for Value<'_> {
    fn from(items: [Self; N]) -> Self {
        Self::List(items.into())
    }
}

impl<'d> From<&'d str> for Value<'d> {
    fn from(text: &'d str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl<'d> From<&'d Node> for Value<'d> {
    fn from(node: &'d Node) -> Self {
        match node.value() {
            NodeValue::Null => Self::Null,
            NodeValue::Bool(truth) => Self::Bool(*truth),
            NodeValue::Integer(number) => Self::Integer(*number),
            NodeValue::Float(number) => Self::Float(*number),
            NodeValue::Timestamp(text) | NodeValue::Text(text) => Self::from(text.as_str()),
            NodeValue::List(items) => Self::List(items.iter().map(Self::from).collect()),
            NodeValue::Map(map) => {
                let mut entries = Vec::with_capacity(map.len());
                entries.extend(map.iter().map(|entry| (Cow::Borrowed(entry.key.as_str()), Self::from(&entry.value))));
                Self::Map(Map { entries })
            }
        }
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Integer(number) => match i64::try_from(*number) {
                Ok(number) => serializer.serialize_i64(number),
                Err(_) => serializer.serialize_i128(*number),
            },
            Self::Float(number) if number.is_finite() => serializer.serialize_f64(*number),
            Self::Float(number) => serializer.serialize_str(&float_text(*number)),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Map(map) => map.serialize(serializer),
        }
    }
}

impl Serialize for Map<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self.iter() {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_equal_in_any_order() {
        let (one, two) = (Value::from("1"), Value::from(true));
        let first = Map::from([("a", one.clone()), ("b", two.clone())]);
        assert_eq!(first, Map::from([("b", two.clone()), ("a", one.clone())]));
        assert_ne!(first, Map::from([("a", two), ("b", one)]));
    }

    #[test]
    fn a_key_that_is_set_again_keeps_its_place() {
        let mut map = Map::from([("a", Value::from("1")), ("b", Value::from("2"))]);
        map.set("a", Value::from("3"));
        assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"a":"3","b":"2"}"#);
    }

    #[test]
    fn numbers_that_json_cannot_hold_are_text() {
        let list = Value::from([Value::Float(f64::INFINITY), Value::Float(2.0), Value::Integer(i128::MAX)]);
        assert_eq!(
            serde_json::to_string(&list).unwrap(),
            r#"["Infinity",2.0,170141183460469231731687303715884105727]"#
        );
    }

    #[test]
    fn python_takes_the_empty_and_the_zero_for_false() {
        for value in [
            Value::Null,
            Value::from(""),
            Value::Integer(0),
            Value::Float(0.0),
            Value::List(Vec::new()),
            Map::new().into(),
        ] {
            assert!(!value.is_truthy(), "{value:?}");
        }
        for value in [Value::from("no"), Value::Integer(-1), Value::from([Value::Null])] {
            assert!(value.is_truthy(), "{value:?}");
        }
    }
}
