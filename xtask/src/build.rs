//! `cargo xtask build`: a release of the page in `dist/`, ready for any static host under any path.

use std::path::Path;
use std::process::Command;

use crate::policy::Policy;
use crate::routes::ROUTES;
use crate::setup::{self, Part, Toolbox};
use crate::{Outcome, lean, process, project, sizes};

/// What a build needs.
pub(crate) const PARTS: [Part; 4] = [Part::WasmTarget, Part::Trunk, Part::Bindgen, Part::BuildPackages];

pub(crate) fn run() -> Outcome {
    build(&setup::provide(&PARTS)?)?;
    sizes::report().map(drop)
}

/// Builds with tools that are already there.
pub(crate) fn build(tools: &Toolbox) -> Outcome {
    process::say("Building dist/ (usually 3 minutes the first time, then 30 seconds) …");
    // Before the long part.
    let policy = Policy::of_this_project()?;
    process::run(trunk(tools).args(["build", "--release", "--public-url", "./"]))?;
    finish(&policy)
}

fn trunk(tools: &Toolbox) -> Command {
    let mut trunk = tools.command(tools.trunk());
    // The tools are there: nothing is to be downloaded, unless somebody wants it so.
    for name in ["TRUNK_OFFLINE", "TRUNK_SKIP_VERSION_CHECK"] {
        if std::env::var_os(name).is_none() {
            trunk.env(name, "true");
        }
    }
    // Trunk reads this as its own option, which knows true and false only.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    trunk
}

/// Adds what Trunk does not make: the policy in each page, a page per route, the files for hosts; sends nothing that only authors read.
fn finish(policy: &Policy) -> Outcome {
    let dist = project::dist();
    let page = without_comments(&project::read(&dist.join("index.html"))?);
    let index = with_policy(&with_one_style_sheet(&dist, &page)?, policy)?;
    project::write(&dist.join("index.html"), &index)?;
    let boot = dist.join("boot.js");
    project::write(&boot, &lean::script(&project::read(&boot)?))?;
    for route in ROUTES {
        project::write(&dist.join(route).join("index.html"), &one_folder_down(&index)?)?;
    }
    let not_found = with_policy(&project::read(&dist.join("404.html"))?, policy)?;
    project::write(&dist.join("404.html"), &not_found)?;
    project::write(&dist.join("_headers"), &policy.headers_file())?;
    project::write(&dist.join("staticwebapp.config.json"), &policy.azure_file())
}

/// Joins the style sheets, in their order: one request, and fewer bytes after compression.
fn with_one_style_sheet(dist: &Path, page: &str) -> Outcome<String> {
    let (mut sheet, mut first) = (String::new(), None);
    let mut lines: Vec<&str> = Vec::new();
    for line in page.lines() {
        let Some(name) = style_sheet(line) else {
            lines.push(line);
            continue;
        };
        let file = dist.join(name);
        sheet.push_str(&project::read(&file)?);
        std::fs::remove_file(&file).map_err(|error| format!("cannot remove {}: {error}", file.display()))?;
        first.get_or_insert(lines.len());
    }
    let first = first.ok_or("index.html links no style sheet")?;
    let sheet = lean::style(&sheet);
    // Named after its content, for hosts that let browsers keep files.
    let name = format!("style-{:016x}.css", project::fingerprint(&sheet));
    project::write(&dist.join(&name), &sheet)?;
    let link = format!(r#"    <link rel="stylesheet" href="./{name}">"#);
    lines.insert(first, &link);
    Ok(lines.join("\n") + "\n")
}

/// The file that a line links as a style sheet.
fn style_sheet(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix(r#"<link rel="stylesheet" href="./"#)?;
    rest.split_once('"').map(|(name, _)| name)
}

/// What explains the page to its authors is not sent to its readers.
fn without_comments(page: &str) -> String {
    let mut parts = page.split("<!--");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, part| page.trim_end().to_owned() + part.split_once("-->").map_or("", |(_, rest)| rest))
}

/// Puts the policy before everything it is to govern.
fn with_policy(page: &str, policy: &Policy) -> Outcome<String> {
    let charset = r#"<meta charset="utf-8">"#;
    let (before, after) = page.split_once(charset).ok_or("a page has no <meta charset>")?;
    Ok(format!("{before}{charset}\n    {}{after}", policy.meta_tag()))
}

fn one_folder_down(index: &str) -> Outcome<String> {
    let base = r#"<base href="./">"#;
    if index.matches(base).count() != 1 {
        return Err("index.html does not have exactly one <base href=\"./\">".into());
    }
    Ok(index.replace(base, r#"<base href="../">"#))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_stands_before_every_script() {
        let policy = Policy::of_this_project().unwrap();
        for page in [include_str!("../../index.html"), include_str!("../../public/404.html")] {
            let page = with_policy(page, &policy).unwrap();
            let policy_at = page.find("Content-Security-Policy").unwrap();
            let first_other = ["<script", "<link", "<base"].iter().filter_map(|tag| page.find(tag)).min().unwrap();
            assert!(policy_at < first_other);
        }
    }

    #[test]
    fn style_sheets_become_one_in_their_order() {
        let dist = project::path("target/style-test");
        project::write(&dist.join("b-1.css"), "b{}\n").unwrap();
        project::write(&dist.join("a-2.css"), "a{}\n").unwrap();
        let page = "<head>\n  <link rel=\"stylesheet\" href=\"./b-1.css\" integrity=\"x\"/>\n\
                    <link rel=\"stylesheet\" href=\"./a-2.css\"/>\n</head>";
        let joined = with_one_style_sheet(&dist, page).unwrap();
        let name = joined.lines().find_map(style_sheet).unwrap();
        assert_eq!(project::read(&dist.join(name)).unwrap(), "b{}a{}");
        assert_eq!(joined.matches("stylesheet").count(), 1);
        assert!(!dist.join("b-1.css").exists());
    }

    #[test]
    fn comments_stay_at_home() {
        assert_eq!(without_comments("<a>\n  <!-- x -->\n<b><!-- y --></b>"), "<a>\n<b></b>");
    }

    #[test]
    fn a_route_file_counts_from_the_folder_above() {
        assert_eq!(one_folder_down(r#"<base href="./"><p>"#).unwrap(), r#"<base href="../"><p>"#);
        assert!(one_folder_down("<p>").is_err());
    }
}
