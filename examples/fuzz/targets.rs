//! What is fuzzed, and what must hold of it. A new target is a function and a line in [`TARGETS`].

use std::fs;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::value::RawValue;
use tenant_status::{
    auth::{
        authority::Provider, callback::Callback, challenge, encoding, kept as session, pending::Pending, problem::Refusal, token,
    },
    config::{Config, Endpoint},
    domain::{changes, connector::KINDS, health::Health, kept, search, snooze::Snoozes, when::When},
    export::{
        calendar::{Appointment, calendar, uid},
        csv,
    },
    graph::{
        catalogue::{Resource, Version},
        kept as offline,
        pause::{at_once, none},
        reply::Reply,
        retry_after,
        section::{sections, what_if},
        snapshot::{Origin, Snapshot},
        source::{
            next_link::{MAX_PAGES, Pages, goes_on, is_below},
            plan::{self, Part},
        },
        store::{Outcome, Store},
        summary::Summary,
    },
    json,
    rich_text::{href::Href, quiet::quiet},
};

/// Something that reads what comes from outside.
pub(crate) struct Target {
    /// Its name, and that of the folder with the cases that once failed.
    pub name: &'static str,
    /// What is right, or nearly.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Panics where something that must hold does not.
    pub run: fn(&[u8]),
}

/// All of them.
pub(crate) const TARGETS: &[Target] = &[
    Target { name: "snapshot", seeds: || files(&["snapshots"]), run: snapshot },
    Target { name: "reply", seeds: replies, run: reply },
    Target { name: "batch", seeds: || files(&["snapshots"]), run: batch },
    Target { name: "json", seeds: || files(&["snapshots", "issues", "errors"]), run: any_json },
    Target { name: "when", seeds: || texts(&WHENS), run: when },
    Target { name: "retry-after", seeds: || texts(&WAITS), run: retry },
    Target { name: "next-link", seeds: || texts(&LINKS), run: next_link },
    Target { name: "callback", seeds: || texts(&CALLBACKS), run: callback },
    Target { name: "sign-in", seeds: || texts(&SIGN_INS), run: sign_in },
    Target { name: "config", seeds: || texts(&CONFIGS), run: config },
    Target { name: "marks", seeds: || texts(&MARKS), run: marks },
    Target { name: "snoozes", seeds: || texts(&SNOOZES), run: snoozes },
    Target { name: "tenants", seeds: || texts(&["a 1700000000000\nb \n", "t-1 -5\nt-2 99999999999999999\n"]), run: tenants },
    Target { name: "markup", seeds: || texts(&MARKUP), run: markup },
    Target { name: "calendar", seeds: || texts(&NAMES), run: calendar_file },
    Target { name: "table", seeds: || texts(&NAMES), run: cell },
    Target { name: "search", seeds: || texts(&SEARCHES), run: search_and_changes },
];

