//! The texts of one language: looked up by typed key, filled in, with English where a fetched file lacks one.

use std::fmt;
use std::sync::LazyLock;

use serde_json::value::RawValue;

use super::text::{Plural, Text};
use crate::{json, rich_text::text::reveal};

/// The English texts as compiled in, in the order of [`Text::ALL`]; `build.rs` takes them out of the locale file.
static TEXTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!(concat!(env!("OUT_DIR"), "/english.txt")).split('\n').collect());

/// All else of English but what only an opened connector shows, parsed when the first word is taken from it.
static ENGLISH: LazyLock<Value> = LazyLock::new(|| {
    let document = json::document(include_str!(concat!(env!("OUT_DIR"), "/english.json")));
    document.map_or(Value::Other, Value::read)
});

/// The English texts of the connectors, parsed when the first is taken from them.
static CONNECTORS: LazyLock<Value> = LazyLock::new(|| {
    let document = json::document(include_str!(concat!(env!("OUT_DIR"), "/english-connectors.json")));
    document.map_or(Value::Other, Value::read)
});

/// What a locale file is made of.
#[derive(Debug, Clone)]
enum Value {
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// What is of no use in a locale.
    Other,
}

impl Value {
    fn read(raw: &RawValue) -> Self {
        if let Some(text) = json::text(raw.get()) {
            return Self::Text(text);
        }
        if let Some(elements) = json::elements(raw) {
            return Self::List(elements.into_iter().map(Self::read).collect());
        }
        json::members(raw).map_or(Self::Other, |members| {
            Self::Object(members.into_iter().map(|(key, value)| (key, Self::read(value))).collect())
        })
    }

    fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value),
            Self::Text(_) | Self::List(_) | Self::Other => None,
        }
    }

    fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn as_array(&self) -> Option<&Vec<Self>> {
        if let Self::List(elements) = self { Some(elements) } else { None }
    }
}

/// The texts of one language, kept as they were parsed: a lookup by name is cheap beside the painting of the text.
#[derive(Debug, Clone)]
pub struct Messages {
    /// What was fetched; none for English.
    own: Option<Value>,
}

/// A file that is not a locale file, with the cause in English for the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotALocale(String);

impl fmt::Display for NotALocale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotALocale {}

/// The texts of one connector kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectorTexts {
    /// The row's name.
    pub name: String,
    /// One or two sentences: what it is for.
    pub about: String,
    /// What the admin center and its community call it, with commas; only for the text filter.
    pub portal: String,
    /// One sentence: what a good status does not prove.
    pub not_proven: String,
    /// How often its date usually moves.
    pub rhythm: String,
    /// The heading of the steps, such as "Renew the certificate".
    pub steps_title: String,
    /// The mistake that costs most; shown before the steps. With [emphasis](emphasised).
    pub trap: String,
    /// What to do, in order, without numbers. With [emphasis](emphasised).
    pub steps: Vec<String>,
}

impl Messages {
    /// The compiled-in English texts.
    pub const fn english() -> Self {
        Self { own: None }
    }

    /// Reads a locale file. Single texts may be missing.
    ///
    /// # Errors
    /// The text is something else altogether, such as a host's "not found" page.
    pub fn parse(json: &str) -> Result<Self, NotALocale> {
        let value = Value::read(json::document(json).map_err(|error| NotALocale(error.to_string()))?);
        if matches!(value.get("text"), Some(Value::Object(_))) {
            Ok(Self { own: Some(value) })
        } else {
            Err(NotALocale("no object `text`".to_owned()))
        }
    }

    /// The text as it stands, placeholders included.
    pub fn text(&self, text: Text) -> &str {
        let own = self.own.as_ref().and_then(|value| at(value, &["text", text.key()])?.as_str());
        own.or_else(|| TEXTS.get(text as usize).copied()).unwrap_or(text.key())
    }

    /// The text with its `{name}`s replaced, in one pass: braces inside an argument stay as they are. A placeholder without
    /// an argument stays, so that the mistake is seen. Where the locale writes `{Name}`, the argument starts a sentence and
    /// gets a capital.
    pub fn format(&self, text: Text, arguments: &[(&str, &str)]) -> String {
        fill(self.text(text), arguments)
    }

    /// The form of a counted text for a category of `Intl.PluralRules` ("one", "other", …), filled in as by
    /// [`format`](Self::format); `{n}` is an argument like the others here.
    pub fn plural(&self, plural: Plural, category: &str, arguments: &[(&str, &str)]) -> String {
        let forms = |value| at(value, &["plural", plural.key()]);
        let form = |value| {
            let forms = forms(value)?;
            forms.get(category).or_else(|| forms.get("other"))?.as_str()
        };
        let template = self.own.as_ref().and_then(form).or_else(|| form(&ENGLISH)).unwrap_or(plural.key());
        fill(template, arguments)
    }

