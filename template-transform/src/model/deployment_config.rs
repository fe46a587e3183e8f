//! A strategy of the template's own: `AWS::CodeDeploy::DeploymentConfig`.

use super::logical_id::LogicalId;
use super::reader::{Reader, whole_number};
use super::resolved::Resolved;
use super::strategy::Strategy;
use crate::diagnostic::Diagnostic;
use crate::document::{Map, Node};

pub(crate) const TYPE: &str = "AWS::CodeDeploy::DeploymentConfig";

/// The configuration that this template gives this name.
pub(crate) fn named(reader: &Reader<'_>, name: &str) -> Option<LogicalId> {
    let resources = reader.document().root().get("Resources").and_then(Node::as_map);
    let ids = resources.into_iter().flat_map(Map::keys).filter(|id| reader.resource_type(id) == Some(TYPE));
    ids.map(LogicalId::new).find(|id| own_name(reader, id).as_deref() == Some(name))
}

/// The name that the template gives a configuration, when it does.
pub(crate) fn own_name(reader: &Reader<'_>, id: &LogicalId) -> Option<String> {
    let name = properties(reader, id)?.get("DeploymentConfigName")?;
    reader.resolver().text(name)?.known().cloned()
}

/// The strategy that a configuration describes. Reports what is wrong and returns nothing then.
pub(crate) fn read(reader: &Reader<'_>, id: &LogicalId) -> Option<Strategy> {
    let resource = reader.resource(id.as_str())?;
    let refuse = |node: &Node, message: String, help: &str| {
        reader.report(
            Diagnostic::error("illegal-strategy", reader.place(node), message).about(id.as_str()).with_help(help),
        );
    };
    let Some(properties) = properties(reader, id) else {
        refuse(resource, format!("`{id}` does not say how traffic moves"), ROUTING_HELP);
        return None;
    };
    let platform = reader.text(id.as_str(), "ComputePlatform", properties.get("ComputePlatform"));
    if let Resolved::Known(platform) = platform
        && platform.as_deref() != Some("Lambda")
    {
        let node = properties.get("ComputePlatform").unwrap_or(properties);
        refuse(
            node,
            format!("`{id}` is not a configuration for Lambda, so no function can use it"),
            "add `ComputePlatform: Lambda`",
        );
        return None;
    }
    let Some(routing) = properties.get("TrafficRoutingConfig").filter(|node| node.as_map().is_some()) else {
        refuse(properties, format!("`{id}` does not say how traffic moves"), ROUTING_HELP);
        return None;
    };
    let Some(kind) = routing.get("Type") else {
        refuse(routing, format!("`{id}` does not say how traffic moves"), ROUTING_HELP);
        return None;
    };
    let kind_text = match reader.text(id.as_str(), "Type", Some(kind)) {
        Resolved::Known(text) => text.unwrap_or_default(),
        Resolved::Unknown(unknown) => {
            reader.not_known("strategy-not-known", id.as_str(), "the kind of traffic shift", kind, &unknown);
            return None;
        }
    };
    let (section, percentage, interval) = match kind_text.as_str() {
        "AllAtOnce" => return Some(Strategy::AllAtOnce),
        "TimeBasedCanary" => ("TimeBasedCanary", "CanaryPercentage", "CanaryInterval"),
        "TimeBasedLinear" => ("TimeBasedLinear", "LinearPercentage", "LinearInterval"),
        other => {
            refuse(kind, format!("CodeDeploy knows no traffic shift called `{other}`"), ROUTING_HELP);
            return None;
        }
    };
    let Some(numbers) = routing.get(section) else {
        refuse(routing, format!("`{id}` is a `{section}` and lacks its numbers"), ROUTING_HELP);
        return None;
    };
    // Both are read before either decides, so that both are reported.
    let percentage = number(reader, id, numbers, percentage);
    let interval = number(reader, id, numbers, interval);
    let (percentage, interval) = (percentage?, interval?);
    let strategy = if section == "TimeBasedCanary" {
        Strategy::canary(percentage, interval)
    } else {
        Strategy::linear(percentage, interval)
    };
    match strategy {
        Ok(strategy) => Some(strategy),
        Err(illegal) => {
            let message = format!("CodeDeploy will refuse `{id}`: {illegal}");
            refuse(numbers, message, "the percentage is 1 to 99, and the shift ends within 2880 minutes");
            None
        }
    }
}

const ROUTING_HELP: &str = "write `TrafficRoutingConfig: { Type: TimeBasedCanary, TimeBasedCanary: { CanaryPercentage: 10, CanaryInterval: 5 } }` \
                            or `{ Type: TimeBasedLinear, TimeBasedLinear: { LinearPercentage: 10, LinearInterval: 1 } }`";

fn properties<'a>(reader: &Reader<'a>, id: &LogicalId) -> Option<&'a Node> {
    reader.resource(id.as_str())?.get("Properties")
}

fn number(reader: &Reader<'_>, id: &LogicalId, numbers: &Node, property: &str) -> Option<u32> {
    let Some(node) = numbers.get(property) else {
        let message = format!("`{id}` lacks `{property}`");
        let finding = Diagnostic::error("illegal-strategy", reader.place(numbers), message).about(id.as_str());
        reader.report(finding.with_help(format!("add `{property}`, a whole number")));
        return None;
    };
    match reader.text(id.as_str(), property, Some(node)) {
        Resolved::Known(text) => {
            let number = text.as_deref().and_then(whole_number);
            if number.is_none() {
                let message = format!("`{property}` must be a whole number");
                reader.report(Diagnostic::error("illegal-strategy", reader.place(node), message).about(id.as_str()));
            }
            number
        }
        Resolved::Unknown(unknown) => {
            reader.not_known("strategy-not-known", id.as_str(), &format!("`{property}`"), node, &unknown);
            None
        }
    }
}
