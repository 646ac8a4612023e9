//! The service worker: which files of the built page it keeps, and as which version.

use std::fmt::Write as _;
use std::path::Path;

use crate::routes::ROUTES;
use crate::{Outcome, assets, compress, json, lean, policy, project};

/// The worker, and what takes its place to get rid of it.
const SCRIPTS: [&str; 2] = ["sw.js", "sw-off.js"];

/// Fills the lists of the worker with what lies in `dist`. Every page and file has to be final.
pub(crate) fn finish(dist: &Path) -> Outcome {
    for name in SCRIPTS {
        let script = dist.join(name);
        project::write(&script, &lean::script(&project::read(&script)?))?;
    }
    let files = files(dist)?;
    let worker = dist.join(SCRIPTS[0]);
    let script = project::read(&worker)?;
    let script = filled(&script, &pages(), &files)?;
    project::write(&worker, &in_step(dist, &script, &files)?)
}

/// Makes the worker another version after pages have changed: browsers look at nothing but its bytes.
pub(crate) fn follow(dist: &Path) -> Outcome {
    let worker = dist.join(SCRIPTS[0]);
    let script = project::read(&worker)?;
    if !script.contains("const VERSION = ") {
        // What gets rid of the worker stands in its place.
        return Ok(());
    }
    project::write(&worker, &in_step(dist, &script, &files(dist)?)?)
}

/// The worker with the version and the policy that the pages have now.
fn in_step(dist: &Path, script: &str, files: &[(String, String)]) -> Outcome<String> {
    let page = project::read(&dist.join("index.html"))?;
    let version = format!("{:016x}", version(dist, script, files)?);
    let policy = policy::in_page(&page).unwrap_or_default();
    [("VERSION", version.as_str()), ("POLICY", policy)].into_iter().try_fold(script.to_owned(), |script, (name, value)| {
        let start = format!("const {name} = \"");
        let line = script.split_once(&start).and_then(|(before, rest)| Some((before, rest.split_once('"')?.1)));
        let (before, after) = line.ok_or_else(|| format!("sw.js has no {name}"))?;
        Ok(format!("{before}{start}{value}\"{after}"))
    })
}

fn pages() -> Vec<String> {
    std::iter::once(String::new()).chain(ROUTES.map(|route| format!("{route}/"))).collect()
}

/// The files that the worker keeps, each with its integrity.
fn files(dist: &Path) -> Outcome<Vec<(String, String)>> {
    let below = |file: &Path| file.strip_prefix(dist).unwrap_or(file).to_string_lossy().replace('\\', "/");
    let files: Vec<String> = project::files_below(dist).iter().map(|file| below(file)).filter(|file| is_kept(file)).collect();
    let names: Vec<&str> = files.iter().map(String::as_str).collect();
    let mut hashes: Vec<(String, String)> = assets::hashes(dist, &names)?.into_iter().collect();
    hashes.sort();
    Ok(hashes)
}

/// The fingerprint of all that the worker keeps, and of what it does: versions share no cache.
fn version(dist: &Path, script: &str, files: &[(String, String)]) -> Outcome<u64> {
    let (_, deeds) = script.split_once("const SCOPE").ok_or("sw.js has no SCOPE below its lists")?;
    let texts = pages().iter().map(|page| project::read(&dist.join(page).join("index.html"))).collect::<Outcome<Vec<_>>>()?;
    Ok(project::fingerprint(&(deeds, files, &texts)))
}

/// Whether a tab cannot do without a file. Icons and the manifest are the system's once the app is installed; data is never kept here.
fn is_kept(file: &str) -> bool {
    let is_below = |folder: &str| file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    // What a later step of the build lays beside them is the same in fewer bytes.
    let is_twin = compress::ENCODINGS.iter().any(|(ending, _)| file.ends_with(&format!(".{ending}")));
    !is_twin
        && (is_below(assets::FOLDER) || is_below("locales") && Path::new(file).extension().is_some_and(|kind| kind == "json"))
}

