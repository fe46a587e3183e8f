//! Tags: a map in SAM, a list in CloudFormation.

use super::fault::{Checked, fault};
use super::resource::Resource;
use super::value::{Map, Value};

const CREATED_BY: &str = "lambda:createdBy";
const RESERVED: [&str; 3] = [CREATED_BY, "serverlessrepo:applicationId", "serverlessrepo:semanticVersion"];

/// Which of the generated resources have a property `Tags`.
const TAGGED: [&str; 5] =
    ["AWS::Lambda::Function", "AWS::IAM::Role", "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::IoT::TopicRule"];

/// The list of a map, in its order.
pub(crate) fn list<'d>(tags: &Map<'d>) -> Vec<Value<'d>> {
    tags.entries()
        .iter()
        .map(|(key, value)| {
            let value = if value.is_null() { Value::from("") } else { value.clone() };
            Value::from([("Key", Value::Text(key.clone())), ("Value", value)])
        })
        .collect()
}

/// The list for a function and its role, which starts with the tag that SAM puts on both.
pub(crate) fn of_function<'d>(tags: Option<&Map<'d>>) -> Checked<Value<'d>> {
    let mut all = vec![Value::from([("Key", Value::from(CREATED_BY)), ("Value", Value::from("SAM"))])];
    if let Some(tags) = tags {
        if let Some(reserved) = RESERVED.into_iter().find(|name| tags.contains_key(name)) {
            return Err(fault("reserved-tag", format!("the tag `{reserved}` is SAM's own"))
                .at(reserved)
                .at("Tags")
                .help("give your tag another key"));
        }
        all.extend(list(tags));
    }
    Ok(Value::List(all))
}

/// The tags that a function hands on to what comes of it.
pub(crate) fn propagated<'m, 'd>(function: &'m Map<'d>) -> Option<&'m Map<'d>> {
    function.truthy("PropagateTags")?;
    function.truthy("Tags")?.as_map()
}

/// `PropagateTags`: the tags of a function take the place of those that its resources have, `lambda:createdBy` among them.
pub(crate) fn propagate<'d>(tags: &Map<'d>, resources: &mut [Resource<'d>]) {
    for resource in resources.iter_mut().filter(|resource| TAGGED.contains(&resource.kind)) {
        resource.properties.set("Tags", Value::List(list(tags)));
    }
}
