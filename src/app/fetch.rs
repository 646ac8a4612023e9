//! One GET, bounded in time and size.

use std::time::Duration;

use gloo_net::http::Request;
use js_sys::{Map, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, RequestCache, Response};

/// No spinner without a deadline: the whole answer has to be there by then.
const DEADLINE: Duration = Duration::from_mins(1);

/// Why there is no usable answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchError {
    /// The browser says that there is no network.
    Offline,
    /// No answer, and the browser does not tell why.
    Unreachable,
    /// Not there within the deadline.
    TimedOut,
    /// An HTTP status other than 2xx.
    Status(u16),
    /// More bytes than the limit; how many, where the server told or sent them.
    TooLarge(usize),
}

/// Fetches `url` (absolute, or relative to the base of the app); at most `limit` bytes.
///
/// # Errors
///
/// See [`FetchError`].
pub async fn get(url: &str, cache: RequestCache, limit: usize) -> Result<Vec<u8>, FetchError> {
    let controller = AbortController::new().ok();
    let signal = controller.as_ref().map(AbortController::signal);
    let abort = move || controller.iter().for_each(AbortController::abort);
    let timer = set_timeout_with_handle(abort.clone(), DEADLINE).ok();
    let answer = read(url, cache, limit, signal.as_ref()).await;
    if let Some(timer) = timer {
        timer.clear();
    }
    answer.map_err(|error| match error {
        FetchError::Unreachable if signal.is_some_and(|signal| signal.aborted()) => FetchError::TimedOut,
        FetchError::Unreachable if !window().navigator().on_line() => FetchError::Offline,
        _ => {
            // Cut the download: nobody reads the rest.
            abort();
            error
        }
    })
}

async fn read(url: &str, cache: RequestCache, limit: usize, signal: Option<&AbortSignal>) -> Result<Vec<u8>, FetchError> {
    let response = if let Some(answer) = asked_for_early(url) {
        JsFuture::from(answer).await.map_err(|error| {
            let name = Reflect::get(&error, &JsValue::from_str("name")).ok().and_then(|name| name.as_string());
            if name.as_deref() == Some("TimeoutError") { FetchError::TimedOut } else { FetchError::Unreachable }
        })?
    } else {
        let answer = Request::get(url).cache(cache).abort_signal(signal).send().await;
        Response::from(answer.map_err(|_| FetchError::Unreachable)?).into()
    };
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(FetchError::Status(response.status()));
    }
    let announced = response.headers().get("content-length").ok().flatten().and_then(|length| length.parse().ok());
    if let Some(length) = announced.filter(|length| *length > limit) {
        return Err(FetchError::TooLarge(length));
    }
    let body = response.array_buffer().map_err(|_| FetchError::Unreachable)?;
    let bytes = Uint8Array::new(&JsFuture::from(body).await.map_err(|_| FetchError::Unreachable)?);
    let length = bytes.length() as usize;
    if length > limit { Err(FetchError::TooLarge(length)) } else { Ok(bytes.to_vec()) }
}

/// The answer that `boot.js` has asked for while the program was still loading; each is taken once.
fn asked_for_early(url: &str) -> Option<Promise> {
    let early: Map = Reflect::get(&window(), &JsValue::from_str("tenantStatusEarly")).ok()?.dyn_into().ok()?;
    let absolute = web_sys::Url::new_with_base(url, &document().base_uri().ok()??).ok()?.href();
    let answer = early.get(&JsValue::from_str(&absolute)).dyn_into().ok()?;
    early.delete(&JsValue::from_str(&absolute));
    Some(answer)
}
