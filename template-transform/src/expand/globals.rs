//! The section `Globals`: properties that every resource of a type takes over.

use std::collections::HashMap;

use super::fault::{Checked, fault};
use super::value::{Map, Value};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Node};
use crate::model::nearest::nearest;

/// The sections that there are, with the properties that each may have.
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "Api",
        &[
            "Auth",
            "Name",
            "DefinitionUri",
            "CacheClusterEnabled",
            "CacheClusterSize",
            "MergeDefinitions",
            "Variables",
            "EndpointConfiguration",
            "MethodSettings",
            "BinaryMediaTypes",
            "MinimumCompressionSize",
            "Cors",
            "GatewayResponses",
            "AccessLogSetting",
            "CanarySetting",
            "TracingEnabled",
            "OpenApiVersion",
            "Domain",
            "AlwaysDeploy",
            "PropagateTags",
            "SecurityPolicy",
            "EndpointAccessMode",
        ],
    ),
    (
        "CapacityProvider",
        &[
            "VpcConfig",
            "OperatorRole",
            "Tags",
            "InstanceRequirements",
            "ScalingConfig",
            "KmsKeyArn",
            "PropagateTags",
            "LoggingConfig",
            "ManagedResourceTags",
        ],
    ),
    (
        "Function",
        &[
            "Handler",
            "Runtime",
            "CodeUri",
            "DeadLetterQueue",
            "Description",
            "MemorySize",
            "Timeout",
            "VpcConfig",
            "Environment",
            "Tags",
            "PropagateTags",
            "Tracing",
            "KmsKeyArn",
            "AutoPublishAlias",
            "AutoPublishAliasAllProperties",
            "Layers",
            "DeploymentPreference",
            "RolePath",
            "PermissionsBoundary",
            "ReservedConcurrentExecutions",
            "ProvisionedConcurrencyConfig",
            "AssumeRolePolicyDocument",
            "EventInvokeConfig",
            "FileSystemConfigs",
            "CodeSigningConfigArn",
            "Architectures",
            "SnapStart",
            "EphemeralStorage",
            "FunctionUrlConfig",
            "RuntimeManagementConfig",
            "LoggingConfig",
            "RecursiveLoop",
            "SourceKMSKeyArn",
            "TenancyConfig",
            "DurableConfig",
            "CapacityProviderConfig",
            "FunctionScalingConfig",
            "PublishToLatestPublished",
            "VersionDeletionPolicy",
        ],
    ),
    (
        "HttpApi",
        &[
            "Auth",
            "AccessLogSettings",
            "StageVariables",
            "Tags",
            "CorsConfiguration",
            "DefaultRouteSettings",
            "Domain",
            "RouteSettings",
            "FailOnWarnings",
            "PropagateTags",
        ],
    ),
    ("LayerVersion", &["PublishLambdaVersion"]),
    (
        "MicrovmImage",
        &[
            "BuildRoleArn",
            "BaseImageArn",
            "BaseImageVersion",
            "Logging",
            "EgressNetworkConnectors",
            "CpuConfigurations",
            "Resources",
            "AdditionalOsCapabilities",
            "Hooks",
            "EnvironmentVariables",
            "Tags",
            "PropagateTags",
        ],
    ),
    ("NetworkConnector", &["OperatorRole", "Tags", "PropagateTags"]),
    ("SimpleTable", &["SSESpecification"]),
    ("StateMachine", &["PropagateTags"]),
    (
        "WebSocketApi",
        &[
            "AccessLogSettings",
            "ApiKeySelectionExpression",
            "DefaultRouteSettings",
            "DisableExecuteApiEndpoint",
            "DisableSchemaValidation",
            "Domain",
            "FailOnWarnings",
            "IpAddressType",
            "PropagateTags",
            "RouteSelectionExpression",
            "RouteSettings",
            "StageVariables",
            "Tags",
        ],
    ),
];

const FUNCTION: &str = "Function";

/// What a resource replaces instead of adding to it.
const REPLACED: &str = "Architectures";

/// Above this many entries two maps are united through an index.
const SMALL: usize = 32;

/// The global properties by section.
#[derive(Default)]
pub(crate) struct Globals<'d> {
    sections: Vec<(&'d str, Map<'d>)>,
    /// Those of functions as they were written, once one of them has left something in them for the others.
    untouched: Option<Map<'d>>,
}

/// Whether a resource has a copy of the global properties, and not the very ones that the others have.
pub(crate) fn are_copied(ignored: Option<&Node>) -> bool {
    ignored.map(Value::from).is_some_and(|ignored| ignored.is_truthy())
}

