//! Every text of the page under a typed key; dates, numbers and plural forms by the browser's `Intl`.
//!
//! The texts live in `locales/<code>.json`. English is compiled in and is the fallback; the shell fetches the others.
//!
//! - [`text`]: the keys. A text is a variant here and a line in each locale file; `tests/locales.rs` compares them.
//! - [`language`]: the languages, one line each.
//! - [`messages`]: the texts of one language, looked up and filled in.
//! - [`span`]: the unit in which a span of time is told.
//! - `intl`: the browser's formats of one language and time zone.
//! - `context`: what the views use.

pub mod language;
pub mod messages;
pub mod span;
pub mod text;

#[cfg(feature = "ui")]
pub mod context;
#[cfg(feature = "ui")]
pub mod intl;

pub use language::{LANGUAGES, Language};
pub use messages::{ConnectorTexts, Messages, NotALocale, emphasised, mid_sentence};
pub use text::{Plural, Text};

#[cfg(feature = "ui")]
pub use context::{I18n, provide_i18n, use_i18n};
#[cfg(feature = "ui")]
pub use intl::{Format, browser_languages};
