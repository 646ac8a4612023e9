//! News: what asks for a decision first, then the newest messages, found by search and filters.

use std::sync::Arc;

use leptos::{html, prelude::*};

use super::{
    filters::{Choices, ClearFilters, FilterBar, SEARCH, Wanted, use_wanted},
    item::{Kind, Opening, close_opened, head, relative, use_change, use_item_href, use_opened, use_toggle},
    memory::Memory,
    message::{List, forget_print, last_read, message_detail},
    texts::Texts,
};
use crate::{
    app::{
        data::use_tenant_data,
        focus::{focus_by_id, focus_when_lost},
        opening::{button_id, item_id, open_on_click, reveal_once},
        section_view::SectionView,
        shortcuts::use_shortcuts,
        words::{act_by_words, count, moment},
    },
    browser::{task, timer},
    domain::{
        kept::Standing,
        message::{ACT_SOON, Message, PAGE},
        news::{Sort, is_retirement, sort, triage},
        search::{excerpt, places},
    },
    graph::section::{SectionId, SectionState, Sections},
    i18n::{I18n, Plural, Text, use_i18n},
    rich_text::text::reveal,
    ui::{Disclosure, ExternalLink, Glyph, Icon, Lasting, Live, StatusIcon, Tag, each, memo},
};

/// How many rows stand in the page at a time, so that a thousand messages do not slow it down.
const WINDOW: usize = 50;
/// How many messages ask for a decision before *Show more*.
const FIRST: usize = 5;
/// How many bytes stand before what a search found in a text.
const AROUND: usize = 60;

/// Which part of the list is shown. Whoever reads this reads nothing that it is made of, or reads that before: an effect that finds a memo
/// unchanged does not hear of a change that the memo came upon while it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    wanted: Wanted,
    /// What the reader asked for last: the how manieth wish, and the end of the part.
    asked: (u32, usize),
    /// Where the part ends, also when there are not that many; it begins at most [`WINDOW`] before.
    end: usize,
    /// How many messages the list has.
    number: usize,
    /// The open message that the reader has gone on from.
    left: Option<String>,
}

impl Shown {
    /// Where the part begins and ends.
    fn part(&self) -> std::ops::Range<usize> {
        let end = self.end.min(self.number);
        self.end.saturating_sub(WINDOW).min(end)..end
    }
}

