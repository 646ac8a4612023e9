//! The browser's store of answers, for what is too large for [`super::storage`]. It may be absent, full or forbidden.

use js_sys::{Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheStorage, Response};

/// What is kept in `cache` under the absolute `address`.
pub async fn get(cache: &str, address: &str) -> Option<Vec<u8>> {
    let found = settled(open(cache).await?.match_with_str(address)).await?;
    let body = found.dyn_into::<Response>().ok()?.array_buffer().ok()?;
    Some(Uint8Array::new(&settled(body).await?).to_vec())
}

/// Keeps `body` in `cache` under the absolute `address`; whether the browser let us. If not, what was kept there before stays.
pub async fn set(cache: &str, address: &str, body: &str) -> bool {
    let (Some(cache), Ok(body)) = (open(cache).await, Response::new_with_opt_str(Some(body))) else { return false };
    settled(cache.put_with_str(address, &body)).await.is_some()
}

/// Forgets what is kept in `cache` under the absolute `address`.
pub async fn remove(cache: &str, address: &str) {
    if let Some(cache) = open(cache).await {
        settled(cache.delete_with_str(address)).await;
    }
}

/// Forgets a whole cache.
pub async fn clear(cache: &str) {
    if let Some(storage) = storage() {
        settled(storage.delete(cache)).await;
    }
}

async fn open(cache: &str) -> Option<Cache> {
    settled(storage()?.open(cache)).await?.dyn_into().ok()
}

/// Only secure pages have one.
fn storage() -> Option<CacheStorage> {
    Reflect::get(&window(), &JsValue::from_str("caches")).ok()?.dyn_into().ok()
}

async fn settled(promise: Promise) -> Option<JsValue> {
    JsFuture::from(promise).await.ok()
}
