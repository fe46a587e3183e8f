//! Deployment configurations: the 17 that every account has, and custom ones (spec 3.2, 4.1, 4.3).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::compute_platform::ComputePlatform;
use super::error::CodeDeployError;
use super::name::DeploymentConfigName;
use crate::clock::VirtualTime;
use crate::deployment::Strategy;

/// Before the names of all that AWS gives.
pub(crate) const PREDEFINED_PREFIX: &str = "CodeDeployDefault.";

/// A deployment configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentConfig {
    /// Its name.
    pub name: DeploymentConfigName,
    /// Its UUID.
    pub id: String,
    /// When it was made.
    pub created: VirtualTime,
    /// What it says.
    pub rule: Rule,
}

/// What a configuration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// How a Lambda alias shifts.
    Lambda(Strategy),
    /// How an ECS service shifts.
    Ecs(Strategy),
    /// How many servers stay healthy: all but one, half, or none.
    Server(MinimumHealthyHosts),
}

/// The three predefined rules for servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MinimumHealthyHosts {
    /// `HOST_COUNT` 0.
    None,
    /// `FLEET_PERCENT` 50.
    Half,
    /// `FLEET_PERCENT` 99.
    AllButOne,
}

/// The traffic routing of a request.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TrafficRoutingInput {
    #[serde(rename = "type")]
    kind: Option<String>,
    time_based_canary: Option<CanaryInput>,
    time_based_linear: Option<LinearInput>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CanaryInput {
    canary_percentage: Option<i64>,
    canary_interval: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LinearInput {
    linear_percentage: Option<i64>,
    linear_interval: Option<i64>,
}

impl Rule {
    pub(crate) const fn platform(self) -> ComputePlatform {
        match self {
            Self::Lambda(_) => ComputePlatform::Lambda,
            Self::Ecs(_) => ComputePlatform::Ecs,
            Self::Server(_) => ComputePlatform::Server,
        }
    }

    /// The rule of a predefined configuration.
    pub(crate) fn predefined(name: &str) -> Option<Self> {
        let name = name.strip_prefix(PREDEFINED_PREFIX)?;
        predefined().find(|(predefined, _)| *predefined == name).map(|(_, rule)| rule)
    }

    /// The names of all predefined configurations, in the order of the API.
    pub(crate) fn predefined_names() -> impl Iterator<Item = String> {
        predefined().map(|(name, _)| format!("{PREDEFINED_PREFIX}{name}"))
    }
}

fn predefined() -> impl Iterator<Item = (String, Rule)> {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    let canary = |interval| Strategy::Canary { percentage: 10, interval: minutes(interval) };
    let linear = |interval| Strategy::Linear { percentage: 10, interval: minutes(interval) };
    let servers = [
        ("AllAtOnce", MinimumHealthyHosts::None),
        ("HalfAtATime", MinimumHealthyHosts::Half),
        ("OneAtATime", MinimumHealthyHosts::AllButOne),
    ];
    let services = [
        ("ECSAllAtOnce", Strategy::AllAtOnce),
        ("ECSCanary10Percent5Minutes", canary(5)),
        ("ECSCanary10Percent15Minutes", canary(15)),
        ("ECSLinear10PercentEvery1Minutes", linear(1)),
        ("ECSLinear10PercentEvery3Minutes", linear(3)),
    ];
    let servers = servers.into_iter().map(|(name, rule)| (name.to_owned(), Rule::Server(rule)));
    let functions =
        Strategy::PREDEFINED.into_iter().map(|(name, strategy)| (format!("Lambda{name}"), Rule::Lambda(strategy)));
    let services = services.into_iter().map(|(name, strategy)| (name.to_owned(), Rule::Ecs(strategy)));
    servers.chain(functions).chain(services)
}

impl TrafficRoutingInput {
    /// The strategy, if CodeDeploy would take it (spec 4.3).
    pub(crate) fn check(self) -> Result<Strategy, CodeDeployError> {
        let invalid = |why: &str| CodeDeployError::InvalidTrafficRoutingConfiguration(why.into());
        let part = |percentage: Option<i64>, interval: Option<i64>| -> Result<(u8, u64), CodeDeployError> {
            let percentage = percentage.ok_or_else(|| invalid("the percentage is missing"))?;
            let interval = interval.ok_or_else(|| invalid("the interval is missing"))?;
            Ok((
                u8::try_from(percentage).map_err(|_| invalid("the percentage has to be between 1 and 99"))?,
                u64::try_from(interval).map_err(|_| invalid("the interval has to be at least one minute"))?,
            ))
        };
        match (self.kind.as_deref(), self.time_based_canary, self.time_based_linear) {
            (Some("AllAtOnce"), None, None) => Ok(Strategy::AllAtOnce),
            (Some("TimeBasedCanary"), Some(canary), None) => {
                let (percentage, interval) = part(canary.canary_percentage, canary.canary_interval)?;
                Ok(Strategy::canary(percentage, interval)?)
            }
            (Some("TimeBasedLinear"), None, Some(linear)) => {
                let (percentage, interval) = part(linear.linear_percentage, linear.linear_interval)?;
                Ok(Strategy::linear(percentage, interval)?)
            }
            (Some("AllAtOnce" | "TimeBasedCanary" | "TimeBasedLinear"), ..) => Err(invalid(
                "TimeBasedCanary needs timeBasedCanary, TimeBasedLinear needs timeBasedLinear, and nothing else",
            )),
            (Some(_), ..) => Err(invalid("its type has to be AllAtOnce, TimeBasedCanary or TimeBasedLinear")),
            (None, ..) => Err(invalid("its type is missing")),
        }
    }
}

impl DeploymentConfig {
    /// As `GetDeploymentConfig` shows it. For Lambda there are no healthy hosts.
    pub(crate) fn to_json(&self) -> Value {
        let mut info = json!({
            "deploymentConfigId": self.id,
            "deploymentConfigName": self.name,
            "createTime": self.created.epoch_seconds(),
            "computePlatform": self.rule.platform(),
        });
        match self.rule {
            Rule::Lambda(strategy) | Rule::Ecs(strategy) => info["trafficRoutingConfig"] = routing(strategy),
            Rule::Server(hosts) => {
                let (kind, value) = match hosts {
                    MinimumHealthyHosts::None => ("HOST_COUNT", 0),
                    MinimumHealthyHosts::Half => ("FLEET_PERCENT", 50),
                    MinimumHealthyHosts::AllButOne => ("FLEET_PERCENT", 99),
                };
                info["minimumHealthyHosts"] = json!({ "type": kind, "value": value });
            }
        }
        info
    }
}

fn routing(strategy: Strategy) -> Value {
    let minutes = |interval: Duration| interval.as_secs() / 60;
    match strategy {
        Strategy::AllAtOnce => json!({ "type": "AllAtOnce" }),
        Strategy::Canary { percentage, interval } => json!({
            "type": "TimeBasedCanary",
            "timeBasedCanary": { "canaryPercentage": percentage, "canaryInterval": minutes(interval) },
        }),
        Strategy::Linear { percentage, interval } => json!({
            "type": "TimeBasedLinear",
            "timeBasedLinear": { "linearPercentage": percentage, "linearInterval": minutes(interval) },
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(input: Value) -> Result<Strategy, CodeDeployError> {
        serde_json::from_value::<TrafficRoutingInput>(input).unwrap().check()
    }

    #[test]
    fn every_account_has_seventeen_configurations() {
        let names: Vec<String> = Rule::predefined_names().collect();
        assert_eq!(names.len(), 17);
        assert_eq!(names[0], "CodeDeployDefault.AllAtOnce");
        assert!(names.iter().all(|name| Rule::predefined(name).is_some()));
        assert_eq!(
            Rule::predefined("CodeDeployDefault.LambdaLinear10PercentEvery1Minute"),
            Some(Rule::Lambda(Strategy::linear(10, 1).unwrap()))
        );
        assert_eq!(Rule::predefined("LambdaAllAtOnce"), None);
    }

    #[test]
    fn a_routing_is_read_and_written_alike() {
        for routing in [
            json!({ "type": "AllAtOnce" }),
            json!({ "type": "TimeBasedCanary", "timeBasedCanary": { "canaryPercentage": 25, "canaryInterval": 7 } }),
            json!({ "type": "TimeBasedLinear", "timeBasedLinear": { "linearPercentage": 30, "linearInterval": 1 } }),
        ] {
            assert_eq!(super::routing(checked(routing.clone()).unwrap()), routing);
        }
    }

    #[test]
    fn a_routing_that_breaks_a_limit_or_contradicts_itself_is_refused() {
        for routing in [
            json!({}),
            json!({ "type": "Random" }),
            json!({ "type": "TimeBasedCanary" }),
            json!({ "type": "TimeBasedLinear", "timeBasedCanary": { "canaryPercentage": 25, "canaryInterval": 7 } }),
            json!({ "type": "TimeBasedCanary", "timeBasedCanary": { "canaryPercentage": 100, "canaryInterval": 7 } }),
            json!({ "type": "TimeBasedCanary", "timeBasedCanary": { "canaryPercentage": 10, "canaryInterval": 2881 } }),
            json!({ "type": "TimeBasedCanary", "timeBasedCanary": { "canaryPercentage": 10, "canaryInterval": -1 } }),
            json!({ "type": "TimeBasedCanary", "timeBasedCanary": { "canaryPercentage": 10 } }),
        ] {
            let error = checked(routing.clone()).unwrap_err();
            assert_eq!(error.code(), "InvalidTrafficRoutingConfigurationException", "{routing}");
        }
    }
}
