//! The locale files agree with the keys in the code and with each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tenant_status::domain::connector::KINDS;
use tenant_status::i18n::{LANGUAGES, Language, Messages, Plural, Text};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("locales")
}

fn source(language: Language) -> String {
    let path = folder().join(format!("{}.json", language.code));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn locale(language: Language) -> Value {
    serde_json::from_str(&source(language)).unwrap_or_else(|error| panic!("{}: {error}", language.code))
}

/// Every text of a locale under its path, such as `plural.head.action/one` or `connector/jamfLastSyncDateTime/steps/0`.
fn texts(language: Language) -> BTreeMap<String, String> {
    fn walk(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
        match value {
            Value::String(text) => {
                found.insert(path.to_owned(), text.clone());
            }
            Value::Object(entries) => entries.iter().for_each(|(key, value)| walk(value, &format!("{path}/{key}"), found)),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, value)| walk(value, &format!("{path}/{index}"), found));
            }
            _ => panic!("{path}: a locale holds texts only, not {value}"),
        }
    }
    let mut found = BTreeMap::new();
    walk(&locale(language), "", &mut found);
    found
}

fn keys(language: Language, group: &str) -> BTreeSet<String> {
    locale(language)[group].as_object().into_iter().flat_map(|entries| entries.keys().cloned()).collect()
}

fn placeholders(text: &str) -> BTreeSet<String> {
    let names = text.split('{').skip(1).map(|part| part.split_once('}').unwrap_or_else(|| panic!("open brace: {text}")).0);
    names.map(str::to_ascii_lowercase).collect()
}

/// Checks a claim for every text of every language and names all that fail.
#[track_caller]
fn check(claim: &str, holds: impl Fn(&str, &str) -> bool) {
    let mut failed = Vec::new();
    for &language in LANGUAGES {
        let texts = texts(language);
        assert!(texts.len() > 500, "{}: only {} texts were read", language.code, texts.len());
        failed.extend(
            texts.iter().filter(|(path, text)| !holds(path, text)).map(|(path, text)| format!("{}{path}: {text}", language.code)),
        );
    }
    assert!(failed.is_empty(), "{claim}:\n{}", failed.join("\n"));
}

fn others() -> impl Iterator<Item = Language> {
    LANGUAGES.iter().copied().filter(|&language| language != Language::ENGLISH)
}

#[test]
fn every_language_has_a_file_and_every_file_a_language() {
    let files: BTreeSet<String> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let registered: BTreeSet<String> = LANGUAGES.iter().map(|language| format!("{}.json", language.code)).collect();
    assert_eq!(files, registered);
}

#[test]
fn every_file_is_read_by_the_page() {
    for &language in LANGUAGES {
        assert!(Messages::parse(&source(language)).is_ok(), "{}", language.code);
    }
}

#[test]
fn no_key_stands_twice() {
    let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).count();
    for &language in LANGUAGES {
        // A parser keeps one of two equal keys, so writing the value again would lose letters.
        let once = serde_json::to_string(&locale(language)).unwrap();
        assert_eq!(letters(&source(language)), letters(&once), "{}: a key stands twice", language.code);
    }
}

#[test]
fn english_has_the_keys_of_the_code_and_no_others() {
    let known: BTreeSet<String> = Text::ALL.iter().map(|text| text.key().to_owned()).collect();
    assert_eq!(known.len(), Text::ALL.len(), "a key stands twice in the table");
    assert_eq!(keys(Language::ENGLISH, "text"), known);
    let known: BTreeSet<String> = Plural::ALL.iter().map(|plural| plural.key().to_owned()).collect();
    assert_eq!(known.len(), Plural::ALL.len(), "a key stands twice in the table");
    assert_eq!(keys(Language::ENGLISH, "plural"), known);
}

#[test]
fn a_name_in_the_code_is_its_key_in_camel_case() {
    let camel = |key: &str| -> String { key.split('.').map(|part| part[..1].to_ascii_uppercase() + &part[1..]).collect() };
    for text in Text::ALL {
        assert_eq!(format!("{text:?}"), camel(text.key()));
    }
    for plural in Plural::ALL {
        assert_eq!(format!("{plural:?}"), camel(plural.key()));
    }
}

/// The path without the plural category: languages differ in how many forms they have.
fn without_category(path: &str) -> String {
    let plural = path.starts_with("/plural/");
    path.rsplit_once('/').filter(|_| plural).map_or(path, |(key, _)| key).to_owned()
}

#[test]
fn the_compiled_english_texts_are_those_of_the_file() {
    let english = locale(Language::ENGLISH);
    for text in Text::ALL {
        assert_eq!(Some(Messages::english().text(*text)), english["text"][text.key()].as_str(), "{}", text.key());
    }
}