/// The section.
#[component]
#[expect(clippy::too_many_lines, reason = "the address, the memory, the texts and the list all meet here, and each is short")]
pub fn News() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let sections = a_task_later(data.sections());
    let now = data.now();
    let opened = use_opened(Kind::Message);
    let toggle = use_toggle(Kind::Message, opened);
    let wanted = use_wanted();
    let words = memo(move || wanted.with(|wanted| wanted.filter.words.clone()));
    let memory = Memory::of_tenant();
    forget_print();

    let all = memo(move || sections.get().news.value.messages.clone());
    let texts = Texts::of(all);
    let total = move || all.with(Vec::len);
    let is_listed = move |id: &str| all.with(|all| all.iter().any(|message| message.id == id));
    let admits = move |message: &Arc<Message>| {
        wanted.with(|wanted| {
            let needs_words = !wanted.filter.words.is_empty() || !wanted.filter.platform.is_empty();
            let words = if needs_words { texts.find(message) } else { None };
            wanted.filter.admits(message, memory.standing(message), words.as_deref().map(|words| &words.entry))
        })
    };
    let stray = memo(move || {
        texts.track();
        let opened = opened.get();
        all.with(|all| all.iter().find(|message| opened.as_deref() == Some(&message.id)).is_some_and(|message| !admits(message)))
    });
    let found = memo(move || {
        texts.track();
        // What is open stays, whatever the filter: its address says that it is to be seen.
        let opened = opened.get();
        let mut found: Vec<_> = all.with(|all| {
            all.iter().filter(|message| opened.as_deref() == Some(&message.id) || admits(message)).cloned().collect()
        });
        sort(&mut found, wanted.with(|wanted| wanted.sort));
        found
    });
    let number = move || found.with(Vec::len);
    // What is open without being wanted stands in the list, but was not found.
    let matching = move || number() - usize::from(stray.get());
    let position = move |id: &str| found.with(|found| found.iter().position(|message| message.id == id));

    // What has been shown stays until another list is wanted, and the opened message is always among it.
    let asked = RwSignal::new((0, PAGE));
    let shown = Memo::new(move |before: Option<&Shown>| {
        let (wanted, asked, opened) = (wanted.get(), asked.get(), opened.get());
        let end = match before {
            Some(before) if before.wanted != wanted => PAGE,
            Some(before) if before.asked == asked => before.end,
            _ => asked.1,
        };
        // Whoever goes on from an open message is not called back to it.
        let left = match before {
            Some(before) if before.wanted == wanted && before.asked != asked => opened.clone(),
            Some(before) => before.left.clone().filter(|left| opened.as_ref() == Some(left)),
            None => None,
        };
        let end = match opened.filter(|_| left.is_none()).as_deref().and_then(position) {
            Some(position) if !(end.saturating_sub(WINDOW)..end).contains(&position) => (position + 1).next_multiple_of(PAGE),
            _ => end,
        };
        Shown { wanted, asked, end, number: number(), left }
    });
    // The keyboard goes on with what has come: the button may be gone.
    let ask = move |end: usize, first: usize| {
        asked.update(|asked| *asked = (asked.0 + 1, end));
        let first = found.with_untracked(|found| found.get(first).map(|message| button_id(&item_id(&message.id))));
        request_animation_frame(move || {
            if let Some(button) = first {
                focus_by_id(&button);
            }
        });
    };

    // A list of unread messages loses the one that was read when it is closed, and with it the place of the keyboard.
    Effect::new(move |before: Option<Option<(String, usize)>>| {
        let now = opened.get();
        let place = now.as_deref().and_then(|id| untrack(|| position(id)));
        // The tab was left, and is here again with something else open, or nothing.
        if before.is_none() && !now.as_deref().is_some_and(|id| memory.is_left_unread(id)) {
            memory.put_away();
        }
        if let Some(Some((id, place))) = before
            && now.as_ref() != Some(&id)
        {
            memory.put_away();
            if now.is_none() && untrack(|| position(&id)).is_none() {
                let next = found.with_untracked(|found| found.get(place).or(found.last()).map(|next| next.id.clone()));
                focus_when_lost(next.map_or_else(|| SEARCH.to_owned(), |id| button_id(&item_id(&id))));
            }
        }
        now.zip(place)
    });

    let single_keys = use_shortcuts().are_on();
    let change = use_change();
    let step = Callback::new(move |by: isize| {
        let next = opened.with_untracked(|id| id.as_deref().and_then(|id| untrack(|| position(id))));
        let next = next.and_then(|place| place.checked_add_signed(by));
        let Some(id) = next.and_then(|place| found.with_untracked(|found| found.get(place).map(|message| message.id.clone())))
        else {
            return;
        };
        let button = button_id(&item_id(&id));
        change.run((vec![(Kind::Message.parameter(), id)], false));
        request_animation_frame(move || focus_by_id(&button));
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
        let is_plain = !has_modifier && single_keys.get_untracked();
        match event.key().as_str() {
            // A key that is held would change the address more often than browsers bear.
            "j" | "k" if is_plain && event.repeat() => {}
            "j" if is_plain => step.run(1),
            "k" if is_plain => step.run(-1),
            _ => close_opened(opened, toggle)(event),
        }
    };

    let note = Signal::derive(move || {
        let is_urgent = |message: &Message| message.act_by_at().is_some_and(|at| at - now.get() <= ACT_SOON);
        let is_told = |message: &Message| is_urgent(message) && !memory.standing(message).is_hidden;
        let to_act = all.with(|all| all.iter().filter(|message| is_told(message)).count());
        let mut parts = Vec::new();
        if to_act > 0 {
            parts.push(i18n.plural(Plural::TileToAct, to_act, &[]));
        }
        let matching = matching();
        let shown = shown.get();
        let part = shown.part();
        let [from, to, of] = [part.start + 1, part.end, shown.number].map(|n| count(i18n, n));
        if shown.wanted.is_filtered() {
            parts.push(i18n.plural(Plural::NewsFound, matching, &[]));
        } else if shown.number > 0 && part.start == 0 && shown.wanted.sort == Sort::Updated {
            parts.push(i18n.format(Text::NewsNewestOf, &[("n", &to), ("total", &of)]));
        } else if shown.number > 0 {
            parts.push(i18n.format(Text::NewsRange, &[("from", &from), ("to", &to), ("total", &of)]));
        }
        parts.join(" · ")
    });
    let live = use_context::<Live>();
    let on_change = Callback::new(move |()| {
        if let Some(live) = live {
            live.say(i18n.plural(Plural::NewsFound, untrack(matching), &[]));
        }
    });
    let hidden = Signal::derive(move || all.with(|all| all.iter().filter(|message| memory.standing(message).is_hidden).count()));
    let choices = memo(move || {
        // They need not be there with the first rows.
        if !texts.has_begun() {
            return Choices::default();
        }
        all.with(|all| Choices::of(all, |message| texts.find(message).map(|words| words.entry.platforms).unwrap_or_default()))
    });

    let cloud = data.cloud_now();
    let hint = move || i18n.text(Text::AppNewTab);
    let more = move |name: &'static str, text: Text, left: usize, to: usize, first: usize| {
        (left > 0).then(|| {
            let text = i18n.format(text, &[("n", &count(i18n, left))]);
            view! { <button type="button" class="button" data-action=name on:click=move |_| ask(to, first)>{text}</button> }
                .into_any()
        })
    };
    let older = move || {
        let Shown { end, number, .. } = shown.get();
        // Once the page holds all that it may, a step is the whole of it.
        let next = if end < WINDOW { end + PAGE } else { end + WINDOW };
        more("older", Text::NewsShowOlder, number.saturating_sub(end), next, end)
    };
    let newer = move || {
        let shown = shown.get();
        let start = shown.part().start;
        more("newer", Text::NewsShowNewer, start, shown.end.saturating_sub(WINDOW).max(WINDOW), start.saturating_sub(1))
    };
    let foot = move || {
        view! {
            {move || older()}
            <ExternalLink href=cloud.message_center_link() text=i18n.text(Text::LinkMessageCenter) new_tab_hint=hint()/>
            <ExternalLink href=cloud.service_health_link() text=i18n.text(Text::LinkPreferences) new_tab_hint=hint()/>
            <span>{i18n.text(Text::NewsEnglish)}</span>
            {move || kept_note(i18n, memory)}
        }
    };
    let not_listed = move || {
        let id = opened.get()?;
        let has_data = sections.get().news.state.has_data();
        (has_data && !is_listed(&id)).then(|| {
            view! {
                <p class="empty-note">{i18n.format(Text::NewsNotListed, &[("id", &reveal(&id))])}</p>
                {last_read(&id, memory)}
            }
            .into_any()
        })
    };
    let table = NodeRef::<html::Table>::new();
    reveal_once(table, move || Some(item_id(&opened.get()?)));
    let ids = move || found.with(|found| found[shown.with(Shown::part)].iter().map(|message| message.id.clone()).collect());
    let list = List { memory, texts, words, all, step };
    let row = move |id: String| {
        let wanted = id.clone();
        let message = memo(move || all.with(|all| all.iter().find(|message| message.id == wanted).cloned()));
        message_row(i18n, id.clone(), message, Opening::of(id, opened, toggle), list)
    };
    let nothing = move || total() > 0 && matching() == 0;
    view! {
        <SectionView name=SectionId::News status=memo(move || sections.with(|sections| (&sections.news).into())) heading=Text::NewsTitle note=note flush=true foot=foot rows=10>
            {move || not_listed()}
            <p class="empty-note" data-tone="success" hidden=move || { total() > 0 || sections.get().news.state == SectionState::Partial }>
                {i18n.text(Text::NewsNone)}
            </p>
            <Triage all memory/>
            <div hidden=move || { total() == 0 }>
                <FilterBar wanted choices hidden on_change/>
            </div>
            <p class="empty-note" hidden=move || { !texts.is_reading() || words.with(Vec::is_empty) }>{i18n.text(Text::NewsReadingTexts)}</p>
            <p class="empty-note" data-nothing="" hidden=move || !nothing()>
                {i18n.text(Text::NewsNothing)} " " <ClearFilters wanted/>
            </p>
            <div class="news-newer" hidden=move || shown.with(|shown| shown.part().start == 0)>{move || newer()}</div>
            <table
                class="list-table message-table"
                role="table"
                node_ref=table
                hidden=move || { number() == 0 }
                on:keydown=on_key
            >
                <caption><span class="visually-hidden">{i18n.text(Text::NewsTitle)}</span></caption>
                {head(&[Text::NewsMessage, Text::NewsActBy, Text::NewsCategory, Text::NewsUpdated])}
                {each(ids, row)}
            </table>
        </SectionView>
    }
    .into_any()
}

