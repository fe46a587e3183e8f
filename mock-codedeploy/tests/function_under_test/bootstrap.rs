//! A `bootstrap` that does what its event says, and speaks the Runtime API over plain TCP: nothing but the standard library, JSON and signals.
//!
//! Events: `{"tell": true}` answers with what it knows of itself, `{"say": TEXT, "times": N}` prints, `{"fail": TEXT}` answers with an error,
//! `{"answer_bytes": N}` with a text of that size, `{"exit": CODE}` leaves, `{"hang": true}` never answers, `{"leave_child": true}` starts a
//! process that outlives the answer. Anything else comes back as it is.
//!
//! Variables: `EXTENSION` registers an internal extension (`obedient` ends on SIGTERM, `stubborn` does not), `INIT` is how the first start goes
//! (`hangs`, `exits`, `fails`), which a file in the folder `MARKS` remembers; without that folder every start goes so.

mod runtime_api;

use std::path::Path;
use std::process::{Command, exit};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, fs, thread};

use nix::sys::signal::{SigSet, Signal};
use runtime_api::{Invocation, RuntimeApi};
use serde_json::{Value, json};

const LONGEST: Duration = Duration::from_secs(60);

fn main() {
    if env::args().nth(1).as_deref() == Some("linger") {
        linger();
    }
    let mut api = RuntimeApi::connect();
    if let Ok(kind) = env::var("EXTENSION") {
        watch_for_the_end(kind == "obedient");
        let identifier = api.register_extension("under-test");
        // No event is meant for an internal extension, and so the call has no answer.
        thread::spawn(move || {
            RuntimeApi::connect().next_extension_event(&identifier);
            println!("an extension event came");
        });
    }
    initialise(&mut api);
    let mut served = 0_u64;
    loop {
        let invocation = api.next();
        served += 1;
        act(&mut api, &invocation, served);
    }
}

#[expect(clippy::zombie_processes, reason = "the child is there to be left behind")]
fn act(api: &mut RuntimeApi, invocation: &Invocation, served: u64) {
    let event: Value = serde_json::from_slice(&invocation.payload).expect("events are JSON");
    if let Some(text) = event["say"].as_str() {
        for _ in 0..event["times"].as_u64().unwrap_or(1) {
            print!("{text}");
        }
        println!();
    }
    if event["leave_child"] == true {
        Command::new(env::current_exe().expect("a program")).arg("linger").spawn().expect("a child");
    }
    if let Some(code) = event["exit"].as_i64() {
        exit(i32::try_from(code).expect("an exit code"));
    }
    if event["hang"] == true {
        linger();
    }
    if let Some(text) = event["fail"].as_str() {
        return api.error(&invocation.request_id, &json!({ "errorType": "Asked", "errorMessage": text }));
    }
    if let Some(bytes) = event["answer_bytes"].as_u64() {
        let text = "x".repeat(usize::try_from(bytes).expect("a size").saturating_sub(2));
        return api.response(&invocation.request_id, &Value::from(text));
    }
    let answer = if event["tell"] == true { told(invocation, served) } else { event };
    api.response(&invocation.request_id, &answer);
}

/// What a function knows of itself and its invocation.
fn told(invocation: &Invocation, served: u64) -> Value {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_millis();
    let left = invocation.deadline_milliseconds.saturating_sub(now);
    json!({
        "pid": std::process::id(),
        "served": served,
        "folder": env::var("LAMBDA_TASK_ROOT").expect("a folder"),
        "request_id": invocation.request_id,
        "invoked_arn": invocation.invoked_arn,
        "milliseconds_left": u64::try_from(left).expect("a short time"),
    })
}

fn initialise(api: &mut RuntimeApi) {
    let Ok(how) = env::var("INIT") else { return };
    println!("init {how}");
    if let Ok(marks) = env::var("MARKS") {
        let mark = Path::new(&marks).join("started");
        if mark.exists() {
            return;
        }
        fs::write(mark, "").expect("a mark");
    }
    match how.as_str() {
        "hangs" => linger(),
        "exits" => exit(7),
        "fails" => {
            api.init_error(&json!({ "errorType": "Init.Asked", "errorMessage": "no price list" }));
            exit(1);
        }
        other => panic!("there is no init phase that `{other}`"),
    }
}

/// A thread that hears SIGTERM. All others have it blocked.
fn watch_for_the_end(obedient: bool) {
    let signals = SigSet::from(Signal::SIGTERM);
    signals.thread_block().expect("a signal to block");
    thread::spawn(move || {
        loop {
            signals.wait().expect("a signal");
            println!("told to shut down");
            if obedient {
                exit(0);
            }
        }
    });
}

/// Does nothing for longer than any test waits; but if a test is killed, nothing that it has started stays for ever.
fn linger() -> ! {
    let start = Instant::now();
    while let Some(left) = LONGEST.checked_sub(start.elapsed()) {
        thread::park_timeout(left);
    }
    exit(1)
}
