//! Incidents and advisories: what is active, what lies in the reader's own environment, what ended lately.

use std::sync::Arc;

use leptos::{html, prelude::*};

use super::item::{Kind, Opening, actions, close_opened, detail_id, head, relative, rich, use_opened, use_toggle};
use crate::{
    app::{
        data::use_tenant_data,
        opening::{open_on_click, reveal_once},
        section_view::SectionView,
        words::{count, date_and_utc, moment},
    },
    domain::{
        service_issue::{Classification, ServiceIssue, excerpt},
        when::When,
    },
    graph::section::{SectionId, SectionState, Sections},
    i18n::{I18n, Plural, Text, use_i18n},
    rich_text::{ContentKind, node::plain_text, parse::parse, text::reveal},
    ui::{Disclosure, ExternalLink, StatusBadge, Tag, each, memo},
};

/// How many characters of the newest post stand at the top of an opened issue.
const EXCERPT: usize = 280;

type Issues = Vec<Arc<ServiceIssue>>;

/// Issues whose origin is the customer.
#[component]
pub fn EnvironmentIssues() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let sections = data.sections();
    let number = move || sections.get().environment_issues.value.len();
    let note = Signal::derive(move || match number() {
        0 => String::new(),
        number => count(i18n, number),
    });
    view! {
        <SectionView name=SectionId::EnvironmentIssues status=data.status(|sections| (&sections.environment_issues).into()) heading=Text::EnvironmentTitle note=note flush=true rows=1>
            <p class="empty-note" data-tone="success" hidden=move || { number() > 0 || sections.get().environment_issues.state == SectionState::Partial }>
                {i18n.text(Text::EnvironmentNone)}
            </p>
            <IssueTable issues=|sections| &sections.environment_issues.value caption=Text::EnvironmentTitle/>
        </SectionView>
    }
    .into_any()
}

/// What is active, and what ended in the last 30 days.
#[component]
pub fn ServiceHealth() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let sections = data.sections();
    let opened = use_opened(Kind::Issue);
    let now = data.now();

    let note = Signal::derive(move || {
        let active = &sections.get().service_health.value.active;
        let incidents = active.iter().filter(|issue| issue.classification == Classification::Incident).count();
        match (incidents, active.len() - incidents) {
            (0, 0) => String::new(),
            (incidents, advisories) => {
                [i18n.plural(Plural::TileIncidents, incidents, &[]), i18n.plural(Plural::TileAdvisories, advisories, &[])]
                    .join(" · ")
            }
        }
    });
    let overview = move || {
        let status = sections.get().service_health.value.overview.clone()?;
        let health = if status.eq_ignore_ascii_case("serviceOperational") { "healthy" } else { "warning" };
        let word = i18n.format(Text::HealthIntune, &[("status", &i18n.word("issueStatus", &status))]);
        Some(view! { <StatusBadge health word/> }.into_any())
    };
    let nothing = move || {
        let relative = sections.get().service_health.read_at.map(|at| i18n.relative(at, now.get())).unwrap_or_default();
        i18n.format(Text::HealthNone, &[("rel", &relative)])
    };
    let is_past = move |id: &str| has(&sections.get().service_health.value.past, id);
    let past = move || sections.get().service_health.value.past.len();
    // An address that opens a past issue opens the list that it is in.
    let asked = RwSignal::new(false);
    let past_open = memo(move || asked.get() || opened.with(|id| id.as_deref().is_some_and(is_past)));
    let not_listed = move || {
        let id = opened.get()?;
        let is_listed = is_past(&id)
            || has(&sections.get().service_health.value.active, &id)
            || has(&sections.get().environment_issues.value, &id);
        let has_data = sections.get().service_health.state.has_data();
        (has_data && !is_listed)
            .then(|| view! { <p class="empty-note">{i18n.format(Text::HealthNotListed, &[("id", &reveal(&id))])}</p> }.into_any())
    };
    let cloud = data.cloud_now();
    let hint = move || i18n.text(Text::AppNewTab);
    let foot = move || {
        view! {
            <ExternalLink href=cloud.service_history_link() text=i18n.text(Text::LinkPastIssues) new_tab_hint=hint()/>
            <button
                type="button"
                class="button"
                data-look="link"
                // A count of nothing read would look like good news.
                hidden=move || !sections.get().service_health.state.has_data()
                aria-expanded=move || if past_open.get() { "true" } else { "false" }
                on:click=move |_| asked.update(|asked| *asked = !*asked)
            >
                {move || i18n.format(Text::HealthPastHere, &[("n", &count(i18n, past()))])}
            </button>
            <ExternalLink href=cloud.service_health_link() text=i18n.text(Text::LinkPreferences) new_tab_hint=hint()/>
        }
    };
    view! {
        <SectionView name=SectionId::ServiceHealth status=data.status(|sections| (&sections.service_health).into()) heading=Text::HealthTitle note=note actions=overview flush=true foot=foot rows=4>
            {move || not_listed()}
            // What was not read is no good news.
            <p
                class="empty-note"
                data-tone="success"
                hidden=move || {
                    let health = &sections.get().service_health;
                    !health.value.active.is_empty() || health.state == SectionState::Partial
                }
            >
                {move || nothing()}
            </p>
            <IssueTable issues=|sections| &sections.service_health.value.active caption=Text::HealthTitle/>
            <div class="past" hidden=move || !past_open.get()>
                <p class="empty-note" hidden=move || { past() > 0 }>{i18n.text(Text::HealthNoPast)}</p>
                <IssueTable issues=|sections| &sections.service_health.value.past caption=Text::LinkPastIssues/>
            </div>
        </SectionView>
    }
    .into_any()
}

