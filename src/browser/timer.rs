//! Waiting.

use std::time::Duration;

use js_sys::Promise;
use leptos::prelude::set_timeout_with_handle;
use wasm_bindgen_futures::JsFuture;

/// Goes on after `duration`; at once where the browser has no timer.
pub async fn sleep(duration: Duration) {
    let promise = Promise::new(&mut |resolve, _| {
        let resolved = resolve.clone();
        let done = move || drop(resolve.call0(&wasm_bindgen::JsValue::UNDEFINED));
        if set_timeout_with_handle(done, duration).is_err() {
            let _ = resolved.call0(&wasm_bindgen::JsValue::UNDEFINED);
        }
    });
    // It is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// Goes on after what the browser has queued: a long piece of work cut by this leaves no long task.
pub async fn breathe() {
    sleep(Duration::ZERO).await;
}
