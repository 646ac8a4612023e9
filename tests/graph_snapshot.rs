//! Snapshot documents: what is read, what is refused and why, and the way from a batch to an opened file.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use tenant_status::{
    domain::cloud::Cloud,
    graph::{
        catalogue::{Resource, Version, batch_body},
        lenient::Object,
        section::{SectionState, sections},
        snapshot::{MAX_BYTES, Origin, Snapshot, SnapshotError},
        store::Store,
    },
};

fn utc(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

const FILE: Origin = Origin::File { last_modified: Some(DateTime::<Utc>::UNIX_EPOCH) };

fn fixture(name: &str) -> Result<Snapshot, SnapshotError> {
    let path = format!("tests/fixtures/snapshots/{name}");
    Snapshot::parse(&fs::read(&path).expect(&path), Origin::Http)
}

fn parse(text: &str) -> Result<Snapshot, SnapshotError> {
    Snapshot::parse(text.as_bytes(), Origin::Http)
}

/// A document with these fields beside format and version.
fn document(fields: &str) -> String {
    format!(r#"{{"format": "tenant-status-snapshot", "version": 1, {fields}}}"#)
}

fn ids(snapshot: &Snapshot) -> Vec<&str> {
    snapshot.replies.iter().map(|reply| reply.id.as_str()).collect()
}

#[test]
fn ok_with_every_field_of_the_format() {
    let text = document(
        r#""capturedAt": "2026-11-21T09:00:00Z", "judgedAt": "captured", "cloud": "usGov", "serviceRelease": "2611", "responses": [
            {"id": "messages", "status": 403, "headers": {"Request-Id": "r1", "x": [1]}},
            {"id": "issues", "status": "200", "readAt": "2026-11-20T09:00:00Z", "body": {"value": []}},
            {"id": "vppTokens", "status": 200, "readAt": "yesterday", "body": {"value": []}}]"#,
    );
    let snapshot = parse(&text).unwrap();
    let captured_at = Some(utc("2026-11-21T09:00:00Z"));
    assert_eq!((snapshot.captured_at, snapshot.frozen_at(), snapshot.is_dated_by_file), (captured_at, captured_at, false));
    assert_eq!((snapshot.cloud, snapshot.service_release.as_deref()), (Some(Cloud::UsGov), Some("2611")));
    let [refused, dated, undated] = snapshot.replies.as_slice() else { panic!("{:?}", ids(&snapshot)) };
    assert_eq!((refused.status, refused.header("request-id"), refused.body.get()), (403, Some("r1"), "null"));
    assert_eq!((refused.read_at, dated.read_at, undated.read_at), (captured_at, Some(utc("2026-11-20T09:00:00Z")), None));
    assert_eq!(dated.status, 200);
}

#[test]
fn it_is_frozen_only_on_request_and_with_a_date() {
    for (fields, frozen) in [
        (r#""capturedAt": "2026-11-21T09:00:00Z", "judgedAt": "captured""#, true),
        (r#""capturedAt": "2026-11-21T09:00:00Z", "judgedAt": "now""#, false),
        (r#""capturedAt": "2026-11-21T09:00:00Z""#, false),
        (r#""judgedAt": "captured""#, false),
        (r#""capturedAt": "this morning", "judgedAt": "captured""#, false),
    ] {
        let snapshot = Snapshot::parse(document(&format!(r#"{fields}, "responses": []"#)).as_bytes(), FILE).unwrap();
        assert_eq!(snapshot.frozen_at().is_some(), frozen, "{fields}");
    }
}

#[test]
fn of_two_with_the_same_id_the_last_wins_and_what_is_no_answer_is_counted() {
    let snapshot = fixture("mixed.odd.json").unwrap();
    assert_eq!(ids(&snapshot).iter().filter(|id| **id == "organization").count(), 1);
    assert!(snapshot.replies.iter().all(|reply| Resource::from_id(&reply.id).is_some()));
    assert!(!snapshot.replies.iter().any(|reply| reply.body.get().contains("replaced by the last")));
    let odd = r#""responses": [null, 5, "x", [], {"status": 200}, {"id": "issues"}, {"id": 7, "status": 200}, {"id": "x", "status": 200}]"#;
    let snapshot = parse(&document(odd)).unwrap();
    assert_eq!((snapshot.replies.len(), snapshot.skipped), (0, 7), "an unknown id is an answer, only not one of ours");
}

#[track_caller]
fn check(text: &str, expected: SnapshotError) {
    assert_eq!(parse(text).err(), Some(expected), "{}", text.chars().take(60).collect::<String>());
}

#[test]
fn err_says_what_the_document_is_instead() {
    check("", SnapshotError::Empty);
    check(" \n\t ", SnapshotError::Empty);
    check("\u{feff}", SnapshotError::Empty);
    check("\n<!DOCTYPE html><html>", SnapshotError::Html);
    check("{\n  \"format\": x", SnapshotError::NotJson { line: 2, column: 13 });
    check("\n\n  nonsense", SnapshotError::NotJson { line: 3, column: 4 });
    check("{} {}", SnapshotError::NotJson { line: 1, column: 4 });
    check(r#"{"format": "tenant-status-snapshot", "version": 1, "respo"#, SnapshotError::Truncated);
    for other in ["[]", "5", "null", "{}", r#"{"format": "x", "version": 1, "responses": []}"#, r#"{"responses": []}"#] {
        check(other, SnapshotError::WrongFormat);
    }
    check(r#"{"responses": [{"id": "1", "status": 200, "body": {}}]}"#, SnapshotError::WrongFormat);
    check(r#"{"format": "tenant-status-snapshot", "version": 1}"#, SnapshotError::WrongFormat);
    for version in ["0", "-1", "\"x\"", "null", "1.5"] {
        let text = format!(r#"{{"format": "tenant-status-snapshot", "version": {version}, "responses": []}}"#);
        check(&text, SnapshotError::WrongFormat);
    }
    check(r#"{"format": "tenant-status-snapshot", "version": 3}"#, SnapshotError::NewerVersion(3));
}

#[test]
fn err_for_bytes_that_are_no_text_or_too_many() {
    let parse = |bytes: &[u8]| Snapshot::parse(bytes, Origin::Http).unwrap_err();
    assert_eq!(parse(&vec![b' '; MAX_BYTES]), SnapshotError::Empty);
    assert_eq!(parse(&vec![b' '; MAX_BYTES + 1]), SnapshotError::TooLarge(MAX_BYTES + 1));
    assert_eq!(parse(&[0xFF, 0xFE, 0, 0, b'{', 0, 0, 0]), SnapshotError::NotText("UTF-32"));
    assert_eq!(parse(b"{\0\"\0"), SnapshotError::NotText("UTF-16 without a byte order mark"));
    assert_eq!(parse(b"PK\x03\x04\0\0\0"), SnapshotError::NotText("binary"));
    assert!(matches!(parse(&[0xFF, 0xD8, 0xFF, 0xE0]), SnapshotError::NotJson { .. }));
}

#[test]
fn the_fixtures_are_judged_by_their_names() {
    for name in [
        "valid.json",
        "frozen.json",
        "empty.json",
        "with-secrets.json",
        "with-next-link.json",
        "batch-v1.0.json",
        "batch-beta.json",
    ] {
        assert!(fixture(name).is_ok(), "{name}");
    }
    assert_eq!(fixture("array.odd.json").err(), Some(SnapshotError::WrongFormat));
    assert_eq!(fixture("wrong-format.odd.json").err(), Some(SnapshotError::WrongFormat));
    assert_eq!(fixture("no-responses.odd.json").err(), Some(SnapshotError::WrongFormat));
    assert_eq!(fixture("newer-version.odd.json").err(), Some(SnapshotError::NewerVersion(2)));
    assert_eq!(fixture("truncated.odd.json").err(), Some(SnapshotError::Truncated));
    assert_eq!(fixture("bad-time.odd.json").unwrap().captured_at, None);
    assert_eq!(fixture("no-time.odd.json").unwrap().captured_at, None);
}

#[test]
fn secrets_are_dropped_and_named() {
    let snapshot = fixture("with-secrets.json").unwrap();
    assert_eq!(
        snapshot.secrets,
        [
            "applePushNotificationCertificate: certificate",
            "vppTokens: token",
            "androidManagedStoreAccountEnterpriseSettings: enrollmentToken",
            "androidManagedStoreAccountEnterpriseSettings: qrCodeContent",
            "androidManagedStoreAccountEnterpriseSettings: qrCodeImage",
        ]
    );
    assert!(!format!("{snapshot:?}").contains("SECRET"), "nothing keeps them");
    assert!(fixture("valid.json").unwrap().secrets.is_empty());
}

#[test]
fn a_bare_batch_is_dated_by_its_file_or_not_at_all() {
    let bytes = fs::read("tests/fixtures/snapshots/batch-beta.json").unwrap();
    let from_file = Snapshot::parse(&bytes, FILE).unwrap();
    assert!(from_file.is_dated_by_file);
    assert!(from_file.replies.iter().all(|reply| reply.read_at == Some(DateTime::UNIX_EPOCH)));
    let from_web = Snapshot::parse(&bytes, Origin::Http).unwrap();
    assert!(!from_web.is_dated_by_file && from_web.replies.iter().all(|reply| reply.read_at.is_none()));
}

#[test]
fn several_documents_merge_by_id() {
    let [v1, beta] = ["batch-v1.0.json", "batch-beta.json"].map(|name| fixture(name).unwrap());
    let count = v1.replies.len() + beta.replies.len();
    assert_eq!(v1.merge(beta).replies.len(), count);

    let dated = |at: &str, status: u16| {
        let fields =
            format!(r#""capturedAt": "{at}", "judgedAt": "captured", "responses": [{{"id": "issues", "status": {status}}}]"#);
        parse(&document(&fields)).unwrap()
    };
    let (old, new) = (dated("2026-11-20T00:00:00Z", 500), dated("2026-11-21T00:00:00Z", 200));
    let merged = new.clone().merge(old.clone());
    assert_eq!((merged.replies.len(), merged.replies[0].status), (1, 500), "the later document wins, whatever its date");
    assert_eq!(merged.frozen_at(), old.captured_at);
    assert_eq!(new.merge(fixture("valid.json").unwrap()).frozen_at(), None, "frozen only if both are");
}

#[test]
fn what_was_dropped_and_skipped_is_told_of_both_documents() {
    let secrets = |snapshot: &Snapshot| snapshot.secrets.clone();
    let [with, valid] = ["with-secrets.json", "valid.json"].map(|name| fixture(name).unwrap());
    for merged in [with.clone().merge(valid.clone()), valid.merge(with.clone()), with.clone().merge(with.clone())] {
        assert_eq!(secrets(&merged), secrets(&with), "each is named once");
    }
    let skipping = |elements: &str| parse(&document(&format!(r#""responses": [{elements}]"#))).unwrap();
    assert_eq!(skipping("5, null").merge(skipping("5, [], null")).skipped, 5);
}

#[test]
fn a_merged_document_is_dated_by_its_file_if_one_of_both_is() {
    let read = |name: &str| Snapshot::parse(&fs::read(format!("tests/fixtures/snapshots/{name}")).unwrap(), FILE).unwrap();
    let (own, file) = (read("valid.json"), read("batch-beta.json"));
    assert!(!own.is_dated_by_file && file.is_dated_by_file);
    assert!(own.clone().merge(file.clone()).is_dated_by_file && file.merge(own.clone()).is_dated_by_file);
    assert!(!own.clone().merge(own).is_dated_by_file);
}

#[track_caller]
fn check_goes_with(one: &str, other: &str, expected: bool) {
    // What has no date of its own is dated by its file.
    let read = |fields: &str| Snapshot::parse(document(fields).as_bytes(), FILE).unwrap();
    let (one, other) = (read(one), read(other));
    assert_eq!((one.goes_with(&other), other.goes_with(&one)), (expected, expected), "{one:?} {other:?}");
}

#[test]
fn documents_go_together_unless_they_are_of_two_tenants_or_two_readings() {
    let of = |at: &str, replies: &[&str]| {
        let date = if at.is_empty() { String::new() } else { format!(r#""capturedAt": "2026-11-{at}T00:00:00Z", "#) };
        format!(r#"{date}"responses": [{}]"#, replies.join(", "))
    };
    let organization = |id: &str| format!(r#"{{"id": "organization", "status": 200, "body": {{"value": [{{"id": "{id}"}}]}}}}"#);
    let (issues, tokens) = (r#"{"id": "issues", "status": 200}"#, r#"{"id": "vppTokens", "status": 200}"#);
    let (contoso, fabrikam) = (organization("a-1"), organization("b-2"));
    // The two halves of a tenant, of one moment or of two.
    check_goes_with(&of("20", &[&contoso]), &of("20", &[issues]), true);
    check_goes_with(&of("20", &[&contoso]), &of("21", &[issues]), true);
    check_goes_with(&of("", &[&contoso, issues]), &of("", &[tokens]), true);
    // Another tenant, whatever else it holds.
    check_goes_with(&of("20", &[&contoso]), &of("20", &[&fabrikam, tokens]), false);
    check_goes_with(&of("", &[&contoso]), &of("20", &[&fabrikam]), false);
    check_goes_with(&of("20", &[&contoso]), &of("20", &[&organization("A-1")]), true);
    // The same requests again: at another time it is another reading.
    check_goes_with(&of("20", &[issues, tokens]), &of("20", &[issues]), true);
    check_goes_with(&of("20", &[issues, tokens]), &of("21", &[issues]), false);
    check_goes_with(&of("", &[issues, tokens]), &of("21", &[issues]), true);
    // A refused answer tells no tenant.
    let refused = r#"{"id": "organization", "status": 403, "body": {"value": [{"id": "b-2"}]}}"#;
    check_goes_with(&of("20", &[&contoso]), &of("20", &[refused]), true);
}

#[test]
fn a_further_page_makes_the_section_incomplete() {
    let snapshot = fixture("with-next-link.json").unwrap();
    let news = sections(&Store::from_snapshot(&snapshot), utc("2026-11-21T09:00:00Z")).news;
    assert_eq!((news.state, news.is_incomplete), (SectionState::Partial, true));
}

#[test]
fn one_bad_item_does_not_blank_the_list_of_a_document() {
    let deep = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let items = format!(
        r#"{{"id": "MC1"}}, {{"id": "\ud800"}}, {{"id": "MC2", "x": 1e400, "title": {deep}}}, {{"id": "MC3", "x": "\udfff"}}"#
    );
    let text = document(&format!(
        r#""capturedAt": "2026-11-21T09:00:00Z", "responses": [{{"id": "messages", "status": 200, "body": {{"value": [{items}]}}}}]"#
    ));
    let news = sections(&Store::from_snapshot(&parse(&text).unwrap()), utc("2026-11-21T09:00:00Z")).news;
    assert_eq!((news.state, news.readable, news.of), (SectionState::Partial, 3, 4));
}

/// Answers a batch as Graph would, parts in any order: from the demo tenant, parsed from the request body itself.
fn answer(batch: &str) -> String {
    let demo = Snapshot::parse(&fs::read("public/demo/contoso.json").unwrap(), Origin::Http).unwrap();
    let requests = Object::read(serde_json::from_str(batch).unwrap()).unwrap().objects("requests");
    let mut parts: Vec<_> = requests
        .iter()
        .map(|request| {
            let id = request.text("id").unwrap();
            let reply = demo.replies.iter().find(|reply| reply.id == id).unwrap();
            let (status, body) = (reply.status, &reply.body);
            format!(r#"{{"id":"{id}","status":{status},"headers":{{"Cache-Control":"no-cache"}},"body":{body}}}"#)
        })
        .collect();
    parts.reverse();
    format!(r#"{{"responses":[{}]}}"#, parts.join(","))
}

/// A text as `PowerShell` saves it.
fn saved(text: &str, encoding: &str) -> Vec<u8> {
    let units = || text.encode_utf16();
    match encoding {
        "UTF-8" => text.as_bytes().to_vec(),
        "UTF-8 with mark" => [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat(),
        "UTF-16 LE" => [0xFF, 0xFE].into_iter().chain(units().flat_map(u16::to_le_bytes)).collect(),
        "UTF-16 BE" => [0xFE, 0xFF].into_iter().chain(units().flat_map(u16::to_be_bytes)).collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn the_offered_requests_lead_to_files_that_open_in_every_encoding() {
    let now = utc("2026-11-21T09:00:00Z");
    let origin = Origin::File { last_modified: Some(now) };
    let demo = Snapshot::parse(&fs::read("public/demo/contoso.json").unwrap(), origin).unwrap();
    let expected = sections(&Store::from_snapshot(&demo), now);
    for encoding in ["UTF-8", "UTF-8 with mark", "UTF-16 LE", "UTF-16 BE"] {
        let [v1, beta] = Version::ALL.map(|version| {
            let file = saved(&answer(&batch_body(version, None)), encoding);
            Snapshot::parse(&file, origin).unwrap()
        });
        let opened = sections(&Store::from_snapshot(&v1.merge(beta)), now);
        assert_eq!(opened.connectors, expected.connectors, "{encoding}");
        assert_eq!(opened.news, expected.news, "{encoding}");
        assert_eq!(opened.licenses, expected.licenses, "{encoding}");
        // Only what no batch can ask for, and the release that Graph does not tell, differ.
        assert_eq!(opened.tenant.state, expected.tenant.state, "{encoding}");
        assert_eq!(opened.tenant.value.mdm_authority.known(), None, "{encoding}");
        assert_eq!(opened.tenant.value.name, expected.tenant.value.name, "{encoding}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Snapshot::parse(&bytes, FILE);
    }

    #[test]
    fn a_document_cut_or_changed_anywhere_never_panics(at in 0_usize..2000, byte in any::<u8>()) {
        let mut bytes = fs::read("tests/fixtures/snapshots/with-secrets.json").unwrap();
        let at = at % bytes.len();
        let _ = Snapshot::parse(&bytes[..at], FILE);
        bytes[at] = byte;
        if let Ok(snapshot) = Snapshot::parse(&bytes, FILE) {
            let _ = sections(&Store::from_snapshot(&snapshot), DateTime::UNIX_EPOCH);
        }
    }
}
