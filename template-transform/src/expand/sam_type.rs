//! The types of SAM: which are expanded here, which are not yet.

const PREFIX: &str = "AWS::Serverless::";

pub(crate) const FUNCTION: &str = "AWS::Serverless::Function";
pub(crate) const LAYER_VERSION: &str = "AWS::Serverless::LayerVersion";
pub(crate) const SIMPLE_TABLE: &str = "AWS::Serverless::SimpleTable";

/// Types of SAM that this program does not expand. A type that is in neither list is none of SAM's, and stays as it is.
const NOT_EXPANDED: [&str; 11] = [
    "Api",
    "Application",
    "CapacityProvider",
    "Connector",
    "GraphQLApi",
    "HttpApi",
    "MicrovmImage",
    "NetworkConnector",
    "StateMachine",
    "WebFunction",
    "WebSocketApi",
];

/// Whether it is one of SAM's, and not done here.
pub(crate) fn is_not_expanded(kind: &str) -> bool {
    section(kind).is_some_and(|name| NOT_EXPANDED.contains(&name))
}

/// The section of `Globals` for a type of SAM.
pub(crate) fn section(kind: &str) -> Option<&str> {
    kind.strip_prefix(PREFIX)
}

/// Types whose properties SAM looks at before anything else.
pub(crate) fn has_globals(kind: &str) -> bool {
    matches!(kind, FUNCTION | LAYER_VERSION | SIMPLE_TABLE)
        || (is_not_expanded(kind) && !matches!(section(kind), Some("Connector" | "GraphQLApi")))
}
