//! What the views use: the texts and formats of the language in use.

use std::cell::RefCell;

use chrono::{DateTime, TimeDelta, Utc};

use super::{ConnectorTexts, Format, Language, Messages, Plural, Text};
use crate::rich_text::text::reveal;

/// The texts and formats of the language in use, which there is one of. They answer in the language of the moment: the page is made anew
/// in another language, so its views need not follow it one by one.
#[derive(Debug, Clone, Copy)]
pub struct I18n(());

struct Current {
    language: Language,
    messages: Messages,
    format: Format,
}

thread_local! {
    static CURRENT: RefCell<Option<Current>> = const { RefCell::new(None) };
}

/// Takes the texts of a language, and tells it in `<html lang>`.
pub fn provide_i18n(language: Language, messages: Messages) -> I18n {
    I18n(()).install(language, messages);
    I18n(())
}

/// The texts of the page. They have to be there once one is read, by [`provide_i18n`].
pub fn use_i18n() -> I18n {
    I18n(())
}

impl I18n {
    /// The language in use.
    pub fn language(self) -> Language {
        self.read(|current| current.language)
    }

    /// Changes the language. A failed fetch of its file never comes here, so the page keeps what it has.
    pub fn install(self, language: Language, messages: Messages) {
        CURRENT.set(Some(Current { language, messages, format: Format::new(language, None) }));
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(root) = document.and_then(|document| document.document_element()) {
            // Cannot fail: the name of the attribute is valid.
            let _ = root.set_attribute("lang", language.code);
        }
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

    /// See [`Messages::connector_name`].
    pub fn connector_name(self, key: &str) -> String {
        self.read(|current| current.messages.connector_name(key))
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

    /// # Panics
    ///
    /// Where no language was provided.
    #[expect(clippy::unused_self, reason = "whoever has it has seen to it that there are texts")]
    fn read<T>(self, read: impl FnOnce(&Current) -> T) -> T {
        CURRENT.with_borrow(|current| read(current.as_ref().expect("a language")))
    }
}
