//! Whether an alarm of the template watches what a wanted one would.

use super::wanted::Wanted;
use crate::document::Node;
use crate::model::partial_text::PartialText;
use crate::wire::dependency::references;
use crate::wire::template::{ALARM, Template};
use crate::wire::typed::Typed;
use crate::wire::wiring::Wiring;

pub(super) struct Watcher<'w, 'd> {
    template: Template<'d>,
    typed: &'d Typed<'d>,
    /// The function's name, with what only the deployment knows as `${…}`.
    name: String,
    /// The function's logical id as a name, which is its name too.
    reference: String,
    alias: &'w str,
    metric: &'static str,
    by_version: bool,
}

impl<'w, 'd> Watcher<'w, 'd> {
    pub(super) fn new(wiring: &Wiring<'d>, function: &str, alias: &'w str, wanted: &Wanted) -> Self {
        let reference = format!("${{{function}}}");
        let name = wiring.typed.names().of(function).map_or_else(|| reference.clone(), ToString::to_string);
        let (template, typed) = (wiring.template, wiring.typed);
        Self { template, typed, name, reference, alias, metric: wanted.metric, by_version: wanted.by_version }
    }

    /// Whether an entry of `Alarms` is such an alarm, or one composed of it.
    pub(super) fn is_listed(&self, entry: &Node) -> bool {
        let mut open = references(entry);
        let mut seen: Vec<String> = Vec::new();
        while let Some(id) = open.pop() {
            if seen.contains(&id) {
                continue;
            }
            if self.is_it(&id) || self.calculates_with_it(&id) {
                return true;
            }
            if self.template.resource_type(&id) == Some("AWS::CloudWatch::CompositeAlarm") {
                open.extend(
                    self.template
                        .own(&id, &["AlarmRule"])
                        .filter(|rule| self.is_any(rule))
                        .into_iter()
                        .flat_map(references),
                );
            }
            seen.push(id);
        }
        false
    }

    /// Whether a rule holds as soon as one of its alarms is red.
    fn is_any(&self, rule: &Node) -> bool {
        let text = self.text(rule).to_string().to_ascii_uppercase();
        !["AND", "NOT", "OK", "INSUFFICIENT_DATA"].iter().any(|word| {
            text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').any(|part| part == *word)
        })
    }

    /// The logical id for the alarm, and whether it is there already. One that something else has is passed over.
    pub(super) fn place(&self, id: &str) -> (String, bool) {
        let ids = std::iter::once(id.to_owned()).chain((2..).map(|number| format!("{id}{number}")));
        let mut places = ids.map(|id| (self.is_it(&id), id));
        let place = places.find(|(known, id)| *known || !self.template.is_taken(id));
        place.map_or((id.to_owned(), false), |(known, id)| (id, known))
    }

    fn is_it(&self, id: &str) -> bool {
        self.template.own(id, &[]).is_some_and(|properties| self.is_red_above(id) && self.is_watched(properties))
    }

    /// Whether one of the metrics that an alarm calculates with is the wanted one.
    fn calculates_with_it(&self, id: &str) -> bool {
        let metrics = self.template.own(id, &["Metrics"]).and_then(Node::as_list).unwrap_or_default();
        let metrics = metrics.iter().filter_map(|metric| metric.get("MetricStat")?.get("Metric"));
        self.is_red_above(id) && metrics.into_iter().any(|metric| self.is_watched(metric))
    }

    /// Whether it is an alarm, and more of its metric is worse; one that does not say so yet may be.
    fn is_red_above(&self, id: &str) -> bool {
        let operator = self.template.own(id, &["ComparisonOperator"]).and_then(Node::as_str);
        self.template.resource_type(id) == Some(ALARM) && operator.is_none_or(|it| it.starts_with("GreaterThan"))
    }

    /// Whether a metric, as an alarm has it, is the wanted one.
    fn is_watched(&self, metric: &Node) -> bool {
        let text = |property: &str| metric.get(property).map(|node| self.text(node).to_string());
        if text("Namespace").as_deref() != Some("AWS/Lambda") || text("MetricName").as_deref() != Some(self.metric) {
            return false;
        }
        let dimensions = metric.get("Dimensions").and_then(Node::as_list).unwrap_or_default();
        let dimension = |name: &str| {
            let found = dimensions.iter().find(|it| it.get("Name").and_then(Node::as_str) == Some(name))?;
            found.get("Value").map(|value| self.text(value))
        };
        let named = |text: &PartialText| text.to_string().replace(&self.reference, &self.name);
        let through_alias = |text: &PartialText| named(text) == format!("{}:{}", self.name, self.alias);
        if dimension("FunctionName").is_none_or(|name| named(&name) != self.name) {
            return false;
        }
        match (dimension("Resource"), dimension("ExecutedVersion")) {
            (Some(resource), Some(version)) => {
                // A number that is written there is one version for ever.
                self.by_version && through_alias(&resource) && version.known().is_none()
            }
            (Some(resource), None) => !self.by_version && through_alias(&resource),
            (None, None) => !self.by_version,
            (None, Some(_)) => false,
        }
    }

    fn text(&self, node: &Node) -> PartialText {
        self.typed.reader().resolver().partial_text(node)
    }
}
