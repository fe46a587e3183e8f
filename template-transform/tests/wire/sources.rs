//! Hooks that only the sources know.

use serde_json::json;
use template_transform::wire::{HookCrate, Options, source};

use crate::{codes, crate_of, json, wired};

const TEMPLATE: &str = "\
Resources:
  # The one that is guarded.
  Orders:
    Type: AWS::Serverless::Function
    Condition: InProduction
    Properties:
      Architectures: [arm64]
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
";

#[test]
fn a_hook_of_a_source_gets_a_function_of_its_own() {
    let hooks = [crate_of(
        "#[hook_sdk::pre_traffic(function = \"Orders\", timeout = \"5m\")]\nasync fn orders_are_priced(hook: Hook) -> Result<()> { Ok(()) }",
    )];
    let wired = wired(TEMPLATE, &hooks, &Options::default());
    assert_eq!(wired.findings, []);
    let resources = json(&wired.text)["Resources"].clone();
    assert_eq!(
        resources["Orders"]["Properties"]["DeploymentPreference"]["Hooks"],
        json!({ "PreTraffic": { "Ref": "OrdersArePricedHook" } })
    );
    let hook = &resources["OrdersArePricedHook"];
    assert_eq!(hook["Condition"], "InProduction");
    assert_eq!(
        hook["Metadata"],
        json!({ "BuildMethod": "rust-cargolambda", "BuildProperties": { "Binary": "orders-hooks" } })
    );
    let properties = &hook["Properties"];
    for (name, value) in [
        ("CodeUri", json!("hooks")),
        ("Handler", json!("orders_are_priced")),
        ("Runtime", json!("provided.al2023")),
        ("Architectures", json!(["arm64"])),
        ("Timeout", json!(330)),
        ("DeploymentPreference", json!({ "Enabled": false })),
        ("Environment", json!({ "Variables": { "CurrentVersion": { "Ref": "Orders.Version" } } })),
    ] {
        assert_eq!(properties[name], value, "{name}");
    }
    assert!(wired.text.starts_with(TEMPLATE.trim_end()), "{}", wired.text);
}

#[test]
fn two_hooks_of_one_binary_become_two_functions() {
    let hooks = [crate_of(
        "#[pre_traffic] async fn a(hook: Hook) {} mod later { #[post_traffic(timeout = \"1m\", reserve = \"1500ms\")] async fn b(hook: Hook) {} }",
    )];
    let wired = wired(TEMPLATE, &hooks, &Options::default());
    let resources = json(&wired.text)["Resources"].clone();
    assert_eq!(
        (&resources["AHook"]["Properties"]["Timeout"], &resources["BHook"]["Properties"]["Timeout"]),
        (&json!(60), &json!(62))
    );
    assert_eq!(
        resources["Orders"]["Properties"]["DeploymentPreference"]["Hooks"],
        json!({ "PreTraffic": { "Ref": "AHook" }, "PostTraffic": { "Ref": "BHook" } })
    );
}

#[test]
fn a_function_that_already_runs_the_hook_is_found_by_code_and_handler() {
    let text = format!(
        "{TEMPLATE}  Mine:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: ./hooks/\n      Handler: hooks.a\n      Timeout: 10\n"
    );
    let hooks = [crate_of("#[pre_traffic(function = \"Orders\", timeout = \"20s\")] async fn a(hook: Hook) {}")];
    let wired = wired(&text, &hooks, &Options::default());
    assert_eq!(
        json(&wired.text)["Resources"]["Orders"]["Properties"]["DeploymentPreference"]["Hooks"],
        json!({ "PreTraffic": { "Ref": "Mine" } })
    );
    assert_eq!(codes(&wired), ["hook-timeout"]);
}

#[test]
fn a_source_that_guards_nobody_says_whom_it_may_mean() {
    let hooks = [crate_of("#[pre_traffic(function = \"Order\")] async fn a(hook: Hook) {}")];
    let wired = wired(TEMPLATE, &hooks, &Options::default());
    assert_eq!(codes(&wired), ["unknown-guarded-function"]);
    assert_eq!(wired.findings[0].help.as_deref(), Some("did you mean `Orders`?"));
}

#[test]
fn a_source_that_is_no_rust_says_where() {
    let found = source::read("src/a.rs", "fn a() {\n  let a = \"1;\n}").unwrap_err();
    assert_eq!((found[0].code, found[0].location.to_string().as_str()), ("unreadable-source", "src/a.rs:2:11"));
    let found = source::read("src/a.rs", "#[pre_traffic(timeout = \"5\")]\nasync fn a() {}").unwrap_err();
    assert_eq!(found[0].location.to_string(), "src/a.rs:1:25");
    let found = source::read("src/a.rs", "#[pre_traffic(\n  function = orders)]\nasync fn a() {}").unwrap_err();
    assert_eq!(found[0].location.to_string(), "src/a.rs:2:14");
    assert!(found[0].message.ends_with("the value is text in quotes"), "{}", found[0]);
}

#[test]
fn what_is_wrong_in_a_body_is_for_the_compiler_to_say() {
    let text = "#!/usr/bin/env run\n#[pre_traffic(function = \"Orders\")]\nasync fn a() {\n  let = 1;\n}";
    let hooks = source::read("src/a.rs", text).unwrap();
    assert_eq!((hooks[0].name.as_str(), hooks[0].location.to_string().as_str()), ("a", "src/a.rs:2:1"));
}

#[test]
fn a_source_that_nests_without_end_is_read_or_refused() {
    let deep = "[".repeat(50_000) + &"]".repeat(50_000);
    let hooks = source::read("src/a.rs", &format!("#[pre_traffic] async fn a() {{ {deep} }}")).unwrap();
    assert_eq!(hooks.len(), 1);
    let found = source::read("src/a.rs", &format!("#[pre_traffic(function = {deep})] async fn a() {{}}")).unwrap_err();
    assert_eq!(found[0].location.to_string(), "src/a.rs:1:26");
}

#[test]
fn hooks_of_several_binaries_each_name_their_own() {
    let hook = |code: &str, binary: &str| {
        let mut hooks = source::read(format!("hooks/src/bin/{binary}.rs"), code).unwrap();
        hooks[0].binary = Some(binary.into());
        hooks.remove(0)
    };
    let hooks = vec![
        hook("#[pre_traffic(function = \"Orders\")] async fn main_check(hook: Hook) {}", "before"),
        hook("#[post_traffic(function = \"Orders\")] async fn main_check(hook: Hook) {}", "after"),
    ];
    let crates = [HookCrate { code_uri: "hooks".into(), hooks }];
    let resources = json(&wired(TEMPLATE, &crates, &Options::default()).text)["Resources"].clone();
    for (id, binary) in [("MainCheckHook", "before"), ("MainCheckHook2", "after")] {
        assert_eq!(resources[id]["Metadata"]["BuildProperties"], json!({ "Binary": binary }));
    }
}
