//! How the status is decided: the five statuses in words.

use leptos::prelude::*;

use super::{
    opening::button_id,
    words::{emphasis, health_word},
};
use crate::{
    domain::health::Health,
    i18n::{I18n, Text, use_i18n},
    ui::{Glyph, Icon, StatusBadge},
};

/// The id of the legend.
pub const ID: &str = "legend";

/// Opens and closes the legend.
#[component]
pub fn LegendButton(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <button
            type="button"
            class="button"
            id=button_id(ID)
            data-look="link"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            aria-controls=move || open.get().then_some(ID)
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon glyph=Glyph::Info/>
            {i18n.text(Text::LegendTitle)}
        </button>
    }
    .into_any()
}

/// The statuses and what each says.
#[component]
pub fn Legend(
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    // Not in the page while closed: what it shows is no status of anything.
    move || open.get().then(|| statuses(i18n))
}

fn statuses(i18n: I18n) -> AnyView {
    let rows = Health::ALL.into_iter().map(|health| {
        let sentences = match health {
            Health::Unhealthy => vec![Text::LegendUnhealthyCredential, Text::LegendUnhealthyConnection],
            Health::Warning => vec![Text::LegendWarningCredential, Text::LegendWarningConnection],
            Health::Healthy => vec![Text::LegendHealthyCredential, Text::LegendHealthyConnection],
            Health::Unknown => vec![Text::LegendUnknown],
            Health::NotEnabled => vec![Text::LegendNotEnabled],
        };
        let words = sentences.into_iter().map(|sentence| i18n.text(sentence)).collect::<Vec<_>>().join(" ");
        view! {
            <dt><StatusBadge health=health.as_str() word=health_word(i18n, health)/></dt>
            <dd>{words}</dd>
        }
        .into_any()
    });
    view! {
        <dl class="legend" id=ID>
            {rows.collect_view()}
            <dd class="legend__all">{i18n.text(Text::LegendEvidence)}</dd>
            <dd class="legend__all">{emphasis(&i18n.text(Text::LegendAll))}</dd>
        </dl>
    }
    .into_any()
}