/// The sections as the page above shows them, one task later: a thousand messages and everything else at once would be one long task.
fn a_task_later(sections: Lasting<Memo<Arc<Sections>>>) -> RwSignal<Arc<Sections>> {
    let later = RwSignal::new(sections.get_untracked());
    Effect::new(move |_| {
        // They may have changed before this runs for the first time.
        if Arc::ptr_eq(&sections.get(), &later.get_untracked()) {
            return;
        }
        task::spawn(async move {
            timer::breathe().await;
            // The reader may have gone elsewhere meanwhile.
            if let Some(sections) = sections.try_get_untracked() {
                let _ = later.try_set(sections);
            }
        });
    });
    later
}

/// What asks for a decision, in short.
#[component]
fn Triage(all: Memo<Vec<Arc<Message>>>, memory: Memory) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_tenant_data().now();
    let is_long = RwSignal::new(false);
    let first = memo(move || {
        let mut first = all.with(|all| triage(all));
        first.retain(|message| !memory.standing(message).is_hidden);
        first
    });
    let left = move || first.with(Vec::len).saturating_sub(if is_long.get() { usize::MAX } else { FIRST });
    let lines = move || {
        let shown = first.with(Vec::len) - left();
        first.with(|first| first[..shown].iter().map(|message| triage_line(i18n, message, now.get())).collect_view())
    };
    let more = move || i18n.format(Text::ActionShowMore, &[("n", &count(i18n, left()))]);
    let show_all = move || {
        is_long.set(true);
        // The button goes: the keyboard must stand somewhere.
        focus_when_lost(SEARCH.to_owned());
    };
    view! {
        <div class="triage" hidden=move || first.with(Vec::is_empty)>
            <h4>{i18n.text(Text::NewsFirst)}</h4>
            <p class="triage__help">{i18n.text(Text::NewsFirstHelp)}</p>
            <ul class="act-by" role="list">{move || lines()}</ul>
            <button type="button" class="button" data-look="link" hidden=move || { left() == 0 } on:click=move |_| show_all()>
                {move || more()}
            </button>
        </div>
    }
    .into_any()
}

