//! The addresses of the page.

/// Every route below the base that has a file of its own, so that a host without a fallback rule serves it; `/` is
/// `index.html` itself. One line, so that a test of the app can read it and compare with its own tabs.
pub(crate) const ROUTES: [&str; 4] = ["tenant-details", "connectors", "service-health", "connect"];
