//! An opened message: its facts, its text, what changed in it, and what the reader can do with it.

use std::{cell::Cell, ops::Range, sync::Arc};

use leptos::prelude::*;

use super::{
    item::{Kind, actions, is_long, item_href_now, parsed, rich_nodes},
    memory::Memory,
    texts::Texts,
};
use crate::{
    app::{
        data::use_tenant_data,
        words::{date_and_utc, date_view, moment},
    },
    domain::{
        changes::{self, Piece},
        cloud::{Cloud, roadmap_link},
        kept::{Deed, Standing, Version, is_plain},
        message::Message,
        news::{Reference, references, roadmap_ids, told_platforms},
        search::places,
        when::When,
    },
    i18n::{I18n, Text, use_i18n},
    rich_text::{
        href::Href,
        node::{self, Node, Tag as Element},
        text::reveal,
    },
    ui::{Button, ExternalLink, Glyph, Look, Tag, memo, part},
};

/// How many links a text gets, and how many marks a search: whoever looks sees no more, and the browser bears no more.
const MOST: usize = 300;

/// What an opened message needs of the list that it stands in.
#[derive(Clone, Copy)]
pub struct List {
    /// What the reader did with it.
    pub memory: Memory,
    /// The words of the messages.
    pub texts: Texts,
    /// The words of the search.
    pub words: Memo<Vec<String>>,
    /// All messages that are listed, whatever the filters.
    pub all: Memo<Vec<Arc<Message>>>,
    /// Opens the message so many places further.
    pub step: Callback<isize>,
}

/// The opened message.
pub fn message_detail(i18n: I18n, message: &Arc<Message>, list: List) -> AnyView {
    let data = use_tenant_data();
    let cloud = data.cloud_now();
    let now = data.now();
    let words = untrack(|| list.texts.get(message));
    let before = list.memory.read(message, &words.text);
    let dated = |label: Text, when: Option<&When>| {
        when.map(|when| view! { <dt>{i18n.text(label)}</dt> <dd>{date_view(i18n, when)}</dd> }.into_any())
    };
    let act_by = message.act_by_at().map(|at| {
        let words = move || format!("{} ({})", date_and_utc(i18n, at), i18n.relative(at, now.get()));
        view! { <dt>{i18n.text(Text::NewsActBy)}</dt> <dd>{move || moment(at, words())}</dd> }.into_any()
    });
    let act_by =
        act_by.or_else(|| dated(Text::NewsActBy, message.act_by.as_ref().filter(|when| matches!(when, When::Invalid(_)))));
    let services = (!message.services.is_empty()).then(|| {
        view! { <dt>{i18n.text(Text::NewsServices)}</dt> <dd lang="en">{reveal(&message.services.join(", "))}</dd> }.into_any()
    });
    let platforms = match told_platforms(message) {
        Some(told) => Some((told.to_owned(), false)),
        None => Some((words.entry.platforms.names().collect::<Vec<_>>().join(", "), true)).filter(|(names, _)| !names.is_empty()),
    };
    let platforms = platforms.map(|(names, is_derived)| {
        let derived = is_derived.then(|| view! { " " <Tag text=i18n.text(Text::NewsDerived)/> }.into_any());
        view! {
            <dt>{i18n.text(Text::NewsPlatforms)}</dt>
            <dd data-derived=is_derived.then_some("")><bdi lang="en">{reveal(&names)}</bdi> {derived}</dd>
        }
        .into_any()
    });
    let roadmap = roadmap_ids(message);
    let roadmap = (!roadmap.is_empty()).then(|| {
        let link = |id: &str| {
            let hint = i18n.text(Text::AppNewTab);
            view! { <ExternalLink href=roadmap_link(id) text=id.to_owned() new_tab_hint=hint/> " " }.into_any()
        };
        let links = roadmap.into_iter().map(link).collect_view();
        view! { <dt>{i18n.text(Text::NewsRoadmap)}</dt> <dd>{links}</dd> }.into_any()
    });
    let body = body(message, cloud, list);
    let changes = before.map(|before| changed(i18n, &before, &Version::of(message, &words.text)));
    view! {
        <article
            class="post"
            aria-label=message.id.clone()
            data-article="message"
            data-long=is_long(&message.body).then_some("")
        >
            <h4 class="post__title"><span>{reveal(&message.id)}</span> " " <bdi lang="en">{reveal(&message.title)}</bdi></h4>
            <dl class="detail-facts">
                {act_by}
                {dated(Text::NewsUpdated, message.updated.as_ref())}
                {dated(Text::NewsPublished, message.started.as_ref())}
                {services}
                {platforms}
                {roadmap}
            </dl>
            {changes}
            {body}
            {reader_actions(i18n, message, list)}
            {actions(Kind::Message, message.id.clone(), cloud.message_link(&message.id), Text::LinkOpenMessageCenter)}
        </article>
    }
    .into_any()
}

