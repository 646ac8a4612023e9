//! `cargo xtask soak`: a day of the built page in a few minutes, with two tabs, sleep, bad networks and a clock that jumps.

use crate::policy::Policy;
use crate::server::{self, Site};
use crate::setup::{self, Part};
use crate::{Outcome, build, process, project};

pub(crate) fn run(arguments: &[&str]) -> Outcome {
    if !arguments.is_empty() {
        return Err("soak takes no options".into());
    }
    let tools = setup::provide(&[&build::PARTS[..], &[Part::TestPackages, Part::Browser]].concat())?;
    build::build(&tools)?;
    let site = Site::new(&project::dist(), &["/"], &Policy::of_this_project()?);
    let listener = server::listen(0)?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    // Ends with this program.
    std::thread::spawn(move || server::serve(&listener, site));

    let report = project::target().join("soak.md");
    let mut playwright = tools.command("node");
    playwright.args(["node_modules/@playwright/test/cli.js", "test", "--config", "tests/soak/playwright.config.mjs"]);
    playwright.env("CHROMIUM", &tools.browser().chromium);
    playwright.env("E2E_ORIGIN", format!("http://{address}")).env("E2E_PREFIXES", "/").env("SOAK_OUT", &report);
    process::say("Living through a day (usually 5 minutes) …");
    process::run(&mut playwright)?;
    process::say(&format!("The numbers are in {}.", report.display()));
    Ok(())
}
