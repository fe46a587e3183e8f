//! What the attributes leave behind: the function as written, and a definition under the same name.

use std::time::Duration;

use hook_sdk::__private::Define;
use hook_sdk::{Hook, Outcome, Phase, Result, post_traffic, pre_traffic};

mod checks {
    use hook_sdk::{Hook, Result, pre_traffic};

    /// Documented.
    #[pre_traffic(function = "OrdersFunction", timeout = "5m", reserve = "10s")]
    pub(crate) async fn orders_are_priced(hook: Hook) -> Result<()> {
        hook_sdk::ensure!(hook.target().version().get() > 1, "version 1 is not deployed with hooks");
        Ok(())
    }
}

// One `use` brings both the function and its definition.
use checks::orders_are_priced;

#[post_traffic]
async fn customers_are_served(_hook: Hook) -> Outcome {
    Outcome::Succeeded
}

#[pre_traffic]
async fn any_error_type_serves(_hook: Hook) -> std::result::Result<(), std::num::ParseIntError> {
    let _: u8 = "1".parse()?;
    Ok(())
}

mod binary {
    hook_sdk::main!(super::checks::orders_are_priced, super::customers_are_served, super::any_error_type_serves);

    pub(crate) const MAIN: fn() -> std::process::ExitCode = main;
}

#[test]
fn a_definition_says_what_the_attribute_says() {
    let definition = <orders_are_priced as Define>::DEFINITION;
    assert_eq!(definition.name, "orders_are_priced");
    assert_eq!(definition.phase, Phase::PreTraffic);
    assert_eq!(definition.function, Some("OrdersFunction"));
    assert_eq!(definition.timeout, Some(Duration::from_secs(300)));
    assert_eq!(definition.reserve, Some(Duration::from_secs(10)));
}

#[test]
fn without_arguments_nothing_is_set() {
    let definition = <customers_are_served as Define>::DEFINITION;
    assert_eq!(definition.phase, Phase::PostTraffic);
    assert_eq!((definition.function, definition.timeout, definition.reserve), (None, None, None));
}

#[test]
fn one_binary_takes_several_hooks_by_path() {
    let _ = binary::MAIN;
    assert_eq!(<any_error_type_serves as Define>::DEFINITION.name, "any_error_type_serves");
}

#[test]
fn the_function_is_still_a_function() {
    fn takes_a_validator<F: Future<Output = Result<()>>>(_validator: impl Fn(Hook) -> F) {}
    takes_a_validator(orders_are_priced);
}
