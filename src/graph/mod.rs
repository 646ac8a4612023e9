//! What Microsoft Graph answers, and how it becomes domain values. Pure except for `source`.
//!
//! A request is an entry of the [`catalogue`], an answer a [`reply`]; lists decode item by item ([`page`]), so that one bad item
//! costs itself alone. [`store`] holds what is known, [`section`] says what each part of the page may show of it.

pub mod catalogue;
pub mod connector;
mod connector_status;
pub mod error;
pub mod kept;
pub mod lenient;
mod organization;
pub mod page;
pub mod pause;
pub mod reply;
pub mod retry_after;
pub mod secret;
pub mod section;
mod service_announcement;
pub mod snapshot;
pub mod source;
pub mod store;
mod subscribed_skus;
pub mod summary;
