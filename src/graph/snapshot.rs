//! The snapshot document: recorded answers in one file.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::{
    catalogue::Resource,
    lenient::{self, Object},
    organization::organization,
    pause::{self, Pause, at_once},
    reply::{Reply, quoted_date},
};
use crate::{domain::cloud::Cloud, json};

/// The largest document that is read, in bytes.
pub const MAX_BYTES: usize = 20_000_000;
/// The name of the format.
pub const FORMAT: &str = "tenant-status-snapshot";
/// The version that is read.
pub const VERSION: i64 = 1;

/// Where a document comes from. It decides when a document without a date of its own was captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Fetched. Its date is unknown: a deployment renews `Last-Modified`.
    Http,
    /// An opened file: captured when it was last modified.
    File {
        /// As the browser tells it.
        last_modified: Option<DateTime<Utc>>,
    },
}

/// Recorded answers.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The answers to requests of the catalogue, one of each id, without secrets.
    pub replies: Vec<Reply>,
    /// When it was captured; `None` where nobody knows.
    pub captured_at: Option<DateTime<Utc>>,
    /// Whether the rules use [`Self::captured_at`] instead of the clock.
    pub is_frozen: bool,
    /// Whether the document has no date of its own and that of the file stands in for it.
    pub is_dated_by_file: bool,
    /// The cloud, where the document tells it.
    pub cloud: Option<Cloud>,
    /// The number of Intune's service release, where the document tells it.
    pub service_release: Option<String>,
    /// The secrets that were dropped: id of the resource and property (`vppTokens: token`).
    pub secrets: Vec<String>,
    /// How many elements were no answers.
    pub skipped: usize,
}

/// Why a document cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnapshotError {
    /// Larger than [`MAX_BYTES`]; how large, in bytes.
    TooLarge(usize),
    /// Nothing, or nothing but blanks.
    Empty,
    /// No text in UTF-8, or in UTF-16 with a byte order mark; what it seems to be (`UTF-32`, `binary`, …).
    NotText(&'static str),
    /// A web page.
    Html,
    /// Text, but not JSON from here on; both count from 1.
    NotJson {
        /// The line.
        line: usize,
        /// The column, in bytes.
        column: usize,
    },
    /// JSON that ends too early.
    Truncated,
    /// JSON, but neither a snapshot nor the answer to a batch of ours.
    WrongFormat,
    /// Made by a newer version; the version of the document.
    NewerVersion(i64),
}

impl Snapshot {
    /// Reads a document: a snapshot, or the bare answer to a `$batch` request that was made from the catalogue.
    ///
    /// # Errors
    ///
    /// If the document as a whole is of no use. Elements that are of no use are counted in [`Self::skipped`].
    pub fn parse(bytes: &[u8], origin: Origin) -> Result<Self, SnapshotError> {
        at_once(Self::read(bytes, origin, &pause::none))
    }

    /// The same, pausing between its steps: a document may have many megabytes.
    ///
    /// # Errors
    ///
    /// See [`Self::parse`].
    pub async fn read(bytes: &[u8], origin: Origin, pause: Pause<'_>) -> Result<Self, SnapshotError> {
        let text = text(bytes)?;
        let document = json::document(text.trim()).map_err(|error| problem(&text, &error))?;
        pause().await;
        let document = Object::read(document).map_err(|_| SnapshotError::WrongFormat)?;
        let is_bare = document.get("format").is_none();
        if !is_bare {
            if document.text("format").as_deref() != Some(FORMAT) {
                return Err(SnapshotError::WrongFormat);
            }
            match document.number("version") {
                Some(VERSION) => {}
                Some(newer) if newer > VERSION => return Err(SnapshotError::NewerVersion(newer)),
                _ => return Err(SnapshotError::WrongFormat),
            }
        }
        pause().await;
        let elements = document.elements("responses").ok_or(SnapshotError::WrongFormat)?;

        // A date that cannot be read is not replaced by another one.
        let (own_date, file_date) = match (document.when("capturedAt"), origin) {
            (Some(captured_at), _) => (captured_at.instant(), None),
            (None, Origin::File { last_modified }) => (None, last_modified),
            (None, Origin::Http) => (None, None),
        };
        let mut snapshot = Self {
            captured_at: own_date.or(file_date),
            is_frozen: own_date.is_some() && document.text("judgedAt").as_deref() == Some("captured"),
            is_dated_by_file: file_date.is_some(),
            cloud: document.text("cloud").as_deref().and_then(Cloud::from_name),
            service_release: document.text("serviceRelease").filter(|release| !release.is_empty()),
            ..Self::default()
        };
        let mut is_ours = !is_bare;
        for element in elements {
            pause().await;
            match element_id(element) {
                None => snapshot.skipped += 1,
                Some((element, id)) => {
                    if Resource::from_id(&id).is_some() {
                        is_ours = true;
                        snapshot.take(&element, id);
                    }
                }
            }
        }
        if is_ours { Ok(snapshot) } else { Err(SnapshotError::WrongFormat) }
    }

