//! A thousand deployments at once in one account, each with two hooks whose verdicts are modelled.

use std::process::ExitCode;
use std::time::Instant;

use mock_codedeploy::{
    Alias, AliasName, Code, Configuration, DeploymentStatus, Function, FunctionName, HookVerdict, Mock, NewDeployment,
    Settings, Strategy, Version,
};

const DEPLOYMENTS: usize = 1_000;

#[tokio::main]
async fn main() -> ExitCode {
    match play().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn play() -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let mock = Mock::start(Settings::default()).await?;
    let (live, hook) = (AliasName::new("live")?, FunctionName::new("hook")?);
    mock.put_function(Function::new(hook.clone(), Configuration::default(), Code::Verdict(HookVerdict::Succeeded)));
    let strategy = Strategy::predefined("Linear10PercentEvery10Minutes").ok_or("no such strategy")?;
    let names = (0..DEPLOYMENTS).map(|number| FunctionName::new(&format!("orders-{number}")));
    let names: Vec<FunctionName> = names.collect::<Result<_, _>>()?;
    mock.with_world(|world| {
        for name in &names {
            let mut function = Function::new(name.clone(), Configuration::default(), Code::Model);
            function.publish(Configuration::default(), Code::Model);
            function.set_alias(live.clone(), Alias::to(Version::FIRST));
            world.put_function(function);
        }
        names.iter().try_for_each(|name| {
            let new = NewDeployment {
                function: name.clone(),
                alias: live.clone(),
                current_version: Version::FIRST,
                target_version: Version::FIRST.next(),
                strategy,
                before_allow_traffic: Some(hook.clone()),
                after_allow_traffic: Some(hook.clone()),
            };
            world.create_deployment(&new).map(drop)
        })
    })?;
    mock.all_ended().await;
    let succeeded = mock.with_world(|world| {
        world.deployments().filter(|deployment| deployment.status() == DeploymentStatus::Succeeded).count()
    });
    let took = start.elapsed();
    mock.shut_down().await;
    if succeeded != DEPLOYMENTS {
        return Err(format!("{succeeded} of {DEPLOYMENTS} deployments succeeded").into());
    }
    println!("{DEPLOYMENTS} deployments by Linear10PercentEvery10Minutes: {:.2} s, {} MB", took.as_secs_f64(), peak()?);
    Ok(())
}

/// The most memory that this process had, in megabytes.
fn peak() -> Result<u64, Box<dyn std::error::Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024)
}
