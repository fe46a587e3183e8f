//! Resource policies: who may invoke a function. They are kept and shown; nobody is held to them here.

use serde::Deserialize;
use serde_json::{Value, json};

use super::function::{check_revision, missing};
use super::request::Request;
use super::response::Answer;
use crate::account::{LambdaError, Qualifier};
use crate::api::error::ApiError;
use crate::engine::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PermissionInput {
    statement_id: Option<String>,
    action: Option<String>,
    principal: Option<String>,
    source_arn: Option<String>,
    source_account: Option<String>,
    #[serde(rename = "PrincipalOrgID")]
    principal_org_id: Option<String>,
    revision_id: Option<String>,
}

pub(super) fn add(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let input: PermissionInput = request.body()?;
    let reference = request.existing(world)?;
    check_revision(world.function(&reference.name)?, input.revision_id.as_deref())?;
    let id = input.statement_id.ok_or_else(|| missing("statementId"))?;
    let action = input.action.ok_or_else(|| missing("action"))?;
    let principal = input.principal.ok_or_else(|| missing("principal"))?;
    if action != "*" && !action.starts_with("lambda:") {
        return Err(LambdaError::Validation(format!("`{action}` is no action of Lambda")).into());
    }
    let qualifier = reference.qualifier.as_ref().map(|qualifier| Qualifier::key(Some(qualifier)));
    let principal = if principal.contains('.') { json!({ "Service": principal }) } else { json!({ "AWS": principal }) };
    let mut statement = json!({
        "Sid": id,
        "Effect": "Allow",
        "Principal": principal,
        "Action": action,
        "Resource": world.arn(&reference.name, qualifier.as_deref()),
    });
    if let Some(arn) = input.source_arn {
        statement["Condition"]["ArnLike"]["AWS:SourceArn"] = arn.into();
    }
    if let Some(account) = input.source_account {
        statement["Condition"]["StringEquals"]["AWS:SourceAccount"] = account.into();
    }
    if let Some(organization) = input.principal_org_id {
        statement["Condition"]["StringEquals"]["aws:PrincipalOrgID"] = organization.into();
    }
    let statements = world.function_mut(&reference.name)?.policies.entry(qualifier.unwrap_or_default()).or_default();
    if statements.contains_key(&id) {
        let message = format!(
            "The statement id ({id}) provided already exists. Please provide a new statement id, or remove the existing statement."
        );
        return Err(LambdaError::ResourceConflict(message).into());
    }
    let shown = json!({ "Statement": statement.to_string() });
    statements.insert(id, statement);
    Ok(Answer::created(shown))
}

pub(super) fn get(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let reference = request.function()?;
    let qualifier = reference.qualifier.as_ref().map(|qualifier| Qualifier::key(Some(qualifier))).unwrap_or_default();
    let none = || LambdaError::ResourceNotFound("The resource you requested does not exist.".into());
    let function = world.function(&reference.name).map_err(|_| none())?;
    let statements = function.policies.get(&qualifier).filter(|statements| !statements.is_empty()).ok_or_else(none)?;
    let statements: Vec<&Value> = statements.values().collect();
    let policy = json!({ "Version": "2012-10-17", "Id": "default", "Statement": statements });
    Ok(Answer::ok(json!({ "Policy": policy.to_string(), "RevisionId": function.latest().revision_id })))
}

pub(super) fn remove(world: &mut World, request: &Request) -> Result<Answer, ApiError> {
    let reference = request.function()?;
    let qualifier = reference.qualifier.as_ref().map(|qualifier| Qualifier::key(Some(qualifier))).unwrap_or_default();
    let id = request.path("statement");
    let none = || LambdaError::ResourceNotFound(format!("Statement {id} is not found in resource policy."));
    check_revision(world.function(&reference.name)?, request.query("RevisionId"))?;
    let statements = world.function_mut(&reference.name)?.policies.get_mut(&qualifier).ok_or_else(none)?;
    statements.remove(id).ok_or_else(none)?;
    Ok(Answer::nothing())
}
