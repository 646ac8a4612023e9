//! From an empty page to the app.

use std::{future::ready, time::Duration};

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::Router,
    hooks::use_navigate,
    location::{BrowserUrl, LocationProvider},
};
use wasm_bindgen::JsCast;
use web_sys::RequestCache;

use super::{
    clock::provide_clock,
    data::{First, provide_tenant_data},
    live::LivePart,
    locale::{fetch_messages, first_language},
    notify::provide_notifying,
    offline::restore,
    overlay::provide_overlays,
    panic::set_panic_hook,
    parts,
    printing::provide_printing,
    reading::{fetching, reading},
    shell::Shell,
    shortcuts::provide_shortcuts,
    snapshot_page::{ConfigFailure, ConfigPage},
    snooze::provide_snoozed,
    tab::{self, base_path, provide_address},
    wall::{WallFrame, use_is_wall},
};
use crate::{
    auth::session::Session,
    browser::{
        fetch::{self, FetchError},
        task,
        timer::breathe,
    },
    config::{Auth, Config, Endpoint},
    i18n::{Format, LANGUAGES, Language, Messages, provide_i18n, use_i18n},
    ui::{LiveRegion, provide_live},
};

/// How long the page waits for its data before it is there without.
const PATIENCE: Duration = Duration::from_secs(2);
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
        // What is open is there when the page is: nothing jumps.
        let load_open_tab = async {
            // What does not come is asked for again where it belongs.
            let _ = parts::load(tab::current().into()).await;
        };
        let read_first = async {
            if let Ok(Config { endpoint: Endpoint::Snapshot(snapshot), .. }) = &config
                && !is_kept
            {
                first = read_first(snapshot.url.clone()).await;
            }
        };
        task::all(vec![Box::pin(start_session), Box::pin(read_texts), Box::pin(load_open_tab), Box::pin(read_first)]).await;
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
        let Some(root) = document().get_element_by_id("app") else { return };
        root.set_text_content(None);
        let root = root.unchecked_into::<web_sys::HtmlElement>();
        leptos::mount::mount_to(root, move || view! { <App config session first language messages/> }).forget();
    });
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

/// What is configured; the session, where the endpoint is Graph; and what is there already.
type Beginning = (Config, Option<(&'static LivePart, Session)>, First);

/// The page in one language, for one cloud, as of one chosen instant, as tabs or as a wallboard: another one makes it anew, at the same address.
fn page((config, session, first): Beginning) -> AnyView {
    let i18n = use_i18n();
    provide_address();
    let data = provide_tenant_data(config, session, first);
    complete_navigations();
    provide_overlays();
    provide_shortcuts();
    let snoozed = provide_snoozed(data);
    let navigate = use_navigate();
    provide_notifying(data, snoozed, Callback::new(move |(to,): (String,)| navigate(&to, NavigateOptions::default())));
    let is_wall = use_is_wall(data);
    // A board that nobody leaves for weeks is kept for when there is no network, and hears of new versions. The tabs come to this later.
    Effect::new(move |is_at_rest: Option<bool>| {
        let rests = is_at_rest != Some(true) && is_wall.get() && !data.is_busy().get();
        if rests {
            task::spawn(async move { data.offline().rest().await });
        }
        rests || is_at_rest == Some(true)
    });
    let made_for = Memo::new(move |_| (i18n.language(), data.cloud(), data.what_if(), is_wall.get()));
    let shell = move || match made_for.get() {
        (.., true) => view! { <WallFrame/> }.into_any(),
        _ => view! { <Shell/> }.into_any(),
    };
    shell.into_any()
}

/// A new address stands in the address bar once the page shows it, which `Routes` would tell the router.
fn complete_navigations() {
    if let Some(router) = use_context::<BrowserUrl>() {
        Effect::new(move |_| {
            router.as_url().track();
            router.ready_to_complete();
        });
    }
}

/// The app with its contexts.
#[component]
fn App(
    /// The configuration, or why there is none.
    config: Result<Config, ConfigFailure>,
    /// The session, where the endpoint is Graph.
    session: Option<(&'static LivePart, Session)>,
    /// What is there already.
    first: First,
    /// The language to start with.
    language: Language,
    /// Its texts.
    messages: Messages,
) -> impl IntoView {
    provide_i18n(language, messages);
    let live = provide_live();
    let page = match config {
        Err(error) => view! { <ConfigPage error/> }.into_any(),
        Ok(config) => {
            provide_clock();
            provide_printing();
            // Whoever is inside the router may read the address. It takes only what may cross threads.
            let start = StoredValue::new_local(Some((config, session, first)));
            let base = base_path().trim_end_matches('/').to_owned();
            view! {
                // No routes: what is on the page is told by its tab, and a change of it moves nothing else.
                <Router base>
                    {start.try_update_value(Option::take).flatten().map(page)}
                </Router>
            }
            .into_any()
        }
    };
    view! {
        <div class="app" data-app-ready="true">{page}</div>
        <LiveRegion live/>
    }
    .into_any()
}
