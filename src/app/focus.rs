//! Where the keyboard stands.

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;
use web_sys::FocusOptions;

/// Puts the focus on an element, if it is there.
pub fn focus_by_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        // An element that cannot take the focus is no reason to fail.
        let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// Has the Tab key begin at the top of the page, unless something has the focus: browsers take what was scrolled into view for the place
/// where the keyboard stands.
pub fn begin_at_the_top() {
    let Some(body) = document().body() else { return };
    if document().active_element().as_ref() != Some(body.as_ref()) {
        return;
    }
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    body.set_tab_index(-1);
    // What cannot take the focus is no reason to fail, nor what cannot lose it.
    let _ = body.focus_with_options(&options);
    let _ = body.blur();
    let _ = body.remove_attribute("tabindex");
}

/// Puts the focus on an element in the next frame, if what had the focus is gone by then.
pub fn focus_when_lost(id: String) {
    request_animation_frame(move || {
        let is_lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        if is_lost {
            focus_by_id(&id);
        }
    });
}

/// Where the arrow keys, Home and End lead among things that share one stop of the Tab key: from the one at `at`, of which `last` is the
/// last. Takes the key then; `None` for any other one.
pub fn steer(event: &web_sys::KeyboardEvent, at: usize, last: usize) -> Option<usize> {
    // Alt and an arrow is the browser's way back.
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    let at = at.min(last);
    let next = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => (at + 1).min(last),
        "ArrowLeft" | "ArrowUp" => at.saturating_sub(1),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    event.prevent_default();
    Some(next)
}
