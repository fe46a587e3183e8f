//! A value that is to be written into a template.

use serde_json::{Map as JsonMap, Value as Json};

use crate::document::node::{Node, Value};

/// The functions that have a short tag.
const INTRINSICS: [&str; 12] = [
    "Ref",
    "Fn::GetAtt",
    "Fn::Sub",
    "Fn::If",
    "Fn::Join",
    "Fn::Select",
    "Fn::Split",
    "Fn::FindInMap",
    "Fn::ImportValue",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::GetAZs",
];

/// A value without a place: what an edit writes.
///
/// ```
/// use template_transform::document::Fragment;
///
/// let variables = Fragment::map([("CurrentVersion", Fragment::reference("Orders.Version"))]);
/// assert_eq!(variables.to_json(), serde_json::json!({ "CurrentVersion": { "Ref": "Orders.Version" } }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fragment {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Text; it gets quotes where YAML would read something else.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// A map, in this order.
    Map(Vec<(String, Self)>),
    /// An intrinsic function: a short tag in YAML, a map with one key in JSON.
    Intrinsic {
        /// The key of the long form, such as `Ref` or `Fn::Sub`.
        name: &'static str,
        /// What stands behind it.
        argument: Box<Self>,
    },
}

impl Fragment {
    /// A map from its entries.
    pub fn map<'k>(entries: impl IntoIterator<Item = (&'k str, Self)>) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// `!Ref name`.
    pub fn reference(name: impl Into<String>) -> Self {
        Self::intrinsic("Ref", Self::Text(name.into()))
    }

    /// `!GetAtt resource.attribute`.
    pub fn attribute(resource: &str, attribute: &str) -> Self {
        Self::intrinsic("Fn::GetAtt", Self::List(vec![resource.into(), attribute.into()]))
    }

    /// `!Sub text`.
    pub fn substitution(text: impl Into<String>) -> Self {
        Self::intrinsic("Fn::Sub", Self::Text(text.into()))
    }

    /// An intrinsic function by the key of its long form.
    pub fn intrinsic(name: &'static str, argument: Self) -> Self {
        Self::Intrinsic { name, argument: Box::new(argument) }
    }

    /// What stands somewhere in a document, to be written again elsewhere.
    pub(crate) fn copy_of(node: &Node) -> Self {
        match node.value() {
            Value::Bool(truth) => Self::Bool(*truth),
            Value::Integer(number) => i64::try_from(*number).map_or_else(|_| number.to_string().into(), Self::Integer),
            Value::List(items) => Self::List(items.iter().map(Self::copy_of).collect()),
            Value::Map(map) => {
                let only = if map.len() == 1 { map.iter().next() } else { None };
                let known = |key: &str| INTRINSICS.into_iter().find(|name| *name == key);
                match only.and_then(|entry| Some((known(entry.key.as_str())?, &entry.value))) {
                    Some(("Fn::GetAtt", path)) if path.as_str().is_some() => {
                        let (resource, attribute) =
                            path.as_str().and_then(|path| path.split_once('.')).unwrap_or_default();
                        Self::attribute(resource, attribute)
                    }
                    Some((name, argument)) => Self::intrinsic(name, Self::copy_of(argument)),
                    None => {
                        Self::Map(map.iter().map(|it| (it.key.as_str().to_owned(), Self::copy_of(&it.value))).collect())
                    }
                }
            }
            _ => node.scalar_text().unwrap_or_default().into(),
        }
    }

    /// What a template that has it says there.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Bool(truth) => Json::Bool(*truth),
            Self::Integer(number) => Json::from(*number),
            Self::Text(text) => Json::String(text.clone()),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Map(entries) => Json::Object(entries.iter().map(|(key, it)| (key.clone(), it.to_json())).collect()),
            Self::Intrinsic { name, argument } => {
                Json::Object(JsonMap::from_iter([((*name).to_owned(), argument.to_json())]))
            }
        }
    }

    pub(super) fn is_scalar(&self) -> bool {
        matches!(self, Self::Bool(_) | Self::Integer(_) | Self::Text(_))
    }

    /// Takes another value in: maps are united, lists are joined. The other value comes back where that cannot be.
    pub(super) fn unite(&mut self, other: Self) -> Result<(), Self> {
        match (self, other) {
            (Self::Map(entries), Self::Map(more)) => {
                for (key, value) in more {
                    match entries.iter_mut().find(|(known, _)| *known == key) {
                        Some((_, known)) => known.unite(value)?,
                        None => entries.push((key, value)),
                    }
                }
                Ok(())
            }
            (Self::List(items), Self::List(more)) => {
                items.extend(more);
                Ok(())
            }
            (known, other) if *known == other => Ok(()),
            (_, other) => Err(other),
        }
    }
}

impl From<&str> for Fragment {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Fragment {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
