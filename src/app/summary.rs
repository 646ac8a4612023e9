//! The top of the page: what needs action, in a sentence, four tiles and two lists.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    data::use_tenant_data,
    error_text::{section_name, state_cause},
    refusal::is_not_asked,
    since::SinceLine,
    snooze::{snooze_tag, use_snoozed},
    tab::{Tab, href},
    tiles::{TileWords, Value, tiles},
    words::{act_by_words, connector_reason, count, health_word, moment, not_known},
};
use crate::{
    browser::storage::{self, Area},
    domain::{
        cloud::Cloud,
        connector::{Connector, ConnectorKind},
        health::{Health, NotKnown},
        service_issue::ServiceIssue,
        when::When,
    },
    graph::{
        section::SectionId,
        summary::{Line, Summary as Counts},
    },
    i18n::{I18n, Plural, Text, use_i18n},
    rich_text::text::reveal,
    ui::{ExternalLink, HealthCount, StatusIcon, Tile, memo, part},
};

/// How many lines each list has at most.
pub const LINES: usize = 5;
/// Where it is remembered that the lists are open on the other tabs.
const KEY: &str = "summary-open";
/// The id of the button that shows all lines of the second list.
pub const MORE: &str = "summary-more";
/// The id of the button that opens them.
pub const TOGGLE: &str = "summary-toggle";

/// The sentence: what needs action, what could not be checked. Both are said, and nothing is called fine that was not read.
pub fn head_sentence(i18n: I18n, counts: &Counts, is_loading: bool) -> (String, Option<String>) {
    let unread = || i18n.plural(Plural::HeadUnread, counts.not_checked, &[]);
    match (counts.to_act_on, counts.not_checked) {
        (0, _) if is_loading => (i18n.text(Text::HeadChecking), None),
        (0, 0) => (i18n.text(Text::HeadNothing), None),
        (0, parts) => (i18n.plural(Plural::HeadNothingButUnread, parts, &[]), None),
        (things, 0) => (i18n.plural(Plural::HeadAction, things, &[]), None),
        (things, _) => (i18n.plural(Plural::HeadAction, things, &[]), Some(unread())),
    }
}

/// Whether the reader has the lists open on the other tabs.
pub fn is_open() -> bool {
    storage::get(Area::Local, KEY).as_deref() == Some("true")
}

