//! One request, bounded in time and size.

use std::{cell::RefCell, rc::Rc, time::Duration};

use js_sys::{Map, Promise, Reflect, Uint8Array};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, RequestCache, RequestCredentials, RequestInit, RequestRedirect,
    Response,
};

/// No spinner without a deadline: the head of the answer has to be there by then.
const HEAD_DEADLINE: Duration = Duration::from_secs(30);
/// Each piece of the body has to follow by then.
const STALL_DEADLINE: Duration = Duration::from_secs(15);
/// The whole answer has to be there by then.
const DEADLINE: Duration = Duration::from_mins(1);

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Absolute, or relative to the base of the app.
    pub url: &'a str,
    /// What is posted, with its media type; `None` gets.
    pub post: Option<(&'a str, &'a str)>,
    /// Header fields.
    pub headers: &'a [(&'a str, &'a str)],
    /// What may come from the browser's cache.
    pub cache: RequestCache,
    /// Whether the address is a file of this page: then cookies go along and redirects are followed, otherwise neither.
    pub is_own: bool,
    /// The largest body that is read, in bytes.
    pub limit: usize,
}

/// What was answered, whatever its status.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The header fields that the browser lets us see, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header field; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the status is one of success.
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there is no usable answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchError {
    /// The browser says that there is no network.
    Offline,
    /// No answer, and the browser does not tell why.
    Unreachable,
    /// Not there within the deadline.
    TimedOut,
    /// Nobody waits for it any more.
    Cancelled,
    /// An HTTP status other than 2xx.
    Status(u16),
    /// More bytes than the limit; how many, where the server told or sent them.
    TooLarge(usize),
}

/// Ends requests before their time. Clones end the same ones.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Rc<RefCell<Cancelling>>);

#[derive(Debug, Default)]
struct Cancelling {
    is_cancelled: bool,
    running: Vec<AbortController>,
}

impl Cancel {
    /// Ends what runs, and whatever is asked with it later.
    pub fn cancel(&self) {
        let mut inner = self.0.borrow_mut();
        inner.is_cancelled = true;
        for controller in inner.running.drain(..) {
            controller.abort();
        }
    }

    /// Whether it was.
    pub fn is_cancelled(&self) -> bool {
        self.0.borrow().is_cancelled
    }
}

/// The host of an absolute address; what is none stays as it is.
pub fn host_of(address: &str) -> String {
    web_sys::Url::new(address).map_or_else(|_| address.to_owned(), |url| url.host())
}

/// Fetches a file of the page (absolute, or relative to its base); at most `limit` bytes.
///
/// # Errors
///
/// See [`FetchError`].
pub async fn get(url: &str, cache: RequestCache, limit: usize) -> Result<Vec<u8>, FetchError> {
    let request = Request { url, post: None, headers: &[], cache, is_own: true, limit };
    let answer = send(request, &Cancel::default()).await?;
    if answer.is_ok() { Ok(answer.body) } else { Err(FetchError::Status(answer.status)) }
}

/// Asks, and reads the whole answer whatever its status.
///
/// # Errors
///
/// Every [`FetchError`] but `Status`.
pub async fn send(request: Request<'_>, cancel: &Cancel) -> Result<Answer, FetchError> {
    let Ok(controller) = AbortController::new() else { return Err(FetchError::Unreachable) };
    if cancel.is_cancelled() {
        return Err(FetchError::Cancelled);
    }
    cancel.0.borrow_mut().running.push(controller.clone());
    let mut deadline = Deadline::new(controller.clone());
    let answer = read(request, &mut deadline).await;
    let is_late = deadline.has_passed();
    // Cut the rest of the download: nobody reads it.
    controller.abort();
    cancel.0.borrow_mut().running.retain(|running| *running != controller);
    answer.map_err(|error| match error {
        FetchError::Unreachable if cancel.is_cancelled() => FetchError::Cancelled,
        FetchError::Unreachable if is_late => FetchError::TimedOut,
        FetchError::Unreachable if !window().navigator().on_line() => FetchError::Offline,
        error => error,
    })
}

