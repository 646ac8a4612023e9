//! Keeping the last good data for when there is no network: only if the reader asks for it, for each tenant by itself.
//!
//! Loaded when the page is at rest, or cannot read its configuration. What is kept is in the browser's store of answers, one document a
//! tenant ([`crate::graph::kept`]), without secrets; which tenants, and of when, in its storage.

use std::pin::Pin;

use leptos::prelude::*;

use super::{
    clock::use_clock,
    data::{TenantData, use_tenant_data},
    offline::{Restored, key},
    parts::Draw,
    tab::absolute_base,
};
use crate::{
    browser::{
        cache,
        storage::{self, Area},
        task,
        timer::in_slices,
    },
    config::{Config, Endpoint},
    graph::{
        error::Error,
        kept::{self, Tenants},
        snapshot::{MAX_BYTES, Snapshot},
        store::Store,
    },
    i18n::{LANGUAGES, Text, use_i18n},
    ui::{Button, Look, memo, part},
};

/// What was kept, once it is read.
type Restoring = Pin<Box<dyn Future<Output = Option<Restored>>>>;

/// The doors to this part: whoever calls through them reaches it only once it is loaded.
#[derive(Debug)]
pub struct KeepingPart {
    /// Gives what was kept last.
    pub restore: fn() -> Restoring,
    /// Keeps what was just read of a tenant whose reader has asked for that.
    pub keep: fn(TenantData, Snapshot),
    /// Forgets the data of every tenant.
    pub forget: fn() -> Pin<Box<dyn Future<Output = ()>>>,
    /// Draws the switch.
    pub draw: Draw,
}

/// All doors.
pub static KEEPING: KeepingPart = KeepingPart {
    restore: || Box::pin(restore()),
    keep: |data, read| task::spawn(keep(data, read)),
    forget: || Box::pin(forget()),
    draw: || view! { <Keeping/> }.into_any(),
};

/// The cache. The service worker knows its name, and leaves it alone.
fn cache_name() -> String {
    ["tenant-status ", &absolute_base(), " kept"].concat()
}

fn address(tenant: &str) -> String {
    [&absolute_base(), "kept/", tenant].concat()
}

/// The tenants whose data is kept.
fn tenants() -> Tenants {
    storage::get(Area::Local, &key()).as_deref().map(Tenants::read).unwrap_or_default()
}

/// Notes the tenants whose data is kept; whether the browser let us.
fn set_tenants(tenants: &Tenants) -> bool {
    if tenants.ids().next().is_none() {
        storage::remove(Area::Local, &key());
        return true;
    }
    storage::set(Area::Local, &key(), &tenants.write())
}

async fn restore() -> Option<Restored> {
    let tenants = tenants();
    for id in tenants.ids() {
        let Some(document) = cache::get(&cache_name(), &address(id)).await else { continue };
        if let Some(restored) = read(&document).await {
            return Some(restored);
        }
    }
    None
}

async fn read(document: &[u8]) -> Option<Restored> {
    let pause = in_slices();
    let (config, snapshot) = kept::read(document, &pause).await?;
    let codes: Vec<&str> = LANGUAGES.iter().map(|language| language.code).collect();
    let config = Config::parse(&config, &codes).ok()?;
    let mut store = Store::read(&snapshot, &pause).await;
    // As old as it is: nothing of it could be read again.
    store.all_failed(&Error::Offline);
    Some((config, snapshot, store))
}

