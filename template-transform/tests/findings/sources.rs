//! Hooks held against the sources that they are built from.

use template_transform::check::{Surroundings, check_within};
use template_transform::wire::{HookCrate, source};
use template_transform::{Document, Parameters};

const SOURCE: &str = r#"#[post_traffic(timeout = "90s")] async fn b(hook: Hook) {}
    #[pre_traffic(timeout = "20s", reserve = "5s")] async fn a(hook: Hook) {}"#;

/// What is found about timeouts when the hook has these properties.
fn found(properties: &str) -> Vec<String> {
    let text = format!(
        "\
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: {{ Type: AllAtOnce, Hooks: {{ PreTraffic: !Ref Check }} }}
  Check:
    Type: AWS::Serverless::Function
    Properties:
      {properties}
"
    );
    let crates = [HookCrate { code_uri: "hooks".into(), hooks: source::read("hooks/src/main.rs", SOURCE).unwrap() }];
    let document = Document::parse("t.yaml", &text).unwrap();
    let surroundings = Surroundings { hook_crates: &crates, ..Surroundings::default() };
    let findings = check_within(&document, &Parameters::new(), surroundings).findings.into_iter();
    findings.filter(|found| found.code == "hook-timeout-too-short").map(|found| found.to_string()).collect()
}

#[test]
fn a_hook_has_the_time_that_its_source_asks_for() {
    assert_eq!(
        found("{ CodeUri: ./hooks/, Handler: hooks.a, Timeout: 19 }"),
        [
            "t.yaml:10:55: `Check` ends after 19 seconds, and its source asks for 25, with what is kept for the report (hooks/src/main.rs:2:5)"
        ]
    );
    assert_eq!(found("{ CodeUri: ./hooks/., Handler: a, Timeout: 24 }").len(), 1);
    assert_eq!(found("{ CodeUri: hooks, Handler: a, Timeout: 25 }"), [""; 0]);
    assert_eq!(found("{ CodeUri: elsewhere, Handler: a, Timeout: 19 }"), [""; 0]);
    assert_eq!(found("{ CodeUri: hooks, Handler: c, Timeout: 19 }"), [""; 0]);
    assert_eq!(found("{ CodeUri: hooks, Handler: a, Timeout: !Ref Time }"), [""; 0]);
}
