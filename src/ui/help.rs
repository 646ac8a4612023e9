//! An explanation that opens below its line on request: no hover, so that it works by touch and by keyboard.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icon::{Glyph, Icon};

/// An ⓘ button and the sentence it opens.
#[component]
pub fn Help(
    /// Unique on the page; the id of the sentence.
    #[prop(into)]
    id: String,
    /// The button's name: "What is counted: total licensed users".
    #[prop(into)]
    label: String,
    /// The sentence.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        {help_button(open, id.clone(), label)}
        {help_text(open, id, text)}
    }
    .into_any()
}

/// The button alone, for layouts that place the sentence elsewhere.
pub(super) fn help_button(open: RwSignal<bool>, id: String, label: String) -> AnyView {
    view! {
        <button
            type="button"
            class="button icon-button"
            data-look="subtle"
            id=format!("{id}-button")
            aria-expanded=move || if open.get() { "true" } else { "false" }
            aria-controls=id
            aria-label=label
            on:click=move |_| open.update(|open| *open = !*open)
            on:keydown=move |event| {
                if event.key() == "Escape" && open.get_untracked() {
                    event.stop_propagation();
                    open.set(false);
                }
            }
        >
            <Icon glyph=Glyph::Info/>
        </button>
    }
    .into_any()
}

/// The sentence alone.
pub(super) fn help_text(open: RwSignal<bool>, id: String, text: String) -> AnyView {
    view! { <p class="help-text" id=id hidden=move || !open.get()>{text}</p> }.into_any()
}

/// Puts the focus on the element of that id, if it is there.
pub(super) fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        // An element that cannot take the focus is no reason to fail.
        let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}
