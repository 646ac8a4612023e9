//! An answer of Microsoft Graph, as it came.

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;

/// One answer. Its body stays raw JSON until its decoder takes it.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The id of the catalogue.
    pub id: String,
    /// The HTTP status.
    pub status: u16,
    /// The header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; `null` where there was none.
    pub body: Box<RawValue>,
    /// When it was read; `None` where nobody knows.
    pub read_at: Option<DateTime<Utc>>,
}

impl Reply {
    /// The value of a header field; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