fn triage_line(i18n: I18n, message: &Message, now: chrono::DateTime<chrono::Utc>) -> AnyView {
    let at = message.act_by_at();
    let is_soon = at.is_some_and(|at| at - now <= ACT_SOON);
    let words = at.map_or_else(|| i18n.text(Text::NewsNoDate), |at| act_by_words(i18n, at, now));
    let to = use_item_href(Kind::Message, message.id.clone());
    let retirement = is_retirement(message).then(|| view! { <Tag text=i18n.word("tag", "Retirement")/> " " }.into_any());
    let major = message.is_major.then(|| view! { <Tag text=i18n.text(Text::NewsMajor)/> }.into_any());
    view! {
        <li class="act-by__item" data-health=is_soon.then_some("warning") data-ref=message.id.clone()>
            <span class="act-by__date" data-undated=at.is_none().then_some("")>
                {is_soon.then(|| view! { <StatusIcon health="warning" word=i18n.word("health", "warning")/> }.into_any())} {words}
            </span>
            " "
            <a href=to data-noscroll="">{reveal(&message.id)} " " <bdi lang="en">{reveal(&message.title)}</bdi></a>
            " "
            <span>{retirement} {major}</span>
        </li>
    }
    .into_any()
}

/// Where the reader's marks are kept, and the way to forget them.
fn kept_note(i18n: I18n, memory: Memory) -> AnyView {
    let number = memory.size();
    let live = use_context::<Live>();
    let forget = (number > 0).then(|| {
        let text = i18n.format(Text::NewsForget, &[("n", &count(i18n, number))]);
        let press = move |_| {
            memory.forget();
            if let Some(live) = live {
                live.say(i18n.text(Text::NewsForgotten));
            }
            focus_when_lost(SEARCH.to_owned());
        };
        view! { " " <button type="button" class="button" data-look="link" data-action="forget" on:click=press>{text}</button> }
            .into_any()
    });
    let text = i18n.text(if memory.is_refused() { Text::NewsNotKept } else { Text::NewsKeptHere });
    view! { <span class="kept-note">{text} {forget}</span> }.into_any()
}