const WHENS: [&str; 9] = [
    "2026-11-21T09:00:00Z",
    "2026-11-21T09:00:00.1234567+05:45",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.9999999Z",
    "2026-11-21",
    "2016-12-31T23:59:60Z",
    "2026-11-21T24:00:00Z",
    "2026-11-21t09:00:00z",
    "11/21/2026 9:00:00 AM",
];
const WAITS: [&str; 7] = ["30", "0", "-5", "3.5", "86400", "Sat, 21 Nov 2026 09:00:30 GMT", "Sun, 22 Nov 2026 24:61:30 GMT"];
const LINKS: [&str; 7] = [
    "https://graph.example:443/root/v1.0/x?a=b",
    r#"{"value":[{"id":"1"}],"@odata.nextLink":"https://graph.example/root/v1.0/x?$skiptoken=a"}"#,
    r#"{"value":[],"@odata.nextLink":"https://graph.example@evil.example/root/v1.0/x"}"#,
    r#"{"value":[],"@odata.nextLink":"https://graph.example:443/root/../x"}"#,
    r#"{"value":[],"@odata.nextLink":"HTTPS://GRAPH.example/root/%2e%2e/x"}"#,
    r#"{"value":{},"@odata.nextLink":"//graph.example/root/v1.0/x"}"#,
    r#"{"@odata.nextLink":5}"#,
];
const CALLBACKS: [&str; 5] = [
    "\ncode=c&state=s&iss=https%3A%2F%2Fid.example",
    "?code=c&state=s\n",
    "\nerror=access_denied&error_description=AADSTS65004%3a+x&state=s",
    "admin_consent=True&tenant=t\n",
    "q=apple&show=action\n%c3%28=%zz",
];
const SIGN_INS: [&str; 6] = [
    r#"{"access_token":"a","token_type":"Bearer","expires_in":3599,"scope":"a b","refresh_token":"r","id_token":"e30.e30.e30"}"#,
    r#"{"error":"invalid_grant","error_description":"AADSTS700084: x\r\nTrace ID: 1","error_codes":[700084],"claims":"{}"}"#,
    r#"{"nonce":"n","verifier":"v","created":1795251600000,"returnPath":"/a","permissions":"a b","owner":"o"}"#,
    r#"{"owner":"o","refreshToken":"r","permissions":"a","name":"n","username":"u","tenant":"t","id":"i","signOutHint":"h"}"#,
    r#"{"issuer":"https://id.example","authorization_endpoint":"https://id.example/a","token_endpoint":"https://id.example/t"}"#,
    r#"Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ==""#,
];
const CONFIGS: [&str; 4] = [
    r#"{"title":"Contoso","language":"auto","refreshMinutes":15,"serviceRelease":"2611","endpoint":{"kind":"snapshot","url":"demo/x.json"}}"#,
    r#"{"endpoint":{"kind":"graph","baseUrl":"https://graph.example/root/","batch":true,"auth":{"kind":"none"}}}"#,
    r#"{"endpoint":{"kind":"graph","baseUrl":"http://localhost:8080","auth":{"kind":"oidc","issuer":"https://id.example","clientId":"a","scopes":[]}}}"#,
    r#"{"endpoint":{"kind":"graph","auth":{"kind":"entra","clientId":"00000000-0000-0000-0000-000000000000","tenant":"contoso.example"}}}"#,
];
const MARKS: [&str; 3] = [
    "tenant-status-read 1\nMC1 1 1700000000000 1 0\nMC2 2 n - 1\nMC3 3 - 1 -",
    "1700000000000\n\nTitle\nText\nof lines",
    "0\n-62135596800000\n\n",
];
const SNOOZES: [&str; 2] = [
    "tenant-status-snooze 1\nvppTokenExpirationDateTime\t2026-12-01T00:00:00.000Z\tordered\njamfLastSyncDateTime\t2027-01-01T00:00:00Z\t",
    "jamfLastSyncDateTime\t9999-12-31T23:59:59Z\t\u{202e}",
];
const MARKUP: [&str; 5] = [
    "<p onclick=x style='y'>a<br>b</p><script>c</script><style>d</style>",
    "<svg><![CDATA[<a>]]></svg><!-- <p> --><textarea><p></textarea>",
    "<a href=\"java&#10;script:x\">t</a>",
    "https://learn.microsoft.com/intune?x=1#y",
    "mailto:a@b.example?subject=%0a",
];
const NAMES: [&str; 4] = [
    "Token; of\\Contoso, the \"first\"\nDESCRIPTION:x",
    "=cmd|' /C calc'!A0",
    "\t@SUM(1+1)*cmd; +3; -2",
    "テナント \u{202e}\u{0} é\r\nEND:VCALENDAR",
];
const SEARCHES: [&str; 3] = ["Café naïve\nThe quick brown fox, the café", "a b c\na x c", "ﬁ ǅ ß İ\nSTRASSE ﬁne i̇"];

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// The fixtures in these folders.
fn files(folders: &[&str]) -> Vec<Vec<u8>> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    let entries = folders.iter().filter_map(|folder| fs::read_dir(format!("{root}/{folder}")).ok());
    let mut paths: Vec<_> = entries.flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    // The order of a folder is that of its disk; a run is to be repeated elsewhere.
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

