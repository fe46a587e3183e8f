//! The configuration of a function as a request gives it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::account::{Configuration, LambdaError};

/// A function's variables take this much in all.
const LARGEST_ENVIRONMENT: usize = 4 * 1024;

/// Variables that Lambda sets itself.
const RESERVED: [&str; 16] = [
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
];

/// What creating and updating a function have in common.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ConfigurationInput {
    pub(super) runtime: Option<String>,
    pub(super) role: Option<String>,
    pub(super) handler: Option<String>,
    description: Option<String>,
    timeout: Option<i64>,
    memory_size: Option<i64>,
    environment: Option<EnvironmentInput>,
    dead_letter_config: Option<DeadLetterInput>,
    tracing_config: Option<TracingInput>,
    ephemeral_storage: Option<StorageInput>,
    layers: Option<Vec<String>>,
    pub(super) architectures: Option<Vec<String>>,
    vpc_config: Option<Value>,
    #[serde(rename = "KMSKeyArn")]
    kms_key_arn: Option<Value>,
    snap_start: Option<Value>,
    logging_config: Option<Value>,
    file_system_configs: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EnvironmentInput {
    variables: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeadLetterInput {
    target_arn: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TracingInput {
    mode: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StorageInput {
    size: i64,
}

impl ConfigurationInput {
    /// Takes over what is given and keeps the rest.
    pub(super) fn apply(self, before: &Configuration) -> Result<Configuration, LambdaError> {
        let between = |value: Option<i64>, name: &str, least: i64, most: i64, kept: u32| match value {
            None => Ok(kept),
            Some(value) if (least..=most).contains(&value) => Ok(u32::try_from(value).unwrap_or(kept)),
            Some(value) => Err(LambdaError::Validation(format!(
                "1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must have value between \
                 {least} and {most}"
            ))),
        };
        let seconds = u32::try_from(before.timeout.as_secs()).unwrap_or(3);
        let timeout = between(self.timeout, "timeout", 1, 900, seconds)?;
        let mut configuration = Configuration {
            memory_megabytes: between(self.memory_size, "memorySize", 128, 10_240, before.memory_megabytes)?,
            timeout: if self.timeout.is_some() { Duration::from_secs(timeout.into()) } else { before.timeout },
            ephemeral_storage: between(
                self.ephemeral_storage.map(|storage| storage.size),
                "ephemeralStorage.size",
                512,
                10_240,
                before.ephemeral_storage,
            )?,
            ..before.clone()
        };
        if let Some(role) = self.role {
            configuration.role = checked_role(role)?;
        }
        if let Some(EnvironmentInput { variables }) = self.environment {
            configuration.environment = checked_environment(variables.unwrap_or_default())?;
        }
        if let Some(DeadLetterInput { target_arn }) = self.dead_letter_config {
            configuration.dead_letter =
                target_arn.filter(|arn| !arn.is_empty()).map(checked_dead_letter).transpose()?;
        }
        if let Some(mode) = self.tracing_config.and_then(|tracing| tracing.mode) {
            if !matches!(mode.as_str(), "Active" | "PassThrough") {
                return Err(enumeration("tracingConfig.mode", &mode, "Active, PassThrough"));
            }
            configuration.tracing = mode;
        }
        if let Some(architectures) = self.architectures {
            configuration.architecture = checked_architecture(architectures)?;
        }
        let others = [
            ("VpcConfig", self.vpc_config),
            ("KMSKeyArn", self.kms_key_arn),
            ("SnapStart", self.snap_start),
            ("LoggingConfig", self.logging_config),
            ("FileSystemConfigs", self.file_system_configs),
        ];
        for (name, given) in others {
            match given {
                None => {}
                Some(empty) if says_nothing(&empty) => drop(configuration.others.remove(name)),
                Some(given) => drop(configuration.others.insert(name.to_owned(), given)),
            }
        }
        configuration.runtime = self.runtime.map_or(Ok(configuration.runtime), checked_runtime)?;
        configuration.handler = self.handler.unwrap_or(configuration.handler);
        configuration.description = self.description.unwrap_or(configuration.description);
        configuration.layers = self.layers.map_or(Ok(configuration.layers), checked_layers)?;
        Ok(configuration)
    }
}

/// Empty text, lists and maps of them take away what was there.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        // The latter is how SnapStart is switched off.
        Value::String(text) => text.is_empty() || text == "None",
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(says_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A runtime of one of Lambda's families; which of them there are changes every year.
fn checked_runtime(runtime: String) -> Result<String, LambdaError> {
    const FAMILIES: [&str; 8] = ["dotnet", "dotnetcore", "go", "java", "nodejs", "provided", "python", "ruby"];
    let family = runtime.split(|letter: char| letter.is_ascii_digit() || letter == '.').next().unwrap_or_default();
    if FAMILIES.contains(&family) {
        Ok(runtime)
    } else {
        Err(enumeration("runtime", &runtime, &FAMILIES.join("…, ")))
    }
}

fn checked_dead_letter(arn: String) -> Result<String, LambdaError> {
    let service = arn.split(':').nth(2);
    if arn.starts_with("arn:") && matches!(service, Some("sqs" | "sns")) {
        return Ok(arn);
    }
    Err(LambdaError::Validation(format!("`{arn}` at 'deadLetterConfig.targetArn' is no ARN of a queue or topic")))
}

fn checked_layers(arns: Vec<String>) -> Result<Vec<String>, LambdaError> {
    let is_layer = |arn: &str| {
        matches!(arn.split(':').collect::<Vec<_>>().as_slice(), ["arn", _, "lambda", _, _, "layer", _, version]
            if version.parse::<u32>().is_ok())
    };
    match arns.iter().find(|arn| !is_layer(arn)) {
        Some(arn) => Err(LambdaError::Validation(format!("`{arn}` at 'layers' is no ARN of a layer's version"))),
        None => Ok(arns),
    }
}

/// One of `architectures`.
pub(super) fn checked_architecture(architectures: Vec<String>) -> Result<String, LambdaError> {
    match <[String; 1]>::try_from(architectures) {
        Ok([architecture]) if matches!(architecture.as_str(), "x86_64" | "arm64") => Ok(architecture),
        Ok([other]) => Err(enumeration("architectures", &other, "x86_64, arm64")),
        Err(_) => Err(LambdaError::Validation("architectures has to be a list of one".into())),
    }
}

fn checked_role(role: String) -> Result<String, LambdaError> {
    let parts: Vec<&str> = role.splitn(6, ':').collect();
    let is_role = matches!(
        parts.as_slice(),
        ["arn", partition, "iam", "", account, name]
            if partition.starts_with("aws") && account.len() == 12 && name.starts_with("role/") && name.len() > 5
    );
    if is_role {
        return Ok(role);
    }
    Err(LambdaError::Validation(format!(
        "1 validation error detected: Value '{role}' at 'role' failed to satisfy constraint: Member must satisfy regular expression \
         pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{{12}}:role/?[a-zA-Z_0-9+=,.@\\-_/]+"
    )))
}

fn checked_environment(variables: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, LambdaError> {
    let refused = |message: String| Err(LambdaError::InvalidParameterValue(message));
    if let Some(name) = variables.keys().find(|name| RESERVED.contains(&name.as_str())) {
        return refused(format!(
            "Lambda was unable to configure your environment variables because the environment variables you have provided contains \
             reserved keys that are currently not supported for modification. Reserved keys used in this request: {name}"
        ));
    }
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.len() > 1
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if let Some(name) = variables.keys().find(|name| !is_name(name)) {
        return Err(LambdaError::Validation(format!("`{name}` is no name of an environment variable")));
    }
    let size: usize = variables.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > LARGEST_ENVIRONMENT {
        return refused(format!(
            "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded \
             the 4KB limit: they have {size} bytes"
        ));
    }
    Ok(variables)
}

fn enumeration(name: &str, value: &str, allowed: &str) -> LambdaError {
    LambdaError::Validation(format!(
        "1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must satisfy enum value set: \
         [{allowed}]"
    ))
}
