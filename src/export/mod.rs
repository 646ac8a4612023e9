//! What leaves the page as a file: values and texts in, text out.
//!
//! Invariant: nothing here knows a browser, a language or the time of day. Texts arrive as arguments.

pub mod calendar;
pub mod csv;
pub mod file_name;
pub mod markdown;
pub mod redact;
pub mod snapshot;
pub mod words;
