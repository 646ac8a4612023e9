//! The what-if clock: the page as of another instant, which stands in the address (`?at=2026-12-24T09:00Z`).

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    data::use_tenant_data,
    focus::focus_when_lost,
    overlay::{Overlay, use_overlays},
    tab::{WHAT_IF, keep_what_if, use_here, use_parameter},
};
use crate::{
    browser::clock::{from_local, to_local},
    domain::when::When,
    i18n::{I18n, Plural, Text, use_i18n},
    ui::{Banner, BannerKind, Button, Look, part},
};

/// The steps that the form offers, in days.
const STEPS: [i64; 4] = [7, 30, 90, 365];

/// The heading of the summary.
const HEADING: &str = "summary-title";

/// The instant that the address tells, if it tells one. Every link of the page keeps it.
pub fn use_what_if() -> Memo<Option<DateTime<Utc>>> {
    let told = use_parameter(WHAT_IF);
    Memo::new(move |_| {
        let told = told.get();
        let at = When::parse(&told).instant();
        keep_what_if(if at.is_some() { told } else { String::new() });
        at
    })
}

/// How an address tells an instant: to the minute.
fn written(at: DateTime<Utc>) -> String {
    let mut text = at.to_rfc3339();
    text.truncate("2026-12-24T09:00".len());
    text + "Z"
}

/// Says for which instant the page speaks, and leads back to now. It stays in sight.
#[component]
pub fn WhatIfBanner() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let overlays = use_overlays();
    let told = use_parameter(WHAT_IF);
    let (navigate, here) = (use_navigate(), use_here());
    let back = Callback::new(move |()| {
        navigate(&here.run((WHAT_IF, String::new())), NavigateOptions { scroll: false, ..Default::default() });
        focus_when_lost(HEADING.to_owned());
    });
    let actions = move || {
        view! {
            <Button look=Look::Primary on_click=back text=i18n.text(Text::WhatIfBack)/>
            <Button look=Look::Link on_click=move |()| overlays.open(Overlay::WhatIf) text=i18n.text(Text::WhatIfOther)/>
        }
    };
    let banner = move |text: String| {
        view! {
            <div class="what-if" role="status" data-banner="what-if">
                <Banner kind=BannerKind::Warning actions>{text}</Banner>
            </div>
        }
        .into_any()
    };
    part(move || {
        let told = told.get();
        match data.what_if() {
            Some(at) => Some(banner(i18n.format(Text::WhatIfBanner, &[("date", &i18n.date_long(at)), ("utc", &i18n.utc(at))]))),
            None if told.is_empty() => None,
            None => Some(banner(i18n.format(Text::WhatIfUnread, &[("raw", &told)]))),
        }
    })
}

/// The form that asks for an instant.
#[component]
pub fn WhatIf() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let overlays = use_overlays();
    let (navigate, here) = (use_navigate(), use_here());
    let show = move |at: DateTime<Utc>| {
        let (navigate, to) = (navigate.clone(), here.run((WHAT_IF, written(at))));
        // The page is made anew, and what had the focus with it.
        overlays.leave(move || {
            navigate(&to, NavigateOptions { scroll: false, ..Default::default() });
            focus_when_lost(HEADING.to_owned());
        });
    };
    let from = untrack(|| data.what_if().unwrap_or_else(|| data.now().get()));
    let chosen = RwSignal::new(to_local(from));
    let is_wrong = RwSignal::new(false);
    // From the data's own instant: a frozen page has its own now.
    let steps = STEPS.map(|days| {
        let show = show.clone();
        let jump = move |()| show(data.as_of() + TimeDelta::days(days));
        view! { <Button on_click=jump text=step_words(i18n, days)/> }.into_any()
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match from_local(&chosen.get_untracked()).filter(|at| When::parse(&written(*at)).instant().is_some()) {
            Some(at) => show(at),
            None => is_wrong.set(true),
        }
    };
    view! {
        <p>{i18n.text(Text::WhatIfAbout)}</p>
        <div class="what-if__steps">{steps.into_iter().collect_view()}</div>
        <form class="what-if__form" on:submit=submit novalidate>
            <label class="what-if__field">
                <span>{i18n.text(Text::WhatIfField)}</span>
                <input
                    type="datetime-local"
                    class="input"
                    id="what-if-at"
                    prop:value=chosen
                    aria-invalid=move || is_wrong.get().then_some("true")
                    aria-describedby="what-if-wrong"
                    on:input=move |event| {
                        is_wrong.set(false);
                        chosen.set(event_target_value(&event));
                    }
                />
            </label>
            <button type="submit" class="button" data-look="primary">{i18n.text(Text::WhatIfShow)}</button>
            <p id="what-if-wrong" role="alert">{move || is_wrong.get().then(|| i18n.text(Text::WhatIfWrong))}</p>
        </form>
    }
    .into_any()
}

fn step_words(i18n: I18n, days: i64) -> String {
    i18n.plural(Plural::WhatIfStep, usize::try_from(days).unwrap_or_default(), &[])
}
