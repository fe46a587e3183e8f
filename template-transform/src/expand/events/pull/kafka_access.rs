//! `SourceAccessConfigurations` of a Kafka cluster that is run by oneself.

use super::Event;
use crate::expand::fault::{Checked, Faults, fault};
use crate::expand::value::Value;

/// How the cluster is reached.
#[derive(Default)]
pub(super) struct Access<'d> {
    pub(super) secret: Option<Value<'d>>,
    pub(super) server_certificate: Option<Value<'d>>,
    pub(super) in_network: bool,
}

pub(super) fn read<'d>(event: &Event<'d>, given: &[Value<'d>]) -> Checked<Access<'d>> {
    let mut access = Access::default();
    let (mut subnet, mut security_group, mut authenticated) = (false, false, false);
    for (at, entry) in given.iter().enumerate() {
        let here = |faults: Faults| faults.at(at.to_string()).at("SourceAccessConfigurations");
        if entry.as_map().is_none() {
            // The reference tells this one by the name of the event alone, as if it were a resource.
            return Err(here(
                fault("source-access", "an access configuration has to be a map with `Type` and `URI`")
                    .about(event.name.as_str()),
            ));
        }
        let kind = entry.get("Type").and_then(Value::as_str).unwrap_or_default();
        let uri = || {
            let uri = entry.get("URI").filter(|uri| uri.is_truthy());
            match uri {
                Some(uri) if uri.as_str().is_some() || uri.is_intrinsic() => Ok(uri.clone()),
                Some(uri) => Err(here(
                    fault("source-access", format!("the `URI` of `{kind}` has to be text, and this is {}", uri.kind()))
                        .at("URI"),
                )),
                None => Err(here(fault("source-access", format!("`{kind}` needs a `URI`")))),
            }
        };
        match kind {
            "VPC_SUBNET" => {
                uri()?;
                subnet = true;
            }
            "VPC_SECURITY_GROUP" => {
                uri()?;
                security_group = true;
            }
            "SASL_SCRAM_256_AUTH"
            | "SASL_SCRAM_512_AUTH"
            | "BASIC_AUTH"
            | "CLIENT_CERTIFICATE_TLS_AUTH"
            | "OAUTHBEARER_AUTH"
            | "IAM_AUTH"
            | "IAM_OAUTHBEARER_AUTH" => {
                if authenticated {
                    return Err(here(fault(
                        "source-access",
                        "a cluster is signed in to in one way, and this is the second",
                    )));
                }
                authenticated = true;
                if !matches!(kind, "IAM_AUTH" | "IAM_OAUTHBEARER_AUTH") {
                    access.secret = Some(uri()?);
                }
            }
            "SERVER_ROOT_CA_CERTIFICATE" => access.server_certificate = Some(uri()?),
            "OAUTHBEARER_SCOPE"
            | "OAUTHBEARER_AUDIENCE"
            | "OAUTHBEARER_LOGICAL_CLUSTER"
            | "OAUTHBEARER_IDENTITY_POOL" => {
                uri()?;
            }
            _ => return Err(here(fault("source-access", format!("a Kafka cluster takes no access of type `{kind}`")))),
        }
    }
    if subnet != security_group {
        return Err(fault("source-access", "`VPC_SUBNET` and `VPC_SECURITY_GROUP` are there together or not at all")
            .at("SourceAccessConfigurations"));
    }
    access.in_network = subnet;
    Ok(access)
}
