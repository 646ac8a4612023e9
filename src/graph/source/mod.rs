//! Asking Microsoft Graph, or something that answers like it.
//!
//! [`plan`] says what is asked in which requests, [`pace`] when to ask again, [`next_link`] which further pages are followed;
//! all pure. `reader` does it.

pub mod next_link;
pub mod pace;
pub mod plan;
#[cfg(feature = "ui")]
pub mod reader;
