//! `SelfManagedKafka`: topics of a Kafka cluster that is run by oneself.

use super::kafka_access;
use super::statement::{key_of_secrets, network_interfaces, read_secret, statement};
use super::{Event, schema_registry};
use crate::expand::fault::{Checked, fault};
use crate::expand::surroundings::Surroundings;
use crate::expand::value::Value;

pub(super) fn policy<'d>(event: &mut Event<'d>, around: &Surroundings<'d>) -> Checked<Option<Value<'d>>> {
    for name in ["KafkaBootstrapServers", "Topics", "SourceAccessConfigurations"] {
        if event.properties.truthy(name).is_none() {
            return Err(fault(
                "missing-property",
                format!("an event of type `SelfManagedKafka` needs the property `{name}`"),
            ));
        }
    }
    if event.properties.get("Topics").and_then(Value::as_list).is_some_and(|topics| topics.len() != 1) {
        return Err(fault("topics", "a mapping reads one topic").at("Topics").help("write an event for each topic"));
    }
    let given = event.properties.get("SourceAccessConfigurations").and_then(Value::as_list);
    let given = given.ok_or_else(|| {
        fault("wrong-type", "`SourceAccessConfigurations` has to be a list").at("SourceAccessConfigurations")
    })?;
    let access = kafka_access::read(event, given)?;
    let mut statements: Vec<Value> =
        access.secret.into_iter().chain(access.server_certificate).map(read_secret).collect();
    if access.in_network {
        statements.push(network_interfaces());
    }
    if let Some(key) = key_of_secrets(&event.properties)? {
        statements.push(statement(&["kms:Decrypt"], key));
    }
    statements.extend(schema_registry::statements(event, around)?);
    if statements.is_empty() {
        return Ok(None);
    }
    let document = Value::from([("Statement", Value::List(statements)), ("Version", Value::from("2012-10-17"))]);
    Ok(Some(Value::from([
        ("PolicyDocument", document),
        ("PolicyName", Value::from("SelfManagedKafkaExecutionRolePolicy")),
    ])))
}
