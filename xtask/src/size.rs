//! `cargo xtask size`: whose code the program is made of.
//!
//! The program is taken apart and made small as for a release, but its functions keep their names. A file's bytes after brotli are weighed;
//! what of them belongs to a crate is an estimate: its share of the bytes of the code before brotli.

use std::collections::BTreeMap;
use std::path::Path;

use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::setup::{self, Part, Toolbox};
use crate::split::{self, Names};
use crate::{Outcome, process, project, sizes};

/// How many crates and functions are named.
const CRATES: usize = 24;
const FUNCTIONS: usize = 20;
/// The crate that is told apart by its modules.
const OURS: &str = "tenant_status";

pub(crate) fn run() -> Outcome {
    let tools = setup::provide(&[Part::WasmTarget, Part::Bindgen, Part::BuildPackages])?;
    let work = project::target().join("size");
    let files = weighed(&tools, &work)?;
    let table = table(&files);
    project::write(&work.join("size.md"), &table)?;
    project::write(&work.join("functions.tsv"), &functions(&files))?;
    process::print(&table);
    process::say(&format!("This is in {}, in size.md; functions.tsv has every function.", work.display()));
    Ok(())
}

/// A file of the program.
struct Weighed {
    part: String,
    module: Module,
    raw: u64,
    brotli: u64,
    /// What its code alone takes after brotli.
    code: u64,
    data: u64,
}

impl Weighed {
    fn is_main(&self) -> bool {
        self.part == "main"
    }
}

/// What a file of WebAssembly is made of.
#[derive(Debug, Default, PartialEq)]
struct Module {
    /// Name and bytes of each function.
    functions: Vec<(String, u64)>,
    /// Where its code and its data lie, and what only tools read.
    code: Option<Range>,
    data: Option<Range>,
    custom: Vec<Range>,
}

type Range = std::ops::Range<usize>;

/// Builds, takes apart, makes small, weighs.
fn weighed(tools: &Toolbox, work: &Path) -> Outcome<Vec<Weighed>> {
    process::say("Building with names (usually 3 minutes the first time, then 1 minute) …");
    let target = ["--target", "wasm32-unknown-unknown", "--features", "split", "--bin", "tenant-status"];
    process::run(setup::anonymous(tools.cargo()).args(["build", "--quiet", "--release"]).args(target))?;
    let pieces = split::take_apart(tools, work)?;
    let main = split::main_of(work);
    split::optimise(tools, &main, &pieces.split_modules, Names::Kept)?;

    let mut files = vec![("main".to_owned(), main)];
    for file in &pieces.split_modules {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let part = stem.strip_prefix("split_").map_or("chunks", |part| part);
        files.push((part.to_owned(), file.clone()));
    }
    let mut all = Vec::new();
    for (at, (part, file)) in files.into_iter().enumerate() {
        let bytes = std::fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        let module = Module::parse(&bytes).map_err(|problem| format!("{}: {problem}", file.display()))?;
        let names = ["file", "code", "data"].map(|what| format!("{at}.{what}"));
        let contents = [module.without_custom(&bytes), cut(&bytes, module.code.as_ref()), cut(&bytes, module.data.as_ref())];
        for (name, content) in names.iter().zip(contents) {
            std::fs::write(work.join(name), content).map_err(|error| format!("cannot write {name}: {error}"))?;
        }
        let lines = sizes::weigh(work, &names)?;
        let [whole, code, data] = &lines[..] else { return Err("the sizes cannot be read".into()) };
        all.push(Weighed { part, module, raw: whole.raw, brotli: whole.brotli, code: code.brotli, data: data.brotli });
    }
    Ok(all)
}

fn cut(bytes: &[u8], range: Option<&Range>) -> Vec<u8> {
    range.map_or_else(Vec::new, |range| bytes[range.clone()].to_vec())
}

