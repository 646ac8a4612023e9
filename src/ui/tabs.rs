//! The strip of tabs: plain links, since each tab is an address.

use leptos::prelude::*;

use super::erased::memo;

/// One tab.
#[derive(Clone)]
pub struct TabLink {
    /// Where it leads.
    pub href: String,
    /// Its name where there is room.
    pub long: String,
    /// Its name where there is not.
    pub short: String,
    /// Whether it is the one shown.
    pub current: Signal<bool>,
    /// How much needs action in it; an empty text shows nothing, never a zero.
    pub count: Signal<String>,
    /// The same as said aloud ("3 need action").
    pub count_said: Signal<String>,
    /// That something in it has changed, as said aloud; an empty text shows nothing.
    pub changed: Signal<String>,
}

/// The tabs, at the top edge while the page scrolls.
#[component]
pub fn TabStrip(
    /// The name of the strip, for readers aloud.
    #[prop(into)]
    label: String,
    /// In order.
    tabs: Vec<TabLink>,
) -> impl IntoView {
    let tabs = tabs.into_iter().map(tab).collect_view();
    view! {
        <nav class="tab-strip" aria-label=label>
            <ul class="tab-strip__list" role="list">
                {tabs}
            </ul>
        </nav>
    }
    .into_any()
}

fn tab(tab: TabLink) -> AnyView {
    let TabLink { href, long, short, current, count, count_said, changed } = tab;
    let has_count = memo(move || !count.read().is_empty());
    let count = move || {
        has_count.get().then(|| {
            view! {
                <span class="tab__count" aria-hidden="true">{count}</span>
                <span class="visually-hidden">", " {count_said}</span>
            }
            .into_any()
        })
    };
    let has_changed = memo(move || !changed.read().is_empty());
    let dot = move || {
        has_changed.get().then(|| {
            view! {
                <span class="tab__dot"></span>
                <span class="visually-hidden">", " {changed}</span>
            }
            .into_any()
        })
    };
    view! {
        <li>
            <a class="tab" href=href aria-current=move || current.get().then_some("page")>
                <span class="tab__long">{long}</span>
                <span class="tab__short">{short}</span>
                {move || count()} {move || dot()}
            </a>
        </li>
    }
    .into_any()
}