/// The fixtures of every resource: its number and a status before the body.
fn replies() -> Vec<Vec<u8>> {
    let of = |(number, resource): (usize, Resource)| {
        let head = [u8::try_from(number).unwrap_or_default(), 0];
        files(&[resource.id()]).into_iter().map(move |body| [&head[..], &body].concat())
    };
    Resource::all().enumerate().flat_map(of).collect()
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_251_600, 0).unwrap_or_default()
}

fn lossy(case: &[u8]) -> String {
    String::from_utf8_lossy(case).into_owned()
}

/// Everything that the page would make of a store.
fn judged(store: &Store) {
    for at in [now(), now() + TimeDelta::hours(25), now() - TimeDelta::days(400)] {
        let all = sections(store, at);
        let summary = Summary::of(&all, at);
        assert_eq!(all.connectors.value.len(), KINDS.len(), "a row of each kind");
        assert_eq!(summary.by_health.iter().sum::<usize>(), KINDS.len(), "each row has one status");
        assert_eq!(summary.to_act_on, summary.tenant + summary.connectors + summary.service);
        assert!(all.connectors.value.iter().all(|row| row.next_change.is_none_or(|next| next.at > at)), "a timer would spin");
        let later = what_if(store, at, at + TimeDelta::days(30));
        assert_eq!(later.connectors.value.len(), KINDS.len());
    }
}

fn snapshot(case: &[u8]) {
    let origins = [Origin::Http, Origin::File { last_modified: Some(now()) }];
    for origin in origins {
        let Ok(snapshot) = Snapshot::parse(case, origin) else { continue };
        judged(&Store::from_snapshot(&snapshot));
        let written = offline::write(&snapshot, "{}");
        let (_, read) = at_once(offline::read(written.as_bytes(), &none)).expect("what is kept can be read");
        let ids = |snapshot: &Snapshot| snapshot.replies.iter().map(|reply| (reply.id.clone(), reply.status)).collect::<Vec<_>>();
        assert_eq!(ids(&read), ids(&snapshot), "what is kept is what was read");
        judged(&Store::from_snapshot(&read));
    }
}

fn reply(case: &[u8]) {
    let Some(([number, status], body)) = case.split_first_chunk() else { return };
    let Some(resource) = Resource::all().nth(usize::from(*number) % Resource::COUNT) else { return };
    let status = if *status == 0 { 200 } else { 300 + u16::from(*status) };
    let body = plan::body(body, None);
    let headers = vec![("retry-after".to_owned(), status.to_string())];
    let mut store = Store::default();
    store.insert(&Reply { id: resource.id().to_owned(), status, headers, body: body.into(), read_at: Some(now()) });
    judged(&store);
    if matches!(store.outcome(resource), Outcome::Failed(_)) {
        let rows = sections(&store, now()).connectors.value;
        assert!(rows.iter().all(|row| row.health() == Health::Unknown), "never green by absence");
    }
}

fn batch(case: &[u8]) {
    let body = plan::body(case, Some("application/json; charset=utf-8"));
    let parts: Vec<_> = Resource::all()
        .filter(|resource| resource.entry().version == Version::Beta)
        .map(|resource| Part { resource, url: "/x".to_owned() })
        .collect();
    let Some(replies) = plan::batch_replies(&body, &parts) else { return };
    assert_eq!(replies.len(), parts.len());
    let mut store = Store::loading();
    replies.iter().flatten().for_each(|reply| store.insert(reply));
    judged(&store);
}

/// Our own reader of checked JSON says what serde's says.
fn any_json(case: &[u8]) {
    let text = lossy(case);
    let Ok(document) = json::document(text.trim()) else { return };
    let said = serde_json::from_str::<String>(document.get()).ok();
    assert_eq!(json::text(document.get()), said, "a text says what serde reads");
    let elements = json::elements(document);
    let read: Option<Vec<Box<RawValue>>> = serde_json::from_str(document.get()).ok();
    let got = |elements: &[&RawValue]| elements.iter().map(|element| element.get().to_owned()).collect::<Vec<_>>();
    let boxed = |elements: Vec<Box<RawValue>>| elements.iter().map(|element| element.get().to_owned()).collect::<Vec<_>>();
    assert_eq!(elements.as_deref().map(got), read.map(boxed), "a list is its elements");
    let mut below = vec![document];
    while let Some(value) = below.pop() {
        for (_, member) in json::members(value).unwrap_or_default() {
            assert!(json::document(member.get()).is_ok(), "a member is JSON");
            below.push(member);
        }
        below.extend(json::elements(value).unwrap_or_default());
    }
}

