//! How a hook's refused report is told by the API.

use crate::codedeploy::CodeDeployError;
use crate::deployment::ReportRefused;

impl From<ReportRefused> for CodeDeployError {
    fn from(refused: ReportRefused) -> Self {
        match refused {
            ReportRefused::InvalidExecutionId => Self::InvalidLifecycleEventHookExecutionId,
            ReportRefused::AlreadyCompleted => Self::LifecycleEventAlreadyCompleted,
        }
    }
}
