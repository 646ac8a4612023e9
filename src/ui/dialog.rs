//! What is opened over the page, until the reader closes it.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::icon::{Glyph, Icon};

/// A modal dialog: the browser keeps the focus in it, closes it with Escape, and gives the focus back.
#[component]
pub fn Dialog(
    /// Unique on the page; names the heading, too.
    id: &'static str,
    /// What it is.
    #[prop(into)]
    title: String,
    /// The name of the button that closes it.
    #[prop(into)]
    close: String,
    /// It was closed: whoever opened it takes it away.
    #[prop(into)]
    on_close: Callback<()>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let shut = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    Effect::new(move |_| {
        // One that is open already stays so.
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal();
        }
    });
    // What lies round it is the dialog itself, as the browser sees it.
    let shut_outside = move |event: web_sys::MouseEvent| {
        let is_outside = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlDialogElement>().ok()).is_some();
        if is_outside {
            shut();
        }
    };
    let heading = format!("{id}-title");
    let label = heading.clone();
    view! {
        <dialog class="dialog" id=id node_ref=dialog aria-labelledby=label on:close=move |_| on_close.run(()) on:click=shut_outside>
            <div class="dialog__inside">
                <header class="dialog__head">
                    <h2 id=heading>{title}</h2>
                    <button type="button" class="button icon-button" data-look="subtle" aria-label=close on:click=move |_| shut()>
                        <Icon glyph=Glyph::Close/>
                    </button>
                </header>
                {children()}
            </div>
        </dialog>
    }
    .into_any()
}
