//! Triggers: which topics are told of which events of a deployment. They are kept and shown; nobody is told here.

use serde::{Deserialize, Serialize};

use super::error::CodeDeployError;

/// At most this many in a group.
const MOST_TRIGGERS: usize = 10;

const EVENTS: [&str; 10] = [
    "DeploymentStart",
    "DeploymentSuccess",
    "DeploymentFailure",
    "DeploymentStop",
    "DeploymentRollback",
    "DeploymentReady",
    "InstanceStart",
    "InstanceSuccess",
    "InstanceFailure",
    "InstanceReady",
];

/// A topic and the events that it is told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trigger {
    /// The trigger's name.
    pub trigger_name: String,
    /// The ARN of the topic.
    pub trigger_target_arn: String,
    /// The events.
    pub trigger_events: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct TriggerInput {
    #[serde(rename = "triggerName")]
    name: Option<String>,
    #[serde(rename = "triggerTargetArn")]
    target_arn: Option<String>,
    #[serde(rename = "triggerEvents")]
    events: Option<Vec<String>>,
}

pub(crate) fn check_triggers(triggers: Vec<TriggerInput>) -> Result<Vec<Trigger>, CodeDeployError> {
    if triggers.len() > MOST_TRIGGERS {
        return Err(CodeDeployError::TriggerTargetsLimitExceeded(triggers.len()));
    }
    triggers.into_iter().map(TriggerInput::check).collect()
}

impl TriggerInput {
    fn check(self) -> Result<Trigger, CodeDeployError> {
        let invalid = |why: String| CodeDeployError::InvalidTriggerConfig(why);
        let present = |text: Option<String>| text.filter(|text| !text.is_empty());
        let events = self.events.unwrap_or_default();
        if let Some(unknown) = events.iter().find(|event| !EVENTS.contains(&event.as_str())) {
            return Err(invalid(format!("`{unknown}` is no event")));
        }
        Ok(Trigger {
            trigger_name: present(self.name).ok_or_else(|| invalid("a trigger has no name".into()))?,
            trigger_target_arn: present(self.target_arn).ok_or_else(|| invalid("a trigger has no target".into()))?,
            trigger_events: events,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn checked(input: Value) -> Result<Vec<Trigger>, CodeDeployError> {
        check_triggers(serde_json::from_value(input).unwrap())
    }

    #[test]
    fn a_trigger_needs_a_name_a_target_and_known_events() {
        let good = json!({ "triggerName": "t", "triggerTargetArn": "arn:x", "triggerEvents": ["DeploymentStop"] });
        assert_eq!(serde_json::to_value(checked(json!([good])).unwrap()).unwrap(), json!([good]));
        for member in ["triggerName", "triggerTargetArn"] {
            let mut bad = good.clone();
            bad[member] = "".into();
            assert_eq!(checked(json!([bad])).unwrap_err().code(), "InvalidTriggerConfigException");
        }
        let mut bad = good.clone();
        bad["triggerEvents"] = json!(["DeploymentPause"]);
        assert_eq!(checked(json!([bad])).unwrap_err().code(), "InvalidTriggerConfigException");
        assert_eq!(checked(vec![good; 11].into()).unwrap_err().code(), "TriggerTargetsLimitExceededException");
    }
}