async fn read(request: Request<'_>, deadline: &mut Deadline) -> Result<Answer, FetchError> {
    deadline.set(HEAD_DEADLINE);
    let response = if let Some(answer) = asked_for_early(&request) {
        JsFuture::from(answer).await.map_err(|error| {
            let name = Reflect::get(&error, &JsValue::from_str("name")).ok().and_then(|name| name.as_string());
            if name.as_deref() == Some("TimeoutError") { FetchError::TimedOut } else { FetchError::Unreachable }
        })?
    } else {
        let answer = build(&request, deadline).map_err(|_| FetchError::Unreachable)?.send().await;
        Response::from(answer.map_err(|_| FetchError::Unreachable)?).into()
    };
    let response: Response = response.unchecked_into();
    let headers = headers(&response.headers());
    let announced = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, length)| length.parse().ok());
    if let Some(length) = announced.filter(|length| *length > request.limit) {
        return Err(FetchError::TooLarge(length));
    }
    let mut body = Vec::with_capacity(announced.unwrap_or_default());
    if let Some(stream) = response.body() {
        let reader = ReadableStreamDefaultReader::new(&stream).map_err(|_| FetchError::Unreachable)?;
        loop {
            deadline.set(STALL_DEADLINE);
            let read = JsFuture::from(reader.read()).await.map_err(|_| FetchError::Unreachable)?;
            let piece = Reflect::get(&read, &JsValue::from_str("value")).unwrap_or_default();
            let Ok(piece) = piece.dyn_into::<Uint8Array>() else { break };
            let length = body.len() + piece.length() as usize;
            if length > request.limit {
                return Err(FetchError::TooLarge(length));
            }
            let start = body.len();
            body.resize(length, 0);
            piece.copy_to(&mut body[start..]);
        }
    }
    Ok(Answer { status: response.status(), headers, body })
}

/// Not by gloo's builder: it ends an address that has a query with `&`, and a link to a further page has to be asked for as it is.
fn build(request: &Request<'_>, deadline: &Deadline) -> Result<gloo_net::http::Request, JsValue> {
    let init = RequestInit::new();
    init.set_cache(request.cache);
    init.set_signal(Some(&deadline.controller.signal()));
    if !request.is_own {
        init.set_credentials(RequestCredentials::Omit);
        init.set_redirect(RequestRedirect::Error);
    }
    let headers = Headers::new()?;
    for (name, value) in request.headers {
        headers.set(name, value)?;
    }
    if let Some((media_type, body)) = request.post {
        init.set_method("POST");
        headers.set("content-type", media_type)?;
        init.set_body(&JsValue::from_str(body));
    }
    init.set_headers(&headers);
    web_sys::Request::new_with_str_and_init(request.url, &init).map(Into::into)
}

fn headers(headers: &Headers) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in headers.entries() {
        let Some(entry) = entry.ok().and_then(|entry| entry.dyn_into::<js_sys::Array>().ok()) else { continue };
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            found.push((name.to_ascii_lowercase(), value));
        }
    }
    found
}

/// The answer that `boot.js` has asked for while the program was still loading; each is taken once.
fn asked_for_early(request: &Request<'_>) -> Option<Promise> {
    if !request.is_own {
        return None;
    }
    let early: Map = Reflect::get(&window(), &JsValue::from_str("tenantStatusEarly")).ok()?.dyn_into().ok()?;
    let absolute = web_sys::Url::new_with_base(request.url, &document().base_uri().ok()??).ok()?.href();
    let answer = early.get(&JsValue::from_str(&absolute)).dyn_into().ok()?;
    early.delete(&JsValue::from_str(&absolute));
    Some(answer)
}

/// Aborts a request when one of its deadlines passes.
struct Deadline {
    controller: AbortController,
    has_passed: Rc<RefCell<bool>>,
    whole: Option<TimeoutHandle>,
    next: Option<TimeoutHandle>,
}

impl Deadline {
    fn new(controller: AbortController) -> Self {
        let mut deadline = Self { controller, has_passed: Rc::default(), whole: None, next: None };
        deadline.whole = deadline.timer(DEADLINE);
        deadline
    }

    /// The next step has to be done by then; the one before is.
    fn set(&mut self, duration: Duration) {
        if let Some(timer) = self.next.take() {
            timer.clear();
        }
        self.next = self.timer(duration);
    }

    fn has_passed(&self) -> bool {
        *self.has_passed.borrow()
    }

    fn timer(&self, duration: Duration) -> Option<TimeoutHandle> {
        let (controller, has_passed) = (self.controller.clone(), Rc::clone(&self.has_passed));
        let pass = move || {
            *has_passed.borrow_mut() = true;
            controller.abort();
        };
        set_timeout_with_handle(pass, duration).ok()
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        for timer in [self.whole.take(), self.next.take()].into_iter().flatten() {
            timer.clear();
        }
    }
}
