//! What the reader saw of each tenant, kept in this browser, and what has changed since. See [`crate::domain::visit`] for what is kept,
//! and how much at the most.
//!
//! Two pictures are kept of a tenant: of this visit, and of the one before, which the page compares with for as long as it is open. A page
//! that is opened more than half an hour after a visit begins another one; one that is opened again sooner loses none of the changes.

use std::cell::RefCell;

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    data::{TenantData, use_tenant_data},
    focus::focus_when_lost,
    overlay::{Overlay, use_overlays},
    since::{COMPARED, Found, STATE, Since, forget_all, tab_of, use_since},
    tab::href,
    words::count,
};
use crate::{
    browser::{
        clock,
        storage::{self, Area},
    },
    domain::{
        health::Health,
        visit::{Change, Kind, Visit, issue_status, license_numbers, message_date},
    },
    graph::section::{SectionId, SectionState},
    i18n::{I18n, Plural, Text, use_i18n},
    rich_text::text::reveal,
    ui::{Live, StatusIcon},
};

/// Before the tenant's id: what was seen in this visit.
pub(super) const NOW: &str = "since.now.";
/// Before the tenant's id: what was seen in the visit before.
pub(super) const LAST: &str = "since.last.";
/// In the place of [`STATE`]: the reader does not want it.
pub(super) const OFF: &str = "off";
/// How many changes of one kind are listed at the most.
const LISTED: usize = 100;

thread_local! {
    /// The visits before, which this page compares with, by tenant.
    static BEFORE: RefCell<Vec<(String, Option<Visit>)>> = const { RefCell::new(Vec::new()) };
}

/// What compares and keeps.
pub struct SincePart {
    /// What has changed, where there is anything to compare with.
    pub compare: fn(TenantData) -> Option<Found>,
    /// Keeps what is seen.
    pub keep: fn(TenantData, Since),
    /// Draws the line of the summary.
    pub line: fn() -> AnyView,
    /// Draws the list.
    pub list: fn() -> AnyView,
}

/// The part.
pub static SINCE: SincePart =
    SincePart { compare, keep, line: || view! { <Line/> }.into_any(), list: || view! { <List/> }.into_any() };

fn is_on() -> bool {
    storage::get(Area::Local, STATE).as_deref() != Some(OFF)
}

fn kept(kind: &str, tenant: &str) -> Option<Visit> {
    Visit::read(&storage::get(Area::Local, &[kind, tenant].concat())?)
}

fn set(kind: &str, tenant: &str, visit: &Visit) -> bool {
    storage::set(Area::Local, &[kind, tenant].concat(), &visit.write())
}

/// The id of the tenant that is shown.
fn tenant(data: TenantData) -> Option<String> {
    Some(data.tenant_key()).filter(|tenant| !tenant.is_empty())
}

/// Whether the page shows how things are: not what was kept for want of a network, and not another day.
fn is_current(data: TenantData) -> bool {
    !data.is_kept() && data.what_if().is_none()
}

/// The visit that this page compares with: the last one that is over when the page is opened.
fn before(tenant: &str) -> Option<Visit> {
    let known = BEFORE.with_borrow(|all| all.iter().find(|(of, _)| of == tenant).map(|(_, visit)| visit.clone()));
    known.unwrap_or_else(|| {
        let over = kept(NOW, tenant).filter(|visit| visit.is_over(clock::now()));
        let visit = over.or_else(|| kept(LAST, tenant));
        compare_with(tenant, visit.clone());
        visit
    })
}

fn compare_with(tenant: &str, visit: Option<Visit>) {
    BEFORE.with_borrow_mut(|all| {
        all.retain(|(of, _)| of != tenant);
        all.push((tenant.to_owned(), visit));
    });
}

/// What is seen now, as far as it was read.
fn seen(data: TenantData) -> Visit {
    let mut visit = Visit::new(clock::now());
    let sections = data.sections().get();
    let read = |state: SectionState| state.has_data().then_some(state != SectionState::Partial);
    if read(sections.connectors.state).is_some() {
        visit.see_connectors(&sections.connectors.value);
    }
    if let Some(is_whole) = read(sections.licenses.state) {
        visit.see_licenses(&sections.licenses.value.licenses, is_whole);
    }
    // Of the other section of the issues the overall status may be missing, which says nothing about them.
    if let Some(is_whole) = read(sections.environment_issues.state) {
        let health = &sections.service_health.value;
        let all = [&sections.environment_issues.value, &health.active, &health.past].into_iter().flatten();
        visit.see_issues(&all.collect::<Vec<_>>(), is_whole);
    }
    if let Some(is_whole) = read(sections.news.state) {
        visit.see_messages(&sections.news.value.messages, is_whole);
    }
    visit
}

