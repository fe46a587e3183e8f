//! `Type` of a preference as the name of a deployment configuration.

use crate::expand::intrinsic::sub_with;
use crate::expand::value::{Map, Value};

/// The configurations that CodeDeploy has for Lambda, by the names that SAM gives them.
const PREDEFINED: [&str; 9] = [
    "Canary10Percent5Minutes",
    "Canary10Percent10Minutes",
    "Canary10Percent15Minutes",
    "Canary10Percent30Minutes",
    "Linear10PercentEvery1Minute",
    "Linear10PercentEvery2Minutes",
    "Linear10PercentEvery3Minutes",
    "Linear10PercentEvery10Minutes",
    "AllAtOnce",
];

/// Predefined names become CodeDeploy's, inside of intrinsic functions too; any other is a configuration of the user's own.
pub(super) fn name<'d>(strategy: &Value<'d>) -> Value<'d> {
    replaced(strategy, false)
}

fn replaced<'d>(value: &Value<'d>, in_sub: bool) -> Value<'d> {
    match value {
        Value::List(items) => Value::List(items.iter().map(|item| replaced(item, false)).collect()),
        Value::Map(map) if value.is_intrinsic() => map
            .entries()
            .iter()
            .map(|(key, inside)| (key.clone(), replaced(inside, key == "Fn::Sub")))
            .collect::<Map>()
            .into(),
        Value::Text(text) if PREDEFINED.contains(&&**text) => {
            let text_of_sub = "CodeDeployDefault.Lambda${ConfigName}";
            let variables = Value::from([("ConfigName", value.clone())]);
            // There is no `Sub` inside of a `Sub`.
            if in_sub { Value::from([Value::from(text_of_sub), variables]) } else { sub_with(text_of_sub, variables) }
        }
        other => other.clone(),
    }
}
