//! `cargo xtask fuzz`: damaged input for everything pure that reads what comes from outside (`examples/fuzz.rs`).

use crate::{Outcome, process};

pub(crate) fn run(options: &[&str]) -> Outcome {
    process::say("Building what is fuzzed (usually 1 minute the first time) …");
    let program = ["run", "--quiet", "--profile", "fuzz", "--no-default-features", "--example", "fuzz", "--"];
    process::run(process::cargo().args(program).args(options))
}