/// The worker with its pages and files (address and integrity).
fn filled(worker: &str, pages: &[String], files: &[(String, String)]) -> Outcome<String> {
    let pages: Vec<String> = pages.iter().map(|page| json::quote(page)).collect();
    let mut listed = String::new();
    for (file, integrity) in files {
        let _ = writeln!(listed, "{}: {},", json::quote(file), json::quote(integrity));
    }
    let mut filled = worker.to_owned();
    for (name, empty, value) in [("PAGES", "[]", format!("[{}]", pages.join(", "))), ("FILES", "{}", format!("{{\n{listed}}}"))] {
        let line = format!("const {name} = {empty};");
        if filled.matches(&line).count() != 1 {
            return Err(format!("sw.js has no line {line}"));
        }
        filled = filled.replace(&line, &format!("const {name} = {value};"));
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, expected: bool) {
        assert_eq!(is_kept(file), expected, "{file}");
    }

    #[test]
    fn what_a_tab_needs_is_kept() {
        for file in ["assets/style-0123456789abcdef.css", "assets/tenant-status-0123456789abcdef_bg.wasm", "locales/nl.json"] {
            check(file, true);
        }
    }

    #[test]
    fn neither_data_nor_what_only_hosts_and_systems_need_is_kept() {
        for file in ["config.json", "demo/contoso.json", "data/tenant.json", "sw.js", "sw-off.js", "not-found.js", "404.html"] {
            check(file, false);
        }
        for file in [
            "_headers",
            "staticwebapp.config.json",
            "manifest.webmanifest",
            "icons/icon-512.png",
            "assets/a-0123456789abcdef.css.br",
            "locales/nl.json.gz",
        ] {
            check(file, false);
        }
    }

    #[test]
    fn the_lists_of_the_worker_are_filled() {
        let worker = project::read(&project::path("public/sw.js")).unwrap();
        let pages = [String::new(), "connectors/".to_owned()];
        let files = [("boot.js".to_owned(), "sha384-x".to_owned())];
        let filled = filled(&worker, &pages, &files).unwrap();
        for line in ["const PAGES = [\"\", \"connectors/\"];", "\"boot.js\": \"sha384-x\","] {
            assert!(filled.contains(line), "{line}");
        }
        assert!(super::filled("const PAGES = [];", &[], &[]).is_err());
    }

    #[test]
    fn a_page_that_changes_makes_another_worker() {
        let dist = project::path("target/worker-test");
        for page in pages() {
            project::write(&dist.join(page).join("index.html"), "<p>one</p>").unwrap();
        }
        for name in SCRIPTS {
            project::write(&dist.join(name), &project::read(&project::path("public").join(name)).unwrap()).unwrap();
        }
        project::write(&dist.join("assets/a.css"), "a{}").unwrap();
        let worker = || project::read(&dist.join("sw.js")).unwrap();
        finish(&dist).unwrap();
        let first = worker();
        follow(&dist).unwrap();
        assert_eq!(worker(), first);
        project::write(&dist.join("index.html"), "<p>two</p>").unwrap();
        follow(&dist).unwrap();
        assert_ne!(worker(), first);
        assert_eq!(worker().len(), first.len());
        let policy = policy::Policy::of_this_project().unwrap().meta_tag();
        project::write(&dist.join("index.html"), &policy).unwrap();
        follow(&dist).unwrap();
        assert!(worker().contains(&format!("const POLICY = \"{}\";", policy::in_page(&policy).unwrap())));
    }

    #[test]
    fn the_worker_and_its_end_name_the_caches_alike() {
        let of = |name: &str| project::read(&project::path("public").join(name)).unwrap();
        assert!(
            of("sw.js").contains("`tenant-status ${SCOPE} `")
                && of("sw-off.js").contains("`tenant-status ${registration.scope} `")
        );
        assert!(of("boot.js").contains("`tenant-status ${SCOPE} `"));
    }
}
