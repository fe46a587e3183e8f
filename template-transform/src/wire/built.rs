//! What a function of a template is built from, as far as the template says it.

use std::path::{Component, Path};

use super::source::{HookCrate, SourceHook};
use crate::document::Node;

/// The code of a function.
pub(crate) struct Built<'d> {
    code_uri: Option<&'d str>,
    /// Without what stands before its last dot: `a` and `hooks.a` both name `a`.
    handler: Option<&'d str>,
    binary: Option<&'d str>,
}

impl<'d> Built<'d> {
    /// From the properties that count, and the resource itself.
    pub(crate) fn of(property: impl Fn(&str) -> Option<&'d Node>, resource: &'d Node) -> Self {
        let text = |name: &str| property(name).and_then(Node::as_str);
        let metadata = resource.get("Metadata").and_then(|metadata| metadata.get("BuildProperties"));
        Self {
            code_uri: text("CodeUri"),
            handler: text("Handler").and_then(|handler| handler.rsplit('.').next()),
            binary: metadata.and_then(|properties| properties.get("Binary")?.as_str()),
        }
    }

    /// Whether its handler is called like this hook.
    pub(crate) fn runs(&self, hook: &SourceHook) -> bool {
        self.handler == Some(&hook.name)
    }

    /// Whether it is built from this crate and runs this hook of it.
    pub(crate) fn is_from(&self, code: &HookCrate, hook: &SourceHook) -> bool {
        let of_crate = self.code_uri.is_some_and(|uri| is_same_folder(uri, &code.code_uri));
        let of_handler = self.runs(hook) || code.hooks.len() == 1;
        // Two binaries of a crate may each have a hook of this name, and one may have none at all.
        let of_binary = self.binary.is_none_or(|binary| hook.binary.as_deref().is_none_or(|other| binary == other));
        of_crate && of_handler && of_binary
    }
}

/// `./hooks/` and `hooks` are one folder.
fn is_same_folder(one: &str, other: &str) -> bool {
    let parts = |path| Path::new(path).components().filter(|part| *part != Component::CurDir);
    parts(one).eq(parts(other))
}
