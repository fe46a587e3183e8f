//! The account's limits and what is used of them.

use serde_json::json;

use super::request::Request;
use super::response::Answer;
use crate::api::error::ApiError;
use crate::engine::World;

#[expect(clippy::unnecessary_wraps, reason = "all operations have this form")]
pub(super) fn get(world: &mut World, _request: &Request) -> Result<Answer, ApiError> {
    let reserved: u32 = world.functions().filter_map(|function| function.reserved_concurrency).sum();
    let size: usize = world.functions().map(|function| function.latest().code.size()).sum();
    Ok(Answer::ok(json!({
        "AccountLimit": {
            "TotalCodeSize": 80_530_636_800_u64,
            "CodeSizeUnzipped": 262_144_000,
            "CodeSizeZipped": 52_428_800,
            "ConcurrentExecutions": 1_000,
            "UnreservedConcurrentExecutions": 1_000_u32.saturating_sub(reserved),
        },
        "AccountUsage": { "TotalCodeSize": size, "FunctionCount": world.functions().count() },
    })))
}
