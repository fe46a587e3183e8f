//! Tags of applications and deployment groups.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::CodeDeployError;

/// At most this many on one resource.
const MOST_TAGS: usize = 50;

/// The tags of one resource, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tags(BTreeMap<String, String>);

/// A tag as a request has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TagInput {
    key: Option<String>,
    value: Option<String>,
}

impl Tags {
    /// Adds tags, or replaces those that have the same key.
    pub(crate) fn add(&mut self, tags: Vec<TagInput>) -> Result<(), CodeDeployError> {
        let mut added = self.0.clone();
        for tag in tags {
            let key = tag.key.unwrap_or_default();
            let value = tag.value.unwrap_or_default();
            let why = match (key.chars().count(), value.chars().count()) {
                (0, _) => "a key is missing",
                (129.., _) => "a key has more than 128 characters",
                (_, 257..) => "a value has more than 256 characters",
                _ if key.starts_with("aws:") => "keys that begin with `aws:` are AWS's own",
                _ => {
                    added.insert(key, value);
                    continue;
                }
            };
            return Err(CodeDeployError::InvalidTagsToAdd(why.into()));
        }
        if added.len() > MOST_TAGS {
            return Err(CodeDeployError::InvalidTagsToAdd(format!("there would be more than {MOST_TAGS}")));
        }
        self.0 = added;
        Ok(())
    }

    pub(crate) fn remove(&mut self, keys: &[String]) {
        self.0.retain(|key, _| !keys.contains(key));
    }

    pub(crate) fn to_json(&self) -> Value {
        self.0.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> TagInput {
        TagInput { key: Some(key.into()), value: Some(value.into()) }
    }

    #[test]
    fn a_key_that_comes_again_replaces_its_value() {
        let mut tags = Tags::default();
        tags.add(vec![tag("team", "shop"), tag("team", "till"), tag("stage", "")]).unwrap();
        assert_eq!(tags.to_json(), json!([{ "Key": "stage", "Value": "" }, { "Key": "team", "Value": "till" }]));
        tags.remove(&["team".into(), "unknown".into()]);
        assert_eq!(tags.to_json(), json!([{ "Key": "stage", "Value": "" }]));
    }

    #[test]
    fn a_refused_tag_leaves_all_as_it_was() {
        let mut tags = Tags::default();
        for refused in [tag("", "x"), tag("aws:x", "x"), tag(&"k".repeat(129), "x"), tag("k", &"v".repeat(257))] {
            assert_eq!(tags.add(vec![tag("good", "1"), refused]).unwrap_err().code(), "InvalidTagsToAddException");
        }
        assert_eq!(tags, Tags::default());
    }
}
