//! The AppSpec of a Lambda deployment: which function, alias and versions it is about.

use serde_json::{Map, Value};
use thiserror::Error;

use super::app_spec_yaml;
use super::function_version::{FunctionName, Version};

/// What a hook needs of an AppSpec.
///
/// Beware of the words: here `CurrentVersion` is the **old** version and `TargetVersion` the new one, while the hook's environment
/// variable `CurrentVersion` names the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppSpec {
    /// The function, by name or ARN.
    pub function: FunctionName,
    /// The alias that moves.
    pub alias: String,
    /// The version that the alias pointed to when the deployment began.
    pub current_version: Version,
    /// The version that is deployed.
    pub target_version: Version,
}

/// Why an AppSpec could not be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AppSpecError {
    /// It begins as JSON and is none.
    #[error("it is not JSON")]
    NotJson(#[source] serde_json::Error),
    /// It is not YAML.
    #[error("it is neither JSON nor YAML: {0}")]
    NotYaml(String),
    /// It does not list exactly one resource.
    #[error("it has no `Resources` list with exactly one Lambda function")]
    NoResource,
    /// A property of the function is missing or no text.
    #[error("its function has no `{0}`")]
    Missing(&'static str),
    /// A version is no number.
    #[error("its function's `{property}` is `{value}`, which is no version number")]
    NotAVersion {
        /// The property.
        property: &'static str,
        /// Its value.
        value: String,
    },
}

impl AppSpec {
    /// Reads an AppSpec, in JSON or YAML. Keys are matched without regard to case, since the guide and the tools disagree on them.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn parse(text: &str) -> Result<Self, AppSpecError> {
        let document: Value = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(AppSpecError::NotJson)?
        } else {
            app_spec_yaml::read(text).map_err(AppSpecError::NotYaml)?
        };
        let resources = document.as_object().and_then(|fields| get(fields, "resources")).and_then(Value::as_array);
        let Some([resource]) = resources.map(Vec::as_slice) else {
            return Err(AppSpecError::NoResource);
        };
        let properties = resource
            .as_object()
            .and_then(|named| named.values().next())
            .and_then(Value::as_object)
            .and_then(|function| get(function, "properties"))
            .and_then(Value::as_object)
            .ok_or(AppSpecError::NoResource)?;
        let text = |property: &'static str| match get(properties, property) {
            Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
            Some(Value::Number(number)) => Ok(number.to_string()),
            _ => Err(AppSpecError::Missing(property)),
        };
        let version = |property: &'static str| {
            let value = text(property)?;
            Version::parse(&value).ok_or(AppSpecError::NotAVersion { property, value })
        };
        Ok(Self {
            function: FunctionName::new(text("Name")?),
            alias: text("Alias")?,
            current_version: version("CurrentVersion")?,
            target_version: version("TargetVersion")?,
        })
    }
}

fn get<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_read_in_either_case_and_versions_as_text_or_number() {
        let spec = json!({
            "version": 0.0,
            "Resources": [{ "orders": { "Type": "AWS::Lambda::Function", "properties": {
                "name": "orders", "Alias": "live", "CurrentVersion": "1", "TargetVersion": 2,
            } } }],
        });
        let spec = AppSpec::parse(&spec.to_string()).unwrap();
        assert_eq!((spec.function.as_str(), spec.alias.as_str()), ("orders", "live"));
        assert_eq!((spec.current_version.get(), spec.target_version.get()), (1, 2));
    }

    #[test]
    fn yaml_is_read_like_json() {
        let spec = "version: 0.0\nResources:\n  - orders: # the shop\n      Type: AWS::Lambda::Function\n      Properties:\n        \
                    Name: \"orders\"\n        Alias: live\n        CurrentVersion: 1\n        TargetVersion: '2'\n\
                    Hooks:\n  - BeforeAllowTraffic: CodeDeployHook_orders\n";
        let spec = AppSpec::parse(spec).unwrap();
        assert_eq!((spec.function.as_str(), spec.alias.as_str()), ("orders", "live"));
        assert_eq!((spec.current_version.get(), spec.target_version.get()), (1, 2));
    }

    #[test]
    fn yaml_that_is_none_is_refused_with_its_place() {
        let error = |text: &str| AppSpec::parse(text).unwrap_err().to_string();
        assert_eq!(error(""), "it is neither JSON nor YAML: there is nothing in it");
        assert_eq!(
            error("a: &x 1\nb: *x\n"),
            "it is neither JSON nor YAML: an alias at line 2, which an AppSpec has no use for"
        );
        assert!(error("a: [1\n").starts_with("it is neither JSON nor YAML: "), "{}", error("a: [1\n"));
        assert!(error(&"[".repeat(10_000)).starts_with("it is neither JSON nor YAML: "));
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = |text: String| AppSpec::parse(&text).unwrap_err().to_string();
        assert_eq!(error("{".into()), "it is not JSON");
        assert_eq!(error("{}".into()), "it has no `Resources` list with exactly one Lambda function");
        let without = json!({ "Resources": [{ "orders": { "Properties": { "Name": "orders", "Alias": "live" } } }] });
        assert_eq!(error(without.to_string()), "its function has no `CurrentVersion`");
        let latest = json!({ "Resources": [{ "orders": { "Properties": {
            "Name": "orders", "Alias": "live", "CurrentVersion": "$LATEST", "TargetVersion": "2" } } }] });
        assert_eq!(
            error(latest.to_string()),
            "its function's `CurrentVersion` is `$LATEST`, which is no version number"
        );
    }
}