fn message_row(i18n: I18n, id: String, message: Memo<Option<Arc<Message>>>, opening: Opening, list: List) -> AnyView {
    let cell = move |make: fn(I18n, &Message) -> AnyView| {
        move || message.with(|message| message.as_ref().map(|message| make(i18n, message)))
    };
    let standing =
        memo(move || message.with(|message| message.as_ref().map(|message| list.memory.standing(message)).unwrap_or_default()));
    let is_unread = move || standing.get().is_unread;
    let is_open = opening.is_open;
    let (on_toggle, on_click) = (opening.clone(), opening.clone());
    let detail =
        opening.detail("4", Signal::stored(None), move || message.get().map(|message| message_detail(i18n, &message, list)));
    let controls = item_id(&id);
    let unread = move || {
        is_unread().then(|| {
            view! {
                <span class="item-row__unread"><Icon glyph=Glyph::Dot/></span>
                <span class="visually-hidden">{i18n.text(Text::NewsUnread)} " "</span>
            }
            .into_any()
        })
    };
    let marked = move |text: &str| list.words.with(|words| marked(&reveal(text), words));
    let shown_id = id.clone();
    let title = move || message.with(|message| message.as_ref().map(|message| marked(&message.title)));
    // Where the search was found, unless the title shows it.
    let excerpt = move || {
        let message = message.get()?;
        list.texts.track();
        list.words.with(|words| {
            let title = [&message.id, " ", &message.title].concat();
            if words.is_empty() || words.iter().all(|word| !places(&title, std::slice::from_ref(word)).is_empty()) {
                return None;
            }
            let text = excerpt(&list.texts.find(&message)?.text, words, AROUND)?;
            Some(view! { <p class="item-row__excerpt" lang="en" dir="auto">{self::marked(&text, words)}</p> }.into_any())
        })
    };
    let tags = move || message.with(|message| message.as_ref().map(|message| tags(i18n, message, standing.get())));
    view! {
        <tbody class="row-group" role="rowgroup" data-message=id data-unread=move || is_unread().then_some("")>
            <tr class="list-row item-row" role="row" data-open=move || is_open.get().then_some("") on:click=move |event| open_on_click(&event, || on_click.toggle())>
                <td role="cell" class="item-row__title">
                    <Disclosure open=is_open on_toggle=move || on_toggle.toggle() controls>
                        {move || unread()}
                        <span class="item-row__id">{move || marked(&shown_id)}</span>
                        " "
                        <bdi lang="en">{move || title()}</bdi>
                    </Disclosure>
                    " "
                    {move || tags()}
                    {move || excerpt()}
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

/// A text with what the search finds in it marked.
fn marked(text: &str, words: &[String]) -> AnyView {
    let mut at = 0;
    let mut parts = Vec::new();
    for place in places(text, words) {
        let (before, found) = (text[at..place.start].to_owned(), text[place.clone()].to_owned());
        parts.push(view! { {before} <mark>{found}</mark> }.into_any());
        at = place.end;
    }
    parts.push(text[at..].to_owned().into_any());
    parts.into_any()
}

/// What marks a message: changed since it was read, major, favourite, its severity where that is not the normal one, and Microsoft's tags.
fn tags(i18n: I18n, message: &Message, standing: Standing) -> AnyView {
    let tag = |is_there: bool, text: Text, strong: bool| {
        is_there.then(|| view! { <Tag text=i18n.text(text) strong=strong/> }.into_any())
    };
    let severity = (!message.severity.is_empty() && !message.severity.eq_ignore_ascii_case("normal"))
        .then(|| view! { <Tag text=i18n.word("severity", &message.severity) strong=true/> }.into_any());
    let tags = message.tags.iter().map(|tag| view! { <Tag text=i18n.word("tag", tag)/> }.into_any()).collect_view();
    view! {
        <span class="item-row__tags">
            {tag(standing.is_changed, Text::NewsChanged, true)}
            {tag(message.is_major, Text::NewsMajor, true)}
            {severity}
            {tag(standing.is_favorite, Text::NewsFavorite, false)}
            {tag(standing.is_hidden, Text::NewsOnlyHidden, false)}
            {tags}
        </span>
    }
    .into_any()
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
