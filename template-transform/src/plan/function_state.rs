//! A function as one of the two templates has it, and what SAM makes its version of.

use std::collections::BTreeSet;

use crate::document::Node;
use crate::expand::{Map, Value, VersionSource};
use crate::model::Parameters;
use crate::model::named_values::named_values;
use crate::model::reader::Reader;
use crate::model::reading::ReadFunction;
use crate::model::resolved::Resolved;

/// Where a function's code is given; SAM resolves parameters in it.
pub(super) const CODE: [&str; 4] = ["CodeUri", "InlineCode", "ImageUri", "SourceKMSKeyArn"];

/// Stands for code that is somewhere else when the template is deployed.
const SOME_PLACE: &str = "s3://some/place";

#[derive(Clone, Copy)]
pub(super) struct FunctionState<'s, 'a> {
    pub(super) reader: &'s Reader<'a>,
    pub(super) read: &'s ReadFunction<'a>,
    pub(super) versions: Option<&'s VersionSource<'s>>,
    pub(super) given: Given<'s>,
}

/// The values that were given to parameters.
#[derive(Clone, Copy)]
pub(super) enum Given<'s> {
    /// Those of the coming deployment; what the deployment before had is not known.
    Now(&'s Parameters),
    /// Those of this very deployment.
    Each(&'s Parameters),
}

impl Given<'_> {
    /// Whether a parameter may have had another value, or has one that nobody knows.
    fn leaves_open(self, name: &str, declaration: &Node) -> bool {
        let has_default = declaration.get("Default").is_some();
        match self {
            Self::Now(values) => !has_default || values.get(name).is_some(),
            Self::Each(values) => !has_default && values.get(name).is_none(),
        }
    }
}

/// The alias that SAM publishes for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Alias {
    Absent,
    Known(String),
    /// There is one, and its name depends on this.
    NotKnown(String),
}

/// Code that `sam build` or `sam package` has yet to put where it will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LocalCode {
    Path(String),
    Image,
}

impl<'s> FunctionState<'s, '_> {
    /// A property that is there, `Globals` included.
    pub(super) fn property(&self, name: &str) -> Option<&'s Node> {
        self.read.properties.get(name).filter(|node| !node.is_null())
    }

    pub(super) fn alias(&self) -> Alias {
        match self.property("AutoPublishAlias").and_then(|node| self.reader.resolver().text(node)) {
            Some(Resolved::Known(name)) if !name.is_empty() && name != "null" => Alias::Known(name),
            Some(Resolved::Unknown(unknown)) => Alias::NotKnown(unknown.to_string()),
            _ => Alias::Absent,
        }
    }

    pub(super) fn local_code(&self) -> Option<LocalCode> {
        if self.code_sha().is_some() {
            return None;
        }
        let text = |name: &str| self.property(name).and_then(Node::as_str);
        if text("PackageType") == Some("Image") {
            return self.property("ImageUri").is_none().then_some(LocalCode::Image);
        }
        let path = text("CodeUri").filter(|path| !path.starts_with("s3://") && self.property("InlineCode").is_none());
        path.map(|path| LocalCode::Path(path.to_owned()))
    }

    /// `AutoPublishCodeSha256`, which takes the place of everything else, with known parameters put in.
    pub(super) fn code_sha(&self) -> Option<Value<'s>> {
        let written = Value::from(self.property("AutoPublishCodeSha256")?);
        let sha = self.versions.and_then(|versions| versions.resolved(&written)).unwrap_or(written);
        sha.is_truthy().then_some(sha)
    }

    /// The parameters in its code whose value may have been another one when the old template was deployed.
    pub(super) fn open_parameters(&self) -> BTreeSet<&'s str> {
        let declared = self.reader.document().root().get("Parameters");
        let properties = if self.code_sha().is_some() { &["AutoPublishCodeSha256"][..] } else { &CODE };
        let mut names = Vec::new();
        for node in properties.iter().filter_map(|name| self.property(name)) {
            named_values(node, &mut names);
        }
        let open = |name: &str| {
            let declaration = declared.and_then(|declared| declared.get(name));
            declaration.is_some_and(|declaration| self.given.leaves_open(name, declaration))
        };
        names.into_iter().map(|(name, _)| name).filter(|name| open(name)).collect()
    }

    /// What the code comes to.
    pub(super) fn code(&self) -> Option<Value<'s>> {
        self.versions?.code(&self.own_properties()?)
    }

    /// The end of the version's logical id; the same for all code when that is left aside.
    pub(super) fn version_suffix(&self, without_code: bool) -> Option<String> {
        let mut properties = self.own_properties()?;
        if without_code {
            for name in ["InlineCode", "CodeUri", "ImageUri"] {
                properties.remove(name);
            }
            let image = properties.get("PackageType").and_then(Value::as_str) == Some("Image");
            properties.set(if image { "ImageUri" } else { "CodeUri" }, Value::from(SOME_PLACE));
            if self.code_sha().is_some() {
                properties.set("AutoPublishCodeSha256", Value::from("some-code"));
            }
        }
        self.versions?.suffix(self.read.function.logical_id.as_str(), self.read.resource, properties)
    }

    fn own_properties(&self) -> Option<Map<'s>> {
        match Value::from(self.read.properties.as_ref()) {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }
}
