//! What an event invokes: the alias when there is one, else the function.

use crate::expand::function::Function;
use crate::expand::intrinsic::{attribute, reference};
use crate::expand::resource::Attributes;
use crate::expand::value::{Text, Value};

pub(crate) struct Target<'d> {
    function: &'d str,
    alias: Option<Text<'d>>,
    pub(super) attributes: Attributes<'d>,
}

impl<'d> Target<'d> {
    pub(crate) fn new(function: &Function<'d>, alias: Option<Text<'d>>) -> Self {
        Self { function: function.id, alias, attributes: function.attributes.passed_on() }
    }

    /// The logical id.
    pub(super) fn id(&self) -> &str {
        self.alias.as_deref().unwrap_or(self.function)
    }

    /// Its ARN.
    pub(super) fn arn(&self) -> Value<'d> {
        match &self.alias {
            Some(alias) => reference(alias.clone()),
            None => attribute(self.function, "Arn"),
        }
    }

    /// Its name; an alias has none, so its ARN stands in.
    pub(super) fn name(&self) -> Value<'d> {
        match &self.alias {
            Some(alias) => reference(alias.clone()),
            None => reference(self.function),
        }
    }
}
