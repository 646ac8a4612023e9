//! Buttons that open something below them.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// A row's expand button; whoever uses it owns what it opens and whether it is open.
#[component]
pub fn Disclosure(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Asked to open or to close.
    #[prop(into)]
    on_toggle: Callback<()>,
    /// The id of what it opens. The button's own id is this with `-button`, to give the focus back to.
    #[prop(into)]
    controls: String,
    /// Its name: what the row is about.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="disclosure"
            id=format!("{controls}-button")
            aria-expanded=move || if open.get() { "true" } else { "false" }
            // What is not there cannot be pointed at.
            aria-controls=move || open.get().then(|| controls.clone())
            // A key that is held would open and close more often than browsers let the address change.
            on:keydown=move |event| {
                if event.repeat() && event.key() == "Enter" {
                    event.prevent_default();
                }
            }
            on:click=move |_| on_toggle.run(())
        >
            <span class="disclosure__chevron">
                <Icon glyph=Glyph::Chevron/>
            </span>
            <span class="disclosure__text">{children()}</span>
        </button>
    }
    .into_any()
}

/// A disclosure with its panel, which owns its state. The panel is in the page from the start, so that it can be printed.
#[component]
pub fn Expander(
    /// Unique on the page; names the panel.
    #[prop(into)]
    id: String,
    /// What the button says.
    #[prop(into)]
    summary: Signal<String>,
    /// Open from the start.
    #[prop(optional)]
    open: bool,
    /// The panel.
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(open);
    let button = id.clone();
    // Escape closes the innermost open thing only, and the focus goes back to what opened it.
    let close = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            super::help::focus(&format!("{button}-button"));
        }
    };
    view! {
        <div class="expander" on:keydown=close>
            <Disclosure open on_toggle=move || open.update(|open| *open = !*open) controls=id.clone()>
                {summary}
            </Disclosure>
            <div class="expander__panel" id=id hidden=move || !open.get()>
                {children()}
            </div>
        </div>
    }
    .into_any()
}
