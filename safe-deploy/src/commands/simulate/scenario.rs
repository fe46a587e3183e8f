//! A scenario: how versions behave, what traffic there is, which hooks do not run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mock_codedeploy::{Behavior, Changing, HookVerdict, Version};
use template_transform::document::{Map, Node, Value};
use template_transform::model::LogicalId;
use template_transform::{Diagnostic, Document};

use super::application::App;
use crate::exit::Exit;
use crate::failure::Failure;

/// What a scenario file says. Without one, every version runs its own code and there is no traffic.
#[derive(Debug, Default)]
pub(super) struct Scenario {
    pub(super) behaviors: BTreeMap<LogicalId, BTreeMap<Version, Behavior>>,
    pub(super) hooks: BTreeMap<LogicalId, HookVerdict>,
    /// Requests a second.
    pub(super) traffic: f64,
    pub(super) seed: Option<u64>,
}

/// Reads the scenario of that name beside the template, or that file.
pub(super) fn read(name: Option<&str>, app: &App) -> Result<Scenario, Failure> {
    let Some(name) = name else { return Ok(Scenario::default()) };
    let path = find(name, app);
    let file = path.display().to_string();
    let bytes = std::fs::read(&path).map_err(|error| {
        let message = format!("cannot read the scenario {file}: {error}");
        Failure::of_file(Exit::Usage, "unreadable-scenario", &file, message).with_help(known(app))
    })?;
    let document = Document::parse_bytes(file.as_str(), &bytes).map_err(|error| {
        Failure::new(Exit::Usage, vec![error.to_diagnostic()]).with_source(&file, &String::from_utf8_lossy(&bytes))
    })?;
    let mut reader = Reader { document: &document, app, problems: Vec::new() };
    let scenario = reader.scenario();
    if reader.problems.is_empty() {
        Ok(scenario)
    } else {
        Err(Failure::new(Exit::Usage, reader.problems).with_source(&file, document.text()))
    }
}

/// A name stands for a file beside the template; what looks like a path is one.
fn find(name: &str, app: &App) -> PathBuf {
    let is_path = name.contains('/') || Path::new(name).extension().is_some_and(|end| end == "yaml" || end == "yml");
    if is_path { PathBuf::from(name) } else { app.folder.join("scenarios").join(format!("{name}.yaml")) }
}

/// The scenarios that there are.
fn known(app: &App) -> String {
    let folder = app.folder.join("scenarios");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".yaml").map(str::to_owned))
        .collect();
    names.sort();
    if names.is_empty() {
        format!("scenarios are YAML files in {}", folder.display())
    } else {
        format!("the scenarios in {} are: {}", folder.display(), names.join(", "))
    }
}

