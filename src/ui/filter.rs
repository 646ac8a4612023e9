//! The filter of a table: a strip of links, each an address, and a text.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// One of the fixed filters.
#[derive(Clone)]
pub struct Chip {
    /// The address that has this filter on.
    pub href: Signal<String>,
    /// Its name.
    pub text: String,
    /// How many rows it leaves.
    pub count: Signal<String>,
    /// Whether it is on.
    pub current: Signal<bool>,
}

/// Filter links and a text filter; in narrow windows the text stands behind a search button.
#[component]
pub fn Filter(
    /// The name of the group of links.
    #[prop(into)]
    label: String,
    /// In order.
    chips: Vec<Chip>,
    /// The name of the text filter, also shown in it while it is empty.
    #[prop(into)]
    text_label: String,
    /// The name of the search button.
    #[prop(into)]
    search_label: String,
    /// The text.
    #[prop(into)]
    value: Signal<String>,
    /// The text changed.
    #[prop(into)]
    on_input: Callback<(String,)>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let input = NodeRef::<leptos::html::Input>::new();
    let chips = chips.into_iter().map(chip).collect_view();
    // A text that came with the address must be seen.
    let shown = move || (open.get() || !value.get().is_empty()).then_some("");
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        if open.get_untracked()
            && let Some(input) = input.get_untracked()
        {
            request_animation_frame(move || {
                let _ = input.focus();
            });
        }
    };
    view! {
        <div class="filter" data-open=move || shown()>
            <div class="filter__chips" role="group" aria-label=label>
                {chips}
            </div>
            <button
                type="button"
                class="button icon-button filter__toggle"
                aria-expanded=move || if shown().is_some() { "true" } else { "false" }
                aria-label=search_label
                on:click=toggle
            >
                <Icon glyph=Glyph::Search/>
            </button>
            <div class="filter__text">
                <Icon glyph=Glyph::Search/>
                <input
                    class="input"
                    type="search"
                    autocomplete="off"
                    aria-label=text_label.clone()
                    placeholder=text_label
                    node_ref=input
                    prop:value=value
                    on:input=move |event| on_input.run((event_target_value(&event),))
                />
            </div>
        </div>
    }
    .into_any()
}

fn chip(chip: Chip) -> AnyView {
    let Chip { href, text, count, current } = chip;
    view! {
        <a class="chip" href=href data-noscroll="" aria-current=move || current.get().then_some("true")>
            {text}
            <span class="chip__count">{count}</span>
        </a>
    }
    .into_any()
}
