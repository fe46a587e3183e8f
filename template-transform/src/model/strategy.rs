//! How traffic moves from the current version to the new one.

use std::fmt;

use super::deployment_config;
use super::logical_id::LogicalId;
use super::nearest::nearest;
use super::reader::Reader;
use super::resolver::Evaluated;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::Node;

/// CodeDeploy keeps a deployment going for two days at most between the first and the last shift.
const LONGEST_SHIFT_MINUTES: u32 = 2880;

/// What CodeDeploy calls SAM's names.
const PREFIX: &str = "CodeDeployDefault.Lambda";

/// How traffic moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// All of it at once.
    AllAtOnce,
    /// A first share, and after a while the rest.
    Canary {
        /// The first share, 1 to 99.
        percentage: u8,
        /// How long it stays at that.
        interval_minutes: u32,
    },
    /// Equal shares, one after the other.
    Linear {
        /// Each share, 1 to 99.
        percentage: u8,
        /// How long between two of them.
        interval_minutes: u32,
    },
}

/// Numbers that CodeDeploy refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IllegalStrategy {
    /// Not 1 to 99.
    #[error("the share of traffic is {0} percent, and it must be 1 to 99")]
    Percentage(u32),
    /// Zero minutes.
    #[error("the interval is 0 minutes, and it must be at least 1")]
    Interval,
    /// Over two days.
    #[error("from the first shift to the last it takes {0} minutes, and CodeDeploy allows {LONGEST_SHIFT_MINUTES}")]
    TooLong(u64),
}

impl Strategy {
    /// The names that SAM and CodeDeploy know without further definition.
    pub const PREDEFINED: [(&'static str, Self); 9] = [
        ("AllAtOnce", Self::AllAtOnce),
        ("Canary10Percent5Minutes", Self::Canary { percentage: 10, interval_minutes: 5 }),
        ("Canary10Percent10Minutes", Self::Canary { percentage: 10, interval_minutes: 10 }),
        ("Canary10Percent15Minutes", Self::Canary { percentage: 10, interval_minutes: 15 }),
        ("Canary10Percent30Minutes", Self::Canary { percentage: 10, interval_minutes: 30 }),
        ("Linear10PercentEvery1Minute", Self::Linear { percentage: 10, interval_minutes: 1 }),
        ("Linear10PercentEvery2Minutes", Self::Linear { percentage: 10, interval_minutes: 2 }),
        ("Linear10PercentEvery3Minutes", Self::Linear { percentage: 10, interval_minutes: 3 }),
        ("Linear10PercentEvery10Minutes", Self::Linear { percentage: 10, interval_minutes: 10 }),
    ];

    /// The predefined strategy with this name, with or without CodeDeploy's prefix.
    ///
    /// ```
    /// use template_transform::model::Strategy;
    ///
    /// let canary = Strategy::Canary { percentage: 10, interval_minutes: 5 };
    /// assert_eq!(Strategy::predefined("Canary10Percent5Minutes"), Some(canary));
    /// assert_eq!(Strategy::predefined("CodeDeployDefault.LambdaCanary10Percent5Minutes"), Some(canary));
    /// assert_eq!(Strategy::predefined("Canary10Percent6Minutes"), None);
    /// ```
    pub fn predefined(name: &str) -> Option<Self> {
        let short = name.strip_prefix(PREFIX).unwrap_or(name);
        Self::PREDEFINED.iter().find(|(known, _)| *known == short).map(|(_, strategy)| *strategy)
    }

    /// The predefined name that was probably meant.
    pub fn nearest_predefined(name: &str) -> Option<&'static str> {
        let short = name.strip_prefix(PREFIX).unwrap_or(name);
        nearest(short, Self::PREDEFINED.iter().map(|(known, _)| *known))
    }

    /// How long it is from the first shift to the last, in minutes.
    ///
    /// ```
    /// use template_transform::model::Strategy;
    ///
    /// let linear = Strategy::Linear { percentage: 10, interval_minutes: 10 };
    /// assert_eq!(linear.minutes_to_last_shift(), 90);
    /// ```
    pub fn minutes_to_last_shift(self) -> u64 {
        match self {
            Self::AllAtOnce => 0,
            Self::Canary { interval_minutes, .. } => u64::from(interval_minutes),
            Self::Linear { percentage, interval_minutes } => {
                u64::from(100_u32.div_ceil(u32::from(percentage.max(1))) - 1) * u64::from(interval_minutes)
            }
        }
    }

    /// A canary with numbers that CodeDeploy takes.
    pub fn canary(percentage: u32, interval_minutes: u32) -> Result<Self, IllegalStrategy> {
        let percentage = legal(percentage, interval_minutes, |_| 1)?;
        Ok(Self::Canary { percentage, interval_minutes })
    }

    /// A linear strategy with numbers that CodeDeploy takes.
    pub fn linear(percentage: u32, interval_minutes: u32) -> Result<Self, IllegalStrategy> {
        let percentage = legal(percentage, interval_minutes, |percentage| 100_u32.div_ceil(percentage) - 1)?;
        Ok(Self::Linear { percentage, interval_minutes })
    }
}

