//! SAM templates, read as what they are: text that a person wrote, and the safe deployment that it describes.
//!
//! - [`document`]: YAML or JSON as a tree in which every value and every map key knows its place in the text.
//! - [`model`]: the typed view of the part that guards a deployment: functions, hooks, strategies.
//! - [`expand`]: what CloudFormation makes of it.
//! - [`wire`](mod@wire): adds what hooks need to a template, and leaves the rest as it is.
//! - [`check`](mod@check): the rules that find what will go wrong, before AWS tells it.
//! - [`diagnostic`]: what is wrong, where, and how to mend it.
//! - [`plan`]: what the step from one template to the next deploys.
//!
//! Nothing here reads a file, a clock or the network.
//!
//! ```
//! use template_transform::{Application, Document, Parameters};
//!
//! let template = "
//! Resources:
//!   Orders:
//!     Type: AWS::Serverless::Function
//!     Properties:
//!       CodeUri: target/lambda/orders
//!       AutoPublishAlias: live
//!       DeploymentPreference:
//!         Type: Canary10Percent5Minutes
//! ";
//! let document = Document::parse("template.yaml", template)?;
//! let application = Application::read(&document, &Parameters::new()).map_err(|found| found[0].to_string())?;
//! assert_eq!(application.guarded_functions()[0].alias.as_str(), "live");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod check;
pub mod diagnostic;
pub mod document;
pub mod expand;
pub mod model;
pub mod plan;
pub mod wire;

pub use diagnostic::{Diagnostic, Location, Severity};
pub use document::{Document, DocumentError, Node};
pub use model::{Application, Parameters};
