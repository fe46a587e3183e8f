//! A function: its unpublished state, its published versions and its aliases, with the rules between them (spec 5.5).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::alias::{Alias, AliasRecord};
use super::archive::CodeArchive;
use super::code::Code;
use super::configuration::Configuration;
use super::error::LambdaError;
use super::invoke_config::EventInvokeConfig;
use super::name::{AliasName, FunctionName};
use super::snapshot::Snapshot;
use super::version::Version;
use crate::clock::VirtualTime;

/// A function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Function {
    name: FunctionName,
    /// The unpublished state (`$LATEST`).
    unpublished: Snapshot,
    versions: BTreeMap<Version, Snapshot>,
    /// Whether code was uploaded since the last version, be it the same.
    #[serde(default)]
    uploaded: bool,
    /// The number of the next version; numbers are never used again.
    next: Version,
    aliases: BTreeMap<AliasName, AliasRecord>,
    /// By qualifier, `$LATEST` for none.
    pub(crate) invoke_configs: BTreeMap<String, EventInvokeConfig>,
    /// By qualifier.
    pub(crate) provisioned_concurrency: BTreeMap<String, u32>,
    pub(crate) reserved_concurrency: Option<u32>,
    /// The statements of the resource policies by qualifier, empty for none, and id.
    pub(crate) policies: BTreeMap<String, BTreeMap<String, Value>>,
    pub(crate) tags: BTreeMap<String, String>,
}

impl Function {
    /// A function with its first version published.
    pub fn new(name: FunctionName, configuration: Configuration, code: Code) -> Self {
        let mut function = Self::unpublished(name, Snapshot::new(configuration.clone(), code.clone()));
        function.publish(configuration, code);
        function
    }

    /// A function without any version.
    pub(crate) const fn unpublished(name: FunctionName, unpublished: Snapshot) -> Self {
        Self {
            name,
            unpublished,
            versions: BTreeMap::new(),
            uploaded: false,
            next: Version::FIRST,
            aliases: BTreeMap::new(),
            invoke_configs: BTreeMap::new(),
            provisioned_concurrency: BTreeMap::new(),
            reserved_concurrency: None,
            policies: BTreeMap::new(),
            tags: BTreeMap::new(),
        }
    }

    /// Its name.
    pub const fn name(&self) -> &FunctionName {
        &self.name
    }

    /// Publishes another version, whatever the last one was.
    pub fn publish(&mut self, configuration: Configuration, code: Code) -> Version {
        self.unpublished = Snapshot { behavior: None, ..Snapshot::new(configuration, code) };
        self.add_version(self.unpublished.clone())
    }

    /// Publishes the unpublished state. Without a change since the last version, that one is the answer; `upload_is_change` says whether
    /// the same code uploaded again is one.
    pub(crate) fn publish_unpublished(
        &mut self,
        upload_is_change: bool,
        description: Option<String>,
        revision_id: String,
        now: VirtualTime,
    ) -> Version {
        if let Some((last, snapshot)) = self.versions.last_key_value()
            && snapshot.is_same(&self.unpublished)
            && !(upload_is_change && self.uploaded)
        {
            return *last;
        }
        let mut snapshot = Snapshot { revision_id, modified: now, is_new: true, ..self.unpublished.clone() };
        if let Some(description) = description {
            snapshot.configuration.description = description;
        }
        self.add_version(snapshot)
    }

    fn add_version(&mut self, snapshot: Snapshot) -> Version {
        let version = self.next;
        self.versions.insert(version, snapshot);
        self.next = version.next();
        self.uploaded = false;
        version
    }

    /// Takes the code of an upload.
    pub(crate) fn upload(&mut self, code: Code) {
        self.unpublished.code = code;
        self.uploaded = true;
    }

    /// The archives of all states.
    pub(crate) fn archives(&self) -> impl Iterator<Item = &CodeArchive> {
        self.versions.values().chain([&self.unpublished]).filter_map(|snapshot| match &snapshot.code {
            Code::Archive(archive) => Some(archive),
            _ => None,
        })
    }

