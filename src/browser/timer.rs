//! Waiting.

use std::{cell::Cell, future::Future, pin::Pin, rc::Rc, time::Duration};

use chrono::TimeDelta;
use js_sys::Promise;
use leptos::prelude::{document, request_animation_frame, set_timeout_with_handle};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use super::clock::now;

/// Goes on after `duration`; at once where the browser has no timer.
pub async fn sleep(duration: Duration) {
    let promise = Promise::new(&mut |resolve, _| {
        let resolved = resolve.clone();
        let done = move || drop(resolve.call0(&JsValue::UNDEFINED));
        if set_timeout_with_handle(done, duration).is_err() {
            let _ = resolved.call0(&JsValue::UNDEFINED);
        }
    });
    // It is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// Goes on after what the browser has queued: a long piece of work cut by this leaves no long task. By a message, since browsers make
/// timers of no time wait four milliseconds.
pub async fn breathe() {
    let promise = Promise::new(&mut |resolve, _| {
        if let Ok(channel) = MessageChannel::new() {
            channel.port1().set_onmessage(Some(&resolve));
            // Its content is of no interest, and nothing cannot fail to be copied.
            let _ = channel.port2().post_message(&JsValue::NULL);
        }
    });
    // It is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// Goes on when the next frame has been made; at once in a page that nobody sees, which makes none.
pub async fn next_frame() {
    if !document().hidden() {
        let promise = Promise::new(&mut |resolve, _| request_animation_frame(move || drop(resolve.call0(&JsValue::UNDEFINED))));
        // It is never rejected.
        let _ = JsFuture::from(promise).await;
    }
    breathe().await;
}

/// How long a piece of work may take before it breathes: tasks from 50 milliseconds on are felt.
const SLICE: TimeDelta = TimeDelta::milliseconds(12);

/// A pause for long work: breathes when enough time has passed since the last breath, and costs nothing otherwise.
pub fn in_slices() -> impl Fn() -> Pin<Box<dyn Future<Output = ()>>> {
    let since = Rc::new(Cell::new(now()));
    move || {
        let since = Rc::clone(&since);
        Box::pin(async move {
            if now() - since.get() >= SLICE {
                breathe().await;
                since.set(now());
            }
        })
    }
}
