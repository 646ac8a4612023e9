//! Short names for what the program imports from its glue: the long ones stand in both files, each with a hash, and tell a browser nothing.

use std::path::Path;

use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use crate::{Outcome, project};

/// Each name of before, with the one that took its place.
type Names = Vec<(String, String)>;

/// Shortens the names in a program and in its glue, in their places.
pub(crate) fn shorten(program: &Path, glue: &Path) -> Outcome {
    let bytes = std::fs::read(program).map_err(|error| format!("cannot read {}: {error}", program.display()))?;
    let (short, names) = shortened(&bytes)?;
    project::write(glue, &renamed(&project::read(glue)?, &names)?)?;
    std::fs::write(program, short).map_err(|error| format!("cannot write {}: {error}", program.display()))
}

/// The program with other names, and which each import of the glue has got.
fn shortened(program: &[u8]) -> Outcome<(Vec<u8>, Names)> {
    const GLUE: &str = "./app_bg.js";
    let wrong = |error: &dyn std::fmt::Display| format!("the program cannot be read: {error}");
    let mut module = Module::new();
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(program) {
        let payload = payload.map_err(|error| wrong(&error))?;
        if let Payload::ImportSection(section) = payload {
            let mut imports = ImportSection::new();
            for import in section.into_imports() {
                let import = import.map_err(|error| wrong(&error))?;
                let kind = RoundtripReencoder.entity_type(import.ty).map_err(|error| wrong(&error))?;
                if import.module == GLUE {
                    let name = name(names.len());
                    imports.import(import.module, &name, kind);
                    names.push((import.name.to_owned(), name));
                } else {
                    imports.import(import.module, import.name, kind);
                }
            }
            module.section(&imports);
        } else if let Some((id, range)) = payload.as_section() {
            let place = |offset: u64| usize::try_from(offset).map_err(|error| wrong(&error));
            module.section(&RawSection { id, data: &program[place(range.start)?..place(range.end)?] });
        }
    }
    Ok((module.finish(), names))
}

/// The name at a place: `a`, `b`, … `z`, `ba`, …
fn name(place: usize) -> String {
    let (before, last) = (place / 26, place % 26);
    let letter = char::from_u32('a' as u32 + u32::try_from(last).unwrap_or_default()).unwrap_or('a');
    if before == 0 { letter.to_string() } else { format!("{}{letter}", name(before)) }
}

/// The glue with these names. Each stands in it once, where what is imported is defined.
fn renamed(glue: &str, names: &[(String, String)]) -> Outcome<String> {
    let mut renamed = String::with_capacity(glue.len());
    let mut left = names.len();
    for line in glue.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let name = line[indent..].split_once(':').and_then(|(long, _)| names.iter().find(|(known, _)| known == long));
        if let Some((long, short)) = name {
            renamed.push_str(&line[..indent]);
            renamed.push_str(short);
            renamed.push_str(&line[indent + long.len()..]);
            left = left.wrapping_sub(1);
        } else {
            renamed.push_str(line);
        }
    }
    if left == 0 { Ok(renamed) } else { Err(format!("the glue does not define {left} of what the program imports")) }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, TypeSection};

    use super::*;

    fn program() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for (module, name) in
            [("./app_bg.js", "__wbg_a_0123456789abcdef"), ("./other.js", "kept"), ("./app_bg.js", "__wbg_b_0123456789abcdef")]
        {
            imports.import(module, name, EntityType::Function(0));
        }
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.finish()
    }

    fn imports(program: &[u8]) -> Vec<(String, String)> {
        let payloads = Parser::new(0).parse_all(program).map(Result::unwrap);
        let sections =
            payloads.filter_map(|payload| if let Payload::ImportSection(section) = payload { Some(section) } else { None });
        let imports = sections.flat_map(wasmparser::SectionLimited::into_imports).map(Result::unwrap);
        imports.map(|import| (import.module.to_owned(), import.name.to_owned())).collect()
    }

    #[test]
    fn only_the_names_of_the_glue_are_shortened() {
        let (short, names) = shortened(&program()).unwrap();
        let expected = [("./app_bg.js", "a"), ("./other.js", "kept"), ("./app_bg.js", "b")];
        assert_eq!(imports(&short), expected.map(|(module, name)| (module.to_owned(), name.to_owned())));
        assert_eq!(names[1], ("__wbg_b_0123456789abcdef".to_owned(), "b".to_owned()));
        // Nothing else has changed.
        assert_eq!(program().len() - short.len(), 2 * "__wbg__0123456789abcdef".len());
    }

    #[test]
    fn the_glue_has_to_define_each_name_once() {
        let names = vec![("__wbg_a_01".to_owned(), "a".to_owned())];
        let glue = "  x({\n    __wbg_a_01: function(arg0) {\n      return __wbg_a_01x;\n    },\n";
        assert_eq!(renamed(glue, &names).unwrap(), "  x({\n    a: function(arg0) {\n      return __wbg_a_01x;\n    },\n");
        assert!(renamed("", &names).is_err());
        assert!(renamed(&glue.repeat(2), &names).is_err());
    }

    #[test]
    fn names_do_not_repeat() {
        let names: std::collections::BTreeSet<_> = (0..2000).map(name).collect();
        assert_eq!(names.len(), 2000);
        assert_eq!([0, 25, 26, 27, 702].map(name), ["a", "z", "ba", "bb", "bba"]);
    }

    #[test]
    fn what_is_no_program_is_an_error() {
        assert!(shortened(b"<!doctype html>").is_err());
    }
}
