//! Tells the reader, by the system, when something got worse; only if they asked for it, and only while the page is open.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use super::{
    data::TenantData,
    overlay::use_overlays,
    parts,
    snooze::Snoozed,
    tab::{Tab, href},
    words::{connector_reason, health_word},
};
use crate::{
    browser::{
        storage::{self, Area},
        task,
    },
    domain::worse::{Issues, Seen, Worse},
    graph::section::{SectionState, Sections},
    i18n::{I18n, Text, use_i18n},
    rich_text::text::reveal,
};

/// Where the choice is kept.
const KEY: &str = "notify";
const ON: &str = "on";

/// Whether the reader asked for it, a context.
#[derive(Clone, Copy)]
pub struct Notifying {
    is_on: RwSignal<bool>,
    told: RwSignal<Option<Text>>,
}

/// The door to what tells: loaded only for whoever asked for it.
#[derive(Debug)]
pub struct NotifyPart {
    /// Tells of what gets worse from now on. Goes to an address of the page when its notification is chosen.
    pub watch: fn(TenantData, Snoozed, Callback<(String,)>),
}

/// The door.
pub static NOTIFY: NotifyPart = NotifyPart { watch };

/// Puts the choice into the context, and watches if the reader asked for it.
pub fn provide_notifying(data: TenantData, snoozed: Snoozed, go: Callback<(String,)>) {
    let is_on = RwSignal::new(storage::get(Area::Local, KEY).as_deref() == Some(ON));
    let notifying = Notifying { is_on, told: RwSignal::new(None) };
    provide_context(notifying);
    let owner = Owner::current();
    let is_watching = StoredValue::new(false);
    // After each reading: what watches may not have arrived the last time.
    Effect::new(move |_| {
        if !is_on.get() || data.is_busy().get() || is_watching.get_value() {
            return;
        }
        is_watching.set_value(true);
        let owner = owner.clone();
        task::spawn(async move {
            match (parts::load_tools().await, owner) {
                (Ok(tools), Some(owner)) => owner.with(|| (tools.notify.watch)(data, snoozed, go)),
                _ => drop(is_watching.try_set_value(false)),
            }
        });
    });
}

/// Whether the reader asked to be told.
///
/// # Panics
///
/// Outside the app.
pub fn use_notifying() -> Notifying {
    expect_context()
}

impl Notifying {
    /// Whether it is on.
    pub fn is_on(self) -> Signal<bool> {
        self.is_on.into()
    }

    fn switch(self, on: bool) {
        self.is_on.set(on);
        let is_kept = if on {
            storage::set(Area::Local, KEY, ON)
        } else {
            storage::remove(Area::Local, KEY);
            true
        };
        self.told.set((!is_kept).then_some(Text::NotifyUnkept));
    }
}

/// Whether this browser has notifications for pages at all.
fn is_supported() -> bool {
    js_sys::Reflect::has(&window(), &JsValue::from_str("Notification")).unwrap_or(false)
}

fn is_allowed() -> bool {
    is_supported() && Notification::permission() == NotificationPermission::Granted
}

/// The group of the settings.
pub fn settings() -> AnyView {
    let i18n = use_i18n();
    let notifying = use_notifying();
    let overlays = use_overlays();
    // Taken back in the browser since it was switched on.
    if notifying.is_on.get_untracked() && !is_allowed() {
        notifying.told.set(Some(Text::NotifyDenied));
    }
    let change = move |event: web_sys::Event| {
        if !event_target_checked(&event) {
            notifying.switch(false);
            return;
        }
        if !is_supported() {
            notifying.told.set(Some(Text::NotifyUnsupported));
            uncheck(&event);
            return;
        }
        task::spawn(async move {
            // Asked for by a click, as browsers demand.
            let answer = match Notification::request_permission() {
                Ok(asked) => JsFuture::from(asked).await.ok().and_then(|answer| answer.as_string()),
                Err(_) => None,
            };
            if answer.as_deref() == Some("granted") {
                notifying.switch(true);
            } else {
                notifying.told.set(Some(Text::NotifyDenied));
                uncheck(&event);
            }
        });
    };
    let told = move || notifying.told.get().map(|text| i18n.text(text));
    view! {
        <section class="settings__group">
            <h3>{i18n.text(Text::NotifyTitle)}</h3>
            <label class="check">
                <input type="checkbox" id="notify" prop:checked=notifying.is_on() on:change=change/>
                <span>{i18n.text(Text::NotifySwitch)}</span>
            </label>
            <p>
                {i18n.text(Text::NotifyAbout)} " "
                <a href=href(Tab::TenantDetails, &[("horizon", "90")]) on:click=move |_| overlays.leave(|| {})>
                    {i18n.text(Text::NotifyCalendar)}
                </a>
            </p>
            <p role="status">{move || told()}</p>
        </section>
    }
    .into_any()
}

