//! Ten thousand invocations of a real process function leave nothing behind: no process, no port, no descriptor, no folder.
//!
//! The only test of its binary, so that every descriptor of this process is the test's own.

mod processes;

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mock_codedeploy::{Mock, Settings};
use processes::{MARKER, processes};
use serde_json::{Value, json};
use ureq::Agent;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// How many ask at once.
const CALLERS: usize = 8;

/// How the invocations of one round ended.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    answered: usize,
    crashed: usize,
    timed_out: usize,
    failed: usize,
}

/// What this process has open, and what it has started.
#[derive(Debug, PartialEq, Eq)]
struct Held {
    descriptors: usize,
    listening: BTreeSet<String>,
    children: usize,
}

#[test]
fn ten_thousand_invocations_leave_no_process_port_descriptor_or_folder_behind() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    // The runtime itself opens a few descriptors when the first process is started, and keeps them.
    let warm_up = play(&runtime, 64);
    assert_eq!(warm_up.answered + warm_up.crashed + warm_up.timed_out + warm_up.failed, 64);

    let before = held();
    assert_eq!((&before.listening, before.children), (&BTreeSet::new(), 0));
    let tally = play(&runtime, 10_000);
    assert_eq!(tally, Tally { answered: 9_584, crashed: 200, timed_out: 16, failed: 200 });
    assert_eq!(held(), before);
}

/// A mock from start to end with so many invocations.
fn play(runtime: &tokio::runtime::Runtime, invocations: usize) -> Tally {
    let mock = runtime.block_on(Mock::start(Settings::default())).unwrap();
    let url = mock.url();
    create_function(&url);
    let told = invoke(&Agent::new_with_defaults(), &url, &json!({ "tell": true }));
    let folder = PathBuf::from(told["folder"].as_str().unwrap());
    assert!(folder.join("bootstrap").exists());

    let next = AtomicUsize::new(0);
    let (tallies, agents): (Vec<Tally>, Vec<Agent>) = thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS).map(|_| scope.spawn(|| call(&url, &next, invocations))).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    // Warm processes and kept connections are there still, and all the processes are known.
    let running = processes(&url).len();
    assert!((1..=CALLERS).contains(&running), "{running}");
    assert!(held().descriptors > 0 && held().children == running);
    runtime.block_on(mock.shut_down());
    // All is gone, although the callers would keep their connections.
    assert!(processes(&url).is_empty());
    assert!(!folder.exists(), "{} was left", folder.display());
    drop(agents);
    tallies.iter().fold(Tally::default(), |sum, tally| Tally {
        answered: sum.answered + tally.answered,
        crashed: sum.crashed + tally.crashed,
        timed_out: sum.timed_out + tally.timed_out,
        failed: sum.failed + tally.failed,
    })
}

/// One caller with a connection of its own, which it gives back open.
fn call(url: &str, next: &AtomicUsize, invocations: usize) -> (Tally, Agent) {
    let agent = Agent::new_with_defaults();
    let mut tally = Tally::default();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= invocations {
            return (tally, agent);
        }
        let event = match number {
            number if number % 625 == 624 => json!({ "hang": true }),
            number if number % 50 == 7 => json!({ "exit": 3 }),
            number if number % 50 == 8 => json!({ "fail": "no price" }),
            number => json!({ "order": number }),
        };
        let answer = invoke(&agent, url, &event);
        match answer["errorType"].as_str() {
            None => {
                assert_eq!(answer, event);
                tally.answered += 1;
            }
            Some("Runtime.ExitError") => tally.crashed += 1,
            Some("Sandbox.Timedout") => tally.timed_out += 1,
            Some("Asked") => tally.failed += 1,
            Some(other) => panic!("{other}: {answer}"),
        }
    }
}

fn invoke(agent: &Agent, url: &str, event: &Value) -> Value {
    let url = format!("{url}/2015-03-31/functions/leaky/invocations");
    agent.post(url).send(event.to_string()).unwrap().body_mut().read_json().unwrap()
}

/// A function of one second, from a zip that holds the program that the tests run. Its processes are known by the mock's address.
fn create_function(url: &str) {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).unix_permissions(0o755);
    zip.start_file("bootstrap", options).unwrap();
    zip.write_all(&fs::read(Path::new(env!("CARGO_BIN_EXE_function-under-test"))).unwrap()).unwrap();
    let function = json!({
        "FunctionName": "leaky",
        "Runtime": "provided.al2023",
        "Handler": "bootstrap",
        "Role": "arn:aws:iam::123456789012:role/leaky",
        "Timeout": 1,
        "Environment": { "Variables": { MARKER: url } },
        "Code": { "ZipFile": STANDARD.encode(zip.finish().unwrap().into_inner()) },
    });
    let created = ureq::post(format!("{url}/2015-03-31/functions")).send_json(&function).unwrap();
    assert_eq!(created.status(), 201);
}

fn held() -> Held {
    let targets: Vec<PathBuf> = fs::read_dir("/proc/self/fd")
        .unwrap()
        // The folder's own descriptor is closed again before it can be read.
        .filter_map(|entry| fs::read_link(entry.unwrap().path()).ok())
        .filter(|target| !target.starts_with("/proc"))
        .collect();
    let own = std::process::id().to_string();
    let is_own_child = |process: &Path| {
        // `PID (NAME) STATE PARENT …`; a name may hold anything.
        let status = fs::read_to_string(process.join("stat")).unwrap_or_default();
        status.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)).is_some_and(|parent| parent == own)
    };
    Held {
        descriptors: targets.len(),
        listening: listening().into_iter().filter(|socket| targets.contains(&PathBuf::from(socket))).collect(),
        children: fs::read_dir("/proc").unwrap().filter(|entry| is_own_child(&entry.as_ref().unwrap().path())).count(),
    }
}

/// All listening TCP sockets, as links of descriptors name them.
fn listening() -> Vec<String> {
    const LISTEN: &str = "0A";
    let table = fs::read_to_string("/proc/self/net/tcp").unwrap();
    let rows = table.lines().skip(1).map(|row| row.split_whitespace().collect::<Vec<_>>());
    rows.filter(|columns| columns[3] == LISTEN).map(|columns| format!("socket:[{}]", columns[9])).collect()
}
