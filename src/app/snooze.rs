//! Connectors that the reader knows about: with a reason and an end, kept in this browser for each tenant.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

use super::{
    data::{TenantData, use_tenant_data},
    focus::focus_when_lost,
    opening::button_id,
};
use crate::{
    browser::{
        clock::{from_local, to_local},
        storage::{self, Area},
    },
    domain::{
        connector::{Connector, ConnectorKind},
        snooze::{LONGEST, MAX_REASON, Refusal, Snooze, Snoozes},
    },
    graph::section::Sections,
    i18n::{I18n, Text, use_i18n},
    ui::{Button, Expander, Lasting, Look, Tag, memo, part},
};

/// Before the tenant's id.
const KEY: &str = "snooze.";
/// What the form offers first.
const FIRST: TimeDelta = TimeDelta::days(7);

/// What is snoozed in the tenant that is shown, a context.
#[derive(Clone, Copy)]
pub struct Snoozed {
    now: Signal<DateTime<Utc>>,
    sections: Lasting<Memo<Arc<Sections>>>,
    tenant: Memo<String>,
    kept: Lasting<Memo<Snoozes>>,
    /// Changes when something was kept.
    round: RwSignal<u32>,
    /// What a browser that keeps nothing does not keep, with its tenant.
    unkept: RwSignal<Option<(String, Snoozes)>>,
}

/// What this browser keeps of a tenant.
pub fn kept(tenant: &str) -> Snoozes {
    storage::get(Area::Local, &[KEY, tenant].concat()).as_deref().map(Snoozes::read).unwrap_or_default()
}

/// Puts what is snoozed into the context.
pub fn provide_snoozed(data: TenantData) -> Snoozed {
    let (round, unkept) = (RwSignal::new(0_u32), RwSignal::new(None::<(String, Snoozes)>));
    let tenant = memo(move || data.tenant_key());
    let read = Lasting::from(memo(move || {
        round.track();
        let tenant = tenant.get();
        if let Some((of, snoozes)) = unkept.get()
            && of == tenant
        {
            return snoozes;
        }
        kept(&tenant)
    }));
    // Another tab of the browser may have changed it.
    drop(window_event_listener_untyped("storage", move |_| round.update(|round| *round += 1)));
    let snoozed = Snoozed { now: data.now(), sections: data.sections(), tenant, kept: read, round, unkept };
    provide_context(snoozed);
    snoozed
}

/// What is snoozed.
///
/// # Panics
///
/// Outside the app.
pub fn use_snoozed() -> Snoozed {
    expect_context()
}

impl Snoozed {
    /// How a connector is snoozed, if it is.
    pub fn of(self, kind: ConnectorKind) -> Option<Snooze> {
        let now = self.now.get();
        self.kept.with(|kept| kept.of(kind, now).cloned())
    }

    /// How many of those that need action are snoozed. They are counted all the same.
    pub fn count(self) -> usize {
        let rows = self.sections.get();
        rows.connectors.value.iter().filter(|row| row.needs_action() && self.of(row.kind).is_some()).count()
    }

    fn change(self, change: impl FnOnce(&mut Snoozes)) {
        let mut snoozes = self.kept.get_untracked();
        change(&mut snoozes);
        let tenant = self.tenant.get_untracked();
        // Nothing is kept for nobody: another tenant that does not tell its id is another tenant.
        let is_kept = !tenant.is_empty() && storage::set(Area::Local, &[KEY, &tenant].concat(), &snoozes.write());
        self.unkept.set((!is_kept).then_some((tenant, snoozes)));
        self.round.update(|round| *round += 1);
    }
}

/// Until when, in words.
pub fn snooze_words(i18n: I18n, snooze: &Snooze) -> String {
    i18n.format(Text::SnoozeTag, &[("date", &i18n.date_only(snooze.until))])
}

/// Says in a row that it is snoozed.
pub fn snooze_tag(i18n: I18n, kind: ConnectorKind) -> AnyView {
    let snoozed = use_snoozed();
    part(move || {
        snoozed.of(kind).map(|snooze| {
            let text = snooze_words(i18n, &snooze);
            view! { <span data-snoozed="" title=snooze.reason><Tag text/></span> }.into_any()
        })
    })
    .into_any()
}