    /// Whether `later` can be of the same tenant and the same reading, so that [`Self::merge`] makes one of them. Not if both tell their
    /// organisation and it is not one, nor if both are dated by themselves, differently, and hold answers to the same requests: then `later`
    /// is another reading, and what only this one holds would stand in it as if it were of then.
    pub fn goes_with(&self, later: &Self) -> bool {
        let is_other_tenant =
            self.organization_id().zip(later.organization_id()).is_some_and(|(one, other)| !one.eq_ignore_ascii_case(&other));
        let own_date = |snapshot: &Self| snapshot.captured_at.filter(|_| !snapshot.is_dated_by_file);
        let is_other_date = own_date(self).zip(own_date(later)).is_some_and(|(one, other)| one != other);
        let share = || self.replies.iter().any(|reply| later.replies.iter().any(|other| other.id == reply.id));
        !(is_other_tenant || is_other_date && share())
    }

    /// The id of the organisation, where an answer tells it.
    fn organization_id(&self) -> Option<String> {
        let reply = self.replies.iter().find(|reply| reply.id == Resource::Organization.id() && reply.status == 200)?;
        organization(&reply.body).ok().map(|organization| organization.id)
    }

    /// Both together; of two answers with the same id that of `later` wins.
    ///
    /// Frozen only if both are: an instant that is true of one of them must not judge the other. The date is the older one.
    #[must_use]
    pub fn merge(mut self, later: Self) -> Self {
        self.replies.retain(|reply| later.replies.iter().all(|new| new.id != reply.id));
        self.replies.extend(later.replies);
        for secret in later.secrets {
            if !self.secrets.contains(&secret) {
                self.secrets.push(secret);
            }
        }
        Self {
            captured_at: self.captured_at.zip(later.captured_at).map(|(a, b)| a.min(b)),
            is_frozen: self.is_frozen && later.is_frozen,
            is_dated_by_file: self.is_dated_by_file || later.is_dated_by_file,
            cloud: later.cloud.or(self.cloud),
            service_release: later.service_release.or(self.service_release),
            skipped: self.skipped + later.skipped,
            replies: self.replies,
            secrets: self.secrets,
        }
    }

    /// A document that reads like this one, with `replies` as its answers, the header fields `headers` of each, and `members` (names
    /// and JSON) that readers of snapshots skip.
    pub fn document<'a>(
        &self,
        replies: impl IntoIterator<Item = &'a Reply>,
        headers: &[&str],
        members: &[(&str, &str)],
    ) -> String {
        let mut document = ["{\"format\":", &json::quoted(FORMAT), ",\"version\":", &VERSION.to_string()].concat();
        let mut member = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                document.push_str(&[",\"", name, "\":", &value].concat());
            }
        };
        member("capturedAt", self.captured_at.map(quoted_date));
        member("judgedAt", self.is_frozen.then(|| json::quoted("captured")));
        member("cloud", self.cloud.map(|cloud| json::quoted(cloud.as_str())));
        member("serviceRelease", self.service_release.as_deref().map(json::quoted));
        for (name, value) in members {
            member(name, Some((*value).to_owned()));
        }
        let replies: Vec<String> = replies.into_iter().map(|reply| reply.element(headers)).collect();
        member("responses", Some(["[", &replies.join(","), "]"].concat()));
        document.push('}');
        document
    }

    /// The instant that the rules use instead of the clock, if they do.
    pub fn frozen_at(&self) -> Option<DateTime<Utc>> {
        self.captured_at.filter(|_| self.is_frozen)
    }

    fn take(&mut self, element: &Object, id: String) {
        let (mut reply, dropped) = Reply::of_part(element, id);
        for property in dropped {
            let secret = format!("{}: {property}", reply.id);
            if !self.secrets.contains(&secret) {
                self.secrets.push(secret);
            }
        }
        reply.read_at = match element.when("readAt") {
            Some(read_at) => read_at.instant(),
            None => self.captured_at,
        };
        self.replies.retain(|known| known.id != reply.id);
        self.replies.push(reply);
    }
}

/// An element with its id, if it is an answer: an object with the text `id` and a `status`.
fn element_id(element: &str) -> Option<(Object<'_>, String)> {
    let object = Object::of(element).ok()?;
    let id = object.get("id").filter(|id| id.get().starts_with('"')).and_then(|id| lenient::text(id.get()))?;
    object.get("status")?;
    Some((object, id))
}

/// The text of a document. A byte that is no UTF-8 becomes a replacement character: it costs its own text only.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, SnapshotError> {
    if bytes.len() > MAX_BYTES {
        return Err(SnapshotError::TooLarge(bytes.len()));
    }
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<_> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    // The whole is checked at once where it is valid, which is much faster than looking for what is not.
    let utf8 = |bytes| str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed);
    let text = match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Err(SnapshotError::NotText("UTF-32")),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0, b'{', ..] | [b'{', 0, ..] => return Err(SnapshotError::NotText("UTF-16 without a byte order mark")),
        _ if bytes.iter().take(1000).any(|byte| *byte == 0) => return Err(SnapshotError::NotText("binary")),
        _ => utf8(bytes),
    };
    match text.trim_start().chars().next() {
        None => Err(SnapshotError::Empty),
        Some('<') => Err(SnapshotError::Html),
        Some(_) => Ok(text),
    }
}

fn problem(text: &str, error: &serde_json::Error) -> SnapshotError {
    if error.is_eof() {
        return SnapshotError::Truncated;
    }
    // The blanks before the document were not shown to the reader, but the editor counts them.
    let blanks = &text[..text.len() - text.trim_start().len()];
    let lines_before = blanks.matches('\n').count();
    let columns_before = if error.line() == 1 { blanks.len() - blanks.rfind('\n').map_or(0, |at| at + 1) } else { 0 };
    SnapshotError::NotJson { line: error.line() + lines_before, column: error.column() + columns_before }
}
