//! A metric, and which invocations of a guarded function it counts.

use crate::diagnostic::Location;
use crate::document::Node;
use crate::model::partial_text::PartialText;
use crate::model::permission::FunctionNames;
use crate::model::reader::{Reader, whole_number};
use crate::model::resolved::Resolved;
use crate::model::{AliasName, LogicalId};

/// A metric that an alarm watches.
pub(crate) struct Metric {
    pub(crate) namespace: Option<String>,
    pub(crate) namespace_location: Location,
    pub(crate) name: Option<String>,
    pub(crate) name_location: Location,
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) dimensions_location: Location,
    pub(crate) period_seconds: Option<u32>,
    pub(crate) period_location: Location,
    pub(crate) statistic: Option<String>,
}

pub(crate) struct Dimension {
    pub(crate) name: PartialText,
    pub(crate) value: PartialText,
    pub(crate) location: Location,
}

/// Which invocations of a function a metric counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Watch {
    /// Those of the new version alone.
    NewVersion,
    /// Those of the old and the new version together.
    BothVersions,
    /// Those without a version or an alias.
    Latest(Location),
    /// None: no metric has such dimensions. The sentence says why.
    Nothing(String, Location),
    /// It cannot be told, or it is another metric.
    Other,
}

impl Metric {
    /// The metric of an alarm on a single one; nothing when its dimensions cannot be told.
    pub(super) fn of_alarm(reader: &Reader<'_>, properties: &Node) -> Option<Self> {
        Self::read(reader, properties, properties, properties.get("Statistic"))
    }

    /// The metric of one of an alarm's queries.
    pub(super) fn of_query(reader: &Reader<'_>, statistic: &Node) -> Option<Self> {
        Self::read(reader, statistic.get("Metric")?, statistic, statistic.get("Stat"))
    }

    fn read(reader: &Reader<'_>, metric: &Node, period: &Node, statistic: Option<&Node>) -> Option<Self> {
        let place = |node: &Node, name: &str| reader.place(node.get(name).unwrap_or(node));
        let partial =
            |node: &Node, key: &str| node.get(key).map(|node| reader.resolver().partial_text(node)).unwrap_or_default();
        let dimensions = match metric.get("Dimensions") {
            Some(node) => node.as_list()?,
            None => &[],
        };
        let dimensions = dimensions.iter().map(|node| Dimension {
            name: partial(node, "Name"),
            value: partial(node, "Value"),
            location: place(node, "Value"),
        });
        Some(Self {
            namespace: text(reader, metric.get("Namespace")),
            namespace_location: place(metric, "Namespace"),
            name: text(reader, metric.get("MetricName")),
            name_location: place(metric, "MetricName"),
            dimensions: dimensions.collect(),
            dimensions_location: place(metric, "Dimensions"),
            period_seconds: text(reader, period.get("Period")).and_then(|text| whole_number(&text)),
            period_location: place(period, "Period"),
            statistic: text(reader, statistic),
        })
    }

    pub(crate) fn is_of_lambda(&self) -> bool {
        self.namespace.as_deref() == Some("AWS/Lambda")
    }

    /// Whether it is bad when it is high.
    pub(super) fn counts_failures(&self) -> bool {
        self.is_of_lambda() && matches!(self.name.as_deref(), Some("Errors" | "Throttles" | "DeadLetterErrors"))
    }

