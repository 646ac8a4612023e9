//! Incidents and advisories: what is active, what lies in the reader's own environment, what ended lately.

use std::sync::Arc;

use leptos::{html, prelude::*};

use super::{
    item::{Kind, Opening, actions, close_opened, head, is_long, parsed, relative, rich, use_opened, use_toggle},
    picture::Picture,
};
use crate::{
    app::{
        data::use_tenant_data,
        focus::focus_by_id,
        health_words::{PAGE, PAST, RELATED, has_related, overview_words, past_words, related_words},
        opening::{button_id, item_id, open_on_click, reveal_once},
        section_view::SectionView,
        words::{class_word, count, date_view, issue_counts, tone},
    },
    domain::{
        service_issue::{Post, ServiceIssue, excerpt, overview_health},
        when::When,
    },
    graph::section::{SectionId, SectionState, Sections},
    i18n::{I18n, Text, use_i18n},
    rich_text::{node::plain_text, text::reveal},
    ui::{Disclosure, ExternalLink, StatusBadge, Tag, each, memo, part},
};

/// How many characters of the newest post stand at the top of an opened issue.
const EXCERPT: usize = 280;
/// How many posts an opened issue shows at first, and how many more at each step.
const POSTS: usize = 10;

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

    let note = Signal::derive(move || issue_counts(i18n, &sections.get().service_health.value.active));
    let overview = move || {
        let status = sections.get().service_health.value.overview.clone()?;
        Some(view! { <StatusBadge health=overview_health(&status) word=overview_words(i18n, &status)/> }.into_any())
    };
    let nothing = move || {
        let relative = sections.get().service_health.read_at.map(|at| i18n.relative(at, now.get())).unwrap_or_default();
        i18n.format(Text::HealthNone, &[("rel", &relative)])
    };
    let past = move || sections.get().service_health.value.past.len();
    let past_open = folded(opened, |sections| &sections.service_health.value.past);
    let not_listed = move || {
        let id = opened.get()?;
        let health = &sections.get().service_health.value;
        let is_listed = [&health.active, &health.past, &health.related, &sections.get().environment_issues.value]
            .into_iter()
            .any(|issues| has(issues, &id));
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
                id=PAST
                data-look="link"
                // A count of nothing read would look like good news.
                hidden=move || !sections.get().service_health.state.has_data()
                aria-expanded=move || if past_open.get() { "true" } else { "false" }
                on:click=move |_| past_open.update(|open| *open = !*open)
            >
                {move || past_words(i18n, past())}
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
            <Related/>
            {part(move || past_open.get().then(|| view! { <Past/> }.into_any()))}
        </SectionView>
    }
    .into_any()
}

/// What ended in the last 30 days, with the picture of them.
#[component]
fn Past() -> impl IntoView {
    let i18n = use_i18n();
    let sections = use_tenant_data().sections();
    let on_open = use_toggle(Kind::Issue, use_opened(Kind::Issue));
    view! {
        <div class="past">
            <Picture on_open/>
            <p class="empty-note" hidden=move || !sections.get().service_health.value.past.is_empty()>{i18n.text(Text::HealthNoPast)}</p>
            <IssueTable issues=|sections| &sections.service_health.value.past caption=Text::LinkPastIssues is_past=true/>
        </div>
    }
    .into_any()
}

