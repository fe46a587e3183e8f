//! The stage on which real hook binaries meet the mock: a function under test, a hook, one deployment.

#![allow(clippy::missing_panics_doc, reason = "tests panic to fail")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use mock_codedeploy::{
    Alias, AliasName, Behavior, Bootstrap, Changing, Code, Configuration, Deployment, Function, FunctionName, History,
    Mock, NewDeployment, Settings, Strategy, Version,
};
use serde_json::Value;

/// A mock with a guarded function `orders`, whose version 2 answers what the test says.
#[derive(Debug)]
pub struct Stage {
    /// The mock.
    pub mock: Mock,
    program: PathBuf,
}

/// What one deployment came to.
#[derive(Debug)]
pub struct Played {
    /// The deployment at its end.
    pub deployment: Deployment,
    /// All that happened.
    pub history: History,
    /// Where the alias ended.
    pub alias: Alias,
}

impl Stage {
    /// Sets the stage for hooks of this program.
    pub async fn set(program: impl AsRef<Path>, answer: Value) -> Self {
        let mock = Mock::start(Settings::default()).await.expect("a loopback port");
        let mut orders = Function::new(name("orders"), Configuration::default(), Code::Model);
        orders.publish(Configuration::default(), Code::Model);
        orders.set_alias(live(), Alias::to(Version::FIRST));
        let behavior = Behavior { answers: Changing::constant(answer), ..Behavior::default() };
        orders.version_mut(Version::FIRST.next()).expect("version 2").behavior = Some(behavior);
        mock.put_function(orders);
        Self { mock, program: program.as_ref().to_owned() }
    }

    /// Deploys all at once, with this hook of the program before traffic shifts, and waits for the end.
    pub async fn deploy_with(&self, hook: &str, timeout: Duration) -> Played {
        self.put_hook(hook, timeout);
        self.deploy(Some(hook), None).await
    }

    /// Adds a hook of the program under its own name.
    pub fn put_hook(&self, hook: &str, timeout: Duration) {
        self.put_hook_with(hook, timeout, Some("arn:aws:lambda:us-east-1:123456789012:function:orders:2"));
    }

    /// Adds a hook whose environment names the version under test in this way, or not at all.
    pub fn put_hook_with(&self, hook: &str, timeout: Duration, current_version: Option<&str>) {
        let variable = current_version.map(|value| ("CurrentVersion".to_owned(), value.to_owned()));
        let configuration = Configuration {
            handler: hook.to_owned(),
            timeout,
            environment: variable.into_iter().collect(),
            ..Configuration::default()
        };
        let task_root = self.program.parent().expect("a program in a folder").to_owned();
        let bootstrap = Bootstrap { program: self.program.clone(), task_root };
        self.mock.put_function(Function::new(name(hook), configuration, Code::Process(bootstrap)));
    }

    /// Deploys version 2 all at once and waits for the end.
    pub async fn deploy(&self, before: Option<&str>, after: Option<&str>) -> Played {
        let id = self.mock.create_deployment(NewDeployment {
            function: name("orders"),
            alias: live(),
            current_version: Version::FIRST,
            target_version: Version::FIRST.next(),
            strategy: Strategy::AllAtOnce,
            before_allow_traffic: before.map(name),
            after_allow_traffic: after.map(name),
        });
        self.mock.all_ended().await;
        let alias = self.mock.with_world(|world| *world.function(&name("orders")).unwrap().alias(&live()).unwrap());
        Played { deployment: self.mock.deployment(&id).unwrap(), history: self.mock.history(), alias }
    }
}

/// A function's name.
///
/// # Panics
/// When it is none.
pub fn name(text: &str) -> FunctionName {
    FunctionName::new(text).expect("a function name")
}

fn live() -> AliasName {
    AliasName::new("live").expect("an alias name")
}
