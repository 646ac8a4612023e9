//! What the browser does for the page: the time, the network, a memory. Knows nothing of tenants.

pub mod cache;
pub mod clock;
pub mod download;
pub mod fetch;
pub mod random;
pub mod storage;
pub mod task;
pub mod timer;
