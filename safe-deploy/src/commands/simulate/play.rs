//! The play itself: version 1 is live, version 2 is deployed, and the clock runs until all is over.

use std::time::Instant;

use mock_codedeploy::{
    Alias, AliasName, Deployment, Function, Mock, NewDeployment, Settings, Strategy, Version, VirtualTime,
};
use template_transform::Diagnostic;
use template_transform::model::{self, GuardedFunction};

use super::application::App;
use super::cast::{self, Cast};
use super::outcome::{self, Outcome};
use super::scenario::Scenario;
use crate::exit::Exit;
use crate::failure::Failure;

/// The strategy of the command line.
pub(super) fn strategy(name: Option<&str>) -> Result<Option<Strategy>, Failure> {
    let Some(name) = name else { return Ok(None) };
    Strategy::predefined(name).map(Some).ok_or_else(|| {
        let nearest = model::Strategy::nearest_predefined(name);
        let all = Strategy::PREDEFINED.map(|(name, _)| name).join(", ");
        let help = match nearest {
            Some(nearest) => format!("did you mean {nearest}? The strategies are: {all}"),
            None => format!("the strategies are: {all}"),
        };
        let message = format!("there is no strategy `{name}`");
        Failure::of_file(Exit::Usage, "unknown-strategy", "--strategy", message).with_help(help)
    })
}

pub(super) async fn play(
    app: &App,
    scenario: &Scenario,
    cast: &Cast,
    strategy: Option<Strategy>,
    seed: u64,
) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let mock = Mock::start(Settings { seed, ..Settings::default() })
        .await
        .map_err(|error| cast::surroundings(app, "no-port", format!("no loopback port can be had: {error}")))?;
    let set_up = set_up(&mock, app, scenario, cast, strategy);
    if set_up.is_ok() {
        mock.all_ended().await;
    }
    let history = mock.history();
    let (now, deployments) = mock.with_world(|world| {
        let with_alias = |deployment: &Deployment| {
            let spec = deployment.app_spec()?;
            let alias = world.function(&spec.function).ok().and_then(|function| function.alias(&spec.alias)).copied();
            Some((deployment.clone(), alias.unwrap_or_else(|| Alias::to(spec.current_version))))
        };
        (world.now(), world.deployments().filter_map(with_alias).collect::<Vec<_>>())
    });
    mock.shut_down().await;
    set_up?;
    let virtual_time = now - VirtualTime::START;
    Ok(outcome::tell(app, scenario, cast, &deployments, &history, virtual_time, start.elapsed(), seed))
}

fn set_up(mock: &Mock, app: &App, scenario: &Scenario, cast: &Cast, strategy: Option<Strategy>) -> Result<(), Failure> {
    for (id, part) in &cast.0 {
        let mut function = Function::new(part.name.clone(), part.configuration.clone(), part.code.clone());
        let guarded = app.application.guarded_functions().iter().find(|guarded| guarded.function == *id);
        if let Some(guarded) = guarded {
            function.publish(part.configuration.clone(), part.code.clone());
            function.set_alias(alias(app, guarded)?, Alias::to(Version::FIRST));
            for (version, behavior) in scenario.behaviors.get(id).into_iter().flatten() {
                if let Some(version) = function.version_mut(*version) {
                    version.behavior = Some(behavior.clone());
                }
            }
        }
        mock.put_function(function);
    }
    // All in one instant, as CloudFormation starts them.
    let new = app
        .application
        .guarded_functions()
        .iter()
        .filter_map(|guarded| Some((guarded, cast.0.get(&guarded.function)?)))
        .map(|(guarded, part)| {
            let hook = |hook: &Option<model::HookReference>| {
                hook.as_ref().and_then(|hook| cast.0.get(&hook.function)).map(|part| part.name.clone())
            };
            Ok(NewDeployment {
                function: part.name.clone(),
                alias: alias(app, guarded)?,
                current_version: Version::FIRST,
                target_version: Version::FIRST.next(),
                strategy: match strategy {
                    Some(strategy) => strategy,
                    None => self::template_strategy(app, guarded)?,
                },
                before_allow_traffic: hook(&guarded.pre_traffic),
                after_allow_traffic: hook(&guarded.post_traffic),
            })
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    mock.with_world(|world| new.iter().try_for_each(|new| world.create_deployment(new).map(drop))).map_err(|error| {
        cast::surroundings(app, "no-deployment", format!("the deployments could not be made: {error}"))
    })
}

fn alias(app: &App, guarded: &GuardedFunction) -> Result<AliasName, Failure> {
    AliasName::new(guarded.alias.as_str()).map_err(|error| {
        app.failure(
            Exit::NotGood,
            vec![
                Diagnostic::error("invalid-alias", guarded.location.clone(), error.to_string())
                    .about(guarded.function.as_str()),
            ],
        )
    })
}

fn template_strategy(app: &App, guarded: &GuardedFunction) -> Result<Strategy, Failure> {
    let strategy = match guarded.strategy.strategy {
        model::Strategy::AllAtOnce => Ok(Strategy::AllAtOnce),
        model::Strategy::Canary { percentage, interval_minutes } => {
            Strategy::canary(percentage, interval_minutes.into())
        }
        model::Strategy::Linear { percentage, interval_minutes } => {
            Strategy::linear(percentage, interval_minutes.into())
        }
    };
    strategy.map_err(|error| {
        let problem = Diagnostic::error("illegal-strategy", guarded.strategy.location.clone(), error.to_string());
        app.failure(Exit::NotGood, vec![problem.about(guarded.function.as_str())])
    })
}
