//! The languages of the page. A new one is a line in [`LANGUAGES`] and a file in `locales/`.

/// A language that the page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// The language subtag, lower case: the value of `<html lang>` and the name of the locale file.
    pub code: &'static str,
    /// What its speakers call it; never translated.
    pub name: &'static str,
    /// The tag that `Intl` formats by. It names a region where the bare language would bring another one's habits
    /// (English as such writes the month first and the hours to twelve).
    pub formats: &'static str,
}

/// All languages, in the order of the menu. The first is compiled in.
pub const LANGUAGES: &[Language] =
    &[Language { code: "en", name: "English", formats: "en-GB" }, Language { code: "nl", name: "Nederlands", formats: "nl-NL" }];

impl Language {
    /// The compiled-in language: first choice of nobody, last resort of all.
    pub const ENGLISH: Self = LANGUAGES[0];

    /// The language with this code; region and script are ignored, and so is the case (`"nl-BE"` is Dutch).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let code = tag.split(['-', '_']).next().unwrap_or(tag);
        LANGUAGES.iter().copied().find(|language| language.code.eq_ignore_ascii_case(code))
    }

    /// The first of the reader's languages, best first, that the page speaks; otherwise English.
    pub fn from_browser(preferred: &[String]) -> Self {
        preferred.iter().find_map(|tag| Self::from_tag(tag)).unwrap_or(Self::ENGLISH)
    }

    /// The locale file's address, relative to the base of the app; none for the language that is compiled in.
    pub fn file(self) -> Option<String> {
        (self != Self::ENGLISH).then(|| format!("locales/{}.json", self.code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(preferred: &[&str], expected: &str) {
        let preferred: Vec<String> = preferred.iter().map(ToString::to_string).collect();
        assert_eq!(Language::from_browser(&preferred).code, expected, "{preferred:?}");
    }

    #[test]
    fn the_readers_first_known_language_wins() {
        check(&["nl"], "nl");
        check(&["nl-BE"], "nl");
        check(&["NL_nl"], "nl");
        check(&["en-US", "nl"], "en");
        check(&["fr-FR", "nl-NL", "en"], "nl");
    }

    #[test]
    fn english_is_for_everybody_else() {
        check(&[], "en");
        check(&["fr", "de-CH"], "en");
        check(&[""], "en");
        check(&["nld"], "en"); // not a tag that a browser sends: browsers use the shortest code
    }

    #[test]
    fn only_english_needs_no_file() {
        assert_eq!(Language::ENGLISH.file(), None);
        assert_eq!(Language::from_tag("nl").and_then(Language::file).as_deref(), Some("locales/nl.json"));
    }
}
