//! What the rules look at: the typed view of a template, with its hooks and the rights of their roles.

use indexmap::IndexMap;

use super::Surroundings;
use super::alarm::{self, Alarm, Watch};
use super::target_variable::{self, TargetVariable, Tested};
use crate::diagnostic::Location;
use crate::document::{Document, Map, Node};
use crate::model::permission::{Attachments, FunctionNames, Rights};
use crate::model::preference::{Guard, Preference};
use crate::model::reader::Reader;
use crate::model::reading::{ReadFunction, Reading};
use crate::model::resolver::Evaluated;
use crate::model::{AlarmTarget, LogicalId, Parameters};
use crate::plan::Plan;
use crate::wire::{Built, SourceHook};

pub(crate) struct Subject<'a> {
    reading: Reading<'a>,
    names: FunctionNames,
    attachments: Attachments<'a>,
    hooks: Vec<FoundHook>,
    surroundings: Surroundings<'a>,
}

/// A hook by its place among the functions, with those that it guards.
struct FoundHook {
    function: usize,
    rights: Rights,
    targets: Vec<TargetVariable>,
    uses: Vec<(usize, Location)>,
}

/// A function whose preference is enabled.
pub(crate) struct Guarded<'s, 'a> {
    pub(crate) read: &'s ReadFunction<'a>,
    pub(crate) preference: &'s Preference,
}

/// A function that a preference names as its hook.
pub(crate) struct Hook<'s, 'a> {
    pub(crate) read: &'s ReadFunction<'a>,
    pub(crate) rights: &'s Rights,
    /// The variables that name what it tests.
    pub(crate) targets: &'s [TargetVariable],
    pub(crate) uses: Vec<Use<'s, 'a>>,
}

/// An alarm that may stop a deployment.
pub(crate) struct Watching<'s> {
    pub(crate) id: LogicalId,
    pub(crate) alarm: Alarm,
    /// Where the preference refers to it.
    pub(crate) reference: &'s Location,
}

/// One mention of a hook.
pub(crate) struct Use<'s, 'a> {
    pub(crate) guarded: Guarded<'s, 'a>,
    pub(crate) location: &'s Location,
}

impl<'a> Subject<'a> {
    pub(crate) fn of(document: &'a Document, parameters: &Parameters, surroundings: Surroundings<'a>) -> Self {
        let reading = Reading::of(document, parameters);
        let reader = &reading.reader;
        let names = FunctionNames::read(&reading);
        let attachments = Attachments::read(reader);
        let places: IndexMap<&str, usize> =
            reading.functions.iter().enumerate().map(|(at, read)| (read.function.logical_id.as_str(), at)).collect();
        let mut uses: IndexMap<usize, Vec<(usize, Location)>> = IndexMap::new();
        for (at, read) in reading.functions.iter().enumerate() {
            let Guard::Enabled(preference) = &read.guard else { continue };
            for (_, hook) in preference.hooks() {
                if let Some(place) = places.get(hook.function.as_str()) {
                    uses.entry(*place).or_default().push((at, hook.location.clone()));
                }
            }
        }
        let hooks = uses.into_iter().map(|(function, uses)| {
            let read = &reading.functions[function];
            // When the hook runs, it is there and so is what it guards.
            let there = uses.iter().map(|(at, _)| &reading.functions[*at]).chain([read]);
            let conditions: Vec<&str> =
                there.filter_map(|read| read.resource.get("Condition").and_then(Node::as_str)).collect();
            let (rights, targets) = reader.resolver().assuming(&conditions, || {
                let rights = Rights::of_function(reader, &attachments, read);
                (rights, target_variable::read(reader, &names, &read.properties))
            });
            FoundHook { function, rights, targets, uses }
        });
        let hooks = hooks.collect();
        Self { reading, names, attachments, hooks, surroundings }
    }

