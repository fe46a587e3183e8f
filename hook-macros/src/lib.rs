//! The two attributes of `hook-sdk`. Use them through that crate, which re-exports and documents them.

mod arguments;
mod definition;
mod duration;
mod phase;
mod signature;

use proc_macro::TokenStream;

use crate::phase::Phase;

/// Makes an async function a validator that runs before traffic shifts (`BeforeAllowTraffic`).
///
/// The function stays as written: callable, testable and documented under its own name.
///
/// Arguments, all optional:
/// - `function = "LogicalId"`: the guarded function's logical id in the template, read from the source when a template is wired;
/// - `timeout = "5m"`: how long the validator may run (`500ms`, `30s`, `5m`);
/// - `reserve = "10s"`: how much of the invocation's time is kept for the report.
#[proc_macro_attribute]
pub fn pre_traffic(arguments: TokenStream, item: TokenStream) -> TokenStream {
    definition::expand(Phase::PreTraffic, arguments.into(), &item.into()).into()
}

/// Makes an async function a validator that runs after all traffic has shifted (`AfterAllowTraffic`).
///
/// It takes the same arguments as [`macro@pre_traffic`].
#[proc_macro_attribute]
pub fn post_traffic(arguments: TokenStream, item: TokenStream) -> TokenStream {
    definition::expand(Phase::PostTraffic, arguments.into(), &item.into()).into()
}