async fn keep(data: TenantData, read: Snapshot) {
    let Some(tenant) = tenant_of(data).filter(|tenant| tenants().of(tenant).is_some()) else { return };
    let (cache, address) = (cache_name(), address(&tenant));
    let mut whole = read;
    // A snapshot tells everything each time; of Graph, some answers may have failed.
    if data.config(|config| matches!(config.endpoint, Endpoint::Graph(_)))
        && let Some(earlier) = cache::get(&cache, &address).await
        && let Some((_, earlier)) = kept::read(&earlier, &in_slices()).await
    {
        whole = kept::merged(earlier, whole);
    }
    let document = kept::write(&whole, &data.config(|config| config.text.clone()));
    let is_kept = document.len() <= MAX_BYTES && cache::set(&cache, &address, &document).await;
    let mut tenants = tenants();
    // The reader may have changed their mind meanwhile.
    let Some(before) = tenants.of(&tenant) else {
        cache::remove(&cache, &address).await;
        return;
    };
    let gone = if is_kept { tenants.note(&tenant, whole.captured_at) } else { None };
    if !is_kept && before.is_none() {
        tenants.forget(&tenant);
    }
    let is_noted = set_tenants(&tenants);
    if let Some(gone) = gone {
        cache::remove(&cache, &self::address(&gone)).await;
    }
    data.offline().is_refused.set(!(is_kept && is_noted));
    data.offline().round.update(|round| *round += 1);
}

async fn forget() {
    set_tenants(&Tenants::default());
    cache::clear(&cache_name()).await;
}

/// The tenant that the endpoint told of.
fn tenant_of(data: TenantData) -> Option<String> {
    if data.is_file() {
        return None;
    }
    Some(data.tenant_key()).filter(|tenant| !tenant.is_empty())
}

/// The switch, what is kept, and how to be rid of it.
#[component]
fn Keeping() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let clock = use_clock().now();
    let is_refused = data.offline().is_refused;
    let tenant = memo(move || tenant_of(data).unwrap_or_default());
    let kept_at = move || {
        data.offline().round.track();
        tenants().of(&tenant.get())
    };
    let is_on = memo(move || kept_at().is_some());
    let turn_on = move || {
        let mut tenants = tenants();
        if let Some(gone) = tenants.note(&tenant.get_untracked(), None) {
            task::spawn(async move { cache::remove(&cache_name(), &address(&gone)).await });
        }
        let is_noted = set_tenants(&tenants);
        is_refused.set(!is_noted);
        data.offline().round.update(|round| *round += 1);
        if is_noted {
            data.refresh();
        }
    };
    let turn_off = move || {
        let mut tenants = tenants();
        tenants.forget(&tenant.get_untracked());
        set_tenants(&tenants);
        is_refused.set(false);
        data.offline().round.update(|round| *round += 1);
        task::spawn(async move {
            cache::remove(&cache_name(), &address(&tenant.get_untracked())).await;
            // What was shown is gone.
            if data.is_kept() {
                super::snapshot_page::reload();
            }
        });
    };
    let state = move || {
        let is_refused = is_refused.get();
        let kept = match kept_at() {
            Some(Some(at)) => {
                let values = [("date", i18n.date_long(at)), ("rel", i18n.relative(at, clock.get()))];
                i18n.format(Text::OfflineKept, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
            }
            _ if is_refused => String::new(),
            None => i18n.text(Text::OfflineOff),
            Some(None) => i18n.text(Text::OfflineUndated),
        };
        // What was kept before stays, and its age with it.
        let refused = if is_refused { i18n.text(Text::OfflineRefused) } else { String::new() };
        [kept, refused].join(" ").trim().to_owned()
    };
    let clear = move || {
        let turn_off = move |()| turn_off();
        view! { <Button look=Look::Link on_click=turn_off text=i18n.text(Text::OfflineClear)/> }.into_any()
    };
    let switch = move || {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    id="keep"
                    prop:checked=is_on
                    disabled=move || data.is_busy().get()
                    on:change=move |event| {
                        if is_on.get_untracked() { turn_off() } else { turn_on() }
                        // Where it was refused, nothing has changed that would set it back.
                        event_target::<web_sys::HtmlInputElement>(&event).set_checked(is_on.get_untracked());
                    }
                />
                <span>{i18n.text(Text::OfflineKeep)}</span>
            </label>
            <p role="status" data-kept=move || if is_on.get() { "true" } else { "false" }>{state}</p>
            {move || is_on.get().then(clear)}
        }
        .into_any()
    };
    view! {
        <p>{i18n.text(Text::OfflineAbout)}</p>
        {part(move || (!tenant.get().is_empty()).then(switch))}
    }
    .into_any()
}
