//! A Lambda function of the template.

use super::code::Code;
use super::environment::{self, EnvironmentVariable};
use super::logical_id::LogicalId;
use super::reader::Reader;
use super::resolved::Resolved;
use super::resolver::Evaluated;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::Node;

/// Lambda's own default, in seconds.
const DEFAULT_TIMEOUT: u32 = 3;
/// Lambda's own default, in megabytes.
const DEFAULT_MEMORY: u32 = 128;

/// A function as the template describes it, `Globals` included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name in the template.
    pub logical_id: LogicalId,
    /// Where its logical id stands.
    pub location: Location,
    /// Which of the two resource types it is.
    pub kind: FunctionKind,
    /// Whether its `Condition` lets it into this deployment.
    pub deployed: Resolved<bool>,
    /// Its name in AWS, when the template gives one.
    pub function_name: Resolved<Option<String>>,
    /// The runtime, such as `provided.al2023`.
    pub runtime: Resolved<Option<String>>,
    /// Where the runtime stands; the function when it has none.
    pub runtime_location: Location,
    /// The handler.
    pub handler: Resolved<Option<String>>,
    /// Where the handler stands; the function when it has none.
    pub handler_location: Location,
    /// How long one invocation may take.
    pub timeout_seconds: Resolved<u32>,
    /// How much memory an invocation gets.
    pub memory_megabytes: Resolved<u32>,
    /// The processor that it is built for.
    pub architecture: Resolved<Architecture>,
    /// Where its code comes from.
    pub code: Code,
    /// Its variables, in the order of the template.
    pub environment: Vec<EnvironmentVariable>,
    /// How it is built, when its `Metadata` says so.
    pub build: Option<Build>,
}

/// The resource type of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// `AWS::Serverless::Function`.
    Serverless,
    /// `AWS::Lambda::Function`, which can be a hook but is never guarded by SAM.
    Lambda,
}

impl FunctionKind {
    pub(crate) fn of(resource_type: &str) -> Option<Self> {
        match resource_type {
            "AWS::Serverless::Function" => Some(Self::Serverless),
            "AWS::Lambda::Function" => Some(Self::Lambda),
            _ => None,
        }
    }
}

/// A processor that Lambda offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Architecture {
    /// `x86_64`, the default.
    X86_64,
    /// `arm64`.
    Arm64,
}

/// How `sam build` builds the function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// `Metadata.BuildMethod`, such as `rust-cargolambda`.
    pub method: Resolved<Option<String>>,
    /// `Metadata.BuildProperties.Binary`: which binary of the crate.
    pub binary: Resolved<Option<String>>,
    /// Where the method stands.
    pub location: Location,
}

impl Function {
    /// `properties` has the globals merged in; `resource` is the entry as written.
    pub(crate) fn read(
        reader: &Reader<'_>,
        id: &LogicalId,
        kind: FunctionKind,
        location: Location,
        resource: &Node,
        properties: &Node,
    ) -> Self {
        let name = id.as_str();
        let text = |property: &str| reader.text(name, property, properties.get(property));
        let place =
            |property: &str| properties.get(property).map_or_else(|| location.clone(), |node| reader.place(node));
        Self {
            logical_id: id.clone(),
            kind,
            deployed: reader.deployed(resource),
            function_name: text("FunctionName"),
            runtime: text("Runtime"),
            runtime_location: place("Runtime"),
            handler: text("Handler"),
            handler_location: place("Handler"),
            timeout_seconds: reader.number(name, "Timeout", properties.get("Timeout"), DEFAULT_TIMEOUT),
            memory_megabytes: reader.number(name, "MemorySize", properties.get("MemorySize"), DEFAULT_MEMORY),
            architecture: architecture(reader, name, properties.get("Architectures")),
            code: Code::read(reader, name, kind, properties),
            environment: environment::read(reader, name, properties.get("Environment")),
            build: build(reader, name, resource.get("Metadata")),
            location,
        }
    }
}

fn architecture(reader: &Reader<'_>, resource: &str, node: Option<&Node>) -> Resolved<Architecture> {
    let default = Resolved::Known(Architecture::X86_64);
    let Some(node) = node else { return default };
    match reader.resolver().evaluate(node) {
        Evaluated::Value(value) if value.is_null() => default,
        Evaluated::Value(value) => match value.as_list() {
            Some([only]) => match reader.text(resource, "Architectures", Some(only)) {
                Resolved::Known(Some(text)) if text == "arm64" => Resolved::Known(Architecture::Arm64),
                Resolved::Known(Some(text)) if text == "x86_64" => default,
                Resolved::Unknown(unknown) => Resolved::Unknown(unknown),
                Resolved::Known(_) => {
                    report_architecture(reader, resource, only);
                    default
                }
            },
            Some([]) => default,
            _ => {
                report_architecture(reader, resource, node);
                default
            }
        },
        Evaluated::Reference(_) => {
            report_architecture(reader, resource, node);
            default
        }
        Evaluated::Unknown(unknown) => Resolved::Unknown(unknown),
    }
}

fn report_architecture(reader: &Reader<'_>, resource: &str, node: &Node) {
    let message = "`Architectures` must be a list of one: Lambda runs a function on `x86_64` or on `arm64`";
    let finding = Diagnostic::error("unknown-architecture", reader.place(node), message);
    reader.report(finding.about(resource).with_help("write `Architectures: [arm64]` or `Architectures: [x86_64]`"));
}

fn build(reader: &Reader<'_>, resource: &str, metadata: Option<&Node>) -> Option<Build> {
    let metadata = metadata?;
    let method = metadata.get("BuildMethod");
    let binary = metadata.get("BuildProperties").and_then(|properties| properties.get("Binary"));
    let place = method.or(binary)?;
    Some(Build {
        method: reader.text(resource, "BuildMethod", method),
        binary: reader.text(resource, "Binary", binary),
        location: reader.place(place),
    })
}
