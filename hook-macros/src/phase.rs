//! Which of the two attributes is being expanded, so that messages name the right one.

use std::fmt;

use proc_macro2::{Ident, Span};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    PreTraffic,
    PostTraffic,
}

impl Phase {
    /// The variant of `hook_sdk::Phase` that stands for this phase.
    pub(crate) fn variant(self) -> Ident {
        let name = match self {
            Self::PreTraffic => "PreTraffic",
            Self::PostTraffic => "PostTraffic",
        };
        Ident::new(name, Span::call_site())
    }

    /// The phase whose attribute is written as `path`, if it is one of ours.
    pub(crate) fn of_attribute(path: &syn::Path) -> Option<Self> {
        let last = path.segments.last()?;
        if last.ident == "pre_traffic" {
            Some(Self::PreTraffic)
        } else if last.ident == "post_traffic" {
            Some(Self::PostTraffic)
        } else {
            None
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::PreTraffic => "#[pre_traffic]",
            Self::PostTraffic => "#[post_traffic]",
        })
    }
}
