//! Calls the version under test through `Invoke`.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::LogType;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::aws::clients::Clients;
use crate::error::Error;
use crate::invoke::{Answer, InvokeError, Invoker};
use crate::target::FunctionVersion;

pub(crate) struct LambdaInvoker(Arc<Clients>);

impl LambdaInvoker {
    pub(super) const fn new(clients: Arc<Clients>) -> Self {
        Self(clients)
    }
}

#[async_trait]
impl Invoker for LambdaInvoker {
    async fn invoke(&self, target: &FunctionVersion, payload: Vec<u8>) -> Result<Answer, InvokeError> {
        let output = self
            .0
            .lambda()
            .invoke()
            .function_name(target.function().as_str())
            .qualifier(target.version().to_string())
            .log_type(LogType::Tail)
            .payload(Blob::new(payload))
            .send()
            .await
            .map_err(|error| InvokeError::Call { target: target.clone(), cause: Error::from(error) })?;
        let log_tail = output.log_result().map(decoded);
        let payload = output.payload.map(Blob::into_inner).unwrap_or_default();
        if output.function_error.is_some() {
            return Err(InvokeError::of_function(target, &payload, log_tail));
        }
        let mut answer = Answer::new(payload);
        if let Some(version) = output.executed_version {
            answer = answer.with_executed_version(version);
        }
        if let Some(log_tail) = log_tail {
            answer = answer.with_log_tail(log_tail);
        }
        Ok(answer)
    }
}

/// Lambda sends the tail in base64. What does not decode is shown as it came: it is for people.
fn decoded(log_result: &str) -> String {
    match STANDARD.decode(log_result) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => log_result.to_owned(),
    }
}
