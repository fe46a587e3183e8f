//! `serve`: the mock as a server.

use std::net::Ipv4Addr;
use std::time::SystemTime;

use mock_codedeploy::{Mock, Rules, Settings, VirtualTime};

use crate::arguments::{Common, MessageFormat, Serve};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interruption::interrupted;
use crate::render;

pub(crate) fn run(arguments: &Serve, common: &Common) -> Result<Exit, Failure> {
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::of_file(Exit::Surroundings, "no-runtime", "safe-deploy", format!("cannot start: {error}"))
    })?;
    tokio.block_on(serve(arguments, common))
}

async fn serve(arguments: &Serve, common: &Common) -> Result<Exit, Failure> {
    let settings = Settings {
        seed: arguments.seed,
        start: VirtualTime::of_system(SystemTime::now()),
        clock: arguments.clock,
        address: (Ipv4Addr::LOCALHOST, arguments.port).into(),
        rules: Rules { enforce_hook_prefix: arguments.enforce_hook_prefix, ..Rules::default() },
    };
    let mock = Mock::start(settings).await.map_err(|error| {
        let message = format!("port {} cannot be had: {error}", arguments.port);
        Failure::of_file(Exit::Surroundings, "no-port", "--port", message).with_help("`--port 0` picks a free one")
    })?;
    render::told(render::line(&mock.url()))?;
    if !common.quiet && common.message_format == MessageFormat::Human {
        eprintln!("CodeDeploy and Lambda are served with a {} clock. For programs and the AWS CLI:", arguments.clock);
        eprintln!("  export AWS_ENDPOINT_URL={} AWS_REGION=us-east-1", mock.url());
        eprintln!("  export AWS_ACCESS_KEY_ID=mock AWS_SECRET_ACCESS_KEY=mock");
        eprintln!("Interrupt it (Ctrl-C) to end it and all function processes.");
    }
    interrupted().await;
    mock.shut_down().await;
    Ok(Exit::Good)
}
