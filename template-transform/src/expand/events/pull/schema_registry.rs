//! `SchemaRegistryConfig` of Kafka sources.

use super::Event;
use super::statement::{read_secret, statement};
use crate::expand::fault::{Checked, fault};
use crate::expand::intrinsic::sub;
use crate::expand::surroundings::Surroundings;
use crate::expand::value::{Map, Value};

const PROPERTY: &str = "SchemaRegistryConfig";

/// Where the name of a registry stands in its ARN, counted by colons.
const NAME_IN_ARN: usize = 5;

/// What the role has to be allowed to use the registry.
pub(super) fn statements<'d>(event: &mut Event<'d>, around: &Surroundings<'d>) -> Checked<Vec<Value<'d>>> {
    if event.properties.truthy(PROPERTY).is_none() {
        return Ok(Vec::new());
    }
    let Some(config) = event.properties.get_mut(PROPERTY).and_then(Value::as_map_mut) else { return Ok(Vec::new()) };
    check(config).map_err(|faults| faults.at(PROPERTY))?;
    let access = config.truthy("AccessConfigs").and_then(Value::as_list).unwrap_or_default();
    let mut statements: Vec<Value> =
        access.iter().filter_map(|entry| entry.get("URI")).cloned().map(read_secret).collect();
    let Some(uri) = config.get_mut("SchemaRegistryURI") else { return Ok(statements) };
    let arn = match uri {
        Value::Text(arn) => Some(arn.to_string()),
        Value::Map(_) => {
            let resolved =
                around.parameters.resolved(uri).map_err(|faults| faults.at("SchemaRegistryURI").at(PROPERTY))?;
            let (Some(own), Some(resolved)) = (uri.as_map_mut(), resolved.as_map()) else {
                return Err(fault("schema-registry", "SAM fails on a `Ref` to a parameter whose value it knows")
                    .at("SchemaRegistryURI")
                    .at(PROPERTY)
                    .help("write `!Sub '${Name}'` in place of `!Ref Name`"));
            };
            // SAM copies the top of the value only, so what is below it stays resolved in the output too.
            for (own, (_, resolved)) in own.values_mut().zip(resolved.iter()) {
                if matches!(own, Value::List(_) | Value::Map(_)) && own.as_ref_to().is_none() {
                    own.clone_from(resolved);
                }
            }
            resolved.get("Fn::Sub").and_then(Value::as_str).map(str::to_owned)
        }
        _ => None,
    };
    if let Some(name) = arn.as_deref().and_then(registry_name) {
        statements.push(statement(&["glue:GetRegistry"], uri.clone()));
        let schemas = sub(format!("arn:${{AWS::Partition}}:glue:${{AWS::Region}}:${{AWS::AccountId}}:schema/{name}/*"));
        statements.push(statement(&["glue:GetSchemaVersion"], Value::from([schemas])));
    }
    Ok(statements)
}

/// The name of a Glue registry; other registries have none.
fn registry_name(arn: &str) -> Option<&str> {
    arn.starts_with("arn").then(|| arn.split(':').nth(NAME_IN_ARN))??.strip_prefix("registry/")
}

fn check(config: &Map) -> Checked<()> {
    let wrong = |message: String| fault("schema-registry", message);
    for name in ["SchemaRegistryURI", "EventRecordFormat", "SchemaValidationConfigs"] {
        if !config.contains_key(name) {
            return Err(wrong(format!("`{PROPERTY}` needs `{name}`")));
        }
    }
    if !matches!(config.get("EventRecordFormat").and_then(Value::as_str), Some("JSON" | "SOURCE")) {
        return Err(wrong("`EventRecordFormat` is `JSON` or `SOURCE`".into()).at("EventRecordFormat"));
    }
    if config.get("SchemaValidationConfigs").and_then(Value::as_list).is_none() {
        return Err(wrong("`SchemaValidationConfigs` has to be a list".into()).at("SchemaValidationConfigs"));
    }
    // Of what Python takes for false, SAM fails on what it cannot go through.
    let is_gone_through = |access: &Value| matches!(access, Value::Text(_) | Value::Map(_)) && !access.is_truthy();
    if let Some(access) = config.get("AccessConfigs").filter(|access| !is_gone_through(access)) {
        let list =
            access.as_list().ok_or_else(|| wrong("`AccessConfigs` has to be a list".into()).at("AccessConfigs"))?;
        if list.iter().any(|entry| entry.get("Type").is_none() || entry.get("URI").is_none()) {
            return Err(wrong("each of `AccessConfigs` is a map with `Type` and `URI`".into()).at("AccessConfigs"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::registry_name;

    #[test]
    fn only_a_glue_registry_has_a_name() {
        assert_eq!(registry_name("arn:aws:glue:eu-west-1:123456789012:registry/orders"), Some("orders"));
        assert_eq!(registry_name("https://registry.example.com"), None);
        assert_eq!(registry_name("arn:aws:glue:eu-west-1:${AWS::AccountId}:registry/orders"), None);
    }
}
