//! SAM's syntax for functions and their safe deployments, expanded to plain CloudFormation.
//!
//! Held against `aws-sam-translator` 1.115.0, the transform that CloudFormation itself runs: the same resources with the same logical
//! ids. Where it has an oddity that shows in the output, the same oddity is here with a comment that says so; where it crashes,
//! there is a diagnostic.
//!
//! - [`expand`](fn@expand): a document, parameters and a region in, an [`Expansion`] or all diagnostics out.
//! - `function`, `layer_version`, `simple_table`: the types of SAM. `events`: what invokes a function. `deployment`: CodeDeploy.
//! - `references`: what refers to a resource that SAM makes.

mod canonical;
mod class_attributes;
mod deployment;
mod events;
mod expansion;
mod fault;
mod function;
mod globals;
mod intrinsic;
mod known_values;
mod layer_version;
mod logical_id;
mod mappings;
mod objects;
mod parameter_values;
mod property;
mod python_text;
mod references;
mod resource;
mod sam_type;
mod shared_description;
mod simple_table;
mod structure;
mod surroundings;
mod tags;
mod traces;
mod turns;
mod value;
mod version_source;
mod yaml;

pub use expansion::{Expansion, expand};
pub use value::{Map, Text, Value};
pub(crate) use version_source::VersionSource;
