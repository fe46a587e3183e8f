//! The hook event: what CodeDeploy sends to a hook function.

use std::fmt;

use serde_json::Value;
use thiserror::Error;

/// The id of a deployment, like `d-0B7YUA91L`. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeploymentId(String);

/// The capability with which a hook reports its verdict. Never empty, never shown whole.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HookExecutionId(String);

/// The event of a hook, as CodeDeploy sends it for Lambda and ECS deployments: two ids, nothing else.
///
/// Fields may come in any order, unknown ones are ignored, and the camelCase names of the documentation serve as well as the
/// PascalCase ones that CodeDeploy sends.
///
/// ```
/// use hook_sdk::HookEvent;
/// use serde_json::json;
///
/// let event = HookEvent::from_json(&json!({
///     "LifecycleEventHookExecutionId": "eyJlbmNyeXB0ZWREYXRhIjoi...",
///     "DeploymentId": "d-0B7YUA91L",
/// }))?;
/// assert_eq!(event.deployment_id.as_str(), "d-0B7YUA91L");
/// # Ok::<(), hook_sdk::EventError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HookEvent {
    /// The deployment that waits for the verdict.
    pub deployment_id: DeploymentId,
    /// What the verdict is reported with.
    pub execution_id: HookExecutionId,
}

/// Why an event is no hook event.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EventError {
    /// The event is not a JSON object.
    #[error("the event is {found}, not an object with `DeploymentId` and `LifecycleEventHookExecutionId`")]
    NotAnObject {
        /// What it is instead, as in `a list`.
        found: &'static str,
    },
    /// A field is not there.
    #[error("the event has no `{field}`; CodeDeploy sends `DeploymentId` and `LifecycleEventHookExecutionId`")]
    Missing {
        /// The missing field, by its PascalCase name.
        field: &'static str,
    },
    /// A field is there but is no text.
    #[error("the event's `{field}` is {found}, not text")]
    NotText {
        /// The field, by its PascalCase name.
        field: &'static str,
        /// What it is instead.
        found: &'static str,
    },
    /// A field is there but empty.
    #[error("the event's `{field}` is empty")]
    Empty {
        /// The field, by its PascalCase name.
        field: &'static str,
    },
}

impl HookEvent {
    /// An event whose ids have been checked before.
    pub(crate) const fn of(deployment: String, execution: String) -> Self {
        Self { deployment_id: DeploymentId(deployment), execution_id: HookExecutionId(execution) }
    }

    /// Reads an event.
    ///
    /// # Errors
    /// Says which field is missing, empty or of the wrong type.
    pub fn from_json(event: &Value) -> Result<Self, EventError> {
        let Value::Object(fields) = event else {
            return Err(EventError::NotAnObject { found: kind(event) });
        };
        let text = |field: &'static str, documented: &str| match fields.get(field).or_else(|| fields.get(documented)) {
            None | Some(Value::Null) => Err(EventError::Missing { field }),
            Some(Value::String(text)) if text.trim().is_empty() => Err(EventError::Empty { field }),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(other) => Err(EventError::NotText { field, found: kind(other) }),
        };
        Ok(Self {
            deployment_id: DeploymentId(text("DeploymentId", "deploymentId")?),
            execution_id: HookExecutionId(text("LifecycleEventHookExecutionId", "lifecycleEventHookExecutionId")?),
        })
    }
}

impl DeploymentId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeploymentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl HookExecutionId {
    /// The whole id. It is a capability: pass it to CodeDeploy, write it nowhere.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl HookExecutionId {
    /// Takes the whole id out of a text that goes to a log. CodeDeploy's are hundreds of characters long; a very short one is a test's,
    /// and taking it out would only garble the text.
    pub(crate) fn redact(&self, text: &mut String) {
        if self.0.len() >= 8 && text.contains(&self.0) {
            *text = text.replace(&self.0, &self.shown());
        }
    }

    /// The first few characters only, enough to tell two apart in a log.
    fn shown(&self) -> String {
        let characters = self.0.chars().count();
        self.0.chars().take(6.min(characters / 2)).chain(['…']).collect()
    }
}

impl fmt::Debug for HookExecutionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HookExecutionId({})", self.shown())
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_spellings_in_any_order_with_unknown_fields_are_read() {
        let pascal = json!({ "Region": "x", "LifecycleEventHookExecutionId": "e", "DeploymentId": "d-1" });
        let camel = json!({ "deploymentId": "d-1", "lifecycleEventHookExecutionId": "e", "account": 1 });
        assert_eq!(HookEvent::from_json(&pascal), HookEvent::from_json(&camel));
        assert_eq!(HookEvent::from_json(&pascal).unwrap().execution_id.expose(), "e");
    }

    #[test]
    fn what_is_wrong_with_an_event_is_named() {
        let error = |event: Value| HookEvent::from_json(&event).unwrap_err().to_string();
        assert_eq!(
            error(json!([])),
            "the event is a list, not an object with `DeploymentId` and `LifecycleEventHookExecutionId`"
        );
        assert_eq!(
            error(json!({ "DeploymentId": "d-1" })),
            "the event has no `LifecycleEventHookExecutionId`; CodeDeploy sends `DeploymentId` and `LifecycleEventHookExecutionId`"
        );
        assert_eq!(
            error(json!({ "DeploymentId": " ", "LifecycleEventHookExecutionId": "e" })),
            "the event's `DeploymentId` is empty"
        );
        assert_eq!(
            error(json!({ "DeploymentId": 7, "LifecycleEventHookExecutionId": "e" })),
            "the event's `DeploymentId` is a number, not text"
        );
    }

    #[test]
    fn the_execution_id_is_never_shown_whole() {
        let id = HookExecutionId("eyJlbmNyeXB0ZWREYXRhIjoi".into());
        assert_eq!(format!("{id:?}"), "HookExecutionId(eyJlbm…)");
        assert_eq!(format!("{:?}", HookExecutionId("ab".into())), "HookExecutionId(a…)");
    }
}
