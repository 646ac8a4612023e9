//! What leaves the page: a snapshot that reads like what is shown, and redacted answers in which nothing is left of what was redacted.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::{Value, value::RawValue};
use tenant_status::{
    domain::{
        cloud::Cloud,
        connector::{Connector, JudgedMember},
        health::Health,
    },
    export::{
        csv::{self, AnnouncementHeadings, ConnectorHeadings},
        markdown::{self, Ticket},
        redact::redacted,
        snapshot,
        words::{Gap, Words, is_whole},
    },
    graph::{
        catalogue::Resource,
        pause::{at_once, none},
        reply::Reply,
        section::{SectionId, Sections, sections},
        snapshot::{Origin, Snapshot},
        store::Store,
        summary::Summary,
    },
};

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-21T09:00:00.123Z").unwrap().to_utc()
}

fn demo() -> Snapshot {
    Snapshot::parse(&fs::read("public/demo/contoso.json").unwrap(), Origin::Http).unwrap()
}

fn store_of(replies: &[Reply]) -> Store {
    let mut store = Store::default();
    for reply in replies {
        store.insert(reply);
    }
    store
}

fn reply(resource: Resource, status: u16, body: &str) -> Reply {
    // A body that is no JSON comes as a text.
    let raw = RawValue::from_string(body.to_owned());
    let raw = raw.unwrap_or_else(|_| RawValue::from_string(serde_json::to_string(body).unwrap()).unwrap());
    Reply {
        id: resource.id().to_owned(),
        status,
        headers: Vec::new(),
        body: raw.into(),
        read_at: Some(now() - TimeDelta::minutes(5)),
    }
}

/// All bodies of the fixtures, with their resource.
fn fixtures() -> Vec<(Resource, u16, String)> {
    let files = |folder: &str| {
        let entries = fs::read_dir(Path::new("tests/fixtures").join(folder)).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.into_iter().map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
    };
    let mut found = Vec::new();
    for resource in Resource::all() {
        found.extend(files(resource.id()).map(|(_, body)| (resource, 200, body)));
        for (name, body) in files("errors") {
            found.push((resource, name[..3].parse().unwrap(), body));
        }
    }
    found
}

