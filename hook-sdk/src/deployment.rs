//! What CodeDeploy says of the deployment, asked at most once.

use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::deployment_lookup::{DeploymentLookup, LookupError};
use crate::event::DeploymentId;
use crate::target::AppSpec;

/// A deployment whose AppSpec is read when it is first needed.
pub(crate) struct Deployment {
    pub(crate) id: DeploymentId,
    lookup: Arc<dyn DeploymentLookup>,
    app_spec: OnceCell<AppSpec>,
}

impl Deployment {
    pub(crate) fn new(id: DeploymentId, lookup: Arc<dyn DeploymentLookup>) -> Self {
        Self { id, lookup, app_spec: OnceCell::new() }
    }

    /// Asks CodeDeploy, unless it has answered before. A failure is not kept: the next call asks again.
    pub(crate) async fn app_spec(&self) -> Result<&AppSpec, LookupError> {
        let read = || async { Ok(AppSpec::parse(&self.lookup.app_spec(&self.id).await?)?) };
        self.app_spec.get_or_try_init(read).await
    }

    /// What CodeDeploy has said, if it was asked.
    pub(crate) fn known_app_spec(&self) -> Option<&AppSpec> {
        self.app_spec.get()
    }
}
