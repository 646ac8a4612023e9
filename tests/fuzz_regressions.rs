//! The cases with which `cargo xtask fuzz` once found a fault: none of them fails any more.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, fs, path::Path};

#[path = "../examples/fuzz/targets.rs"]
mod targets;

use targets::TARGETS;

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fuzz");
    for folder in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        found.extend(fs::read_dir(folder).unwrap().map(|case| (name.clone(), fs::read(case.unwrap().path()).unwrap())));
    }
    found
}

#[test]
fn every_crash_of_the_fuzzer_stays_mended() {
    for (name, case) in fixtures() {
        let target = TARGETS.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("no target {name}"));
        (target.run)(&case);
    }
}

#[test]
fn every_target_bears_its_own_seeds() {
    let names: BTreeSet<_> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names.len(), TARGETS.len(), "each name once");
    for target in TARGETS {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{}", target.name);
        for seed in seeds {
            (target.run)(&seed);
        }
    }
}
