//! The browser's storage, which may be absent, full or forbidden: then nothing is remembered, and nothing breaks.

use leptos::prelude::window;

/// A remembered choice.
pub fn get(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Remembers a choice, if the browser lets us.
pub fn set(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}
