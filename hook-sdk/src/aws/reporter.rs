//! Reports through `PutLifecycleEventHookExecutionStatus`.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_codedeploy::Client;
use aws_sdk_codedeploy::types::LifecycleEventStatus;

use crate::aws::classify;
use crate::event::HookEvent;
use crate::outcome::Verdict;
use crate::report::{ReportError, Reporter};

pub(crate) struct CodeDeployReporter(Arc<Client>);

impl CodeDeployReporter {
    pub(crate) const fn new(client: Arc<Client>) -> Self {
        Self(client)
    }
}

#[async_trait]
impl Reporter for CodeDeployReporter {
    async fn report(&self, event: &HookEvent, verdict: Verdict) -> Result<(), ReportError> {
        let status = match verdict {
            Verdict::Succeeded => LifecycleEventStatus::Succeeded,
            Verdict::Failed => LifecycleEventStatus::Failed,
        };
        self.0
            .put_lifecycle_event_hook_execution_status()
            .deployment_id(event.deployment_id.as_str())
            .lifecycle_event_hook_execution_id(event.execution_id.expose())
            .status(status)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| classify::report_error(&error))
    }
}
