//! Files that the page makes and the reader keeps.

use std::time::Duration;

use js_sys::Array;
use leptos::prelude::{document, set_timeout};
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, Url};

/// For how long the address of a file holds: the browser has begun to read it by then.
const HELD: Duration = Duration::from_mins(1);

/// Lets the reader keep a text as a file; whether the browser could begin. Whether and where it is kept is the reader's and the browser's
/// choice, and the page is not told.
///
/// `name` is one that every file system takes (`export::file_name` makes one), `mime` its type with the character set.
pub fn save(name: &str, mime: &str, text: &str) -> bool {
    let Some((link, url)) = link(name, mime, text) else { return false };
    // The link stands in no document, so that no listener of the page takes the click for a change of tab.
    link.click();
    set_timeout(move || drop(Url::revoke_object_url(&url)), HELD);
    true
}

fn link(name: &str, mime: &str, text: &str) -> Option<(HtmlAnchorElement, String)> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into())).ok()?;
    // The whole of it, now with a type.
    let blob = blob.slice_with_f64_and_f64_and_content_type(0.0, blob.size(), mime).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    Some((link, url))
}
