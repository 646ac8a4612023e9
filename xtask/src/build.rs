//! `cargo xtask build`: a release of the page in `dist/`, ready for any static host under any path.

use std::path::Path;
use std::process::Command;

use crate::policy::Policy;
use crate::routes::ROUTES;
use crate::setup::{self, Part, Toolbox};
use crate::split::{self, Program};
use crate::{Outcome, assets, compress, hosts, lean, process, project, sizes, worker};

/// What a build needs.
pub(crate) const PARTS: [Part; 4] = [Part::WasmTarget, Part::Trunk, Part::Bindgen, Part::BuildPackages];

pub(crate) fn run() -> Outcome {
    build(&setup::provide(&PARTS)?)?;
    sizes::report()
}

/// Builds with tools that are already there.
pub(crate) fn build(tools: &Toolbox) -> Outcome {
    process::say("Building dist/ (usually 3 minutes the first time, then 30 seconds) …");
    // Before the long part.
    let policy = Policy::of_this_project()?;
    process::run(trunk(tools).args(["build", "--release", "--features", "split", "--public-url", "./"]))?;
    finish(tools, &policy)
}

fn trunk(tools: &Toolbox) -> Command {
    let mut trunk = setup::anonymous(tools.command(tools.trunk()));
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

/// Adds what Trunk does not make: the policy in each page, a page per route, the files for hosts, names by content; sends nothing that only
/// authors read.
fn finish(tools: &Toolbox, policy: &Policy) -> Outcome {
    let dist = project::dist();
    let page = without_comments(&project::read(&dist.join("index.html"))?);
    let page = without_program(&dist, &page)?;
    let assets = dist.join(assets::FOLDER);
    std::fs::create_dir_all(&assets).map_err(|error| format!("cannot make {}: {error}", assets.display()))?;
    let program = split::split(tools, &assets)?;
    let boot = assets::put(&dist, "boot", "js", &lean::script(&assets::take(&dist, "boot.js")?))?;
    let program = Start { boot: format!(r#"src="./{boot}" {}"#, assets::integrity(&dist, &boot)?), program };
    let page = with_named_icon(&dist, &with_one_style_sheet(&dist, &page)?)?;
    let index = with_policy(&page, policy)?;
    project::write(&dist.join("index.html"), &with_program(&index, &program, ROUTES[0])?)?;
    for route in ROUTES {
        let page = with_program(&one_folder_down(&index)?, &program, route)?;
        project::write(&dist.join(route).join("index.html"), &page)?;
    }
    let not_found = with_policy(&project::read(&dist.join("404.html"))?, policy)?;
    project::write(&dist.join("404.html"), &not_found)?;
    hosts::write(&dist, policy)?;
    // Knows the final bytes of what it keeps.
    worker::finish(&dist)?;
    // Last: of the files as they are sent.
    compress::compress(&dist)
}

/// What starts on a page.
struct Start {
    /// The address of the start script, with its hash, as attributes.
    boot: String,
    program: Program,
}

/// Takes out the program in one piece that Trunk puts in.
fn without_program(dist: &Path, page: &str) -> Outcome<String> {
    const WRONG: &str = "index.html does not start a program as expected";
    let (before, rest) = page.split_once(r#"<script type="module" src="./boot.js""#).ok_or(WRONG)?;
    let (script, rest) = rest.split_once("</script>").ok_or(WRONG)?;
    for name in ["data-js=\"./", "data-wasm=\"./"]
        .map(|attribute| script.split_once(attribute).and_then(|(_, rest)| rest.split_once('"')))
    {
        let file = dist.join(name.ok_or(WRONG)?.0);
        std::fs::remove_file(&file).map_err(|error| format!("cannot remove {}: {error}", file.display()))?;
    }
    let (_, after) = rest.split_once("</head>").ok_or(WRONG)?;
    Ok(format!("{}\n  </head>{after}", before.trim_end()))
}

/// Puts in the program in its parts. What reads the data and paints the first view is fetched with the page; what the page is made of
/// besides stands in `data-page`, and what it needs for a live endpoint in `data-live`: `boot.js` fetches those when it is their turn.
fn with_program(page: &str, Start { boot, program }: &Start, route: &str) -> Outcome<String> {
    let of = |part: &str| program.parts.get(part).ok_or_else(|| format!("the program has no part {part}"));
    let of_route = of(&route.replace('-', "_"))?;
    let mut lines =
        vec![program.module_link(&program.glue), program.module_link(&program.loader), program.wasm_link(&program.wasm)];
    let of_page = of_route.iter().chain(of("page")?.iter().filter(|file| !of_route.contains(file)));
    let live = of("live")?.iter().filter(|file| !of_route.contains(file));
    let told = |file: &String| format!("{} {}", Program::address(file), program.integrity(file));
    let [of_page, live] = [of_page.map(told).collect::<Vec<_>>(), live.map(told).collect()].map(|files| files.join(" "));
    let [glue, wasm] = [&program.glue, &program.wasm].map(|file| Program::address(file));
    lines.push(format!(
        r#"<script type="module" {boot} async data-js="{glue}" data-wasm="{wasm}" data-page="{of_page}" data-live="{live}"></script>"#,
    ));
    let (before, after) = page.split_once("  </head>").ok_or("a page has no </head> of its own line")?;
    Ok(format!("{before}    {}\n  </head>{after}", lines.join("\n    ")))
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
        sheet.push_str(&assets::take(dist, name)?);
        first.get_or_insert(lines.len());
    }
    let first = first.ok_or("index.html links no style sheet")?;
    let path = assets::put(dist, "style", "css", &lean::style(&sheet))?;
    let link = format!(r#"    <link rel="stylesheet" href="./{path}" {}>"#, assets::integrity(dist, &path)?);
    lines.insert(first, &link);
    Ok(lines.join("\n") + "\n")
}

/// The file that a line links as a style sheet.
fn style_sheet(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix(r#"<link rel="stylesheet" href="./"#)?;
    rest.split_once('"').map(|(name, _)| name)
}

/// Names the icon after its content, too. It stays where the manifest names it.
fn with_named_icon(dist: &Path, page: &str) -> Outcome<String> {
    const ICON: &str = "icons/favicon.svg";
    let path = assets::put(dist, "favicon", "svg", &project::read(&dist.join(ICON))?)?;
    let (before, after) = page.split_once(ICON).ok_or("index.html does not link its icon")?;
    Ok(format!("{before}{path}{after}"))
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
        assert!(joined.contains(&assets::integrity(&dist, name).unwrap()));
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
