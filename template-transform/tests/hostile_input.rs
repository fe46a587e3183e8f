//! Input that is made to exhaust the machine ends in an error, quickly.

use std::fmt::Write as _;

use template_transform::document::{Problem, limits};
use template_transform::expand::{Value, expand};
use template_transform::{Application, Document, Parameters};

fn problem(text: &str) -> Problem {
    Document::parse("t.yaml", text).unwrap_err().problem().clone()
}

#[test]
fn nesting_without_end_is_refused() {
    assert_eq!(problem(&"[".repeat(100_000)), Problem::TooDeep);
    assert_eq!(problem(&format!("a: {}", "{a: ".repeat(100_000))), Problem::TooDeep);
    assert_eq!(problem(&"- ".repeat(100_000)), Problem::TooDeep);
    assert_eq!(problem(&format!("a: {}1{}", "!If [".repeat(100), "]".repeat(100))), Problem::TooDeep);
}

#[test]
fn the_deepest_allowed_nesting_is_read() {
    let text = format!("a: {}{}", "[".repeat(limits::MAX_DEPTH - 1), "]".repeat(limits::MAX_DEPTH - 1));
    assert!(Document::parse("t.yaml", &text).is_ok());
    let text = format!("a: {}{}", "[".repeat(limits::MAX_DEPTH), "]".repeat(limits::MAX_DEPTH));
    assert_eq!(problem(&text), Problem::TooDeep);
}

#[test]
fn aliases_of_aliases_are_counted() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let alias = format!("*a{}", level - 1);
        writeln!(text, "a{level}: &a{level} [{}]", vec![alias; 10].join(", ")).unwrap();
    }
    assert_eq!(problem(&text), Problem::TooManyNodes);
}

#[test]
fn merges_of_merges_are_counted() {
    let mut text = "m0: &m0 {k: 1}\n".to_owned();
    for level in 1..40 {
        let alias = format!("*m{}", level - 1);
        writeln!(text, "m{level}: &m{level} {{a: {alias}, b: {alias}, <<: [{alias}, {alias}]}}").unwrap();
    }
    assert!(matches!(problem(&text), Problem::TooManyNodes | Problem::TooDeep));
}

#[test]
fn depth_that_aliases_build_up_is_refused() {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for level in 1..200 {
        writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    assert_eq!(problem(&text), Problem::TooDeep);
}

#[test]
fn too_many_values_are_refused() {
    assert_eq!(problem(&format!("a: [{}]", "1,".repeat(limits::MAX_NODES))), Problem::TooManyNodes);
}

#[test]
fn too_large_a_text_is_refused_unread() {
    let text = " ".repeat(limits::MAX_BYTES + 1);
    assert_eq!(problem(&text), Problem::TooLarge { bytes: limits::MAX_BYTES + 1 });
}

fn guarded(extra: &str, strategy: &str) -> String {
    format!(
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      AutoPublishAlias: live\n      \
         DeploymentPreference:\n        Type: {strategy}\n{extra}"
    )
}

fn codes(text: &str) -> Vec<&'static str> {
    let document = Document::parse("t.yaml", text).unwrap();
    Application::read(&document, &Parameters::new()).unwrap_err().iter().map(|found| found.code).collect()
}

#[test]
fn conditions_in_a_circle_are_not_known() {
    let conditions = "Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n";
    assert_eq!(codes(&guarded(conditions, "!If [A, AllAtOnce, AllAtOnce]")), ["strategy-not-known"]);
}

#[test]
fn a_chain_of_thousands_of_conditions_is_not_followed() {
    let mut conditions = "Conditions:\n  C0: !Equals [a, a]\n".to_owned();
    for at in 1..20_000 {
        writeln!(conditions, "  C{at}: !Not [!Condition C{}]", at - 1).unwrap();
    }
    assert_eq!(codes(&guarded(&conditions, "!If [C19999, AllAtOnce, AllAtOnce]")), ["strategy-not-known"]);
}

#[test]
fn conditions_that_ask_twice_are_evaluated_once() {
    let mut conditions = "Conditions:\n  C0: !Equals [a, a]\n".to_owned();
    for at in 1..30 {
        writeln!(conditions, "  C{at}: !And [!Condition C{0}, !Condition C{0}]", at - 1).unwrap();
    }
    let text = guarded(&conditions, "!If [C29, AllAtOnce, Canary10Percent5Minutes]");
    let document = Document::parse("t.yaml", &text).unwrap();
    let application = Application::read(&document, &Parameters::new()).unwrap();
    assert_eq!(application.guarded_functions()[0].strategy.name, "AllAtOnce");
}

