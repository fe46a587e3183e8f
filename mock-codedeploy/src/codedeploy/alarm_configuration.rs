//! Which alarms stop a deployment (spec 3.2).

use serde::{Deserialize, Serialize};

use super::error::CodeDeployError;

/// The alarms of a deployment group, or of one deployment in their place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AlarmConfiguration {
    /// Whether the alarms are polled at all. `false` keeps them and ignores them.
    pub enabled: bool,
    /// Whether the deployment goes on when an alarm cannot be read.
    pub ignore_poll_alarm_failure: bool,
    /// The alarms.
    pub alarms: Vec<AlarmReference>,
}

/// An alarm by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmReference {
    /// The alarm's name.
    pub name: String,
}

/// An alarm configuration as a request has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AlarmConfigurationInput {
    enabled: Option<bool>,
    ignore_poll_alarm_failure: Option<bool>,
    alarms: Option<Vec<Option<AlarmReferenceInput>>>,
}

#[derive(Clone, Debug, Deserialize)]
struct AlarmReferenceInput {
    name: Option<String>,
}

impl AlarmConfiguration {
    /// The names to poll: none when the configuration is off.
    pub fn polled(&self) -> impl Iterator<Item = &str> {
        self.alarms.iter().filter(|_| self.enabled).map(|alarm| alarm.name.as_str())
    }
}

impl AlarmConfigurationInput {
    pub(crate) fn check(self, most: usize) -> Result<AlarmConfiguration, CodeDeployError> {
        let invalid = |why: &str| CodeDeployError::InvalidAlarmConfig(why.into());
        let enabled = self.enabled.unwrap_or_default();
        let mut alarms: Vec<AlarmReference> = Vec::new();
        for alarm in self.alarms.unwrap_or_default() {
            let alarm = alarm.ok_or_else(|| invalid("an alarm is null"))?;
            let name = alarm.name.filter(|name| !name.is_empty()).ok_or_else(|| invalid("an alarm has no name"))?;
            if name.chars().count() > 255 {
                return Err(invalid("an alarm's name has more than 255 characters"));
            }
            if alarms.iter().any(|other| other.name == name) {
                return Err(CodeDeployError::InvalidAlarmConfig(format!("the alarm {name} is named twice")));
            }
            alarms.push(AlarmReference { name });
        }
        if enabled && alarms.is_empty() {
            return Err(invalid("it is enabled and names no alarm"));
        }
        if alarms.len() > most {
            return Err(CodeDeployError::AlarmsLimitExceeded(alarms.len(), most));
        }
        let ignore_poll_alarm_failure = self.ignore_poll_alarm_failure.unwrap_or_default();
        Ok(AlarmConfiguration { enabled, ignore_poll_alarm_failure, alarms })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn checked(input: Value) -> Result<AlarmConfiguration, CodeDeployError> {
        serde_json::from_value::<AlarmConfigurationInput>(input).unwrap().check(10)
    }

    #[test]
    fn a_configuration_that_is_off_keeps_its_alarms_and_polls_none() {
        let off = checked(json!({ "enabled": false, "alarms": [{ "name": "errors" }] })).unwrap();
        assert_eq!((off.alarms.len(), off.polled().count()), (1, 0));
        let on = AlarmConfiguration { enabled: true, ..off };
        assert_eq!(on.polled().collect::<Vec<_>>(), ["errors"]);
    }

    #[test]
    fn what_the_api_refuses_is_refused() {
        let code = |input| checked(input).unwrap_err().code();
        for input in [
            json!({ "enabled": true }),
            json!({ "enabled": true, "alarms": [] }),
            json!({ "alarms": [null] }),
            json!({ "alarms": [{}] }),
            json!({ "alarms": [{ "name": "" }] }),
            json!({ "alarms": [{ "name": "x".repeat(256) }] }),
            json!({ "alarms": [{ "name": "a" }, { "name": "a" }] }),
        ] {
            assert_eq!(code(input.clone()), "InvalidAlarmConfigException", "{input}");
        }
        let eleven: Vec<Value> = (0..11).map(|number| json!({ "name": number.to_string() })).collect();
        assert_eq!(code(json!({ "alarms": eleven })), "AlarmsLimitExceededException");
    }
}
