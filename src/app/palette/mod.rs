//! Find anything: a field, and below it every tab, connector, issue, message and action that fits what was typed.

pub mod items;

use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};

use super::{overlay::use_overlays, words::count};
use crate::{
    domain::{
        finder::{self, Findable},
        search,
    },
    i18n::{Plural, Text, use_i18n},
    ui::{Icon, StatusIcon, each, memo},
};
use items::{Deed, Item, Sign, items};

/// How many are shown at the most: who wants others types more.
const MOST: usize = 50;
/// The id of the list, and what stands before the place of an item in its id.
const LIST: &str = "palette-list";

/// The inside of the dialog. What can be found is collected when it opens, and when other data comes.
#[component]
#[expect(clippy::too_many_lines, reason = "a field and its list: what one does the other shows")]
pub fn Palette() -> impl IntoView {
    let i18n = use_i18n();
    let overlays = use_overlays();
    // What it was made of says whether it has changed.
    let all = Memo::new_with_compare(|_| items().into_iter().unzip::<_, _, Vec<Findable>, Vec<Item>>(), |_, _| true);
    let typed = RwSignal::new(String::new());
    // How many fit, and the places of those that are shown.
    let found = memo(move || {
        let mut found = all.with(|(things, _)| typed.with(|typed| finder::find(things, typed)));
        let number = found.len();
        found.truncate(MOST);
        (number, found)
    });
    let at = RwSignal::new(0_usize);
    let active = memo(move || found.with(|(_, found)| found.get(at.get()).copied()));

    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            // Once the dialog, which may have been waiting for this, is open.
            request_animation_frame(move || drop(input.focus()));
        }
    });
    Effect::new(move |_| {
        // By the next frame the list has followed.
        if let Some(place) = active.get() {
            request_animation_frame(move || show(place));
        }
    });

    let step = move |by: isize| {
        let number = found.with_untracked(|(_, found)| found.len());
        if let Ok(number @ 1..) = isize::try_from(number) {
            at.update(|at| *at = usize::try_from((isize::try_from(*at).unwrap_or(0) + by).rem_euclid(number)).unwrap_or(0));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.is_composing() || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => step(1),
            "ArrowUp" => step(-1),
            "Home" => at.set(0),
            "End" => at.set(found.with_untracked(|(_, found)| found.len().saturating_sub(1))),
            "Enter" => {
                if let Some(element) = active.get_untracked().and_then(element_of) {
                    element.click();
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let words = memo(move || typed.with(|typed| search::words(typed)));
    let row = move |key: String| {
        let place = key.split(' ').next().and_then(|place| place.parse().ok()).unwrap_or_default();
        let Some(item) = all.with_untracked(|(_, all)| all.get::<usize>(place).cloned()) else { return ().into_any() };
        let sign = match item.sign {
            Sign::Glyph(glyph) => view! { <Icon glyph/> }.into_any(),
            Sign::Health(health, word) => view! { <StatusIcon health word/> }.into_any(),
        };
        let name = item.name.clone();
        let id = item.id.map(|id| {
            let shown = move || words.with(|words| marked(&id, words));
            view! { <span class="palette__id">{move || shown()}</span> " " }.into_any()
        });
        let shown = move || words.with(|words| marked(&name, words));
        let inside = view! {
            {sign}
            <span class="palette__name" lang=item.is_english.then_some("en")>{id} <bdi>{move || shown()}</bdi></span>
            <span class="palette__kind">{item.kind}</span>
        }
        .into_any();
        let is_active = memo(move || active.get() == Some(place));
        let selected = move || if is_active.get() { "true" } else { "false" };
        let id = id_of(place);
        match item.deed {
            // A real link: the router follows it, and whoever wants it in a new tab gets it there.
            Deed::Go(href) => {
                let leave = move |event: MouseEvent| {
                    if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                        overlays.leave(|| {});
                    }
                };
                view! {
                    <a class="palette__item" role="option" tabindex="-1" id=id aria-selected=selected data-ref=item.reference href=href on:click=leave>
                        {inside}
                    </a>
                }
                .into_any()
            }
            Deed::Do(deed) => view! {
                <button
                    type="button"
                    class="palette__item"
                    role="option"
                    tabindex="-1"
                    id=id
                    aria-selected=selected
                    data-ref=item.reference
                    on:click=move |_| {
                        let deed = deed.clone();
                        overlays.leave(move || deed());
                    }
                >
                    {inside}
                </button>
            }
            .into_any(),
        }
    };
    // A row is another one when something else stands at its place, or stands there otherwise.
    let keys = move || {
        let key = |place: &usize| {
            let item = all.with_untracked(|(_, all)| all.get(*place).map(Item::key)).unwrap_or_default();
            [&place.to_string(), " ", &item].concat()
        };
        found.with(|(_, found)| found.iter().map(key).collect())
    };
    let number = move || found.with(|(number, _)| *number);
    let is_empty = move || number() == 0;
    let note = move || match number() {
        0 => i18n.text(Text::PaletteNothing),
        number if number > MOST => i18n.format(Text::PaletteFirst, &[("shown", &count(i18n, MOST)), ("n", &count(i18n, number))]),
        number => i18n.plural(Plural::PaletteFound, number, &[]),
    };
    view! {
        <input
            class="input palette__field"
            type="text"
            role="combobox"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            enterkeyhint="go"
            aria-label=i18n.text(Text::PaletteTitle)
            placeholder=i18n.text(Text::PaletteHint)
            aria-autocomplete="list"
            aria-expanded=move || if is_empty() { "false" } else { "true" }
            aria-controls=LIST
            aria-activedescendant=move || active.get().map(id_of)
            node_ref=input
            on:input=move |event| {
                at.set(0);
                typed.set(event_target_value(&event));
            }
            on:keydown=on_key
        />
        <p class="palette__note" role="status">{move || note()}</p>
        <div class="palette__list" id=LIST role="listbox" aria-label=i18n.text(Text::PaletteTitle) hidden=is_empty>
            {each(keys, row)}
        </div>
    }
    .into_any()
}

fn id_of(place: usize) -> String {
    [LIST, "-", &place.to_string()].concat()
}

fn element_of(place: usize) -> Option<HtmlElement> {
    document().get_element_by_id(&id_of(place))?.dyn_into().ok()
}

/// Brings an option into view, if it is not.
fn show(place: usize) {
    if let Some(element) = element_of(place) {
        // By name: the types of these options would be the only ones of their kind in the page.
        let options = web_sys::ScrollIntoViewOptions::new();
        let _ = js_sys::Reflect::set(&options, &JsValue::from_str("block"), &JsValue::from_str("nearest"));
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// A name with what was typed marked in it.
fn marked(text: &str, words: &[String]) -> AnyView {
    let mut at = 0;
    let mut parts = Vec::new();
    for place in search::places(text, words) {
        parts.push(text[at..place.start].to_owned().into_any());
        let found = text[place.clone()].to_owned();
        parts.push(view! { <mark>{found}</mark> }.into_any());
        at = place.end;
    }
    parts.push(text[at..].to_owned().into_any());
    parts.into_any()
}
