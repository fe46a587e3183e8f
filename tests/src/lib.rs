//! The stage on which real hook binaries meet the mock: a function under test, a hook, one deployment.

#![allow(clippy::missing_panics_doc, reason = "tests panic to fail")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use mock_codedeploy::{
    Alias, AliasName, Behavior, Bootstrap, Changing, Code, Configuration, Deployment, DeploymentId, Function,
    FunctionName, FunctionReference, History, InvocationResult, Mock, NewDeployment, Settings, Strategy, Version,
};
use serde_json::{Value, json};

/// The version under test, as a template names it.
pub const TARGET: &str = "arn:aws:lambda:us-east-1:123456789012:function:orders:2";

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
    /// Sets the stage for hooks of this program; version 2 answers every call with this.
    pub async fn set(program: impl AsRef<Path>, answer: Value) -> Self {
        Self::set_with(program, Behavior { answers: Changing::constant(answer), ..Behavior::default() }).await
    }

    /// Sets the stage for hooks of this program; version 2 fails every call with this function error.
    pub async fn set_to_fail(program: impl AsRef<Path>, error_type: &str, message: &str) -> Self {
        let error = Some(json!({ "errorType": error_type, "errorMessage": message }));
        Self::set_with(program, Behavior { error_rate: Changing::constant(1.0), error, ..Behavior::default() }).await
    }

    async fn set_with(program: impl AsRef<Path>, behavior: Behavior) -> Self {
        let mock = Mock::start(Settings::default()).await.expect("a loopback port");
        let mut orders = Function::new(name("orders"), Configuration::default(), Code::Model);
        orders.publish(Configuration::default(), Code::Model);
        orders.set_alias(live(), Alias::to(Version::FIRST));
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
        self.put_hook_with(hook, timeout, [("CurrentVersion", TARGET)]);
    }

    /// Adds a hook that runs without its guardian.
    pub fn put_unguarded_hook(&self, hook: &str, timeout: Duration) {
        self.put_hook_with(hook, timeout, [("CurrentVersion", TARGET), ("HOOK_SDK_GUARDIAN", "off")]);
    }

    /// Adds a hook with these environment variables.
    pub fn put_hook_with<'a>(
        &self,
        hook: &str,
        timeout: Duration,
        environment: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) {
        let environment = environment.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let configuration =
            Configuration { handler: hook.to_owned(), timeout, environment, ..Configuration::default() };
        let task_root = self.program.parent().expect("a program in a folder").to_owned();
        let bootstrap = Bootstrap { program: self.program.clone(), task_root };
        self.mock.put_function(Function::new(name(hook), configuration, Code::Process(bootstrap)));
    }

    /// Adds a hook that is held by the test: see [`Mock::next_in_process`].
    pub fn put_held_hook(&self, hook: &str) {
        self.mock.put_function(Function::new(name(hook), Configuration::default(), Code::InProcess));
    }

    /// Begins to deploy version 2 with this hook before traffic shifts.
    pub fn begin(&self, before: &str) -> DeploymentId {
        self.create(Some(before), None)
    }

    /// Lets a version of `orders` answer this.
    pub fn version_answers(&self, version: Version, answer: Value) {
        let behavior = Behavior { answers: Changing::constant(answer), ..Behavior::default() };
        self.mock.with_world(|world| {
            let orders = world.function_mut(&name("orders")).expect("orders");
            orders.version_mut(version).expect("a version of orders").behavior = Some(behavior);
        });
    }

    /// Points the alias at version 1 again, for another deployment.
    pub fn point_back(&self) {
        self.mock.with_world(|world| {
            world.function_mut(&name("orders")).expect("orders").set_alias(live(), Alias::to(Version::FIRST));
        });
    }

    /// Invokes a hook with an event of the test's own and waits for the answer.
    pub async fn invoke(&self, hook: &str, event: &Value) -> InvocationResult {
        self.invoke_with(hook, event.to_string().into()).await
    }

    /// Invokes a hook with any bytes and waits for the answer.
    pub async fn invoke_with(&self, hook: &str, event: Vec<u8>) -> InvocationResult {
        let reference = FunctionReference { name: name(hook), qualifier: None };
        self.mock.invoke(&reference, event.into()).await.expect("the hook is there")
    }

    /// Deploys version 2 all at once and waits for the end.
    pub async fn deploy(&self, before: Option<&str>, after: Option<&str>) -> Played {
        let id = self.create(before, after);
        self.ended(&id).await
    }

    /// Waits for the end of all deployments, and tells what this one came to.
    pub async fn ended(&self, id: &DeploymentId) -> Played {
        self.mock.all_ended().await;
        let alias = self.mock.with_world(|world| *world.function(&name("orders")).unwrap().alias(&live()).unwrap());
        Played { deployment: self.mock.deployment(id).unwrap(), history: self.mock.history(), alias }
    }

    fn create(&self, before: Option<&str>, after: Option<&str>) -> DeploymentId {
        let created = self.mock.create_deployment(&NewDeployment {
            function: name("orders"),
            alias: live(),
            current_version: Version::FIRST,
            target_version: Version::FIRST.next(),
            strategy: Strategy::AllAtOnce,
            before_allow_traffic: before.map(name),
            after_allow_traffic: after.map(name),
        });
        created.expect("no other deployment is active")
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
