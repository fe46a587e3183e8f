//! The state machine that asks somebody.

use aws_config::BehaviorVersion;
use aws_sdk_sfn::Client;
use hook_sdk::{DeferralToken, Result, bail};

/// The state machine of `approval.asl.json`.
pub(crate) struct Approval {
    client: Client,
    machine: String,
}

impl Approval {
    /// The one that the template names.
    pub(crate) async fn of_process() -> Result<Self> {
        let Ok(machine) = std::env::var("APPROVAL_STATE_MACHINE") else {
            bail!(
                "nobody can be asked: APPROVAL_STATE_MACHINE does not name the state machine (`!Ref Approval` in the template)"
            )
        };
        // The hook's own connections serve this client too.
        let http = hook_sdk::embed::http_client();
        let config = aws_config::defaults(BehaviorVersion::latest()).http_client(http).load().await;
        Ok(Self { client: Client::new(&config), machine })
    }

    /// Starts an execution with all that it needs to bring the verdict. A second start for the same version does nothing, since the
    /// execution's name is taken.
    pub(crate) async fn start(&self, token: &DeferralToken) -> Result<()> {
        let version = token.target().unwrap_or_default().replace(':', "-");
        self.client
            .start_execution()
            .state_machine_arn(&self.machine)
            .name(format!("{}-{version}", token.event().deployment_id))
            .input(token.to_json().to_string())
            .send()
            .await?;
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use aws_sdk_sfn::config::{Credentials, Region};

    use super::*;

    pub(crate) const MACHINE: &str = "arn:aws:states:us-east-1:123456789012:stateMachine:Approval";

    /// The state machine behind an endpoint of the test's own.
    pub(crate) fn at(url: &str) -> Approval {
        let config = aws_sdk_sfn::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(hook_sdk::embed::http_client())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new("mock", "mock", None, None, "mock"))
            .endpoint_url(url);
        Approval { client: Client::from_conf(config.build()), machine: MACHINE.into() }
    }
}