/// What the browser shows is what holds.
fn uncheck(event: &web_sys::Event) {
    if let Some(input) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        input.set_checked(false);
    }
}

fn watch(data: TenantData, snoozed: Snoozed, go: Callback<(String,)>) {
    let i18n = use_i18n();
    let notifying = use_notifying();
    // One effect for the life of the page: what was seen last, and of which tenant.
    Effect::new(move |before: Option<Option<(String, Seen)>>| {
        let sections = data.sections().get();
        let tenant = data.tenant_key();
        let is_of_now = data.what_if().is_none() && !data.is_file();
        let before = before.flatten();
        if !is_of_now || tenant.is_empty() {
            return before;
        }
        let rows = &sections.connectors.value;
        let issues = issues(&sections);
        let issues = issues.as_ref();
        let now = Seen::now(rows, issues);
        // The first reading, or another tenant, is what later ones are compared with.
        let Some((_, seen)) = before.filter(|(of, _)| *of == tenant) else { return Some((tenant, now)) };
        if notifying.is_on().get_untracked() {
            for worse in seen.worse(rows, issues) {
                let is_known = matches!(worse, Worse::Connector(kind, _) if untrack(|| snoozed.of(kind)).is_some());
                if !is_known {
                    tell(i18n, data, &sections, &worse, go);
                }
            }
        }
        Some((tenant, seen.updated(now)))
    });
}

/// The active issues, of Microsoft's and of the tenant's own making, as far as they were read.
fn issues(sections: &Sections) -> Option<Issues> {
    // The state is that of the one list that both sections are made of; what it broke off says nothing about what is not in it.
    let is_whole = match sections.environment_issues.state {
        SectionState::Ready | SectionState::Stale => true,
        SectionState::Partial => false,
        _ => return None,
    };
    Some(Issues::of(&[&sections.service_health.value.active, &sections.environment_issues.value], is_whole))
}

fn tell(i18n: I18n, data: TenantData, sections: &Sections, worse: &Worse, go: Callback<(String,)>) {
    let (title, body, to) = match worse {
        Worse::Connector(kind, health) => {
            let name = i18n.connector_name(kind.key());
            let title = i18n.format(Text::NotifyConnector, &[("status", &health_word(i18n, *health)), ("name", &name)]);
            let now = data.now().get_untracked();
            let row = sections.connectors.value.iter().find(|row| row.kind == *kind);
            let reason = row.map(|row| connector_reason(i18n, row, now)).unwrap_or_default();
            (title, reason, href(Tab::Connectors, &[("connector", kind.key())]))
        }
        Worse::Incident(issue) => {
            let title = i18n.format(Text::NotifyIncident, &[("id", &reveal(&issue.id))]);
            (title, reveal(&issue.title), href(Tab::ServiceHealth, &[("issue", &issue.id)]))
        }
    };
    if !is_allowed() {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(&body);
    // Of several tabs with this page the last one replaces what the others say of the same.
    options.set_tag(&[to.as_str(), " ", &title].concat());
    // Some browsers let only their workers do this.
    let Ok(notification) = Notification::new_with_options(&title, &options) else {
        use_notifying().told.set(Some(Text::NotifyUnsupported));
        return;
    };
    let shown = notification.clone();
    let on_click = Closure::once_into_js(move || {
        let _ = window().focus();
        shown.close();
        go.run((to,));
    });
    notification.set_onclick(on_click.dyn_ref());
}
