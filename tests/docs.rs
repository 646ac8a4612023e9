//! The documents say what is: the paths, links, commands, tests, permissions and fields that they name exist.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use tenant_status::{
    auth::{authority::admin_consent_url, problem::Cause},
    config::Config,
    domain::cloud::Cloud,
    graph::{
        catalogue::{TABLE, connect_line, permissions},
        secret::SECRETS,
        snapshot::{MAX_BYTES, Origin, Snapshot},
        source::plan::Group,
    },
    i18n::LANGUAGES,
};

/// What a build or a set-up makes: named in the documents and not in the repository.
const MADE: [&str; 7] = ["dist/", "dist-hosts/", "assets/", ".tools/", "node_modules/", "bench/node_modules", "target/"];

/// Where a path may start besides the root: modules are named without `src`, what is served without `public`.
const ROOTS: [&str; 3] = ["", "src/", "public/"];

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            found.extend(files(path.to_str().unwrap(), extension));
        } else if path.extension().is_some_and(|other| other == extension) {
            found.push(path);
        }
    }
    found
}

/// The documents, by their path, with their text.
fn documents() -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> = ["README", "ARCHITECTURE", "CONTRIBUTING", "CHANGELOG", "SECURITY"]
        .iter()
        .map(|name| PathBuf::from(format!("{name}.md")))
        .collect();
    paths.extend(files("docs", "md"));
    paths.push("tests/fixtures/README.md".into());
    paths.into_iter().map(|path| (path.clone(), read(path))).collect()
}

/// The fenced blocks of a document, without their fences.
fn blocks(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text.split("\n```").collect();
    parts.iter().skip(1).step_by(2).map(|block| block.split_once('\n').map_or("", |(_, body)| body)).collect()
}

/// The document without its fenced blocks.
fn prose(text: &str) -> String {
    text.split("\n```").step_by(2).collect()
}

