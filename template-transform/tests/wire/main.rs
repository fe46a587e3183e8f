//! Wiring, from the template as it is to the template as it should be.

mod alarms;
mod completion;
mod conditions;
mod contradictions;
mod permissions;
mod properties;
mod service_roles;
mod sources;
mod unfinished;

use serde_json::Value as Json;
use template_transform::Document;
use template_transform::wire::{HookCrate, Options, Wired, source, wire};

pub(crate) const GUIDE: &str = include_str!("../fixtures/guide.yaml");

pub(crate) fn wired(text: &str, crates: &[HookCrate], options: &Options) -> Wired {
    let wired = wire(&Document::parse("t.yaml", text).unwrap(), crates, options);
    let again = wire(&Document::parse("t.yaml", &wired.text).unwrap(), crates, options);
    assert_eq!(again.text, wired.text, "a second run changes nothing");
    assert_eq!(again.additions, [], "a second run adds nothing");
    wired
}

pub(crate) fn plain(text: &str) -> Wired {
    wired(text, &[], &Options::default())
}

pub(crate) fn json(text: &str) -> Json {
    Document::parse("t.yaml", text).unwrap().root().to_json()
}

pub(crate) fn codes(wired: &Wired) -> Vec<&'static str> {
    wired.findings.iter().map(|found| found.code).collect()
}

pub(crate) fn crate_of(code: &str) -> HookCrate {
    let mut hooks = source::read("hooks/src/main.rs", code).unwrap();
    for hook in &mut hooks {
        hook.binary = Some("orders-hooks".into());
    }
    HookCrate { code_uri: "hooks".into(), hooks }
}

pub(crate) fn without(text: &str, lines: &[&str]) -> String {
    let mut shorter = text.to_owned();
    for line in lines {
        let at = shorter.find(line).unwrap_or_else(|| panic!("{line:?} is in the fixture"));
        let start = shorter[..at].rfind('\n').map_or(0, |at| at + 1);
        let end = shorter[at..].find('\n').map_or(shorter.len(), |end| at + end + 1);
        shorter.replace_range(start..end, "");
    }
    shorter
}
