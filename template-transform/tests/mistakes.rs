//! Every mistake is found, in one run, with its place and a way to mend it.

use template_transform::model::Strategy;
use template_transform::{Application, Diagnostic, Document, Parameters};

fn found(text: &str) -> Vec<Diagnostic> {
    Application::read(&Document::parse("t.yaml", text).unwrap(), &Parameters::new()).unwrap_err()
}

fn only(text: &str) -> Diagnostic {
    let found = found(text);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.into_iter().next().unwrap()
}

/// A guarded function whose preference is on line 7, with two hooks at hand.
fn guarded(preference: &str) -> String {
    format!(
        "Parameters: {{ P: {{ Type: String }} }}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
         AutoPublishAlias: live\n      DeploymentPreference: {preference}\n  OrdersCheck:\n    Type: AWS::Serverless::Function\n  \
         Queue:\n    Type: AWS::SQS::Queue\n"
    )
}

#[test]
fn a_template_without_functions_has_nothing_to_guard() {
    let finding = only("Resources:\n  Q:\n    Type: AWS::SQS::Queue\n");
    assert_eq!(finding.to_string(), "t.yaml:1:1: this template has no function, so there is nothing to deploy safely");
    assert_eq!(finding.code, "no-functions");
    assert_eq!(only("Description: x\n").code, "no-functions");
}

#[test]
fn functions_without_a_guard_are_shown_the_two_lines() {
    let finding = only("Resources:\n  F:\n    Type: AWS::Serverless::Function\n");
    assert_eq!((finding.code, finding.resource.as_deref()), ("no-guarded-function", Some("F")));
    assert_eq!((finding.location.line, finding.location.column), (2, 3));
    assert_eq!(
        finding.help.unwrap(),
        "add to the `Properties` of a function, such as `F`:\nAutoPublishAlias: live\nDeploymentPreference: { Type: Canary10Percent5Minutes }"
    );
    assert!(only(&guarded("{ Enabled: false }")).message.contains("disabled"));
}

#[test]
fn an_unknown_hook_names_the_nearest_function() {
    let finding = only(&guarded("{ Type: AllAtOnce, Hooks: { PreTraffic: !Ref OrdersChek } }"));
    assert_eq!((finding.code, finding.resource.as_deref()), ("unknown-hook", Some("F")));
    assert_eq!(
        finding.to_string(),
        "t.yaml:7:69: the hook `PreTraffic` refers to `OrdersChek`, and no resource of this template is called that"
    );
    assert_eq!(finding.help.as_deref(), Some("did you mean `OrdersCheck`?"));
}

#[test]
fn a_hook_by_bare_name_is_told_to_use_a_reference() {
    let finding = only(&guarded("{ Type: AllAtOnce, Hooks: { PostTraffic: OrdersCheck } }"));
    assert_eq!(finding.code, "unknown-hook");
    assert_eq!(
        finding.help.as_deref(),
        Some("refer to the function by its logical id: `PostTraffic: !Ref OrdersCheck`")
    );
}

#[test]
fn a_hook_that_is_no_function_is_refused() {
    let finding = only(&guarded("{ Type: AllAtOnce, Hooks: { PreTraffic: !Ref Queue } }"));
    assert_eq!(finding.code, "hook-is-no-function");
    assert!(finding.message.contains("`Queue`, which is AWS::SQS::Queue"));
}

#[test]
fn a_phase_that_does_not_exist_is_refused() {
    let finding = only(&guarded("{ Type: AllAtOnce, Hooks: { PreTrafic: !Ref OrdersCheck } }"));
    assert_eq!((finding.code, finding.help.as_deref()), ("unknown-hook-phase", Some("did you mean `PreTraffic`?")));
}

#[test]
fn an_unknown_strategy_names_the_nearest_one() {
    let finding = only(&guarded("{ Type: Canary10Percent5Minute }"));
    assert_eq!((finding.code, finding.location.line, finding.location.column), ("unknown-strategy", 7, 37));
    let help = finding.help.unwrap();
    assert!(help.starts_with("did you mean `Canary10Percent5Minutes`?"));
    assert!(Strategy::PREDEFINED.iter().all(|(name, _)| help.contains(name)));
    assert_eq!(only(&guarded("{ Type: !Ref Queue }")).code, "unknown-strategy");
}

#[test]
fn a_configuration_with_illegal_numbers_is_refused() {
    let config = |routing: &str| {
        let text = guarded("{ Type: !Ref Slow }");
        format!(
            "{text}  Slow:\n    Type: AWS::CodeDeploy::DeploymentConfig\n    Properties:\n      ComputePlatform: Lambda\n      TrafficRoutingConfig: {routing}\n"
        )
    };
    for (routing, message) in [
        (
            "{ Type: TimeBasedCanary, TimeBasedCanary: { CanaryPercentage: 100, CanaryInterval: 5 } }",
            "the share of traffic is 100 percent",
        ),
        (
            "{ Type: TimeBasedCanary, TimeBasedCanary: { CanaryPercentage: 0, CanaryInterval: 5 } }",
            "the share of traffic is 0 percent",
        ),
        (
            "{ Type: TimeBasedCanary, TimeBasedCanary: { CanaryPercentage: 1, CanaryInterval: 2881 } }",
            "it takes 2881 minutes",
        ),
        (
            "{ Type: TimeBasedLinear, TimeBasedLinear: { LinearPercentage: 1, LinearInterval: 30 } }",
            "it takes 2970 minutes",
        ),
        (
            "{ Type: TimeBasedLinear, TimeBasedLinear: { LinearPercentage: 10, LinearInterval: 0 } }",
            "the interval is 0 minutes",
        ),
        ("{ Type: TimeBasedLinear }", "lacks its numbers"),
        (
            "{ Type: TimeBasedLinear, TimeBasedLinear: { LinearPercentage: ten, LinearInterval: 1 } }",
            "must be a whole number",
        ),
        ("{ Type: Sudden }", "no traffic shift called `Sudden`"),
        ("{}", "does not say how traffic moves"),
    ] {
        let finding = only(&config(routing));
        assert_eq!((finding.code, finding.resource.as_deref()), ("illegal-strategy", Some("Slow")), "{routing}");
        assert!(finding.message.contains(message), "{}", finding.message);
    }
}