    /// What it sees of a function behind this alias.
    pub(crate) fn watches(&self, function: &LogicalId, alias: Option<&AliasName>, names: &FunctionNames) -> Watch {
        if !self.is_of_lambda() {
            return Watch::Other;
        }
        let mut unknown = None;
        let [mut of_function, mut resource, mut executed] = [None; 3];
        for dimension in &self.dimensions {
            match dimension.name.known() {
                Some("FunctionName") => of_function = Some(dimension),
                Some("Resource") => resource = Some(dimension),
                Some("ExecutedVersion") => executed = Some(dimension),
                // Incomplete, or a metric of an event source.
                Some("" | "EventSourceMappingUUID") | None => return Watch::Other,
                Some(other) => unknown = Some((other.to_owned(), dimension)),
            }
        }
        if let Some((name, dimension)) = unknown {
            let sentence = format!("Lambda's metrics have no dimension `{name}`");
            return Watch::Nothing(sentence, dimension.location.clone());
        }
        let Some(of_function) = of_function else {
            return match (resource, executed) {
                (None, None) => Watch::BothVersions,
                (Some(one), _) | (None, Some(one)) => Watch::Nothing(
                    "Lambda writes no metric with these dimensions without `FunctionName` beside them".to_owned(),
                    one.location.clone(),
                ),
            };
        };
        let name = names.of(function.as_str());
        if of_function.value.sole_name() != Some(function.as_str()) && Some(&of_function.value) != name {
            // A function's ARN is no value of this dimension; anything else may be another function.
            return match of_function.value.sole_name().and_then(|name| name.split_once('.')) {
                Some((id, _)) if id == function.as_str() => Watch::Nothing(
                    "the dimension `FunctionName` holds the function's name, and this is not its name".to_owned(),
                    of_function.location.clone(),
                ),
                _ => Watch::Other,
            };
        }
        match (resource, executed) {
            (None, None) => Watch::BothVersions,
            (None, Some(executed)) => Watch::Nothing(
                "Lambda writes `ExecutedVersion` only together with `Resource`".to_owned(),
                executed.location.clone(),
            ),
            (Some(resource), executed) => Self::by_resource(function, alias, name, resource, executed),
        }
    }

    fn by_resource(
        function: &LogicalId,
        alias: Option<&AliasName>,
        name: Option<&PartialText>,
        resource: &Dimension,
        executed: Option<&Dimension>,
    ) -> Watch {
        let nothing = |sentence: String, dimension: &Dimension| Watch::Nothing(sentence, dimension.location.clone());
        let id = function.as_str();
        let qualifier = match resource.value.name_and_suffix() {
            Some((named, suffix)) if named == id => suffix.to_owned(),
            Some((named, _)) if named.split_once('.').is_some_and(|(head, _)| head == id) => {
                let sentence = format!("the dimension `Resource` holds `NAME:ALIAS`, and `${{{named}}}` is an ARN");
                return nothing(sentence, resource);
            }
            _ => match name
                .and_then(|name| resource.value.to_string().strip_prefix(&name.to_string()).map(str::to_owned))
            {
                Some(rest) if rest.is_empty() || rest.starts_with(':') => rest,
                _ => return Watch::Other,
            },
        };
        match qualifier.strip_prefix(':') {
            None if qualifier.is_empty() => return Watch::Latest(resource.location.clone()),
            Some("$LATEST") => return Watch::Latest(resource.location.clone()),
            Some(named) => {
                let Some(alias) = alias else { return Watch::Other };
                if named != alias.as_str() && !named.contains('$') && !named.contains('…') {
                    let sentence =
                        format!("the alarm watches the alias `{named}`, and traffic comes through `{alias}`");
                    return nothing(sentence, resource);
                }
            }
            None => return Watch::Other,
        }
        let Some(executed) = executed else { return Watch::BothVersions };
        match (executed.value.sole_name(), executed.value.known()) {
            (Some(value), _) if value == format!("{id}.Version.Version") => Watch::NewVersion,
            (Some(value), _) if value == format!("{id}.Version") => nothing(
                "the dimension `ExecutedVersion` holds a number, and this is the version's ARN".to_owned(),
                executed,
            ),
            (_, Some("$LATEST")) => Watch::Latest(executed.location.clone()),
            (_, Some("")) => Watch::Other,
            (_, Some(number)) => {
                let sentence = format!("the alarm watches version {number} for ever, and no version that comes");
                nothing(sentence, executed)
            }
            _ => Watch::Other,
        }
    }
}

/// A text that is known.
pub(super) fn text(reader: &Reader<'_>, node: Option<&Node>) -> Option<String> {
    match reader.resolver().text(node?)? {
        Resolved::Known(text) => Some(text),
        Resolved::Unknown(_) => None,
    }
}
