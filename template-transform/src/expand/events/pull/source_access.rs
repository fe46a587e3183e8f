//! `SourceAccessConfigurations` of sources with a user name and a password.

use super::Event;
use crate::expand::fault::{Checked, fault};
use crate::expand::value::Value;

/// The secret of the one `BASIC_AUTH` that there has to be; `allowed` are the types that may be there.
pub(super) fn basic_auth<'d>(event: &Event<'d>, allowed: &[&str]) -> Checked<Value<'d>> {
    let wrong = |message: String| fault("source-access", message).at("SourceAccessConfigurations");
    let help = "write `SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: the ARN of a secret}]`";
    let given = event.properties.truthy("SourceAccessConfigurations");
    let given = given.ok_or_else(|| wrong("the source needs `SourceAccessConfigurations`".into()).help(help))?;
    let list = given.as_list().ok_or_else(|| {
        wrong(format!("`SourceAccessConfigurations` has to be a list, and this is {}", given.kind())).help(help)
    })?;
    let mut secret: Option<&Value> = None;
    for (at, entry) in list.iter().enumerate() {
        let here =
            |message: String| fault("source-access", message).at(at.to_string()).at("SourceAccessConfigurations");
        let kind = entry.get("Type").and_then(Value::as_str);
        let kind = kind.ok_or_else(|| {
            here("an access configuration has to be a map with a `Type` that is text".into()).help(help)
        })?;
        if !allowed.contains(&kind) {
            return Err(here(format!("this source takes no access of type `{kind}`"))
                .help(format!("it takes {}", allowed.join(", "))));
        }
        if kind == "BASIC_AUTH" {
            if secret.is_some() {
                return Err(here("there can be only one `BASIC_AUTH`".into()));
            }
            let uri = entry.get("URI").filter(|uri| uri.is_truthy());
            secret = Some(uri.ok_or_else(|| here("`BASIC_AUTH` needs the ARN of a secret as `URI`".into()))?);
        }
    }
    secret.cloned().ok_or_else(|| wrong("no access of type `BASIC_AUTH` is there".into()).help(help))
}
