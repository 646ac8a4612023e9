//! The browser's storage, which may be absent, full or forbidden.

use leptos::prelude::window;
use web_sys::Storage;

/// Which storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// For good, and for every tab of this origin: choices of the reader.
    Local,
    /// For as long as the browser tab lives, and for it alone.
    Session,
}

/// What is kept under `key`; `None` too where storage is forbidden.
pub fn get(area: Area, key: &str) -> Option<String> {
    area.storage()?.get_item(key).ok()?
}

/// Keeps `value` under `key`; whether the browser let us.
pub fn set(area: Area, key: &str, value: &str) -> bool {
    area.storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// Forgets what is kept under `key`.
pub fn remove(area: Area, key: &str) {
    if let Some(storage) = area.storage() {
        let _ = storage.remove_item(key);
    }
}

/// Forgets everything whose key begins with `start`.
pub fn remove_below(area: Area, start: &str) {
    let Some(storage) = area.storage() else { return };
    let length = storage.length().unwrap_or_default();
    // All names first: removing moves the others up.
    let names: Vec<String> =
        (0..length).filter_map(|index| storage.key(index).ok()?).filter(|name| name.starts_with(start)).collect();
    for name in names {
        let _ = storage.remove_item(&name);
    }
}

impl Area {
    fn storage(self) -> Option<Storage> {
        match self {
            Self::Local => window().local_storage().ok()?,
            Self::Session => window().session_storage().ok()?,
        }
    }
}
