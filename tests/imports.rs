//! Who may import whom: every `crate::` path in `src` against the table in `lib.rs`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The modules that a module may name, besides itself. The longest prefix that fits the file decides.
const TABLE: [(&str, &[&str]); 14] = [
    ("main", &["app"]),
    ("lib", &[]),
    ("app", &["ui", "rich_text", "i18n", "auth", "graph", "export", "domain", "config", "browser"]),
    ("auth", &["domain", "config", "browser", "json"]),
    ("browser", &[]),
    ("graph/source", &["graph", "auth", "domain", "config", "browser", "json"]),
    ("graph", &["domain", "json"]),
    ("config", &["domain", "json"]),
    ("domain", &[]),
    ("export", &["domain", "graph", "json"]),
    ("i18n", &["domain", "json", "rich_text"]),
    ("json", &[]),
    ("rich_text", &[]),
    ("ui", &[]),
];

#[test]
fn every_path_is_allowed_by_the_table() {
    let files = rust_files(Path::new("src"));
    let tabs = folders(Path::new("src/app"));
    assert!(files.len() > 20, "the walk finds the sources");
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let file = module(&path);
        wrong.extend(forbidden(&file, &text, &tabs).into_iter().map(|target| format!("{file} → {target}")));
    }
    assert!(wrong.is_empty(), "not in the table of lib.rs: {wrong:#?}");
}

#[test]
fn forbidden_paths_are_found() {
    for (file, text, expected) in [
        ("domain/health", "use crate::graph::page;", "graph"),
        ("domain/health", "fn x() { crate::config::Config::parse(\"\") }", "config"),
        ("graph/store", "use crate::config::Config;", "config"),
        ("graph/connector/vpp", "use crate::{domain::when::When, app::shell};", "app"),
        ("graph/source/snapshot", "use crate :: app;", "app"),
        ("ui/card", "use crate::{\n    domain::when::When,\n};", "domain"),
        ("rich_text/node", "use crate::domain::message::Body;", "domain"),
        ("i18n/mod", "use crate::graph::error::Error;", "graph"),
        ("main", "fn main() { tenant_status::graph::run() }", "graph"),
        ("app/connectors/row", "use crate::app::tenant::Row;", "app::tenant"),
        ("app/connectors/row", "use crate::{app::{route::href, tenant}, domain::when::When};", "app::tenant"),
        ("app/connectors/mod", "use super::super::tenant::X;", "app::tenant"),
        ("shiny/new", "use crate::domain::when::When;", "shiny is not in the table"),
    ] {
        assert_eq!(forbidden(file, text, &tabs()), [expected], "{file}: {text}");
    }
}

#[test]
fn allowed_paths_and_comments_are_not_found() {
    for (file, text) in [
        ("domain/health", "use crate::domain::when::When; use super::when;"),
        ("domain/health", "/// See [`crate::graph`].\n// crate::app\n/* crate::app /* crate::ui */ */"),
        ("domain/health", "const X: &str = \"crate::app // \"; use crate::domain::when::When;"),
        ("graph/source/snapshot", "use crate::{config::Config, domain::when::When, graph::reply::Reply};"),
        ("app/connectors/row", "use crate::app::{connectors::Row, route::href, tenants}; let tenant = tenant();"),
        ("app/tab", "use super::{connectors, tenant}; use crate::app::tenant::TAB;"),
        ("main", "fn main() { tenant_status::app::run() }"),
        ("ui/mod", "macro_rules! x { () => { $crate::ui::y } }"),
    ] {
        assert_eq!(forbidden(file, text, &tabs()), [""; 0], "{file}: {text}");
    }
}

fn tabs() -> Vec<String> {
    ["tenant", "connectors"].map(str::to_owned).to_vec()
}

/// What a file names and may not.
fn forbidden(file: &str, text: &str, tabs: &[String]) -> Vec<String> {
    let code = without_comments_and_texts(text);
    let own = file.split('/').next().unwrap_or_default();
    let rule = TABLE
        .iter()
        .filter(|(prefix, _)| file == *prefix || file.starts_with(&format!("{prefix}/")))
        .max_by_key(|(prefix, _)| prefix.len());
    let allowed: &[&str] = match rule {
        Some((_, allowed)) => allowed,
        None => return vec![format!("{own} is not in the table")],
    };
    let mut found: Vec<String> = Vec::new();
    for target in ["crate", "tenant_status"].iter().flat_map(|root| targets(&code, root)) {
        if target != own && !allowed.contains(&target.as_str()) && !found.contains(&target) {
            found.push(target);
        }
    }
    // Sideways between tabs: a folder of `app` names no other one.
    if let Some(own_tab) = file.strip_prefix("app/").and_then(|rest| rest.split_once('/')).map(|(folder, _)| folder) {
        let named: Vec<_> = ["app", "super"].iter().flat_map(|root| targets(&code, root)).collect();
        let others = tabs.iter().filter(|tab| *tab != own_tab && named.contains(tab));
        found.extend(others.map(|tab| format!("app::{tab}")));
    }
    found
}

/// The first segments behind `root::`, those in braces too.
fn targets(code: &str, root: &str) -> Vec<String> {
    let code: String = code.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ::", "::").replace(":: ", "::");
    let root = format!("{root}::");
    let mut found = Vec::new();
    for (at, _) in code.match_indices(&root) {
        let is_whole_word = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let rest = &code[at + root.len()..];
        match rest.strip_prefix('{') {
            _ if !is_whole_word => {}
            Some(group) => found.extend(first_segments(group)),
            None => found.push(segment(rest)),
        }
    }
    found
}

/// The first segment of each path of a group, up to its closing brace.
fn first_segments(group: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut from = 0;
    let mut found = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.push(segment(group[from..at].trim_start()));
                from = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found.retain(|segment| !segment.is_empty());
    found
}

fn segment(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The code with comments left out and texts emptied.
fn without_comments_and_texts(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = after_block_comment(rest);
        } else if c == '"' {
            code.push_str("\"\"");
            rest = after_text(&rest[1..]);
        } else if rest.starts_with("r#\"") {
            code.push_str("\"\"");
            rest = rest[3..].split_once("\"#").map_or("", |(_, rest)| rest);
        } else if let Some(after) = ["'\"'", "'\\\"'", "'\\''", "'/'"].iter().find_map(|quoted| rest.strip_prefix(quoted)) {
            rest = after;
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    code
}

fn after_text(mut rest: &str) -> &str {
    while let Some(at) = rest.find(['"', '\\']) {
        if rest[at..].starts_with('"') {
            return &rest[at + 1..];
        }
        let escaped = rest[at + 1..].chars().next().map_or(0, char::len_utf8);
        rest = &rest[at + 1 + escaped..];
    }
    ""
}

/// Block comments nest.
fn after_block_comment(mut rest: &str) -> &str {
    let mut depth = 0_usize;
    loop {
        if let Some(inner) = rest.strip_prefix("/*") {
            depth += 1;
            rest = inner;
        } else if let Some(outer) = rest.strip_prefix("*/") {
            depth -= 1;
            rest = outer;
            if depth == 0 {
                return rest;
            }
        } else {
            let Some(c) = rest.chars().next() else { return "" };
            rest = &rest[c.len_utf8()..];
        }
    }
}

fn folders(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// `src/graph/connector/mod.rs` is `graph/connector/mod`.
fn module(path: &Path) -> String {
    path.with_extension("").components().skip(1).map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
