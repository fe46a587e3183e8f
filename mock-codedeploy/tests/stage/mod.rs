//! A mock with one function, which is a real process.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use mock_codedeploy::{
    Bootstrap, Code, Configuration, Function, FunctionName, FunctionReference, InvocationResult, Mock, Settings,
};
use serde_json::Value;

use crate::processes::{MARKER, processes};

pub(crate) struct Stage {
    pub(crate) mock: Mock,
    pub(crate) name: FunctionName,
    pub(crate) bootstrap: Bootstrap,
    pub(crate) marker: String,
}

impl Stage {
    /// A function with these variables and so many seconds.
    pub(crate) async fn set(variables: &[(&str, &str)], timeout: u64) -> Self {
        let mock = Mock::start(Settings::default()).await.unwrap();
        let name = FunctionName::new("under-test").unwrap();
        let program = PathBuf::from(env!("CARGO_BIN_EXE_function-under-test"));
        let bootstrap = Bootstrap { task_root: program.parent().unwrap().to_owned(), program };
        let stage = Self { marker: mock.url(), mock, name: name.clone(), bootstrap };
        stage.put(name, variables, timeout, Code::Process(stage.bootstrap.clone()));
        stage
    }

    /// Adds or replaces a function.
    pub(crate) fn put(&self, name: FunctionName, variables: &[(&str, &str)], timeout: u64, code: Code) {
        let mut environment: BTreeMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        environment.insert(MARKER.to_owned(), self.marker.clone());
        let timeout = Duration::from_secs(timeout);
        let configuration = Configuration { environment, timeout, ..Configuration::default() };
        self.mock.put_function(Function::new(name, configuration, code));
    }

    pub(crate) async fn invoke(&self, event: &Value) -> InvocationResult {
        let reference = FunctionReference { name: self.name.clone(), qualifier: None };
        self.mock.invoke(&reference, event.to_string().into()).await.unwrap()
    }
}

/// Waits until the kernel has taken away what was killed.
pub(crate) fn until_gone(marker: &str) {
    let start = Instant::now();
    loop {
        let left = processes(marker);
        if left.is_empty() {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(5), "left behind: {left:?}");
        std::thread::yield_now();
    }
}