/// The text with what the search finds, and with links where it names messages, issues and features of the roadmap.
fn body(message: &Message, cloud: Cloud, list: List) -> AnyView {
    let own = message.id.clone();
    let nodes = parsed(&message.body);
    if nodes.iter().all(Node::is_blank) {
        return view! { <p>{use_i18n().text(Text::NewsEmptyBody)}</p> }.into_any();
    }
    let links = Cell::new(MOST);
    let nodes = node::wrap(nodes, &|text| {
        let found = references(text).into_iter().take_while(|_| take_one(&links));
        found.filter_map(|(place, reference)| Some((place, link(reference, &own, cloud, list)?))).collect()
    });
    let marked = move || -> Vec<Node> {
        let mark = |place: Range<usize>| (place, Element::Mark);
        let marks = Cell::new(MOST);
        list.words.with(|words| {
            node::wrap(nodes.clone(), &|text| {
                // Nothing is searched once there is enough to see.
                let found = if marks.get() > 0 { places(text, words) } else { Vec::new() };
                found.into_iter().take_while(|_| take_one(&marks)).map(mark).collect()
            })
        })
    };
    part(move || Some(rich_nodes(marked())))
}

/// Takes one of what is left.
fn take_one(left: &Cell<usize>) -> bool {
    let number = left.get();
    left.set(number.saturating_sub(1));
    number > 0
}

/// Where a reference leads: to the item on this page if it is there, else to Microsoft.
fn link(reference: Reference, own: &str, cloud: Cloud, list: List) -> Option<Element> {
    Some(match reference {
        Reference::Message(id) if id == own => return None,
        Reference::Message(id) if list.all.with_untracked(|all| all.iter().any(|message| message.id == id)) => {
            here(Kind::Message, &id)?
        }
        Reference::Message(id) => Element::A(Href::parse(&cloud.message_link(&id))?),
        Reference::Issue(id) if is_shown(&id) => here(Kind::Issue, &id)?,
        Reference::Issue(id) => Element::A(Href::parse(&cloud.issue_link(&id, false))?),
        Reference::Roadmap(id) => Element::A(Href::parse(&roadmap_link(&id))?),
    })
}

fn here(kind: Kind, id: &str) -> Option<Element> {
    Href::parse(&item_href_now(kind, id)).map(Element::Here)
}

/// Whether an issue stands on this page.
fn is_shown(id: &str) -> bool {
    use_tenant_data().sections().with_untracked(|sections| {
        let health = &sections.service_health.value;
        let mut all = health.active.iter().chain(&health.past).chain(&sections.environment_issues.value);
        all.any(|issue| issue.id == id)
    })
}

/// What differs between two versions, part by part.
fn changed(i18n: I18n, before: &Version, after: &Version) -> AnyView {
    let date = |version: &Version| version.act_by_at().map_or_else(|| i18n.text(Text::NewsNoDate), |at| date_and_utc(i18n, at));
    let dates =
        if before.act_by == after.act_by { Vec::new() } else { vec![Piece::Removed(date(before)), Piece::Added(date(after))] };
    let parts = [
        (Text::NewsActBy, dates, ""),
        (Text::NewsMessage, changes::words(&before.title, &after.title), "en"),
        (Text::NewsText, changes::words(&before.text, &after.text), "en"),
    ];
    let parts = parts
        .into_iter()
        .filter(|(_, pieces, _)| !pieces.is_empty())
        .map(|(label, pieces, language)| {
            let language = (!language.is_empty()).then_some(language);
            let pieces = pieces.into_iter().map(|piece| shown(i18n, piece, language)).collect_view();
            view! { <dt>{i18n.text(label)}</dt> <dd class="changes__text">{pieces}</dd> }.into_any()
        })
        .collect_view();
    let heading = match before.date() {
        Some(at) => i18n.format(Text::NewsChanges, &[("date", &date_and_utc(i18n, at))]),
        None => i18n.text(Text::NewsChangesUndated),
    };
    view! {
        <section class="changes" data-changes="" aria-label=i18n.text(Text::NewsChanged)>
            <h4>{heading}</h4>
            <dl class="detail-facts">{parts}</dl>
        </section>
    }
    .into_any()
}