    pub(crate) fn reader(&self) -> &Reader<'a> {
        &self.reading.reader
    }

    pub(super) fn into_reader(self) -> Reader<'a> {
        self.reading.reader
    }

    /// What the step from the template that is deployed does, when that is known.
    pub(crate) fn plan(&self) -> Option<&'a Plan> {
        self.surroundings.plan
    }

    pub(crate) fn functions(&self) -> &[ReadFunction<'a>] {
        &self.reading.functions
    }

    pub(crate) fn function(&self, id: &LogicalId) -> Option<&ReadFunction<'a>> {
        self.functions().iter().find(|read| read.function.logical_id == *id)
    }

    pub(crate) fn names(&self) -> &FunctionNames {
        &self.names
    }

    /// What a function's role may do.
    pub(crate) fn rights(&self, read: &ReadFunction<'_>) -> Rights {
        Rights::of_function(self.reader(), &self.attachments, read)
    }

    /// What a role of this template may do.
    pub(crate) fn role(&self, id: &LogicalId) -> Rights {
        Rights::of_role(self.reader(), &self.attachments, id.as_str())
    }

    pub(crate) fn guarded(&self) -> impl Iterator<Item = Guarded<'_, 'a>> {
        self.functions().iter().filter_map(Guarded::of)
    }

    pub(crate) fn hooks(&self) -> impl Iterator<Item = Hook<'_, 'a>> {
        self.hooks.iter().map(|hook| Hook {
            read: &self.reading.functions[hook.function],
            rights: &hook.rights,
            targets: &hook.targets,
            uses: hook
                .uses
                .iter()
                .filter_map(|(at, location)| {
                    Some(Use { guarded: Guarded::of(&self.reading.functions[*at])?, location })
                })
                .collect(),
        })
    }

    /// The sources that a hook may be built from, as far as they are known.
    pub(crate) fn sources<'s>(&'s self, read: &'s ReadFunction<'a>) -> impl Iterator<Item = &'a SourceHook> + 's {
        let built = Built::of(|name| read.properties.get(name), read.resource);
        let crates = self.surroundings.hook_crates.iter();
        crates
            .flat_map(|code| code.hooks.iter().map(move |hook| (code, hook)))
            .filter_map(move |(code, hook)| built.is_from(code, hook).then_some(hook))
    }

    /// The alarms of this template that may stop a guarded function's deployment, those behind composite ones included.
    pub(crate) fn watching<'s>(&self, guarded: &Guarded<'s, 'a>) -> Vec<Watching<'s>> {
        let ids = self.watching_ids(guarded).into_iter();
        ids.filter_map(|(id, reference)| Some(Watching { alarm: Alarm::read(self.reader(), &id)?, id, reference }))
            .collect()
    }

    /// Their logical ids, each with the place where the preference refers to it.
    pub(crate) fn watching_ids<'s>(&self, guarded: &Guarded<'s, 'a>) -> Vec<(LogicalId, &'s Location)> {
        let mut ids = Vec::new();
        for reference in &guarded.preference.possible_alarms {
            let id = match &reference.alarm {
                AlarmTarget::Resource(id) => Some(id.clone()),
                AlarmTarget::Name(name) => alarm::named(self.reader(), name),
                AlarmTarget::ArnOf(_) | AlarmTarget::Unknown(_) => None,
            };
            let members = id.iter().flat_map(|id| alarm::members(self.reader(), id));
            ids.extend(members.map(|id| (id, &reference.location)));
        }
        ids
    }

    /// What each metric of an alarm counts of a guarded function's invocations.
    pub(crate) fn counted(&self, guarded: &Guarded<'_, 'a>, alarm: &Alarm) -> Vec<Watch> {
        let alias = guarded.preference.alias.as_ref();
        alarm.metrics.iter().map(|metric| metric.watches(guarded.id(), alias, self.names())).collect()
    }

    /// Where a property of a function stands; the function's own place when it has none.
    pub(crate) fn place(&self, read: &ReadFunction<'_>, property: &str) -> Location {
        match read.properties.get(property) {
            Some(node) => self.reader().place(node),
            None => read.function.location.clone(),
        }
    }

    /// All resources with their types.
    pub(crate) fn resources(&self) -> impl Iterator<Item = (&'a str, &'a str, &'a Node)> + use<'a> {
        let resources = self.reader().document().root().get("Resources").and_then(Node::as_map);
        resources
            .into_iter()
            .flat_map(Map::iter)
            .filter_map(|entry| Some((entry.key.as_str(), entry.value.get("Type")?.as_str()?, &entry.value)))
    }
}

impl<'s, 'a> Guarded<'s, 'a> {
    fn of(read: &'s ReadFunction<'a>) -> Option<Self> {
        match &read.guard {
            Guard::Enabled(preference) => Some(Self { read, preference }),
            _ => None,
        }
    }

    pub(crate) fn id(&self) -> &'s LogicalId {
        &self.read.function.logical_id
    }
}

impl<'s> Hook<'s, '_> {
    pub(crate) fn id(&self) -> &'s LogicalId {
        &self.read.function.logical_id
    }

    /// The functions whose new versions it tests, as far as that is certain: those that variables name, or all that it guards
    /// when it has been given the rights to ask CodeDeploy.
    pub(crate) fn tested(&self, reader: &Reader<'_>) -> Vec<&'s LogicalId> {
        let guarded = self.guarded_ids();
        let told = self.targets.iter().filter_map(|variable| match &variable.tested {
            Tested::Published(id) | Tested::Number(Some(id)) => Some(id),
            _ => None,
        });
        let told: Vec<_> = told.collect();
        let asks = if self.targets.is_empty() {
            // Who may do everything with CodeDeploy need not do this.
            self.rights.name_actions("codedeploy:get")
        } else {
            self.targets.iter().all(|variable| variable.tested == Tested::Number(None))
        };
        if !told.is_empty() {
            guarded.into_iter().filter(|id| told.contains(id)).collect()
        } else if asks && self.knows_its_variables(reader) && self.lacks_to_ask_codedeploy().is_empty() {
            guarded
        } else {
            Vec::new()
        }
    }

    /// What its role lacks to ask CodeDeploy which version is deployed.
    pub(crate) fn lacks_to_ask_codedeploy(&self) -> Vec<&'static str> {
        let needed = ["codedeploy:GetDeployment", "codedeploy:GetApplicationRevision"];
        needed.into_iter().filter(|action| self.rights.certainly_lack(action)).collect()
    }

    /// Whether all variables are known by name.
    pub(crate) fn knows_its_variables(&self, reader: &Reader<'_>) -> bool {
        let known = |node: &Node| matches!(reader.resolver().evaluate(node), Evaluated::Value(_));
        let environment = self.read.properties.get("Environment");
        environment.is_none_or(|node| known(node) && node.get("Variables").is_none_or(known))
    }

    /// The functions that it guards, each once.
    pub(crate) fn guarded_ids(&self) -> Vec<&'s LogicalId> {
        let mut ids: Vec<&LogicalId> = Vec::new();
        for one in &self.uses {
            if !ids.contains(&one.guarded.id()) {
                ids.push(one.guarded.id());
            }
        }
        ids
    }
}
