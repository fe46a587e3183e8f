//! Revisions: `AppSpec`s as texts, known by the SHA-256 of their content (spec 3.3).

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::error::CodeDeployError;
use super::name::DeploymentGroupName;
use crate::clock::VirtualTime;
use crate::deployment::{AppSpec, AppSpecError};

/// The text of an AppSpec.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The text as it was given.
    pub content: String,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// A revision that an application knows, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredRevision {
    /// The text.
    pub revision: Revision,
    /// What was said of it.
    pub description: Option<String>,
    /// When it was registered.
    pub registered: VirtualTime,
    /// When it was first deployed.
    pub first_used: Option<VirtualTime>,
    /// When it was last deployed.
    pub last_used: Option<VirtualTime>,
    /// The groups whose newest deployment it is.
    pub groups: Vec<DeploymentGroupName>,
}

/// A revision as a request has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevisionInput {
    revision_type: Option<String>,
    app_spec_content: Option<ContentInput>,
    string: Option<ContentInput>,
    s3_location: Option<Value>,
}

#[derive(Clone, Debug, Deserialize)]
struct ContentInput {
    content: Option<String>,
    sha256: Option<String>,
}

impl Revision {
    /// A revision of this text.
    pub fn new(content: impl Into<String>) -> Self {
        let content = content.into();
        let sha256 = Sha256::digest(&content).iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        Self { content, sha256 }
    }

    /// The AppSpec that it holds.
    pub(crate) fn app_spec(&self) -> Result<AppSpec, AppSpecError> {
        AppSpec::parse(&self.content)
    }

    /// As the API shows it. The content is left out where a deployment refers to it (spec 3.4).
    pub(crate) fn to_json(&self, with_content: bool) -> Value {
        let content = with_content.then_some(&self.content);
        json!({ "revisionType": "AppSpecContent", "appSpecContent": { "content": content, "sha256": self.sha256 } })
    }
}

impl RevisionInput {
    /// The text, and its AppSpec: one that cannot be read is an error only if it `has_to_be_readable`. What it says is compared with
    /// Lambda when the deployment starts.
    pub(crate) fn check(self, has_to_be_readable: bool) -> Result<(Revision, Option<AppSpec>), CodeDeployError> {
        let (content, given) = self.content()?;
        let content =
            content.ok_or_else(|| CodeDeployError::InvalidRevision("the AppSpec's content is missing".into()))?;
        let revision = Revision::new(content);
        if given.is_some_and(|given| !given.eq_ignore_ascii_case(&revision.sha256)) {
            let why = format!("its sha256 is not that of the content, which is {}", revision.sha256);
            return Err(CodeDeployError::InvalidRevision(why));
        }
        match revision.app_spec() {
            Err(error) if has_to_be_readable => {
                Err(CodeDeployError::InvalidRevision(format!("the AppSpec cannot be used: {error}")))
            }
            app_spec => Ok((revision, app_spec.ok())),
        }
    }

    /// The SHA-256 by which a known revision is meant.
    pub(crate) fn sha256(self) -> Result<String, CodeDeployError> {
        match self.content()? {
            (_, Some(sha256)) => Ok(sha256.to_ascii_lowercase()),
            (Some(content), None) => Ok(Revision::new(content).sha256),
            (None, None) => Err(CodeDeployError::InvalidRevision("it names no sha256".into())),
        }
    }

    fn content(self) -> Result<(Option<String>, Option<String>), CodeDeployError> {
        let invalid = |why: &str| CodeDeployError::InvalidRevision(why.into());
        let content = match (self.revision_type.as_deref(), self.app_spec_content, self.string) {
            (Some("AppSpecContent"), Some(content), _) | (Some("String"), _, Some(content)) => content,
            (Some("AppSpecContent"), ..) => return Err(invalid("appSpecContent is missing")),
            (Some("String"), ..) => return Err(invalid("string is missing")),
            (Some("S3"), ..) if self.s3_location.is_some() => {
                return Err(invalid("there is no S3 here: give the AppSpec as AppSpecContent"));
            }
            (Some(_), ..) => return Err(invalid("its type has to be AppSpecContent or String")),
            (None, ..) => return Err(invalid("its type is missing")),
        };
        let present = |text: Option<String>| text.filter(|text| !text.is_empty());
        Ok((present(content.content), present(content.sha256)))
    }
}

impl RegisteredRevision {
    pub(crate) const fn new(revision: Revision, description: Option<String>, now: VirtualTime) -> Self {
        Self { revision, description, registered: now, first_used: None, last_used: None, groups: Vec::new() }
    }

    /// Its `revisionInfo`.
    pub(crate) fn info(&self) -> Value {
        let mut info = json!({
            "deploymentGroups": self.groups,
            "registerTime": self.registered.epoch_seconds(),
        });
        if let Some(description) = &self.description {
            info["description"] = description.as_str().into();
        }
        for (member, time) in [("firstUsedTime", self.first_used), ("lastUsedTime", self.last_used)] {
            if let Some(time) = time {
                info[member] = time.epoch_seconds().into();
            }
        }
        info
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP_SPEC: &str = r#"{"version":0.0,"Resources":[{"f":{"Type":"AWS::Lambda::Function","Properties":{"Name":"f","Alias":"live","CurrentVersion":"1","TargetVersion":"2"}}}]}"#;

    fn input(value: Value) -> RevisionInput {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn an_app_spec_is_taken_in_both_forms_and_known_by_its_hash() {
        let first = input(json!({ "revisionType": "AppSpecContent", "appSpecContent": { "content": APP_SPEC } }));
        let (revision, app_spec) = first.check(true).unwrap();
        assert_eq!(app_spec.unwrap().target_version.to_string(), "2");
        let string = json!({ "content": APP_SPEC, "sha256": revision.sha256.to_uppercase() });
        let second = input(json!({ "revisionType": "String", "string": string }));
        assert_eq!(second.clone().check(true).unwrap().0, revision);
        assert_eq!(second.sha256().unwrap(), revision.sha256);
        assert_eq!(Revision::new("").sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn what_is_no_app_spec_is_an_invalid_revision() {
        for revision in [
            json!({}),
            json!({ "revisionType": "AppSpecContent" }),
            json!({ "revisionType": "AppSpecContent", "appSpecContent": {} }),
            json!({ "revisionType": "AppSpecContent", "appSpecContent": { "content": "hello" } }),
            json!({ "revisionType": "AppSpecContent", "appSpecContent": { "content": APP_SPEC, "sha256": "00" } }),
            json!({ "revisionType": "S3", "s3Location": { "bucket": "b", "key": "k" } }),
            json!({ "revisionType": "GitHub" }),
        ] {
            assert_eq!(
                input(revision.clone()).check(true).unwrap_err().code(),
                "InvalidRevisionException",
                "{revision}"
            );
        }
    }
}
