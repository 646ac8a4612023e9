//! What is made before the program: the English texts without their keys, in the order of the keys of the code. And a program that is to be
//! taken apart keeps its relocations, which tell what belongs together.

use std::{env, fs, path::Path};

use serde_json::Value;

const KEYS: &str = "src/i18n/text.rs";
const ENGLISH: &str = "locales/en.json";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_set = |name: &str| env::var_os(name).is_some();
    if is_set("CARGO_FEATURE_SPLIT") && env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    write_english();
}

/// Half of a locale file are its keys, which the program has anyway: `english.txt` has a text a line, `english.json` the rest. What a row
/// of a connector shows only when it is opened comes with that part of the program: `english-connectors.json` has all of their texts,
/// `english.json` their names.
fn write_english() {
    let read = |file: &str| {
        println!("cargo::rerun-if-changed={file}");
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"))
    };
    let mut english: Value = serde_json::from_str(&read(ENGLISH)).unwrap_or_else(|error| panic!("{ENGLISH}: {error}"));
    let texts = english.as_object_mut().and_then(|english| english.remove("text"));
    let texts = texts.unwrap_or_else(|| panic!("{ENGLISH} has no texts"));
    let source = read(KEYS);
    let (_, keys) = source.split_once("\nText {").unwrap_or_else(|| panic!("{KEYS} has no table Text"));
    let keys = keys.split_once("\n}").map_or(keys, |(keys, _)| keys);
    let keys = keys.lines().filter_map(|line| line.split_once("=> \"")?.1.split_once('"')).map(|(key, _)| key);
    let text = |key: &str| match texts[key].as_str() {
        Some(text) if !text.contains('\n') => text.to_owned(),
        _ => panic!("{ENGLISH} has no text of one line for {key}"),
    };
    let connectors = english["connector"].clone();
    for texts in english["connector"].as_object_mut().into_iter().flat_map(|connectors| connectors.values_mut()) {
        *texts = Value::Object(std::iter::once(("name".to_owned(), texts["name"].take())).collect());
    }
    let folder = env::var_os("OUT_DIR").unwrap_or_default();
    for (name, content) in [
        ("english.txt", keys.map(text).collect::<Vec<_>>().join("\n")),
        ("english.json", english.to_string()),
        ("english-connectors.json", connectors.to_string()),
    ] {
        let file = Path::new(&folder).join(name);
        fs::write(&file, content).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}
