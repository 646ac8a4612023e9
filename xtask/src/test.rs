//! `cargo xtask test`: every test, by kind, and what each counted.

use std::process::Command;

use crate::json::quote;
use crate::policy::{self, Place, Policy};
use crate::server::{self, Site};
use crate::setup::{self, Part, Toolbox};
use crate::{Outcome, build, process, project, sizes};

/// Where the browser tests find the page, all at once: one artefact must run at each.
const PREFIXES: [&str; 3] = ["/", "/sub/", "/a/b/c/"];

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// Rules, decoders, tables and this program, on this machine.
    Native,
    /// The demo tenant against Microsoft's published types.
    Types,
    /// The servers that stand in for Graph and for who signs people in.
    Mock,
    /// Components in a headless browser.
    Wasm,
    /// The release build, used as people do.
    E2e,
    /// The release build on real servers.
    Hosts,
}

const KINDS: [Kind; 5] = [Kind::Native, Kind::Types, Kind::Mock, Kind::Wasm, Kind::E2e];
/// Only when asked for: it takes 360 MB of other people's programs.
const MORE_KINDS: [Kind; 1] = [Kind::Hosts];

/// How many tests ran; none is a failure too.
type Count = usize;

pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let (kinds, more) = parse(arguments)?;
    let mut parts: Vec<Part> = Vec::new();
    for kind in &kinds {
        parts.extend(kind.parts());
    }
    let tools = setup::provide(&parts)?;

    let mut lines = Vec::new();
    let mut failures = 0;
    for kind in kinds {
        process::say(&format!("── {} tests", kind.name()));
        #[expect(clippy::disallowed_types, reason = "this program measures itself; it never runs in a browser")]
        let start = std::time::Instant::now();
        let outcome = kind.run(&tools, more);
        let line = match &outcome {
            Ok(count) => format!("{count} passed"),
            Err(problem) => format!("FAILED: {problem}"),
        };
        failures += usize::from(outcome.is_err());
        lines.push(format!("{:<7} {line} ({} s)", kind.name(), start.elapsed().as_secs()));
    }
    process::print(&format!("\n{}", lines.join("\n")));
    if failures == 0 { Ok(()) } else { Err("not every test passed".into()) }
}

/// The kinds to run, and what follows `--`.
fn parse<'a, 'b>(arguments: &'a [&'b str]) -> Outcome<(Vec<Kind>, &'a [&'b str])> {
    let end = arguments.iter().position(|argument| *argument == "--");
    let (own, more) = match end {
        Some(end) => (&arguments[..end], &arguments[end + 1..]),
        None => (arguments, &[][..]),
    };
    match own {
        [] => Ok((KINDS.to_vec(), more)),
        ["--only", name] => {
            let kind = KINDS.into_iter().chain(MORE_KINDS).find(|kind| kind.name() == *name);
            kind.map(|kind| (vec![kind], more)).ok_or_else(|| format!("there are no {name:?} tests"))
        }
        _ => Err("test knows --only native|types|mock|wasm|e2e|hosts, and -- before words for Playwright".into()),
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Types => "types",
            Self::Mock => "mock",
            Self::Wasm => "wasm",
            Self::E2e => "e2e",
            Self::Hosts => "hosts",
        }
    }

    pub(crate) fn parts(self) -> Vec<Part> {
        match self {
            Self::Native => vec![],
            Self::Types | Self::Mock => vec![Part::TestPackages],
            Self::Wasm => vec![Part::WasmTarget, Part::Bindgen, Part::Browser],
            Self::E2e => [&build::PARTS[..], &[Part::TestPackages, Part::Browser]].concat(),
            Self::Hosts => [&build::PARTS[..], &[Part::TestPackages, Part::Browser, Part::Hosts]].concat(),
        }
    }

    fn run(self, tools: &Toolbox, more: &[&str]) -> Outcome<Count> {
        match self {
            Self::Native => native(tools),
            Self::Types => types(tools),
            Self::Mock => mock(tools),
            Self::Wasm => wasm(tools),
            Self::E2e => e2e(tools, more),
            Self::Hosts => hosts(tools, more),
        }
    }
}

fn native(tools: &Toolbox) -> Outcome<Count> {
    // Test dependencies may switch features on that the product must do without: check it alone, with and without page.
    process::run(tools.cargo().args(["check", "--quiet", "--no-default-features"]))?;
    process::run(tools.cargo().args(["check", "--quiet"]))?;
    let (text, outcome) = process::run_and_read(tools.cargo().args(["test", "--workspace", "--no-default-features"]));
    outcome?;
    let demo = "public/demo/contoso.json";
    let example = ["run", "--quiet", "--no-default-features", "--example", "rules", "--", demo];
    process::run(tools.cargo().args(example)).map_err(|problem| format!("the example: {problem}"))?;
    counted(cargo_count(&text))
}

fn types(tools: &Toolbox) -> Outcome<Count> {
    let (text, outcome) = process::run_and_read(tools.command("node").arg("tests/types/check.mjs"));
    outcome?;
    counted(first_number(&text))
}

fn mock(tools: &Toolbox) -> Outcome<Count> {
    let mut node = tools.command("node");
    node.args(["--test", "--test-reporter=tap", "tests/mock/mock.test.mjs"]);
    let (text, outcome) = process::run_and_read(&mut node);
    outcome?;
    counted(node_count(&text))
}

