//! Hooks that guard the deployment of a Lambda function: validators that always report to CodeDeploy.
//!
//! A validator is an async function with [`pre_traffic`] or [`post_traffic`]. The runtime reads CodeDeploy's event, finds the
//! version under test, runs the validator and reports its verdict, whatever happens to the validator.
//!
//! ```no_run
//! use hook_sdk::{Hook, Result, pre_traffic};
//! use serde_json::json;
//!
//! /// Orders are priced before any customer meets the new version.
//! #[pre_traffic(function = "OrdersFunction")]
//! async fn orders_are_priced(hook: Hook) -> Result<()> {
//!     let answer = hook.invoke(&json!({ "order": 1 })).await?;
//!     let order: serde_json::Value = answer.json()?;
//!     hook_sdk::ensure!(order["total"].as_i64() > Some(0), "order 1 has no price: {order}");
//!     Ok(())
//! }
//!
//! hook_sdk::main!(orders_are_priced);
//! ```
//!
//! # Environment
//! `CurrentVersion` (also `NewVersion`, `VersionToTest`) names the version under test as `!Ref YourFunction.Version` gives it; without
//! it, or with a bare number, CodeDeploy is asked. With several hooks in one binary the Lambda handler name picks one. `RUST_LOG`, else
//! `AWS_LAMBDA_LOG_LEVEL`, sets the level of the log, which is JSON lines of [`tracing`](https://docs.rs/tracing) events;
//! `HOOK_SDK_METRICS=off` leaves out the metrics, `HOOK_SDK_GUARDIAN=off` the second process.

#[cfg(feature = "aws")]
mod aws;
mod checks;
mod deferral;
mod definition;
mod delivery;
mod deployment;
mod deployment_lookup;
mod environment;
mod error;
mod event;
mod guardian;
mod hook;
mod hook_report;
mod invoke;
mod outcome;
mod phase;
mod report;
mod runtime;
mod target;
mod telemetry;

pub use hook_macros::{post_traffic, pre_traffic};

pub use deferral::{CompletionError, DeferralToken, HookCompletion, TokenError};
#[doc(hidden)]
pub use definition::expansion as __private;
pub use definition::{HookDefinition, ValidatorArgument};
pub use delivery::{Delivered, DeliveryError};
pub use deployment_lookup::{DeploymentLookup, LookupError};
pub use error::{Error, Result};
pub use event::{DeploymentId, EventError, HookEvent, HookExecutionId};
pub use hook::Hook;
pub use hook_report::{CheckReport, HookReport, OutcomeKind, ReportKind};
pub use invoke::{Answer, AnswerError, InvokeError, Invoker};
pub use outcome::{HookStatus, IntoOutcome, Outcome, Verdict};
pub use phase::Phase;
pub use report::{ReportError, ReportErrorKind, Reporter};
pub use target::{
    AppSpec, AppSpecError, FunctionName, FunctionVersion, Mixup, ReferenceError, TargetError, TargetReference, Version,
};

/// For those who run hooks themselves: the loop behind [`main!`], the runtime for one event, and its connections.
pub mod embed {
    #[cfg(feature = "aws")]
    pub use crate::aws::{Connection, connect, http_client, run};
    pub use crate::environment::Environment;
    pub use crate::runtime::{HookSettings, Invocation, RunError, Runtime, Services, run_with};
}

/// Writes the `main` of a hook function.
///
/// Several hooks may share one binary; the Lambda handler name (`Handler` in the template) then picks one: the function's name,
/// alone or after a dot, as in `hooks.orders_are_priced`.
///
/// ```no_run
/// # use hook_sdk::{Hook, Result, post_traffic, pre_traffic};
/// #[pre_traffic]
/// async fn before(_hook: Hook) -> Result<()> {
///     Ok(())
/// }
///
/// #[post_traffic]
/// async fn after(_hook: Hook) -> Result<()> {
///     Ok(())
/// }
///
/// hook_sdk::main!(before, after);
/// ```
#[macro_export]
macro_rules! main {
    ($($hook:path),+ $(,)?) => {
        fn main() -> ::std::process::ExitCode {
            $crate::__private::run(&[$(<$hook as $crate::__private::Define>::DEFINITION),+])
        }
    };
}
