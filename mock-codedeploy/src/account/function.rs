//! A function, its published versions and its aliases.

use std::collections::BTreeMap;
use std::time::Duration;

use super::alias::Alias;
use super::behavior::Behavior;
use super::code::Code;
use super::name::{AliasName, FunctionName};
use super::version::Version;

/// What a function is configured with when a version of it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// The handler's name (`_HANDLER`).
    pub handler: String,
    /// How long an invocation may take.
    pub timeout: Duration,
    /// Memory in megabytes.
    pub memory_megabytes: u32,
    /// The function's own environment variables.
    pub environment: BTreeMap<String, String>,
}

impl Default for Configuration {
    /// Lambda's defaults: 3 seconds, 128 MB.
    fn default() -> Self {
        Self {
            handler: "bootstrap".into(),
            timeout: Duration::from_secs(3),
            memory_megabytes: 128,
            environment: BTreeMap::new(),
        }
    }
}

/// An immutable snapshot of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedVersion {
    /// Its number.
    pub version: Version,
    /// Its configuration.
    pub configuration: Configuration,
    /// What runs.
    pub code: Code,
    /// What answers instead, in a scenario.
    pub behavior: Option<Behavior>,
}

/// A function. Its unpublished state (`$LATEST`) is its newest version.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    name: FunctionName,
    versions: BTreeMap<Version, PublishedVersion>,
    latest: Version,
    aliases: BTreeMap<AliasName, Alias>,
}

impl Function {
    /// A function with its first version published.
    pub fn new(name: FunctionName, configuration: Configuration, code: Code) -> Self {
        let first = PublishedVersion { version: Version::FIRST, configuration, code, behavior: None };
        Self {
            name,
            versions: BTreeMap::from([(Version::FIRST, first)]),
            latest: Version::FIRST,
            aliases: BTreeMap::new(),
        }
    }

    /// Its name.
    pub const fn name(&self) -> &FunctionName {
        &self.name
    }

    /// Publishes another version.
    pub fn publish(&mut self, configuration: Configuration, code: Code) -> Version {
        let version = self.latest.next();
        self.versions.insert(version, PublishedVersion { version, configuration, code, behavior: None });
        self.latest = version;
        version
    }

    /// A published version.
    pub fn version(&self, version: Version) -> Option<&PublishedVersion> {
        self.versions.get(&version)
    }

    /// A published version, to set its behavior.
    pub fn version_mut(&mut self, version: Version) -> Option<&mut PublishedVersion> {
        self.versions.get_mut(&version)
    }

    /// The newest version.
    pub const fn latest(&self) -> Version {
        self.latest
    }

    /// Creates or replaces an alias.
    pub fn set_alias(&mut self, name: AliasName, alias: Alias) {
        self.aliases.insert(name, alias);
    }

    /// An alias.
    pub fn alias(&self, name: &AliasName) -> Option<&Alias> {
        self.aliases.get(name)
    }

    /// An alias, to move it.
    pub fn alias_mut(&mut self, name: &AliasName) -> Option<&mut Alias> {
        self.aliases.get_mut(name)
    }
}
