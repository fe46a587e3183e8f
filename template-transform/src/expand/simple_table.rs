//! `AWS::Serverless::SimpleTable`: a DynamoDB table with a key of one attribute.

use super::fault::{Checked, fault};
use super::property::Shape::{Integer, Map as AMap, MapOf, OneOf, Text};
use super::property::{self, Property};
use super::resource::{Resource, SamResource};
use super::tags;
use super::value::{Map, Value};

const PROPERTIES: &[Property] = &[
    Property::passed_through("PointInTimeRecoverySpecification"),
    Property::new("PrimaryKey", MapOf(&[Text])),
    Property::new("ProvisionedThroughput", MapOf(&[Integer, AMap])),
    Property::new("TableName", OneOf(&[Text, AMap])),
    Property::new("Tags", AMap),
    Property::new("SSESpecification", AMap),
];

pub(crate) fn expand(table: SamResource<'_>) -> Checked<Vec<Resource<'_>>> {
    property::check(&table.properties, PROPERTIES, "a simple table")?;
    table.attributes.check()?;
    let given = &table.properties;
    let (name, kind) = match given.truthy("PrimaryKey") {
        Some(key) => primary_key(key).map_err(|faults| faults.at("PrimaryKey"))?,
        None => (Value::from("id"), "S"),
    };
    let attribute = Value::from([("AttributeName", name.clone()), ("AttributeType", Value::from(kind))]);
    let key = Value::from([("AttributeName", name), ("KeyType", Value::from("HASH"))]);
    let mut properties =
        Map::from([("AttributeDefinitions", Value::from([attribute])), ("KeySchema", Value::from([key]))]);
    properties.push_some("PointInTimeRecoverySpecification", given.truthy("PointInTimeRecoverySpecification"));
    match given.truthy("ProvisionedThroughput") {
        Some(throughput) => properties.push("ProvisionedThroughput", throughput.clone()),
        None => properties.push("BillingMode", Value::from("PAY_PER_REQUEST")),
    }
    properties.push_some("SSESpecification", given.truthy("SSESpecification"));
    properties.push_some("TableName", given.truthy("TableName"));
    if let Some(tags) = given.truthy("Tags").and_then(Value::as_map) {
        properties.push("Tags", Value::List(tags::list(tags)));
    }
    let made = Resource::new(table.id, "AWS::DynamoDB::Table", table.attributes, properties);
    Ok(vec![made.depending_on(table.depends_on)])
}

fn primary_key<'d>(key: &Value<'d>) -> Checked<(Value<'d>, &'static str)> {
    let part = |name: &'static str| {
        key.get(name).filter(|part| !part.is_null()).ok_or_else(|| {
            fault("missing-property", format!("`PrimaryKey` needs a `{name}`"))
                .help("write `PrimaryKey: {Name: id, Type: String}`")
        })
    };
    let (name, kind) = (part("Name")?, part("Type")?);
    match kind.as_str() {
        Some("String") => Ok((name.clone(), "S")),
        Some("Number") => Ok((name.clone(), "N")),
        Some("Binary") => Ok((name.clone(), "B")),
        _ => Err(fault("primary-key", "the `Type` of a primary key is `String`, `Number` or `Binary`, written out")
            .at("Type")),
    }
}
