//! The language of the page: which one, and its texts.

use leptos::prelude::*;
use web_sys::RequestCache;

use crate::{
    browser::{
        fetch,
        storage::{self, Area},
    },
    i18n::{Language, Messages, Text, browser_languages, use_i18n},
    ui::Live,
};

/// The language in use, a context: the page is made anew when it changes.
#[derive(Clone, Copy)]
pub struct Chosen(RwSignal<Language>);

impl Chosen {
    /// The language.
    pub fn get(self) -> Language {
        self.0.get()
    }
}

/// Puts the language into the context.
pub fn provide_language() {
    provide_context(Chosen(RwSignal::new(use_i18n().language())));
}

/// The language in use.
///
/// # Panics
///
/// Outside the app.
pub fn use_language() -> Chosen {
    expect_context()
}

/// Where the reader's choice is remembered.
const KEY: &str = "language";
/// The id of the menu of languages.
pub const LANGUAGE_MENU: &str = "language";
/// A locale file is far smaller.
const MAX_BYTES: usize = 1_000_000;

/// The reader's choice, else the configured language, else what the browser asks for.
pub fn first_language(configured: Option<&str>) -> Language {
    let told = storage::get(Area::Local, KEY).or_else(|| configured.map(str::to_owned));
    told.and_then(|code| Language::from_tag(&code)).unwrap_or_else(|| Language::from_browser(&browser_languages()))
}

/// The texts of a language; `None` if its file cannot be used.
pub async fn fetch_messages(language: Language) -> Option<Messages> {
    let Some(file) = language.file() else { return Some(Messages::english()) };
    let bytes = fetch::get(&file, RequestCache::NoCache, MAX_BYTES).await.ok()?;
    Messages::parse(std::str::from_utf8(&bytes).ok()?).ok()
}

/// Changes the language, without a reload; if its texts cannot be had, the page keeps what it has and says so.
pub fn choose_language(chosen: Chosen, live: Option<Live>, code: &str) {
    let Some(language) = Language::from_tag(code) else { return };
    leptos::task::spawn_local(async move {
        let said = match fetch_messages(language).await {
            Some(messages) => {
                storage::set(Area::Local, KEY, language.code);
                use_i18n().install(language, messages);
                chosen.0.set(language);
                // The page is made anew; the keyboard goes on where it was.
                request_animation_frame(|| super::focus::focus_by_id(LANGUAGE_MENU));
                Text::LiveLanguage
            }
            None => Text::LanguageFailed,
        };
        if let Some(live) = live {
            live.say(use_i18n().text(said));
        }
    });
}