/// The services that Intune leans on, folded away: their overall status, and their active issues.
#[component]
fn Related() -> impl IntoView {
    let i18n = use_i18n();
    let sections = use_tenant_data().sections();
    let is_open = folded(use_opened(Kind::Issue), |sections| &sections.service_health.value.related);
    let summary = move || related_words(i18n, &sections.get().service_health.value);
    let overviews = move || {
        let overview = |(service, status): &(String, String)| {
            let word = i18n.word("issueStatus", status);
            view! {
                <li class="related__service">
                    <span lang="en">{reveal(service)}</span>
                    <StatusBadge health=overview_health(status) word/>
                </li>
            }
            .into_any()
        };
        sections.get().service_health.value.related_overviews.iter().map(overview).collect_view()
    };
    let is_empty = move || !has_related(&sections.get().service_health.value);
    view! {
        <div class="related" hidden=move || is_empty()>
            <Disclosure open=is_open on_toggle=move || is_open.update(|open| *open = !*open) controls=RELATED>
                {move || summary()}
            </Disclosure>
            {part(move || {
                is_open.get().then(|| {
                    view! {
                        <div class="related__panel" id=RELATED>
                            <ul class="related__services" role="list">{move || overviews()}</ul>
                            <IssueTable issues=|sections| &sections.service_health.value.related caption=Text::HealthService/>
                            <p class="empty-note">{i18n.text(Text::HealthRelatedNote)}</p>
                        </div>
                    }
                    .into_any()
                })
            })}
        </div>
    }
    .into_any()
}

/// Whether a list that is folded away is open: an address that opens one of its issues opens it, and it stays open when that one is
/// closed, until the reader folds it.
fn folded(opened: Memo<Option<String>>, issues: fn(&Sections) -> &Issues) -> RwSignal<bool> {
    let sections = use_tenant_data().sections();
    let own = memo(move || opened.get().filter(|id| has(issues(&sections.get()), id)));
    let is_open = RwSignal::new(untrack(|| own.with(Option::is_some)));
    Effect::new(move |_| {
        if own.with(Option::is_some) {
            is_open.set(true);
        }
    });
    is_open
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
    /// They are over: what counts is when they ended, not when somebody wrote about them last.
    #[prop(optional)]
    is_past: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let sections = use_tenant_data().sections();
    let opened = use_opened(Kind::Issue);
    let toggle = use_toggle(Kind::Issue, opened);
    let table = NodeRef::<html::Table>::new();
    reveal_once(table, move || Some(item_id(&opened.get()?)));
    let total = move || issues(&sections.get()).len();
    // The steps asked for, and as many more as the opened issue needs to be seen; never fewer than there were.
    let asked = RwSignal::new(PAGE);
    let shown = Memo::new(move |before: Option<&usize>| {
        let position = |id: &str| issues(&sections.get()).iter().position(|issue| issue.id == id);
        let reached = opened.with(|id| id.as_deref().and_then(position)).map_or(0, |position| position + 1);
        asked.get().max(reached.next_multiple_of(PAGE)).max(before.copied().unwrap_or_default())
    });
    let step = move || {
        let before = shown.get_untracked();
        asked.set(before + PAGE);
        let all = sections.get_untracked();
        let all = issues(&all);
        // The button goes with the last step: the keyboard must stand somewhere.
        if let Some(first) = all.get(before)
            && all.len() <= before + PAGE
        {
            let button = button_id(&item_id(&first.id));
            request_animation_frame(move || focus_by_id(&button));
        }
    };
    let more = move || {
        let left = total().saturating_sub(shown.get());
        (left > 0).then(|| {
            let text = i18n.format(Text::ActionShowMore, &[("n", &count(i18n, left))]);
            view! {
                <button type="button" class="button" data-action="more" on:click=move |_| step()>
                    {text}
                </button>
            }
            .into_any()
        })
    };
    let rows = each(
        move || issues(&sections.get()).iter().take(shown.get()).map(|issue| issue.id.clone()).collect(),
        move |id| {
            let wanted = id.clone();
            let issue = memo(move || issues(&sections.get()).iter().find(|issue| issue.id == wanted).cloned());
            issue_row(i18n, id.clone(), issue, Opening::of(id, opened, toggle), is_past)
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
            {head(&[
                Text::HealthType,
                Text::HealthIssue,
                Text::HealthFeature,
                Text::HealthStatus,
                Text::HealthStarted,
                if is_past { Text::HealthEnded } else { Text::HealthUpdated },
                Text::HealthDuration,
            ])}
            {rows}
        </table>
        <div class="list-more">{move || more()}</div>
    }
    .into_any()
}

fn issue_row(i18n: I18n, id: String, issue: Memo<Option<Arc<ServiceIssue>>>, opening: Opening, is_past: bool) -> AnyView {
    // The row outlives the issue for the moment in which a refresh takes it away.
    let cell =
        move |make: fn(I18n, &ServiceIssue) -> AnyView| move || issue.with(|issue| issue.as_ref().map(|issue| make(i18n, issue)));
    let health = Signal::derive(move || issue.with(|issue| issue.as_ref().map(|issue| tone(issue))));
    let classification = move || issue.with(|issue| issue.as_ref().map(|issue| class_word(issue)));
    let is_resolved = move || issue.with(|issue| issue.as_ref().is_some_and(|issue| issue.is_resolved));
    let is_open = opening.is_open;
    let (on_toggle, on_click) = (opening.clone(), opening.clone());
    let detail = opening.detail("7", health, move || issue.get().map(|issue| issue_detail(i18n, &issue)));
    let controls = item_id(&id);
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
                        view! { <StatusBadge health=tone(issue) word=i18n.word("classification", class_word(issue))/> }.into_any()
                    })}
                </td>
                <td role="cell" class="item-row__title">
                    <Disclosure open=is_open on_toggle=move || on_toggle.toggle() controls>
                        <span class="item-row__id">{shown_id}</span> " " {title}
                    </Disclosure>
                </td>
                <td role="cell" class="item-row__wide">{cell(|_, issue| view! { <bdi lang="en">{reveal(&issue.feature)}</bdi> }.into_any())}</td>
                <td role="cell" class="item-row__meta">{cell(status)}</td>
                <td role="cell" class="item-row__wide">{cell(|_, issue| relative(issue.started.as_ref()))}</td>
                <td role="cell" class="item-row__meta">{cell(if is_past { ended } else { |_, issue| relative(issue.updated.as_ref()) })}</td>
                <td role="cell" class="item-row__wide list-row__dash">{cell(duration)}</td>
            </tr>
            {detail}
        </tbody>
    }
    .into_any()
}

