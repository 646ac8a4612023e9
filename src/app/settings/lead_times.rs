//! The lead times, as their reader types them.

use leptos::prelude::*;

use crate::{
    app::lead_times::{lead_times, use_lead_times},
    domain::horizon::LeadTimes,
    i18n::{Text, use_i18n},
    ui::part,
};

/// The group: one field, used as soon as it is typed.
pub(super) fn group() -> AnyView {
    let i18n = use_i18n();
    let refused = RwSignal::new(String::new());
    let is_kept = RwSignal::new(true);
    let typed = move |event| {
        let text = event_target_value(&event);
        let (leads, not_used) = LeadTimes::parse(&text);
        refused.set(not_used.join(", "));
        is_kept.set(use_lead_times(leads));
    };
    let problem = move || refused.with(|words| !words.is_empty());
    let words = move || {
        let refused = refused.get();
        (!refused.is_empty()).then(|| i18n.format(Text::SettingsLeadsRefused, &[("words", &refused)]).into_any())
    };
    let not_kept = move || (!is_kept.get()).then(|| i18n.text(Text::SettingsNotKept).into_any());
    view! {
        <section class="settings__group">
            <h3>{i18n.text(Text::SettingsLeads)}</h3>
            <label for="lead-times">{i18n.text(Text::SettingsLeadsLabel)}</label>
            <input
                class="input settings__field"
                id="lead-times"
                type="text"
                inputmode="numeric"
                autocomplete="off"
                aria-describedby="lead-times-about lead-times-refused"
                aria-invalid=move || problem().then_some("true")
                prop:value=lead_times().get_untracked().shown()
                on:input=typed
            />
            <p id="lead-times-refused" class="settings__refused" role="status">{part(words)} " " {part(not_kept)}</p>
            <p id="lead-times-about" class="settings__kept">{i18n.text(Text::SettingsLeadsAbout)}</p>
        </section>
    }
    .into_any()
}
