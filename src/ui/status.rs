//! A status: icon, word, and a colour that only repeats them.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// Icon and word of a status, where the status is the message.
#[component]
pub fn StatusBadge(
    /// One of the five values of `data-health`.
    health: &'static str,
    /// The status in the reader's language; also "Incident", "Active" and the like.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    view! {
        <span class="status-badge" data-health=health>
            <span class="status-icon">
                <Icon glyph=Glyph::of_health(health)/>
            </span>
            {word}
        </span>
    }
    .into_any()
}

/// The icon of a status whose word is read aloud, and shown when its line has the pointer or the focus.
#[component]
pub fn StatusIcon(
    /// One of the five values of `data-health`.
    health: &'static str,
    /// The status in the reader's language.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    view! {
        <span class="status-icon" data-health=health>
            <Icon glyph=Glyph::of_health(health)/>
            <span class="visually-hidden status-icon__word">{word}</span>
        </span>
    }
    .into_any()
}

/// How many have a status: icon and number, with the word for readers aloud.
#[component]
pub fn HealthCount(
    /// One of the five values of `data-health`.
    health: &'static str,
    /// The number in the reader's notation.
    #[prop(into)]
    count: String,
    /// The status in the reader's language.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    view! {
        <span class="health-count" data-health=health>
            <span class="status-icon">
                <Icon glyph=Glyph::of_health(health)/>
            </span>
            {count}
            <span class="visually-hidden">" " {word}</span>
        </span>
    }
    .into_any()
}
