//! The last good answers, as a browser keeps them for its reader: a snapshot together with the configuration that it was read with,
//! and the list of the tenants of which there is one.

use chrono::{DateTime, Utc};

use super::{
    lenient::Object,
    pause::Pause,
    snapshot::{Origin, Snapshot},
};
use crate::json;

/// The member that holds the configuration. Readers of snapshots skip what they do not know.
const CONFIG: &str = "config";

/// The document. `config` is the text of the configuration, which is JSON.
pub fn write(snapshot: &Snapshot, config: &str) -> String {
    // Header fields say nothing once the answer is there.
    snapshot.document(&snapshot.replies, &[], &[(CONFIG, config)])
}

/// The text of the configuration and the snapshot; `None` if the document cannot be used.
pub async fn read(document: &[u8], pause: Pause<'_>) -> Option<(String, Snapshot)> {
    let text = str::from_utf8(document).ok()?;
    let config = Object::read(json::document(text).ok()?).ok()?.get(CONFIG)?.get().to_owned();
    let snapshot = Snapshot::read(document, Origin::Http, pause).await.ok()?;
    Some((config, snapshot))
}

/// What is known after a later reading: its answers, and the earlier ones where it has none. The date is the later one; each answer has its own.
#[must_use]
pub fn merged(earlier: Snapshot, later: Snapshot) -> Snapshot {
    let captured_at = later.captured_at;
    Snapshot { captured_at, ..earlier.merge(later) }
}

/// The tenants whose data is kept, the one that was kept last at the end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tenants(Vec<(String, Option<DateTime<Utc>>)>);

/// The most tenants that are kept.
const MAX_TENANTS: usize = 5;

impl Tenants {
    /// Reads what [`Self::write`] wrote; of a line that cannot be read nothing is known.
    pub fn read(text: &str) -> Self {
        let line = |line: &str| {
            let (id, at) = line.split_once(' ')?;
            let at = at.parse().ok().and_then(DateTime::from_timestamp_millis);
            Some((id.to_owned(), at))
        };
        Self(text.lines().filter_map(line).take(MAX_TENANTS).collect())
    }

    /// A line for each tenant: its id and milliseconds since 1970, nothing where nobody knows of when its data is.
    pub fn write(&self) -> String {
        let line = |(id, at): &(String, Option<DateTime<Utc>>)| {
            [id, " ", &at.map_or_else(String::new, |at| at.timestamp_millis().to_string()), "\n"].concat()
        };
        self.0.iter().map(line).collect()
    }

