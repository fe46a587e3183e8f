//! What a function is configured with when a version of it is published.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a function is configured with when a version of it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// The handler's name (`_HANDLER`).
    pub handler: String,
    /// How long an invocation may take.
    pub timeout: Duration,
    /// Memory in megabytes.
    pub memory_megabytes: u32,
    /// The function's own environment variables.
    pub environment: BTreeMap<String, String>,
    /// The runtime. Only `provided` ones run here.
    pub runtime: String,
    /// The ARN of the execution role.
    pub role: String,
    /// What is said of it.
    pub description: String,
    /// The instruction set, `x86_64` or `arm64`.
    pub architecture: String,
    /// Where events go that could not be handled.
    pub dead_letter: Option<String>,
    /// `Active` or `PassThrough`.
    pub tracing: String,
    /// Megabytes of scratch space.
    pub ephemeral_storage: u32,
    /// The ARNs of its layers, which are kept and not loaded.
    pub layers: Vec<String>,
    /// Members of the API that mean nothing here, as they were given: they are shown again, and make a new version when they change.
    #[serde(default)]
    pub others: BTreeMap<String, Value>,
}

impl Default for Configuration {
    /// Lambda's defaults: 3 seconds, 128 MB.
    fn default() -> Self {
        Self {
            handler: "bootstrap".into(),
            timeout: Duration::from_secs(3),
            memory_megabytes: 128,
            environment: BTreeMap::new(),
            runtime: "provided.al2023".into(),
            role: format!("arn:aws:iam::{}:role/function", super::ACCOUNT_ID),
            description: String::new(),
            architecture: "x86_64".into(),
            dead_letter: None,
            tracing: "PassThrough".into(),
            ephemeral_storage: 512,
            layers: Vec::new(),
            others: BTreeMap::new(),
        }
    }
}
