//! What the reader looks for in the news: in the address, and the controls that change it.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use leptos::{html, prelude::*};

use super::item::use_change;
use crate::{
    app::{
        focus::{focus_by_id, focus_when_lost},
        tab::use_address,
        words::count,
    },
    browser::clock::now,
    domain::{
        message::Message,
        news::{Filter, Platforms, Sort, values},
        search,
    },
    i18n::{I18n, Text, use_i18n},
    ui::{Glyph, Icon, memo},
};

/// What the address says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The search as it was typed.
    pub query: String,
    /// All filters, the words of the search among them.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
}

impl Wanted {
    /// Whether anything is left out.
    pub fn is_filtered(&self) -> bool {
        self.filter != Filter::default()
    }
}

/// The parameters of all filters.
const PARAMETERS: [&str; 10] = ["q", "category", "tag", "severity", "platform", "major", "act", "unread", "favorite", "hidden"];
/// The parameter of the order, and its value for the act-by dates.
const SORT: (&str, &str) = ("sort", "act");
/// The id of the search.
pub const SEARCH: &str = "news-search";
/// The value of a filter that is on.
const ON: &str = "1";

/// Reads the address.
pub fn use_wanted() -> Memo<Wanted> {
    let search = use_address().search;
    memo(move || {
        let Ok(parameters) = search.with(|search| web_sys::UrlSearchParams::new_with_str(search)) else {
            return Wanted::default();
        };
        let text = |name| parameters.get(name).unwrap_or_default();
        let is_on = |name| text(name) == ON;
        let query = text("q");
        let filter = Filter {
            words: search::words(&query),
            category: text("category"),
            tag: text("tag"),
            severity: text("severity"),
            platform: text("platform"),
            is_major: is_on("major"),
            has_act_by: is_on("act"),
            is_unread: is_on("unread"),
            is_favorite: is_on("favorite"),
            is_hidden: is_on("hidden"),
        };
        let sort = if text(SORT.0) == SORT.1 { Sort::ActBy } else { Sort::Updated };
        Wanted { query, filter, sort }
    })
}

/// Takes all filters away, the search too.
pub fn use_clear() -> Callback<()> {
    let change = use_change();
    Callback::new(move |()| change.run((PARAMETERS.map(|name| (name, String::new())).to_vec(), false)))
}

/// What can be chosen, and what there is of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    category: Vec<(String, usize)>,
    tag: Vec<(String, usize)>,
    severity: Vec<(String, usize)>,
    platform: Vec<(String, usize)>,
}

impl Choices {
    /// The choices among these messages; `platforms` tells those of one.
    pub fn of(messages: &[Arc<Message>], platforms: impl Fn(&Arc<Message>) -> Platforms) -> Self {
        Self {
            category: values(messages.iter().map(|message| message.category.as_str())),
            tag: values(messages.iter().flat_map(|message| message.tags.iter().map(String::as_str))),
            severity: values(messages.iter().map(|message| message.severity.as_str())),
            platform: values(messages.iter().flat_map(|message| platforms(message).names())),
        }
    }
}

/// The search, the filters and the order.
#[component]
pub fn FilterBar(
    /// What the address says.
    wanted: Memo<Wanted>,
    /// What can be chosen.
    choices: Memo<Choices>,
    /// How many messages the reader has hidden.
    hidden: Signal<usize>,
    /// Told after each change, when the list has followed it.
    on_change: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let change = use_change();
    let set = Callback::new(move |(name, value): (&'static str, String)| {
        change.run((vec![(name, value)], true));
        // The address has changed by the next frame, and the list with it.
        request_animation_frame(move || on_change.run(()));
        // A chip may go with what it chose.
        focus_when_lost(SEARCH.to_owned());
    });
    let filter = move |read: fn(&Filter) -> bool| wanted.with(|wanted| read(&wanted.filter));
    let switch = move |name: &'static str, text: Text, read: fn(&Filter) -> bool| {
        let is_on = memo(move || filter(read));
        let shown = move || match name {
            "hidden" => [i18n.text(text), " ".to_owned(), count(i18n, hidden.get())].concat(),
            _ => i18n.text(text),
        };
        view! {
            <button
                type="button"
                class="chip"
                data-filter=name
                aria-pressed=move || if is_on.get() { "true" } else { "false" }
                // There is nothing to be seen behind it.
                hidden=move || { name == "hidden" && hidden.get() == 0 && !is_on.get() }
                on:click=move |_| set.run((name, if is_on.get_untracked() { String::new() } else { ON.to_owned() }))
            >
                {move || shown()}
            </button>
        }
        .into_any()
    };
    let choice =
        move |name: &'static str, label: Text, read: fn(&Filter) -> &String, all: fn(&Choices) -> &Vec<(String, usize)>| {
            let options = move || {
                let chosen = wanted.with(|wanted| read(&wanted.filter).clone());
                choices.with(|choices| options(i18n, name, label, &chosen, all(choices)))
            };
            select(name, i18n.text(label), options, move |value| set.run((name, value)))
        };
    let orders = move || {
        let is_by_date = wanted.with(|wanted| wanted.sort == Sort::ActBy);
        let order = |value: &'static str, text: Text, selected: bool| {
            view! { <option value=value prop:selected=selected>{i18n.text(text)}</option> }.into_any()
        };
        vec![order("", Text::NewsSortUpdated, !is_by_date), order(SORT.1, Text::NewsSortActBy, is_by_date)]
    };
    view! {
        <div class="news-filter" role="search" aria-label=i18n.text(Text::NewsFilters)>
            <SearchField wanted set/>
            <div class="news-filter__choices">
                {choice("category", Text::NewsCategory, |filter| &filter.category, |choices| &choices.category)}
                {choice("tag", Text::NewsTag, |filter| &filter.tag, |choices| &choices.tag)}
                {choice("platform", Text::NewsPlatform, |filter| &filter.platform, |choices| &choices.platform)}
                {choice("severity", Text::NewsSeverity, |filter| &filter.severity, |choices| &choices.severity)}
                {select(SORT.0, i18n.text(Text::NewsSort), orders, move |value| set.run((SORT.0, value)))}
            </div>
            <div class="news-filter__switches" role="group" aria-label=i18n.text(Text::NewsFilters)>
                {switch("unread", Text::NewsUnread, |filter| filter.is_unread)}
                {switch("major", Text::NewsOnlyMajor, |filter| filter.is_major)}
                {switch("act", Text::NewsOnlyActBy, |filter| filter.has_act_by)}
                {switch("favorite", Text::NewsOnlyFavorites, |filter| filter.is_favorite)}
                {switch("hidden", Text::NewsOnlyHidden, |filter| filter.is_hidden)}
                <ClearFilters wanted/>
            </div>
        </div>
    }
    .into_any()
}

