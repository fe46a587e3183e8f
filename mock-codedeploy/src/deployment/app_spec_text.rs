//! Reads the text of an AppSpec, in JSON or YAML (spec 3.3).

use serde_json::{Map, Value};
use thiserror::Error;

use super::app_spec::AppSpec;
use crate::account::{ACCOUNT_ID, AliasName, FunctionName, FunctionReference, Version};

/// Why a text is no AppSpec of a Lambda deployment.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AppSpecError {
    /// It is not JSON, or not YAML.
    #[error("it is neither JSON nor YAML: {0}")]
    Unreadable(String),
    /// It has no version, or one that is not there.
    #[error("`version` has to be 0.0")]
    Version,
    /// It does not list exactly one resource.
    #[error("`Resources` has to be a list of exactly one function")]
    Resources,
    /// The resource is of another type.
    #[error("the type of the resource has to be AWS::Lambda::Function")]
    ResourceType,
    /// A property is missing.
    #[error("the function has no `{0}`")]
    Missing(&'static str),
    /// A property has a value that it cannot have.
    #[error("the function's `{property}` cannot be `{value}`")]
    Invalid {
        /// The property.
        property: &'static str,
        /// Its value.
        value: String,
    },
    /// The hooks are not written as Lambda deployments have them.
    #[error("`Hooks` has to be a list of maps of one lifecycle event each to the name of a function")]
    Hooks,
    /// An event has two hooks.
    #[error("there is a second hook for `{0}`")]
    Repeated(String),
    /// There is no such lifecycle event.
    #[error("`{0}` is no lifecycle event with a hook: there are BeforeAllowTraffic and AfterAllowTraffic")]
    LifecycleEvent(String),
    /// The hook is no function.
    #[error("the hook `{0}` is no function name and no ARN of a function of this account without a version")]
    Hook(String),
}

/// An object whose keys are matched without regard to case, since the guide and the tools disagree on them.
struct Caseless<'a>(&'a Map<String, Value>);

impl<'a> Caseless<'a> {
    fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// A text, or a number that people write in place of one.
    fn text(&self, name: &'static str) -> Result<String, AppSpecError> {
        match self.get(name) {
            Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
            Some(Value::Number(number)) => Ok(number.to_string()),
            None | Some(Value::Null | Value::String(_)) => Err(AppSpecError::Missing(name)),
            Some(other) => Err(AppSpecError::Invalid { property: name, value: other.to_string() }),
        }
    }
}

impl AppSpec {
    /// Reads an AppSpec.
    ///
    /// # Errors
    /// Says what is missing, or what cannot be meant.
    pub fn parse(text: &str) -> Result<Self, AppSpecError> {
        let document: Value = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|error| AppSpecError::Unreadable(error.to_string()))?
        } else {
            serde_saphyr::from_str(text).map_err(|error| AppSpecError::Unreadable(error.to_string()))?
        };
        let document = Caseless::of(&document).ok_or(AppSpecError::Resources)?;
        if !document.get("version").is_some_and(is_supported) {
            return Err(AppSpecError::Version);
        }
        let resources = document.get("Resources").and_then(Value::as_array).ok_or(AppSpecError::Resources)?;
        let [resource] = resources.as_slice() else { return Err(AppSpecError::Resources) };
        let resource = resource.as_object().filter(|resource| resource.len() == 1).ok_or(AppSpecError::Resources)?;
        let resource = resource.values().next().and_then(Caseless::of).ok_or(AppSpecError::Resources)?;
        if resource.get("Type").and_then(Value::as_str) != Some("AWS::Lambda::Function") {
            return Err(AppSpecError::ResourceType);
        }
        let properties = resource.get("Properties").and_then(Caseless::of).ok_or(AppSpecError::Missing("Name"))?;
        let invalid = |property: &'static str, value: &str| AppSpecError::Invalid { property, value: value.to_owned() };
        let name = properties.text("Name")?;
        let alias = properties.text("Alias")?;
        let version = |property: &'static str| {
            let text = properties.text(property)?;
            Version::parse(&text).ok_or_else(|| invalid(property, &text))
        };
        let mut spec = Self {
            function: function(&name).ok_or_else(|| invalid("Name", &name))?,
            alias: AliasName::new(&alias).map_err(|_| invalid("Alias", &alias))?,
            current_version: version("CurrentVersion")?,
            target_version: version("TargetVersion")?,
            before_allow_traffic: None,
            after_allow_traffic: None,
        };
        if let Some(hooks) = document.get("Hooks").filter(|hooks| !hooks.is_null()) {
            spec.read_hooks(hooks)?;
        }
        Ok(spec)
    }

    fn read_hooks(&mut self, hooks: &Value) -> Result<(), AppSpecError> {
        for hook in hooks.as_array().ok_or(AppSpecError::Hooks)? {
            let hook = hook.as_object().filter(|hook| hook.len() == 1).ok_or(AppSpecError::Hooks)?;
            for (event, name) in hook {
                let name = name.as_str().ok_or(AppSpecError::Hooks)?;
                let place = match event.to_ascii_lowercase().as_str() {
                    "beforeallowtraffic" => &mut self.before_allow_traffic,
                    "afterallowtraffic" => &mut self.after_allow_traffic,
                    _ => return Err(AppSpecError::LifecycleEvent(event.clone())),
                };
                if place.is_some() {
                    return Err(AppSpecError::Repeated(event.clone()));
                }
                *place = Some(function(name).ok_or_else(|| AppSpecError::Hook(name.to_owned()))?);
            }
        }
        Ok(())
    }
}