/// The summary. On the first tab it is whole; on the others only the sentence and the tiles stay, and a button opens the lists.
#[component]
pub fn Summary(
    /// The tab that is open.
    tab: Memo<Tab>,
) -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let counts = data.summary();
    let snoozed = use_snoozed();
    let is_compact = memo(move || tab.get() != Tab::TenantDetails);
    let is_loading = memo(move || data.sections().with(|sections| sections.is_loading()));
    let sentence = move || counts.with(|counts| head_sentence(i18n, counts, is_loading.get()));
    let unhealthy_soon = move || match counts.with(|counts| counts.unhealthy_soon) {
        0 => None,
        number => {
            let to = href(Tab::TenantDetails, &[("horizon", "30")]);
            let text = i18n.plural(Plural::HeadSoon, number, &[]);
            Some(view! { <a class="summary__soon" href=to data-noscroll="">{text}</a> }.into_any())
        }
    };
    let open = RwSignal::new(is_open());
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        storage::set(Area::Local, KEY, if open.get_untracked() { "true" } else { "false" });
    };
    let toggle_text = move || i18n.text(if open.get() { Text::SummaryHide } else { Text::SummaryShow });
    view! {
        <section class="summary" data-compact=move || is_compact.get().then_some("") aria-labelledby="summary-title">
            <div class="summary__head">
                <h1 id="summary-title" tabindex="-1">{move || sentence().0}</h1>
                {move || sentence().1.map(|unread| view! { <span class="summary__unread">{unread}</span> }.into_any())}
                {part(move || {
                    let number = snoozed.count();
                    (number > 0).then(|| {
                        let text = i18n.plural(Plural::SnoozeCount, number, &[]);
                        view! { <span class="summary__unread" data-snoozed="">{text}</span> }.into_any()
                    })
                })}
                {move || unhealthy_soon()}
                <button
                    type="button"
                    class="button summary__toggle"
                    id=TOGGLE
                    data-look="link"
                    hidden=move || !is_compact.get()
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls="summary-lists"
                    on:click=toggle
                >
                    {move || toggle_text()}
                </button>
            </div>
            <SinceLine/>
            <Tiles/>
            <div class="summary__lists" id="summary-lists" hidden=move || is_compact.get() && !open.get()>
                <div class="summary__list">
                    <h2>{i18n.text(Text::SummaryConnectors)}</h2>
                    <ConnectorLines/>
                </div>
                <div class="summary__list">
                    <h2>{i18n.text(Text::SummaryOther)}</h2>
                    <OtherLines/>
                </div>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Tiles() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let (sections, now) = (data.sections(), data.now());
    let tiles = memo(move || {
        let is_not_asked = |section| is_not_asked(data, section);
        data.summary().with(|counts| tiles(i18n, &sections.get(), counts, now.get(), &is_not_asked))
    });
    // Each follows by itself: a refresh changes texts, not elements.
    let tile = move |place: usize| {
        let of = move |pick: fn(&TileWords) -> String| Signal::derive(move || tiles.with(|tiles| pick(&tiles[place])));
        let value = memo(move || tiles.with(|tiles| tiles[place].value.clone()));
        let title = tiles.with_untracked(|tiles| i18n.text(tiles[place].title));
        view! { <Tile href=of(|tile| tile.to.clone()) title note=of(|tile| tile.note.clone())>{move || tile_value(i18n, value.get())}</Tile> }
            .into_any()
    };
    view! { <div class="summary__tiles">{[0, 1, 2, 3].map(tile)}</div> }.into_any()
}

fn tile_value(i18n: I18n, value: Value) -> AnyView {
    match value {
        Value::Words(words) => words.into_any(),
        Value::Moment(at, words) => moment(at, words),
        Value::Counts(counts) => counts
            .into_iter()
            .map(|(health, number)| {
                view! { <HealthCount health=health.as_str() count=count(i18n, number) word=health_word(i18n, health)/> " " }
                    .into_any()
            })
            .collect_view()
            .into_any(),
    }
}

/// The five worst connectors that are enabled, so that a quiet day shows evidence too. What the reader knows about makes room for the rest.
pub fn connector_lines<'a>(connectors: &'a [Connector], is_snoozed: &dyn Fn(ConnectorKind) -> bool) -> Vec<&'a Connector> {
    let is_named = |connector: &&Connector| connector.health() != Health::NotEnabled && is_told_here(connector);
    let (known, other): (Vec<_>, Vec<_>) = connectors.iter().filter(is_named).partition(|connector| is_snoozed(connector.kind));
    other.into_iter().chain(known).take(LINES).collect()
}

#[component]
fn ConnectorLines() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let sections = data.sections();
    let snoozed = use_snoozed();
    let now = data.now();
    let lines = move || {
        let sections = sections.get();
        let lines = connector_lines(&sections.connectors.value, &|kind| snoozed.of(kind).is_some());
        lines.into_iter().map(|connector| line(i18n, connector, now.get())).collect_view()
    };
    let total = move || i18n.format(Text::SummarySeeAll, &[("n", &count(i18n, sections.get().connectors.value.len()))]);
    view! {
        <ul role="list">{move || lines()}</ul>
        <a class="summary__all" href=href(Tab::Connectors, &[])>{move || total()}</a>
    }
    .into_any()
}

/// Rows without an answer are told once for all of them, in the other list.
fn is_told_here(connector: &Connector) -> bool {
    !matches!(connector.verdict.reason, crate::domain::health::Reason::NotKnown(NotKnown::Missing | NotKnown::Loading))
}

