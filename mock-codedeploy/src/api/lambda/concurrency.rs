//! Reserved concurrency.

use serde::Deserialize;
use serde_json::{Value, json};

use super::function::missing;
use super::request::Request;
use super::response::Answer;
use crate::account::LambdaError;
use crate::api::error::ApiError;
use crate::engine::World;

/// What an account has in all, and what has to stay unreserved.
const ACCOUNT: u32 = 1_000;
const UNRESERVED: u32 = 100;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ConcurrencyInput {
    reserved_concurrent_executions: Option<i64>,
}

pub(super) fn put(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let input: ConcurrencyInput = request.body()?;
    let name = request.function()?.name;
    let reserved = input.reserved_concurrent_executions.ok_or_else(|| missing("reservedConcurrentExecutions"))?;
    let reserved = u32::try_from(reserved).map_err(|_| {
        LambdaError::Validation(format!(
            "1 validation error detected: Value '{reserved}' at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must \
             have value greater than or equal to 0"
        ))
    })?;
    let others = world.functions().filter(|function| *function.name() != name);
    let others: u32 = others.filter_map(|function| function.reserved_concurrency).sum();
    if reserved.saturating_add(others) > ACCOUNT - UNRESERVED {
        let message = format!(
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum \
             value of [{UNRESERVED}]."
        );
        return Err(LambdaError::InvalidParameterValue(message).into());
    }
    world.function_mut(&name)?.reserved_concurrency = Some(reserved);
    Ok(Answer::ok(shown(Some(reserved))))
}

pub(super) fn get(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    Ok(Answer::ok(shown(request.unqualified(world)?.reserved_concurrency)))
}

pub(super) fn delete(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let name = request.function()?.name;
    world.function_mut(&name)?.reserved_concurrency = None;
    Ok(Answer::nothing())
}

fn shown(reserved: Option<u32>) -> Value {
    reserved.map_or_else(|| json!({}), |reserved| json!({ "ReservedConcurrentExecutions": reserved }))
}
