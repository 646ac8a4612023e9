//! The npm packages: `wasm-opt` for builds, and what the tests need.

use std::path::Path;

use crate::setup::Toolbox;
use crate::{Outcome, debian, process, project};

/// How many of the packages are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Extent {
    /// What a build needs.
    Build,
    /// And what the tests need.
    Tests,
}

impl Extent {
    fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Tests => "tests",
        }
    }
}

/// Installs the packages of the project, if the right Node.js is there.
pub(crate) fn provide(tools: &Toolbox, extent: Extent) -> Outcome {
    let node = process::output("node", &["--version"]).ok_or("Node.js 20 or newer is needed: https://nodejs.org")?;
    let major = node.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        return Err(format!("Node.js 20 or newer is needed, this is {node}: https://nodejs.org"));
    }

    let what = match extent {
        Extent::Build => "wasm-opt with npm (usually 10 seconds)",
        Extent::Tests => "wasm-opt and the test packages with npm (usually 20 seconds)",
    };
    install(tools, project::root(), extent, what)
}

/// Installs what only the benchmarks need; after [`provide`].
pub(crate) fn provide_bench(tools: &Toolbox) -> Outcome {
    install(tools, &project::path("bench"), Extent::Tests, "Lighthouse with npm (usually 30 seconds)")
}

/// Installs the packages of a folder's lock file, unless these very ones are there.
fn install(tools: &Toolbox, folder: &Path, extent: Extent, what: &str) -> Outcome {
    // Inside node_modules: whoever removes that removes the stamp too.
    let stamp = folder.join("node_modules/.xtask");
    let lock = project::fingerprint(&project::read(&folder.join("package-lock.json"))?);
    let there = std::fs::read_to_string(&stamp).unwrap_or_default();
    if [Extent::Build, Extent::Tests].iter().any(|&had| had >= extent && there == stamp_text(had, lock)) {
        return Ok(());
    }
    process::say(&format!("Getting {what} …"));
    let mut npm = tools.command(process::script("npm"));
    npm.current_dir(folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    if extent == Extent::Build {
        npm.arg("--omit=dev");
    }
    process::run(&mut npm)?;
    project::write(&stamp, &stamp_text(extent, lock))
}

/// Installs the local runtimes of hosts, and nginx where that can be done; its tests say so when it is not there.
pub(crate) fn provide_hosts(tools: &Toolbox) -> Outcome {
    let folder = project::path("tests/hosts");
    let stamp = folder.join("node_modules/.xtask");
    let lock = format!("{:016x}\n", project::fingerprint(&project::read(&folder.join("package-lock.json"))?));
    if std::fs::read_to_string(&stamp).unwrap_or_default() != lock {
        process::say("Getting the local runtimes of hosts with npm, 360 MB (usually 1 minute) …");
        let mut npm = tools.command(process::script("npm"));
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&folder);
        process::run(&mut npm)?;
        project::write(&stamp, &lock)?;
    }
    let is_there = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).any(|path| path.join("nginx").is_file());
    if !is_there && debian::is_root() {
        process::say("Getting nginx with apt-get (usually 10 seconds) …");
        debian::install(&["nginx-light"])?;
    }
    Ok(())
}

fn stamp_text(extent: Extent, lock: u64) -> String {
    format!("{} {lock:016x}\n", extent.name())
}
