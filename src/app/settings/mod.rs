//! The reader's settings: kept in this browser, a group for each feature that has some.

mod lead_times;

use leptos::prelude::*;

use super::{notify, shortcuts::use_shortcuts, visit};
use crate::i18n::{Text, use_i18n};

/// The groups. What draws one is a line here.
const GROUPS: [fn() -> AnyView; 4] = [lead_times::group, notify::settings, visit::settings, shortcuts];

/// The inside of the dialog.
#[component]
pub fn Settings() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p class="settings__kept">{i18n.text(Text::SettingsKept)}</p>
        {GROUPS.map(|group| group()).into_iter().collect_view()}
    }
    .into_any()
}

fn shortcuts() -> AnyView {
    let i18n = use_i18n();
    let shortcuts = use_shortcuts();
    view! {
        <section class="settings__group">
            <h3>{i18n.text(Text::SettingsKeys)}</h3>
            <label class="check">
                <input
                    type="checkbox"
                    id="single-keys"
                    prop:checked=shortcuts.are_on()
                    on:change=move |event| shortcuts.switch(event_target_checked(&event))
                />
                <span>{i18n.text(Text::SettingsSingleKeys)}</span>
            </label>
        </section>
    }
    .into_any()
}
