//! What a tenant is and when it is healthy: values in, values out.
//!
//! Invariant: nothing here knows a browser, a network or the time of day. `now` is always an argument.

pub mod changes;
pub mod cloud;
pub mod connector;
pub mod finder;
pub mod health;
pub mod horizon;
pub mod issue_timeline;
pub mod kept;
pub mod license;
pub mod message;
pub mod news;
pub mod order;
pub mod search;
pub mod service_issue;
pub mod snooze;
pub mod tenant;
pub mod visit;
pub mod when;
pub mod worse;
