//! The page that describes the rules.

use std::fmt::Write as _;

use super::{Surroundings, check_within, rules};
use crate::diagnostic::Severity;
use crate::document::Document;
use crate::model::Parameters;
use crate::plan::Plan;

/// The page in Markdown: every rule with its reason, its mend, and what it says about its own example.
pub fn page() -> String {
    let mut page = String::from(
        "# The rules of `safe-deploy check`\n\n\
         This page is generated from the rules. An *error* stops or misleads a deployment, a *warning* weakens it, a *note* is worth\n\
         knowing and no reason to fail a build.\n\n\
         A finding is accepted, with a reason, by a comment on its line or above it,\n\
         `# safe-deploy: allow RULE because REASON`, or in YAML and JSON alike by\n\
         `Metadata: { SafeDeploy: { Allow: { RULE: REASON } } }` on its resource.\n\n| rule | | finds |\n| --- | --- | --- |\n",
    );
    for rule in rules::ALL {
        let _ = writeln!(page, "| [`{0}`](#{0}) | {1} | {2} |", rule.code, word(rule.severity), rule.sentence);
    }
    for rule in rules::ALL {
        let _ = write!(page, "\n## {}\n\n{}: {}\n\n{}\n\n", rule.code, word(rule.severity), rule.sentence, rule.reason);
        let _ = writeln!(page, "To mend it, {}.", rule.mend);
        if let Some(before) = rule.before() {
            let _ = write!(page, "\nDeployed before, and given by `--against`:\n\n```yaml\n{before}```\n\nThen:\n");
        }
        let _ = write!(page, "\n```yaml\n{}```\n", rule.bad.template);
        let Ok(document) = Document::parse("template.yaml", rule.bad.template) else { continue };
        let before = rule.before().and_then(|before| Document::parse("deployed.yaml", before).ok());
        let parameters = Parameters::new();
        let plan = before.as_ref().map(|before| Plan::between(before, &document, &parameters));
        let surroundings = Surroundings { plan: plan.as_ref(), ..Surroundings::default() };
        let found = check_within(&document, &parameters, surroundings).findings;
        let said: Vec<String> =
            found.iter().filter(|finding| finding.code == rule.code).map(ToString::to_string).collect();
        let _ = write!(page, "\n```text\n{}\n```\n\nGood:\n\n```yaml\n{}```\n", said.join("\n"), rule.good);
    }
    page
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
