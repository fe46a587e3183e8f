//! `MSK`: topics of Amazon MSK.

use super::Event;
use super::schema_registry;
use super::statement::read_secret;
use crate::expand::fault::Checked;
use crate::expand::function::statements::named;
use crate::expand::surroundings::Surroundings;
use crate::expand::value::Value;

pub(super) fn policy<'d>(event: &mut Event<'d>, around: &Surroundings<'d>) -> Checked<Option<Value<'d>>> {
    let mut statements = schema_registry::statements(event, around)?;
    let access = event.properties.truthy("SourceAccessConfigurations").and_then(Value::as_list).unwrap_or_default();
    for entry in access {
        if entry.get("Type").and_then(Value::as_str) == Some("CLIENT_CERTIFICATE_TLS_AUTH")
            && let Some(secret) = entry.get("URI").filter(|uri| uri.is_truthy())
        {
            statements.push(read_secret(secret.clone()));
        }
    }
    if statements.is_empty() {
        return Ok(None);
    }
    Ok(Some(named("MSKExecutionRolePolicy".into(), Value::from([("Statement", Value::List(statements))]))))
}
