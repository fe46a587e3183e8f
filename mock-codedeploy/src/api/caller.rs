//! Who calls, as the request's signature says it.

use axum::http::HeaderMap;

use crate::engine::Region;

/// What the credential scope of a signature names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Caller {
    /// The region that the request is for.
    pub(super) region: Region,
    /// The signing name of the service: `codedeploy`, `lambda`, `monitoring`.
    pub(super) service: Option<String>,
}

impl Caller {
    /// Reads the `Authorization` header of Signature Version 4. A request without one is for the default region.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let scope = headers
            .get("authorization")
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.split("Credential=").nth(1))
            .and_then(|rest| rest.split([',', ' ']).next());
        let mut parts = scope.unwrap_or_default().split('/').skip(2);
        let region = parts.next().and_then(Region::new).unwrap_or_default();
        Self { region, service: parts.next().map(ToOwned::to_owned) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_and_the_service_stand_in_the_credential_scope() {
        let mut headers = HeaderMap::new();
        let text = "AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-west-1/codedeploy/aws4_request, SignedHeaders=host, Signature=0";
        headers.insert("authorization", text.parse().unwrap());
        let caller = Caller::of(&headers);
        assert_eq!((caller.region.as_str(), caller.service.as_deref()), ("eu-west-1", Some("codedeploy")));
        for text in ["", "Bearer x", "AWS4-HMAC-SHA256 Credential=AKID", "AWS4-HMAC-SHA256 Credential=A/b/../../x"] {
            headers.insert("authorization", text.parse().unwrap());
            assert_eq!(Caller::of(&headers).region, Region::default(), "{text}");
        }
    }
}
