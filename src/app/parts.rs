//! The parts of the page that are loaded when they are needed: a tab each, and what only a live endpoint needs.
//!
//! A release is taken apart where a function of this file is called, so what only such a function reaches is a file of its own
//! (feature `split`, `cargo xtask build`). Everywhere else the parts are in the one program, and loading is nothing.

use std::sync::OnceLock;

use leptos::{prelude::*, wasm_split::SplitLoaderError};

use super::{
    connect::ConnectPage,
    connectors::ConnectorsTab,
    keeping::{KEEPING, KeepingPart},
    live::{LIVE, LivePart},
    service_health::ServiceHealthTab,
    tab::Tab,
    tenant_details::TenantDetailsTab,
};

/// What draws a tab.
pub type Draw = fn() -> AnyView;

/// A part did not arrive: the network is down, or the page was published anew since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing;

/// Names parts, each with what it brings. The names are the files' in the end.
macro_rules! parts {
    ($($name:ident: $type:ty = $value:expr;)*) => {$(
        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($name, wasm_split_path = ::leptos::wasm_split, fallible)]
        fn $name() -> Result<$type, SplitLoaderError> {
            Ok($value)
        }

        #[cfg(not(feature = "split"))]
        async fn $name() -> Result<$type, SplitLoaderError> {
            Ok($value)
        }
    )*};
}

parts! {
    tenant_details: Draw = || view! { <TenantDetailsTab/> }.into_any();
    connectors: Draw = || view! { <ConnectorsTab/> }.into_any();
    service_health: Draw = || view! { <ServiceHealthTab/> }.into_any();
    connect: Draw = || view! { <ConnectPage/> }.into_any();
    live: &'static LivePart = &LIVE;
    keeping: &'static KeepingPart = &KEEPING;
}

/// What has been loaded, in the order of [`Tab`].
static LOADED: [OnceLock<Draw>; 4] = [const { OnceLock::new() }; 4];

/// What draws a tab, if that is here.
pub fn loaded(tab: Tab) -> Option<Draw> {
    LOADED[tab as usize].get().copied()
}

/// Loads what draws a tab.
///
/// # Errors
///
/// If it does not arrive. It may be asked for again.
pub async fn load(tab: Tab) -> Result<Draw, Missing> {
    let part = match tab {
        Tab::TenantDetails => tenant_details().await,
        Tab::Connectors => connectors().await,
        Tab::ServiceHealth => service_health().await,
        Tab::Connect => connect().await,
    };
    let draw = part.map_err(|_| Missing)?;
    Ok(*LOADED[tab as usize].get_or_init(|| draw))
}

/// Loads the tabs that are not open, one after the other: a change of tab, and the printer, find them here. What does not arrive is
/// asked for again when it is wanted.
pub async fn load_the_others() {
    for tab in Tab::STRIP {
        let _ = load(tab).await;
    }
}

/// Loads what only a live endpoint needs.
///
/// # Errors
///
/// If it does not arrive.
pub async fn load_live() -> Result<&'static LivePart, Missing> {
    live().await.map_err(|_| Missing)
}

/// Loads what keeps data for when there is no network.
///
/// # Errors
///
/// If it does not arrive.
pub async fn load_keeping() -> Result<&'static KeepingPart, Missing> {
    keeping().await.map_err(|_| Missing)
}
