//! The strip of tabs: plain links, since each tab is an address.

use leptos::prelude::*;

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
    /// What needs action in it: the number as shown, and as said aloud ("3 need action"). None shows nothing, never a zero.
    pub count: Signal<Option<(String, String)>>,
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
    let TabLink { href, long, short, current, count } = tab;
    let count = move || {
        count.get().map(|(shown, said)| {
            view! {
                <span class="tab__count" aria-hidden="true">{shown}</span>
                <span class="visually-hidden">", " {said}</span>
            }
            .into_any()
        })
    };
    view! {
        <li>
            <a class="tab" href=href aria-current=move || current.get().then_some("page")>
                <span class="tab__long">{long}</span>
                <span class="tab__short">{short}</span>
                {move || count()}
            </a>
        </li>
    }
    .into_any()
}
