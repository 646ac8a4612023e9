//! The programs written in Rust: the wasm target, Trunk and the wasm-bindgen CLI, each in the right version.

use std::path::{Path, PathBuf};

use crate::{Outcome, process, project};

const TRUNK: &str = "0.21.14";

/// Where this project installs what is not there, so that nothing of the user's is overwritten.
pub(crate) fn own_folder() -> PathBuf {
    project::path(".tools/bin")
}

pub(crate) fn provide_wasm_target() -> Outcome {
    provide_target(
        |sysroot| sysroot.join("lib/rustlib/wasm32-unknown-unknown/lib").is_dir(),
        &["target", "add", "wasm32-unknown-unknown"],
        "the wasm32-unknown-unknown target",
    )
}

pub(crate) fn provide_components() -> Outcome {
    provide_target(
        |_| ["clippy", "fmt"].iter().all(|name| process::output("cargo", &[name, "--version"]).is_some()),
        &["component", "add", "clippy", "rustfmt"],
        "clippy and rustfmt",
    )
}

fn provide_target(is_there: impl Fn(&Path) -> bool, rustup: &[&str], what: &str) -> Outcome {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = process::output(&rustc, &["--print", "sysroot"]).ok_or("rustc cannot be started")?;
    if is_there(Path::new(&sysroot)) {
        return Ok(());
    }
    process::say(&format!("Adding {what} with rustup (usually 20 seconds) …"));
    process::run(std::process::Command::new("rustup").args(rustup).current_dir(project::root()))
        .map_err(|problem| format!("{what} is missing and rustup did not add it ({problem}): rustup {}", rustup.join(" ")))
}

/// Finds or installs Trunk.
pub(crate) fn provide_trunk() -> Outcome<PathBuf> {
    // Its lock file is known to build; without LTO the build takes half the time.
    provide("trunk", "trunk", TRUNK, &["--locked"], "6 minutes on two cores")
}

/// Finds or installs the wasm-bindgen CLI and its test runner, in the version of the library.
pub(crate) fn provide_bindgen() -> Outcome<PathBuf> {
    let lock = project::read(&project::path("Cargo.lock"))?;
    let version = locked_version(&lock, "wasm-bindgen").ok_or("Cargo.lock does not name wasm-bindgen")?;
    // Without --locked: its lock file names a crate version that registries do not always serve.
    provide("wasm-bindgen", "wasm-bindgen-cli", version, &[], "2 minutes")
}

fn provide(program: &str, package: &str, version: &str, options: &[&str], duration: &str) -> Outcome<PathBuf> {
    if let Some(found) = find(program, version) {
        return Ok(found);
    }
    let root = project::path(".tools");
    let wanted = format!("{package}@{version}");
    if process::output("cargo", &["binstall", "-V"]).is_some() {
        process::say(&format!("Getting {wanted} with cargo binstall (usually 10 seconds) …"));
        let mut binstall = process::cargo();
        binstall.args(["binstall", "--no-confirm", "--force", "--root"]).arg(&root).arg(&wanted);
        if process::run(&mut binstall).is_ok()
            && let Some(found) = find(program, version)
        {
            return Ok(found);
        }
        process::say("That did not work; building it instead.");
    }
    process::say(&format!("Building {wanted} into .tools/ (once; usually {duration}) …"));
    let target = root.join("target");
    let mut install = process::cargo();
    install.args(["install", package, "--version", version, "--force", "--root"]).arg(&root).args(options);
    // Kept until it works, so that an interrupted run goes on where it stopped.
    install.env("CARGO_TARGET_DIR", &target).env_remove("RUSTFLAGS").env_remove("CARGO_BUILD_TARGET");
    // A tool for development: quick to build rather than small.
    for (setting, value) in [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "1"), ("DEBUG", "0")] {
        install.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    process::run(&mut install)?;
    // Only disk space is at stake.
    let _ = std::fs::remove_dir_all(target);
    find(program, version).ok_or_else(|| format!("{wanted} was installed but does not run"))
}

/// The program in exactly this version, wherever it is.
fn find(program: &str, version: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let mut folders = vec![own_folder()];
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    folders.extend(cargo_home().map(|home| home.join("bin")));
    folders.into_iter().map(|folder| folder.join(&file)).find(|path| {
        path.is_file() && process::output(path, &["--version"]).is_some_and(|text| version_in(&text) == Some(version))
    })
}

/// Where Cargo keeps its programs and the sources of all crates.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}

/// The version in what `--version` prints: the first word that begins with a digit.
fn version_in(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// The version that a `Cargo.lock` holds of a package.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_tools_print_them() {
        assert_eq!(version_in("trunk 0.21.14"), Some("0.21.14"));
        assert_eq!(version_in("wasm-bindgen 0.2.130 (abc)"), Some("0.2.130"));
        assert_eq!(version_in("Chromium 156.0.1 built on Debian"), Some("156.0.1"));
        assert_eq!(version_in("nothing"), None);
    }

    #[test]
    fn the_locked_version_is_that_of_the_very_package() {
        let lock = "[[package]]\nname = \"a-b\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"a\"\nversion = \"2.0.0\"\n";
        assert_eq!(locked_version(lock, "a"), Some("2.0.0"));
        assert_eq!(locked_version(lock, "b"), None);
    }

    #[test]
    fn trunk_toml_asks_for_the_version_that_is_installed() {
        assert!(include_str!("../../Trunk.toml").contains(&format!("trunk-version = \"{TRUNK}\"")));
    }
}