    /// The word for a value that Microsoft Graph (or our own code) reports in this field; the case of the value does not
    /// matter. None for a value that the locale does not know.
    pub fn word(&self, field: &str, raw: &str) -> Option<&str> {
        self.find(&["word", field, &raw.to_ascii_lowercase()], Value::as_str)
    }

    /// The name of the connector kind with this key (design's name of the kind). An unknown kind is named by its key.
    pub fn connector_name(&self, key: &str) -> String {
        let name = self.find(&["connector", key, "name"], Value::as_str).unwrap_or_default();
        if name.is_empty() { key.to_owned() } else { name.to_owned() }
    }

    /// All texts of the connector kind with this key.
    pub fn connector(&self, key: &str) -> ConnectorTexts {
        fn find<'a, T>(own: Option<&'a Value>, [key, name]: [&str; 2], read: fn(&'a Value) -> Option<T>) -> Option<T> {
            let own = own.and_then(|value| at(value, &["connector", key, name])).and_then(read);
            own.or_else(|| at(&CONNECTORS, &[key, name]).and_then(read))
        }
        let text = |name| find(self.own.as_ref(), [key, name], Value::as_str).unwrap_or_default().to_owned();
        let steps = find(self.own.as_ref(), [key, "steps"], Value::as_array);
        ConnectorTexts {
            name: self.connector_name(key),
            about: text("about"),
            portal: text("portal"),
            not_proven: text("notProven"),
            rhythm: text("rhythm"),
            steps_title: text("stepsTitle"),
            trap: text("trap"),
            steps: steps.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        }
    }

    /// What stands at the path, in this language or else in English.
    fn find<'a, T>(&'a self, path: &[&str], read: fn(&'a Value) -> Option<T>) -> Option<T> {
        let own = self.own.as_ref().and_then(|value| at(value, path)).and_then(read);
        own.or_else(|| at(&ENGLISH, path).and_then(read))
    }
}

/// The value at a path of object keys.
fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// Replaces the `{name}`s of a template; see [`Messages::format`].
fn fill(template: &str, arguments: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(2 * template.len());
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let argument = behind.split_once('}').and_then(|(name, after)| {
            let (_, value) = arguments.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
            Some((name, *value, after))
        });
        if let Some((name, value, after)) = argument {
            let start = filled.len();
            // Many come from outside; none may turn round or hide what stands around it.
            filled.push_str(&reveal(value));
            if name.starts_with(|first: char| first.is_ascii_uppercase()) {
                set_first_letter(&mut filled[start..], str::make_ascii_uppercase);
            }
            rest = after;
        } else {
            filled.push('{');
            rest = behind;
        }
    }
    filled.push_str(rest);
    filled
}

/// A sentence made to stand inside another one: a small first letter, except where a name starts it.
pub fn mid_sentence(sentence: &str) -> String {
    let mut sentence = sentence.to_owned();
    if !["Intune", "Microsoft", "Apple", "Google"].iter().any(|name| sentence.starts_with(name)) {
        set_first_letter(&mut sentence, str::make_ascii_lowercase);
    }
    sentence
}

/// Changes the first letter if it is of ASCII: whole case tables would cost more than they bring to languages of Latin script.
fn set_first_letter(text: &mut str, change: fn(&mut str)) {
    if let Some(first) = text.get_mut(..1) {
        change(first);
    }
}