#[test]
fn text_that_multiplies_is_cut_short() {
    let long = "x".repeat(1_000_000);
    let many = "${P}".repeat(200);
    let extra = format!("Parameters:\n  P:\n    Type: String\n    Default: {long}\n");
    assert_eq!(codes(&guarded(&extra, &format!("!Sub '{many}'"))), ["strategy-not-known"]);
}

#[test]
fn globals_that_multiply_are_refused() {
    let variables: String = (0..2_000).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "        V{at}: x");
        text
    });
    let functions: String = (0..5_000).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "  F{at}:\n    Type: AWS::Serverless::Function");
        text
    });
    let text = format!("Globals:\n  Function:\n    Environment:\n      Variables:\n{variables}Resources:\n{functions}");
    assert!(codes(&text).contains(&"too-many-values"));
}

/// A version's code, which is resolved.
fn with_key(key: &str) -> String {
    format!(
        "Parameters: {{P: {{Default: '${{AWS::Region}}'}}}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
         {{Handler: h, Runtime: r, AutoPublishAlias: live, CodeUri: {{Bucket: b, Key: !Sub '{key}'}}}}\n"
    )
}

#[test]
fn openings_without_an_end_are_looked_at_once() {
    let text = "${".repeat(200_000);
    let document = Document::parse("t.yaml", &with_key(&format!("{text}${{P}}"))).unwrap();
    let parameters = Parameters::new();
    let expansion = expand(&document, &parameters, "eu-west-1").unwrap();
    let function = expansion.template().get("Resources").and_then(|resources| resources.get("F")).unwrap();
    let key = function.get("Properties").and_then(|properties| properties.get("Code")?.get("S3Key")?.get("Fn::Sub"));
    assert_eq!(key.and_then(Value::as_str), Some(&*format!("{text}${{AWS::Region}}")));
}

#[test]
fn values_that_bring_references_are_not_put_in_for_ever() {
    let document = Document::parse("t.yaml", &with_key(&"${P}${AWS::Region}".repeat(20_000))).unwrap();
    let found = expand(&document, &Parameters::new(), "eu-west-1").unwrap_err();
    assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["endless-parameter"]);
}

#[test]
fn a_global_value_that_doubles_with_every_function_is_refused() {
    let parameters: String = (0..40)
        .map(|at| format!("Q{at}: {{Default: '${{Q{0}}}${{Q{0}}}'}}, ", at + 1))
        .chain(["Q40: {Default: x}".into()])
        .collect();
    let functions =
        (0..60).fold(String::new(), |all, at| all + &format!("  F{at}: {{Type: AWS::Serverless::Function}}\n"));
    let text = format!(
        "Parameters: {{{parameters}}}\nGlobals: {{Function: {{Handler: h, Runtime: r, AutoPublishAlias: live,\n    CodeUri: {{Bucket: b, Key: \
         !Sub '${{Q0}}'}}, Tracing: !Sub '${{Q0}}'}}}}\nResources:\n{functions}"
    );
    let document = Document::parse("t.yaml", &text).unwrap();
    let found = expand(&document, &Parameters::new(), "eu-west-1").unwrap_err();
    assert!(found.iter().all(|finding| finding.code == "endless-parameter"), "{found:?}");
}

#[test]
fn mappings_that_lead_back_to_themselves_or_multiply_are_refused() {
    let guarded = |mapping: &str, first: &str| {
        format!(
            "Mappings: {{M: {{a: {{{mapping}}}}}}}\nResources:\n  F: {{Type: AWS::Serverless::Function, Properties: {{InlineCode: x, Handler: h, \
             Runtime: r, AutoPublishAlias: live,\n    DeploymentPreference: {{Type: AllAtOnce, Enabled: !FindInMap [M, a, {first}]}}}}}}\n"
        )
    };
    let level = |at: usize| format!("b{at}: [!FindInMap [M, a, b{0}], !FindInMap [M, a, b{0}]]", at + 1);
    let doubling: Vec<String> = (0..30).map(level).chain(["b30: x".to_owned()]).collect();
    for text in [guarded("b: [!FindInMap [M, a, b]]", "b"), guarded(&doubling.join(", "), "b0")] {
        let document = Document::parse("t.yaml", &text).unwrap();
        let found = expand(&document, &Parameters::new(), "eu-west-1").unwrap_err();
        assert_eq!((found[0].code, found[0].resource.as_deref()), ("find-in-map", Some("F")), "{found:?}");
        assert!(Application::read(&document, &Parameters::new()).is_ok());
    }
}
