//! The whole of it: a SAM template in, a CloudFormation template out.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::deployment::CodeDeploy;
use super::events::Linked;
use super::fault::{Checked, Findings, fault};
use super::function::own_properties;
use super::globals::Globals;
use super::logical_id;
use super::mappings::Mappings;
use super::parameter_values::ParameterValues;
use super::references::References;
use super::resource::{Resource, SamResource, text_of};
use super::shared_description::SharedDescription;
use super::structure::{self, Structure};
use super::surroundings::{Effects, Surroundings};
use super::traces::{self, Shared};
use super::turns::{self, Users};
use super::value::{Map, Text, Value};
use super::{function, layer_version, sam_type, simple_table};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Entry, Map as NodeMap};
use crate::model::Parameters;
use crate::model::parameters::partition;

/// A template in plain CloudFormation, as SAM would have made it.
#[derive(Clone, Debug)]
pub struct Expansion<'d> {
    template: Map<'d>,
    origins: HashMap<Text<'d>, &'d str>,
}

impl<'d> Expansion<'d> {
    /// The template; it can be serialized.
    pub fn template(&self) -> &Map<'d> {
        &self.template
    }

    /// The template as JSON, in lines.
    pub fn to_json(&self) -> String {
        // Only a map with keys that are no text could fail.
        serde_json::to_string_pretty(&self.template).unwrap_or_default()
    }

    /// The template as YAML, with short tags such as `!Ref`.
    pub fn to_yaml(&self) -> String {
        super::yaml::text(&self.template)
    }

    /// The resources by logical id.
    pub fn resources(&self) -> impl Iterator<Item = (&str, &Value<'d>)> {
        self.template.get("Resources").and_then(Value::as_map).into_iter().flat_map(Map::iter)
    }

    /// The SAM resource that a generated resource comes of. Nothing for a resource that was written as CloudFormation, and for
    /// those that all deployments share.
    pub fn origin(&self, logical_id: &str) -> Option<&'d str> {
        self.origins.get(logical_id).copied()
    }
}

/// Expands a template as SAM does, or tells all that is wrong with it.
///
/// `region` is where the stack is to be deployed; it tells the partition. Parameters that are not given have their defaults. Region
/// and partition aside, no pseudo parameter is ever resolved.
///
/// ```
/// use template_transform::expand::{Value, expand};
/// use template_transform::{Document, Parameters};
///
/// let document = Document::parse(
///     "template.yaml",
///     "
/// Resources:
///   Orders:
///     Type: AWS::Serverless::Function
///     Properties:
///       CodeUri: s3://bucket/orders.zip
///       Handler: bootstrap
///       Runtime: provided.al2023
///       AutoPublishAlias: live
/// ",
/// )?;
/// let parameters = Parameters::new();
/// let expansion = expand(&document, &parameters, "eu-west-1").map_err(|found| found[0].to_string())?;
/// let ids: Vec<&str> = expansion.resources().map(|(id, _)| id).collect();
/// assert_eq!(ids, ["Orders", "OrdersVersion0cd245f156", "OrdersAliaslive", "OrdersRole"]);
/// assert_eq!(expansion.origin("OrdersRole"), Some("Orders"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn expand<'d>(
    document: &'d Document,
    parameters: &'d Parameters,
    region: &'d str,
) -> Result<Expansion<'d>, Vec<Diagnostic>> {
    let Structure { resources, mut found, broken } = structure::read(document)?;
    let (globals, of_globals) = Globals::read(document);
    found.extend(of_globals);
    let can_expand = globals.is_some();
    let partition = partition(region);
    let around = Surroundings {
        parameters: ParameterValues::new(document, parameters, region, partition),
        partition,
        resources,
    };
    let effects = Effects {
        globals: globals.unwrap_or_default(),
        mappings: Mappings::new(document),
        has_conditions: document.root().get("Conditions").is_some_and(|section| !section.is_null()),
        ..Effects::default()
    };
    Expander {
        document,
        around,
        effects,
        made: IndexMap::new(),
        references: References::default(),
        found,
        broken,
        can_expand,
        origins: HashMap::new(),
        description: SharedDescription::default(),
        users: None,
    }
    .run()
}