/// The tests in a headless browser, about to run: what follows says which of them.
pub(crate) fn in_browser(tools: &Toolbox) -> Outcome<Command> {
    let browser = tools.browser();
    // The committed file for runs by hand, plus the browser that was found.
    let capabilities = project::read(&project::path("webdriver.json"))?;
    let args = "\"args\":";
    let binary = crate::json::quote(&browser.chromium.to_string_lossy());
    let named = capabilities.replacen(args, &format!("\"binary\": {binary},\n    {args}"), 1);
    let file = project::path("target/webdriver.json");
    project::write(&file, &named)?;

    let mut cargo = tools.cargo();
    cargo.args(["test", "--target", "wasm32-unknown-unknown", "--test", "web"]);
    cargo.env("CHROMEDRIVER", &browser.driver).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &file);
    Ok(cargo)
}

fn wasm(tools: &Toolbox) -> Outcome<Count> {
    let (text, outcome) = process::run_and_read(&mut in_browser(tools)?);
    outcome?;
    counted(cargo_count(&text))
}

fn e2e(tools: &Toolbox, more: &[&str]) -> Outcome<Count> {
    build::build(tools)?;
    let weight = sizes::report();
    let site = Site::new(&project::dist(), &PREFIXES, &Policy::of_this_project()?);
    let listener = server::listen(0)?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    // Ends with this program.
    std::thread::spawn(move || server::serve(&listener, site));

    let mut playwright = tools.command("node");
    playwright.args(["node_modules/@playwright/test/cli.js", "test", "--config", "tests/e2e/playwright.config.mjs"]);
    playwright.args(more);
    playwright.env("E2E_POLICIES", policies()?);
    playwright.env("CHROMIUM", &tools.browser().chromium);
    playwright.env("E2E_ORIGIN", format!("http://{address}")).env("E2E_PREFIXES", PREFIXES.join(" "));
    let (text, outcome) = process::run_and_read(&mut playwright);
    outcome?;
    weight?;
    counted(playwright_count(&text))
}

fn hosts(tools: &Toolbox, more: &[&str]) -> Outcome<Count> {
    build::build(tools)?;
    let mut runner = tools.command("node");
    runner.arg("tests/hosts/run.mjs").args(more).env("CHROMIUM", &tools.browser().chromium);
    let (text, outcome) = process::run_and_read(&mut runner);
    outcome?;
    counted(playwright_count(&text))
}

/// The policy of each kind of endpoint, as a host sends it, as JSON.
fn policies() -> Outcome<String> {
    let of = |(name, config): (&str, &str)| {
        let policy = Policy::of_text(config)?.content_security(Place::Host);
        Ok(format!("{}:{}", quote(name), quote(&policy)))
    };
    let all = policy::EXAMPLES.into_iter().map(of).collect::<Outcome<Vec<_>>>()?;
    Ok(format!("{{{}}}", all.join(",")))
}

fn counted(count: Count) -> Outcome<Count> {
    if count == 0 { Err("no test ran".into()) } else { Ok(count) }
}

/// The sum of what each test program of cargo reports.
fn cargo_count(output: &str) -> Count {
    output.lines().filter(|line| line.contains("test result:")).filter_map(|line| number_before(line, " passed")).sum()
}

fn playwright_count(output: &str) -> Count {
    output.lines().rev().find_map(|line| number_before(line, " passed (")).unwrap_or(0)
}

/// The count in the last lines of node's test reporter.
fn node_count(output: &str) -> Count {
    output.lines().rev().find_map(|line| line.strip_prefix("# pass ")?.trim().parse().ok()).unwrap_or(0)
}

/// The number that stands before a word.
fn number_before(line: &str, word: &str) -> Option<Count> {
    let (before, _) = line.split_once(word)?;
    let (_, digits) = before.rsplit_once(|letter: char| !letter.is_ascii_digit())?;
    digits.parse().ok()
}

fn first_number(text: &str) -> Count {
    let digits = text.split(|letter: char| !letter.is_ascii_digit()).find(|word| !word.is_empty());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_of_all_programs_are_added() {
        let output = "test result: ok. 3 passed; 0 failed\nnoise 9 passed\ntest result: ok. 40 passed; 0 failed\n";
        assert_eq!(cargo_count(output), 43);
        assert_eq!(playwright_count("Running 5 tests\n\n  5 passed (12.1s)\n"), 5);
        assert_eq!(node_count("ok 1 - a\n1..18\n# tests 18\n# pass 17\n# fail 1\n"), 17);
        assert_eq!(first_number("checked 27 replies of 3 files"), 27);
    }

    #[test]
    fn no_test_at_all_is_a_failure() {
        assert!(counted(cargo_count("nothing")).is_err());
        assert!(counted(playwright_count("")).is_err());
        assert!(counted(node_count("")).is_err());
    }

    #[test]
    fn one_kind_can_be_asked_for_with_words_for_playwright() {
        let (kinds, more) = parse(&["--only", "e2e", "--", "smoke", "--headed"]).unwrap();
        assert_eq!((kinds, more), (vec![Kind::E2e], &["smoke", "--headed"][..]));
        assert_eq!(parse(&[]).unwrap().0, KINDS);
        assert_eq!(parse(&["--only", "hosts"]).unwrap().0, [Kind::Hosts]);
        assert!(parse(&["--only", "all"]).is_err());
    }
}