/// The runs of a text and whether each is emphasised: `*…*` in a locale file marks labels of the admin center and the words
/// that matter.
pub fn emphasised(text: &str) -> impl Iterator<Item = (bool, &str)> {
    text.split('*').enumerate().map(|(index, run)| (index % 2 == 1, run)).filter(|(_, run)| !run.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_fill(template: &str, arguments: &[(&str, &str)], expected: &str) {
        assert_eq!(fill(template, arguments), expected);
    }

    #[test]
    fn placeholders_are_replaced_wherever_they_stand() {
        check_fill("", &[], "");
        check_fill("plain", &[("n", "1")], "plain");
        check_fill("{n}", &[("n", "1")], "1");
        check_fill("{a} of {b}.", &[("b", "2"), ("a", "1")], "1 of 2.");
        check_fill("{n} {n}", &[("n", "é")], "é é");
    }

    #[test]
    fn an_argument_is_never_read_as_a_template() {
        check_fill("{a}{b}", &[("a", "{b}"), ("b", "{a}")], "{b}{a}");
        check_fill("{a}}", &[("a", "{")], "{}");
    }

    #[test]
    fn a_placeholder_without_an_argument_stays_visible() {
        check_fill("{a} {n}", &[("n", "1")], "{a} 1");
        check_fill("open {a", &[("a", "1")], "open {a");
        check_fill("{ {n}", &[("n", "1")], "{ 1");
    }

    #[test]
    fn a_capital_placeholder_starts_a_sentence() {
        check_fill("{Rel} gelezen.", &[("rel", "nu")], "Nu gelezen.");
        check_fill("{Rel} gelezen.", &[("rel", "2 dagen geleden")], "2 dagen geleden gelezen.");
        check_fill("{Rel}", &[("rel", "")], "");
        check_fill("{Rel}", &[("rel", "één")], "één");
    }

    #[test]
    fn a_sentence_inside_another_starts_small_unless_a_name_starts_it() {
        assert_eq!(mid_sentence("Expires in 5 days"), "expires in 5 days");
        assert_eq!(mid_sentence("Intune reports: Error"), "Intune reports: Error");
        assert_eq!(mid_sentence(""), "");
    }

    #[test]
    fn emphasis_is_told_apart() {
        let runs: Vec<_> = emphasised("Select *Sync*, wait.").collect();
        assert_eq!(runs, [(false, "Select "), (true, "Sync"), (false, ", wait.")]);
        assert_eq!(emphasised("*a*").collect::<Vec<_>>(), [(true, "a")]);
        assert_eq!(emphasised("").count(), 0);
    }

    #[test]
    fn english_answers_what_a_locale_lacks() {
        let partial = r#"{ "text": { "action.refresh": "Vernieuwen" }, "word": { "health": { "healthy": "In orde" } } }"#;
        let messages = Messages::parse(partial).unwrap();
        assert_eq!(messages.text(Text::ActionRefresh), "Vernieuwen");
        assert_eq!(messages.text(Text::ActionCopy), "Copy");
        assert_eq!(messages.word("health", "healthy"), Some("In orde"));
        assert_eq!(messages.word("health", "warning"), Some("Warning"));
        assert_eq!(messages.plural(Plural::HeadAction, "one", &[("n", "1")]), "1 thing needs action");
        let connector = messages.connector("vppTokenExpirationDateTime");
        assert_eq!(connector, Messages::english().connector("vppTokenExpirationDateTime"));
        assert_eq!(connector.steps.len(), 4);
    }

    #[test]
    fn a_value_of_the_wrong_kind_counts_as_missing() {
        let odd =
            r#"{ "text": { "action.copy": 7 }, "word": [], "plural": null, "connector": { "jamfLastSyncDateTime": "no" } }"#;
        let messages = Messages::parse(odd).unwrap();
        assert_eq!(messages.text(Text::ActionCopy), "Copy");
        assert_eq!(messages.word("health", "healthy"), Some("Healthy"));
        assert_eq!(messages.connector_name("jamfLastSyncDateTime"), "Jamf Pro");
    }

    #[test]
    fn a_plural_without_the_category_takes_other() {
        let messages = Messages::parse(r#"{ "text": {}, "plural": { "head.action": { "other": "{n}×" } } }"#).unwrap();
        assert_eq!(messages.plural(Plural::HeadAction, "few", &[("n", "3")]), "3×");
        assert_eq!(Messages::english().plural(Plural::HeadAction, "few", &[("n", "3")]), "3 things need action");
    }

    #[test]
    fn words_are_found_in_any_case_and_unknown_ones_are_not() {
        let english = Messages::english();
        assert_eq!(english.word("issueStatus", "ServiceDegradation"), Some("Service degradation"));
        assert_eq!(english.word("tag", "Admin impact"), Some("Admin impact"));
        assert_eq!(english.word("issueStatus", "brandNew"), None);
        assert_eq!(english.word("noSuchField", "active"), None);
    }

    #[test]
    fn an_unknown_connector_is_named_by_its_key() {
        let texts = Messages::english().connector("newConnector");
        assert_eq!(texts, ConnectorTexts { name: "newConnector".to_owned(), ..ConnectorTexts::default() });
    }

    #[test]
    fn something_else_is_not_a_locale() {
        for other in ["", "<!doctype html>", "[]", "{}", r#"{ "text": 1 }"#, "null"] {
            assert!(Messages::parse(other).is_err(), "{other}");
        }
    }
}
