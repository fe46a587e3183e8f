//! What the hook's environment says to the runtime.

/// The variables that may name the version under test, in the order in which they are asked.
const TARGET_VARIABLES: [&str; 3] = ["CurrentVersion", "NewVersion", "VersionToTest"];

/// The environment of a hook, read once.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    target: Option<(&'static str, String)>,
}

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        Self {
            target: TARGET_VARIABLES
                .into_iter()
                .find_map(|variable| Some((variable, std::env::var_os(variable)?.to_string_lossy().into_owned()))),
        }
    }

    /// An environment in which `CurrentVersion` has this value.
    pub fn with_current_version(value: impl Into<String>) -> Self {
        Self { target: Some((TARGET_VARIABLES[0], value.into())) }
    }

    /// The first variable that names the version under test, with its value.
    pub(crate) fn target(&self) -> Option<(&'static str, &str)> {
        self.target.as_ref().map(|(variable, value)| (*variable, value.as_str()))
    }
}