impl Module {
    /// Reads a module; a function without a name is called after its number.
    fn parse(bytes: &[u8]) -> Outcome<Self> {
        let (mut module, mut names, mut next) = (Self::default(), BTreeMap::new(), 0);
        let problem = |error: wasmparser::BinaryReaderError| error.to_string();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.map_err(problem)? {
                // Imported functions are counted first.
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        next += u32::from(matches!(import.map_err(problem)?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionStart { range, .. } => module.code = Some(usual(range)),
                Payload::CodeSectionEntry(body) => {
                    module.functions.push((next.to_string(), body.range().end - body.range().start));
                    next += 1;
                }
                Payload::DataSection(data) => module.data = Some(usual(data.range())),
                Payload::CustomSection(custom) => {
                    module.custom.push(usual(custom.range()));
                    if let KnownCustom::Name(sections) = custom.as_known() {
                        for section in sections {
                            if let Name::Function(map) = section.map_err(problem)? {
                                for naming in map {
                                    let naming = naming.map_err(problem)?;
                                    names.insert(naming.index.to_string(), demangled(naming.name));
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        for (name, _) in &mut module.functions {
            *name = names.remove(name).unwrap_or_else(|| format!("function {name}"));
        }
        Ok(module)
    }

    /// The bytes as they are sent: without names and other notes for tools.
    fn without_custom(&self, bytes: &[u8]) -> Vec<u8> {
        let (mut bare, mut from) = (Vec::with_capacity(bytes.len()), 0);
        for range in &self.custom {
            bare.extend(&bytes[from..section_start(bytes, from, range)]);
            from = range.end;
        }
        bare.extend(&bytes[from..]);
        bare
    }

    fn code_bytes(&self) -> u64 {
        self.functions.iter().map(|(_, bytes)| bytes).sum()
    }
}

fn usual(range: std::ops::Range<u64>) -> Range {
    let small = |at| usize::try_from(at).unwrap_or(usize::MAX);
    small(range.start)..small(range.end)
}

/// Where a custom section begins: a zero and its length stand before its content.
fn section_start(bytes: &[u8], from: usize, content: &Range) -> usize {
    let size = content.end - content.start;
    let is_start = |at: &usize| bytes[*at] == 0 && leb128(&bytes[*at + 1..content.start]) == Some(size);
    (from..content.start.saturating_sub(1)).rev().take(10).find(is_start).unwrap_or(content.start)
}

/// A number in wasm's writing that takes all of the bytes.
fn leb128(bytes: &[u8]) -> Option<usize> {
    let (last, others) = bytes.split_last()?;
    let is_whole = last & 0x80 == 0 && others.iter().all(|byte| byte & 0x80 != 0);
    let digits = bytes.iter().enumerate().map(|(at, byte)| usize::from(byte & 0x7f) << (7 * at));
    is_whole.then(|| digits.sum())
}

/// A name as people write it. wasm-bindgen has demangled some already, but leaves the hashes: `core[c5930c85a12de822]::…` of a crate, and
/// `…::h0123456789abcdef` at the end.
fn demangled(name: &str) -> String {
    let is_hash = |text: &str| (14..=16).contains(&text.len()) && text.chars().all(|letter| letter.is_ascii_hexdigit());
    let name = format!("{:#}", rustc_demangle::demangle(name));
    let mut pieces = name.split('[');
    let first = pieces.next().unwrap_or_default().to_owned();
    let name = pieces.fold(first, |name, piece| match piece.split_once(']') {
        Some((hash, rest)) if is_hash(hash) => name + rest,
        _ => name + "[" + piece,
    });
    match name.rsplit_once("::h") {
        Some((before, hash)) if is_hash(hash) => before.to_owned(),
        _ => name,
    }
}

/// The crate that a function belongs to: that of its type, or of its trait where the type is no crate's (`(A, B)`, `[T]`, `F`).
fn owner(name: &str) -> &str {
    let Some(inside) = name.strip_prefix('<') else { return root(name) };
    let (of, trait_name) = self_and_trait(inside);
    let is_named = !of.trim_start_matches(['&', '*']).starts_with(['(', '[']) && root(of) != OTHER;
    root(if is_named { of } else { trait_name.unwrap_or(of) })
}

/// The two sides of ` as ` in `<Type as Trait>::…`, which may hold such pairs themselves.
fn self_and_trait(inside: &str) -> (&str, Option<&str>) {
    let (mut depth, mut before) = (0, ' ');
    for (at, letter) in inside.char_indices() {
        match letter {
            '<' | '(' | '[' => depth += 1,
            // The arrow of a function's type closes nothing.
            '>' if before == '-' => {}
            '>' | ')' | ']' if depth == 0 => return (&inside[..at], None),
            '>' | ')' | ']' => depth -= 1,
            ' ' if depth == 0 && inside[at..].starts_with(" as ") => return (&inside[..at], Some(&inside[at + 4..])),
            _ => {}
        }
        before = letter;
    }
    (inside, None)
}

/// What has no path is not Rust's.
const OTHER: &str = "(other)";

/// The first name of a path.
fn root(path: &str) -> &str {
    let path = path.trim_start_matches(['<', '&', '*', '(', '[']);
    let path = ["mut ", "const ", "dyn ", "impl "].iter().fold(path, |path, word| path.trim_start_matches(word));
    let end = path.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(path.len());
    if path[end..].starts_with("::") && end > 0 { &path[..end] } else { OTHER }
}

/// What a function of ours counts under: its module, two levels deep below `app` and one elsewhere.
fn module_of(name: &str) -> Option<String> {
    let at = name.find(&format!("{OURS}::"))?;
    let words: Vec<&str> = name[at..].split("::").collect();
    let is_name = |word: &&&str| word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    let depth = if words.get(1) == Some(&"app") { 3 } else { 2 };
    Some(words.iter().take(depth).take_while(is_name).copied().collect::<Vec<_>>().join("::"))
}

/// Bytes before brotli, and the estimate after it.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Bytes {
    /// Of how many functions.
    functions: usize,
    raw: u64,
    brotli: f64,
}

/// Adds up the functions of all files by what `group` says of each.
fn grouped(files: &[Weighed], group: impl Fn(&Weighed, &str) -> Option<String>) -> Vec<(String, Bytes)> {
    let mut groups: BTreeMap<String, Bytes> = BTreeMap::new();
    for file in files {
        let ratio = share(file.code, file.module.code_bytes());
        for (name, bytes) in &file.module.functions {
            if let Some(group) = group(file, name) {
                let sum = groups.entry(group).or_default();
                sum.functions += 1;
                sum.raw += bytes;
                #[expect(clippy::cast_precision_loss, reason = "an estimate of far fewer than 2^52 bytes")]
                let bytes = *bytes as f64;
                sum.brotli += bytes * ratio;
            }
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, bytes)| std::cmp::Reverse(bytes.raw));
    groups
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of far fewer than 2^52 bytes")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn table(files: &[Weighed]) -> String {
    let mut lines = vec![
        "| part | files | raw | brotli | its code | its data | the rest |".to_owned(),
        "|---|--:|--:|--:|--:|--:|--:|".to_owned(),
    ];
    let mut parts: Vec<&str> = files.iter().map(|file| file.part.as_str()).collect();
    parts.dedup();
    parts.sort_unstable();
    parts.dedup();
    let row = |name: &str, of: &[&Weighed]| {
        let sum = |what: fn(&Weighed) -> u64| of.iter().map(|file| what(file)).sum::<u64>();
        let (raw, brotli) = (sum(|file| file.raw), sum(|file| file.brotli));
        let (code, data) = (sum(|file| file.code), sum(|file| file.data));
        // Types, imports, exports and tables; a small file weighs less as a whole than its sections one by one.
        let rest = brotli.saturating_sub(code + data);
        format!("| {name} | {} | {raw} | {brotli} | {code} | {data} | {rest} |", of.len())
    };
    for part in parts {
        lines.push(row(part, &files.iter().filter(|file| file.part == part).collect::<Vec<_>>()));
    }
    lines.push(row("all", &files.iter().collect::<Vec<_>>()));

    let in_main = grouped(files, |file, name| file.is_main().then(|| owner(name).to_owned()));
    let crates = grouped(files, |_, name| Some(owner(name).to_owned()));
    let modules = grouped(files, |_, name| if owner(name) == OURS { module_of(name) } else { None });
    let modules_in_main = grouped(files, |file, name| if file.is_main() && owner(name) == OURS { module_of(name) } else { None });
    let number = |of: &[(String, Bytes)], name: &str| {
        of.iter().find(|(other, _)| other == name).map_or_else(|| "0".to_owned(), |(_, bytes)| format!("{:.0}", bytes.brotli))
    };
    for (title, all, main, most) in
        [("crate", &crates, &in_main, CRATES), ("module of the page", &modules, &modules_in_main, usize::MAX)]
    {
        lines.extend([String::new(), format!("| {title} | raw | ≈ brotli | of it in main |"), "|---|--:|--:|--:|".to_owned()]);
        lines.extend(
            all.iter()
                .take(most)
                .map(|(name, Bytes { raw, brotli, .. })| format!("| {name} | {raw} | {brotli:.0} | {} |", number(main, name))),
        );
    }

    lines.extend([
        String::new(),
        "| biggest functions | part | copies | raw | ≈ brotli |".into(),
        "|---|---|--:|--:|--:|".into(),
    ]);
    let mut functions = grouped(files, |file, name| Some(format!("`{}` | {}", shortened(name), file.part)));
    functions.truncate(FUNCTIONS);
    lines.extend(
        functions
            .iter()
            .map(|(name, Bytes { functions, raw, brotli })| format!("| {name} | {functions} | {raw} | {brotli:.0} |")),
    );
    lines.join("\n") + "\n"
}

/// Every function, for other questions than those of the table.
fn functions(files: &[Weighed]) -> String {
    let lines = files.iter().flat_map(|file| {
        file.module.functions.iter().map(|(name, bytes)| format!("{bytes}\t{}\t{}\t{name}\n", file.part, owner(name)))
    });
    lines.fold("bytes\tpart\tcrate\tfunction\n".to_owned(), |all, line| all + &line)
}

/// A name that fits a table.
fn shortened(name: &str) -> String {
    const MOST: usize = 110;
    let name = name.replace('|', "/");
    if name.chars().count() <= MOST { name } else { name.chars().take(MOST).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module of one imported function and two of its own, with a data segment of three bytes and names for one of them.
    fn by_hand() -> Vec<u8> {
        let mut bytes = b"\0asm\x01\0\0\0".to_vec();
        let mut section = |id: u8, content: &[u8]| {
            bytes.extend([id, u8::try_from(content.len()).unwrap()]);
            bytes.extend(content);
        };
        section(1, &[1, 0x60, 0, 0]); // type: () -> ()
        section(2, &[1, 1, b'm', 1, b'f', 0, 0]); // import m.f
        section(3, &[2, 0, 0]); // two functions
        section(5, &[1, 0, 1]); // a memory
        section(10, &[2, 2, 0, 0x0b, 4, 0, 1, 1, 0x0b]); // empty; two nops
        section(11, &[1, 0, 0x41, 0, 0x0b, 3, 7, 8, 9]); // data at 0
        let symbol = b"_ZN4core3fmt5write17h0123456789abcdefE";
        let mut names = vec![4, b'n', b'a', b'm', b'e', 1, u8::try_from(symbol.len() + 3).unwrap(), 1, 2];
        names.push(u8::try_from(symbol.len()).unwrap());
        names.extend(symbol);
        section(0, &names);
        bytes
    }

    #[test]
    fn functions_have_their_names_and_bytes() {
        let bytes = by_hand();
        let module = Module::parse(&bytes).unwrap();
        assert_eq!(module.functions, [("function 1".to_owned(), 2), ("core::fmt::write".to_owned(), 4)]);
        assert_eq!(cut(&bytes, module.data.as_ref()).len(), 9);
        assert_eq!(module.code_bytes(), 6);
    }

    #[test]
    fn what_only_tools_read_is_not_weighed() {
        let bytes = by_hand();
        let bare = Module::parse(&bytes).unwrap().without_custom(&bytes);
        assert_eq!(bare, bytes[..bare.len()]);
        assert!(Module::parse(&bare).unwrap().custom.is_empty());
        assert!(Module::parse(&bytes[..20]).is_err());
    }

    #[test]
    fn a_function_belongs_to_the_crate_of_its_type() {
        #[track_caller]
        fn check(name: &str, expected: &str) {
            assert_eq!(owner(name), expected, "{name}");
        }
        check("tenant_status::app::start::start::{{closure}}", "tenant_status");
        check("<alloc::vec::Vec<tenant_status::domain::When> as core::ops::Drop>::drop", "alloc");
        check("<(A,B) as tachys::view::Render>::build", "tachys");
        check("<[T] as core::fmt::Debug>::fmt", "core");
        check("<F as leptos::View>::build", "leptos");
        check("<&mut serde_json::de::Deserializer<R> as serde::Deserializer>::x", "serde_json");
        check("<dyn any_spawner::Spawn>::spawn", "any_spawner");
        check("<fn(u8) -> serde::X as tachys::view::Render>::build", "tachys");
        check("core::ptr::drop_in_place<tenant_status::X>", "core");
        check("__wbindgen_malloc", "(other)");
    }

    #[test]
    fn a_name_has_no_hash() {
        let names = [
            "_ZN4core3fmt5write17h0123456789abcdefE",
            "core::fmt::write::h0123456789abcdef",
            "core[c5930c85a12de822]::fmt::write",
        ];
        for name in names {
            assert_eq!(demangled(name), "core::fmt::write");
        }
        assert_eq!(demangled("<[u8] as core[c5930c85a12de822]::fmt::Debug>::fmt"), "<[u8] as core::fmt::Debug>::fmt");
        assert_eq!(demangled("a::hello"), "a::hello");
    }

    #[test]
    fn our_own_code_is_told_apart_by_module() {
        #[track_caller]
        fn check(name: &str, expected: Option<&str>) {
            assert_eq!(module_of(name).as_deref(), expected, "{name}");
        }
        check("tenant_status::app::connectors::row::ConnectorRow::{{closure}}", Some("tenant_status::app::connectors"));
        check("<tenant_status::graph::store::Store as core::fmt::Debug>::fmt", Some("tenant_status::graph"));
        check("tenant_status::main", Some("tenant_status::main"));
        check("core::fmt::write", None);
    }

    #[test]
    fn a_share_follows_the_bytes() {
        let module =
            Module { functions: vec![("a::f".into(), 30), ("b::f".into(), 10), ("a::g".into(), 20)], ..Module::default() };
        let file = Weighed { part: "main".into(), module, raw: 100, brotli: 40, code: 30, data: 5 };
        let crates = grouped(&[file], |_, name| Some(owner(name).to_owned()));
        let expected = [("a", 2, 50, 25.0), ("b", 1, 10, 5.0)];
        let expected = expected.map(|(name, functions, raw, brotli)| (name.to_owned(), Bytes { functions, raw, brotli }));
        assert_eq!(crates, expected);
    }
}
