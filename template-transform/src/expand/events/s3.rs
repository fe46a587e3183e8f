//! `S3`: things that happen in a bucket of the template.

use std::mem;

use super::linked::{Linked, LinkedType, linked};
use super::permission::permission;
use super::{Event, Target};
use crate::expand::fault::{Checked, fault};
use crate::expand::function::Function;
use crate::expand::intrinsic::{choose, no_value, reference};
use crate::expand::known_values::KnownValues;
use crate::expand::property::Property;
use crate::expand::property::Shape::{ListOf, MapOf, OneOf, Text};
use crate::expand::resource::Resource;
use crate::expand::surroundings::{Effects, Surroundings};
use crate::expand::tags;
use crate::expand::value::{Map, Value};

pub(super) const PROPERTIES: &[Property] = &[
    Property::new("Bucket", Text).required(),
    Property::new("Events", OneOf(&[Text, ListOf(&[Text])])).required().without_intrinsics(),
    Property::new("Filter", MapOf(&[Text])),
];

const BUCKET: LinkedType = LinkedType { name: "AWS::S3::Bucket", properties: &OF_BUCKET };

const OF_BUCKET: [&str; 20] = [
    "AccessControl",
    "AccelerateConfiguration",
    "AnalyticsConfigurations",
    "BucketEncryption",
    "BucketName",
    "CorsConfiguration",
    "IntelligentTieringConfigurations",
    "InventoryConfigurations",
    "LifecycleConfiguration",
    "LoggingConfiguration",
    "MetricsConfigurations",
    "NotificationConfiguration",
    "ObjectLockConfiguration",
    "ObjectLockEnabled",
    "OwnershipControls",
    "PublicAccessBlockConfiguration",
    "ReplicationConfiguration",
    "Tags",
    "VersioningConfiguration",
    "WebsiteConfiguration",
];

/// The bucket has to stand in the same template, because the event changes it.
pub(super) fn check_bucket(properties: &Map, around: &Surroundings) -> Checked<()> {
    let bucket = properties.get("Bucket").and_then(|bucket| bucket.get("Ref"));
    match bucket.and_then(Value::as_str) {
        Some(id) if around.resources.contains_key(id) => Ok(()),
        _ => Err(fault("event-source", "the bucket of an S3 event has to be a `Ref` to a bucket of this template")
            .at("Bucket")
            .help("SAM puts the notification on the bucket itself; for another bucket use an `EventBridgeRule`")),
    }
}

pub(super) fn expand<'d>(
    event: &Event<'d>,
    function: &Function<'d>,
    target: &Target<'d>,
    around: &Surroundings<'d>,
    effects: &mut Effects<'d>,
) -> Checked<Vec<Resource<'d>>> {
    let name =
        event.properties.get("Bucket").and_then(|bucket| bucket.get("Ref")).and_then(Value::as_str).unwrap_or_default();
    let Some(bucket) = linked(name, &BUCKET, around, effects) else { return Ok(Vec::new()) };
    let bucket_id = bucket.id;
    let account = reference("AWS::AccountId");
    let permission = permission(&event.id, "s3.amazonaws.com", target, [("SourceAccount", Some(account))]);
    match target.attributes.condition() {
        Some(condition) => depend_by_tag(&mut bucket.resource, bucket_id, condition, &permission.id)?,
        // Here alone SAM does not look past an empty `Properties`.
        None if bucket.resource.get("Properties").is_some_and(Value::is_null) => {
            let message = format!("the `Properties` of `{bucket_id}` have to be a map, and this is nothing");
            return Err(fault("wrong-type", message).about(bucket_id).help("remove the empty `Properties`"));
        }
        None => depend(bucket, &permission.id)?,
    }
    notify(bucket, event, target)?;
    bucket.check()?;
    bucket.tags = tags::propagated(&function.properties).map(|tags| Value::List(tags::list(tags)));
    Ok([Some(permission), bucket.elsewhere()].into_iter().flatten().collect())
}