/// The status in Microsoft's words; where there is a report, they lead to it.
fn status(i18n: I18n, issue: &ServiceIssue) -> AnyView {
    let word = i18n.word("issueStatus", &issue.status);
    if !issue.has_report() {
        return word.into_any();
    }
    report_link(i18n, issue, word)
}

/// The link to the post-incident report.
fn report_link(i18n: I18n, issue: &ServiceIssue, text: String) -> AnyView {
    let href = use_tenant_data().cloud_now().issue_link(&issue.id, true);
    let hint = [": ", &reveal(&issue.id), " (", &i18n.text(Text::AppNewTab), ")"].concat();
    view! { <ExternalLink href text new_tab_hint=hint/> }.into_any()
}

fn ended(_: I18n, issue: &ServiceIssue) -> AnyView {
    relative(issue.ended.as_ref().or(issue.updated.as_ref()))
}

fn duration(i18n: I18n, issue: &ServiceIssue) -> AnyView {
    let now = use_tenant_data().now();
    issue.duration(now.get()).map(|span| i18n.duration(span)).into_any()
}

fn issue_detail(i18n: I18n, issue: &ServiceIssue) -> AnyView {
    let cloud = use_tenant_data().cloud_now();
    let newest = issue.posts.first().map(|post| plain_text(&parsed(&post.body)));
    let fact = |label: Text, text: String| {
        (!text.trim().is_empty())
            .then(|| view! { <dt>{i18n.text(label)}</dt> <dd lang="en"><bdi>{reveal(&text)}</bdi></dd> }.into_any())
    };
    let date = |label: Text, when: Option<&When>| {
        let date = date_view(i18n, when?);
        Some(view! { <dt>{i18n.text(label)}</dt> <dd>{date}</dd> }.into_any())
    };
    let latest = newest.as_deref().map(|text| excerpt(text, EXCERPT)).unwrap_or_default();
    let next = newest.as_deref().and_then(crate::domain::service_issue::next_update).map(str::to_owned).unwrap_or_default();
    let next = if issue.is_resolved { String::new() } else { next };
    let lasted = issue.duration(use_tenant_data().now().get_untracked());
    let lasted =
        lasted.map(|span| view! { <dt>{i18n.text(Text::HealthDuration)}</dt> <dd>{i18n.duration(span)}</dd> }.into_any());
    let is_long = issue.posts.iter().any(|post| is_long(&post.body));
    let report = issue.has_report().then(|| {
        let link = report_link(i18n, issue, i18n.text(Text::LinkOpenM365));
        view! { <dt>{i18n.text(Text::HealthReport)}</dt> <dd>{link}</dd> }.into_any()
    });
    view! {
        <article class="post" aria-label=issue.id.clone() data-long=is_long.then_some("")>
            <dl class="detail-facts">
                {fact(Text::HealthLatest, latest)}
                {fact(Text::HealthAffected, issue.impact.clone())}
                {fact(Text::HealthNextUpdate, next)}
                {fact(Text::HealthService, issue.service.clone())}
                {fact(Text::HealthFeature, issue.feature.clone())}
                {date(Text::HealthStarted, issue.started.as_ref())}
                {date(Text::HealthEnded, issue.ended.as_ref())}
                {lasted}
                {report}
            </dl>
            {posts(i18n, issue.posts.clone())}
            <p class="post__note">{i18n.text(Text::NewsEnglish)}</p>
            {actions(Kind::Issue, issue.id.clone(), cloud.issue_link(&issue.id, issue.is_resolved), Text::LinkOpenM365)}
        </article>
    }
    .into_any()
}

