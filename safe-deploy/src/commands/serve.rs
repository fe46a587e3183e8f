//! `serve`: the mock as a server.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use mock_codedeploy::{
    AccessKey, AccessKeys, Assumptions, Mock, Observer, Rules, Settings, StartError, UnknownOperation, VirtualTime,
};
use serde_json::json;

use crate::arguments::{Common, MessageFormat, Serve};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interruption::interrupted;
use crate::render;

pub(crate) fn run(arguments: &Serve, common: &Common) -> Result<Exit, Failure> {
    // One account behind one lock: more threads would only wait for each other, and answer a quarter fewer calls.
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::of_file(Exit::Surroundings, "no-runtime", "safe-deploy", format!("cannot start: {error}"))
    })?;
    tokio.block_on(serve(arguments, common))
}

async fn serve(arguments: &Serve, common: &Common) -> Result<Exit, Failure> {
    let mut assumptions = Assumptions::default();
    for assumption in &arguments.assumptions {
        assumptions.assume(assumption).map_err(|error| {
            Failure::of_file(Exit::Usage, "no-assumption", "--assume", error.to_string())
                .with_help("they are documented with `Assumptions` of the crate mock-codedeploy")
        })?;
    }
    let settings = Settings {
        seed: arguments.seed,
        start: VirtualTime::of_system(SystemTime::now()),
        clock: arguments.clock,
        address: (Ipv4Addr::LOCALHOST, arguments.port).into(),
        rules: Rules {
            assumptions,
            enforce_hook_prefix: arguments.enforce_hook_prefix,
            activation: Duration::from_secs(arguments.activation),
            ..Rules::default()
        },
        state: arguments.state.clone(),
        verify_signatures: arguments.verify_signatures.then(known_keys),
        observer: (!common.quiet).then(|| Arc::new(Log(common.message_format)) as _),
        ..Settings::default()
    };
    let mock = Mock::start(settings).await.map_err(|error| not_started(&error, arguments.port))?;
    // Whoever has read the URL may end the server at once.
    let interrupted = interrupted();
    render::told(render::line(&mock.url()))?;
    if !common.quiet && common.message_format == MessageFormat::Human {
        eprintln!("CodeDeploy and Lambda are served with a {} clock. For programs and the AWS CLI:", arguments.clock);
        eprintln!("  export AWS_ENDPOINT_URL={} AWS_REGION=us-east-1", mock.url());
        eprintln!("  export AWS_ACCESS_KEY_ID=mock AWS_SECRET_ACCESS_KEY=mock");
        eprintln!("Interrupt it (Ctrl-C) to end it and all function processes.");
    }
    tokio::select! {
        () = interrupted => {
            mock.shut_down().await;
            Ok(Exit::Good)
        }
        reason = mock.state_lost() => {
            mock.shut_down().await;
            Err(Failure::of_file(Exit::Surroundings, "state-not-kept", "--state", reason)
                .with_help("make room for it and start again: it holds everything that was acknowledged"))
        }
    }
}

fn not_started(error: &StartError, port: u16) -> Failure {
    match error {
        StartError::State(state) if state.is_about_content() => {
            Failure::of_file(Exit::Usage, "no-state-file", "--state", state.to_string())
                .with_help("name another file; one that is not there is made")
        }
        StartError::State(state) => Failure::of_file(Exit::Surroundings, "no-state-file", "--state", state.to_string()),
        StartError::Listen(error) => {
            Failure::of_file(Exit::Surroundings, "no-port", "--port", format!("port {port} cannot be had: {error}"))
                .with_help("`--port 0` picks a free one")
        }
        other => Failure::of_file(Exit::Surroundings, "not-started", "serve", other.to_string()),
    }
}

/// The mock's own keys, and those of whoever starts it: the programs of the same shell have them too.
fn known_keys() -> AccessKeys {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")) {
        (Some(id), Some(secret)) => AccessKeys::default().with(AccessKey::new(id, secret)),
        _ => AccessKeys::default(),
    }
}

/// Standard error, with a line for each thing that is told.
#[derive(Debug)]
struct Log(MessageFormat);

impl Observer for Log {
    fn unknown_operation(&self, operation: &UnknownOperation) {
        let message = format!("there is no such operation here: {operation}");
        match self.0 {
            MessageFormat::Human => eprintln!("warning: {message}"),
            MessageFormat::Json => {
                eprintln!("{}", json!({ "severity": "warning", "code": "unknown-operation", "message": message }));
            }
        }
    }
}
