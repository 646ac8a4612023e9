//! `cargo xtask setup`, and the part of it that each command needs.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::browser::{self, Browser};
use crate::packages::{self, Extent};
use crate::{Outcome, process, project, tools};

/// Something that has to be there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Part {
    /// The standard library for WebAssembly.
    WasmTarget,
    /// clippy and rustfmt.
    Components,
    Trunk,
    /// The wasm-bindgen CLI with its test runner.
    Bindgen,
    /// The npm packages that a build needs.
    BuildPackages,
    /// All npm packages.
    TestPackages,
    /// Chromium with its driver.
    Browser,
    /// What real hosts run, for this machine; large.
    Hosts,
}

/// What was found or installed.
#[derive(Debug, Default)]
pub(crate) struct Toolbox {
    trunk: Option<PathBuf>,
    bindgen: Option<PathBuf>,
    browser: Option<Browser>,
}

pub(crate) fn run() -> Outcome {
    let all =
        [Part::WasmTarget, Part::Components, Part::Trunk, Part::Bindgen, Part::BuildPackages, Part::TestPackages, Part::Browser];
    provide(&all)?;
    process::say("Everything is there.");
    Ok(())
}

/// Has a command build what others get: its messages do not tell where this machine keeps its sources, and the same sources make the same
/// bytes elsewhere.
pub(crate) fn anonymous(mut command: Command) -> Command {
    const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";
    let sources = tools::cargo_home().map(|home| home.join("registry").join("src"));
    // Flags are told apart by the spaces between them.
    if let Some(sources) = sources.filter(|path| !path.to_string_lossy().contains(char::is_whitespace)) {
        let before = std::env::var(FLAGS).unwrap_or_default();
        command.env(FLAGS, format!("{before} --remap-path-prefix={}=crates", sources.display()));
    }
    command
}

/// Makes sure that these parts are there.
pub(crate) fn provide(parts: &[Part]) -> Outcome<Toolbox> {
    let mut tools = Toolbox::default();
    // The quick and the often missing first: an error should not come after ten minutes.
    if parts.contains(&Part::TestPackages) {
        packages::provide(&tools, Extent::Tests)?;
    } else if parts.contains(&Part::BuildPackages) {
        packages::provide(&tools, Extent::Build)?;
    }
    if parts.contains(&Part::Hosts) {
        packages::provide_hosts(&tools)?;
    }
    if parts.contains(&Part::Browser) {
        tools.browser = Some(browser::provide()?);
    }
    if parts.contains(&Part::WasmTarget) {
        tools::provide_wasm_target()?;
    }
    if parts.contains(&Part::Components) {
        tools::provide_components()?;
    }
    if parts.contains(&Part::Bindgen) {
        tools.bindgen = Some(tools::provide_bindgen()?);
    }
    if parts.contains(&Part::Trunk) {
        tools.trunk = Some(tools::provide_trunk()?);
    }
    Ok(tools)
}

impl Toolbox {
    /// Trunk itself; only after [`Part::Trunk`].
    pub(crate) fn trunk(&self) -> &Path {
        self.trunk.as_deref().expect("the command asked for Trunk")
    }

    /// The browser; only after [`Part::Browser`].
    pub(crate) fn browser(&self) -> &Browser {
        self.browser.as_ref().expect("the command asked for the browser")
    }

    /// A command in the project's folder that finds the right tools first.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        self.prepare(&mut command);
        command
    }

    /// Cargo, with the right tools for what it starts.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = process::cargo();
        self.prepare(&mut command);
        command
    }

    fn prepare(&self, command: &mut Command) {
        command.current_dir(project::root()).env("PATH", self.path());
    }

    fn path(&self) -> OsString {
        let tools = [&self.bindgen, &self.trunk].into_iter().flatten().filter_map(|tool| tool.parent());
        let mut folders = vec![project::path("node_modules/.bin")];
        folders.extend(tools.map(Path::to_owned));
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        folders.extend(std::env::split_paths(&inherited));
        // A folder whose name cannot stand in PATH holds none of our tools.
        std::env::join_paths(&folders).unwrap_or(inherited)
    }
}
