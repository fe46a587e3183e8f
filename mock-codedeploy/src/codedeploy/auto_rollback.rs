//! When a deployment is rolled back by itself (spec 3.2, 3.5).

use serde::{Deserialize, Serialize};

use super::error::CodeDeployError;

/// What a deployment is rolled back for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AutoRollbackEvent {
    /// It failed.
    DeploymentFailure,
    /// An alarm stopped it.
    DeploymentStopOnAlarm,
    /// Somebody stopped it.
    DeploymentStopOnRequest,
}

/// When a deployment is rolled back by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoRollbackConfiguration {
    /// Whether it ever is.
    pub enabled: bool,
    /// For what.
    pub events: Vec<AutoRollbackEvent>,
}

/// An automatic rollback configuration as a request has it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct AutoRollbackInput {
    enabled: Option<bool>,
    events: Option<Vec<String>>,
}

impl AutoRollbackConfiguration {
    /// What SAM gives every group: all three events.
    pub fn always() -> Self {
        use AutoRollbackEvent::{DeploymentFailure, DeploymentStopOnAlarm, DeploymentStopOnRequest};
        Self { enabled: true, events: vec![DeploymentFailure, DeploymentStopOnAlarm, DeploymentStopOnRequest] }
    }

    /// Whether `event` is a reason.
    pub fn covers(&self, event: AutoRollbackEvent) -> bool {
        self.enabled && self.events.contains(&event)
    }
}

impl AutoRollbackInput {
    pub(crate) fn check(self) -> Result<AutoRollbackConfiguration, CodeDeployError> {
        let mut events = Vec::new();
        for text in self.events.unwrap_or_default() {
            let event = serde_json::from_value(text.as_str().into()).map_err(|_| {
                CodeDeployError::InvalidAutoRollbackConfig(format!(
                    "`{text}` is no event: there are DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM and DEPLOYMENT_STOP_ON_REQUEST"
                ))
            })?;
            if !events.contains(&event) {
                events.push(event);
            }
        }
        let enabled = self.enabled.unwrap_or_default();
        if enabled && events.is_empty() {
            return Err(CodeDeployError::InvalidAutoRollbackConfig("it is enabled and names no event".into()));
        }
        Ok(AutoRollbackConfiguration { enabled, events })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn checked(input: Value) -> Result<AutoRollbackConfiguration, CodeDeployError> {
        serde_json::from_value::<AutoRollbackInput>(input).unwrap().check()
    }

    #[test]
    fn only_the_events_that_are_named_count() {
        let failures = checked(json!({ "enabled": true, "events": ["DEPLOYMENT_FAILURE"] })).unwrap();
        assert!(failures.covers(AutoRollbackEvent::DeploymentFailure));
        assert!(!failures.covers(AutoRollbackEvent::DeploymentStopOnAlarm));
        let off = AutoRollbackConfiguration { enabled: false, ..failures };
        assert!(!off.covers(AutoRollbackEvent::DeploymentFailure));
    }

    #[test]
    fn an_unknown_event_and_an_enabled_configuration_without_one_are_refused() {
        for input in [json!({ "enabled": true }), json!({ "enabled": true, "events": ["FAILURE"] })] {
            assert_eq!(checked(input).unwrap_err().code(), "InvalidAutoRollbackConfigException");
        }
    }
}
