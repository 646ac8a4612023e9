//! Packages of Debian, for whoever may install them.

use std::process::Command;

use crate::{Outcome, process};

/// Whether this is Debian, and root asks.
pub(crate) fn is_root() -> bool {
    let debian = std::fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=debian"));
    debian && process::output("id", &["-u"]).as_deref() == Some("0")
}

/// Installs packages, without what they only recommend.
pub(crate) fn install(packages: &[&str]) -> Outcome {
    let apt = |arguments: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.args(arguments).args(packages.iter().filter(|_| arguments[0] == "install")).env("DEBIAN_FRONTEND", "noninteractive");
        process::run(&mut apt)
    };
    apt(&["update", "-qq"])?;
    apt(&["install", "-y", "-qq", "--no-install-recommends"])
}
