//! News: the newest messages, ten at first, with what has to be done by a date before them.

use std::sync::Arc;

use leptos::{html, prelude::*};

use super::item::{Kind, Opening, actions, close_opened, detail_id, head, relative, rich, use_opened, use_toggle};
use crate::{
    app::{
        data::use_tenant_data,
        opening::{open_on_click, reveal_once},
        section_view::SectionView,
        tab::{Tab, href},
        words::{act_by_words, count, date_and_utc, moment},
    },
    domain::{
        message::{ACT_SOON, Message, PAGE, to_act_on},
        when::When,
    },
    graph::section::{SectionId, SectionState},
    i18n::{I18n, Plural, Text, use_i18n},
    rich_text::text::reveal,
    ui::{Disclosure, ExternalLink, Glyph, Icon, StatusIcon, Tag, each, memo},
};

/// The section.
#[component]
pub fn News() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let sections = data.sections();
    let now = data.now();
    let opened = use_opened(Kind::Message);
    let toggle = use_toggle(Kind::Message, opened);
    let total = move || sections.get().news.value.messages.len();
    let position = move |id: &str| sections.get().news.value.messages.iter().position(|message| message.id == id);

    // The steps asked for, and as many more as the opened message needs to be seen.
    let asked = RwSignal::new(PAGE);
    let shown = Memo::new(move |before: Option<&usize>| {
        let reached = opened.with(|id| id.as_deref().and_then(position)).map_or(0, |position| position + 1);
        asked.get().max(reached.next_multiple_of(PAGE)).max(before.copied().unwrap_or_default()).min(total())
    });
    let note = Signal::derive(move || {
        let to_act = to_act_on(&sections.get().news.value.to_act_on, now.get(), ACT_SOON).len();
        let mut parts = Vec::new();
        if to_act > 0 {
            parts.push(i18n.plural(Plural::TileToAct, to_act, &[]));
        }
        if total() > 0 {
            parts.push(i18n.format(Text::NewsNewestOf, &[("n", &count(i18n, shown.get())), ("total", &count(i18n, total()))]));
        }
        parts.join(" · ")
    });
    let cloud = data.cloud_now();
    let hint = move || i18n.text(Text::AppNewTab);
    let older = move || {
        let left = total() - shown.get();
        (left > 0).then(|| {
            let text = i18n.format(Text::NewsShowOlder, &[("n", &count(i18n, left))]);
            view! {
                <button type="button" class="button" data-action="older" on:click=move |_| asked.set(shown.get_untracked() + PAGE)>
                    {text}
                </button>
            }
            .into_any()
        })
    };
    let foot = move || {
        view! {
            {move || older()}
            <ExternalLink href=cloud.message_center_link() text=i18n.text(Text::LinkMessageCenter) new_tab_hint=hint()/>
            <ExternalLink href=cloud.service_health_link() text=i18n.text(Text::LinkPreferences) new_tab_hint=hint()/>
            <span>{i18n.text(Text::NewsEnglish)}</span>
        }
    };
    let not_listed = move || {
        let id = opened.get()?;
        let has_data = sections.get().news.state.has_data();
        (has_data && position(&id).is_none())
            .then(|| view! { <p class="empty-note">{i18n.format(Text::NewsNotListed, &[("id", &reveal(&id))])}</p> }.into_any())
    };
    let table = NodeRef::<html::Table>::new();
    reveal_once(table, move || Some(detail_id(&opened.get()?)));
    let ids = move || sections.get().news.value.messages.iter().take(shown.get()).map(|message| message.id.clone()).collect();
    let row = move |id: String| {
        let wanted = id.clone();
        let message = memo(move || sections.get().news.value.messages.iter().find(|message| message.id == wanted).cloned());
        message_row(i18n, id.clone(), message, Opening::of(id, opened, toggle))
    };
    view! {
        <SectionView name=SectionId::News status=data.status(|sections| (&sections.news).into()) heading=Text::NewsTitle note=note flush=true foot=foot rows=10>
            {move || not_listed()}
            <p class="empty-note" data-tone="success" hidden=move || { total() > 0 || sections.get().news.state == SectionState::Partial }>
                {i18n.text(Text::NewsNone)}
            </p>
            <ul class="act-by" role="list" hidden=move || sections.get().news.value.to_act_on.is_empty()>
                {move || sections.get().news.value.to_act_on.iter().map(|message| act_by_line(i18n, message, now.get())).collect_view()}
            </ul>
            <table
                class="list-table message-table"
                role="table"
                node_ref=table
                hidden=move || { total() == 0 }
                on:keydown=close_opened(opened, toggle)
            >
                <caption><span class="visually-hidden">{i18n.text(Text::NewsTitle)}</span></caption>
                {head(&[Text::NewsMessage, Text::NewsActBy, Text::NewsCategory, Text::NewsUpdated])}
                {each(ids, row)}
            </table>
        </SectionView>
    }
    .into_any()
}

fn act_by_line(i18n: I18n, message: &Message, now: chrono::DateTime<chrono::Utc>) -> AnyView {
    let at = message.act_by_at();
    let is_soon = at.is_some_and(|at| at - now <= ACT_SOON);
    let words = at.map(|at| act_by_words(i18n, at, now)).unwrap_or_default();
    let to = href(Tab::ServiceHealth, &[(Kind::Message.parameter(), &message.id)]);
    view! {
        <li class="act-by__item" data-health=is_soon.then_some("warning") data-ref=message.id.clone()>
            <span class="act-by__date">
                {is_soon.then(|| view! { <StatusIcon health="warning" word=i18n.word("health", "warning")/> }.into_any())} {words}
            </span>
            " "
            <a href=to data-noscroll="">{reveal(&message.id)} " " <bdi lang="en">{reveal(&message.title)}</bdi></a>
        </li>
    }
    .into_any()
}