fn compare(data: TenantData) -> Option<Found> {
    let tenant = tenant(data)?;
    if !is_on() || !is_current(data) {
        return None;
    }
    let (before, now) = (before(&tenant)?, clock::now());
    let at = before.at(now);
    // A file that is older than the visit tells nothing new.
    if data.is_file() && at.is_none_or(|at| data.read_at().is_none_or(|read_at| read_at < at)) {
        return None;
    }
    let sections = data.sections().get();
    let states = [SectionId::Connectors, SectionId::Licenses, SectionId::EnvironmentIssues, SectionId::News]
        .map(|section| sections.state(section));
    let is_whole = (!states.contains(&SectionState::Loading))
        .then(|| states.iter().all(|state| matches!(state, SectionState::Ready | SectionState::Stale)));
    Some(Found { at, changes: before.changes(&seen(data)), is_whole })
}

fn keep(data: TenantData, since: Since) {
    let Some(tenant) = tenant(data).filter(|_| is_on() && !data.is_file() && is_current(data)) else { return };
    let before = before(&tenant);
    // Another tab of the browser may have kept something meanwhile.
    let now = kept(NOW, &tenant).unwrap_or_else(|| Visit::new(clock::now())).updated(&seen(data));
    let state = match &before {
        Some(before) => {
            let is_kept = kept(LAST, &tenant).as_ref() == Some(before) || set(LAST, &tenant, before);
            is_kept.then(|| COMPARED.to_owned())
        }
        // Without what was seen: when is all that the next page needs to know before it has read anything.
        None => Some(clock::now().timestamp_millis().to_string()),
    };
    let is_kept = set(NOW, &tenant, &now) && state.is_some_and(|state| storage::set(Area::Local, STATE, &state));
    since.is_refused.set(!is_kept);
}

/// What is seen now is what the next changes are told of.
fn mark_as_seen(data: TenantData, since: Since) {
    if let Some(tenant) = untrack(|| tenant(data)) {
        let now = untrack(|| seen(data));
        let visit = untrack(|| before(&tenant)).map_or(now.clone(), |before| before.updated(&now));
        compare_with(&tenant, Some(visit));
        if !untrack(|| data.is_file()) {
            untrack(|| keep(data, since));
        }
        since.round.update(|round| *round += 1);
    }
}

/// Forgets what was seen of the tenant that is shown.
fn forget(data: TenantData, since: Since) {
    if let Some(tenant) = untrack(|| tenant(data)) {
        for kind in [NOW, LAST] {
            storage::remove(Area::Local, &[kind, &tenant].concat());
        }
        storage::remove(Area::Local, STATE);
        compare_with(&tenant, None);
        since.round.update(|round| *round += 1);
    }
}

/// Since when, and how much.
#[component]
fn Line() -> impl IntoView {
    let i18n = use_i18n();
    let overlays = use_overlays();
    let data = use_tenant_data();
    let since = use_since();
    move || {
        let found = since.found.get()?;
        let number = found.changes.len();
        let rest = match (number, found.is_whole) {
            (0, None) => return None,
            (0, Some(true)) => i18n.text(Text::SinceNone).into_any(),
            (0, Some(false)) => i18n.text(Text::SinceNoneRead).into_any(),
            _ => view! {
                <button type="button" class="button" data-look="link" aria-haspopup="dialog" data-action="since" on:click=move |_| overlays.open(Overlay::Since)>
                    {i18n.plural(Plural::SinceChanges, number, &[])}
                </button>
                {seen_button(i18n, data, since)}
            }
            .into_any(),
        };
        Some(view! { <p class="since__line">{since_words(i18n, found.at)} " " {rest}</p> }.into_any())
    }
}

fn since_words(i18n: I18n, at: Option<DateTime<Utc>>) -> String {
    match at {
        Some(at) => i18n.format(Text::SinceLine, &[("date", &i18n.date_long(at))]),
        None => i18n.text(Text::SinceUndated),
    }
}