    /// The archives of all states, to put their bytes back.
    pub(crate) fn archives_mut(&mut self) -> impl Iterator<Item = &mut CodeArchive> {
        self.versions.values_mut().chain([&mut self.unpublished]).filter_map(|snapshot| match &mut snapshot.code {
            Code::Archive(archive) => Some(archive),
            _ => None,
        })
    }

    /// The unpublished state.
    pub const fn latest(&self) -> &Snapshot {
        &self.unpublished
    }

    /// The unpublished state, to change it. Published versions stay as they are.
    pub(crate) const fn latest_mut(&mut self) -> &mut Snapshot {
        &mut self.unpublished
    }

    /// All published versions, oldest first.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = (Version, &Snapshot)> {
        self.versions.iter().map(|(version, snapshot)| (*version, snapshot))
    }

    /// A published version.
    pub fn version(&self, version: Version) -> Option<&Snapshot> {
        self.versions.get(&version)
    }

    /// A published version, to set its behavior.
    pub fn version_mut(&mut self, version: Version) -> Option<&mut Snapshot> {
        self.versions.get_mut(&version)
    }

    /// Gives every state that has no revision this one.
    pub(crate) fn mark(&mut self, revision_id: &str) {
        let unmarked = self.versions.values_mut().chain([&mut self.unpublished]);
        for snapshot in unmarked.filter(|snapshot| snapshot.revision_id.is_empty()) {
            revision_id.clone_into(&mut snapshot.revision_id);
        }
    }

    /// Lets an alias point elsewhere, if the rules allow it.
    pub(crate) fn move_alias(
        &mut self,
        name: &AliasName,
        alias: Alias,
        revision_id: String,
    ) -> Result<(), LambdaError> {
        let missing = || LambdaError::ResourceNotFound(format!("Cannot find alias: {}:{name}", self.name));
        let description = self.aliases.get(name).ok_or_else(missing)?.description.clone();
        self.put_alias(name.clone(), AliasRecord { alias, description, revision_id })
    }

    /// Takes a published version away. One that an alias points to stays.
    pub(crate) fn remove_version(&mut self, version: Version) -> Result<(), LambdaError> {
        let points_to =
            |alias: &Alias| alias.version() == version || alias.additional().is_some_and(|(other, _)| other == version);
        if let Some((name, _)) = self.aliases.iter().find(|(_, record)| points_to(&record.alias)) {
            let message =
                format!("The version {version} is in use by the alias {name}: point the alias elsewhere first");
            return Err(LambdaError::ResourceConflict(message));
        }
        self.versions.remove(&version);
        Ok(())
    }

    /// Creates or replaces an alias, whatever it points to.
    pub fn set_alias(&mut self, name: AliasName, alias: Alias) {
        self.aliases.insert(name, AliasRecord { alias, description: String::new(), revision_id: String::new() });
    }

    /// Creates or replaces an alias, if the rules allow what it points to.
    pub(crate) fn put_alias(&mut self, name: AliasName, record: AliasRecord) -> Result<(), LambdaError> {
        self.check(record.alias)?;
        self.aliases.insert(name, record);
        Ok(())
    }

    /// An alias.
    pub fn alias(&self, name: &AliasName) -> Option<&Alias> {
        self.aliases.get(name).map(|record| &record.alias)
    }

    /// An alias, to move it past all rules.
    pub fn alias_mut(&mut self, name: &AliasName) -> Option<&mut Alias> {
        self.aliases.get_mut(name).map(|record| &mut record.alias)
    }

    /// All aliases with what else is known of them, by name.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = (&AliasName, &AliasRecord)> {
        self.aliases.iter()
    }

    /// An alias with what else is known of it.
    pub(crate) fn alias_record(&self, name: &AliasName) -> Option<&AliasRecord> {
        self.aliases.get(name)
    }

    pub(crate) fn remove_alias(&mut self, name: &AliasName) {
        self.aliases.remove(name);
    }

    /// The rules of what an alias may point to: versions that are there and, if two, alike in role and dead letters.
    fn check(&self, alias: Alias) -> Result<(), LambdaError> {
        let found = |version: Version| {
            let missing = || LambdaError::ResourceNotFound(format!("Function not found: {}:{version}", self.name));
            self.versions.get(&version).ok_or_else(missing)
        };
        let first = found(alias.version())?;
        let Some((additional, _)) = alias.additional() else { return Ok(()) };
        let second = found(additional)?;
        let differ = |what: &str| {
            LambdaError::InvalidParameterValue(format!(
                "The versions {} and {additional} have different {what}: an alias points to two versions only if they have the same",
                alias.version()
            ))
        };
        if first.configuration.role != second.configuration.role {
            return Err(differ("execution roles"));
        }
        if first.configuration.dead_letter != second.configuration.dead_letter {
            return Err(differ("dead-letter configurations"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Weight;

    fn function() -> Function {
        Function::new(FunctionName::new("f").unwrap(), Configuration::default(), Code::Model)
    }

    fn live() -> AliasName {
        AliasName::new("live").unwrap()
    }

    fn weighed() -> AliasRecord {
        let mut alias = Alias::to(Version::FIRST);
        alias.weigh(Version::FIRST.next(), Weight::percent(10)).unwrap();
        AliasRecord { alias, description: String::new(), revision_id: "r".into() }
    }

    #[test]
    fn without_a_change_no_version_is_published_and_numbers_are_not_used_again() {
        let mut function = function();
        let publish = |function: &mut Function| {
            function.publish_unpublished(false, None, "r".into(), VirtualTime::START).to_string()
        };
        assert_eq!(publish(&mut function), "1");
        function.latest_mut().configuration.memory_megabytes = 256;
        assert_eq!(publish(&mut function), "2");
        function.latest_mut().configuration.description = "only words".into();
        assert_eq!(publish(&mut function), "2");
        function.remove_version(Version::FIRST.next()).unwrap();
        assert_eq!(publish(&mut function), "3");
        function.upload(Code::Model);
        assert_eq!(publish(&mut function), "3");
        let counted =
            |function: &mut Function| function.publish_unpublished(true, None, "r".into(), VirtualTime::START);
        assert_eq!(counted(&mut function).to_string(), "4");
        assert_eq!(counted(&mut function).to_string(), "4");
    }

    #[test]
    fn a_version_that_an_alias_points_to_is_not_deleted() {
        let mut function = function();
        function.publish(Configuration::default(), Code::Model);
        function.put_alias(live(), weighed()).unwrap();
        for version in [Version::FIRST, Version::FIRST.next()] {
            assert_eq!(function.remove_version(version).unwrap_err().code(), "ResourceConflictException");
        }
        function.remove_alias(&live());
        assert_eq!(function.remove_version(Version::FIRST), Ok(()));
    }

    #[test]
    fn two_versions_behind_an_alias_are_there_and_alike_in_role_and_dead_letters() {
        let mut function = function();
        assert_eq!(function.put_alias(live(), weighed()).unwrap_err().code(), "ResourceNotFoundException");
        for changed in [
            Configuration { role: "arn:aws:iam::123456789012:role/other".into(), ..Configuration::default() },
            Configuration { dead_letter: Some("arn:aws:sqs:x".into()), ..Configuration::default() },
        ] {
            let mut function = function.clone();
            function.publish(changed, Code::Model);
            let error = function.put_alias(live(), weighed()).unwrap_err();
            assert_eq!(error.code(), "InvalidParameterValueException");
            assert_eq!(function.alias(&live()), None);
        }
        function.publish(Configuration::default(), Code::Model);
        assert_eq!(function.put_alias(live(), weighed()), Ok(()));
    }
}
