//! The parts of the page that are loaded when they are needed: a tab each, what is opened over the page, and what only a live endpoint needs.
//!
//! A release is taken apart where a function of this file is called, so what only such a function reaches is a file of its own
//! (feature `split`, `cargo xtask build`). Everywhere else the parts are in the one program, and loading is nothing.

use std::sync::OnceLock;

use leptos::{prelude::*, wasm_split::SplitLoaderError};

use super::{
    connect::ConnectPage,
    connectors::ConnectorsTab,
    live::{LIVE, LivePart},
    page::{PAGE, PagePart},
    service_health::ServiceHealthTab,
    tab::Tab,
    tenant_details::TenantDetailsTab,
    tools::{TOOLS, Tools},
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
            // Whatever draws a part needs the page. Told so, the splitter leaves what the page is made of in one piece instead of one for
            // each set of parts that share some of it.
            std::hint::black_box(&PAGE);
            Ok($value)
        }

        #[cfg(not(feature = "split"))]
        async fn $name() -> Result<$type, SplitLoaderError> {
            Ok($value)
        }
    )*};
}

parts! {
    page: &'static PagePart = &PAGE;
    tenant_details: Draw = || view! { <TenantDetailsTab/> }.into_any();
    connectors: Draw = || view! { <ConnectorsTab/> }.into_any();
    service_health: Draw = || view! { <ServiceHealthTab/> }.into_any();
    connect: Draw = || view! { <ConnectPage/> }.into_any();
    live: &'static LivePart = &LIVE;
    tools: &'static Tools = &TOOLS;
}

/// A part that draws something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A tab.
    TenantDetails,
    /// A tab.
    Connectors,
    /// A tab.
    ServiceHealth,
    /// The page that explains how to connect.
    Connect,
    /// What comes next, a card of the tab *Tenant details*.
    Horizon,
    /// The keys that do something.
    Keys,
    /// What finds everything.
    Palette,
    /// What leaves the page as a file.
    Export,
    /// The reader's settings.
    Settings,
    /// What has changed since the reader last looked.
    Since,
    /// The wallboard.
    Wall,
    /// The form of the what-if clock.
    WhatIf,
}

impl From<Tab> for Piece {
    fn from(tab: Tab) -> Self {
        match tab {
            Tab::TenantDetails => Self::TenantDetails,
            Tab::Connectors => Self::Connectors,
            Tab::ServiceHealth => Self::ServiceHealth,
            Tab::Connect => Self::Connect,
        }
    }
}

const PIECES: usize = Piece::WhatIf as usize + 1;

/// What has been loaded, in the order of [`Piece`].
static LOADED: [OnceLock<Draw>; PIECES] = [const { OnceLock::new() }; PIECES];

/// What draws a piece, if that is here.
pub fn loaded(piece: Piece) -> Option<Draw> {
    LOADED[piece as usize].get().copied()
}

/// Loads what draws a piece.
///
/// # Errors
///
/// If it does not arrive. It may be asked for again.
pub async fn load(piece: Piece) -> Result<Draw, Missing> {
    let of_tools: fn(&Tools) -> Draw = match piece {
        Piece::TenantDetails => return keep(piece, tenant_details().await),
        Piece::Connectors => return keep(piece, connectors().await),
        Piece::ServiceHealth => return keep(piece, service_health().await),
        Piece::Connect => return keep(piece, connect().await),
        Piece::Export => |tools| tools.export,
        Piece::Horizon => |tools| tools.horizon.draw,
        Piece::Keys => |tools| tools.keys,
        Piece::Palette => |tools| tools.palette,
        Piece::Settings => |tools| tools.settings,
        Piece::Since => |tools| tools.since.list,
        Piece::Wall => |tools| tools.wall,
        Piece::WhatIf => |tools| tools.what_if,
    };
    keep(piece, tools().await.map(|tools| of_tools(tools)))
}

/// Keeps what draws a piece, if it has arrived.
fn keep(piece: Piece, arrived: Result<Draw, SplitLoaderError>) -> Result<Draw, Missing> {
    let draw = arrived.map_err(|_| Missing)?;
    Ok(*LOADED[piece as usize].get_or_init(|| draw))
}

/// Loads the tabs that are not open and what they hold, one after the other: a change of tab, and the printer, find them here. What does
/// not arrive is asked for again when it is wanted.
pub async fn load_the_others() {
    for tab in Tab::STRIP {
        let _ = load(tab.into()).await;
    }
    let _ = load(Piece::Horizon).await;
}

/// Loads the page itself.
///
/// # Errors
///
/// If it does not arrive.
pub async fn load_page() -> Result<&'static PagePart, Missing> {
    page().await.map_err(|_| Missing)
}

/// Loads what only a live endpoint needs.
///
/// # Errors
///
/// If it does not arrive.
pub async fn load_live() -> Result<&'static LivePart, Missing> {
    live().await.map_err(|_| Missing)
}

/// Loads all that no first view shows.
///
/// # Errors
///
/// If it does not arrive.
pub async fn load_tools() -> Result<&'static Tools, Missing> {
    tools().await.map_err(|_| Missing)
}