type Rows = Vec<(&'static str, Health, Vec<Health>, bool)>;

/// What the page says of every row and section; not in which order it names equals, since that follows their names.
fn told(store: &Store, at: DateTime<Utc>) -> (Rows, Vec<String>, usize) {
    let sections = sections(store, at);
    let mut rows: Rows = Vec::new();
    for row in &sections.connectors.value {
        let mut members: Vec<_> = row.members.iter().map(|judged| judged.verdict.health).collect();
        members.sort();
        rows.push((row.kind.key(), row.health(), members, row.incomplete));
    }
    rows.sort();
    let mut states: Vec<String> = SectionId::ALL.iter().map(|id| sections.state(*id).as_str().to_owned()).collect();
    let health = &sections.service_health.value;
    states.extend(health.active.iter().chain(&health.past).map(|issue| issue.id.clone()));
    states.extend(sections.environment_issues.value.iter().map(|issue| issue.id.clone()));
    states.extend(sections.news.value.messages.iter().map(|message| message.id.clone()));
    states.push(format!("{:?}", sections.licenses.value.totals));
    (rows, states, Summary::of(&sections, at).to_act_on)
}

#[track_caller]
fn check_reopened(store: &Store, at: DateTime<Utc>, what: &str) {
    let document = snapshot::document(store.replies(), at, Cloud::UsGov, Some("26\"11".to_owned()), &[]);
    let opened = Snapshot::parse(document.as_bytes(), Origin::File { last_modified: None }).unwrap();
    assert_eq!(opened.frozen_at(), Some(at), "{what}");
    assert_eq!((opened.cloud, opened.service_release.as_deref()), (Some(Cloud::UsGov), Some("26\"11")));
    let reopened = Store::from_snapshot(&opened);
    // A list that nobody could look at is the same in another way: what was on its way is missing now.
    assert_eq!(told(&reopened, at), told(store, at), "{what}");
    let again = snapshot::document(reopened.replies(), at, Cloud::UsGov, Some("26\"11".to_owned()), &[]);
    assert_eq!(again, document, "{what}: exported once more");
}

#[test]
fn an_exported_snapshot_reads_like_what_was_shown() {
    let demo = demo();
    check_reopened(&Store::from_snapshot(&demo), demo.captured_at.unwrap(), "demo");
    check_reopened(&Store::from_snapshot(&demo), demo.captured_at.unwrap() + TimeDelta::days(9), "demo, nine days later");
    for (resource, status, body) in fixtures() {
        check_reopened(&store_of(&[reply(resource, status, &body)]), now(), &format!("{} {status} {body}", resource.id()));
    }
}

#[test]
fn an_answer_of_unknown_time_stays_so() {
    let mut replies = demo().replies;
    for reply in &mut replies {
        reply.read_at = None;
    }
    check_reopened(&store_of(&replies), now(), "undated");
}

#[test]
fn what_is_shown_is_exported_although_it_could_not_be_read_again() {
    let mut store = Store::from_snapshot(&demo());
    let shown: Vec<String> = store.replies().map(|reply| reply.id.clone()).collect();
    store.insert(&reply(Resource::VppTokens, 503, "null"));
    store.asked(Resource::Messages);
    let replies: Vec<&Reply> = store.replies().collect();
    assert_eq!(replies.iter().map(|reply| reply.id.clone()).collect::<Vec<_>>(), shown);
    assert_eq!(replies.iter().find(|reply| reply.id == "vppTokens").unwrap().status, 200);
}

#[test]
fn the_bodies_of_what_is_shown_are_shared_not_copied() {
    let demo = demo();
    let store = Store::from_snapshot(&demo);
    for kept in store.replies() {
        let read = demo.replies.iter().find(|reply| reply.id == kept.id).unwrap();
        assert!(std::sync::Arc::ptr_eq(&kept.body, &read.body), "{}", kept.id);
    }
}

#[test]
fn a_snapshot_says_which_sections_are_not_whole_and_opens_all_the_same() {
    let store = store_of(&[reply(Resource::Messages, 403, r#"{"error": {"code": "Forbidden", "message": "no"}}"#)]);
    let gap = Gap { section: SectionId::News, name: "News".to_owned(), why: "refused".to_owned() };
    let document = snapshot::document(store.replies(), now(), Cloud::Global, None, &[gap]);
    let json: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(json["incomplete"], serde_json::json!(["news"]));
    let opened = Store::from_snapshot(&Snapshot::parse(document.as_bytes(), Origin::Http).unwrap());
    assert_eq!(told(&opened, now()), told(&store, now()));
    assert!(!is_whole(&sections(&opened, now()), SectionId::News));
}

fn redact(replies: &[Reply]) -> Vec<Reply> {
    at_once(redacted(replies, &none))
}

/// The document, as it leaves.
fn text_of(replies: &[Reply]) -> String {
    snapshot::document(replies, now(), Cloud::Global, None, &[])
}

#[test]
fn redacted_answers_are_judged_like_the_others() {
    let demo = demo();
    let at = demo.captured_at.unwrap();
    assert_eq!(told(&store_of(&redact(&demo.replies)), at), told(&store_of(&demo.replies), at));
    for (resource, status, body) in fixtures() {
        let one = [reply(resource, status, &body)];
        let (redacted, plain) = (store_of(&redact(&one)), store_of(&one));
        assert_eq!(told(&redacted, now()), told(&plain, now()), "{} {status} {body}", resource.id());
        assert_eq!(redact(&redact(&one)).len(), 1);
    }
}

#[test]
fn nothing_of_the_demo_tenant_is_left() {
    let text = text_of(&redact(&demo().replies)).to_lowercase();
    let names = [
        "contoso",
        "amsterdam",
        "head office",
        "ndes01",
        "odj01",
        "ex01",
        "excon01",
        "mdm@",
        "apps@",
        "enrol@",
        "android@",
        "it@",
        "intune-connector",
        "+31 20",
        "5d2c7a90e14b63f8",
        "3f2a7c14-58de-4b0a-9c61-7d2e8f4b1a90",
        "e4a1c7d0-5b32",
        "4b8e1d02",
    ];
    for name in names {
        assert!(!text.contains(name), "{name}");
    }
    for kept in ["tenant-1", "domain-1.example", "person-1@domain-", "spe_e5", "microsoft intune", "2026-11-19t07:05:11z"] {
        assert!(text.contains(kept), "{kept}");
    }
}

#[test]
fn the_same_text_becomes_the_same_wherever_it_stands() {
    let organization = r#"{"value": [{"id": "11111111-2222-4333-8444-555555555555", "displayName": "Fabrikam & Sons",
        "technicalNotificationMails": ["Ada@Fabrikam.com"], "verifiedDomains": [{"name": "fabrikam.com", "isDefault": true}]}]}"#;
    let tokens = r#"{"value": [{"id": "1", "appleId": "ada@fabrikam.com", "organizationName": "FABRIKAM & SONS", "locationName": "Fab"}]}"#;
    let messages = r#"{"value": [{"id": "MC1", "services": ["Microsoft Intune"], "title": "For fabrikam &amp; sons",
        "body": {"contentType": "html", "content": "ask ADA@fabrikam.com or bob@fabrikam.com, https://x.example/?q=Fabrikam%20%26%20Sons+fabrikam"}}]}"#;
    let text = text_of(&redact(&[
        reply(Resource::Organization, 200, organization),
        reply(Resource::VppTokens, 200, tokens),
        reply(Resource::Messages, 200, messages),
    ]));
    for expected in [
        r#""displayName": "tenant-1""#,
        r#""organizationName": "tenant-1""#,
        r#""technicalNotificationMails": ["person-1@domain-1.example"]"#,
        r#""appleId": "person-1@domain-1.example""#,
        r#""title": "For tenant-1""#,
        r#""content": "ask person-1@domain-1.example or person-2@domain-1.example, https://x.example/?q=tenant-1+domain-1""#,
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

/// Something that has to go: no program writes such a word, and no text of Microsoft has it.
fn original() -> impl Strategy<Value = String> {
    "[\\p{L}\"\\\\<&'/ #%0-9]{0,8}[ßéЖ漢İ\"\\\\&][\\p{L} .+]{2,9}[Zq]".prop_map(|text| text.trim().to_owned())
}

fn cased(text: &str, how: u8) -> String {
    match how % 4 {
        0 => text.to_owned(),
        1 => text.to_lowercase(),
        2 => text.to_uppercase().to_lowercase(),
        _ => text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&#39;"),
    }
}

/// A tenant in which `names` stand everywhere that a name can stand, and some of them in Microsoft's own texts.
fn tenant(names: &[String], how: u8) -> Vec<Reply> {
    let [name, apple, token, server, organisation, mail, domain] = names else { unreachable!() };
    let json = |value: Value| value.to_string();
    let message = names.iter().flat_map(|name| ["x".to_owned(), cased(name, how), "y".to_owned()]).collect::<String>();
    let list = |item: Value| json(serde_json::json!({ "value": [item], "@odata.context": name, "extra": { "a": [name] } }));
    vec![
        reply(
            Resource::Messages,
            200,
            &list(serde_json::json!({ "id": "MC1", "title": message, "services": ["Microsoft Intune"],
            "body": { "contentType": "html", "content": message }, "details": [{ "name": "Platforms", "value": message }] })),
        ),
        reply(
            Resource::Issues,
            200,
            &list(serde_json::json!({ "id": "IT1", "title": message, "service": "Microsoft Intune",
            "impactDescription": message, "posts": [{ "description": { "content": message } }] })),
        ),
        reply(
            Resource::Organization,
            200,
            &list(serde_json::json!({ "id": format!("{name}-id"), "displayName": name, "street": mail,
            "technicalNotificationMails": [mail], "verifiedDomains": [{ "name": domain, "isDefault": true }] })),
        ),
        reply(
            Resource::VppTokens,
            200,
            &list(serde_json::json!({ "id": token, "appleId": apple, "organizationName": organisation,
            "locationName": token, "state": message, "expirationDateTime": message, "displayName": name })),
        ),
        reply(
            Resource::DepOnboardingSettings,
            200,
            &list(serde_json::json!({ "id": "1", "appleIdentifier": apple.to_uppercase().to_lowercase(),
            "tokenName": token, "roleScopeTagIds": [name] })),
        ),
        reply(
            Resource::NdesConnectors,
            200,
            &list(serde_json::json!({ "id": "1", "displayName": server, "machineName": server })),
        ),
        reply(
            Resource::ConnectorStatus,
            500,
            &json(serde_json::json!({ "error": { "code": name, "message": message,
            "innerError": { "request-id": token } } })),
        ),
        reply(Resource::MdmAuthority, 502, &json(Value::from(message.as_str()))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_original_survives_anywhere_in_what_leaves(names in prop::collection::vec(original(), 7), how in 0_u8..4) {
        let redacted = redact(&tenant(&names, how));
        let document = text_of(&redacted);
        let all = sections(&store_of(&redacted), now());
        let leaves = [document.clone(), connectors_csv(&all), announcements_csv(&all), ticket(&all)];
        for name in names.iter().filter(|name| name.chars().count() >= 3) {
            let html = cased(name, 3);
            let [escaped, escaped_html] = [name, &html].map(|text| serde_json::to_string(text).unwrap());
            for form in [name.as_str(), &html, &escaped[1..escaped.len() - 1], &escaped_html[1..escaped_html.len() - 1]] {
                let form = form.to_lowercase();
                for text in &leaves {
                    prop_assert!(!text.to_lowercase().contains(&form), "{form:?} in {text}");
                }
            }
            // What is only written otherwise is found by reading it.
            let json: Value = serde_json::from_str(&document).unwrap();
            prop_assert!(!holds(&json, &name.to_lowercase()), "{name:?} in {document}");
        }
        prop_assert!(Snapshot::parse(document.as_bytes(), Origin::Http).is_ok());
    }

    #[test]
    fn any_json_is_redacted_without_a_panic(body in "[\\[\\]{}\",:a-z0-9\\\\ud]{0,60}", resource in 0_usize..Resource::COUNT) {
        let resource = Resource::all().nth(resource).unwrap();
        if let Ok(raw) = RawValue::from_string(body) {
            let one = Reply { body: raw.into(), ..reply(resource, 200, "null") };
            let redacted = redact(std::slice::from_ref(&one));
            prop_assert_eq!(told(&store_of(&redacted), now()).1, told(&store_of(&[one]), now()).1);
        }
    }
}

fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own.to_lowercase().contains(text),
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(members) => members.iter().any(|(key, value)| key.to_lowercase().contains(text) || holds(value, text)),
        _ => false,
    }
}

/// The words that Microsoft and its partners define stay, whoever else is called so.
const VOCABULARY: [&str; 6] = ["service", "services", "feature", "featureGroup", "tags", "name"];

#[test]
fn a_name_in_any_place_of_any_answer_is_found() {
    const NAME: &str = "Zoë \"von\" Contoso & Co";
    let organization = reply(Resource::Organization, 200, &serde_json::json!({ "value": [{ "displayName": NAME }] }).to_string());
    let mut places = 0;
    for (resource, status, body) in fixtures() {
        let Ok(document) = serde_json::from_str::<Value>(&body) else { continue };
        let mut found = Vec::new();
        texts(&document, "", &mut found);
        for path in found {
            let key = path.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
            let is_partner = key == "displayName" && resource.id().ends_with("Partners");
            if (VOCABULARY.contains(&key) && resource != Resource::Organization) || is_partner {
                continue;
            }
            let mut changed = document.clone();
            *changed.pointer_mut(&path).unwrap() = Value::from(format!("1{}2", NAME.to_uppercase().to_lowercase()));
            let left = text_of(&redact(&[organization.clone(), reply(resource, status, &changed.to_string())]));
            let left: Value = serde_json::from_str(&left).unwrap();
            assert!(!holds(&left, &NAME.to_lowercase()), "{} {path}", resource.id());
            places += 1;
        }
    }
    assert!(places > 1000, "{places} places");
}

/// The paths of all texts below a value, as JSON pointers.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| texts(item, &format!("{at}/{index}"), found)),
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(key, item)| texts(item, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found));
        }
        _ => {}
    }
}

