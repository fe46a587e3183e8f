//! `serve --state`: the account outlives the program, however that ends.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::Served;

const REGION: &str = "us-east-1";

fn start(state: &Path) -> Served {
    Served::start(&["--state", state.to_str().unwrap()])
}

/// A call that may find the server gone.
fn call(url: &str, operation: &str, input: &Value) -> Option<Value> {
    let mut answer = ureq::post(url)
        .header("x-amz-target", format!("CodeDeploy_20141006.{operation}"))
        .send(input.to_string())
        .ok()?;
    answer.body_mut().read_json().ok()
}

fn applications(served: &Served) -> Vec<String> {
    let mut all = Vec::new();
    let mut token = Value::Null;
    loop {
        let input = if token.is_null() { json!({}) } else { json!({ "nextToken": token }) };
        let page = served.codedeploy(REGION, "ListApplications", &input);
        all.extend(page["applications"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()));
        token = page["nextToken"].clone();
        if token.is_null() {
            return all;
        }
    }
}

#[test]
fn an_account_is_there_again_after_a_restart() {
    let folder = TempDir::new().unwrap();
    let state = folder.path().join("shop.account");
    let served = start(&state);
    served.codedeploy(REGION, "CreateApplication", &json!({ "applicationName": "shop", "computePlatform": "Lambda" }));
    served.codedeploy("eu-west-1", "CreateApplication", &json!({ "applicationName": "far" }));
    let shown = served.codedeploy(REGION, "GetApplication", &json!({ "applicationName": "shop" }));
    let (_, clock) = served.control("POST", "clock/advance", &json!({ "seconds": 90 }));
    assert_eq!(served.end().code(), Some(0));

    let served = start(&state);
    assert_eq!(served.codedeploy(REGION, "GetApplication", &json!({ "applicationName": "shop" })), shown);
    assert_eq!(served.codedeploy("eu-west-1", "ListApplications", &json!({})), json!({ "applications": ["far"] }));
    assert_eq!(served.control("GET", "clock", &json!({})).1, clock);
    served.control("POST", "reset", &json!({}));
    drop(served);
    assert!(applications(&start(&state)).is_empty());
}

/// Several clients make applications until the server is killed in the midst of it; ten times.
#[test]
fn nothing_acknowledged_is_lost_by_a_kill() {
    let folder = TempDir::new().unwrap();
    let state = folder.path().join("shop.account");
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let next = Arc::new(AtomicU64::new(0));
    for round in 1..=10 {
        let mut served = start(&state);
        let mut known = acknowledged.lock().unwrap().clone();
        let found = applications(&served);
        known.retain(|name| !found.contains(name));
        assert!(known.is_empty(), "round {round}: {known:?} were acknowledged and are gone");

        let clients: Vec<_> = (0..4)
            .map(|_| {
                let (url, acknowledged, next) = (served.url.clone(), Arc::clone(&acknowledged), Arc::clone(&next));
                std::thread::spawn(move || {
                    loop {
                        let name = format!("a{}", next.fetch_add(1, Ordering::Relaxed));
                        let input = json!({ "applicationName": name, "computePlatform": "Lambda" });
                        if call(&url, "CreateApplication", &input).is_none() {
                            return;
                        }
                        acknowledged.lock().unwrap().push(name);
                    }
                })
            })
            .collect();
        // Killed after so many more answers, each time at another point of what is then being written.
        let goal = acknowledged.lock().unwrap().len() + 7 * round;
        while acknowledged.lock().unwrap().len() < goal {
            std::thread::yield_now();
        }
        served.child.kill().unwrap();
        for client in clients {
            client.join().unwrap();
        }
    }
    assert!(acknowledged.lock().unwrap().len() >= 385);
}

#[test]
fn a_state_file_that_is_none_or_in_use_is_told() {
    let folder = TempDir::new().unwrap();
    let run = |state: &Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_safe-deploy")).arg("serve").arg("--state").arg(state).output();
        let output = output.unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let template = folder.path().join("template.yaml");
    std::fs::write(&template, "Resources: {}\n".repeat(500)).unwrap();
    let (code, told) = run(&template);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("is no state file of this version"), "{told}");

    let state = folder.path().join("shop.account");
    let served = start(&state);
    let (code, told) = run(&state);
    assert_eq!(code, Some(3), "{told}");
    assert!(told.contains("is in use by another process"), "{told}");
    drop(served);
}

/// The file may not grow: what cannot be written is not acknowledged, the server ends and says why.
#[test]
fn a_full_disk_ends_the_server_and_keeps_what_was_acknowledged() {
    let folder = TempDir::new().unwrap();
    let state = folder.path().join("shop.account");
    start(&state).end();
    let kilobytes = std::fs::metadata(&state).unwrap().len() / 1024 + 64;
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kilobytes * 2);
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_safe-deploy"), "serve", "--quiet", "--state"]).arg(&state);
    let mut served = Served::of(command.stderr(Stdio::piped()));
    let mut acknowledged = Vec::new();
    for number in 0..2_000 {
        let name = format!("{number}-{}", "n".repeat(80));
        let input = json!({ "applicationName": name, "computePlatform": "Lambda" });
        if call(&served.url, "CreateApplication", &input).is_none() {
            break;
        }
        acknowledged.push(name);
    }
    assert!((1..2_000).contains(&acknowledged.len()), "{} were acknowledged", acknowledged.len());
    let status = served.child.wait().unwrap();
    let mut told = String::new();
    std::io::Read::read_to_string(&mut served.child.stderr.take().unwrap(), &mut told).unwrap();
    assert_eq!(status.code(), Some(3), "{told}");
    assert!(told.contains("cannot be written"), "{told}");
    let found = applications(&start(&state));
    acknowledged.retain(|name| !found.contains(name));
    assert!(acknowledged.is_empty(), "{acknowledged:?}");
}
