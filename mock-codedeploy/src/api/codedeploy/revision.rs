//! Revisions of an application.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{application_name, at_most, present, read};
use super::page::page;
use crate::api::error::ApiError;
use crate::codedeploy::{CodeDeployError, RegisteredRevision, RevisionInput, check_description};
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegisteredInput {
    application_name: Option<String>,
    description: Option<String>,
    revision: Option<RevisionInput>,
    revisions: Option<Vec<RevisionInput>>,
    sort_by: Option<String>,
    sort_order: Option<String>,
    deployed: Option<String>,
    s3_bucket: Option<String>,
    s3_key_prefix: Option<String>,
    next_token: Option<String>,
}

pub(super) fn register(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: RegisteredInput = read(input)?;
    let name = application_name(input.application_name)?;
    let description = check_description(input.description)?;
    let revision = input.revision.ok_or(CodeDeployError::RevisionRequired)?;
    let (revision, _) = revision.check(world.rules().assumptions.refuses_unreadable_revisions)?;
    let now = world.now();
    let revisions = &mut world.resources_mut().application_mut(&name)?.revisions;
    match revisions.get_mut(&revision.sha256) {
        Some(registered) => registered.description = description,
        None => {
            revisions.insert(revision.sha256.clone(), RegisteredRevision::new(revision, description, now));
        }
    }
    Ok(json!({}))
}

/// The only operation that gives the text of a revision that a deployment names by its hash (spec 3.4).
pub(super) fn get(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: RegisteredInput = read(input)?;
    let name = application_name(input.application_name)?;
    let application = world.resources().application(&name)?;
    let sha256 = input.revision.ok_or(CodeDeployError::RevisionRequired)?.sha256()?;
    let found = application.revisions.get(&sha256).ok_or(CodeDeployError::RevisionDoesNotExist(sha256))?;
    Ok(json!({ "applicationName": name, "revision": found.revision.to_json(true), "revisionInfo": found.info() }))
}

pub(super) fn list(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: RegisteredInput = read(input)?;
    let name = application_name(input.application_name)?;
    let mut found: Vec<&RegisteredRevision> = world.resources().application(&name)?.revisions.values().collect();
    match present(input.sort_by).as_deref() {
        None | Some("registerTime") => found.sort_by_key(|revision| revision.registered),
        Some("firstUsedTime") => found.sort_by_key(|revision| revision.first_used),
        Some("lastUsedTime") => found.sort_by_key(|revision| revision.last_used),
        Some(other) => return Err(CodeDeployError::InvalidSortBy(other.to_owned()).into()),
    }
    match present(input.sort_order).as_deref() {
        None | Some("ascending") => {}
        Some("descending") => found.reverse(),
        Some(other) => return Err(CodeDeployError::InvalidSortOrder(other.to_owned()).into()),
    }
    match present(input.deployed).as_deref() {
        None | Some("ignore") => {}
        Some("include") => found.retain(|revision| !revision.groups.is_empty()),
        Some("exclude") => found.retain(|revision| revision.groups.is_empty()),
        Some(other) => return Err(CodeDeployError::InvalidDeployedStateFilter(other.to_owned()).into()),
    }
    // A deployment here is made from a text, so none of them is in a bucket.
    match (present(input.s3_bucket), present(input.s3_key_prefix)) {
        (None, None) => {}
        (None, Some(_)) => return Err(CodeDeployError::BucketNameFilterRequired.into()),
        (Some(_), _) => found.clear(),
    }
    let revisions = found.into_iter().map(|registered| registered.revision.to_json(false));
    Ok(page("revisions", revisions, input.next_token.as_deref())?)
}

/// Revisions that are not known are named in the error message; the others are answered.
pub(super) fn batch_get(world: &mut World, input: Value) -> Result<Value, ApiError> {
    let input: RegisteredInput = read(input)?;
    let name = application_name(input.application_name)?;
    let application = world.resources().application(&name)?;
    let asked = at_most(input.revisions, 25)?;
    if asked.is_empty() {
        return Err(CodeDeployError::RevisionRequired.into());
    }
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for revision in asked {
        let sha256 = revision.sha256()?;
        match application.revisions.get(&sha256) {
            Some(known) => found.push(json!({
                "revisionLocation": known.revision.to_json(true),
                "genericRevisionInfo": known.info(),
            })),
            None => missing.push(CodeDeployError::RevisionDoesNotExist(sha256).to_string()),
        }
    }
    Ok(json!({ "applicationName": name, "errorMessage": missing.join("; "), "revisions": found }))
}