fn when(case: &[u8]) {
    let raw = lossy(case);
    match When::parse(&raw) {
        When::Invalid(kept) => assert_eq!(kept, raw, "the text is kept"),
        When::At(at) => {
            let written = at.to_rfc3339_opts(SecondsFormat::Nanos, true);
            assert_eq!(When::parse(&written), When::At(at), "an instant is read back");
        }
        When::Never | When::Unbounded => {}
    }
}

fn retry(case: &[u8]) {
    for now in [None, Some(now()), Some(DateTime::<Utc>::MIN_UTC), Some(DateTime::<Utc>::MAX_UTC)] {
        let secs = retry_after::secs(&lossy(case), now);
        assert!(secs.is_none_or(|secs| (1..=retry_after::LONGEST_SECS).contains(&secs)), "{secs:?}");
    }
}

fn next_link(case: &[u8]) {
    const BASE: &str = "https://graph.example/root";
    let text = lossy(case);
    let followed = |link: &str| {
        let lower = link.to_ascii_lowercase();
        let rest = lower.strip_prefix("https://graph.example").expect("the origin");
        let (port, path) = rest.split_at(rest.find('/').expect("a path"));
        let is_usual = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse() == Ok(443);
        assert!(port.is_empty() || port.strip_prefix(':').is_some_and(is_usual), "the port of the endpoint: {link}");
        assert!(path.starts_with("/root/"), "the path of the endpoint: {link}");
        let path = path.split(['?', '#']).next().unwrap_or_default();
        assert!(!path.split('/').any(|part| [".", "..", "%2e%2e", "%2e", ".%2e", "%2e."].contains(&part)), "climbs: {link}");
        assert!(link.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\'), "browsers mend it: {link}");
    };
    if is_below(&text, BASE) {
        followed(&text);
    }
    let body = plan::body(case, None);
    let mut pages = Pages::new(BASE);
    let mut count = 0;
    while let Ok(Some(link)) = pages.take(&body) {
        followed(&link);
        count += 1;
        assert!(count <= MAX_PAGES, "endless");
    }
    assert!(goes_on(&pages.joined(false)) && !goes_on(&pages.joined(true)));
}

fn callback(case: &[u8]) {
    let text = lossy(case);
    let (query, fragment) = text.split_once('\n').unwrap_or((&text, ""));
    if let Callback::Code { state, code, .. } = Callback::read(query, fragment) {
        assert!((1..=8 * 1024).contains(&code.expose().len()) && state.len() <= 512);
    }
    let pairs = encoding::form_decoded(&text);
    let borrowed: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(encoding::form_decoded(&encoding::form(&borrowed)), pairs, "a value comes back");
    if let Some(bytes) = encoding::base64_decoded(&text) {
        assert_eq!(encoding::base64_decoded(&encoding::base64url(&bytes)), Some(bytes));
    }
}

fn sign_in(case: &[u8]) {
    let text = lossy(case);
    for status in [200, 400, 503] {
        if let Ok(answer) = token::Answer::read(status, case) {
            assert!(
                answer.lifetime > TimeDelta::zero() && answer.access_token.expose().bytes().all(|byte| byte.is_ascii_graphic())
            );
        }
    }
    let _ = Refusal::from_body(&text);
    let _ = challenge::claims(&text);
    let _ = challenge::with_capability(&text);
    let _ = Provider::from_discovery("https://id.example", &text);
    if let Ok(pending) = Pending::read(Some(&text), now()) {
        let again = Pending::read(Some(&pending.to_json()), now()).expect("what is kept can be read");
        assert_eq!(again.to_json(), pending.to_json());
    }
    if let Some(kept) = session::Kept::read(&text, "o") {
        let again = session::Kept::read(&kept.to_json(), "o").expect("what is kept can be read");
        assert_eq!(again.to_json(), kept.to_json());
    }
}

fn config(case: &[u8]) {
    let Ok(config) = Config::parse(&lossy(case), &["en", "nl"]) else { return };
    if let Endpoint::Graph(endpoint) = config.endpoint {
        assert!(encoding::secure_origin(&endpoint.base_url).is_some(), "a token goes there: {}", endpoint.base_url);
        assert!(!endpoint.base_url.ends_with('/'));
    }
    assert!(config.refresh_minutes == 0 || config.refresh_minutes >= 5);
}

fn marks(case: &[u8]) {
    let text = lossy(case);
    let marks = kept::Kept::read(&text);
    assert!(marks.len() <= kept::MAX_MARKS);
    assert_eq!(kept::Kept::read(&marks.write()), marks, "what is kept is what was read");
    if let Some(version) = kept::Version::read(&text) {
        let _ = (version.date(), version.act_by_at());
        assert_eq!(kept::Version::read(&version.write()), Some(version));
    }
}

fn snoozes(case: &[u8]) {
    let snoozes = Snoozes::read(&lossy(case));
    // To the millisecond: what the page itself keeps has no more.
    let written = snoozes.write();
    assert_eq!(Snoozes::read(&written).write(), written, "what is kept is what was read");
    for facts in &KINDS {
        let _ = snoozes.of(facts.kind, now());
    }
}

fn calendar_file(case: &[u8]) {
    let text = lossy(case);
    let appointment = Appointment {
        uid: uid(&[&text]),
        at: now() + TimeDelta::days(40),
        title: text.clone(),
        text: text.clone(),
        link: "https://intune.example/".to_owned(),
        alarms: vec![30, 7],
    };
    let file = calendar(&[appointment], now());
    let lines: Vec<&str> = file.strip_suffix("\r\n").expect("a line has an end").split("\r\n").collect();
    assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "a line has 75 octets at the most");
    for (name, count) in [("BEGIN:VEVENT", 1), ("END:VCALENDAR", 1), ("BEGIN:VALARM", 2)] {
        assert_eq!(lines.iter().filter(|line| **line == name).count(), count, "no text is a line of its own");
    }
}