/// In an opened row: how it is snoozed and the way out, or the form.
#[component]
pub fn SnoozeForm(
    /// The row.
    kind: ConnectorKind,
    /// The id of what the row opens: where the keyboard goes when what had it is gone.
    detail: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let snoozed = use_snoozed();
    let data = use_tenant_data();
    let needs_action =
        memo(move || data.sections().get().connectors.value.iter().any(|row| row.kind == kind && Connector::needs_action(row)));
    let state = memo(move || snoozed.of(kind));
    let refused = move || snoozed.unkept.with(Option::is_some).then(|| i18n.text(Text::SnoozeRefused));
    let back = StoredValue::new(button_id(&detail));
    let end = move |()| {
        snoozed.change(|kept| kept.end(kind));
        focus_when_lost(back.get_value());
    };
    let inside = move || match state.get() {
        Some(Snooze { until, reason, .. }) => {
            let text = i18n.format(Text::SnoozeUntil, &[("date", &i18n.date_long(until)), ("reason", &reason)]);
            view! {
                <p class="snooze" data-snooze="on">
                    {text} " " <Button look=Look::Link on_click=end text=i18n.text(Text::SnoozeEnd)/>
                </p>
            }
            .into_any()
        }
        // An end counts from now, not from another moment.
        None if needs_action.get() && data.what_if().is_none() => view! {
            <Expander id=format!("snooze-{}", kind.key()) summary=i18n.text(Text::SnoozeTitle)>
                {form(i18n, snoozed, kind, back)}
            </Expander>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! {
        {move || inside()}
        <p class="snooze__refused" role="status">{move || refused()}</p>
    }
    .into_any()
}

fn form(i18n: I18n, snoozed: Snoozed, kind: ConnectorKind, back: StoredValue<String>) -> AnyView {
    let now = snoozed.now.get_untracked();
    let day = |at: DateTime<Utc>| to_local(at).chars().take("2026-12-24".len()).collect::<String>();
    let (reason, until) = (RwSignal::new(String::new()), RwSignal::new(day(now + FIRST)));
    let wrong = RwSignal::new(None);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let now = snoozed.now.get_untracked();
        // A day that is chosen ends at the time of day that it is now, so that the last of the 90 days can be chosen.
        let time = to_local(now).split_off("2026-12-24".len());
        let chosen = until.get_untracked();
        let at = from_local(&[&chosen, time.as_str()].concat()).unwrap_or(now);
        // The last day is a day also where the clocks go back before it.
        let at = if chosen == day(now + LONGEST) { at.min(now + LONGEST) } else { at };
        let mut outcome = Ok(());
        snoozed.change(|kept| outcome = kept.snooze(kind, at, &reason.get_untracked(), now));
        wrong.set(outcome.err());
        if outcome.is_ok() {
            focus_when_lost(back.get_value());
        }
    };
    let told = move || {
        wrong.get().map(|wrong| {
            i18n.text(match wrong {
                Refusal::NoReason => Text::SnoozeNoReason,
                Refusal::Past => Text::SnoozePast,
                Refusal::TooLong => Text::SnoozeTooLong,
            })
        })
    };
    let ids = ["reason", "until", "wrong"].map(|name| format!("snooze-{name}-{}", kind.key()));
    let [reason_id, until_id, wrong_id] = ids;
    view! {
        <form class="snooze__form" on:submit=submit novalidate>
            <p>{i18n.text(Text::SnoozeAbout)}</p>
            <label class="snooze__field" for=reason_id.clone()>{i18n.text(Text::SnoozeReason)}</label>
            <input
                type="text"
                class="input"
                id=reason_id
                maxlength=MAX_REASON.to_string()
                prop:value=reason
                aria-describedby=wrong_id.clone()
                on:input=move |event| reason.set(event_target_value(&event))
            />
            <label class="snooze__field" for=until_id.clone()>{i18n.text(Text::SnoozeEndLabel)}</label>
            <input
                type="date"
                class="input"
                id=until_id
                min=day(now + TimeDelta::days(1))
                max=day(now + LONGEST)
                prop:value=until
                aria-describedby=wrong_id.clone()
                on:input=move |event| until.set(event_target_value(&event))
            />
            <button type="submit" class="button">{i18n.text(Text::SnoozeSave)}</button>
            <p id=wrong_id class="snooze__wrong" role="alert">{move || told()}</p>
        </form>
    }
    .into_any()
}