/// The posts as a line of time, newest first, and the older ones in steps: each body is foreign HTML that has to be read.
fn posts(i18n: I18n, posts: Vec<Post>) -> AnyView {
    if posts.is_empty() {
        return view! { <p>{i18n.text(Text::HealthNoUpdates)}</p> }.into_any();
    }
    let total = posts.len();
    let posts = StoredValue::new(posts);
    let shown = RwSignal::new(POSTS);
    let items = each(
        move || (0..total.min(shown.get())).map(|index| index.to_string()).collect(),
        move |index| {
            let index = index.parse().unwrap_or(0);
            posts.with_value(|posts| posts.get(index).map(|post| post_view(i18n, index, post))).into_any()
        },
    );
    let step = move || {
        let before = shown.get_untracked();
        shown.set(before + POSTS);
        // The button goes with the last step: the keyboard must stand somewhere.
        if total <= before + POSTS {
            request_animation_frame(move || focus_by_id(&post_id(before)));
        }
    };
    let older = move || {
        let left = total.saturating_sub(shown.get());
        (left > 0).then(|| {
            let text = i18n.format(Text::HealthShowOlder, &[("n", &count(i18n, left))]);
            view! { <button type="button" class="button" data-look="link" on:click=move |_| step()>{text}</button> }.into_any()
        })
    };
    view! {
        <h4 class="visually-hidden">{i18n.text(Text::HealthAllUpdates)}</h4>
        <ol class="timeline" role="list">{items}</ol>
        {move || older()}
    }
    .into_any()
}

/// The id of the post at a place; one issue is open at a time.
fn post_id(index: usize) -> String {
    ["post-", &index.to_string()].concat()
}

fn post_view(i18n: I18n, index: usize, post: &Post) -> AnyView {
    // The first of a step takes the focus.
    let is_first = index > 0 && index.is_multiple_of(POSTS);
    let date = post.created.as_ref().map(|when| date_view(i18n, when));
    let quick = post.is_quick.then(|| view! { <Tag text=i18n.word("postType", "quick")/> }.into_any());
    // Readers aloud would stop at an empty heading.
    let head =
        (date.is_some() || quick.is_some()).then(|| view! { <h4 class="timeline__head">{date} " " {quick}</h4> }.into_any());
    view! {
        <li class="timeline__item" id=is_first.then(|| post_id(index)) tabindex=is_first.then_some("-1")>
            {head}
            {rich(&post.body)}
        </li>
    }
    .into_any()
}