    /// The ids, the last one first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().rev().map(|(id, _)| id.as_str())
    }

    /// Of when the kept data of a tenant is; `None` where it is not kept, `Some(None)` where nobody knows, or nothing was read yet.
    pub fn of(&self, id: &str) -> Option<Option<DateTime<Utc>>> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, at)| *at)
    }

    /// Notes that the data of a tenant is kept from now on. Gives the tenant that has to go for it.
    pub fn note(&mut self, id: &str, at: Option<DateTime<Utc>>) -> Option<String> {
        self.forget(id);
        self.0.push((id.to_owned(), at));
        (self.0.len() > MAX_TENANTS).then(|| self.0.remove(0).0)
    }

    /// Notes that nothing of a tenant is kept any more.
    pub fn forget(&mut self, id: &str) {
        self.0.retain(|(known, _)| known != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{
        pause::{at_once, none},
        secret::SECRETS,
    };

    const CONFIGURATION: &str = r#"{"endpoint": {"kind": "snapshot", "url": "x.json"}}"#;

    fn snapshot(text: &str) -> Snapshot {
        Snapshot::parse(text.as_bytes(), Origin::Http).unwrap()
    }

    fn again(kept: &Snapshot) -> Snapshot {
        let (config, snapshot) = at_once(read(write(kept, CONFIGURATION).as_bytes(), &none)).unwrap();
        assert_eq!(config, CONFIGURATION);
        snapshot
    }

    #[test]
    fn what_is_kept_reads_like_what_was_read() {
        let kept = snapshot(
            r#"{"format": "tenant-status-snapshot", "version": 1, "capturedAt": "2026-11-21T09:00:00Z", "judgedAt": "captured",
                "cloud": "usGov", "serviceRelease": "26\"11", "responses": [
                {"id": "organization", "status": 200, "readAt": "2026-11-20T09:00:00.5Z", "body": {"value": [{"displayName": "Cöntoso"}]}},
                {"id": "messages", "status": 403, "readAt": "lately", "body": null}]}"#,
        );
        let read = again(&kept);
        assert_eq!((read.captured_at, read.is_frozen, read.cloud), (kept.captured_at, true, kept.cloud));
        assert_eq!(read.service_release.as_deref(), Some("26\"11"));
        let of = |snapshot: &Snapshot| -> Vec<_> {
            snapshot
                .replies
                .iter()
                .map(|reply| (reply.id.clone(), reply.status, reply.read_at, reply.body.get().to_owned()))
                .collect()
        };
        assert_eq!(of(&read), of(&kept));
        assert_eq!(read.skipped, 0);
    }

    #[test]
    fn a_date_that_nobody_knows_stays_unknown() {
        let undated = snapshot(r#"{"responses": [{"id": "organization", "status": 200, "body": {}}]}"#);
        let read = again(&undated);
        assert_eq!((read.captured_at, read.is_frozen, read.replies[0].read_at), (None, false, None));
    }

    #[test]
    fn no_secret_is_kept() {
        for secret in SECRETS {
            let text = format!(
                r#"{{"responses": [{{"id": "vppTokens", "status": 200, "headers": {{"x-secret": "s3cret"}},
                    "body": {{"value": [{{"id": "1", "{secret}": "s3cret"}}]}}}}]}}"#
            );
            let written = write(&snapshot(&text), CONFIGURATION);
            assert!(!written.contains("s3cret"), "{secret}: {written}");
        }
    }

    #[test]
    fn a_later_reading_loses_no_earlier_answer() {
        let reply = |id: &str, body: &str, at: &str| {
            snapshot(&format!(
                r#"{{"format": "tenant-status-snapshot", "version": 1, "capturedAt": "{at}",
                    "responses": [{{"id": "{id}", "status": 200, "body": {body}}}, {{"id": "vppTokens", "status": 200, "body": {body}}}]}}"#
            ))
        };
        let (old, new) = ("2026-11-20T09:00:00Z", "2026-11-21T09:00:00Z");
        let merged = merged(reply("organization", "1", old), reply("messages", "2", new));
        let told: Vec<_> = merged.replies.iter().map(|reply| (reply.id.as_str(), reply.body.get(), reply.read_at)).collect();
        let at = |text: &str| DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
        assert_eq!(told, [("organization", "1", at(old)), ("messages", "2", at(new)), ("vppTokens", "2", at(new))]);
        assert_eq!(merged.captured_at, at(new));
    }

    #[test]
    fn a_document_without_configuration_is_of_no_use() {
        for document in
            ["", "x", "{}", r#"{"config": {}}"#, r#"{"format": "tenant-status-snapshot", "version": 1, "responses": []}"#]
        {
            assert!(at_once(read(document.as_bytes(), &none)).is_none(), "{document}");
        }
    }

    #[test]
    fn tenants_are_remembered_with_their_dates_the_last_one_first() {
        let at = DateTime::from_timestamp_millis(1_763_715_600_000);
        let mut tenants = Tenants::default();
        tenants.note("a", at);
        tenants.note("b", None);
        tenants.note("a", at);
        let read = Tenants::read(&tenants.write());
        assert_eq!(read, tenants);
        assert_eq!(read.ids().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((read.of("a"), read.of("b"), read.of("c")), (Some(at), Some(None), None));
        tenants.forget("a");
        assert_eq!(tenants.of("a"), None);
        assert_eq!(Tenants::read("nonsense\nx y\n").ids().collect::<Vec<_>>(), ["x"]);
    }

    #[test]
    fn the_tenant_that_was_kept_longest_ago_goes_when_there_are_too_many() {
        let mut tenants = Tenants::default();
        for id in ["1", "2", "3", "4", "5"] {
            assert_eq!(tenants.note(id, None), None);
        }
        assert_eq!(tenants.note("2", None), None);
        assert_eq!(tenants.note("6", None).as_deref(), Some("1"));
        assert_eq!(tenants.ids().count(), MAX_TENANTS);
    }
}
