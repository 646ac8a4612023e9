//! The page: what is on it, what it knows, and the one folder per tab.
//!
//! [`start`] reads `config.json`, chooses the language and mounts the [`shell`]. [`data`] owns the store and is the only place that
//! asks the endpoint; views read memos of it. What is open or filtered lives in the address ([`tab`]).

pub mod clock;
pub mod connect;
pub mod connectors;
pub mod copy;
pub mod data;
pub mod error_text;
pub mod export;
pub mod facts;
pub mod focus;
pub mod glance;
pub mod health_words;
pub mod horizon;
pub mod keeping;
pub mod keys;
pub mod lead_times;
pub mod legend;
pub mod live;
pub mod locale;
pub mod notify;
pub mod offline;
pub mod opening;
pub mod overlay;
pub mod page;
pub mod palette;
pub mod panic;
pub mod parts;
pub mod piece;
pub mod printing;
pub mod reading;
pub mod refusal;
pub mod section_view;
pub mod service_health;
pub mod settings;
pub mod shell;
pub mod shortcuts;
pub mod show;
pub mod sign_in;
pub mod since;
pub mod snapshot_page;
pub mod snooze;
pub mod start;
pub mod summary;
pub mod support;
pub mod tab;
pub mod tenant_details;
pub mod theme;
pub mod tiles;
pub mod tools;
pub mod visit;
pub mod wall;
pub mod what_if;
pub mod words;
