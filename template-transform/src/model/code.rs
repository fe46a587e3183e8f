//! Where the code of a function comes from.

use super::function::FunctionKind;
use super::reader::Reader;
use super::resolved::{Resolved, Unknown};
use crate::diagnostic::Location;
use crate::document::Node;

/// Where the code of a function comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// A file or folder on this machine.
    Path(CodePath),
    /// An archive that was uploaded already.
    S3 {
        /// Where the template says so.
        location: Location,
    },
    /// The code itself, in the template.
    Inline {
        /// The code.
        text: Resolved<String>,
        /// Where it stands.
        location: Location,
    },
    /// A container image.
    Image {
        /// Where the template says so.
        location: Location,
    },
    /// The template does not say.
    Missing,
    /// It cannot be told before the deployment.
    Unknown(Unknown),
}

/// A path as written, relative to the folder of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodePath {
    /// The path.
    pub path: String,
    /// Where it stands.
    pub location: Location,
}

impl Code {
    pub(crate) fn read(reader: &Reader<'_>, resource: &str, kind: FunctionKind, properties: &Node) -> Self {
        let property = |name: &str| properties.get(name).filter(|node| !node.is_null());
        match kind {
            FunctionKind::Serverless => {
                let package = reader.text(resource, "PackageType", property("PackageType"));
                if let (Some(Some("Image")), node) = (package.known().map(Option::as_deref), property("ImageUri")) {
                    let node = node.or_else(|| property("PackageType")).unwrap_or(properties);
                    return Self::Image { location: reader.place(node) };
                }
                match (property("InlineCode"), property("CodeUri")) {
                    (Some(inline), _) => Self::inline(reader, resource, "InlineCode", inline),
                    (None, Some(uri)) => Self::uri(reader, resource, "CodeUri", uri),
                    (None, None) => Self::Missing,
                }
            }
            FunctionKind::Lambda => match property("Code") {
                None => Self::Missing,
                Some(code) => {
                    if let Some(inline) = code.get("ZipFile") {
                        return Self::inline(reader, resource, "ZipFile", inline);
                    }
                    if let Some(image) = code.get("ImageUri") {
                        return Self::Image { location: reader.place(image) };
                    }
                    Self::uri(reader, resource, "Code", code)
                }
            },
        }
    }

    fn inline(reader: &Reader<'_>, resource: &str, property: &str, node: &Node) -> Self {
        let text = reader.text(resource, property, Some(node)).map(Option::unwrap_or_default);
        Self::Inline { text, location: reader.place(node) }
    }

    fn uri(reader: &Reader<'_>, resource: &str, property: &str, node: &Node) -> Self {
        let location = reader.place(node);
        if ["Bucket", "S3Bucket"].iter().any(|key| node.get(key).is_some()) {
            return Self::S3 { location };
        }
        match reader.text(resource, property, Some(node)) {
            Resolved::Known(Some(uri)) if uri.starts_with("s3://") => Self::S3 { location },
            Resolved::Known(Some(path)) => Self::Path(CodePath { path, location }),
            Resolved::Known(None) => Self::Missing,
            Resolved::Unknown(unknown) => Self::Unknown(unknown),
        }
    }
}
