//! `simulate`: plays the deployment of an application.

mod application;
mod build;
mod cast;
mod outcome;
mod play;
mod scenario;
mod traffic;

use crate::arguments::{Common, MessageFormat, Simulate};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interruption::interrupted;
use crate::render;
pub(crate) use outcome::{HookOutcome, Moment, Outcome, PlayedDeployment, Status, What};

pub(crate) fn run(arguments: &Simulate, common: &Common) -> Result<Exit, Failure> {
    let app = application::read(&arguments.app, &arguments.parameters)?;
    if !common.quiet && common.message_format == MessageFormat::Human {
        render::warnings(&app.warnings());
    }
    let scenario = scenario::read(arguments.scenario.as_deref(), &app)?;
    let strategy = play::strategy(arguments.strategy.as_deref())?;
    let seed = arguments.seed.or(scenario.seed).unwrap_or(1);

    let tokio =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(|error| {
            Failure::of_file(Exit::Surroundings, "no-runtime", "safe-deploy", format!("cannot start: {error}"))
        })?;
    let outcome = tokio.block_on(async {
        tokio::select! {
            played = async {
                let cast = cast::assemble(&app, &scenario, common).await?;
                play::play(&app, &scenario, &cast, strategy, seed).await
            } => played,
            // Dropping the play ends the processes that it started.
            () = interrupted() => Err(Failure::interrupted()),
        }
    })?;
    let told = match arguments.format {
        MessageFormat::Human => render::timeline::human(&outcome, common.quiet),
        MessageFormat::Json => render::timeline::json(&outcome),
    };
    render::told(told)?;
    Ok(match outcome.status {
        Status::Succeeded => Exit::Good,
        Status::Failed => Exit::NotGood,
    })
}
