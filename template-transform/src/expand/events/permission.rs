//! `AWS::Lambda::Permission`: lets a service invoke the function.

use super::Target;
use crate::expand::resource::Resource;
use crate::expand::value::{Map, Value};

/// `prefix` starts the id, `more` are the properties beside the principal.
pub(super) fn permission<'d>(
    prefix: &str,
    principal: &'static str,
    target: &Target<'d>,
    more: impl IntoIterator<Item = (&'static str, Option<Value<'d>>)>,
) -> Resource<'d> {
    let mut properties = Map::from([
        ("Action", Value::from("lambda:InvokeFunction")),
        ("FunctionName", target.name()),
        ("Principal", Value::from(principal)),
    ]);
    for (name, value) in more {
        properties.push_some(name, value.as_ref());
    }
    Resource::new(format!("{prefix}Permission"), "AWS::Lambda::Permission", target.attributes.clone(), properties)
}
