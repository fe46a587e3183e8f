//! Applications: deployment groups and revisions under one name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::compute_platform::ComputePlatform;
use super::deployment_group::DeploymentGroup;
use super::error::CodeDeployError;
use super::name::{ApplicationName, DeploymentGroupName};
use super::revision::RegisteredRevision;
use super::tag::Tags;
use crate::clock::VirtualTime;

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its name.
    pub name: ApplicationName,
    /// Its UUID.
    pub id: String,
    /// When it was made.
    pub created: VirtualTime,
    /// What it deploys.
    pub platform: ComputePlatform,
    /// Its deployment groups.
    pub groups: BTreeMap<DeploymentGroupName, DeploymentGroup>,
    /// Its revisions by the SHA-256 of their content.
    pub revisions: BTreeMap<String, RegisteredRevision>,
    /// Its tags.
    pub tags: Tags,
}

impl Application {
    pub(crate) fn new(name: ApplicationName, id: String, created: VirtualTime, platform: ComputePlatform) -> Self {
        Self { name, id, created, platform, groups: BTreeMap::new(), revisions: BTreeMap::new(), tags: Tags::default() }
    }

    /// A group of it.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn group(&self, name: &DeploymentGroupName) -> Result<&DeploymentGroup, CodeDeployError> {
        self.groups.get(name).ok_or_else(|| self.no_group(name))
    }

    /// A group of it, to change it.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn group_mut(&mut self, name: &DeploymentGroupName) -> Result<&mut DeploymentGroup, CodeDeployError> {
        if !self.groups.contains_key(name) {
            return Err(self.no_group(name));
        }
        self.groups.get_mut(name).ok_or_else(|| CodeDeployError::InvalidDeploymentGroupName(name.to_string()))
    }

    pub(crate) fn no_group(&self, name: &DeploymentGroupName) -> CodeDeployError {
        CodeDeployError::DeploymentGroupDoesNotExist { application: self.name.to_string(), group: name.to_string() }
    }

    /// As `GetApplication` shows it.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "applicationId": self.id,
            "applicationName": self.name,
            "createTime": self.created.epoch_seconds(),
            "linkedToGitHub": false,
            "computePlatform": self.platform,
        })
    }
}
