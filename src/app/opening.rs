//! Rows that open in place: what the pointer, the keyboard and the address do to them.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::focus::{begin_at_the_top, focus_by_id};
use crate::domain::connector::ConnectorKind;

/// The id of the button that opens the part of the page with this id (see `ui::Disclosure`).
pub fn button_id(detail: &str) -> String {
    format!("{detail}-button")
}

/// The id of what the row of a connector opens.
pub fn connector_id(kind: ConnectorKind) -> String {
    format!("detail-{}", kind.key())
}

/// The id of what an item opens. Ids come from outside: what may not stand in an id is written as its code.
pub fn item_id(id: &str) -> String {
    let mut safe = String::from("item-");
    for c in id.chars() {
        if c.is_ascii_alphanumeric() {
            safe.push(c);
        } else {
            safe.push('_');
            safe.push_str(&u32::from(c).to_string());
        }
    }
    safe
}

/// The whole row answers the pointer; keyboards have the button.
pub fn open_on_click(event: &web_sys::MouseEvent, toggle: impl FnOnce()) {
    let target: Option<web_sys::Element> = event.target().and_then(|target| target.dyn_into().ok());
    if target.is_some_and(|target| target.closest("a, button").ok().flatten().is_none()) {
        toggle();
    }
}

/// Escape closes what is open and gives the focus back to its button. `detail` is the id of what is open.
pub fn close_on_escape(event: &web_sys::KeyboardEvent, detail: Option<String>, toggle: impl FnOnce()) {
    if event.key() == "Escape"
        && let Some(detail) = detail
    {
        focus_by_id(&button_id(&detail));
        toggle();
    }
}

/// Brings what the address opened into view, once, when its table is first painted. `detail` gives its id.
pub fn reveal_once(table: NodeRef<html::Table>, detail: impl Fn() -> Option<String> + 'static) {
    fn boxed(table: NodeRef<html::Table>, detail: Box<dyn Fn() -> Option<String>>) {
        Effect::new(move |done: Option<bool>| {
            if done == Some(true) {
                return true;
            }
            let Some(own) = table.get() else { return false };
            let button = untrack(&detail).and_then(|detail| document().get_element_by_id(&button_id(&detail)));
            // What another table opened is no reason to scroll away from this one.
            if let Some(button) = button
                && own.contains(Some(&button))
            {
                button.scroll_into_view();
                begin_at_the_top();
            }
            true
        });
    }
    boxed(table, Box::new(detail));
}