impl<'d> Globals<'d> {
    /// Reads the section and tells all that is wrong with it. Without globals when what resources take from them is unknown.
    pub(crate) fn read(document: &'d Document) -> (Option<Self>, Vec<Diagnostic>) {
        let Some(entry) = document.root().as_map().and_then(|root| root.entry("Globals")) else {
            return (Some(Self::default()), Vec::new());
        };
        let error = |span, message: String, help: String| {
            Diagnostic::error("globals", document.location(span), message).with_help(help)
        };
        let Some(map) = entry.value.as_map() else {
            let message = format!("`Globals` has to be a map of sections, and this is {}", entry.value.kind());
            let help = "write `Globals: {Function: {Timeout: 10}}`, or remove it".into();
            return (None, vec![error(entry.key.span(), message, help)]);
        };
        let (mut globals, mut found, mut is_readable) = (Self::default(), Vec::new(), true);
        for section in map.iter() {
            let name = section.key.as_str();
            let Some((_, allowed)) = SECTIONS.iter().find(|(known, _)| *known == name) else {
                let sections: Vec<&str> = SECTIONS.iter().map(|(known, _)| *known).collect();
                let help = nearest(name, sections.iter().copied()).map_or_else(
                    || format!("the sections are {}", sections.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                found.push(error(section.key.span(), format!("`Globals` has no section `{name}`"), help));
                continue;
            };
            let Some(properties) = section.value.as_map() else {
                let message =
                    format!("the section `{name}` of `Globals` has to be a map, and this is {}", section.value.kind());
                found.push(error(section.key.span(), message, "give it properties, or remove it".into()));
                is_readable = false;
                continue;
            };
            for property in properties.iter().filter(|property| !allowed.contains(&property.key.as_str())) {
                let key = property.key.as_str();
                let help = nearest(key, allowed.iter().copied()).map_or_else(
                    || format!("set it on each resource; `{name}` may have {}", allowed.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                found.push(error(
                    property.key.span(),
                    format!("`{key}` cannot be set for all by `Globals.{name}`"),
                    help,
                ));
            }
            // What no resource may take over would be found wrong again in each of them.
            let properties = properties.iter().filter(|property| allowed.contains(&property.key.as_str()));
            let properties = properties.map(|property| (property.key.as_str(), Value::from(&property.value)));
            globals.sections.push((name, properties.collect()));
        }
        (is_readable.then_some(globals), found)
    }

    /// The properties that functions share.
    pub(crate) fn of_functions(&self) -> Option<&Map<'d>> {
        self.sections.iter().find(|(name, _)| *name == FUNCTION).map(|(_, properties)| properties)
    }

    /// The same, to change them for all but those that work on a copy.
    pub(crate) fn of_functions_mut(&mut self) -> Option<&mut Map<'d>> {
        let (_, properties) = self.sections.iter_mut().find(|(name, _)| *name == FUNCTION)?;
        self.untouched.get_or_insert_with(|| properties.clone());
        Some(properties)
    }

    /// The properties of a resource with the global ones of its section merged in.
    pub(crate) fn merged(&self, section: &str, own: Map<'d>, ignored: Option<&Node>) -> Checked<Map<'d>> {
        let Some((_, globals)) = self.sections.iter().find(|(name, _)| *name == section) else { return Ok(own) };
        let Some(ignored) = ignored.map(Value::from).filter(Value::is_truthy) else {
            return Ok(merge_maps(globals, own, true));
        };
        let names = match ignored {
            Value::Text(all) if all == "*" => return Ok(own),
            Value::List(names) => names,
            other => {
                let message =
                    format!("`IgnoreGlobals` is `\"*\"` or a list of global properties, and this is {}", other.kind());
                return Err(fault("ignore-globals", message).at("IgnoreGlobals").of_attribute());
            }
        };
        let mut kept = self.untouched.as_ref().filter(|_| section == FUNCTION).unwrap_or(globals).clone();
        for name in &names {
            if name.as_str().and_then(|name| kept.remove(name)).is_none() {
                let shown = name.as_str().unwrap_or(name.kind());
                let message = format!("`IgnoreGlobals` names `{shown}`, which `Globals.{section}` does not set");
                return Err(fault("ignore-globals", message)
                    .at("IgnoreGlobals")
                    .of_attribute()
                    .help("remove it from the list, or correct its name"));
            }
        }
        Ok(merge_maps(&kept, own, true))
    }
}

/// Two maps united: the global entries first, then those that only the resource has.
fn merge_maps<'d>(global: &Map<'d>, own: Map<'d>, top: bool) -> Map<'d> {
    if own.is_empty() {
        return global.clone();
    }
    let mut own: Vec<Option<_>> = own.into_entries().into_iter().map(Some).collect();
    let index: Option<HashMap<String, usize>> = (own.len() > SMALL)
        .then(|| own.iter().flatten().enumerate().map(|(at, (key, _))| (key.to_string(), at)).collect());
    let mut merged = Map::with_capacity(global.len() + own.len());
    for (key, value) in global.entries() {
        let at = match &index {
            Some(index) => index.get(&**key).copied(),
            None => own.iter().position(|entry| entry.as_ref().is_some_and(|(name, _)| name == key)),
        };
        match at.and_then(|at| own.get_mut(at)).and_then(Option::take) {
            Some((key, mine)) => {
                let value = if top && key == REPLACED { mine } else { merge(value, mine) };
                merged.push(key, value);
            }
            None => merged.push(key.clone(), value.clone()),
        }
    }
    for (key, value) in own.into_iter().flatten() {
        merged.push(key, value);
    }
    merged
}

/// Maps are united, lists are joined, and of anything else the resource's own counts; an intrinsic function is one value.
fn merge<'d>(global: &Value<'d>, own: Value<'d>) -> Value<'d> {
    match (global, own) {
        (Value::Map(above), Value::Map(own)) if !global.is_intrinsic() => {
            let own = Value::Map(own);
            if own.is_intrinsic() {
                return own;
            }
            match own {
                Value::Map(own) => Value::Map(merge_maps(above, own, false)),
                own => own,
            }
        }
        (Value::List(above), Value::List(own)) => Value::List(above.iter().cloned().chain(own).collect()),
        (_, own) => own,
    }
}
