//! Where the keyboard stands.

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;

/// Puts the focus on an element, if it is there.
pub fn focus_by_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        // An element that cannot take the focus is no reason to fail.
        let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// The same in the next frame, if what had the focus is gone by then.
pub fn focus_when_lost(id: String) {
    request_animation_frame(move || {
        let is_lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        if is_lost {
            focus_by_id(&id);
        }
    });
}
