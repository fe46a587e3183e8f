//! The AppSpec: which alias moves from which version to which, and which hooks are called.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::account::{AliasName, FunctionName, Version};

/// The AppSpec of a Lambda deployment. Here `current_version` is the old one and `target_version` the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppSpec {
    /// The guarded function.
    pub function: FunctionName,
    /// The alias that moves.
    pub alias: AliasName,
    /// Where it moves from.
    pub current_version: Version,
    /// Where it moves to.
    pub target_version: Version,
    /// The function to call before traffic shifts.
    pub before_allow_traffic: Option<FunctionName>,
    /// The function to call after traffic has shifted.
    pub after_allow_traffic: Option<FunctionName>,
}

impl AppSpec {
    /// The text, as CloudFormation writes one.
    pub fn to_json(&self) -> Value {
        let hooks: Vec<Value> =
            [("BeforeAllowTraffic", &self.before_allow_traffic), ("AfterAllowTraffic", &self.after_allow_traffic)]
                .into_iter()
                .filter_map(|(event, hook)| {
                    let hook = hook.as_ref()?;
                    Some(Value::Object(Map::from_iter([(event.to_owned(), Value::from(hook.as_str()))])))
                })
                .collect();
        let mut spec = json!({
            "version": 0.0,
            "Resources": [{
                self.function.as_str(): {
                    "Type": "AWS::Lambda::Function",
                    "Properties": {
                        "Name": self.function.as_str(),
                        "Alias": self.alias.as_str(),
                        "CurrentVersion": self.current_version.to_string(),
                        "TargetVersion": self.target_version.to_string(),
                    },
                },
            }],
        });
        if !hooks.is_empty() {
            spec["Hooks"] = Value::Array(hooks);
        }
        spec
    }

    /// The text's SHA-256 in hexadecimal, by which the API names a revision.
    pub fn sha256(&self) -> String {
        use std::fmt::Write as _;
        Sha256::digest(self.to_json().to_string()).iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}
