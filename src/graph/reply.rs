//! An answer of Microsoft Graph, as it came.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::value::RawValue;

use super::{
    lenient::{self, Object},
    secret,
};
use crate::json;

/// One answer. Its body stays raw JSON until its decoder takes it.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The id of the catalogue.
    pub id: String,
    /// The HTTP status.
    pub status: u16,
    /// The header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; `null` where there was none. Shared: it may have megabytes, and whoever exports what is shown needs it again.
    pub body: Arc<Box<RawValue>>,
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
            body: body.into(),
            read_at: None,
        };
        (reply, dropped)
    }

    /// As an element of a snapshot document, with these of its header fields.
    pub fn element(&self, headers: &[&str]) -> String {
        // Without a word the date of the document would count.
        let read_at = self.read_at.map_or_else(|| json::quoted("unknown"), quoted_date);
        let told = self.headers.iter().filter(|(name, _)| headers.contains(&name.as_str()));
        let told: Vec<String> = told.map(|(name, value)| [&json::quoted(name), ":", &json::quoted(value)].concat()).collect();
        let told = if told.is_empty() { String::new() } else { [",\"headers\":{", &told.join(","), "}"].concat() };
        let status = self.status.to_string();
        let (id, body) = (json::quoted(&self.id), self.body.get());
        ["{\"id\":", &id, ",\"status\":", &status, ",\"readAt\":", &read_at, &told, ",\"body\":", body, "}"].concat()
    }

    /// The value of a header field; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// An instant as a snapshot document tells it, to the last digit: a rule may turn on it.
pub(super) fn quoted_date(at: DateTime<Utc>) -> String {
    json::quoted(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}