fn legal(percentage: u32, interval: u32, waits: impl FnOnce(u32) -> u32) -> Result<u8, IllegalStrategy> {
    let small = u8::try_from(percentage).ok().filter(|small| (1..=99).contains(small));
    let small = small.ok_or(IllegalStrategy::Percentage(percentage))?;
    if interval == 0 {
        return Err(IllegalStrategy::Interval);
    }
    let minutes = u64::from(waits(percentage)) * u64::from(interval);
    if minutes > u64::from(LONGEST_SHIFT_MINUTES) { Err(IllegalStrategy::TooLong(minutes)) } else { Ok(small) }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AllAtOnce => f.write_str("all at once"),
            Self::Canary { percentage, interval_minutes } => {
                write!(f, "{percentage} percent for {interval_minutes} minutes, then the rest")
            }
            Self::Linear { percentage, interval_minutes } => {
                write!(f, "{percentage} percent more every {interval_minutes} minutes")
            }
        }
    }
}

/// The strategy of a guarded function, and what the template calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedStrategy {
    /// How traffic moves.
    pub strategy: Strategy,
    /// The name as written; for a configuration of this template, its own name or else its logical id.
    pub name: String,
    /// Where the strategy is defined.
    pub source: StrategySource,
    /// Where `Type` stands.
    pub location: Location,
}

/// Where a strategy is defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StrategySource {
    /// CodeDeploy brings it.
    Predefined,
    /// An `AWS::CodeDeploy::DeploymentConfig` of the same template.
    Configuration(LogicalId),
}

/// Reads `DeploymentPreference.Type`. Reports what is wrong and returns nothing then.
pub(crate) fn read(reader: &Reader<'_>, resource: &str, node: &Node) -> Option<NamedStrategy> {
    let location = reader.place(node);
    match reader.resolver().evaluate(node) {
        Evaluated::Value(value) => {
            let Some(name) = value.as_str() else {
                reader.wrong_type(resource, "Type", node, "the name of a strategy");
                return None;
            };
            if let Some(strategy) = Strategy::predefined(name) {
                return Some(NamedStrategy {
                    strategy,
                    name: name.to_owned(),
                    source: StrategySource::Predefined,
                    location,
                });
            }
            let Some(id) = deployment_config::named(reader, name) else {
                report_unknown(reader, resource, node, name);
                return None;
            };
            let strategy = deployment_config::read(reader, &id)?;
            Some(NamedStrategy { strategy, name: name.to_owned(), source: StrategySource::Configuration(id), location })
        }
        Evaluated::Reference(reference) => {
            let id = reference.resource;
            if reader.resource_type(id.as_str()) != Some(deployment_config::TYPE) {
                let message = format!("`{id}` is no deployment configuration, so it cannot say how traffic moves");
                let finding = Diagnostic::error("unknown-strategy", location, message).about(resource);
                reader.report(finding.with_help(format!(
                    "refer to an `{}`, or use one of: {}",
                    deployment_config::TYPE,
                    list()
                )));
                return None;
            }
            let strategy = deployment_config::read(reader, &id)?;
            let name = deployment_config::own_name(reader, &id).unwrap_or_else(|| id.to_string());
            Some(NamedStrategy { strategy, name, source: StrategySource::Configuration(id), location })
        }
        Evaluated::Unknown(unknown) => {
            reader.not_known("strategy-not-known", resource, "the strategy (`Type`)", node, &unknown);
            None
        }
    }
}

/// The strategies of all branches, where only the deployment knows which holds. Reports what is wrong with each.
pub(crate) fn of_branches(reader: &Reader<'_>, resource: &str, node: &Node) -> Vec<NamedStrategy> {
    let leaves = reader.resolver().branches(node);
    for leaf in &leaves {
        check_allowed_values(reader, resource, leaf);
    }
    match leaves.as_slice() {
        [] | [_] => Vec::new(),
        leaves => leaves.iter().filter_map(|leaf| read(reader, resource, leaf)).collect(),
    }
}

/// A parameter may be given what its declaration allows, so that has to be right too.
fn check_allowed_values(reader: &Reader<'_>, resource: &str, node: &Node) {
    let Some(parameter) = node.get("Ref").and_then(Node::as_str) else { return };
    let declared = reader.document().root().get("Parameters").and_then(|parameters| parameters.get(parameter));
    let allowed = declared.and_then(|declared| declared.get("AllowedValues")).and_then(Node::as_list);
    for value in allowed.into_iter().flatten() {
        if let Some(name) = value.as_str()
            && Strategy::predefined(name).is_none()
            && deployment_config::named(reader, name).is_none()
            && Strategy::nearest_predefined(name).is_some()
        {
            report_unknown(reader, resource, value, name);
        }
    }
}

fn report_unknown(reader: &Reader<'_>, resource: &str, node: &Node, name: &str) {
    let message = format!(
        "no strategy is called `{name}`: CodeDeploy brings none, and no `{}` of this template has that name",
        deployment_config::TYPE
    );
    // A configuration of the account is as good as one of the template; only a slip of the hand is certainly wrong.
    let (code, help) = match Strategy::nearest_predefined(name) {
        Some(near) => ("unknown-strategy", format!("did you mean `{near}`? There are: {}", list())),
        None => ("strategy-not-known", format!("use one of: {}; or define your own in this template", list())),
    };
    reader.report(Diagnostic::error(code, reader.place(node), message).about(resource).with_help(help));
}

fn list() -> String {
    Strategy::PREDEFINED.map(|(name, _)| name).join(", ")
}