/// Of a file nothing is kept, so nothing of it can be marked.
fn seen_button(i18n: I18n, data: TenantData, since: Since) -> Option<AnyView> {
    let live = use_context::<Live>();
    let overlays = use_overlays();
    let press = move |_| {
        let mark = move || {
            mark_as_seen(data, since);
            if let Some(live) = live {
                live.say(i18n.text(Text::SinceMarked));
            }
            focus_when_lost("summary-title".to_owned());
        };
        match overlays.now_open() {
            Some(_) => overlays.leave(mark),
            None => mark(),
        }
    };
    let button = view! {
        <button type="button" class="button" data-look="link" data-action="seen" on:click=press>{i18n.text(Text::SinceSeen)}</button>
    };
    (!untrack(|| data.is_file())).then(|| button.into_any())
}

/// The inside of the dialog: all changes, with before and now.
#[component]
fn List() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let since = use_since();
    let list = move || {
        let Some(found) = since.found.get() else {
            return view! { <p>{i18n.text(Text::SinceNothingKept)}</p> }.into_any();
        };
        let groups = Kind::ALL.map(|kind| {
            let changes: Vec<_> = found.changes.iter().filter(|change| change.kind == kind).collect();
            (!changes.is_empty()).then(|| group(i18n, data, kind, &changes))
        });
        let none = found.changes.is_empty().then(|| {
            let text = i18n.text(if found.is_whole == Some(true) { Text::SinceNone } else { Text::SinceNoneRead });
            view! { " " {text} }.into_any()
        });
        let gone = found.changes.iter().any(|change| change.now.is_none());
        let gone = gone.then(|| view! { <p class="since__note">{i18n.text(Text::SinceGoneNote)}</p> }.into_any());
        let seen = (!found.changes.is_empty()).then(|| seen_button(i18n, data, since));
        view! {
            <p>{since_words(i18n, found.at)} {none}</p>
            {groups.into_iter().collect_view()}
            {gone}
            <div>{seen}</div>
        }
        .into_any()
    };
    move || list()
}

fn group(i18n: I18n, data: TenantData, kind: Kind, changes: &[&Change]) -> AnyView {
    let heading = i18n.text(match kind {
        Kind::Connector => Text::TabConnectors,
        Kind::License => Text::LicenseTitle,
        Kind::Issue => Text::HealthTitle,
        Kind::Message => Text::NewsTitle,
    });
    let left = changes.len().saturating_sub(LISTED);
    let more = (left > 0)
        .then(|| view! { <p class="since__note">{i18n.format(Text::SinceMore, &[("n", &count(i18n, left))])}</p> }.into_any());
    view! {
        <section class="since__group" data-kind=kind.as_str()>
            <h3>{heading}</h3>
            <ul role="list">{changes.iter().take(LISTED).map(|change| change_line(i18n, data, change)).collect_view()}</ul>
            {more}
        </section>
    }
    .into_any()
}

fn change_line(i18n: I18n, data: TenantData, change: &Change) -> AnyView {
    let overlays = use_overlays();
    let (name, is_english) = name_of(i18n, data, change);
    let (parameter, is_link) = match change.kind {
        Kind::Connector => ("connector", true),
        Kind::Issue => ("issue", change.now.is_some()),
        Kind::Message => ("message", change.now.is_some()),
        Kind::License => ("", true),
    };
    let lang = is_english.then_some("en");
    let query = if parameter.is_empty() { "" } else { change.id.as_str() };
    let to = href(tab_of(change.kind), &[(parameter, query)]);
    let name = if is_link {
        view! { <a href=to lang=lang on:click=move |_| overlays.leave(|| {})>{name}</a> }.into_any()
    } else {
        name.into_any()
    };
    let what = match (&change.before, &change.now) {
        (None, _) => "new",
        (_, None) => "gone",
        _ => "changed",
    };
    let side = |label: Text, value: &Option<String>, absent: Text| {
        let value = match value {
            Some(value) => value_view(i18n, change.kind, value),
            None => i18n.text(absent).into_any(),
        };
        view! {
            <span class="since__side">
                <span class="since__label">{i18n.text(label)}</span>
                " "
                {value}
            </span>
        }
        .into_any()
    };
    view! {
        <li class="since__item" data-ref=change.id.clone() data-change=what>
            <span class="since__name">{name}</span>
            {side(Text::SinceBefore, &change.before, Text::SinceNotListed)}
            {side(Text::SinceNow, &change.now, Text::SinceGone)}
        </li>
    }
    .into_any()
}

