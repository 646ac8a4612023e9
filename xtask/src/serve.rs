//! `cargo xtask serve`: the page on this machine.

use crate::policy::Policy;
use crate::server::{self, Site};
use crate::{Outcome, build, process, project};

/// Taken when free and no other was asked for.
const USUAL_PORT: u16 = 4280;

struct Options {
    port: Option<u16>,
    base: String,
}

pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let options = Options::parse(arguments)?;
    // Before the build, so that a taken port is told at once.
    let listener = match options.port {
        Some(port) => server::listen(port)?,
        None => server::listen(USUAL_PORT).or_else(|_| server::listen(0))?,
    };
    build::run()?;
    let site = Site::new(&project::dist(), &[&options.base], &Policy::of_this_project()?);
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    process::say("Serving dist/ on this machine only; stop with Ctrl+C.");
    process::print(&format!("http://{address}{}", options.base));
    server::serve(&listener, site);
    Ok(())
}

impl Options {
    fn parse(arguments: &[&str]) -> Outcome<Self> {
        let mut options = Self { port: None, base: "/".to_owned() };
        let mut rest = arguments.iter();
        while let Some(&option) = rest.next() {
            let mut value = || rest.next().copied().ok_or_else(|| format!("{option} needs a value"));
            match option {
                "--port" => options.port = Some(value()?.parse().map_err(|_| "that is no port".to_owned())?),
                "--base" => options.base = format!("/{}/", value()?.trim_matches('/')).replace("//", "/"),
                _ => return Err(format!("serve does not know {option}, only --port N and --base /sub/")),
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
    fn a_wrong_option_is_told() {
        for arguments in [&["--port"][..], &["--port", "x"], &["--speed", "1"]] {
            assert!(Options::parse(arguments).is_err());
        }
    }
}
