//! Reports through `PutLifecycleEventHookExecutionStatus`.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_codedeploy::types::LifecycleEventStatus;

use crate::aws::classify;
use crate::aws::clients::Clients;
use crate::event::HookEvent;
use crate::outcome::Verdict;
use crate::report::{ReportError, ReportErrorKind, Reporter};

pub(crate) struct CodeDeployReporter(Arc<Clients>);

impl CodeDeployReporter {
    pub(super) const fn new(clients: Arc<Clients>) -> Self {
        Self(clients)
    }
}

#[async_trait]
impl Reporter for CodeDeployReporter {
    async fn report(&self, event: &HookEvent, verdict: Verdict) -> Result<(), ReportError> {
        let status = match verdict {
            Verdict::Succeeded => LifecycleEventStatus::Succeeded,
            Verdict::Failed => LifecycleEventStatus::Failed,
        };
        let answer = self
            .0
            .codedeploy()
            .put_lifecycle_event_hook_execution_status()
            .deployment_id(event.deployment_id.as_str())
            .lifecycle_event_hook_execution_id(event.execution_id.expose())
            .status(status)
            .send()
            .await;
        answer.map(drop).map_err(|error| {
            let error = classify::report_error(&error);
            if error.kind == ReportErrorKind::ExpiredCredentials {
                self.0.renew_keys();
            }
            error
        })
    }
}