fn line(i18n: I18n, connector: &Connector, now: DateTime<Utc>) -> AnyView {
    let health = connector.health();
    let name = i18n.connector_name(connector.kind.key());
    let portal = use_tenant_data().cloud_now().portal_link(connector.kind);
    let hint = format!(": {name} ({})", i18n.text(Text::AppNewTab));
    let to = href(Tab::Connectors, &[("connector", connector.kind.key())]);
    view! {
        <li class="summary__line" data-ref=connector.kind.key() data-health=health.as_str()>
            <StatusIcon health=health.as_str() word=health_word(i18n, health)/>
            <a class="summary__name" href=to>{name}</a>
            <span class="summary__reason">{snooze_tag(i18n, connector.kind)} " " {connector_reason(i18n, connector, now)}</span>
            <span class="summary__open"><ExternalLink href=portal text=i18n.text(Text::LinkOpenIntune) new_tab_hint=hint icon_only=true/></span>
        </li>
    }
    .into_any()
}

/// What else needs action, and what could not be read.
#[component]
fn OtherLines() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let counts = data.summary();
    let now = data.now();
    let limit = RwSignal::new(LINES);
    let lines = move || {
        counts.with(|counts| counts.lines.iter().take(limit.get()).map(|line| other_line(i18n, line, now.get())).collect_view())
    };
    let more = move || {
        let more = counts.with(|counts| counts.lines.len().saturating_sub(limit.get()));
        (more > 0).then(|| {
            let text = i18n.format(Text::ActionShowMore, &[("n", &count(i18n, more))]);
            view! {
                <button type="button" class="button summary__all" id=MORE data-look="link" on:click=move |_| limit.set(usize::MAX)>
                    {text}
                </button>
            }
            .into_any()
        })
    };
    let is_empty = move || counts.with(|counts| counts.lines.is_empty());
    view! {
        <ul role="list" hidden=move || is_empty()>{move || lines()}</ul>
        {move || more()}
        <p class="summary__all" hidden=move || !is_empty()>{i18n.text(Text::SummaryNothingElse)}</p>
    }
    .into_any()
}

/// What a line of the second list shows.
pub struct Shown {
    /// How bad it is.
    pub health: Health,
    /// The status in words.
    pub word: String,
    /// The value of `data-ref`.
    pub reference: String,
    /// The address on this page.
    pub to: String,
    /// What it is about.
    pub name: String,
    /// Whether Microsoft wrote the name.
    pub is_english: bool,
    /// Why it is here; may be empty.
    pub reason: String,
    /// Where it is mended: address and the text of the link.
    pub portal: Option<(String, Text)>,
}

