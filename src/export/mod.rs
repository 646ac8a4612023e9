//! What leaves the page as a file: values and texts in, text out.
//!
//! Invariant: nothing here knows a browser, a language or the time of day. Texts arrive as arguments.

pub mod calendar;
mod file_name;

pub use file_name::file_name;
