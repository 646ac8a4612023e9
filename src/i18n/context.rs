//! What the views use: the texts and formats of the language in use, as one context.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use leptos::reactive::graph::Observer;

use super::{ConnectorTexts, Format, Language, Messages, Plural, Text};
use crate::rich_text::text::reveal;

/// The texts and formats of the language in use. Every method follows a change of language where it is called reactively;
/// called once (in the body of a component) it answers in the language of that moment.
#[derive(Clone, Copy)]
pub struct I18n(RwSignal<Current, LocalStorage>);

struct Current {
    language: Language,
    messages: Messages,
    format: Format,
}

impl Current {
    fn new(language: Language, messages: Messages) -> Self {
        Self { language, messages, format: Format::new(language, None) }
    }
}

/// Puts the texts of the first language into the context and keeps `<html lang>` in step with the language in use.
pub fn provide_i18n(initial: Language, messages: Messages) -> I18n {
    let i18n = I18n(RwSignal::new_local(Current::new(initial, messages)));
    Effect::new(move |_| {
        let root = document().document_element();
        // Cannot fail: the name of the attribute is valid.
        root.map(|root| root.set_attribute("lang", i18n.language().code));
    });
    provide_context(i18n);
    i18n
}

/// The texts of the page.
///
/// # Panics
/// Outside a component tree in which [`provide_i18n`] was called.
pub fn use_i18n() -> I18n {
    expect_context()
}

impl I18n {
    /// The language in use.
    pub fn language(self) -> Language {
        self.read(|current| current.language)
    }

    /// Changes the language. A failed fetch of its file never comes here, so the page keeps what it has.
    pub fn install(self, language: Language, messages: Messages) {
        self.0.set(Current::new(language, messages));
    }

    /// See [`Messages::text`].
    pub fn text(self, text: Text) -> String {
        self.read(|current| current.messages.text(text).to_owned())
    }

    /// See [`Messages::format`].
    pub fn format(self, text: Text, arguments: &[(&str, &str)]) -> String {
        self.read(|current| current.messages.format(text, arguments))
    }

    /// The form for the count `n`. `{n}` is given by itself, written as the language writes numbers.
    pub fn plural(self, plural: Plural, n: usize, arguments: &[(&str, &str)]) -> String {
        self.read(|current| {
            let number = current.format.number(i64::try_from(n).unwrap_or(i64::MAX));
            let arguments = [&[("n", number.as_str())], arguments].concat();
            current.messages.plural(plural, &current.format.plural_category(n), &arguments)
        })
    }

    /// The word for a reported value; a value without one as it came, in quotes.
    pub fn word(self, field: &str, raw: &str) -> String {
        self.read(|current| match current.messages.word(field, raw) {
            Some(word) => word.to_owned(),
            None => ["\"", &reveal(raw), "\""].concat(),
        })
    }

    /// See [`Messages::connector`].
    pub fn connector(self, key: &str) -> ConnectorTexts {
        self.read(|current| current.messages.connector(key))
    }

    /// See [`Format::number`].
    pub fn number(self, n: i64) -> String {
        self.read(|current| current.format.number(n))
    }

    /// See [`Format::relative`].
    pub fn relative(self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        self.read(|current| current.format.relative(at, now))
    }

    /// See [`Format::duration`].
    pub fn duration(self, span: TimeDelta) -> String {
        self.read(|current| current.format.duration(span))
    }

    /// See [`Format::date_short`].
    pub fn date_short(self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        self.read(|current| current.format.date_short(at, now))
    }

    /// See [`Format::date_long`].
    pub fn date_long(self, at: DateTime<Utc>) -> String {
        self.read(|current| current.format.date_long(at))
    }

    /// See [`Format::date_only`].
    pub fn date_only(self, at: DateTime<Utc>) -> String {
        self.read(|current| current.format.date_only(at))
    }

    /// See [`Format::plain_day`].
    pub fn plain_day(self, at: DateTime<Utc>) -> String {
        self.read(|current| current.format.plain_day(at))
    }

    /// See [`Format::utc`].
    pub fn utc(self, at: DateTime<Utc>) -> String {
        self.read(|current| current.format.utc(at))
    }

    /// See [`Format::utc_long`].
    pub fn utc_long(self, at: DateTime<Utc>) -> String {
        self.read(|current| current.format.utc_long(at))
    }

    /// See [`Format::country`].
    pub fn country(self, code: &str) -> String {
        self.read(|current| current.format.country(code))
    }

    /// See [`Format::list`].
    pub fn list(self, items: &[String]) -> String {
        self.read(|current| current.format.list(items))
    }

    /// Reads the signal; tracked where somebody follows, so that a text taken once does not warn in the console.
    fn read<T>(self, read: impl FnOnce(&Current) -> T) -> T {
        if Observer::get().is_some() {
            self.0.track();
        }
        self.0.with_untracked(read)
    }
}
