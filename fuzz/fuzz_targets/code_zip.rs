//! A function's code: whatever the zip says, nothing is written beside its folder, and nothing in it is a link.
#![no_main]

use std::fs;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use mock_codedeploy::fuzzing::{check_zip, unpack_zip};

fuzz_target!(|archive: &[u8]| {
    if let Err(message) = check_zip(archive) {
        assert!(!message.is_empty());
    }
    let outer = tempfile::tempdir().expect("a folder");
    let inner = outer.path().join("code");
    fs::create_dir(&inner).expect("a folder in it");
    if let Err(message) = unpack_zip(archive, &inner) {
        assert!(!message.is_empty());
    }
    let beside: Vec<_> = names(outer.path()).into_iter().filter(|name| name != "code").collect();
    assert!(beside.is_empty(), "written beside the folder: {beside:?}");
    assert_plain(&inner);
});

fn names(folder: &Path) -> Vec<std::ffi::OsString> {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect()
}

fn assert_plain(folder: &Path) {
    for name in names(folder) {
        let path = folder.join(name);
        let kind = path.symlink_metadata().expect("it is there").file_type();
        assert!(kind.is_file() || kind.is_dir(), "{} is neither a file nor a folder", path.display());
        if kind.is_dir() {
            assert_plain(&path);
        }
    }
}
