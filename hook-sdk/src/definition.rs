//! A hook as its attribute describes it.

use std::time::Duration;

use futures_util::future::LocalBoxFuture;

use crate::hook::Hook;
use crate::outcome::{IntoOutcome, Outcome};
use crate::phase::Phase;

/// A validator with what its attribute says about it. Made by `#[pre_traffic]` and `#[post_traffic]`, run by [`main!`](crate::main).
#[derive(Clone, Copy, Debug)]
pub struct HookDefinition {
    /// The function's name.
    pub name: &'static str,
    /// When it runs.
    pub phase: Phase,
    /// The guarded function's logical id in the template, if the attribute names it.
    pub function: Option<&'static str>,
    /// How long the validator may run; without one, as long as the invocation lasts, less the reserve.
    pub timeout: Option<Duration>,
    /// How much of the invocation's time is kept for the report.
    pub reserve: Option<Duration>,
    /// The validator itself.
    pub validate: fn(Hook) -> LocalBoxFuture<'static, Outcome>,
}

/// The one argument of a validator.
#[diagnostic::on_unimplemented(
    message = "a validator cannot take `{Self}`",
    label = "a validator takes one argument, as in `hook: hook_sdk::Hook`"
)]
pub trait ValidatorArgument: Sized {
    /// The argument that the runtime passes.
    fn from_hook(hook: Hook) -> Self;
}

impl ValidatorArgument for Hook {
    fn from_hook(hook: Hook) -> Self {
        hook
    }
}

/// What the attributes expand to, beside the function. No part of the public interface.
#[doc(hidden)]
pub mod expansion {
    use super::{Duration, Hook, HookDefinition, IntoOutcome, LocalBoxFuture, Outcome, Phase, ValidatorArgument};

    #[diagnostic::on_unimplemented(
        message = "`{Self}` is no validator",
        label = "put `#[pre_traffic]` or `#[post_traffic]` on this function"
    )]
    pub trait Define {
        const DEFINITION: HookDefinition;
    }

    /// Stands in for a validator that has not compiled.
    pub const REFUSED: HookDefinition = HookDefinition {
        name: "",
        phase: Phase::PreTraffic,
        function: None,
        timeout: None::<Duration>,
        reserve: None::<Duration>,
        validate: |_| Box::pin(std::future::ready(Outcome::Succeeded)),
    };

    /// The bound of a validator's argument stands here alone, so that a wrong type is reported once.
    pub fn argument<A: ValidatorArgument>(hook: Hook) -> A {
        A::from_hook(hook)
    }

    /// The bound of a validator's answer.
    pub fn outcome<O: IntoOutcome>(output: O) -> Outcome {
        output.into_outcome()
    }

    pub fn validate<A, F: Future>(
        hook: Hook,
        argument: fn(Hook) -> A,
        validator: impl FnOnce(A) -> F + 'static,
        outcome: fn(F::Output) -> Outcome,
    ) -> LocalBoxFuture<'static, Outcome>
    where
        A: 'static,
        F::Output: 'static,
    {
        Box::pin(async move { outcome(validator(argument(hook)).await) })
    }

    #[cfg(feature = "aws")]
    pub use crate::aws::run;

    #[cfg(not(feature = "aws"))]
    pub fn run(_: &[HookDefinition]) -> std::process::ExitCode {
        eprintln!(
            "hook-sdk was built without its `aws` feature: use `hook_sdk::embed::run_with` and bring your own services"
        );
        std::process::ExitCode::FAILURE
    }
}
