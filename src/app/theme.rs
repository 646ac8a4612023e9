//! Light, dark, or what the system says.

use leptos::prelude::*;

use crate::{
    browser::storage::{self, Area},
    i18n::Text,
    ui::Lasting,
};

/// Where the choice is remembered; `boot.js` reads it before the first paint.
const KEY: &str = "theme";

/// A choice of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// What the system says.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All choices, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The value of the menu, of the storage and of `<html data-theme>`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice with this value; anything else is [`Theme::System`].
    pub fn from_value(value: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.as_str() == value).unwrap_or(Self::System)
    }

    /// The remembered choice.
    pub fn remembered() -> Self {
        storage::get(Area::Local, KEY).map_or(Self::System, |value| Self::from_value(&value))
    }

    /// What it is called.
    pub fn label(self) -> Text {
        match self {
            Self::System => Text::ThemeSystem,
            Self::Light => Text::ThemeLight,
            Self::Dark => Text::ThemeDark,
        }
    }

    /// Shows and remembers this choice.
    fn apply(self) {
        storage::set(Area::Local, KEY, self.as_str());
        if let Some(root) = document().document_element() {
            let _ = match self {
                Self::System => root.remove_attribute("data-theme"),
                Self::Light | Self::Dark => root.set_attribute("data-theme", self.as_str()),
            };
        }
    }
}

/// The choice that holds, a context.
#[derive(Clone, Copy)]
pub struct ChosenTheme(Lasting<RwSignal<Theme>>);

impl ChosenTheme {
    /// The choice.
    pub fn get(self) -> Theme {
        self.0.get()
    }

    /// Shows and remembers another one.
    pub fn choose(self, theme: Theme) {
        self.0.set(theme);
        theme.apply();
    }
}

/// Puts the remembered choice into the context.
pub fn provide_theme() -> ChosenTheme {
    let chosen = ChosenTheme(RwSignal::new(Theme::remembered()).into());
    provide_context(chosen);
    chosen
}

/// The choice of this page.
///
/// # Panics
///
/// Outside the app.
pub fn use_theme() -> ChosenTheme {
    expect_context()
}
