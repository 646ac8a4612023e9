//! `cargo xtask bench`: builds the page and what it is measured against, then has `bench/main.mjs` measure.

use std::path::Path;

use crate::setup::{self, Part, Toolbox};
use crate::split::{self, Names};
use crate::{Outcome, build, packages, process, project};

/// What can be measured, in the order in which it is.
const KINDS: [&str; 4] = ["load", "growth", "messages", "lighthouse"];
/// How often what is over quickly is measured, unless somebody wants it otherwise: enough for a median.
const RUNS: u32 = 7;

#[derive(Debug, PartialEq)]
struct Options {
    runs: u32,
    kinds: Vec<&'static str>,
}

pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let options = Options::parse(arguments)?;
    let tools = setup::provide(&[&build::PARTS[..], &[Part::TestPackages, Part::Browser]].concat())?;
    if options.kinds.contains(&"lighthouse") {
        packages::provide_bench(&tools)?;
    }
    build::build(&tools)?;
    let work = project::target().join("bench");
    process::say("Building the floor (usually 1 minute the first time) …");
    let [floor, judging] = ["floor", "judging"].map(|name| work.join(name));
    example(&tools, "floor", &floor)?;
    example(&tools, "judging", &judging)?;
    project::write(&floor.join("index.html"), &project::read(&project::path("bench/floor/index.html"))?)?;

    let mut node = tools.command("node");
    node.arg("bench/main.mjs").arg("--dist").arg(project::dist());
    node.arg("--floor").arg(floor).arg("--judging").arg(judging);
    node.arg("--out").arg(project::target().join("bench.md"));
    node.args(["--runs", &options.runs.to_string()]);
    node.args(options.kinds.iter().flat_map(|kind| ["--only", kind]));
    node.env("CHROMIUM", &tools.browser().chromium);
    process::run(&mut node)
}

/// Builds an example for the browser as the page is built, in one piece.
fn example(tools: &Toolbox, name: &str, work: &Path) -> Outcome {
    // With the features of the page: what both depend on is built once.
    let options = ["--target", "wasm32-unknown-unknown", "--features", "split", "--example", name];
    process::run(setup::anonymous(tools.cargo()).args(["build", "--quiet", "--release"]).args(options))?;
    let _ = std::fs::remove_dir_all(work);
    std::fs::create_dir_all(work).map_err(|error| format!("cannot make {}: {error}", work.display()))?;
    split::bind(tools, &split::built(&format!("examples/{name}")), work, &[])?;
    split::optimise(tools, &split::main_of(work), &[], Names::Dropped)
}

impl Options {
    fn parse(arguments: &[&str]) -> Outcome<Self> {
        let mut options = Self { runs: RUNS, kinds: KINDS.to_vec() };
        let mut rest = arguments.iter();
        while let Some(&option) = rest.next() {
            let value = rest.next().ok_or_else(|| format!("{option} needs a value"))?;
            match option {
                "--runs" => {
                    let runs = value.parse().ok().filter(|runs| *runs > 0);
                    options.runs = runs.ok_or_else(|| format!("{value} is no number of runs"))?;
                }
                "--only" => {
                    let kind = KINDS.into_iter().find(|kind| kind == value);
                    options.kinds = vec![kind.ok_or_else(|| format!("--only knows {}, not {value}", KINDS.join(", ")))?];
                }
                _ => return Err(format!("bench does not know {option}, only --runs N and --only {}", KINDS.join("|"))),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kind_and_the_runs_can_be_asked_for() {
        assert_eq!(Options::parse(&[]), Ok(Options { runs: RUNS, kinds: KINDS.to_vec() }));
        assert_eq!(Options::parse(&["--only", "load", "--runs", "3"]), Ok(Options { runs: 3, kinds: vec!["load"] }));
    }

    #[test]
    fn a_wrong_option_is_told() {
        for arguments in [&["--runs"][..], &["--runs", "0"], &["--runs", "x"], &["--only", "speed"], &["--fast", "1"]] {
            assert!(Options::parse(arguments).is_err(), "{arguments:?}");
        }
    }
}