/// What a line of the second list shows.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of line")]
pub fn shown(i18n: I18n, cloud: Cloud, line: &Line, now: DateTime<Utc>) -> Shown {
    let told = |health: Health| (health, health_word(i18n, health));
    let started = |issue: &ServiceIssue| {
        issue.started.as_ref().and_then(When::instant).map(|at| i18n.relative(at, now)).unwrap_or_default()
    };
    match line {
        Line::Account(status) => {
            let (health, word) = told(Health::Warning);
            let name = i18n.format(Text::SummaryAccountStatus, &[("status", &i18n.word("subscriptionState", status))]);
            let portal = Some((cloud.tenant_status(), Text::LinkOpenIntune));
            Shown {
                health,
                word,
                reference: "accountStatus".to_owned(),
                to: href(Tab::TenantDetails, &[]),
                name,
                is_english: false,
                reason: String::new(),
                portal,
            }
        }
        Line::Incident(issue) | Line::Environment(issue) => {
            let is_incident = matches!(line, Line::Incident(_));
            let (health, word) =
                if is_incident { (Health::Unhealthy, i18n.word("classification", "incident")) } else { told(Health::Warning) };
            let title = reveal(&issue.title);
            let name = if is_incident {
                i18n.format(Text::SummaryIncident, &[("id", &reveal(&issue.id)), ("title", &title)])
            } else {
                i18n.format(Text::SummaryEnvironment, &[("title", &title)])
            };
            Shown {
                health,
                word,
                reference: issue.id.clone(),
                to: href(Tab::ServiceHealth, &[("issue", &issue.id)]),
                name,
                is_english: false,
                reason: started(issue),
                portal: Some((cloud.issue_link(&issue.id, false), Text::LinkOpenM365)),
            }
        }
        Line::ActBy(message, at) => {
            let (health, word) = told(Health::Warning);
            Shown {
                health,
                word,
                reference: message.id.clone(),
                to: href(Tab::ServiceHealth, &[("message", &message.id)]),
                name: reveal(&message.title),
                is_english: true,
                reason: act_by_words(i18n, *at, now),
                portal: Some((cloud.message_link(&message.id), Text::LinkOpenMessageCenter)),
            }
        }
        Line::UsedUp(license) => {
            let (health, word) = told(Health::Warning);
            let arguments = [
                ("license", license.name.as_str()),
                ("left", &i18n.number(license.left())),
                ("total", &i18n.number(license.total)),
            ];
            Shown {
                health,
                word,
                reference: license.part_number.clone(),
                to: href(Tab::TenantDetails, &[]),
                name: i18n.format(Text::SummaryLicenses, &arguments),
                is_english: false,
                reason: String::new(),
                portal: Some((cloud.licenses_link(), Text::LinkOpenM365)),
            }
        }
        Line::NotRead(section, state) => {
            let (health, word) = told(Health::Unknown);
            let tab = match section {
                SectionId::Tenant | SectionId::Licenses => Tab::TenantDetails,
                SectionId::Connectors => Tab::Connectors,
                SectionId::ServiceHealth | SectionId::EnvironmentIssues | SectionId::News => Tab::ServiceHealth,
            };
            let problem = state_cause(i18n, *state);
            let name = i18n.format(Text::SummaryUnread, &[("section", &section_name(i18n, *section)), ("problem", &problem)]);
            Shown {
                health,
                word,
                reference: section.as_str().to_owned(),
                to: href(tab, &[]),
                name,
                is_english: false,
                reason: String::new(),
                portal: None,
            }
        }
        Line::NotReadable(why, number) => {
            let (health, word) = told(Health::Unknown);
            let name = match why {
                NotKnown::Refused => i18n.plural(Plural::SummaryRefused, *number, &[]),
                NotKnown::Missing => i18n.plural(Plural::SummaryMissing, *number, &[]),
                other => i18n.plural(Plural::SummaryFailed, *number, &[("cause", &not_known(i18n, other))]),
            };
            let to = href(Tab::Connectors, &[("show", "unchecked")]);
            Shown {
                health,
                word,
                reference: "notReadable".to_owned(),
                to,
                name,
                is_english: false,
                reason: String::new(),
                portal: None,
            }
        }
    }
}

fn other_line(i18n: I18n, line: &Line, now: DateTime<Utc>) -> AnyView {
    let shown = shown(i18n, use_tenant_data().cloud_now(), line, now);
    let portal = shown.portal.map(|(href, text)| {
        let hint = format!(": {} ({})", shown.name, i18n.text(Text::AppNewTab));
        view! { <span class="summary__open"><ExternalLink href text=i18n.text(text) new_tab_hint=hint icon_only=true/></span> }
            .into_any()
    });
    view! {
        <li class="summary__line" data-ref=shown.reference data-health=shown.health.as_str()>
            <StatusIcon health=shown.health.as_str() word=shown.word/>
            <a class="summary__name" href=shown.to lang=shown.is_english.then_some("en")>{shown.name}</a>
            <span class="summary__reason">{shown.reason}</span>
            {portal}
        </li>
    }
    .into_any()
}
