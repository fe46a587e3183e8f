//! Random templates through SAM's own transform and through ours: both have to say the same.
//!
//! `DIFFERENTIAL_CASES` sets how many, `DIFFERENTIAL_SEED` (64 hexadecimal digits) repeats a run.

mod compare;
mod corners;
mod oracle;
mod templates;

use std::cell::RefCell;
use std::env;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};

use oracle::{Answer, Oracle};

/// How often the reference expanded, refused and fell over.
#[derive(Debug, Default)]
struct Tally {
    expanded: usize,
    invalid: usize,
    crashed: usize,
}

/// One of each partition.
const REGIONS: [&str; 3] = ["eu-west-1", "cn-north-1", "us-gov-west-1"];

fn run(templates: &impl Strategy<Value = Value>, region: &str, cases: u32) -> Tally {
    let seed = seed();
    let hexadecimal = seed.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    println!("DIFFERENTIAL_SEED={hexadecimal} ({cases} templates, {region})");
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let oracle = RefCell::new(Oracle::start(region));
    let tally = RefCell::new(Tally::default());
    let parameters = json!({ "Given": "value" });
    let result = runner.run(templates, |template| {
        let text = serde_json::to_string_pretty(&template).unwrap();
        let answer = oracle.borrow_mut().ask(&text, &parameters);
        match &answer {
            Answer::Expanded(_) => tally.borrow_mut().expanded += 1,
            Answer::Invalid(_) => tally.borrow_mut().invalid += 1,
            Answer::Crash(_) => tally.borrow_mut().crashed += 1,
        }
        match compare::difference(&text, &parameters, region, &answer) {
            None => Ok(()),
            Some(difference) => Err(TestCaseError::fail(format!("{difference}\n{text}"))),
        }
    });
    if let Err(error) = result {
        panic!("DIFFERENTIAL_SEED={hexadecimal}\n{error}");
    }
    println!("{:?}", tally.borrow());
    tally.into_inner()
}

fn seed() -> [u8; 32] {
    match env::var("DIFFERENTIAL_SEED") {
        Ok(text) => {
            let byte = |at: usize| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok();
            std::array::from_fn(|at| byte(at).expect("64 hexadecimal digits"))
        }
        Err(_) => std::array::from_fn(|_| rand_byte()),
    }
}

/// A byte nobody can foresee, of the hasher that the standard library seeds.
fn rand_byte() -> u8 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(0).to_le_bytes()[0]
}

#[test]
fn random_templates_expand_as_sam_expands_them() {
    let cases: u32 = env::var("DIFFERENTIAL_CASES").map_or(2_000, |cases| cases.parse().unwrap());
    for region in REGIONS {
        let cases = cases.div_ceil(3);
        let tally = run(&templates::template(), region, cases);
        // A generator of nothing but mistakes would prove little.
        assert!(tally.expanded * 2 > cases as usize, "{tally:?}");
    }
}

#[test]
fn corners_expand_as_sam_expands_them() {
    let parameters = json!({ "Given": "value" });
    for region in REGIONS {
        let mut oracle = Oracle::start(region);
        let differences: Vec<String> = corners::all()
            .iter()
            .filter_map(|text| {
                let answer = oracle.ask(text, &parameters);
                compare::difference(text, &parameters, region, &answer).map(|found| format!("{found}\n{text}"))
            })
            .collect();
        assert!(differences.is_empty(), "{region}: {}", differences.join("\n\n"));
    }
}

#[test]
fn what_sam_fails_on_without_an_answer_is_an_error() {
    let parameters = json!({});
    let mut oracle = Oracle::start("eu-west-1");
    let long = corners::with_condition_of(corners::LONGEST_CONDITION + 1);
    for text in corners::CRASHES.iter().copied().chain([long.as_str()]) {
        let answer = oracle.ask(text, &parameters);
        assert!(matches!(answer, Answer::Crash(_)), "{answer:?}\n{text}");
        assert_eq!(compare::difference(text, &parameters, "eu-west-1", &answer), None, "{text}");
    }
}

#[test]
fn versions_of_200_shapes_have_the_ids_that_sam_gives_them() {
    let tally = run(&templates::version(), "us-gov-west-1", 300);
    assert!(tally.expanded >= 200, "{tally:?}");
}
