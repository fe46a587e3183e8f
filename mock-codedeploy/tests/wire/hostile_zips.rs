//! Zips that would write elsewhere, or more than there is room for.

use std::io::{Cursor, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mock_codedeploy::Mock;
use serde_json::json;
use zip::write::SimpleFileOptions;

use crate::connection::{Answer, call, is_well, mock};

const ROLE: &str = "arn:aws:iam::123456789012:role/r";

async fn create(mock: &Mock, name: &str, zip: &[u8]) -> Answer {
    let body = json!({
        "FunctionName": name, "Runtime": "provided.al2023", "Handler": "h", "Role": ROLE, "Timeout": 10,
        "Code": { "ZipFile": STANDARD.encode(zip) },
    });
    call(mock, "POST", "/2015-03-31/functions", &[], body.to_string()).await
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default().unix_permissions(0o755)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn entries_that_lie_elsewhere_are_refused_and_written_nowhere() {
    let mock = mock().await;
    let outside = tempfile::tempdir().unwrap();
    let absolute = outside.path().join("absolute").to_str().unwrap().to_owned();
    let depth = "../".repeat(30);
    let relative = format!("{depth}{}", outside.path().join("relative").to_str().unwrap().trim_start_matches('/'));
    for name in [relative.as_str(), "a/../../x", "a/../.."] {
        let answer = create(&mock, "f", &zip(&[("bootstrap", b"#!/bin/sh\n"), (name, b"owned")])).await;
        assert_eq!(answer.refusal(), (400, "InvalidParameterValueException"), "{name}: {}", answer.text());
        let invoked = call(&mock, "POST", "/2015-03-31/functions/f/invocations", &[], "{}").await;
        assert_eq!(invoked.status, 404, "{name}");
    }
    // What begins at the root begins at the function's folder, as `unzip` has it.
    assert_eq!(create(&mock, "f", &zip(&[("bootstrap", b"#!/bin/sh\n"), (&absolute, b"owned")])).await.status, 201);
    let invoked = call(&mock, "POST", "/2015-03-31/functions/f/invocations", &[], "{}").await;
    assert!(invoked.text().contains("Runtime.ExitError"), "{}", invoked.text());
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
    is_well(&mock).await;
}

#[tokio::test]
async fn a_link_in_a_zip_is_refused() {
    let mock = mock().await;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("link", "/etc", SimpleFileOptions::default()).unwrap();
    writer.start_file("link/owned", SimpleFileOptions::default()).unwrap();
    let answer = create(&mock, "f", &writer.finish().unwrap().into_inner()).await;
    assert_eq!(answer.refusal(), (400, "InvalidParameterValueException"), "{}", answer.text());
    assert!(!Path::new("/etc/owned").exists());
    is_well(&mock).await;
}

/// The folders that the mock has unpacked code to, which hold this marker.
fn unpacked_with(marker: &str) -> usize {
    let folders = std::fs::read_dir(std::env::temp_dir()).unwrap().flatten();
    folders.filter(|folder| folder.path().join(marker).exists()).count()
}

#[tokio::test]
async fn a_bomb_is_refused_whatever_it_says_of_its_size() {
    let mock = mock().await;
    let marker = format!("marker-{}", std::process::id());
    let zeros = vec![0; 64 * 1024 * 1024];
    let honest = zip(&[("a", &zeros), ("b", &zeros), ("c", &zeros), ("d", &zeros), ("bootstrap", b"")]);
    assert!(honest.len() < 2 * 1024 * 1024);
    let answer = create(&mock, "honest", &honest).await;
    assert_eq!(answer.refusal(), (400, "InvalidParameterValueException"), "{}", answer.text());
    assert!(answer.text().contains("250 MB"), "{}", answer.text());

    // The sizes of the large entries are overwritten by a small number, in the entries and in the table of contents.
    let mut liar = zip(&[
        ("bootstrap", b"#!/bin/sh\n"),
        (&marker, b"x"),
        ("a", &zeros),
        ("b", &zeros),
        ("c", &zeros),
        ("d", &zeros),
    ]);
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let places: Vec<usize> = liar.windows(4).enumerate().filter(|(_, four)| *four == size).map(|(at, _)| at).collect();
    assert!(places.len() >= 4, "{places:?}");
    for place in places {
        liar[place..place + 4].copy_from_slice(&7_u32.to_le_bytes());
    }
    let created = create(&mock, "liar", &liar).await;
    if created.status == 201 {
        let invoked = call(&mock, "POST", "/2015-03-31/functions/liar/invocations", &[], "{}").await;
        assert_eq!(
            (invoked.status, invoked.headers["x-amz-function-error"].as_str()),
            (200, "Unhandled"),
            "{}",
            invoked.text()
        );
    } else {
        assert_eq!(created.status, 400, "{}", created.text());
    }
    assert_eq!(unpacked_with(&marker), 0, "what was unpacked of it is gone");
    is_well(&mock).await;
}

#[tokio::test]
async fn what_is_no_zip_is_refused() {
    let mock = mock().await;
    let good = zip(&[("bootstrap", b"#!/bin/sh\n")]);
    for bytes in [&b""[..], b"PK", b"no zip at all", &good[..good.len() - 5], &good[10..]] {
        let answer = create(&mock, "f", bytes).await;
        assert_eq!(answer.refusal(), (400, "InvalidParameterValueException"), "{}", answer.text());
    }
    let many: Vec<String> = (0..20_001).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(create(&mock, "f", &zip(&many)).await.refusal(), (400, "InvalidParameterValueException"));
    assert_eq!(create(&mock, "f", &good).await.status, 201);
    is_well(&mock).await;
}