/// The one version there is, as a number or as text.
fn is_supported(version: &Value) -> bool {
    let number = version.as_f64().or_else(|| version.as_str()?.trim().parse().ok());
    number == Some(0.0)
}

/// A function by name or ARN, without a version: what a qualified name means here is not known. CodeDeploy reaches none of another account.
fn function(text: &str) -> Option<FunctionName> {
    if text.starts_with("arn:") && text.split(':').nth(4) != Some(ACCOUNT_ID) {
        return None;
    }
    FunctionReference::parse(text, None).ok().filter(|reference| reference.qualifier.is_none()).map(|found| found.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const YAML: &str = r#"
version: 0.0
Resources:
  - myFunction:
      Type: AWS::Lambda::Function
      Properties:
        Name: "orders"
        Alias: live
        CurrentVersion: 1
        TargetVersion: "2"
Hooks:
  - BeforeAllowTraffic: CodeDeployHook_pre
  - AfterAllowTraffic: arn:aws:lambda:us-east-1:123456789012:function:CodeDeployHook_post
"#;

    #[test]
    fn the_guides_yaml_is_read_and_means_the_same_as_its_json() {
        let spec = AppSpec::parse(YAML).unwrap();
        assert_eq!((spec.function.as_str(), spec.alias.as_str()), ("orders", "live"));
        assert_eq!((spec.current_version.to_string(), spec.target_version.to_string()), ("1".into(), "2".into()));
        assert_eq!(spec.before_allow_traffic.as_ref().unwrap().as_str(), "CodeDeployHook_pre");
        assert_eq!(spec.after_allow_traffic.as_ref().unwrap().as_str(), "CodeDeployHook_post");
        assert_eq!(AppSpec::parse(&spec.to_json().to_string()), Ok(spec.clone()));
        assert_eq!(AppSpec::parse(&YAML.replace("Resources", "resources").replace("Name", "name")), Ok(spec));
    }

    #[test]
    fn what_is_missing_or_cannot_be_meant_is_named() {
        let changed = |from: &str, to: &str| AppSpec::parse(&YAML.replace(from, to)).unwrap_err();
        assert_eq!(changed("        Alias: live\n", ""), AppSpecError::Missing("Alias"));
        let value = |property, value: &str| AppSpecError::Invalid { property, value: value.into() };
        assert_eq!(changed("TargetVersion: \"2\"", "TargetVersion: $LATEST"), value("TargetVersion", "$LATEST"));
        assert_eq!(changed("CurrentVersion: 1", "CurrentVersion: 0"), value("CurrentVersion", "0"));
        assert_eq!(changed("\"orders\"", "orders:3"), value("Name", "orders:3"));
        assert_eq!(changed("AWS::Lambda::Function", "AWS::ECS::Service"), AppSpecError::ResourceType);
        assert_eq!(
            changed("BeforeAllowTraffic", "BeforeInstall"),
            AppSpecError::LifecycleEvent("BeforeInstall".into())
        );
        assert_eq!(changed("CodeDeployHook_pre", "a b"), AppSpecError::Hook("a b".into()));
        let foreign = "arn:aws:lambda:us-east-1:999999999999:function:CodeDeployHook_post";
        let ours = "arn:aws:lambda:us-east-1:123456789012:function:CodeDeployHook_post";
        assert_eq!(changed(ours, foreign), AppSpecError::Hook(foreign.into()));
        for version in ["1.0", "\"9.9\"", "null", "[0.0]", "x"] {
            assert_eq!(changed("version: 0.0", &format!("version: {version}")), AppSpecError::Version, "{version}");
        }
        assert_eq!(changed("version: 0.0\n", ""), AppSpecError::Version);
        let twice =
            changed("- AfterAllowTraffic: arn:aws:lambda:us-east-1:123456789012:function:", "- beforeAllowTraffic: ");
        assert_eq!(twice, AppSpecError::Repeated("beforeAllowTraffic".into()));
        assert_eq!(AppSpec::parse("version: \"0.0\""), Err(AppSpecError::Resources));
        assert_eq!(AppSpec::parse(r#"{"version": 0}"#), Err(AppSpecError::Resources));
        assert_eq!(AppSpec::parse("hello"), Err(AppSpecError::Resources));
        assert!(matches!(AppSpec::parse("{"), Err(AppSpecError::Unreadable(_))));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,200}") {
            let _ = AppSpec::parse(&text);
        }
    }
}
