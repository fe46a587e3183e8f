//! CodeDeploy's operations (spec 2 and 3, Appendix A): a JSON object in, a JSON value out.

mod application;
mod deployment;
mod deployment_config;
mod deployment_group;
mod hook_status;
mod input;
mod page;
mod revision;
mod tag;
mod target;

use serde_json::Value;

use super::error::ApiError;
use crate::engine::World;

/// The members that are times, in what is asked and in what is answered.
pub(super) const TIMESTAMPS: &[&str] = &[
    "createTime",
    "startTime",
    "endTime",
    "completeTime",
    "lastUpdatedAt",
    "firstUsedTime",
    "lastUsedTime",
    "registerTime",
];

type Operation = fn(&mut World, Value) -> Result<Value, ApiError>;

/// The operation of this name.
pub(super) fn operation(name: &str) -> Option<Operation> {
    Some(match name {
        "CreateApplication" => application::create,
        "GetApplication" => application::get,
        "BatchGetApplications" => application::batch_get,
        "ListApplications" => application::list,
        "UpdateApplication" => application::update,
        "DeleteApplication" => application::delete,
        "CreateDeploymentGroup" => deployment_group::create,
        "GetDeploymentGroup" => deployment_group::get,
        "BatchGetDeploymentGroups" => deployment_group::batch_get,
        "ListDeploymentGroups" => deployment_group::list,
        "UpdateDeploymentGroup" => deployment_group::update,
        "DeleteDeploymentGroup" => deployment_group::delete,
        "CreateDeploymentConfig" => deployment_config::create,
        "GetDeploymentConfig" => deployment_config::get,
        "ListDeploymentConfigs" => deployment_config::list,
        "DeleteDeploymentConfig" => deployment_config::delete,
        "CreateDeployment" => deployment::create,
        "GetDeployment" => deployment::get,
        "BatchGetDeployments" => deployment::batch_get,
        "ListDeployments" => deployment::list,
        "StopDeployment" => deployment::stop,
        "ContinueDeployment" => deployment::continue_,
        "SkipWaitTimeForInstanceTermination" => deployment::skip_wait,
        "ListDeploymentTargets" => target::list,
        "GetDeploymentTarget" => target::get,
        "BatchGetDeploymentTargets" => target::batch_get,
        "PutLifecycleEventHookExecutionStatus" => hook_status::put,
        "RegisterApplicationRevision" => revision::register,
        "GetApplicationRevision" => revision::get,
        "ListApplicationRevisions" => revision::list,
        "BatchGetApplicationRevisions" => revision::batch_get,
        "TagResource" => tag::tag,
        "UntagResource" => tag::untag,
        "ListTagsForResource" => tag::list,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
