//! Where the keyboard stands.

use leptos::prelude::document;
use wasm_bindgen::JsCast;

/// Puts the focus on an element, if it is there.
pub fn focus_by_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        // An element that cannot take the focus is no reason to fail.
        let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}
