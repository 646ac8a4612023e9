//! The catalogue of faults: every kind has its row in `docs/faults.md`, and every test that a row names exists.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, fs, path::Path};

/// The kinds of fault in the catalogue.
const KINDS: usize = 43;
/// What a cell says that says nothing.
const NOTHING: &str = "—";
/// Stands in a title for what a table of the browser test fills in.
const FILLED_IN: char = '…';

/// A row: number, fault, what the reader sees, what is kept, tests, why otherwise.
type Row = [String; 6];

/// A test as a row names it.
#[derive(Debug, PartialEq, Eq)]
enum Named {
    /// A function.
    Function(String),
    /// A browser test: its file, and the title.
    Titled(String, String),
}

/// The texts in which tests are looked up.
struct Tests {
    /// Every Rust source that holds tests.
    rust: String,
    /// The lines that begin a browser test, by the name of their file.
    titles: BTreeMap<String, Vec<String>>,
}

fn files(folder: &Path, extension: &str, take: &mut impl FnMut(&Path)) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() && path.file_name().is_none_or(|name| name != "node_modules") {
            files(&path, extension, take);
        } else if path.extension().is_some_and(|other| other == extension) {
            take(&path);
        }
    }
}

impl Tests {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (mut rust, mut titles) = (String::new(), BTreeMap::new());
        for folder in ["src", "tests"] {
            files(&root.join(folder), "rs", &mut |path| rust.push_str(&fs::read_to_string(path).unwrap()));
        }
        for folder in ["tests/e2e", "tests/hosts", "tests/soak"] {
            files(&root.join(folder), "mjs", &mut |path| {
                let text = fs::read_to_string(path).unwrap();
                let begun =
                    text.lines().map(str::trim_start).filter(|line| line.starts_with("test(") || line.starts_with("plain("));
                titles.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), begun.map(str::to_owned).collect());
            });
        }
        Self { rust, titles }
    }

    fn have(&self, named: &Named) -> bool {
        match named {
            Named::Function(name) => has_test(&self.rust, name),
            Named::Titled(file, title) => self
                .titles
                .get(file)
                .is_some_and(|lines| lines.iter().any(|line| title_of(line).is_some_and(|of| fits(of, title)))),
        }
    }
}

/// Whether a source has a function of this name that is a test: by an attribute above it, or within `proptest!`, whose attribute is above
/// it as well.
fn has_test(source: &str, name: &str) -> bool {
    let Some((before, _)) = source.split_once(&format!("fn {name}(")) else { return false };
    let above = before.rsplit_once('\n').map_or("", |(above, _)| above);
    above.lines().rev().map(str::trim).take_while(|line| line.starts_with("#[") || line.starts_with("//")).any(is_test)
}

fn is_test(attribute: &str) -> bool {
    ["#[test]", "#[wasm_bindgen_test]"].contains(&attribute)
}

/// The title in the line that begins a browser test.
fn title_of(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once('(')?;
    let quote = rest.chars().next()?;
    // A title of a template may hold further templates: it ends at the last quotation mark before its arguments.
    let (title, _) = rest[1..].rsplit_once(&format!("{quote}, "))?;
    Some(title)
}

/// Whether the title of a test is the one that a row names, as far as it is written out.
fn fits(title: &str, named: &str) -> bool {
    let mut written = String::new();
    let mut depth = 0_usize;
    let mut signs = title.chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, depth) {
            ('$', 0) if signs.peek() == Some(&'{') => written.push(FILLED_IN),
            ('{', _) => depth += 1,
            ('}', 1..) => depth -= 1,
            (other, 0) => written.push(other),
            _ => {}
        }
    }
    written == named
}

/// The tests of a cell: what stands between backticks, a file before its title.
fn named(cell: &str) -> Vec<Named> {
    let parts: Vec<_> = cell.split('`').collect();
    let mut found = Vec::new();
    let mut at = 1;
    while at < parts.len() {
        let is_file = parts.get(at + 1).is_some_and(|between| between.trim() == "›");
        found.push(match parts.get(at + 2) {
            Some(title) if is_file => Named::Titled(parts[at].to_owned(), (*title).to_owned()),
            _ => Named::Function(parts[at].to_owned()),
        });
        at += if is_file { 4 } else { 2 };
    }
    found
}

