//! `complete`: brings the verdict of a deferred hook.

use aws_config::BehaviorVersion;
use hook_sdk::embed::{Connection, connect, http_client};
use hook_sdk::{CompletionError, DeferralToken, Delivered, HookCompletion, Verdict};

use crate::arguments::{Common, Complete, MessageFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render;

pub(crate) fn run(arguments: &Complete, common: &Common) -> Result<Exit, Failure> {
    let token = token(&arguments.token)?;
    let verdict = if arguments.succeeded { Verdict::Succeeded } else { Verdict::Failed };
    if !common.quiet && common.message_format == MessageFormat::Human {
        // Credentials may come from a browser's sign-in or from a machine's endpoint, and CodeDeploy may throttle.
        eprintln!("telling CodeDeploy about {} ...", token.event().deployment_id);
    }
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::of_file(Exit::Surroundings, "no-runtime", "safe-deploy", format!("cannot start: {error}"))
    })?;
    let delivered = tokio.block_on(async {
        let connection = connection().await;
        if connection.region.is_none() {
            return Err(failure(Exit::Surroundings, "no-region", "no AWS region is set".into()).with_help(
                "set `AWS_REGION` to where the deployment runs, or `AWS_PROFILE` to a profile with a region",
            ));
        }
        let completion = HookCompletion::new(connect(connection).reporter);
        Ok(completion.complete(&token, verdict).await)
    })?;
    match delivered {
        Ok(Delivered { already_completed: false, .. }) => {
            if !common.quiet {
                render::told(render::line(&format!(
                    "{} {} {}: {}",
                    token.event().deployment_id,
                    token.phase().lifecycle_event(),
                    token.hook(),
                    verdict.as_str()
                )))?;
            }
            Ok(Exit::Good)
        }
        Ok(Delivered { already_completed: true, .. }) => {
            let deployment = &token.event().deployment_id;
            let message = format!("the hook {} of {deployment} has been completed before", token.hook());
            Err(failure(Exit::NotGood, "already-completed", message).with_help(format!(
                "CodeDeploy keeps the first verdict, which may be another one; see `aws deploy get-deployment --deployment-id {deployment}`"
            )))
        }
        Err(error @ CompletionError::Expired { .. }) => Err(failure(Exit::NotGood, "expired", error.to_string())),
        Err(error) => Err(failure(Exit::Surroundings, "not-delivered", error.to_string())),
    }
}

/// `-` reads the token from standard input, so that it stays out of the shell's history and out of the list of processes.
fn token(text: &str) -> Result<DeferralToken, Failure> {
    let unreadable = |message: String| failure(Exit::Usage, "token", message);
    let text = match text {
        "-" => {
            std::io::read_to_string(std::io::stdin()).map_err(|error| unreadable(format!("no token came: {error}")))?
        }
        text => text.to_owned(),
    };
    text.parse().map_err(|error: hook_sdk::TokenError| unreadable(error.to_string()))
}

/// Like any tool of AWS: environment, profiles, single sign-on, roles of the machine.
async fn connection() -> Connection {
    let http = http_client();
    let config = aws_config::defaults(BehaviorVersion::latest()).http_client(http.clone()).load().await;
    let of_process = Connection::of_process();
    Connection {
        region: config.region().map(ToString::to_string),
        credentials: config.credentials_provider(),
        http,
        ..of_process
    }
}

fn failure(exit: Exit, code: &'static str, message: String) -> Failure {
    Failure::of_file(exit, code, "--token", message)
}