fn has(issues: &Issues, id: &str) -> bool {
    issues.iter().any(|issue| issue.id == id)
}

#[component]
fn IssueTable(
    /// In the order to show.
    issues: fn(&Sections) -> &Issues,
    /// What the table holds, for readers aloud.
    caption: Text,
) -> impl IntoView {
    let i18n = use_i18n();
    let sections = use_tenant_data().sections();
    let opened = use_opened(Kind::Issue);
    let toggle = use_toggle(Kind::Issue, opened);
    let table = NodeRef::<html::Table>::new();
    reveal_once(table, move || Some(detail_id(&opened.get()?)));
    let rows = each(
        move || issues(&sections.get()).iter().map(|issue| issue.id.clone()).collect(),
        move |id| {
            let wanted = id.clone();
            let issue = memo(move || issues(&sections.get()).iter().find(|issue| issue.id == wanted).cloned());
            issue_row(i18n, id.clone(), issue, Opening::of(id, opened, toggle))
        },
    );
    view! {
        <table
            class="list-table issue-table"
            role="table"
            node_ref=table
            hidden=move || issues(&sections.get()).is_empty()
            on:keydown=close_opened(opened, toggle)
        >
            <caption><span class="visually-hidden">{i18n.text(caption)}</span></caption>
            {head(&[Text::HealthType, Text::HealthIssue, Text::HealthFeature, Text::HealthStatus, Text::HealthStarted, Text::HealthUpdated])}
            {rows}
        </table>
    }
    .into_any()
}

fn issue_row(i18n: I18n, id: String, issue: Memo<Option<Arc<ServiceIssue>>>, opening: Opening) -> AnyView {
    // The row outlives the issue for the moment in which a refresh takes it away.
    let cell =
        move |make: fn(I18n, &ServiceIssue) -> AnyView| move || issue.with(|issue| issue.as_ref().map(|issue| make(i18n, issue)));
    let health = Signal::derive(move || issue.with(|issue| issue.as_ref().map(|issue| tone(issue))));
    let classification = move || {
        issue.with(|issue| {
            issue.as_ref().map(|issue| match issue.classification {
                Classification::Incident => "incident",
                Classification::Advisory => "advisory",
            })
        })
    };
    let is_resolved = move || issue.with(|issue| issue.as_ref().is_some_and(|issue| issue.is_resolved));
    let is_open = opening.is_open;
    let (on_toggle, on_click) = (opening.clone(), opening.clone());
    let detail = opening.detail("6", health, move || issue.get().map(|issue| issue_detail(i18n, &issue)));
    let controls = detail_id(&id);
    let shown_id = reveal(&id);
    let title = cell(|_, issue| view! { <bdi lang="en">{reveal(&issue.title)}</bdi> }.into_any());
    view! {
        <tbody
            class="row-group"
            role="rowgroup"
            data-issue=id
            data-classification=move || classification()
            data-resolved=move || if is_resolved() { "true" } else { "false" }
        >
            <tr class="list-row item-row" role="row" data-health=health data-open=move || is_open.get().then_some("") on:click=move |event| open_on_click(&event, || on_click.toggle())>
                <td role="cell" class="item-row__type">
                    {cell(|i18n, issue| {
                        let word = match issue.classification {
                            Classification::Incident => "incident",
                            Classification::Advisory => "advisory",
                        };
                        view! { <StatusBadge health=tone(issue) word=i18n.word("classification", word)/> }.into_any()
                    })}
                </td>
                <td role="cell" class="item-row__title">
                    <Disclosure open=is_open on_toggle=move || on_toggle.toggle() controls>
                        <span class="item-row__id">{shown_id}</span> " " {title}
                    </Disclosure>
                </td>
                <td role="cell" class="item-row__wide">{cell(|_, issue| view! { <bdi lang="en">{reveal(&issue.feature)}</bdi> }.into_any())}</td>
                <td role="cell" class="item-row__meta">{cell(|i18n, issue| i18n.word("issueStatus", &issue.status).into_any())}</td>
                <td role="cell" class="item-row__wide">{cell(|_, issue| relative(issue.started.as_ref()))}</td>
                <td role="cell" class="item-row__meta">{cell(|_, issue| relative(issue.updated.as_ref()))}</td>
            </tr>
            {detail}
        </tbody>
    }
    .into_any()
}

