//! The AppSpec: which alias moves from which version to which, and which hooks are called.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::assumptions::Assumptions;
use crate::account::{AliasName, FunctionName, Version};

/// The AppSpec of a Lambda deployment. Here `current_version` is the old one and `target_version` the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// That of a rollback to `version`: from there to itself and, as far as has been seen, without hooks (spec 3.5).
    #[must_use]
    pub(crate) fn staying_at(&self, version: Version, assumptions: &Assumptions) -> Self {
        let hook = |hook: &Option<FunctionName>| hook.clone().filter(|_| assumptions.rollback_calls_hooks);
        Self {
            function: self.function.clone(),
            alias: self.alias.clone(),
            current_version: version,
            target_version: version,
            before_allow_traffic: hook(&self.before_allow_traffic),
            after_allow_traffic: hook(&self.after_allow_traffic),
        }
    }

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
}
