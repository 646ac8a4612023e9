//! Takes the built program apart: what the first view needs, and parts that are loaded when they are needed.
//!
//! `wasm_split_cli_support` cuts at the functions of `src/app/parts.rs`; wasm-bindgen and wasm-opt then work on the pieces. Each file is
//! named after its bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::assets::hashes;
use crate::setup::Toolbox;
use crate::{Outcome, assets, names, process, project};

/// What the program is called in Cargo.toml.
const PROGRAM: &str = "tenant-status";
/// The name under which the glue imports the loader of the parts.
const LOADER: &str = "./__wasm_split.js";
/// Stands where the version will, while the version is not known.
const UNNAMED: &str = "UNNAMED-VERSION";
/// What wasm-opt may assume, and what all browsers of the last years understand.
const OPTIMISE: [&str; 8] = [
    "-Os",
    "--low-memory-unused",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The files of the program, by their names in the folder of the assets.
pub(crate) struct Program {
    pub(crate) glue: String,
    pub(crate) wasm: String,
    pub(crate) loader: String,
    /// The files that a part is made of, by its name in `src/app/parts.rs`.
    pub(crate) parts: BTreeMap<String, Vec<String>>,
    /// `sha384-…` of each file.
    integrity: BTreeMap<String, String>,
}

impl Program {
    /// How the page names a file.
    pub(crate) fn address(file: &str) -> String {
        format!("./{}/{file}", assets::FOLDER)
    }

    /// The link that has a module of the start fetched early.
    pub(crate) fn module_link(&self, file: &str) -> String {
        let (address, integrity) = (Self::address(file), self.integrity(file));
        format!(r#"<link rel="modulepreload" href="{address}" crossorigin="anonymous" integrity="{integrity}">"#)
    }

    /// The link that has WebAssembly fetched early.
    pub(crate) fn wasm_link(&self, file: &str) -> String {
        let (address, integrity) = (Self::address(file), self.integrity(file));
        format!(
            r#"<link rel="preload" href="{address}" crossorigin="anonymous" integrity="{integrity}" as="fetch" type="application/wasm">"#
        )
    }

    /// `sha384-…` of a file.
    pub(crate) fn integrity(&self, file: &str) -> &str {
        self.integrity.get(file).map_or("", String::as_str)
    }
}

/// Takes apart what Cargo built, and writes the pieces to the folder of the assets.
pub(crate) fn split(tools: &Toolbox, folder: &Path) -> Outcome<Program> {
    let work = project::target().join("split");
    let pieces = take_apart(tools, &work)?;
    process::say("Making the program small (usually 45 seconds) …");
    let wasm = main_of(&work);
    optimise(tools, &wasm, &pieces.split_modules, Names::Dropped)?;
    names::shorten(&wasm, &work.join("app.js"))?;
    deliver(folder, &work, &wasm, &pieces)
}

/// Takes apart what Cargo built, into an empty folder; with names, not yet made small.
pub(crate) fn take_apart(tools: &Toolbox, work: &Path) -> Outcome<wasm_split_cli_support::SplitWasm> {
    // Pieces of an earlier program are none of this one.
    let _ = std::fs::remove_dir_all(work);
    std::fs::create_dir_all(work).map_err(|error| format!("cannot make {}: {error}", work.display()))?;
    let built = built(PROGRAM);
    let bytes = std::fs::read(&built).map_err(|error| format!("cannot read {}: {error}", built.display()))?;

    let main = work.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = work;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = "./app.js";
    let pieces =
        wasm_split_cli_support::transform(options).map_err(|error| format!("the program cannot be taken apart: {error:#}"))?;
    bind(tools, &main, work, &["--keep-lld-exports"])?;
    Ok(pieces)
}

/// What Cargo made of a program.
pub(crate) fn built(program: &str) -> PathBuf {
    project::target().join(format!("wasm32-unknown-unknown/release/{program}.wasm"))
}

/// The file that [`bind`] makes in a folder.
pub(crate) fn main_of(work: &Path) -> PathBuf {
    work.join("app_bg.wasm")
}

/// Runs wasm-bindgen, which makes `app.js` and [`main_of`].
pub(crate) fn bind(tools: &Toolbox, program: &Path, work: &Path, more: &[&str]) -> Outcome {
    let mut bindgen = tools.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", "app"]).args(more).arg("--out-dir").arg(work).arg(program);
    process::run(&mut bindgen)
}

/// Whether functions keep their names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Names {
    /// For whoever measures.
    Kept,
    Dropped,
}

/// Makes each file small in its place: the one that takes long beside all others.
pub(crate) fn optimise(tools: &Toolbox, main: &Path, parts: &[PathBuf], names: Names) -> Outcome {
    let optimiser = |file: &Path| {
        let mut command = tools.command(process::script("wasm-opt"));
        command.args(OPTIMISE).arg(file).arg("-o").arg(file);
        if names == Names::Kept {
            command.arg("-g");
        }
        // It warns of names that it does not know and drops anyway.
        command.stderr(std::process::Stdio::null());
        command
    };
    let failed = |file: &Path| format!("wasm-opt failed on {}", file.display());
    let mut long = optimiser(main).spawn().map_err(|error| format!("wasm-opt cannot be started: {error}"))?;
    let short = parts.iter().try_for_each(|file| process::run(&mut optimiser(file)).map_err(|_| failed(file)));
    let status = long.wait().map_err(|error| error.to_string())?;
    short?;
    if status.success() { Ok(()) } else { Err(failed(main)) }
}

/// Names the files after their bytes, tells each of the others, and puts them into the folder.
fn deliver(folder: &Path, work: &Path, wasm: &Path, pieces: &wasm_split_cli_support::SplitWasm) -> Outcome<Program> {
    let read = |file: &Path| std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()));
    let mut names = BTreeMap::new();
    for file in &pieces.split_modules {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = read(file)?;
        let name = format!("part-{:016x}.wasm", project::fingerprint(&bytes));
        std::fs::write(folder.join(&name), bytes).map_err(|error| format!("cannot write {name}: {error}"))?;
        names.insert(stem, name);
    }
    let files: Vec<&str> = names.values().map(String::as_str).collect();
    let mut integrity = hashes(folder, &files)?;

    let mut loader = project::read(&work.join(LOADER))?;
    for (stem, name) in &names {
        let call = format!(r#"tenantStatusPart(new URL("./{name}", import.meta.url).href, "{}")"#, integrity[name]);
        loader = replaced(&loader, &format!(r#"fetch(new URL("./{stem}.wasm", import.meta.url))"#), &call, 1)?;
    }
    // Under a wrong media type streaming refuses good bytes.
    loader = replaced(&loader, "WebAssembly.instantiateStreaming(", "tenantStatusInstantiate(", names.len())?;
    // A tab that is loaded ahead may fail: it is asked for again when it is opened, and then the page says so.
    loader = replaced(&loader, "console.error(e)", "console.warn(e)", 1)?;
    let loader = crate::lean::script(&without_block_comments(&loader));
    let glue = project::read(&work.join("app.js"))?;

    // They name each other, so they share one name, which is made of all their bytes but this very name.
    let main = read(wasm)?;
    let file = |version: &str, end: &str| format!("{PROGRAM}-{version}{end}");
    let [glue_name, wasm_name, loader_name] = [".js", "_bg.wasm", "-parts.js"].map(|end| file(UNNAMED, end));
    let glue = replaced(&glue, &format!("from \"{LOADER}\""), &format!("from \"./{loader_name}\""), pieces.prefetch_map.len())?;
    let glue = replaced(&glue, "app_bg.wasm", &wasm_name, 1)?;
    let loader = replaced(&loader, "\"./app.js\"", &format!("\"./{glue_name}\""), 1)?;
    let version = format!("{:016x}", project::fingerprint(&(&loader, &glue, &main)));
    let [glue_name, wasm_name, loader_name] = [glue_name, wasm_name, loader_name].map(|name| name.replace(UNNAMED, &version));
    project::write(&folder.join(&glue_name), &glue.replace(UNNAMED, &version))?;
    project::write(&folder.join(&loader_name), &loader.replace(UNNAMED, &version))?;
    std::fs::write(folder.join(&wasm_name), main).map_err(|error| format!("cannot write {wasm_name}: {error}"))?;
    integrity.append(&mut hashes(folder, &[&glue_name, &loader_name, &wasm_name])?);
    let stems = |stems: &Vec<String>| stems.iter().map(|stem| names[stem].clone()).collect();
    Ok(Program {
        glue: glue_name,
        wasm: wasm_name,
        loader: loader_name,
        parts: pieces.prefetch_map.iter().map(|(part, of_part)| (part.clone(), stems(of_part))).collect(),
        integrity,
    })
}

/// Replaces what must be there this often: another version of a tool may write it otherwise.
fn replaced(text: &str, from: &str, to: &str, times: usize) -> Outcome<String> {
    let found = text.matches(from).count();
    if found == times { Ok(text.replace(from, to)) } else { Err(format!("found {from} {found} times, expected {times}")) }
}

fn without_block_comments(script: &str) -> String {
    script
        .lines()
        .filter(|line| !(line.starts_with("/*") && line.ends_with("*/")))
        .fold(String::new(), |all, line| all + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_as_often_as_expected_is_an_error() {
        assert_eq!(replaced("a b a", "a", "c", 2).as_deref(), Ok("c b c"));
        assert!(replaced("a b a", "a", "c", 1).is_err());
        assert!(replaced("a b a", "x", "c", 1).is_err());
    }
}