/// Incidents look like what is unhealthy, advisories like a warning, what is over like what is healthy.
fn tone(issue: &ServiceIssue) -> &'static str {
    match issue.classification {
        _ if issue.is_resolved => "healthy",
        Classification::Incident => "unhealthy",
        Classification::Advisory => "warning",
    }
}

fn issue_detail(i18n: I18n, issue: &ServiceIssue) -> AnyView {
    let cloud = use_tenant_data().cloud_now();
    let newest = issue.posts.first().map(|post| {
        let kind = if post.body.is_html { ContentKind::Html } else { ContentKind::Text };
        plain_text(&parse(&post.body.content, kind))
    });
    let fact = |label: Text, text: String| {
        (!text.trim().is_empty()).then(|| view! { <dt>{i18n.text(label)}</dt> <dd lang="en"><bdi>{text}</bdi></dd> }.into_any())
    };
    let date = |label: Text, when: Option<&When>| {
        let at = when.and_then(When::instant)?;
        Some(view! { <dt>{i18n.text(label)}</dt> <dd>{moment(at, date_and_utc(i18n, at))}</dd> }.into_any())
    };
    let latest = newest.as_deref().map(|text| excerpt(text, EXCERPT)).unwrap_or_default();
    let next = newest.as_deref().and_then(crate::domain::service_issue::next_update).map(str::to_owned).unwrap_or_default();
    let next = if issue.is_resolved { String::new() } else { next };
    let posts = issue
        .posts
        .iter()
        .map(|post| {
            let date = match post.created.as_ref().and_then(When::instant) {
                Some(at) => moment(at, date_and_utc(i18n, at)),
                None => ().into_any(),
            };
            let quick = post.is_quick.then(|| view! { <Tag text=i18n.word("postType", "quick")/> }.into_any());
            view! {
                <li class="timeline__item">
                    <h4 class="timeline__head">{date} " " {quick}</h4>
                    {rich(&post.body)}
                </li>
            }
            .into_any()
        })
        .collect_view();
    let timeline = if issue.posts.is_empty() {
        view! { <p>{i18n.text(Text::HealthNoUpdates)}</p> }.into_any()
    } else {
        view! {
            <h4 class="visually-hidden">{i18n.text(Text::HealthAllUpdates)}</h4>
            <ol class="timeline" role="list">{posts}</ol>
        }
        .into_any()
    };
    view! {
        <article class="post" aria-label=issue.id.clone()>
            <dl class="detail-facts">
                {fact(Text::HealthLatest, latest)}
                {fact(Text::HealthAffected, issue.impact.clone())}
                {fact(Text::HealthNextUpdate, next)}
                {date(Text::HealthStarted, issue.started.as_ref())}
                {date(Text::HealthEnded, issue.ended.as_ref())}
            </dl>
            {timeline}
            <p class="post__note">{i18n.text(Text::NewsEnglish)}</p>
            {actions(Kind::Issue, issue.id.clone(), cloud.issue_link(&issue.id, issue.is_resolved), Text::LinkOpenM365)}
        </article>
    }
    .into_any()
}
