//! Reads a deployment's AppSpec through `GetDeployment` and `GetApplicationRevision`.

use std::sync::Arc;

use async_trait::async_trait;

use crate::aws::clients::Clients;
use crate::deployment_lookup::{DeploymentLookup, LookupError};
use crate::error::Error;
use crate::event::DeploymentId;

pub(crate) struct CodeDeployLookup(Arc<Clients>);

impl CodeDeployLookup {
    pub(super) const fn new(clients: Arc<Clients>) -> Self {
        Self(clients)
    }
}

#[async_trait]
impl DeploymentLookup for CodeDeployLookup {
    async fn app_spec(&self, deployment: &DeploymentId) -> Result<String, LookupError> {
        const GET_DEPLOYMENT: &str = "GetDeployment";
        const GET_REVISION: &str = "GetApplicationRevision";
        let call = |operation| move |cause: Error| LookupError::Call { operation, cause };
        let missing = |operation, missing| LookupError::Incomplete { operation, missing };

        let answer = self.0.codedeploy().get_deployment().deployment_id(deployment.as_str()).send().await;
        let info = answer
            .map_err(|error| call(GET_DEPLOYMENT)(error.into()))?
            .deployment_info
            .ok_or_else(|| missing(GET_DEPLOYMENT, "deploymentInfo"))?;
        let application = info.application_name.ok_or_else(|| missing(GET_DEPLOYMENT, "applicationName"))?;
        let revision = info.revision.ok_or_else(|| missing(GET_DEPLOYMENT, "revision"))?;

        // GetDeployment gives the AppSpec's hash only; the text is the application's.
        let answer = self
            .0
            .codedeploy()
            .get_application_revision()
            .application_name(application)
            .revision(revision)
            .send()
            .await;
        let revision = answer
            .map_err(|error| call(GET_REVISION)(error.into()))?
            .revision
            .ok_or_else(|| missing(GET_REVISION, "revision"))?;
        // Deployments made by CloudFormation carry the deprecated `string` form, others `appSpecContent`.
        #[expect(deprecated, reason = "CloudFormation still sends revisions of the type String")]
        let string = revision.string.and_then(|string| string.content);
        revision
            .app_spec_content
            .and_then(|content| content.content)
            .or(string)
            .ok_or_else(|| missing(GET_REVISION, "the AppSpec's content"))
    }
}
