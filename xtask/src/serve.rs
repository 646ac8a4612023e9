//! `cargo xtask serve`: the page on this machine.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::policy::Policy;
use crate::server::{self, Site};
use crate::setup::{self, Part, Toolbox};
use crate::{Outcome, build, process, project, sizes};

/// Taken when free and no other was asked for.
const USUAL_PORT: u16 = 4280;

struct Options {
    port: Option<u16>,
    base: String,
    /// Instead of the configuration in `public/`: a Graph and an identity provider on this machine.
    mock: bool,
}

pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let options = Options::parse(arguments)?;
    // Before the build, so that a taken port is told at once.
    let listener = match options.port {
        Some(port) => server::listen(port)?,
        None => server::listen(USUAL_PORT).or_else(|_| server::listen(0))?,
    };
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let page = format!("http://{address}{}", options.base);
    let more = if options.mock { &[Part::TestPackages][..] } else { &[] };
    let tools = setup::provide(&[&build::PARTS[..], more].concat())?;
    build::build(&tools)?;
    sizes::report()?;

    let built = Policy::of_this_project()?;
    let mut site = Site::new(&project::dist(), &[&options.base], &built);
    let mock = if options.mock { Some(Mock::start(&tools, &page)?) } else { None };
    if let Some(mock) = &mock {
        site = site.with_config(&mock.config, &built)?;
        process::say(&mock.about);
    }
    process::say("Serving dist/ on this machine only; stop with Ctrl+C.");
    process::print(&page);
    server::serve(&listener, site);
    Ok(())
}

/// The servers of `tests/mock`, which end with this program: they wait for the end of their input.
struct Mock {
    config: String,
    /// Accounts and addresses, for the person at the terminal.
    about: String,
    _servers: Child,
}

impl Mock {
    fn start(tools: &Toolbox, page: &str) -> Outcome<Self> {
        let mut node = tools.command("node");
        node.args(["tests/mock/serve.mjs", page]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut servers = node.spawn().map_err(|error| format!("node cannot be started: {error}"))?;
        let output = servers.stdout.take().ok_or("the mock has no output")?;
        let mut lines = BufReader::new(output).lines();
        let mut line = || match lines.next() {
            Some(Ok(line)) => Ok(line),
            _ => Err("the mock did not start"),
        };
        Ok(Self { config: line()?, about: line()?, _servers: servers })
    }
}

impl Options {
    fn parse(arguments: &[&str]) -> Outcome<Self> {
        let mut options = Self { port: None, base: "/".to_owned(), mock: false };
        let mut rest = arguments.iter();
        while let Some(&option) = rest.next() {
            let mut value = || rest.next().copied().ok_or_else(|| format!("{option} needs a value"));
            match option {
                "--port" => options.port = Some(value()?.parse().map_err(|_| "that is no port".to_owned())?),
                "--base" => options.base = format!("/{}/", value()?.trim_matches('/')).replace("//", "/"),
                "--mock" => options.mock = true,
                _ => return Err(format!("serve does not know {option}, only --port N, --base /sub/ and --mock")),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn a_base_has_a_slash_at_both_ends() {
        for (given, expected) in [("/", "/"), ("sub", "/sub/"), ("/sub/", "/sub/"), ("a/b", "/a/b/")] {
            assert_eq!(Options::parse(&["--base", given]).unwrap().base, expected);
        }
    }

    #[test]
    fn the_mock_is_there_when_asked_for() {
        assert!(Options::parse(&["--mock", "--port", "1"]).unwrap().mock);
        assert!(!Options::parse(&[]).unwrap().mock);
    }

    #[test]
    fn a_wrong_option_is_told() {
        for arguments in [&["--port"][..], &["--port", "x"], &["--speed", "1"]] {
            assert!(Options::parse(arguments).is_err());
        }
    }
}