fn message_row(i18n: I18n, id: String, message: Memo<Option<Arc<Message>>>, opening: Opening) -> AnyView {
    let cell = move |make: fn(I18n, &Message) -> AnyView| {
        move || message.with(|message| message.as_ref().map(|message| make(i18n, message)))
    };
    let is_unread = move || message.with(|message| message.as_ref().is_some_and(|message| message.is_read == Some(false)));
    let is_open = opening.is_open;
    let (on_toggle, on_click) = (opening.clone(), opening.clone());
    let detail = opening.detail("4", Signal::stored(None), move || message.get().map(|message| message_detail(i18n, &message)));
    let controls = detail_id(&id);
    let shown_id = reveal(&id);
    let unread = move || {
        is_unread().then(|| {
            view! {
                <span class="item-row__unread"><Icon glyph=Glyph::Dot/></span>
                <span class="visually-hidden">{i18n.text(Text::NewsUnread)} " "</span>
            }
            .into_any()
        })
    };
    view! {
        <tbody class="row-group" role="rowgroup" data-message=id data-unread=move || is_unread().then_some("")>
            <tr class="list-row item-row" role="row" data-open=move || is_open.get().then_some("") on:click=move |event| open_on_click(&event, || on_click.toggle())>
                <td role="cell" class="item-row__title">
                    <Disclosure open=is_open on_toggle=move || on_toggle.toggle() controls>
                        {move || unread()}
                        <span class="item-row__id">{shown_id}</span>
                        " "
                        {cell(|_, message| view! { <bdi lang="en">{reveal(&message.title)}</bdi> }.into_any())}
                    </Disclosure>
                    " "
                    {cell(tags)}
                </td>
                <td role="cell" class="item-row__meta list-row__dash">{cell(act_by_cell)}</td>
                <td role="cell" class="item-row__meta">{cell(|i18n, message| i18n.word("category", &message.category).into_any())}</td>
                <td role="cell" class="item-row__meta">{cell(|_, message| relative(message.updated.as_ref().or(message.started.as_ref())))}</td>
            </tr>
            {detail}
        </tbody>
    }
    .into_any()
}

/// What marks a message: major, favourite, its severity where that is not the normal one, and Microsoft's tags.
fn tags(i18n: I18n, message: &Message) -> AnyView {
    let major = message.is_major.then(|| view! { <Tag text=i18n.text(Text::NewsMajor) strong=true/> }.into_any());
    let severity = (!message.severity.is_empty() && !message.severity.eq_ignore_ascii_case("normal"))
        .then(|| view! { <Tag text=i18n.word("severity", &message.severity) strong=true/> }.into_any());
    let favorite = message.is_favorite.then(|| view! { <Tag text=i18n.text(Text::NewsFavorite)/> }.into_any());
    let tags = message.tags.iter().map(|tag| view! { <Tag text=i18n.word("tag", tag)/> }.into_any()).collect_view();
    view! { <span class="item-row__tags">{major} {severity} {favorite} {tags}</span> }.into_any()
}

fn act_by_cell(i18n: I18n, message: &Message) -> AnyView {
    let now = use_tenant_data().now().get();
    let Some(at) = message.act_by_at() else { return ().into_any() };
    let is_soon = at - now <= ACT_SOON;
    let words = if at < now { i18n.relative(at, now) } else { i18n.date_only(at) };
    view! {
        {is_soon.then(|| view! { <StatusIcon health="warning" word=i18n.word("health", "warning")/> }.into_any())} " "
        {moment(at, words)}
    }
    .into_any()
}

fn message_detail(i18n: I18n, message: &Message) -> AnyView {
    let cloud = use_tenant_data().cloud_now();
    let now = use_tenant_data().now();
    let date = |label: Text, when: Option<&When>| {
        let at = when.and_then(When::instant)?;
        Some(view! { <dt>{i18n.text(label)}</dt> <dd>{moment(at, date_and_utc(i18n, at))}</dd> }.into_any())
    };
    let act_by = message.act_by_at().map(|at| {
        let words = move || format!("{} ({})", date_and_utc(i18n, at), i18n.relative(at, now.get()));
        view! { <dt>{i18n.text(Text::NewsActBy)}</dt> <dd>{move || moment(at, words())}</dd> }.into_any()
    });
    let services = (!message.services.is_empty())
        .then(|| view! { <dt>{i18n.text(Text::NewsServices)}</dt> <dd lang="en">{message.services.join(", ")}</dd> }.into_any());
    let platforms = message
        .details
        .iter()
        .find(|(name, value)| name.eq_ignore_ascii_case("Platforms") && !value.is_empty())
        .map(|(_, value)| view! { <dt>{i18n.text(Text::NewsPlatforms)}</dt> <dd lang="en">{value.clone()}</dd> }.into_any());
    let body = if message.body.content.trim().is_empty() {
        view! { <p>{i18n.text(Text::NewsEmptyBody)}</p> }.into_any()
    } else {
        rich(&message.body)
    };
    view! {
        <article class="post" aria-label=message.id.clone()>
            <dl class="detail-facts">
                {act_by}
                {date(Text::NewsUpdated, message.updated.as_ref())}
                {date(Text::NewsPublished, message.started.as_ref())}
                {services}
                {platforms}
            </dl>
            {body}
            {actions(Kind::Message, message.id.clone(), cloud.message_link(&message.id), Text::LinkOpenMessageCenter)}
        </article>
    }
    .into_any()
}