#[test]
fn all_languages_have_the_same_keys() {
    let keys = |language| -> BTreeSet<String> { texts(language).keys().map(|path| without_category(path)).collect() };
    let english = keys(Language::ENGLISH);
    for language in others() {
        let other = keys(language);
        let missing: Vec<&String> = english.difference(&other).collect();
        let unknown: Vec<&String> = other.difference(&english).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{}: missing {missing:?}, unknown {unknown:?}", language.code);
    }
}

#[test]
fn all_plurals_of_a_language_have_the_same_forms() {
    for &language in LANGUAGES {
        let plurals = &locale(language)["plural"];
        let forms = |plural: &Plural| -> Vec<String> {
            plurals[plural.key()].as_object().into_iter().flat_map(|forms| forms.keys().cloned()).collect()
        };
        for plural in Plural::ALL {
            assert_eq!(forms(plural), forms(&Plural::ALL[0]), "{}: {plural:?}", language.code);
        }
    }
}

#[test]
fn all_languages_have_the_same_placeholders() {
    let english: BTreeMap<String, String> =
        texts(Language::ENGLISH).into_iter().map(|(path, text)| (without_category(&path), text)).collect();
    for &language in LANGUAGES {
        for (path, text) in texts(language) {
            let Some(original) = english.get(&without_category(&path)) else { continue };
            assert_eq!(placeholders(&text), placeholders(original), "{}{path}: {text}", language.code);
        }
    }
}

#[test]
fn every_plural_names_its_number_and_has_an_other_form() {
    for &language in LANGUAGES {
        for plural in Plural::ALL {
            let forms = &locale(language)["plural"][plural.key()];
            assert!(forms["other"].is_string(), "{}: {plural:?} has no form `other`", language.code);
            for form in forms.as_object().into_iter().flat_map(|forms| forms.values()) {
                let form = form.as_str().unwrap_or_default();
                assert!(placeholders(form).contains("n"), "{}: {plural:?} does not say {{n}}: {form}", language.code);
            }
        }
    }
}

#[test]
fn every_connector_kind_has_all_its_texts() {
    for &language in LANGUAGES {
        let known: BTreeSet<String> = KINDS.iter().map(|kind| kind.key.to_owned()).collect();
        assert_eq!(keys(language, "connector"), known, "{}", language.code);
        let messages = Messages::parse(&source(language)).unwrap();
        for key in KINDS.iter().map(|kind| kind.key) {
            let entry = &locale(language)["connector"][key];
            let names: Vec<&str> = entry.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            let expected = ["about", "name", "notProven", "portal", "rhythm", "steps", "stepsTitle", "trap"];
            assert_eq!(names, expected, "{}: {key}", language.code);
            assert!(messages.connector(key).steps.len() >= 3, "{}: {key} has too few steps", language.code);
        }
    }
}

#[test]
fn connector_names_are_told_apart() {
    for &language in LANGUAGES {
        let messages = Messages::parse(&source(language)).unwrap();
        let names: BTreeSet<String> = KINDS.iter().map(|kind| messages.connector(kind.key).name).collect();
        assert_eq!(names.len(), KINDS.len(), "{}", language.code);
    }
}

#[test]
fn reported_values_are_keyed_in_lower_case() {
    for &language in LANGUAGES {
        for (path, _) in texts(language) {
            if let Some(raw) = path.strip_prefix("/word/").and_then(|path| path.split_once('/')).map(|(_, raw)| raw) {
                assert_eq!(raw, raw.to_ascii_lowercase(), "{}{path} is never found", language.code);
            }
        }
    }
}

#[test]
fn no_text_is_empty_or_padded() {
    check("has a text", |_, text| !text.is_empty());
    check("has no blank at an end", |_, text| text.trim() == text);
    check("has no double blank or line break", |_, text| !text.contains("  ") && !text.contains(['\n', '\t']));
}

#[test]
fn no_text_holds_markup() {
    check("holds no HTML", |_, text| !text.contains('<') && !text.contains('&') || text.contains(" & ") && !text.contains('<'));
}

#[test]
fn emphasis_is_closed_and_stands_where_the_page_shows_it() {
    check("closes its emphasis", |_, text| text.matches('*').count() % 2 == 0);
    let shown = ["/text/connect.", "/text/legend.", "/text/refused."];
    check("has emphasis only where the page shows it", |path, text| {
        !text.contains('*')
            || shown.iter().any(|group| path.starts_with(group))
            || path.starts_with("/connector/") && (path.contains("/steps/") || path.ends_with("/trap"))
    });
}
