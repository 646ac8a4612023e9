//! `cargo xtask fuzz`: damaged input for everything pure that reads what comes from outside (`examples/fuzz.rs`), and broken HTML in the
//! browser (`tests/web/broken_html.rs`).

use crate::setup;
use crate::test::{self, Kind};
use crate::{Outcome, process};

/// What the browser parses is broken there.
const HTML: &str = "html";

pub(crate) fn run(options: &[&str]) -> Outcome {
    if value_of(options, "--only") == Some(HTML) {
        return html(options);
    }
    process::say("Building what is fuzzed (usually 1 minute the first time) …");
    let program = ["run", "--quiet", "--profile", "fuzz", "--no-default-features", "--example", "fuzz", "--"];
    process::run(process::cargo().args(program).args(options))
}

fn html(options: &[&str]) -> Outcome {
    let number = |option: &str, default: u32| match value_of(options, option) {
        Some(text) => text.parse().ok().filter(|n| *n > 0).ok_or_else(|| format!("{option} needs a whole number")),
        None => Ok(default),
    };
    let (minutes, seed) = (number("--minutes", 1)?, number("--seed", 1)?);
    let tools = setup::provide(&Kind::Wasm.parts())?;
    let mut cargo = test::in_browser(&tools)?;
    cargo.args(["broken_html", "--", "--nocapture"]);
    cargo.env("BROKEN_HTML_SECONDS", (minutes * 60).to_string()).env("BROKEN_HTML_SEED", seed.to_string());
    // Three kinds, and what a slow machine needs around them.
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", (minutes * 60 * 3 + 120).to_string());
    process::run(&mut cargo)
}

fn value_of<'a>(options: &[&'a str], name: &str) -> Option<&'a str> {
    options.iter().position(|option| *option == name).and_then(|at| options.get(at + 1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_an_option_follows_it() {
        let options = ["--minutes", "10", "--only", "html", "--seed"];
        assert_eq!(value_of(&options, "--only"), Some(HTML));
        assert_eq!(value_of(&options, "--minutes"), Some("10"));
        assert_eq!(value_of(&options, "--seed"), None);
    }

    #[test]
    fn what_is_no_number_is_told() {
        for options in [&["--minutes", "x"][..], &["--minutes", "0"], &["--seed", "-1"]] {
            assert!(html(options).is_err(), "{options:?}");
        }
    }
}
