//! `safe-deploy wire` as a person runs it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const TEMPLATE: &str = "\
# Ours
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
";

/// An application with a template and a crate with one hook.
fn application() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("template.yaml", TEMPLATE);
    write("hooks/Cargo.toml", "[package]\nname = \"orders-hooks\"\nversion = \"0.1.0\"\n");
    write("hooks/src/main.rs", "mod checks;\nfn main() {}\n");
    write("hooks/src/checks.rs", "#[pre_traffic(function = \"Orders\")]\nasync fn orders_are_priced(hook: Hook) {}\n");
    folder
}

fn wire(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_safe-deploy"));
    command.current_dir(folder).args(["wire", "template.yaml"]).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_wired_template_is_printed_and_the_file_stays() {
    let folder = application();
    let output = wire(folder.path(), &["--hooks", "hooks"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert!(printed.starts_with(TEMPLATE), "{printed}");
    assert!(printed.contains("      CodeUri: hooks\n      Handler: orders_are_priced\n"), "{printed}");
    assert!(printed.contains("        Binary: orders-hooks\n"), "{printed}");
    assert_eq!(fs::read_to_string(folder.path().join("template.yaml")).unwrap(), TEMPLATE);
    assert!(text(&output.stderr).contains("added OrdersArePricedHook: the resource\n"));
}

#[test]
fn a_hook_names_the_binary_of_its_file() {
    let folder = application();
    let hooks = folder.path().join("hooks");
    fs::create_dir(hooks.join("src/bin")).unwrap();
    let before = "#[pre_traffic(function = \"Orders\")]\nasync fn orders_are_priced(hook: Hook) {}\nfn main() {}\n";
    fs::write(hooks.join("src/bin/before.rs"), before).unwrap();
    let output = wire(folder.path(), &["--hooks", "hooks"]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.contains("belongs to no binary of its crate alone (`before`, `orders-hooks`)"), "{told}");
    fs::write(hooks.join("src/checks.rs"), "").unwrap();
    let output = wire(folder.path(), &["--hooks", "hooks"]);
    assert!(text(&output.stdout).contains("        Binary: before\n"), "{}", text(&output.stderr));
}

#[test]
fn in_place_keeps_the_permissions_and_leaves_nothing_behind() {
    let folder = application();
    let template = folder.path().join("template.yaml");
    fs::set_permissions(&template, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(wire(folder.path(), &["--hooks", "hooks", "--in-place", "-q"]).stdout, b"");
    assert_eq!(fs::metadata(&template).unwrap().permissions().mode() & 0o777, 0o640);
    let once = fs::read_to_string(&template).unwrap();
    assert!(once.contains("PreTraffic: !Ref OrdersArePricedHook"), "{once}");
    assert_eq!(text(&wire(folder.path(), &["--hooks", "hooks", "--in-place"]).stderr), "");
    assert_eq!(fs::read_to_string(&template).unwrap(), once);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_diff_shows_only_what_changes() {
    let folder = application();
    let printed = text(&wire(folder.path(), &["--hooks", "hooks", "--diff"]).stdout);
    assert!(printed.starts_with("--- template.yaml\n+++ template.yaml\n@@ -6,3 +6,"), "{printed}");
    assert!(printed.lines().skip(2).all(|line| !line.starts_with('-')), "{printed}");
}

#[test]
fn what_contradicts_is_told_with_its_place_and_exit_code_1() {
    let folder = application();
    fs::write(folder.path().join("hooks/src/checks.rs"), "#[pre_traffic(function = \"Order\")]\nasync fn a() {}\n")
        .unwrap();
    let output = wire(folder.path(), &["--hooks", "hooks", "--message-format", "json", "--output", "wired.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = &found["diagnostics"][0];
    assert_eq!(
        (found["code"].as_str(), found["file"].as_str(), found["line"].as_u64()),
        (Some("unknown-guarded-function"), Some("hooks/src/checks.rs"), Some(1))
    );
    assert_eq!(fs::read_to_string(folder.path().join("wired.yaml")).unwrap(), TEMPLATE);
}

#[test]
fn what_cannot_be_read_is_exit_code_2() {
    let folder = application();
    for (arguments, code) in
        [(&["--hooks", "nowhere"][..], "unreadable-hooks"), (&["--hooks", "."], "unreadable-hooks")]
    {
        let output = wire(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(code), "{}", text(&output.stderr));
    }
    fs::write(folder.path().join("template.yaml"), "Resources:\n\t- a: b: c\n").unwrap();
    let output = wire(folder.path(), &[]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(text(&output.stderr).contains("template.yaml:2:"), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains('^'), "{}", text(&output.stderr));
}