/// How often the address follows the typing: browsers refuse the page more than a hundred changes of it in ten seconds, and a key that
/// is held brings thirty a second.
#[derive(Debug, Default)]
struct Pace {
    /// The changes of the last ten seconds.
    made: VecDeque<DateTime<Utc>>,
}

impl Pace {
    const SPAN: TimeDelta = TimeDelta::seconds(10);
    /// So many at once; then each [`Self::PAUSE`].
    const BURST: usize = 50;
    const PAUSE: Duration = Duration::from_millis(200);

    /// How long the next change, which is noted, has to wait.
    fn pause(&mut self, now: DateTime<Utc>) -> Duration {
        // A clock that was set back makes nobody wait.
        self.made.retain(|made| *made <= now && now - *made < Self::SPAN);
        let pause = if self.made.len() < Self::BURST { Duration::ZERO } else { Self::PAUSE };
        self.made.push_back(now);
        pause
    }
}

/// The search: the list follows the typing by one frame, however many letters came in it.
#[component]
fn SearchField(wanted: Memo<Wanted>, set: Callback<(&'static str, String)>) -> impl IntoView {
    let i18n = use_i18n();
    let input = NodeRef::<html::Input>::new();
    let is_waiting = StoredValue::new(false);
    let pace = StoredValue::new(Pace::default());
    let typed = move |_| {
        if is_waiting.get_value() {
            return;
        }
        is_waiting.set_value(true);
        request_animation_frame(move || {
            let follow = move || {
                if is_waiting.try_set_value(false).is_none()
                    && let Some(input) = input.get_untracked()
                {
                    set.run(("q", input.value()));
                }
            };
            let pause = pace.try_update_value(|pace| pace.pause(now())).unwrap_or_default();
            if pause.is_zero() {
                follow();
            } else {
                set_timeout(follow, pause);
            }
        });
    };
    let text = i18n.text(Text::NewsSearch);
    view! {
        <div class="filter__text news-filter__search">
            <Icon glyph=Glyph::Search/>
            <input
                class="input"
                type="search"
                id=SEARCH
                autocomplete="off"
                aria-label=text.clone()
                placeholder=text
                node_ref=input
                prop:value=move || wanted.with(|wanted| wanted.query.clone())
                on:input=typed
            />
        </div>
    }
    .into_any()
}

/// *Clear filters*, while there are any.
#[component]
pub fn ClearFilters(
    /// What the address says.
    wanted: Memo<Wanted>,
) -> impl IntoView {
    let i18n = use_i18n();
    let clear = use_clear();
    view! {
        <button
            type="button"
            class="button"
            data-look="link"
            data-action="clear-filters"
            hidden=move || !wanted.with(Wanted::is_filtered)
            on:click=move |_| {
                clear.run(());
                // The button goes with the filters: the keyboard must stand somewhere.
                focus_by_id(SEARCH);
            }
        >
            {i18n.text(Text::NewsClearFilters)}
        </button>
    }
    .into_any()
}

/// A native choice that says what it chooses by.
fn select(
    name: &'static str,
    label: String,
    options: impl Fn() -> Vec<AnyView> + Send + 'static,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let options: Box<dyn Fn() -> Vec<AnyView> + Send> = Box::new(options);
    view! {
        <select class="select" data-filter=name aria-label=label on:change=move |event| choose(event_target_value(&event))>
            {move || options()}
        </select>
    }
    .into_any()
}

/// *Category: all*, then each value with how often there is one; a chosen one that no message has stands there too.
fn options(i18n: I18n, name: &str, label: Text, chosen: &str, all: &[(String, usize)]) -> Vec<AnyView> {
    let is_chosen = |value: &str| value.eq_ignore_ascii_case(chosen);
    let any = i18n.format(Text::NewsAny, &[("name", &i18n.text(label))]);
    let option = |value: String, text: String| {
        let selected = is_chosen(&value);
        view! { <option value=value prop:selected=selected>{text}</option> }.into_any()
    };
    // The names of platforms are names in every language.
    let word = |value: &str| if name == "platform" { value.to_owned() } else { i18n.word(name, value) };
    let mut options = vec![option(String::new(), any)];
    for (value, number) in all {
        let text = [word(value), " (".to_owned(), count(i18n, *number), ")".to_owned()].concat();
        options.push(option(value.clone(), text));
    }
    if !chosen.is_empty() && !all.iter().any(|(value, _)| is_chosen(value)) {
        options.push(option(chosen.to_owned(), word(chosen)));
    }
    options
}