fn name_of(member: Option<&JudgedMember>) -> String {
    member.and_then(|judged| judged.member.name.clone()).unwrap_or_default()
}

const WORDS: Words = Words {
    connector: &|key| key.to_owned(),
    health: &|health| health.as_str().to_owned(),
    reason: &|row: &Connector, member| format!("because of {}", name_of(member.or(row.members.first()))),
    word: &|_, raw| raw.to_owned(),
};

fn texts_of<const N: usize>() -> [String; N] {
    std::array::from_fn(|index| format!("h{index}"))
}

fn connectors_csv(sections: &Sections) -> String {
    let headings =
        ConnectorHeadings { row: texts_of(), member: texts_of(), dates: texts_of(), incomplete: "incomplete".to_owned() };
    at_once(csv::connectors(&sections.connectors.value, &headings, WORDS, &[], &none))
}

fn announcements_csv(sections: &Sections) -> String {
    let headings =
        AnnouncementHeadings { what: texts_of(), dates: texts_of(), kinds: texts_of(), incomplete: "incomplete".to_owned() };
    csv::announcements(sections, &headings, WORDS, &[])
}

fn ticket(sections: &Sections) -> String {
    let fact = sections.tenant.value.name.known().cloned().unwrap_or_default();
    let parts = Ticket {
        title: "Title".to_owned(),
        facts: vec![("Tenant".to_owned(), fact)],
        action: ["To do".to_owned(), "nothing".to_owned()],
        connectors: "Connectors".to_owned(),
        columns: texts_of(),
        others: Vec::new(),
        incomplete: "Incomplete".to_owned(),
        link: Some(("Link".to_owned(), "https://status.example/".to_owned())),
    };
    markdown::ticket(sections, &parts, WORDS, &[])
}

