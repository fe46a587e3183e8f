//! What CodeDeploy's service role may not do, as verbs.

use super::Mock;
use crate::engine::{RoleAction, RoleRefusal};

/// CodeDeploy's service role, to take something from it for the next time that CodeDeploy does it. It is the role of every group.
///
/// ```
/// use mock_codedeploy::{Mock, RoleAction, Settings};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let aws = Mock::start(Settings::default()).await.unwrap();
/// aws.service_role().denies(RoleAction::Invoke);
/// aws.service_role().is_throttled(RoleAction::UpdateAlias);
/// # });
/// ```
#[derive(Debug)]
#[must_use = "a verb, such as `denies(…)`, takes something from it"]
pub struct ServiceRole<'a>(&'a Mock);

impl Mock {
    /// CodeDeploy's service role, to take something from it.
    pub const fn service_role(&self) -> ServiceRole<'_> {
        ServiceRole(self)
    }
}

impl ServiceRole<'_> {
    /// Does not allow it: the deployment ends with `IAM_ROLE_PERMISSIONS`.
    pub fn denies(self, action: RoleAction) {
        self.meets(action, RoleRefusal::AccessDenied);
    }

    /// Has called too often: the deployment ends with `THROTTLED`.
    pub fn is_throttled(self, action: RoleAction) {
        self.meets(action, RoleRefusal::Throttling);
    }

    /// Is not there when a deployment begins, which ends with `IAM_ROLE_MISSING`.
    pub fn is_missing(self) {
        self.meets(RoleAction::GetAlias, RoleRefusal::NoSuchRole);
    }

    fn meets(self, action: RoleAction, refusal: RoleRefusal) {
        self.0.shared.with_world(|world| world.refuse_role(action, refusal, 1));
    }
}