struct Expander<'d> {
    document: &'d Document,
    around: Surroundings<'d>,
    effects: Effects<'d>,
    made: IndexMap<Text<'d>, Value<'d>>,
    references: References,
    found: Vec<Diagnostic>,
    /// Resources about which all is said already.
    broken: HashSet<&'d str>,
    /// Whether what SAM resources take over is known.
    can_expand: bool,
    origins: HashMap<Text<'d>, &'d str>,
    description: SharedDescription<'d>,
    /// The functions so far, where it matters who resolves the globals when.
    users: Option<Users<'d>>,
}

impl<'d> Expander<'d> {
    fn run(mut self) -> Result<Expansion<'d>, Vec<Diagnostic>> {
        // What is no SAM resource keeps its place; what SAM makes comes after.
        let (mut functions, mut others) = (Vec::new(), Vec::new());
        for entry in self.around.resources.iter() {
            let kind = entry.value.get("Type").and_then(text_of).unwrap_or_default();
            let connectors = entry.value.get("Connectors");
            // Without any there is nothing to expand; an unknown attribute is dropped from SAM's own resources, and from others here.
            if let Some(connectors) =
                connectors.filter(|connectors| !connectors.as_map().is_some_and(NodeMap::is_empty))
            {
                let message = format!("`{}` has connectors, which are not expanded yet", entry.key.as_str());
                let location = self.document.location(connectors.span());
                self.found.push(Diagnostic::error("not-expanded", location, message).about(entry.key.as_str()));
            }
            match kind {
                sam_type::FUNCTION => functions.push((entry, kind)),
                sam_type::LAYER_VERSION | sam_type::SIMPLE_TABLE => others.push((entry, kind)),
                kind if sam_type::is_not_expanded(kind) => {
                    let message = format!("`{}` is of type `{kind}`, which is not expanded yet", entry.key.as_str());
                    let place = entry.value.get("Type").map_or(entry.key.span(), crate::document::Node::span);
                    let found = Diagnostic::error("not-expanded", self.document.location(place), message)
                        .about(entry.key.as_str())
                        .with_help(
                            "expand the template with the AWS SAM CLI, or move the resource to another template",
                        );
                    self.found.push(found);
                }
                _ => {
                    let mut value = Value::from(&entry.value);
                    if connectors.is_some()
                        && let Some(resource) = value.as_map_mut()
                    {
                        resource.remove("Connectors");
                    }
                    self.made.insert(Text::Borrowed(entry.key.as_str()), value);
                }
            }
        }
        let of_functions: Vec<&Entry> = functions.iter().map(|(entry, _)| *entry).collect();
        let (globals, parameters) = (&mut self.effects.globals, &self.around.parameters);
        if parameters.bring_references() {
            turns::resolve_ahead(globals, &of_functions, parameters);
            self.users = Some(Users::default());
        } else {
            traces::of_code(globals, &of_functions, parameters);
        }
        // Functions first, as SAM does: the order of the output follows.
        for (entry, kind) in functions.into_iter().chain(others) {
            if self.can_expand && !self.broken.contains(entry.key.as_str()) {
                self.expand_one(entry, kind);
            }
        }
        if let Some(users) = self.users.take() {
            users.end(&mut self.effects, &mut self.made);
        }
        for (_, linked) in std::mem::take(&mut self.effects.linked) {
            let Some(resource) = Some(linked).filter(Linked::is_in_place).and_then(Linked::into_resource) else {
                continue;
            };
            let (id, value) = resource.into_entry();
            self.made.insert(id, value);
        }
        let (deploy, mappings) = self.deploy().unwrap_or_else(|faults| {
            self.found.extend(faults.into_diagnostics_of(self.document, "Mappings"));
            Default::default()
        });
        if !self.effects.conditions.is_empty() || !deploy.conditions.is_empty() {
            self.check_conditions();
        }
        if !self.found.is_empty() {
            self.warn_of_numeric_ids();
            return Err(self.found);
        }
        for (function, resource) in deploy.resources {
            let (id, value) = resource.into_entry();
            if let Some(function) = function {
                self.origins.insert(id.clone(), function);
            }
            // These alone overwrite what the template has under their ids.
            self.made.insert(id, value);
        }
        Ok(self.finish(deploy.conditions, mappings))
    }

    /// What CodeDeploy needs, and the mappings if they have changed on the way to it.
    fn deploy(&mut self) -> Checked<(CodeDeploy<'d>, Option<Value<'d>>)> {
        let preferences = std::mem::take(&mut self.effects.preferences);
        let mut mappings = std::mem::take(&mut self.effects.mappings);
        let deploy = preferences.into_resources(&self.around, &mut mappings)?;
        Ok((deploy, mappings.into_section()?))
    }

    fn expand_one(&mut self, entry: &'d Entry, kind: &'d str) {
        let id = entry.key.as_str();
        let section = sam_type::section(kind).unwrap_or_default();
        let expanded = self.expand_resource(entry, kind, section);
        let expanded = expanded.and_then(|made| self.unique(id, made)).and_then(|made| self.referred(id, kind, made));
        match expanded {
            Ok(made) => {
                // SAM takes the resource out, be it another by now that was made under its id.
                self.made.shift_remove(id);
                if let (sam_type::FUNCTION, Some(function)) = (kind, made.first()) {
                    let (id, shared) = (function.id.clone(), Shared::of(&entry.value));
                    let (globals, parameters) = (&mut self.effects.globals, &self.around.parameters);
                    if let Some(users) = &mut self.users {
                        users.take_turn(id.clone(), shared, globals, parameters);
                    }
                    self.description.take_turn(id, &shared, globals, parameters, &mut self.made);
                }
                for resource in made {
                    let is_its_own = !self.around.resources.contains_key(&resource.id) || resource.id == id;
                    let (made_id, value) = resource.into_entry();
                    if is_its_own {
                        self.origins.insert(made_id.clone(), id);
                    }
                    self.made.insert(made_id, value);
                }
            }
            Err(faults) => self.found.extend(faults.into_diagnostics(self.document, id, section)),
        }
    }

    /// Notes how references find what was made.
    fn referred(&mut self, id: &str, kind: &str, made: Vec<Resource<'d>>) -> Checked<Vec<Resource<'d>>> {
        // The first is what the resource itself becomes.
        if let Some(first) = made.first() {
            if first.id != id {
                self.references.renamed(id, &first.id);
            }
            if kind == sam_type::FUNCTION {
                self.references.of_function(&first.id, &made)?;
            }
        }
        Ok(made)
    }

    fn expand_resource(&mut self, entry: &'d Entry, kind: &str, section: &str) -> Checked<Vec<Resource<'d>>> {
        let (id, node) = (entry.key.as_str(), &entry.value);
        logical_id::check(id)?;
        let properties = self.effects.globals.merged(section, own_properties(node), node.get("IgnoreGlobals"))?;
        let resource = SamResource::new(id, node, properties)?;
        let id = resource.id;
        let expanded = match kind {
            sam_type::LAYER_VERSION => layer_version::expand(resource, &self.around),
            sam_type::SIMPLE_TABLE => logical_id::check(id).and_then(|()| simple_table::expand(resource)),
            _ => logical_id::check_start(id).and_then(|()| function::expand(resource, &self.around, &mut self.effects)),
        };
        expanded.map_err(|faults| faults.about(id))
    }

    /// A generated id must be legal, and not one of the template's, unless it is the resource that it replaces.
    fn unique(&self, id: &str, made: Vec<Resource<'d>>) -> Checked<Vec<Resource<'d>>> {
        let mut found = Findings::default();
        for resource in &made {
            // Of a resource of the template SAM does not look at the id again.
            if !matches!(resource.kind, "AWS::S3::Bucket" | "AWS::Cognito::UserPool") {
                found.take(logical_id::check(&resource.id));
            }
            let Some(existing) = self.around.resources.get(&resource.id) else { continue };
            let existing = existing.get("Type").and_then(text_of);
            let may_replace = match resource.kind {
                "AWS::Lambda::Function" => Some(sam_type::FUNCTION),
                "AWS::Lambda::LayerVersion" => Some(sam_type::LAYER_VERSION),
                "AWS::DynamoDB::Table" => Some(sam_type::SIMPLE_TABLE),
                kind @ ("AWS::S3::Bucket" | "AWS::SNS::Topic" | "AWS::Cognito::UserPool") => Some(kind),
                _ => None,
            };
            // SAM asks whether the one text is in the other, so a part of the type will do.
            let replaces = existing.zip(may_replace).is_some_and(|(existing, kind)| kind.contains(existing));
            if !replaces {
                let message = format!(
                    "`{id}` expands to a resource `{}` of type `{}`, and the template has one with this id already",
                    resource.id, resource.kind
                );
                let fault = fault("duplicate-id", message).help(format!("rename `{}` in the template", resource.id));
                found.take::<()>(Err(fault));
            }
        }
        found.end().map(|()| made)
    }

    /// Whether there is room for the conditions that the template gains.
    fn check_conditions(&mut self) {
        let section = self.document.root().as_map().and_then(|root| root.entry("Conditions"));
        let Some(section) = section.filter(|entry| entry.value.as_map().is_none()) else { return };
        let message = format!("`Conditions` has to be a map, and this is {}", section.value.kind());
        let found = Diagnostic::error("wrong-type", self.document.location(section.key.span()), message);
        self.found.push(found.with_help("each condition is an entry: its name, then the expression"));
    }

    /// To some readers of YAML an id such as `0` is a number, and no id at all.
    fn warn_of_numeric_ids(&mut self) {
        for entry in self.around.resources.iter().filter(|entry| !entry.key.was_written_as_text()) {
            let id = entry.key.as_str();
            let message = format!("the logical id `{id}` is written as something other than text");
            let location = self.document.location(entry.key.span());
            self.found
                .push(Diagnostic::warning("logical-id", location, message).about(id).with_help("put it in quotes"));
        }
    }

    fn finish(self, deploy_conditions: Vec<(String, Value<'d>)>, mut mappings: Option<Value<'d>>) -> Expansion<'d> {
        let Self { document, effects, made, references, origins, .. } = self;
        let mut made = Some(Value::Map(made.into_iter().collect()));
        let mut conditions = effects.conditions;
        // In a template without `Conditions` these find no place, with SAM too: those of the functions are missing as well.
        conditions.extend(deploy_conditions);
        let mut template = Map::new();
        for entry in document.root().as_map().into_iter().flat_map(crate::document::Map::iter) {
            let key = entry.key.as_str();
            let mut value = match key {
                "Transform" | "Globals" => continue,
                "Resources" => made.take().unwrap_or(Value::Null),
                "Mappings" => mappings.take().unwrap_or_else(|| Value::from(&entry.value)),
                _ => Value::from(&entry.value),
            };
            if key == "Conditions"
                && let Some(section) = value.as_map_mut()
            {
                for (name, definition) in conditions.drain(..) {
                    section.set(name, definition);
                }
            }
            references.rewrite(&mut value);
            if key == "DependsOn" {
                references.rename_dependencies(&mut value);
            }
            template.push(key, value);
        }
        Expansion { template, origins }
    }
}