/// What stands between backticks in the prose.
fn codes(text: &str) -> Vec<String> {
    prose(text).split('`').skip(1).step_by(2).map(|code| code.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Checks a claim for everything that `found` finds in each document, and names all that fail.
#[track_caller]
fn check(found: fn(&str) -> Vec<String>, claim: &str, holds: impl Fn(&Path, &str) -> bool) {
    let mut count = 0;
    let mut failed = Vec::new();
    for (path, text) in documents() {
        let found = found(&text);
        count += found.len();
        failed.extend(found.iter().filter(|what| !holds(&path, what)).map(|what| format!("{}: {what}", path.display())));
    }
    assert!(failed.is_empty(), "{claim}:\n{}", failed.join("\n"));
    assert!(count > 0, "nothing was found to check");
}

fn links(text: &str) -> Vec<String> {
    let targets =
        prose(text).split("](").skip(1).map(|rest| rest.split(')').next().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    targets.into_iter().filter(|target| !target.starts_with("https://")).collect()
}

/// The name by which a heading is linked.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>();
    kept.replace(' ', "-")
}

#[test]
fn every_link_leads_somewhere() {
    check(links, "links that lead nowhere", |document, link| {
        // Pictures are taken from a built page; before the first ones there is no folder.
        if link.starts_with("docs/images/") && !Path::new("docs/images").exists() {
            return true;
        }
        let (file, wanted) = link.split_once('#').unwrap_or((link, ""));
        let target = if file.is_empty() { document.to_owned() } else { document.parent().unwrap().join(file) };
        let has_anchor = || {
            let text = read(&target);
            text.lines().filter_map(|line| line.strip_prefix('#')).any(|line| anchor(line.trim_start_matches('#')) == wanted)
        };
        target.exists() && (wanted.is_empty() || has_anchor())
    });
}

/// The codes that look like a path of this repository.
fn paths(text: &str) -> Vec<String> {
    let is_path = |code: &String| {
        let is_plain = code.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
        is_plain && code.contains('/') && !code.starts_with('/') && code.len() > 1
    };
    codes(text).into_iter().filter(is_path).collect()
}

#[test]
fn every_path_exists() {
    check(paths, "paths that do not exist", |document, path| {
        let roots = ROOTS.iter().map(Path::new).chain(document.parent());
        let mut places = roots.flat_map(|root| [root.join(path), root.join(format!("{path}.rs"))]);
        MADE.iter().any(|made| path.starts_with(made)) || places.any(|place| place.exists())
    });
}

/// Every `cargo xtask …`, in prose and in blocks.
fn xtask_commands(text: &str) -> Vec<String> {
    let lines = blocks(text).into_iter().flat_map(str::lines).map(str::to_owned);
    codes(text).into_iter().chain(lines).filter_map(|code| code.strip_prefix("cargo xtask ").map(str::to_owned)).collect()
}

#[test]
fn every_command_is_one_of_xtask() {
    let program = read("xtask/src/main.rs");
    let usage = program.split_once("const USAGE").unwrap().1.split_once("\";").unwrap().0.to_owned();
    check(xtask_commands, "commands that xtask does not have", |_, command| {
        let mut words = command.split_whitespace();
        let name = words.next().unwrap_or_default();
        usage.contains(&format!("\n  {name} ")) && words.filter(|word| word.starts_with("--")).all(|word| usage.contains(word))
    });
}

#[test]
fn the_readme_begins_with_the_two_commands() {
    let readme = read("README.md");
    assert_eq!(blocks(&readme)[0].trim(), "cargo xtask serve\ncargo xtask test");
    let ci = read(".ci/run");
    assert!(ci.contains("\ncargo xtask test\n") && ci.contains("\ncargo xtask lint\n"), "what is read here is what CI runs");
}

#[test]
fn every_example_exists() {
    for (path, text) in documents() {
        for name in text.split("--example ").skip(1).filter_map(|rest| rest.split_whitespace().next()) {
            assert!(Path::new(&format!("examples/{name}.rs")).exists(), "{}: {name}", path.display());
        }
    }
}

/// Names of tests: no other name that the documents hold has so many words.
fn test_names(text: &str) -> Vec<String> {
    let is_claim = |code: &String| {
        code.split('_').count() > 4 && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    codes(text).into_iter().filter(is_claim).collect()
}

#[test]
fn every_test_that_is_named_exists() {
    let sources: String = ["src", "tests", "xtask/src"].iter().flat_map(|folder| files(folder, "rs")).map(read).collect();
    check(test_names, "tests that do not exist", |_, name| sources.contains(&format!("fn {name}(")));
}

/// Words such as `Organization.Read.All`.
fn named_permissions(text: &str) -> Vec<String> {
    // In an address the slash in front of one is encoded.
    let text = text.replace("%2F", "/");
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    words.map(|word| word.trim_matches('.')).filter(|word| word.ends_with(".All")).map(str::to_owned).collect()
}

#[test]
fn the_permissions_are_those_of_the_catalogue() {
    let known: BTreeSet<&str> = TABLE.iter().map(|entry| entry.permission).collect();
    check(named_permissions, "permissions that nothing asks for", |_, name| known.contains(name));
    let readme = read("README.md");
    let rows = |name: &str| readme.lines().filter(|line| line.starts_with(&format!("| `{name}` |"))).count();
    for permission in &known {
        assert_eq!(rows(permission), 1, "{permission}");
    }
    assert_eq!(known.len(), permissions().len() + 1, "the optional one is the only other");
    assert!(blocks(&readme).iter().any(|block| block.trim() == connect_line(Cloud::Global)), "the line to sign in with");
}

#[test]
fn the_resources_of_the_snapshot_format_are_the_catalogue() {
    let text = read("docs/snapshot-format.md");
    let rows: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("| Id |")).skip(2).take(TABLE.len() + 1).collect();
    let expected: Vec<String> = TABLE
        .iter()
        .map(|entry| {
            let path = format!("{}{}", entry.path, entry.query);
            format!("| `{}` | {} | `{path}` | `{}` |", entry.id, entry.version.as_str(), entry.permission)
        })
        .chain([String::new()])
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn the_example_of_the_snapshot_format_is_a_snapshot() {
    let text = read("docs/snapshot-format.md");
    let snapshot = Snapshot::parse(blocks(&text)[0].as_bytes(), Origin::Http).unwrap();
    assert_eq!((snapshot.replies.len(), snapshot.skipped, snapshot.secrets.len()), (2, 0, 0));
    assert!(snapshot.captured_at.is_some() && snapshot.cloud.is_some() && snapshot.service_release.is_some());
    let close: String = text.split_whitespace().collect();
    assert!(close.contains(&format!("most{MAX_BYTES}bytes")), "the limit");
    for secret in SECRETS {
        assert!(text.contains(&format!("`{secret}`")), "{secret}");
    }
}

// Connecting a tenant

const CONNECT: &str = "docs/connect-your-tenant.md";

/// The cells of each row whose first cell begins like this.
fn rows<'a>(text: &'a str, start: &str) -> Vec<Vec<&'a str>> {
    let rows = text.lines().filter_map(|line| line.trim().strip_prefix("| ")?.strip_suffix(" |"));
    rows.filter(|row| row.starts_with(start)).map(|row| row.split(" | ").collect()).collect()
}

#[test]
fn every_permission_stands_with_its_tabs_and_resources() {
    let tab = |group| match group {
        Group::Tenant => "Tenant details",
        Group::Connectors => "Connector status",
        Group::Service => "Service health and news",
    };
    let text = read(CONNECT);
    for permission in TABLE.iter().map(|entry| entry.permission).collect::<BTreeSet<_>>() {
        let entries = || TABLE.iter().filter(|entry| entry.permission == permission);
        let ids: Vec<String> = entries().map(|entry| format!("`{}`", entry.id)).collect();
        let mut tabs: Vec<&str> = entries().map(|entry| tab(Group::of(entry.resource))).collect();
        tabs.dedup();
        let found = rows(&text, &format!("`{permission}`"));
        let [row] = &found[..] else { panic!("{permission}: one row") };
        assert_eq!((row[1], row[3]), (&*tabs.join(", "), &*ids.join(", ")), "{permission}");
    }
    let line = permissions().join(" ");
    assert!(text.contains(&format!("\npermissions='{line}'\n")), "those of the registration: {line}");
}

#[test]
fn the_link_to_consent_is_the_one_that_the_page_makes() {
    let no_id = "00000000-0000-0000-0000-000000000000";
    let (tenant, page) = ("contoso.onmicrosoft.com", "https://status.contoso.com/");
    let link = admin_consent_url(Cloud::Global, tenant, no_id, &permissions(), page, "admin-consent");
    assert!(blocks(&read(CONNECT)).iter().any(|block| block.trim() == link), "{link}");
}

#[test]
fn every_cloud_stands_with_its_addresses() {
    let text = read(CONNECT);
    for cloud in Cloud::ALL {
        let found = rows(&text, &format!("`{}`", cloud.as_str()));
        let [row] = &found[..] else { panic!("{}: one row", cloud.as_str()) };
        assert_eq!(row[2..], [format!("`{}`", cloud.graph_root()), format!("`{}`", cloud.login_authority())]);
    }
}

#[test]
fn the_codes_of_one_row_mean_the_same() {
    let text = read(CONNECT);
    let found = rows(&text, "AADSTS");
    let mut causes = Vec::new();
    for row in &found {
        let codes = row[0].split(", ").map(|code| code.trim_start_matches("AADSTS").parse().unwrap());
        let meant: Vec<Option<Cause>> = codes.map(Cause::from_code).collect();
        assert!(meant[0].is_some() && meant.iter().all(|cause| *cause == meant[0]), "{}: {meant:?}", row[0]);
        causes.push(meant[0]);
    }
    assert!(found.len() > 10, "the table is found");
    for cause in [Cause::NotConsented, Cause::RedirectNotRegistered, Cause::NotSinglePage, Cause::NotAssigned] {
        assert_eq!(causes.iter().filter(|found| **found == Some(cause)).count(), 1, "{cause:?}");
    }
}

#[test]
fn the_configurations_that_are_shown_are_right() {
    let text = read(CONNECT);
    let shown: Vec<Value> = blocks(&text).into_iter().filter_map(|block| serde_json::from_str(block).ok()).collect();
    let kinds: Vec<&str> = shown.iter().filter_map(|config| config["endpoint"]["auth"]["kind"].as_str()).collect();
    assert_eq!(kinds, ["entra", "oidc", "none"]);
    for config in &shown {
        parse(config).unwrap();
    }
}

// The configuration: schema, table and parser

fn schema() -> Value {
    serde_json::from_str(&read("public/config.schema.json")).unwrap()
}

fn parse(config: &Value) -> Result<Config, String> {
    let languages: Vec<&str> = LANGUAGES.iter().map(|language| language.code).collect();
    Config::parse(&config.to_string(), &languages).map_err(|error| format!("{error:?} in {config}"))
}

/// The names that an object of the schema may hold.
fn properties(object: &Value) -> BTreeSet<String> {
    object["properties"].as_object().unwrap().keys().cloned().collect()
}

/// Complete endpoints, every field given, each with the part of the schema that describes it.
fn endpoints(schema: &Value) -> Vec<(Value, &Value)> {
    let graph = |auth| {
        json!({
            "kind": "graph", "cloud": "global", "baseUrl": "https://graph.example", "batch": true, "tenantLocation": false,
            "tokenStorage": "session", "auth": auth,
        })
    };
    let id = "7f5c1d3e-0000-4000-8000-0000000000ab";
    let auths = [
        json!({ "kind": "entra", "clientId": id, "tenant": "contoso.onmicrosoft.com" }),
        json!({ "kind": "oidc", "issuer": "https://id.example", "clientId": "page", "scopes": ["status"] }),
        json!({ "kind": "none" }),
    ];
    let snapshot = json!({ "kind": "snapshot", "url": "demo/contoso.json", "cloud": "global" });
    let mut endpoints = vec![(snapshot, &schema["$defs"]["snapshot"])];
    endpoints.extend(auths.into_iter().map(|auth| (graph(auth), &schema["$defs"]["graph"])));
    endpoints
}

fn whole(endpoint: Value) -> Value {
    json!({
        "$schema": "./config.schema.json", "title": "Contoso", "language": "auto", "refreshMinutes": 5, "serviceRelease": "2611", "offline": true,
        "endpoint": endpoint,
    })
}

#[test]
fn the_schema_says_what_the_configuration_takes() {
    let schema = schema();
    let names = |object: &Value| object.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(properties(&schema), names(&whole(Value::Null)));
    for (number, (endpoint, described)) in endpoints(&schema).into_iter().enumerate() {
        assert_eq!(properties(described), names(&endpoint));
        if let Some(auth) = number.checked_sub(1) {
            let described = &described["properties"]["auth"]["oneOf"][auth];
            assert_eq!(described["properties"]["kind"]["const"], endpoint["auth"]["kind"]);
            assert_eq!(properties(described), names(&endpoint["auth"]));
        }
        parse(&whole(endpoint)).unwrap();
    }
    let clouds: Vec<&str> = schema["$defs"]["cloud"]["enum"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(clouds, Cloud::ALL.map(Cloud::as_str));
}

#[test]
fn what_the_schema_needs_is_needed() {
    let schema = schema();
    for (endpoint, described) in endpoints(&schema) {
        let required: Vec<&str> = described["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        for field in properties(described) {
            let mut without = whole(endpoint.clone());
            without["endpoint"].as_object_mut().unwrap().remove(&field);
            assert_eq!(parse(&without).is_err(), required.contains(&field.as_str()), "{field}");
        }
    }
    assert!(parse(&json!({})).is_err());
    assert_eq!(schema["required"], json!(["endpoint"]));
}

#[test]
fn the_readme_has_a_row_for_every_field_of_the_configuration() {
    let schema = schema();
    let mut fields = properties(&schema);
    fields.remove("endpoint");
    let nested = |fields: &mut BTreeSet<String>, prefix: &str, object: &Value| {
        fields.extend(properties(object).iter().map(|name| format!("{prefix}{name}")));
    };
    for kind in ["snapshot", "graph"] {
        nested(&mut fields, "endpoint.", &schema["$defs"][kind]);
    }
    for auth in schema["$defs"]["graph"]["properties"]["auth"]["oneOf"].as_array().unwrap() {
        nested(&mut fields, "endpoint.auth.", auth);
    }
    fields.remove("endpoint.auth");
    let readme = read("README.md");
    let section = readme.split_once("\n## Configuration\n").unwrap().1.split_once("\n## ").unwrap().0;
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    assert_eq!(rows.map(|(field, _)| field.to_owned()).collect::<BTreeSet<_>>(), fields);
}

#[test]
fn the_configuration_that_ships_is_right() {
    parse(&serde_json::from_str(&read("public/config.json")).unwrap()).unwrap();
}

#[test]
fn the_policy_knows_every_cloud() {
    let policy = read("xtask/src/policy.rs");
    for cloud in Cloud::ALL {
        let line = format!(r#""{}" => ("{}", "{}"),"#, cloud.as_str(), cloud.graph_root(), cloud.login_authority());
        assert!(policy.contains(&line), "{line}");
    }
}

// Addresses

/// The pieces between `start` and `end` of the text that follows `after`.
fn quoted(text: &str, after: &str, end: &str) -> Vec<String> {
    let part = text.split_once(after).unwrap().1.split_once(end).unwrap().0;
    part.split('"').skip(1).step_by(2).map(|path| path.trim_end_matches('/').to_owned()).filter(|path| !path.is_empty()).collect()
}

#[test]
fn every_tab_has_its_address_wherever_addresses_are_listed() {
    let tab = read("src/app/tab.rs");
    let paths = quoted(&tab, "pub fn path(", "\n    }\n");
    assert!(paths.len() >= 4, "{paths:?}");
    assert_eq!(quoted(&read("xtask/src/routes.rs"), "const ROUTES", ";\n"), paths, "xtask writes a file for each");
    assert_eq!(quoted(&read("tests/e2e/harness.mjs"), "export const ROUTES", ";\n"), paths, "the browser tests open each");

    let table = tab.split_once("pub fn path(").unwrap().1.split_once("\n    }\n").unwrap().0;
    let tabs: Vec<&str> = table.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split(' ').next()).collect();
    let found = tab.split_once("fn at(").unwrap().1.split_once("\n    }\n").unwrap().0;
    for tab in tabs {
        assert!(found.contains(&format!("Self::{tab}")), "Tab::at never finds {tab}");
    }
}
