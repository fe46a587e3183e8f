//! `safe-deploy`: write, wire and prove the checks that guard a Lambda deployment.

mod arguments;
mod commands;
mod exit;
mod failure;
mod interruption;
mod render;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};
use exit::Exit;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    arguments.common.color.apply();
    let done = match &arguments.command {
        Command::Check(check) => commands::check::run(check, &arguments.common),
        Command::Plan(plan) => commands::plan::run(plan),
        Command::Complete(complete) => commands::complete::run(complete, &arguments.common),
        Command::Expand(expand) => commands::expand::run(expand, &arguments.common),
        Command::Serve(serve) => commands::serve::run(serve, &arguments.common),
        Command::Simulate(simulate) => commands::simulate::run(simulate, &arguments.common),
        Command::Wire(wire) => commands::wire::run(wire, &arguments.common),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            let exit = failure.exit();
            render::failure(&failure, arguments.common.message_format);
            exit.into()
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