fn cell(case: &[u8]) {
    let text = lossy(case);
    let cell = csv::cell(&text);
    let inside = match cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')) {
        Some(inside) => inside.replace("\"\"", "\""),
        None => cell.clone(),
    };
    assert!(!inside.starts_with(['=', '@', '\t', '\r', '\n']), "no cell is a formula");
    assert!(cell.starts_with('"') || !cell.contains([',', '\n', '\r', '"']), "a cell is one cell");
    assert_eq!(inside.replace('\'', ""), text.replace('\'', ""), "every word stays");
}

fn tenants(case: &[u8]) {
    let tenants = offline::Tenants::read(&lossy(case));
    assert_eq!(offline::Tenants::read(&tenants.write()), tenants, "what is kept is what was read");
}

fn markup(case: &[u8]) {
    let text = lossy(case);
    let _ = quiet(&text);
    if let Some(href) = Href::parse(&text) {
        let scheme = href.as_str().split(':').next().unwrap_or_default().to_ascii_lowercase();
        assert!(["http", "https", "mailto"].contains(&scheme.as_str()), "{}", href.as_str());
        let _ = href.host_unlike(&text);
    }
}

fn search_and_changes(case: &[u8]) {
    let text = lossy(case);
    let (query, body) = text.split_once('\n').unwrap_or((&text, &text));
    let words = search::words(query);
    for place in search::places(body, &words) {
        assert!(body.get(place).is_some_and(|found| !found.is_empty()), "a place is a piece of the text");
    }
    let _ = search::excerpt(body, &words, 40);
    assert_eq!(changes::words(body, body), []);
    let _ = changes::words(query, body);
}
