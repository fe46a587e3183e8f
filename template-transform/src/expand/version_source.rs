//! What makes a new version of a function, without the rest of an expansion.

use super::function;
use super::globals::Globals;
use super::parameter_values::ParameterValues;
use super::resource::SamResource;
use super::structure;
use super::surroundings::{Effects, Surroundings};
use super::value::{Map, Value};
use crate::document::{Document, Node};
use crate::model::Parameters;
use crate::model::parameters::partition;

/// Where a region that nobody gave is part of the code's place, any will do to compare two templates.
const SOME_REGION: &str = "us-east-1";

/// A template, as far as it has a say in the versions of its functions.
pub(crate) struct VersionSource<'d> {
    around: Surroundings<'d>,
    effects: Effects<'d>,
}

impl<'d> VersionSource<'d> {
    /// Nothing for a template that cannot be expanded at all.
    pub(crate) fn of(document: &'d Document, parameters: &'d Parameters) -> Option<Self> {
        let region = parameters.get("AWS::Region").unwrap_or(SOME_REGION);
        let partition = partition(region);
        let around = Surroundings {
            parameters: ParameterValues::new(document, parameters, region, partition),
            partition,
            resources: structure::read(document).ok()?.resources,
        };
        let effects = Effects { globals: Globals::read(document).0?, ..Effects::default() };
        Some(Self { around, effects })
    }

    /// The end of the logical id of a function's version; nothing where SAM would refuse the function.
    pub(crate) fn suffix(&self, id: &'d str, resource: &'d Node, properties: Map<'d>) -> Option<String> {
        let function = SamResource::new(id, resource, properties).ok()?;
        function::version_suffix(function, &self.around, &self.effects).ok()
    }

    /// Where the code of a function lies.
    pub(crate) fn code(&self, properties: &Map<'d>) -> Option<Value<'d>> {
        function::resolved_code(properties, &self.around).ok()
    }

    /// A value with known parameters put in.
    pub(crate) fn resolved(&self, value: &Value<'d>) -> Option<Value<'d>> {
        self.around.parameters.resolved(value).ok()
    }
}
