//! What is wrong with a resource, before its place in the text has been looked up.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Entry, Node, Span};

type Segment = Cow<'static, str>;

/// One thing that is wrong, with the path to it below its resource.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    code: &'static str,
    message: String,
    help: Option<String>,
    about: Option<String>,
    /// From the inside out, since whoever calls knows the outer part.
    path: Vec<Segment>,
    outside_properties: bool,
    is_the_key: bool,
    /// Whether it was found before the resource got another id.
    has_the_written_id: bool,
}

/// All that is wrong with a resource; never empty.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Faults(Vec<Fault>);

/// A value, or what is wrong.
pub(crate) type Checked<T> = Result<T, Faults>;

/// A fault with a stable name and a message.
pub(crate) fn fault(code: &'static str, message: impl Into<String>) -> Faults {
    let fault = Fault {
        code,
        message: message.into(),
        help: None,
        about: None,
        path: Vec::new(),
        outside_properties: false,
        is_the_key: false,
        has_the_written_id: false,
    };
    Faults(vec![fault])
}

impl Faults {
    /// With a way to mend it.
    #[must_use]
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        let help = help.into();
        self.each(|fault| fault.help = Some(help.clone()))
    }

    /// Inside of this property, list item or section.
    #[must_use]
    pub(crate) fn at(self, segment: impl Into<Segment>) -> Self {
        let segment = segment.into();
        self.each(|fault| fault.path.push(segment.clone()))
    }

    /// At this key, whatever its value is.
    #[must_use]
    pub(crate) fn at_key(self, key: impl Into<Segment>) -> Self {
        self.at(key).each(|fault| fault.is_the_key = true)
    }

    /// About another resource than the one that is being expanded, if nothing closer has said so.
    #[must_use]
    pub(crate) fn about(self, resource: impl Into<String>) -> Self {
        let resource = resource.into();
        self.each(|fault| {
            if !fault.has_the_written_id {
                fault.about.get_or_insert_with(|| resource.clone());
            }
        })
    }

    /// About the resource by the id under which it is written (`class_attributes.rs`).
    #[must_use]
    pub(crate) fn by_the_written_id(self) -> Self {
        self.each(|fault| fault.has_the_written_id = true)
    }

    /// At an attribute of the resource, such as `Condition`, which stands beside its properties.
    #[must_use]
    pub(crate) fn of_attribute(self) -> Self {
        self.each(|fault| fault.outside_properties = true)
    }

    pub(crate) fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    fn each(mut self, change: impl Fn(&mut Fault)) -> Self {
        self.0.iter_mut().for_each(change);
        self
    }

    /// The same for people, at a section of the template.
    pub(crate) fn into_diagnostics_of(self, document: &Document, section: &str) -> Vec<Diagnostic> {
        let entry = document.root().as_map().and_then(|root| root.entry(section));
        let location = document.location(entry.map_or(document.root().span(), |entry| entry.key.span()));
        let told = |fault: Fault| told(Diagnostic::error(fault.code, location.clone(), fault.message), fault.help);
        self.0.into_iter().map(told).collect()
    }

    /// The same for people: each with its resource and its place. `logical_id` is the resource that was being expanded,
    /// `section` where its global properties are.
    pub(crate) fn into_diagnostics(self, document: &Document, logical_id: &str, section: &str) -> Vec<Diagnostic> {
        let resource = document.root().get("Resources").and_then(|resources| resources.as_map()?.entry(logical_id));
        self.0
            .into_iter()
            .map(|fault| {
                let span = fault.span(document, resource, section);
                let about = fault.about.unwrap_or_else(|| logical_id.to_owned());
                let found = Diagnostic::error(fault.code, document.location(span), fault.message);
                told(found.about(about), fault.help)
            })
            .collect()
    }
}

fn told(found: Diagnostic, help: Option<String>) -> Diagnostic {
    match help {
        Some(help) => found.with_help(help),
        None => found,
    }
}

/// What has been found so far, where one fault must not hide the next.
#[derive(Debug, Default)]
pub(crate) struct Findings(Option<Faults>);

impl Findings {
    /// The value, if nothing is wrong with it.
    pub(crate) fn take<T>(&mut self, checked: Checked<T>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(faults) => {
                self.0 = Some(match self.0.take() {
                    Some(found) => found.and(faults),
                    None => faults,
                });
                None
            }
        }
    }

    /// All that was found, if anything was.
    pub(crate) fn end(self) -> Checked<()> {
        self.0.map_or(Ok(()), Err)
    }
}

impl Fault {
    /// The closest place that the text has for the path: in the resource, else in the globals, else the resource itself.
    fn span(&self, document: &Document, resource: Option<&Entry>, section: &str) -> Span {
        let Some(resource) = resource else { return document.root().span() };
        let path: Vec<&str> = self.path.iter().rev().map(|segment| &**segment).collect();
        let inside = if self.outside_properties { Some(&resource.value) } else { resource.value.get("Properties") };
        let globals = document.root().get("Globals").and_then(|globals| globals.get(section));
        let (own, own_depth) = deepest(inside, &path, self.is_the_key);
        let (global, global_depth) =
            if self.outside_properties { (None, 0) } else { deepest(globals, &path, self.is_the_key) };
        if global_depth > own_depth { global } else { own }.unwrap_or(resource.key.span())
    }
}

/// The place of the last step of the path that exists, and how many steps did.
fn deepest(start: Option<&Node>, path: &[&str], is_the_key: bool) -> (Option<Span>, usize) {
    let (mut place, mut depth, mut node) = (None, 0, start);
    for segment in path {
        let Some(here) = node else { break };
        if let Some(entry) = here.as_map().and_then(|map| map.entry(segment)) {
            (place, node) = (Some(entry.key.span()), Some(&entry.value));
        } else if let Some(item) = segment.parse().ok().and_then(|at: usize| here.as_list()?.get(at)) {
            (place, node) = (Some(item.span()), Some(item));
        } else {
            break;
        }
        depth += 1;
    }
    // A value on the line of its key is what is wrong; of a longer one the key tells more.
    let shown = match node {
        Some(node) if depth > 0 && !is_the_key && node.as_map().is_none() && node.as_list().is_none() => {
            Some(node.span())
        }
        _ => place,
    };
    (shown, depth)
}
