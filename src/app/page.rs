//! The page itself: everything that follows its reader, its data and the clock. Loaded beside what reads the data, and after it where the
//! first view is there without it ([`super::glance`]).

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::Router,
    hooks::use_navigate,
    location::{BrowserUrl, LocationProvider},
};
use web_sys::HtmlElement;

use super::{
    clock::provide_clock,
    data::{First, provide_tenant_data},
    live::LivePart,
    locale::{provide_language, use_language},
    notify::provide_notifying,
    overlay::provide_overlays,
    printing::provide_printing,
    shell::Shell,
    shortcuts::provide_shortcuts,
    snapshot_page::{ConfigFailure, ConfigPage},
    snooze::provide_snoozed,
    tab::{base_path, provide_address},
    wall::{WallFrame, use_is_wall},
};
use crate::{
    auth::session::Session,
    browser::task,
    config::Config,
    ui::{LiveRegion, provide_live},
};

/// What the page begins with.
pub struct Beginning {
    /// The configuration, or why there is none.
    pub config: Result<Config, ConfigFailure>,
    /// The session, where the endpoint is Graph.
    pub session: Option<(&'static LivePart, Session)>,
    /// What is there already.
    pub first: First,
}

/// The door to this part: whoever calls through it reaches it only once it is loaded.
pub struct PagePart {
    /// Puts the page in the place of whatever the element holds.
    pub mount: fn(HtmlElement, Beginning),
}

/// The door.
pub static PAGE: PagePart = PagePart { mount };

fn mount(root: HtmlElement, beginning: Beginning) {
    root.set_text_content(None);
    leptos::mount::mount_to(root, move || view! { <App beginning/> }).forget();
}

/// What is configured; the session, where the endpoint is Graph; and what is there already.
type Shown = (Config, Option<(&'static LivePart, Session)>, First);

/// The page in one language, for one cloud, as of one chosen instant, as tabs or as a wallboard: another one makes it anew, at the same address.
fn page((config, session, first): Shown) -> AnyView {
    let language = use_language();
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
    let made_for = Memo::new(move |_| (language.get(), data.cloud(), data.what_if(), is_wall.get()));
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
    /// What it begins with.
    beginning: Beginning,
) -> impl IntoView {
    let Beginning { config, session, first } = beginning;
    provide_language();
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
