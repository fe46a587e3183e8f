//! One request: what the path, the query and the body say.

use std::collections::HashMap;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::account::{AliasName, Function, FunctionReference, LambdaError, Qualifier};
use crate::api::error::ApiError;
use crate::engine::World;

/// One request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) path: HashMap<String, String>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Bytes,
}

impl Request {
    /// The members of the body; those that are not known are passed over.
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        let body = if self.body.is_empty() { b"{}" } else { &*self.body };
        serde_json::from_slice(body).map_err(|error| {
            ApiError::bad_request("SerializationException", format!("the body cannot be read: {error}"))
        })
    }

    /// A parameter of the query.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// All values of a parameter of the query.
    pub(super) fn query_all(&self, name: &str) -> Vec<String> {
        self.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// A part of the path.
    pub(super) fn path(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// Which function is meant, with the qualifier of its name or of the query.
    pub(super) fn function(&self) -> Result<FunctionReference, ApiError> {
        Ok(FunctionReference::parse(self.path("function"), self.query("Qualifier"))?)
    }

    /// The function that is meant, where a qualifier has no meaning.
    pub(super) fn unqualified<'a>(&self, world: &'a World) -> Result<&'a Function, ApiError> {
        Ok(world.function(&self.function()?.name)?)
    }

    /// Which function is meant; it has to be there, and the version or alias that is named with it.
    pub(super) fn existing(&self, world: &World) -> Result<FunctionReference, ApiError> {
        let reference = self.function()?;
        let function = world.function(&reference.name)?;
        let is_there = match &reference.qualifier {
            None | Some(Qualifier::Latest) => true,
            Some(Qualifier::Version(version)) => function.version(*version).is_some(),
            Some(Qualifier::Alias(alias)) => function.alias(alias).is_some(),
        };
        if is_there {
            return Ok(reference);
        }
        let arn = world.arn(&reference.name, Some(&Qualifier::key(reference.qualifier.as_ref())));
        Err(LambdaError::ResourceNotFound(format!("Function not found: {arn}")).into())
    }

    /// The alias that the path names.
    pub(super) fn alias(&self) -> Result<AliasName, ApiError> {
        alias_name(self.path("alias"))
    }
}

pub(super) fn alias_name(text: &str) -> Result<AliasName, ApiError> {
    Ok(AliasName::new(text).map_err(|error| LambdaError::Validation(error.to_string()))?)
}
