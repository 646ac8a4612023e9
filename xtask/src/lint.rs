//! `cargo xtask lint`: formatting, clippy for each target, and what only a reader of the text can see.

use std::path::Path;

use crate::setup::{self, Part};
use crate::{Outcome, process, project};

/// Longer files, tests included, are split: they hold more than one thought.
const LONGEST_FILE: usize = 1200;

/// What no source of the page may hold: each takes a string as markup.
const MARKUP_SINKS: [&str; 6] =
    ["inner_html", "innerHTML", "outer_html", "outerHTML", "insertAdjacentHTML", "web_sys::DomParser"];

pub(crate) fn run() -> Outcome {
    let tools = setup::provide(&[Part::Components, Part::WasmTarget])?;
    text_rules()?;
    process::say("Checking the formatting …");
    process::run(tools.cargo().args(["fmt", "--all", "--check"]))?;
    let clippy = |what: &str, options: &[&str]| {
        process::say(&format!("Clippy, {what} (usually 1 minute the first time, then seconds) …"));
        process::run(tools.cargo().args(["clippy", "--quiet"]).args(options).args(["--", "-D", "warnings"]))
    };
    clippy("everything", &["--workspace", "--all-targets"])?;
    clippy("without the page", &["--all-targets", "--no-default-features"])?;
    clippy("for the browser", &["--target", "wasm32-unknown-unknown", "--lib", "--bins", "--tests"])?;
    process::say("No complaints.");
    Ok(())
}

fn text_rules() -> Outcome {
    let mut complaints = Vec::new();
    for folder in ["src", "public"] {
        complaints.extend(each_file(folder, &["rs", "js"], markup_sinks));
    }
    for folder in ["src", "tests", "xtask", "examples", "style", "public"] {
        complaints.extend(each_file(folder, &["rs", "css", "js", "mjs"], length));
    }
    complaints.extend(unlinked_styles()?);
    if complaints.is_empty() {
        return Ok(());
    }
    for complaint in &complaints {
        process::say(complaint);
    }
    Err(format!("{} complaints about the text", complaints.len()))
}

/// Looks at each file of some kinds below a folder.
fn each_file(folder: &str, kinds: &[&str], look: fn(&str) -> Vec<String>) -> Vec<String> {
    let wanted = |file: &Path| file.extension().is_some_and(|kind| kinds.iter().any(|wanted| kind == *wanted));
    let files = project::files_below(&project::path(folder));
    let files = files.into_iter().filter(|file| wanted(file) && !file.components().any(|part| part.as_os_str() == "generated"));
    files
        .flat_map(|file| {
            let name = file.strip_prefix(project::root()).unwrap_or(&file).display().to_string();
            let complaints = project::read(&file).map_or_else(|problem| vec![problem], |text| look(&text));
            complaints.into_iter().map(move |complaint| format!("{name}: {complaint}"))
        })
        .collect()
}

fn markup_sinks(text: &str) -> Vec<String> {
    let found = |line: &str| MARKUP_SINKS.into_iter().find(|sink| line.contains(sink));
    let lines = (1..).zip(text.lines());
    lines.filter_map(|(number, line)| found(line).map(|sink| format!("line {number}: {sink} takes a string as markup"))).collect()
}

fn length(text: &str) -> Vec<String> {
    let lines = text.lines().count();
    if lines > LONGEST_FILE { vec![format!("{lines} lines; at most {LONGEST_FILE}")] } else { Vec::new() }
}

/// A style sheet that `index.html` does not link is never seen.
fn unlinked_styles() -> Outcome<Vec<String>> {
    let index = project::read(&project::path("index.html"))?;
    let sheets = project::files_below(&project::path("style"));
    let names = sheets.iter().filter_map(|sheet| sheet.file_name()).map(|name| format!("style/{}", name.to_string_lossy()));
    let unlinked = names.filter(|name| !index.contains(&format!("href=\"{name}\"")));
    Ok(unlinked.map(|name| format!("{name} is not linked in index.html")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_markup_sink_is_found_with_its_line() {
        assert_eq!(markup_sinks("fn a() {}\n<p inner_html=x/>").len(), 1);
        assert!(markup_sinks("fn a() {}\n<p inner_html=x/>")[0].starts_with("line 2:"));
        assert!(markup_sinks("let inner = html;").is_empty());
    }

    #[test]
    fn a_long_file_is_told() {
        assert!(length(&"x\n".repeat(LONGEST_FILE)).is_empty());
        assert_eq!(length(&"x\n".repeat(LONGEST_FILE + 1)).len(), 1);
    }
}
