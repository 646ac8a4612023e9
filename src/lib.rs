//! *Tenant Status* for Microsoft Intune: the rules, the reading of Microsoft Graph, and the page.
//!
//! A pure core takes values and returns values; a thin shell does I/O and owns the signals. In reading order:
//!
//! - [`domain`]: what a tenant is and when it is healthy. No browser, no clock, no network.
//! - [`graph`]: what Microsoft Graph answers and how it becomes domain values; pure except for `graph::source`.
//! - [`export`]: what leaves the page as a file.
//! - [`json`]: JSON one layer at a time.
//! - [`config`]: the file `config.json`.
//! - [`auth`]: signing in; pure except for its session.
//! - [`i18n`]: a typed key for every text; dates and numbers by the browser's `Intl`.
//! - `browser`: the time, the network and the memory that the browser offers.
//! - `rich_text`: foreign HTML as an allow-listed tree.
//! - `ui`: the building blocks of the page; texts arrive as props.
//! - `app`: the page itself, one folder per tab.
//!
//! Who may import whom: `main → app → {ui, rich_text, i18n, auth, graph, export, domain, config, browser}`; `graph → domain`;
//! `export → domain, graph`;
//! `graph::source → auth, config, browser` too; `auth → domain, config, browser`; `i18n → domain, rich_text`; `ui`, `rich_text`, `browser` → none
//! of ours; `json` is for whoever reads some; never sideways between tabs.
//! `tests/imports.rs` enforces it.

pub mod auth;
pub mod config;
pub mod domain;
pub mod export;
pub mod graph;
pub mod i18n;
pub mod json;
pub mod rich_text;

#[cfg(feature = "ui")]
pub mod app;
#[cfg(feature = "ui")]
pub mod browser;
#[cfg(feature = "ui")]
pub mod ui;