/// What is called how now, and whether that is English; what is no longer listed has only its id.
fn name_of(i18n: I18n, data: TenantData, change: &Change) -> (String, bool) {
    let sections = data.sections().get();
    let id = &change.id;
    let titled = |title: Option<&str>| match title {
        Some(title) => ([&reveal(id), " ", &reveal(title)].concat(), true),
        None => (reveal(id), false),
    };
    match change.kind {
        Kind::Connector => (i18n.connector_name(id), false),
        Kind::License => {
            let license = sections.licenses.value.licenses.iter().find(|license| license.part_number == *id);
            (license.map_or(id, |license| &license.name).clone(), false)
        }
        Kind::Issue => {
            let health = &sections.service_health.value;
            let mut all = [&sections.environment_issues.value, &health.active, &health.past].into_iter().flatten();
            titled(all.find(|issue| issue.id == *id).map(|issue| issue.title.as_str()))
        }
        Kind::Message => {
            titled(sections.news.value.messages.iter().find(|message| message.id == *id).map(|message| message.title.as_str()))
        }
    }
}

/// A value in words.
fn value_view(i18n: I18n, kind: Kind, value: &str) -> AnyView {
    match kind {
        Kind::Connector => {
            // What was kept may be of another version of the page.
            let health = Health::ALL.into_iter().find(|health| health.as_str() == value).unwrap_or(Health::Unknown).as_str();
            let word = i18n.word("health", health);
            view! { <StatusIcon health word=String::new()/> " " {word} }.into_any()
        }
        Kind::License => match license_numbers(value) {
            Some((assigned, total)) => {
                let numbers = [("assigned", i18n.number(assigned)), ("total", i18n.number(total))];
                i18n.format(Text::SinceLicenses, &numbers.each_ref().map(|(name, number)| (*name, number.as_str()))).into_any()
            }
            None => value.to_owned().into_any(),
        },
        Kind::Issue => i18n.word("issueStatus", issue_status(value)).into_any(),
        Kind::Message => match message_date(value) {
            Some(at) => i18n.format(Text::SinceVersion, &[("date", &i18n.date_long(at))]).into_any(),
            None => i18n.text(Text::SinceVersionUndated).into_any(),
        },
    }
}

/// The group of the settings.
pub fn settings() -> AnyView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let since = use_since();
    let on = RwSignal::new(is_on());
    let live = use_context::<Live>();
    let switch = move |event| {
        let wanted = event_target_checked(&event);
        on.set(wanted);
        if wanted {
            storage::remove(Area::Local, STATE);
            untrack(|| keep(data, since));
        } else {
            forget(data, since);
            // Of the other tenants, too: nothing here would name them any more.
            forget_all();
            BEFORE.with_borrow_mut(Vec::clear);
            since.is_refused.set(!storage::set(Area::Local, STATE, OFF));
        }
        since.round.update(|round| *round += 1);
    };
    let is_kept = memo_kept(data, since);
    let text = move || {
        let (name, id) = data.tenant_name_and_id();
        let tenant = name.or(id).unwrap_or_default();
        if since.is_refused.get() {
            i18n.text(Text::SinceRefused)
        } else if is_kept.get() {
            i18n.format(Text::SinceKept, &[("tenant", &tenant)])
        } else {
            i18n.text(Text::SinceNothingKept)
        }
    };
    let press = move |_| {
        forget(data, since);
        if let Some(live) = live {
            live.say(i18n.text(Text::SinceForgotten));
        }
        focus_when_lost("since-on".to_owned());
    };
    let button = move || {
        is_kept.get().then(|| {
            view! {
                <button type="button" class="button" data-action="forget-seen" on:click=press>{i18n.text(Text::SinceForget)}</button>
            }
            .into_any()
        })
    };
    view! {
        <section class="settings__group">
            <h3>{i18n.text(Text::SinceTitle)}</h3>
            <label class="check">
                <input type="checkbox" id="since-on" prop:checked=on on:change=switch/>
                <span>{i18n.text(Text::SinceOn)}</span>
            </label>
            <p role="status">{move || text()}</p>
            {move || button()}
        </section>
    }
    .into_any()
}

fn memo_kept(data: TenantData, since: Since) -> Memo<bool> {
    crate::ui::memo(move || {
        since.round.track();
        tenant(data).is_some_and(|tenant| kept(NOW, &tenant).or_else(|| kept(LAST, &tenant)).is_some())
    })
}
