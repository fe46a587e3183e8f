//! The AppSpec of a Lambda deployment: which function, alias and versions it is about.

use serde_json::{Map, Value};
use thiserror::Error;

use super::version::{FunctionName, Version};

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
    /// It is not JSON.
    #[error("it is not JSON")]
    NotJson(#[source] serde_json::Error),
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
    /// Reads an AppSpec. Keys are matched without regard to case, since the guide and the tools disagree on them.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn parse(text: &str) -> Result<Self, AppSpecError> {
        let document: Value = serde_json::from_str(text).map_err(AppSpecError::NotJson)?;
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
