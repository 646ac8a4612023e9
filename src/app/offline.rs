//! When there is no network: the newer version of the page that waits, and the doors to what keeps data for its reader ([`super::keeping`]).
//!
//! The page itself is kept by the service worker, which `boot.js` looks after. See `docs/offline.md`.

use leptos::prelude::*;
use web_sys::Event;

use super::{
    data::{TenantData, use_tenant_data},
    keeping::KeepingPart,
    parts,
    tab::absolute_base,
};
use crate::{
    browser::{
        storage::{self, Area},
        task,
    },
    config::Config,
    graph::{snapshot::Snapshot, store::Store},
    i18n::{Text, use_i18n},
    ui::{Banner, BannerKind, Button, Expander, Look, part},
};

/// Tells `boot.js` that what is open has been read.
const RESTED: &str = "app-rested";
/// Told by `boot.js`: a newer version of the page waits.
const OUTDATED: &str = "app-outdated";
/// Tells `boot.js` that the reader wants it.
const RENEW: &str = "app-renew";
/// Before the address of the page: the tenants whose data is kept.
const TENANTS: &str = "offline.tenants ";

/// What holds for the whole page.
#[derive(Clone, Copy)]
pub struct Offline {
    /// Whether a newer version of the page waits.
    is_outdated: RwSignal<bool>,
    /// What keeps data, once it is loaded.
    part: RwSignal<Option<&'static KeepingPart>>,
    /// Changes when something was kept or forgotten.
    pub(super) round: RwSignal<u32>,
    /// Whether the browser did not let the page keep something.
    pub(super) is_refused: RwSignal<bool>,
}

impl Offline {
    /// Follows what `boot.js` tells.
    pub fn follow() -> Self {
        let is_outdated = RwSignal::new(false);
        drop(window_event_listener_untyped(OUTDATED, move |_| is_outdated.set(true)));
        Self { is_outdated, part: RwSignal::new(None), round: RwSignal::new(0), is_refused: RwSignal::new(false) }
    }

    /// To be called once what is open has been read, and nothing is urgent any more.
    pub async fn rest(self) {
        tell(RESTED);
        if let Ok(tools) = parts::load_tools().await {
            self.part.set(Some(tools.keeping));
        }
    }
}

fn tell(event: &str) {
    if let Ok(event) = Event::new(event) {
        let _ = window().dispatch_event(&event);
    }
}

/// Where the browser keeps the list of tenants, which `boot.js` looks for too. Several deployments can share its storage.
pub(super) fn key() -> String {
    [TENANTS, &absolute_base()].concat()
}

/// Whether the data of any tenant is kept.
fn is_on() -> bool {
    storage::get(Area::Local, &key()).is_some()
}

/// What was kept when there was a network: the configuration, the snapshot, and what it tells.
pub type Restored = (Config, Snapshot, Store);

/// The data that was kept last, if a reader has asked for that.
pub async fn restore() -> Option<Restored> {
    if !is_on() {
        return None;
    }
    (parts::load_tools().await.ok()?.keeping.restore)().await
}

impl TenantData {
    /// Whether answers are to be kept: those of which tenant is known only afterwards.
    pub(super) fn keeps(self) -> bool {
        self.config(|config| config.offline) && is_on()
    }

    /// Keeps what was just read, if the reader of this tenant has asked for it.
    pub(super) fn keep(self, read: Snapshot) {
        if !read.replies.is_empty() && self.keeps() {
            task::spawn(async move {
                if let Ok(tools) = parts::load_tools().await {
                    (tools.keeping.keep)(self, read);
                }
            });
        }
    }
}

/// Forgets the data of every tenant.
pub async fn forget() {
    // Nothing is shown any more that this list does not name, whether or not the rest can be removed now.
    storage::remove(Area::Local, &key());
    if let Ok(tools) = parts::load_tools().await {
        (tools.keeping.forget)().await;
    }
}

/// Says that a newer version waits. Nothing reloads without the reader, who may be in the middle of a message.
#[component]
pub fn NewVersion() -> impl IntoView {
    let i18n = use_i18n();
    let is_outdated = use_tenant_data().offline().is_outdated;
    let actions = move || view! { <Button look=Look::Link on_click=|()| tell(RENEW) text=i18n.text(Text::ActionReload)/> };
    let banner = move || {
        view! {
            <div data-banner="new-version">
                <Banner kind=BannerKind::Info actions>{i18n.text(Text::BannerNewVersion)}</Banner>
            </div>
        }
        .into_any()
    };
    part(move || is_outdated.get().then(banner))
}

/// At the foot of the page: what is kept, and the switch.
#[component]
pub fn FootOffline() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let inside = move || data.offline().part.get().map(|part| (part.draw)()).into_any();
    let expander = move || view! { <Expander id="offline" summary=i18n.text(Text::FootOffline)>{inside}</Expander> }.into_any();
    data.config(|config| config.offline).then(expander)
}
