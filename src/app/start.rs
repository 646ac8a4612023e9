//! From an empty page to the app.

use std::{future::ready, pin::Pin, time::Duration};

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, RequestCache};

use super::{
    data::First,
    glance,
    locale::{fetch_messages, first_language},
    offline::restore,
    page::{Beginning, PagePart},
    panic::set_panic_hook,
    parts,
    reading::{fetching, reading},
    snapshot_page::ConfigFailure,
    tab,
};
use crate::{
    browser::{
        fetch::{self, FetchError},
        task,
        timer::{breathe, next_frame},
    },
    config::{Auth, Config, Endpoint},
    i18n::{Format, LANGUAGES, Language, Messages, provide_i18n},
};

/// How long the page waits for its data before it is there without.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the page waits for its first view before it is loaded beside it.
const SOON: Duration = Duration::from_millis(400);
/// The largest snapshot, in bytes, that the page is made with: with more it would not answer for too long.
const AT_ONCE: usize = 500_000;
/// A configuration is far smaller.
const MAX_CONFIG: usize = 100_000;

/// Starts the app. Needs an element with the id `app`.
pub fn start() {
    set_panic_hook();
    // Leptos has no executor before something is mounted.
    task::spawn(async {
        let mut config = read_config().await;
        let mut first = First::Nothing;
        if let Err(ConfigFailure::Fetch(
            FetchError::Offline | FetchError::Unreachable | FetchError::TimedOut | FetchError::Status(500..),
        )) = config
            && let Some((own, snapshot, store)) = restore().await
        {
            config = Ok(own);
            first = First::Kept(snapshot, store);
        }
        let language = first_language(config.as_ref().ok().and_then(|config| config.language.as_deref()));
        let (mut session, mut messages) = (None, None);
        let is_kept = matches!(first, First::Kept(..));
        let start_session = async {
            // Without a network nobody signs in.
            if let Ok(Config { endpoint: Endpoint::Graph(endpoint), .. }) = &config
                && !is_kept
            {
                // The answer of a sign-in is taken out of the address before the router reads it.
                if let Ok(part) = parts::load_live().await {
                    session = Some((part, (part.start)(endpoint.clone()).await));
                }
            }
        };
        // Without its texts the page is in English rather than not there.
        let read_texts = async { messages = fetch_messages(language).await };
        let is_glance_wanted = !is_kept && config.as_ref().is_ok_and(glance::is_wanted);
        let mut page = None;
        let read_first = async {
            let mut read: Pin<Box<dyn Future<Output = First>>> = match &config {
                Ok(Config { endpoint: Endpoint::Snapshot(snapshot), .. }) if !is_kept => {
                    Box::pin(read_first(snapshot.url.clone()))
                }
                _ => Box::pin(ready(first)),
            };
            // The page comes after the first view, which it would delay; what there is none of, or not soon, it does not wait for.
            if is_glance_wanted && let Some(read) = task::within(&mut read, SOON).await {
                return read;
            }
            let mut late = First::Nothing;
            let load_page = async { page = load_page().await };
            let read = async { late = read.await };
            task::all(vec![Box::pin(load_page), Box::pin(read)]).await;
            late
        };
        let mut begun = First::Nothing;
        let read_first = async { begun = read_first.await };
        task::all(vec![Box::pin(start_session), Box::pin(read_texts), Box::pin(read_first)]).await;
        let first = begun;
        // Without what a live endpoint needs there is no page; `boot.js` has said so.
        if session.is_none() && !is_kept && matches!(config, Ok(Config { endpoint: Endpoint::Graph(_), .. })) {
            return;
        }
        let (language, messages) = match messages {
            Some(messages) => (language, messages),
            None => (Language::ENGLISH, Messages::english()),
        };
        // Between the steps of the start the browser has its turn. Its formats take long only when they are first asked for.
        breathe().await;
        drop(Format::new(language, None));
        breathe().await;
        provide_i18n(language, messages);
        let Some(root) = document().get_element_by_id("app") else { return };
        let root = root.unchecked_into::<HtmlElement>();
        let glance = match (&config, &first, &page) {
            (Ok(config), First::Read(snapshot, store), None) if is_glance_wanted => glance::paint(&root, config, snapshot, store),
            _ => None,
        };
        if glance.is_some() {
            next_frame().await;
        }
        if page.is_none() {
            page = load_page().await;
        }
        // As above.
        let Some(page) = page else { return };
        let mount = |root| (page.mount)(root, Beginning { config, session, first });
        match glance {
            Some(glance) => glance.hand_over(mount),
            None => mount(root),
        }
    });
}

/// Loads the page, and what is open: then nothing jumps when the page is there. A tab that does not come is asked for again where it belongs.
async fn load_page() -> Option<&'static PagePart> {
    let mut page = None;
    let load_page = async { page = parts::load_page().await.ok() };
    let load_open_tab = async {
        let _ = parts::load(tab::current().into()).await;
    };
    task::all(vec![Box::pin(load_page), Box::pin(load_open_tab)]).await;
    page
}

/// Waits for the snapshot a while: what the page is made with does not move anything when it comes.
async fn read_first(url: String) -> First {
    let mut bytes = fetching(url);
    match task::within(&mut bytes, PATIENCE).await {
        Some(Ok(bytes)) if bytes.len() <= AT_ONCE => match reading(Box::pin(ready(Ok(bytes)))).await {
            Ok((snapshot, store)) => First::Read(snapshot, store),
            Err(problem) => First::Coming(Box::pin(ready(Err(problem)))),
        },
        Some(bytes) => First::Coming(reading(Box::pin(async {
            // First the page without it.
            breathe().await;
            bytes
        }))),
        None => First::Coming(reading(bytes)),
    }
}

async fn read_config() -> Result<Config, ConfigFailure> {
    let bytes = fetch::get("config.json", RequestCache::NoCache, MAX_CONFIG).await.map_err(ConfigFailure::Fetch)?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('<') {
        return Err(ConfigFailure::Html);
    }
    let config =
        Config::parse(text, &LANGUAGES.iter().map(|language| language.code).collect::<Vec<_>>()).map_err(ConfigFailure::Wrong)?;
    match &config.endpoint {
        // The browser gives cryptography, which every sign-in needs, to secure pages only.
        Endpoint::Graph(endpoint) if endpoint.auth != Auth::None && !window().is_secure_context() => Err(ConfigFailure::Insecure),
        _ => Ok(config),
    }
}