/// S3 checks the permission when it gets the notification, so the bucket comes after it.
fn depend(bucket: &mut Linked<'_>, permission: &str) -> Checked<()> {
    let mut all = match bucket.resource.get_mut("DependsOn").map(mem::take) {
        None => Vec::new(),
        Some(Value::Text(one)) => vec![Value::Text(one)],
        Some(Value::List(several)) if !several.iter().any(|entry| matches!(entry, Value::List(_) | Value::Map(_))) => {
            several
        }
        // The reference makes a set of it, and of a map that is its keys.
        Some(Value::Map(map)) => map.into_entries().into_iter().map(|(key, _)| Value::Text(key)).collect(),
        Some(_) => {
            let id = bucket.id;
            let message =
                format!("`DependsOn` of the bucket `{id}` has to be the name of a resource, or a list of names");
            return Err(fault("wrong-type", message).at("Bucket"));
        }
    };
    let known = bucket.depends_on.get_or_insert_with(|| {
        let mut known = KnownValues::default();
        all.retain(|entry| known.insert(entry));
        known
    });
    let permission = Value::from(permission.to_owned());
    if known.insert(&permission) {
        all.push(permission);
    }
    bucket.resource.set("DependsOn", Value::List(all));
    Ok(())
}

/// `DependsOn` knows no conditions, so a tag refers to the permission under the condition.
fn depend_by_tag<'d>(bucket: &mut Map<'d>, id: &str, condition: &Value<'d>, permission: &str) -> Checked<()> {
    let properties = properties_of(bucket, id)?;
    let mut tags = match properties.get_mut("Tags") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::List(tags)) => mem::take(tags),
        Some(other) => {
            return Err(fault(
                "wrong-type",
                format!("the `Tags` of the bucket have to be a list, and this is {}", other.kind()),
            )
            .about(id));
        }
    };
    let value = choose(condition.clone(), reference(permission.to_owned()), Value::from("no dependency"));
    tags.push(Value::from([("Key", Value::from(format!("sam:ConditionalDependsOn:{permission}"))), ("Value", value)]));
    properties.set("Tags", Value::List(tags));
    Ok(())
}

fn notify<'d>(bucket: &mut Linked<'d>, event: &Event<'d>, target: &Target<'d>) -> Checked<()> {
    let id = bucket.id;
    let events = match event.properties.get("Events") {
        Some(Value::List(events)) => events.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    let properties = properties_of(&mut bucket.resource, id)?;
    let configuration = child(properties, "NotificationConfiguration", Value::Map(Map::new()));
    let kind = configuration.kind();
    let Some(configuration) = configuration.as_map_mut() else {
        return Err(fault(
            "wrong-type",
            format!("`NotificationConfiguration` of the bucket has to be a map, and this is {kind}"),
        )
        .about(id));
    };
    let notifications = child(configuration, "LambdaConfigurations", Value::List(Vec::new()));
    let kind = notifications.kind();
    let Value::List(notifications) = notifications else {
        return Err(fault(
            "wrong-type",
            format!("`LambdaConfigurations` of the bucket has to be a list, and this is {kind}"),
        )
        .about(id));
    };
    let known = bucket.notifications.get_or_insert_with(|| notifications.iter().collect());
    for name in events {
        let mut notification = Map::from([("Function", target.arn())]);
        notification.push_some("Filter", event.properties.given("Filter"));
        notification.push("Event", name);
        let notification = match target.attributes.condition() {
            Some(condition) => choose(condition.clone(), Value::Map(notification), no_value()),
            None => Value::Map(notification),
        };
        if known.insert(&notification) {
            notifications.push(notification);
        }
    }
    Ok(())
}

/// The properties of a bucket, which it may not have yet.
pub(super) fn properties_of<'m, 'd>(resource: &'m mut Map<'d>, id: &str) -> Checked<&'m mut Map<'d>> {
    let properties = child(resource, "Properties", Value::Map(Map::new()));
    let kind = properties.kind();
    properties.as_map_mut().ok_or_else(|| {
        fault("wrong-type", format!("the `Properties` of `{id}` have to be a map, and this is {kind}")).about(id)
    })
}

/// The value under a key, put there when it is missing or null.
pub(super) fn child<'m, 'd>(map: &'m mut Map<'d>, key: &'static str, default: Value<'d>) -> &'m mut Value<'d> {
    if map.given(key).is_none() {
        map.set(key, default);
    }
    map.child_mut(key)
}
