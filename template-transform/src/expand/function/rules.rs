//! Properties of a function that do not go together.

use crate::expand::fault::{Checked, Faults, fault};
use crate::expand::value::{Map, Value};

pub(super) fn check(properties: &Map) -> Checked<()> {
    let given = |name: &str| properties.given(name).is_some();
    let mut found: Vec<Faults> = Vec::new();
    for (one, other) in
        [("CapacityProviderConfig", "ProvisionedConcurrencyConfig"), ("CapacityProviderConfig", "VpcConfig")]
    {
        if given(one) && given(other) {
            found.push(
                fault("properties-exclude-each-other", format!("`{one}` and `{other}` exclude each other")).at(other),
            );
        }
    }
    for (one, other) in
        [("FunctionScalingConfig", "CapacityProviderConfig"), ("VersionDeletionPolicy", "AutoPublishAlias")]
    {
        if given(one) && !given(other) {
            found.push(fault("property-needs-another", format!("`{one}` means nothing without `{other}`")).at(one));
        }
    }
    found.into_iter().reduce(Faults::and).map_or(Ok(()), Err)
}

/// Provisioned concurrency belongs to an alias.
pub(super) fn check_provisioned(properties: &Map, has_alias: bool) -> Checked<()> {
    if has_alias || properties.truthy("ProvisionedConcurrencyConfig").is_none() {
        return Ok(());
    }
    let message = "provisioned concurrency belongs to an alias, and the function has none";
    Err(fault("property-needs-another", message).at("ProvisionedConcurrencyConfig").help("set `AutoPublishAlias`"))
}

/// What a function with tenants cannot have.
pub(super) fn check_tenancy(properties: &Map) -> Checked<()> {
    if properties.truthy("TenancyConfig").is_none() {
        return Ok(());
    }
    for name in ["ProvisionedConcurrencyConfig", "FunctionUrlConfig", "SnapStart"] {
        if properties.truthy(name).is_some() {
            return Err(fault("tenancy", format!("a function with a `TenancyConfig` cannot have `{name}`")).at(name));
        }
    }
    for (id, event) in properties.truthy("Events").and_then(Value::as_map).into_iter().flat_map(Map::iter) {
        let kind = event.get("Type").and_then(Value::as_str).unwrap_or_default();
        if !matches!(kind, "Api" | "HttpApi") {
            return Err(fault(
                "tenancy",
                format!("a function with a `TenancyConfig` cannot have the event `{id}` of type `{kind}`"),
            )
            .at("Type")
            .at(id.to_owned())
            .at("Events")
            .help("only `Api` and `HttpApi` can tell tenants apart"));
        }
    }
    Ok(())
}