struct Reader<'a> {
    document: &'a Document,
    app: &'a App,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn scenario(&mut self) -> Scenario {
        let mut scenario = Scenario::default();
        let Some(root) = self.document.root().as_map() else { return scenario };
        for entry in root.iter() {
            match entry.key.as_str() {
                "functions" => scenario.behaviors = self.functions(&entry.value),
                "hooks" => scenario.hooks = self.hooks(&entry.value),
                "traffic" => scenario.traffic = self.number(&entry.value, 0.0, 100_000.0).unwrap_or_default(),
                "seed" => scenario.seed = self.seed(&entry.value),
                other @ ("alarms" | "faults") => {
                    let message = format!("`{other}` cannot be played yet");
                    self.problem(
                        "not-yet",
                        &entry.value,
                        message,
                        "remove it; hooks, behaviors and traffic are played",
                    );
                }
                other => self.unknown_key(other, &entry.value, "functions, hooks, traffic, seed"),
            }
        }
        scenario
    }

    fn functions(&mut self, node: &Node) -> BTreeMap<LogicalId, BTreeMap<Version, Behavior>> {
        let mut functions = BTreeMap::new();
        for (key, value) in self.map(node, "a map from logical ids to `versions`") {
            let Some(id) = self.function(&key, value) else { continue };
            let mut behaviors = BTreeMap::new();
            for (key, value) in self.map(value, "a map with `versions`") {
                if key == "versions" {
                    behaviors = self.versions(value);
                } else {
                    self.unknown_key(&key, value, "versions");
                }
            }
            functions.insert(id, behaviors);
        }
        functions
    }

    fn versions(&mut self, node: &Node) -> BTreeMap<Version, Behavior> {
        let mut versions = BTreeMap::new();
        for (key, value) in self.map(node, "a map from version numbers to behaviors") {
            match Version::parse(&key).filter(|version| *version <= Version::FIRST.next()) {
                Some(version) => {
                    let behavior = self.behavior(value);
                    versions.insert(version, behavior);
                }
                None => {
                    let message = format!("there is no version `{key}`");
                    self.problem("unknown-version", value, message, "version 1 is live and version 2 is deployed");
                }
            }
        }
        versions
    }

    fn behavior(&mut self, node: &Node) -> Behavior {
        let mut behavior = Behavior::default();
        for (key, value) in self.map(node, "a behavior: `answers`, `error_rate`, `latency`") {
            match key.as_str() {
                "answers" => behavior.answers = self.changing(value, |_, node| Some(node.to_json())),
                "error_rate" => {
                    behavior.error_rate = self.changing(value, |reader, node| reader.number(node, 0.0, 1.0));
                }
                "latency" => behavior.latency = self.changing(value, Self::duration),
                "latency_ms" => {
                    behavior.latency = self.changing(value, |reader, node| {
                        reader
                            .number(node, 0.0, 900_000.0)
                            .map(|milliseconds| Duration::from_secs_f64(milliseconds / 1e3))
                    });
                }
                other => self.unknown_key(other, value, "answers, error_rate, latency, latency_ms"),
            }
        }
        behavior
    }

    /// A constant, or a list of `{ at, value }`.
    fn changing<T>(&mut self, node: &Node, mut read: impl FnMut(&mut Self, &Node) -> Option<T>) -> Changing<T> {
        let is_change = |item: &Node| {
            item.as_map().is_some_and(|map| map.len() == 2 && map.contains_key("at") && map.contains_key("value"))
        };
        match node.as_list() {
            Some(items) if !items.is_empty() && items.iter().all(is_change) => {
                let mut changes = Vec::new();
                for item in items {
                    let (Some(at), Some(value)) = (item.get("at"), item.get("value")) else { continue };
                    if let (Some(at), Some(value)) = (self.duration(at), read(self, value)) {
                        changes.push((at, value));
                    }
                }
                Changing::at(changes)
            }
            _ => read(self, node).map_or_else(Changing::default, Changing::constant),
        }
    }

    fn hooks(&mut self, node: &Node) -> BTreeMap<LogicalId, HookVerdict> {
        let mut hooks = BTreeMap::new();
        for (key, value) in self.map(node, "a map from a hook's logical id to succeeded, failed or run") {
            let Some(id) = self.function(&key, value) else { continue };
            match value.as_str() {
                Some("succeeded") => drop(hooks.insert(id, HookVerdict::Succeeded)),
                Some("failed") => drop(hooks.insert(id, HookVerdict::Failed)),
                Some("run") => {}
                _ => self.problem(
                    "wrong-value",
                    value,
                    format!("{key} is neither `succeeded` nor `failed` nor `run`"),
                    "`run` runs the real binary, the others report in its place",
                ),
            }
        }
        hooks
    }

    fn function(&mut self, key: &str, node: &Node) -> Option<LogicalId> {
        let id = LogicalId::new(key);
        if self.app.application.function(&id).is_some() {
            return Some(id);
        }
        let ids: Vec<&str> =
            self.app.application.functions().iter().map(|function| function.logical_id.as_str()).collect();
        let help = format!("the functions of {} are: {}", self.app.file, ids.join(", "));
        self.problem("unknown-function", node, format!("the template has no function `{key}`"), &help);
        None
    }

    fn map<'n>(&mut self, node: &'n Node, what: &str) -> Vec<(String, &'n Node)> {
        if node.is_null() {
            return Vec::new();
        }
        match node.as_map() {
            Some(map) => Map::iter(map).map(|entry| (entry.key.as_str().to_owned(), &entry.value)).collect(),
            None => {
                self.problem("wrong-type", node, format!("this is {}, it should be {what}", node.kind()), "");
                Vec::new()
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a scenario's numbers are small")]
    fn number(&mut self, node: &Node, least: f64, most: f64) -> Option<f64> {
        let number = match node.value() {
            Value::Integer(integer) => Some(*integer as f64),
            Value::Float(float) => Some(*float),
            _ => None,
        };
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.problem("wrong-value", node, format!("this is no number between {least} and {most}"), "");
        }
        number
    }

    fn seed(&mut self, node: &Node) -> Option<u64> {
        let seed = match node.value() {
            Value::Integer(integer) => u64::try_from(*integer).ok(),
            _ => None,
        };
        if seed.is_none() {
            self.problem("wrong-value", node, "a seed is a whole number, not negative".into(), "");
        }
        seed
    }

    fn duration(&mut self, node: &Node) -> Option<Duration> {
        let text = node.scalar_text().unwrap_or_default();
        let parsed = humantime::parse_duration(&text).ok();
        if parsed.is_none() {
            self.problem("wrong-value", node, format!("`{text}` is no duration"), "write it as 500ms, 30s, 5m or 1h");
        }
        parsed
    }

    fn unknown_key(&mut self, key: &str, node: &Node, known: &str) {
        self.problem("unknown-key", node, format!("`{key}` is not known here"), &format!("there are: {known}"));
    }

    fn problem(&mut self, code: &'static str, node: &Node, message: String, help: &str) {
        let problem = Diagnostic::error(code, self.document.location(node.span()), message);
        self.problems.push(if help.is_empty() { problem } else { problem.with_help(help) });
    }
}