/// A run of words, which readers aloud are told what became of.
fn shown(i18n: I18n, piece: Piece, language: Option<&'static str>) -> AnyView {
    let said = |text: Text| view! { <span class="visually-hidden">{i18n.text(text)} " "</span> }.into_any();
    match piece {
        Piece::Same(text) => view! { <span lang=language>{text}</span> " " }.into_any(),
        Piece::Removed(text) => view! { <del>{said(Text::NewsRemoved)} <span lang=language>{text}</span></del> " " }.into_any(),
        Piece::Added(text) => view! { <ins>{said(Text::NewsAdded)} <span lang=language>{text}</span></ins> " " }.into_any(),
        Piece::Gap => view! { <span class="changes__gap">"…"</span> " " }.into_any(),
    }
}

/// Previous and next, what is remembered, and print.
fn reader_actions(i18n: I18n, message: &Arc<Message>, list: List) -> AnyView {
    let of = Arc::clone(message);
    let standing = memo(move || list.memory.standing(&of));
    let of = StoredValue::new(Arc::clone(message));
    // Nothing is remembered under an id that cannot be one of Microsoft's.
    let keeps = is_plain(&message.id);
    let toggle = move |name: &'static str, texts: [Text; 2], is_on: fn(Standing) -> bool, deed: fn(bool) -> Deed| {
        let text = move || i18n.text(texts[usize::from(is_on(standing.get()))]);
        let press = move |_| of.with_value(|message| list.memory.note(message, deed(!is_on(standing.get_untracked()))));
        view! { <button type="button" class="button" data-look="subtle" data-action=name on:click=press>{move || text()}</button> }
            .into_any()
    };
    let step = move |text: Text, key: &'static str, by: isize| {
        view! {
            <button type="button" class="button" data-look="subtle" aria-keyshortcuts=key title=key on:click=move |_| list.step.run(by)>
                {i18n.text(text)}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="detail-actions">
            {step(Text::NewsPrevious, "K", -1)}
            {step(Text::NewsNext, "J", 1)}
            {keeps.then(|| toggle("read", [Text::NewsMarkRead, Text::NewsMarkUnread], |standing| !standing.is_unread, Deed::Read))}
            {keeps.then(|| toggle("favorite", [Text::NewsAddFavorite, Text::NewsRemoveFavorite], |standing| standing.is_favorite, Deed::Favorite))}
            {keeps.then(|| toggle("hide", [Text::NewsHide, Text::NewsUnhide], |standing| standing.is_hidden, Deed::Hide))}
            <Button look=Look::Subtle icon=Glyph::Print on_click=|()| print() text=i18n.text(Text::ActionPrint)/>
        </div>
    }
    .into_any()
}

/// The mark on the root that leaves nothing but the opened message on the paper.
const PRINT: &str = "data-print";

/// Prints the opened message alone.
fn print() {
    let Some(root) = document().document_element() else { return };
    // Cannot fail: the name of the attribute is valid.
    let _ = root.set_attribute(PRINT, "message");
    let _ = window().print();
}

/// Takes the mark of [`print`] away when the printing is over. The tab is made anew for the printer: this belongs to whichever is there then.
pub fn forget_print() {
    let handle = window_event_listener_untyped("afterprint", |_| {
        if let Some(root) = document().document_element() {
            let _ = root.remove_attribute(PRINT);
        }
    });
    on_cleanup(move || handle.remove());
}

/// The version of a message that is no longer listed, as it was read last.
pub fn last_read(id: &str, memory: Memory) -> Option<AnyView> {
    let i18n = use_i18n();
    let version = memory.last_read(id)?;
    let date = version.date().map(|at| i18n.format(Text::NewsLastRead, &[("date", &date_and_utc(i18n, at))]));
    let lines = version.text.split('\n').map(|line| view! { <p>{line.to_owned()}</p> }.into_any()).collect_view();
    Some(
        view! {
            <article class="post last-read" aria-label=id.to_owned()>
                <p>{date}</p>
                <h4 lang="en"><bdi>{reveal(&version.title)}</bdi></h4>
                <div class="rich-text" lang="en" dir="auto">{lines}</div>
            </article>
        }
        .into_any(),
    )
}
