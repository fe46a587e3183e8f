//! An alarm of the template, and what of a guarded function it watches.

use crate::diagnostic::Location;
use crate::document::Node;
use crate::model::partial_text::PartialText;
use crate::model::permission::FunctionNames;
use crate::model::reader::Reader;
use crate::model::resolved::Resolved;
use crate::model::{AliasName, LogicalId};

/// An `AWS::CloudWatch::Alarm` on one metric.
pub(crate) struct Alarm {
    pub(crate) location: Location,
    pub(crate) namespace: Option<String>,
    pub(crate) metric: Option<String>,
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) dimensions_location: Location,
    pub(crate) period_seconds: Option<u32>,
    /// How many periods have to be bad.
    pub(crate) datapoints: Option<u32>,
    pub(crate) threshold: Option<f64>,
    pub(crate) comparison: Option<String>,
    pub(crate) missing_data: Option<String>,
    pub(crate) missing_data_location: Location,
}

pub(crate) struct Dimension {
    pub(crate) name: PartialText,
    pub(crate) value: PartialText,
    pub(crate) location: Location,
}

/// Which invocations of a function an alarm sees.
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

impl Alarm {
    /// The alarm with this id; nothing when it is none, or is one on several metrics.
    pub(crate) fn read(reader: &Reader<'_>, id: &LogicalId) -> Option<Self> {
        if reader.resource_type(id.as_str()) != Some("AWS::CloudWatch::Alarm") {
            return None;
        }
        let properties = reader.resource(id.as_str())?.get("Properties")?;
        if properties.get("Metrics").is_some() {
            return None;
        }
        let text = |name: &str| match reader.resolver().text(properties.get(name)?)? {
            Resolved::Known(text) => Some(text),
            Resolved::Unknown(_) => None,
        };
        let number = |name: &str| text(name)?.trim_end_matches(".0").parse().ok();
        let place = |name: &str| reader.place(properties.get(name).unwrap_or(properties));
        let partial =
            |node: &Node, key: &str| node.get(key).map(|node| reader.resolver().partial_text(node)).unwrap_or_default();
        let dimensions = match properties.get("Dimensions") {
            Some(node) => node.as_list()?,
            None => &[],
        };
        let dimensions = dimensions.iter().map(|node| Dimension {
            name: partial(node, "Name"),
            value: partial(node, "Value"),
            location: reader.place(node.get("Value").unwrap_or(node)),
        });
        let dimensions = dimensions.collect();
        Some(Self {
            location: reader.place(properties),
            namespace: text("Namespace"),
            metric: text("MetricName"),
            dimensions,
            dimensions_location: place("Dimensions"),
            period_seconds: number("Period"),
            datapoints: if properties.get("DatapointsToAlarm").is_some() {
                number("DatapointsToAlarm")
            } else {
                number("EvaluationPeriods")
            },
            threshold: text("Threshold").and_then(|text| text.parse().ok()),
            comparison: text("ComparisonOperator"),
            missing_data: text("TreatMissingData"),
            missing_data_location: place("TreatMissingData"),
        })
    }

    /// Whether it is about an error of a function: a metric that is bad when it is high.
    pub(crate) fn counts_failures(&self) -> bool {
        self.namespace.as_deref() == Some("AWS/Lambda")
            && matches!(self.metric.as_deref(), Some("Errors" | "Throttles" | "DeadLetterErrors"))
    }

    /// What it sees of a function behind this alias.
    pub(crate) fn watches(&self, function: &LogicalId, alias: Option<&AliasName>, names: &FunctionNames) -> Watch {
        if self.namespace.as_deref() != Some("AWS/Lambda") {
            return Watch::Other;
        }
        let mut unknown = None;
        let [mut of_function, mut resource, mut executed] = [None; 3];
        for dimension in &self.dimensions {
            match dimension.name.known() {
                Some("FunctionName") => of_function = Some(dimension),
                Some("Resource") => resource = Some(dimension),
                Some("ExecutedVersion") => executed = Some(dimension),
                Some(other) => unknown = Some((other.to_owned(), dimension)),
                None => return Watch::Other,
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
            (_, Some(number)) => {
                let sentence = format!("the alarm watches version {number} for ever, and no version that comes");
                nothing(sentence, executed)
            }
            _ => Watch::Other,
        }
    }
}