#[test]
fn the_table_of_connectors_has_a_line_for_each_member() {
    let demo = demo();
    let sections = sections(&store_of(&demo.replies), demo.captured_at.unwrap());
    let csv = connectors_csv(&sections);
    let expected: usize = sections.connectors.value.iter().map(|row| row.members.len().max(1)).sum();
    assert_eq!(csv.matches("\r\n").count(), expected + 1);
    assert!(csv.starts_with("\u{feff}h0,h1,"));
    assert!(csv.contains(
        "ndesConnectorLastConnectionDateTime,ndesConnectorLastConnectionDateTime,unhealthy,because of ndes01,ndes01,unhealthy,"
    ));
    let news = announcements_csv(&sections);
    assert!(sections.news.value.messages.iter().all(|message| news.contains(&message.id)));
}

#[test]
fn ten_thousand_members_are_ten_thousand_lines() {
    let members: Vec<String> = (0..10_000)
        .map(|n| format!(r#"{{"id": "{n}", "displayName": "=cmd{n}", "lastConnectionDateTime": "2026-11-21T08:00:00Z"}}"#))
        .collect();
    let body = format!(r#"{{"value": [{}]}}"#, members.join(","));
    let one = [reply(Resource::NdesConnectors, 200, &body)];
    let csv = connectors_csv(&sections(&store_of(&one), now()));
    assert_eq!(csv.matches("\"'=cmd").count(), 10_000);
    assert!(!csv.contains(",=cmd"));
    let redacted = connectors_csv(&sections(&store_of(&redact(&one)), now()));
    assert!(redacted.contains(",server-10000,") && !redacted.contains("cmd"));
}

#[test]
fn a_ticket_names_what_needs_action_and_then_every_connector() {
    let demo = demo();
    let sections = sections(&store_of(&demo.replies), demo.captured_at.unwrap());
    let ticket = ticket(&sections);
    assert!(ticket.starts_with("# Title\n\n- Tenant: Contoso\n"));
    let (to_do, table) = ticket.split_once("## Connectors").unwrap();
    assert_eq!(to_do.matches("\n- **").count(), sections.connectors.value.iter().filter(|row| row.needs_action()).count());
    assert_eq!(table.matches("\n| ").count(), sections.connectors.value.len() + 2);
    assert!(ticket.ends_with("\nLink: <https://status.example/>\n"));
}