#[test]
fn the_longest_legal_shifts_are_taken() {
    assert!(Strategy::canary(99, 2880).is_ok() && Strategy::linear(50, 2880).is_ok());
    assert!(Strategy::linear(33, 960).is_ok() && Strategy::linear(33, 961).is_err());
}

#[test]
fn a_preference_needs_its_type_and_an_alias() {
    let text = guarded("{ Hooks: {} }").replace("      AutoPublishAlias: live\n", "");
    let codes: Vec<_> = found(&text).iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["preference-without-type", "preference-without-alias"]);
}

#[test]
fn what_only_the_deployment_knows_names_the_parameter_to_give() {
    let finding = only(&guarded("{ Type: !Ref P }"));
    assert_eq!(finding.code, "strategy-not-known");
    assert!(finding.message.ends_with("the parameter `P` has neither a default nor a given value"));
    assert_eq!(finding.help.as_deref(), Some("give the parameter a value (`P=VALUE`), or a `Default` in the template"));
    let alias = guarded("{ Type: AllAtOnce }").replace("Alias: live", "Alias: !Ref P");
    assert_eq!(only(&alias).code, "alias-not-known");
    assert_eq!(only(&guarded("{ Type: AllAtOnce, Enabled: !Ref P }")).code, "enabled-not-known");
    assert_eq!(only(&guarded("{ Type: AllAtOnce, Hooks: { PreTraffic: !Ref P } }")).code, "hook-not-known");
}

#[test]
fn an_alias_that_sam_would_refuse_is_refused() {
    for alias in ["'12'", "a b", "!Sub live", "!Ref Queue", "[live]"] {
        let text = guarded("{ Type: AllAtOnce }").replace("Alias: live", &format!("Alias: {alias}"));
        assert_eq!(only(&text).code, "invalid-alias", "{alias}");
    }
}

#[test]
fn values_of_the_wrong_kind_are_named() {
    for (preference, message) in [
        ("[a]", "`DeploymentPreference` must be a map, and this is a list"),
        ("{ Type: 5 }", "`Type` must be the name of a strategy, and this is a number"),
        (
            "{ Type: AllAtOnce, Hooks: [a] }",
            "`Hooks` must be a map with `PreTraffic` and `PostTraffic`, and this is a list",
        ),
        (
            "{ Type: AllAtOnce, Hooks: { PreTraffic: [a] } }",
            "`PreTraffic` must be a `!Ref` to a function, and this is a list",
        ),
    ] {
        let finding = only(&guarded(preference));
        assert_eq!((finding.code, finding.message.as_str(), finding.location.line), ("wrong-type", message, 7));
    }
    for text in [
        "Resources: [a]\n",
        "Resources:\n  A: [b]\n",
        "Globals: x\nResources: {}\n",
        "Parameters: [a]\nResources: {}\n",
    ] {
        assert_eq!(found(text).iter().map(|finding| finding.code).next(), Some("wrong-type"), "{text}");
    }
    assert_eq!(only(&guarded("!If [A, {}, {}]")).code, "preference-is-intrinsic");
}

#[test]
fn all_mistakes_come_in_one_run_and_a_global_one_comes_once() {
    let text = "Globals:\n  Function:\n    AutoPublishAlias: live\n    DeploymentPreference: { Type: Nope }\nResources:\n  \
                A: { Type: AWS::Serverless::Function, Properties: { Timeout: soon } }\n  \
                B: { Type: AWS::Serverless::Function, Properties: { DeploymentPreference: { Hooks: { PreTraffic: !Ref Gone } } } }\n";
    let places: Vec<_> = found(text).iter().map(|finding| (finding.code, finding.location.line)).collect();
    assert_eq!(places, [("wrong-type", 6), ("strategy-not-known", 4), ("unknown-hook", 7)]);
}

#[test]
fn a_value_for_a_parameter_that_is_not_there_is_refused() {
    let document = Document::parse("t.yaml", &guarded("{ Type: AllAtOnce }").replace("P:", "Stage:")).unwrap();
    let finding = Application::read(&document, &Parameters::new().with("Stag", "x")).unwrap_err().remove(0);
    assert_eq!((finding.code, finding.help.as_deref()), ("unknown-parameter", Some("did you mean `Stage`?")));
    assert!(Application::read(&document, &Parameters::new().with_account_id("1").with_stack_name("s")).is_ok());
}
