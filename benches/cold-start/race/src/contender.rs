//! One of the hooks that race.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use mock_codedeploy::{
    Alias, AliasName, Behavior, Bootstrap, Changing, Code, Configuration, DeploymentStatus, Function, FunctionName,
    Mock, NewDeployment, Settings, Strategy, Version,
};
use serde_json::json;

use crate::usage;

/// A hook with what its starts took.
pub(crate) struct Contender {
    pub(crate) name: String,
    program: PathBuf,
    pub(crate) starts: Vec<Start>,
}

/// One start, from the call of the hook to the reported status. Milliseconds and megabytes.
pub(crate) struct Start {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
    pub(crate) resident: f64,
}

impl Contender {
    pub(crate) fn parse(argument: &str) -> Option<Self> {
        let (name, program) = argument.split_once('=')?;
        let program = PathBuf::from(program).canonicalize().ok()?;
        Some(Self { name: name.to_owned(), program, starts: Vec::new() })
    }

    pub(crate) fn median(&self, of: fn(&Start) -> f64) -> f64 {
        let mut values: Vec<f64> = self.starts.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    }

    #[expect(clippy::cast_precision_loss, reason = "a size for people")]
    pub(crate) fn size_megabytes(&self) -> f64 {
        std::fs::metadata(&self.program).map_or(0.0, |file| file.len() as f64 / 1e6)
    }

    /// Deploys once with a fresh environment.
    pub(crate) async fn start(&self) -> Result<Start, String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let mock = Mock::start(Settings::default()).await.map_err(|error| text(&error))?;
        let name = |name: &str| FunctionName::new(name).map_err(|error| text(&error));
        let alias = AliasName::new("live").map_err(|error| text(&error))?;

        let mut orders = Function::new(name("orders")?, Configuration::default(), Code::Model);
        let target = orders.publish(Configuration::default(), Code::Model);
        orders.set_alias(alias.clone(), Alias::to(Version::FIRST));
        if let Some(version) = orders.version_mut(target) {
            let lines = json!([{ "product": "tea", "quantity": 2, "amount": 900 }]);
            let answers = Changing::constant(json!({ "order": 1, "lines": lines, "total": 900 }));
            version.behavior = Some(Behavior { answers, ..Behavior::default() });
        }
        mock.put_function(orders);
        let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let configuration = Configuration {
            handler: "orders_are_priced".into(),
            timeout: Duration::from_secs(30),
            environment: BTreeMap::from([variable(
                "CurrentVersion",
                "arn:aws:lambda:us-east-1:123456789012:function:orders:2",
            )]),
            ..Configuration::default()
        };
        let task_root = self.program.parent().ok_or("the program has no folder")?.to_owned();
        let code = Code::Process(Bootstrap { program: self.program.clone(), task_root });
        mock.put_function(Function::new(name("hook")?, configuration, code));

        let began = Instant::now();
        let created = mock.create_deployment(&NewDeployment {
            function: name("orders")?,
            alias,
            current_version: Version::FIRST,
            target_version: target,
            strategy: Strategy::AllAtOnce,
            before_allow_traffic: Some(name("hook")?),
            after_allow_traffic: None,
        });
        let id = created.map_err(|error| text(&error))?;
        mock.all_completed().await;
        let wall = began.elapsed();
        let used = usage::of_children();
        let status = mock.deployment(&id).map(|deployment| deployment.status()).map_err(|error| text(&error))?;
        mock.all_ended().await;
        mock.shut_down().await;
        if status != DeploymentStatus::Succeeded {
            return Err(format!("the deployment is {status:?}"));
        }
        Ok(Start { wall: wall.as_secs_f64() * 1e3, cpu: used.cpu_milliseconds, resident: used.resident_megabytes })
    }
}
