//! `AWS::Lambda::Url` and the permissions that a public one needs.

use super::Function;
use crate::expand::fault::{Checked, fault};
use crate::expand::resource::Resource;
use crate::expand::value::{Map, Value};

const CORS: [(&str, &str); 6] = [
    ("AllowOrigins", "a list"),
    ("AllowMethods", "a list"),
    ("AllowCredentials", "a boolean"),
    ("AllowHeaders", "a list"),
    ("ExposeHeaders", "a list"),
    ("MaxAge", "a whole number"),
];

/// `target` is the alias or the function.
pub(super) fn expand<'d>(function: &Function<'d>, target: &Value<'d>) -> Checked<Vec<Resource<'d>>> {
    let Some(given) = function.properties.truthy("FunctionUrlConfig") else { return Ok(Vec::new()) };
    let Some(config) = given.as_map() else { return Ok(Vec::new()) };
    let left_to_cloudformation = given.is_intrinsic();
    if !left_to_cloudformation {
        check(config).map_err(|faults| faults.at("FunctionUrlConfig"))?;
    }
    let passed_on = || function.attributes.passed_on();
    let mut properties = Map::from([("TargetFunctionArn", target.clone())]);
    properties.push_some("AuthType", config.given("AuthType"));
    properties.push_some("Cors", config.truthy("Cors"));
    properties.push_some("InvokeMode", config.given("InvokeMode"));
    let mut made = vec![Resource::new(format!("{}Url", function.id), "AWS::Lambda::Url", passed_on(), properties)];
    if !left_to_cloudformation && config.get("AuthType").and_then(Value::as_str) == Some("NONE") {
        let permission = |suffix: &str, action: &'static str, last: (&'static str, Value<'d>)| {
            let properties = Map::from([
                ("Action", Value::from(action)),
                ("FunctionName", target.clone()),
                ("Principal", Value::from("*")),
                last,
            ]);
            Resource::new(format!("{}{suffix}", function.id), "AWS::Lambda::Permission", passed_on(), properties)
        };
        made.push(permission(
            "UrlPublicPermissions",
            "lambda:InvokeFunctionUrl",
            ("FunctionUrlAuthType", Value::from("NONE")),
        ));
        made.push(permission(
            "URLInvokeAllowPublicAccess",
            "lambda:InvokeFunction",
            ("InvokedViaFunctionUrl", Value::from(true)),
        ));
    }
    Ok(made)
}

fn check(config: &Map) -> Checked<()> {
    match config.truthy("AuthType") {
        Some(given) if given.is_intrinsic() || matches!(given.as_str(), Some("AWS_IAM" | "NONE")) => {}
        _ => {
            return Err(fault(
                "function-url",
                "a function URL has to say who may call it: `AuthType` is `AWS_IAM` or `NONE`",
            )
            .at("AuthType")
            .help("`NONE` lets anybody call the function"));
        }
    }
    let Some(cors) = config.truthy("Cors").filter(|cors| !cors.is_intrinsic()) else { return Ok(()) };
    let Some(cors) = cors.as_map() else {
        return Err(fault("wrong-type", format!("`Cors` has to be a map, and this is {}", cors.kind())).at("Cors"));
    };
    for (name, value) in cors.iter() {
        let Some((_, wanted)) = CORS.iter().find(|(known, _)| *known == name) else {
            let names = CORS.map(|(known, _)| known).join(", ");
            return Err(fault("unknown-property", format!("`Cors` has no property `{name}`"))
                .at_key(name.to_owned())
                .at("Cors")
                .help(format!("its properties are {names}")));
        };
        let fits = match (*wanted, value) {
            ("a list", Value::List(_))
            | ("a boolean" | "a whole number", Value::Bool(_))
            | ("a whole number", Value::Integer(_)) => true,
            _ => value.is_intrinsic(),
        };
        if !fits {
            return Err(fault("wrong-type", format!("`{name}` has to be {wanted}, and this is {}", value.kind()))
                .at(name.to_owned())
                .at("Cors"));
        }
    }
    Ok(())
}
