//! The choices of the header: side by side where there is room, else behind one button.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icon::{Glyph, Icon};

/// Controls that fold into a panel in narrow windows (by CSS; the page holds them once).
#[component]
pub fn Menu(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// The button's name, for example "More".
    #[prop(into)]
    label: String,
    /// The controls.
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let button = format!("{id}-button");
    let back_to = button.clone();
    let close_on_escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            super::help::focus(&back_to);
        }
    };
    // Leaving it by Tab or by a click elsewhere closes it.
    let close_on_leave = move |event: web_sys::FocusEvent| {
        let inside = event.current_target().zip(event.related_target()).is_some_and(|(menu, to)| contains(&menu, &to));
        if !inside {
            open.set(false);
        }
    };
    view! {
        // The target of the button may be the icon in it, hence the handlers on the whole.
        <div class="menu" tabindex="-1" on:keydown=close_on_escape on:focusout=close_on_leave>
            <button
                type="button"
                class="button icon-button menu__button"
                data-look="subtle"
                id=button
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls=id.clone()
                aria-label=label
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon glyph=Glyph::More large=true/>
            </button>
            <div class="menu__panel" id=id>
                {children()}
            </div>
        </div>
    }
    .into_any()
}

fn contains(outer: &web_sys::EventTarget, inner: &web_sys::EventTarget) -> bool {
    match (outer.dyn_ref::<web_sys::Node>(), inner.dyn_ref::<web_sys::Node>()) {
        (Some(outer), inner @ Some(_)) => outer.contains(inner),
        _ => false,
    }
}

/// What a `Select` offers: value and text, in order.
pub type Options = Vec<(&'static str, String)>;

/// A native choice with an icon instead of a visible label.
#[component]
pub fn Select(
    /// Unique on the page.
    id: &'static str,
    /// Its name, for readers aloud.
    #[prop(into)]
    label: String,
    /// Stands for the label.
    icon: Glyph,
    /// What can be chosen.
    options: Options,
    /// What is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Another value was chosen.
    #[prop(into)]
    on_change: Callback<(String,)>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(option, text)| {
            view! {
                <option value=option selected=move || value.get() == option>
                    {text}
                </option>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <label class="field">
            <Icon glyph=icon/>
            <span class="visually-hidden">{label}</span>
            <select
                id=id
                class="select"
                data-look="subtle"
                prop:value=value
                on:change=move |event| {
                    on_change.run((event_target_value(&event),));
                    // What is chosen is what the page then says it is, not what was clicked.
                    if let Some(select) = event.target() {
                        select.unchecked_into::<web_sys::HtmlSelectElement>().set_value(&value.get_untracked());
                    }
                }
            >
                {options}
            </select>
        </label>
    }
    .into_any()
}
