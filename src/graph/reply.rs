//! An answer of Microsoft Graph, as it came.

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;

use super::{
    lenient::{self, Object},
    secret,
};

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
    /// A part of the answer to a batch, or an element of a snapshot, and the names of the secrets that were dropped from its body.
    /// A missing status is 0.
    pub(super) fn of_part(part: &Object, id: String) -> (Self, Vec<&'static str>) {
        let (body, dropped) = secret::without(part.get("body").unwrap_or(RawValue::NULL));
        let headers = part.object("headers").unwrap_or_default();
        let reply = Self {
            id,
            status: part.number("status").and_then(|status| u16::try_from(status).ok()).unwrap_or_default(),
            headers: headers
                .entries()
                .filter_map(|(name, value)| Some((name.to_ascii_lowercase(), lenient::text(value)?)))
                .collect(),
            body,
            read_at: None,
        };
        (reply, dropped)
    }

    /// The value of a header field; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
