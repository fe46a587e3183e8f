//! Every rule finds its bad example at the very place, and nothing in its good one.

use template_transform::check::{Report, Rule, Surroundings, check_within, page, rules};
use template_transform::plan::Plan;
use template_transform::{Document, Parameters};

fn report(rule: &Rule, template: &str) -> Report {
    let (document, parameters) = (Document::parse("t.yaml", template).unwrap(), Parameters::new());
    let before = rule.before().map(|before| Document::parse("deployed.yaml", before).unwrap());
    let plan = before.map(|before| Plan::between(&before, &document, &parameters));
    check_within(&document, &parameters, Surroundings { plan: plan.as_ref(), ..Surroundings::default() })
}

fn found(rule: &Rule, template: &str) -> Vec<String> {
    let findings = report(rule, template).findings.into_iter().filter(|finding| finding.code == rule.code);
    findings.map(|finding| format!("{}:{}", finding.location.line, finding.location.column)).collect()
}

#[test]
fn every_rule_finds_its_bad_example_and_not_its_good_one() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let bad = found(rule, rule.bad.template);
        if bad != rule.bad.found_at {
            wrong.push(format!("{}: bad example found at {bad:?}, expected {:?}", rule.code, rule.bad.found_at));
        }
        let good = found(rule, rule.good);
        if !good.is_empty() {
            wrong.push(format!("{}: good example accused at {good:?}", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_finding_of_an_example_belongs_to_a_rule_and_has_its_severity() {
    for rule in rules() {
        for finding in report(rule, rule.bad.template).findings {
            let known = rules().find(|known| known.code == finding.code);
            assert_eq!(known.map(|known| known.severity), Some(finding.severity), "{}", finding.code);
        }
    }
}

#[test]
fn the_page_is_what_the_rules_generate() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rules.md");
    if std::env::var_os("UPDATE_RULES_PAGE").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let is_current = std::fs::read_to_string(path).is_ok_and(|text| text == page());
    assert!(is_current, "docs/rules.md is not what the rules say: run UPDATE_RULES_PAGE=1 cargo test --test rules");
}
