//! Files into the page: by button, or dropped anywhere on it. They are read here and go nowhere.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

use super::button::Look;
use super::icon::{Glyph, Icon};

/// Takes files dropped anywhere on the page, and shows that it would while they are dragged over it.
#[component]
pub fn DropZone(
    /// What the page says while files are over it.
    #[prop(into)]
    text: String,
    /// The files that were dropped; at least one.
    on_files: Callback<Vec<File>>,
) -> impl IntoView {
    let over = RwSignal::new(false);
    // Without both the browser would open the file in the place of the page.
    let dragover = window_event_listener(leptos::ev::dragover, move |event| {
        if carries_files(&event) {
            event.prevent_default();
            over.set(true);
        }
    });
    let drop = window_event_listener(leptos::ev::drop, move |event| {
        if carries_files(&event) {
            event.prevent_default();
            over.set(false);
            let files = event.data_transfer().and_then(|data| data.files());
            give(&list(files), on_files);
        }
    });
    // Leaving the window has no related target; leaving one element for another has.
    let dragleave = window_event_listener(leptos::ev::dragleave, move |event| {
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    on_cleanup(move || {
        dragover.remove();
        drop.remove();
        dragleave.remove();
    });
    view! {
        <div class="drop" data-over=move || over.get().then_some("") aria-hidden="true">
            <div class="drop__text">{text}</div>
        </div>
    }
    .into_any()
}

/// A button that asks for files; several may be chosen.
#[component]
pub fn FileButton(
    /// Its text.
    #[prop(into)]
    text: String,
    /// The files that were chosen; at least one.
    on_files: Callback<Vec<File>>,
    /// How it looks.
    #[prop(optional)]
    look: Look,
) -> impl IntoView {
    let input = NodeRef::<leptos::html::Input>::new();
    let ask = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            let files = list(input.files());
            // Else choosing the same file again would be no change.
            input.set_value("");
            give(&files, on_files);
        }
    };
    view! {
        <button type="button" class="button" data-look=look.attribute() on:click=ask>
            <Icon glyph=Glyph::FileOpen/>
            <span class="button__text">{text}</span>
        </button>
        <input type="file" multiple accept=".json,application/json" hidden node_ref=input on:change=chosen/>
    }
    .into_any()
}

/// Asks for files, where no button for it is left on the page.
pub fn ask_for_files(on_files: impl FnOnce(Vec<File>) + 'static) {
    let input = document().create_element("input").ok().and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    let (Some(input), Some(body)) = (input, document().body()) else { return };
    input.set_type("file");
    input.set_multiple(true);
    input.set_accept(".json,application/json");
    input.set_hidden(true);
    // Browsers may forget an input that stands nowhere before its files are chosen.
    let _ = body.append_child(&input);
    let asked = input.clone();
    let chosen = Closure::once_into_js(move || {
        asked.remove();
        let files = list(asked.files());
        if !files.is_empty() {
            on_files(files);
        }
    });
    input.set_onchange(Some(chosen.unchecked_ref()));
    let left = input.clone();
    let cancelled = Closure::once_into_js(move || left.remove());
    let _ = input.add_event_listener_with_callback("cancel", cancelled.unchecked_ref());
    input.click();
}

/// Text and links can be dragged too; those are the browser's business.
fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&JsValue::from_str("Files"), 0))
}

fn list(files: Option<FileList>) -> Vec<File> {
    files.map_or_else(Vec::new, |files| (0..files.length()).filter_map(|index| files.item(index)).collect())
}

fn give(files: &[File], on_files: Callback<Vec<File>>) {
    if !files.is_empty() {
        on_files.run(files.to_vec());
    }
}
