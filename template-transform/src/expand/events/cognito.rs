//! `Cognito`: triggers of a user pool of the template.

use super::linked::{LinkedType, linked};
use super::permission::permission;
use super::s3::{child, properties_of};
use super::{Event, Target};
use crate::expand::fault::{Checked, fault};
use crate::expand::intrinsic::attribute;
use crate::expand::property::Property;
use crate::expand::property::Shape::{ListOf, OneOf, Text};
use crate::expand::resource::Resource;
use crate::expand::surroundings::{Effects, Surroundings};
use crate::expand::value::{Map, Value};

pub(super) const PROPERTIES: &[Property] = &[
    Property::new("UserPool", Text).required(),
    Property::new("Trigger", OneOf(&[Text, ListOf(&[Text])])).required().without_intrinsics(),
];

const USER_POOL: LinkedType = LinkedType { name: "AWS::Cognito::UserPool", properties: &OF_USER_POOL };

const OF_USER_POOL: [&str; 29] = [
    "AccountRecoverySetting",
    "AdminCreateUserConfig",
    "AliasAttributes",
    "AutoVerifiedAttributes",
    "DeletionProtection",
    "DeviceConfiguration",
    "EmailAuthenticationMessage",
    "EmailAuthenticationSubject",
    "EmailConfiguration",
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "EnabledMfas",
    "LambdaConfig",
    "MfaConfiguration",
    "Policies",
    "Schema",
    "SmsAuthenticationMessage",
    "SmsConfiguration",
    "SmsVerificationMessage",
    "UserAttributeUpdateSettings",
    "UsernameAttributes",
    "UsernameConfiguration",
    "UserPoolAddOns",
    "UserPoolName",
    "UserPoolTags",
    "UserPoolTier",
    "VerificationMessageTemplate",
    "WebAuthnRelyingPartyID",
    "WebAuthnUserVerification",
];

/// The pool has to stand in the same template, because the event changes it.
pub(super) fn check_pool(properties: &Map, around: &Surroundings) -> Checked<()> {
    let pool = properties.get("UserPool").and_then(|pool| pool.get("Ref"));
    match pool.and_then(Value::as_str) {
        Some(id) if around.resources.contains_key(id) => Ok(()),
        _ => {
            Err(fault("event-source", "the pool of a Cognito event has to be a `Ref` to a user pool of this template")
                .at("UserPool")
                .help("SAM puts the trigger on the pool itself"))
        }
    }
}

pub(super) fn expand<'d>(
    event: &Event<'d>,
    target: &Target<'d>,
    around: &Surroundings<'d>,
    effects: &mut Effects<'d>,
) -> Checked<Vec<Resource<'d>>> {
    let name =
        event.properties.get("UserPool").and_then(|pool| pool.get("Ref")).and_then(Value::as_str).unwrap_or_default();
    let Some(pool) = linked(name, &USER_POOL, around, effects) else { return Ok(Vec::new()) };
    let pool_id = pool.id;
    // The name of the event is not part of this id: one permission serves all triggers.
    let prefix = format!("{}Cognito", target.id());
    let source = attribute(pool_id, "Arn");
    let permission = permission(&prefix, "cognito-idp.amazonaws.com", target, [("SourceArn", Some(source))]);
    let triggers = match event.properties.get("Trigger") {
        Some(Value::List(triggers)) => triggers.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    let config = child(properties_of(&mut pool.resource, pool_id)?, "LambdaConfig", Value::Map(Map::new()));
    let kind = config.kind();
    let Some(config) = config.as_map_mut() else {
        return Err(fault(
            "wrong-type",
            format!("`LambdaConfig` of the user pool has to be a map, and this is {kind}"),
        )
        .about(pool_id));
    };
    for trigger in triggers {
        let Value::Text(trigger) = trigger else { continue };
        if config.contains_key(&trigger) {
            return Err(fault("event-source", format!("the trigger `{trigger}` of `{pool_id}` is set already"))
                .at("Trigger")
                .help("a pool calls one function for each trigger"));
        }
        config.push(trigger, target.arn());
    }
    pool.check()?;
    Ok([Some(permission), pool.elsewhere()].into_iter().flatten().collect())
}