fn rows(document: &str) -> Vec<Row> {
    let of = |line: &str| {
        let cells: Vec<_> =
            line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").map(|cell| cell.trim().to_owned()).collect();
        cells[0].bytes().all(|b| b.is_ascii_digit()).then_some(cells)
    };
    let rows = document.lines().filter_map(of);
    rows.map(|cells| cells.try_into().unwrap_or_else(|cells| panic!("a row has six cells: {cells:?}"))).collect()
}

/// What is wrong with a document.
fn complaints(document: &str, tests: &Tests) -> Vec<String> {
    let rows = rows(document);
    let mut wrong = Vec::new();
    let numbers: Vec<_> = rows.iter().map(|row| row[0].parse::<usize>().unwrap()).collect();
    if numbers != (1..=KINDS).collect::<Vec<_>>() {
        wrong.push(format!("the numbers are not those from 1 to {KINDS}, each once and in order: {numbers:?}"));
    }
    for row in &rows {
        let [number, fault, _, _, cell, reason] = row;
        if row.iter().any(String::is_empty) || fault == NOTHING {
            wrong.push(format!("{number}: a cell is empty"));
        }
        let named = named(cell);
        if named.is_empty() && (cell != NOTHING || reason == NOTHING) {
            wrong.push(format!("{number}: neither a test nor a reason"));
        }
        wrong.extend(named.iter().filter(|named| !tests.have(named)).map(|named| format!("{number}: no test {named:?}")));
    }
    wrong
}

fn document() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md")).unwrap()
}

#[test]
fn every_fault_has_its_row_with_tests_that_exist_or_a_reason() {
    let wrong = complaints(&document(), &Tests::read());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_wrong_with_the_table_is_found() {
    let tests = Tests::read();
    let whole = document();
    let changed = |from: &str, to: &str| {
        assert!(whole.contains(from), "{from}");
        complaints(&whole.replacen(from, to, 1), &tests).len()
    };
    assert_eq!(changed("\n| 7 |", "\n| 8 |"), 1, "a number is doubled and one is missing");
    assert_eq!(changed("\n| 43 |", "\n\n43 |"), 1, "the last one is missing");
    assert_eq!(changed("`the_reader_goes_nowhere_else`", "`the_reader_goes_anywhere`"), 1, "no such function");
    assert_eq!(changed("`start.spec.mjs` › `a missing", "`start.spec.mjs` › `no missing"), 1, "no such title");
    assert_eq!(changed("`start.spec.mjs` › `a missing", "`nothing.spec.mjs` › `a missing"), 1, "no such file");
    let (before, after) = whole.split_once("| 27 |").unwrap();
    let (row, rest) = after.split_once('\n').unwrap();
    let [cells, reason] = ["| never | — | — | — |", "| never | — | — | because |"];
    let with =
        |cells: &str| complaints(&format!("{before}| 27 | {}{cells}\n{rest}", row.split('|').next().unwrap()), &tests).len();
    assert_eq!((with(cells), with(reason)), (1, 0), "neither a test nor a reason");
}

#[test]
fn a_title_fits_where_a_table_fills_it_in() {
    for (title, named, expected) in [
        ("a row opens", "a row opens", true),
        ("a row opens", "a row", false),
        ("a ${kind} opens", "a … opens", true),
        ("${status} is asked for ${tries === 1 ? \"once\" : `${tries} times`}", "… is asked for …", true),
        ("a ${kind} opens", "a row opens", false),
    ] {
        assert_eq!(fits(title, named), expected, "{title:?} and {named:?}");
    }
    assert_eq!(title_of("test(\"one, two\", async ({ page }) => {"), Some("one, two"));
    assert_eq!(title_of("test(`a ${`b`} c`, () => {"), Some("a ${`b`} c"));
    assert!(!has_test("fn helper() {}\n#[test]\nfn other() {}", "helper"));
}
