//! Nothing that an endpoint may send makes the reading or the rules panic: every path of every fixture is broken in turn, and
//! arbitrary JSON is thrown at every resource.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::{Value, value::RawValue};
use tenant_status::{
    config::Config,
    domain::{connector::KINDS, when::When},
    graph::{
        catalogue::Resource,
        error::Error,
        reply::Reply,
        section::{SectionState, sections},
        store::{Outcome, Store},
        summary::Summary,
    },
};

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-21T09:00:00Z").unwrap().to_utc()
}

/// Takes one answer all the way to the page's numbers.
fn judge(resource: Resource, status: u16, body: Box<RawValue>) -> Store {
    let mut store = Store::default();
    store.insert(&Reply { id: resource.id().to_owned(), status, headers: Vec::new(), body: body.into(), read_at: Some(now()) });
    // A day and a bit later the data itself is old, too.
    let at = now() + TimeDelta::hours(25);
    let all = sections(&store, at);
    let summary = Summary::of(&all, at);
    assert_eq!(all.connectors.value.len(), KINDS.len());
    assert!(summary.to_act_on >= summary.connectors);
    assert_ne!(all.connectors.state, SectionState::Loading);
    store
}

fn raw(json: &Value) -> Box<RawValue> {
    RawValue::from_string(json.to_string()).unwrap()
}

/// All bodies of the fixtures, with their resource.
fn fixtures() -> Vec<(Resource, String)> {
    let mut found = Vec::new();
    for resource in Resource::all() {
        for entry in fs::read_dir(Path::new("tests/fixtures").join(resource.id())).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "json") {
                found.push((resource, fs::read_to_string(path).unwrap()));
            }
        }
    }
    assert!(found.len() >= Resource::COUNT, "at least one of each");
    found
}

/// What the value under a path becomes.
fn replacements() -> Vec<Option<Value>> {
    vec![
        None,
        Some(Value::Null),
        Some(Value::from("x")),
        Some(Value::from(i64::MAX)),
        Some(Value::from(true)),
        Some(Value::Array(vec![Value::Null])),
        Some(Value::Object(serde_json::Map::new())),
    ]
}

/// The paths of all values below this one, as JSON pointers.
fn paths(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut below = |key: &str, child: &Value| {
        let path = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        found.push(path.clone());
        paths(child, &path, found);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, child)| below(key, child)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, child)| below(&index.to_string(), child)),
        _ => {}
    }
}

fn replaced(document: &Value, path: &str, with: Option<&Value>) -> Value {
    let mut document = document.clone();
    if let Some(value) = with {
        *document.pointer_mut(path).unwrap() = value.clone();
        return document;
    }
    let (parent, key) = path.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(fields) => {
            fields.remove(&key.replace("~1", "/").replace("~0", "~"));
        }
        Value::Array(items) => {
            items.remove(key.parse().unwrap());
        }
        _ => unreachable!(),
    }
    document
}

#[test]
fn every_path_of_every_fixture_may_be_missing_or_of_another_type() {
    let mut cases = 0;
    for (resource, text) in fixtures() {
        // Some are no JSON for a strict reader; those are read as they are.
        let Ok(document) = serde_json::from_str::<Value>(&text) else {
            judge(resource, 200, RawValue::from_string(text).unwrap());
            continue;
        };
        let mut found = Vec::new();
        paths(&document, "", &mut found);
        for path in found {
            for with in replacements() {
                judge(resource, 200, raw(&replaced(&document, &path, with.as_ref())));
                cases += 1;
            }
        }
    }
    assert!(cases > 5_000, "{cases}");
}

#[test]
fn every_normal_and_empty_fixture_is_a_good_answer() {
    for resource in Resource::all() {
        for name in ["normal", "empty"] {
            let path = format!("tests/fixtures/{}/{name}.json", resource.id());
            let Ok(text) = fs::read_to_string(&path) else { continue };
            if (resource, name) == (Resource::Organization, "empty") {
                // There is always exactly one.
                continue;
            }
            let store = judge(resource, 200, RawValue::from_string(text).unwrap());
            assert_eq!(store.outcome(resource), &Outcome::Ok, "{path}");
        }
    }
}

#[test]
fn every_error_fixture_is_an_error_of_every_resource() {
    for entry in fs::read_dir("tests/fixtures/errors").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let status: u16 = name.split('-').next().unwrap().parse().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        // What is no JSON comes as a text.
        let body = RawValue::from_string(text.clone()).unwrap_or_else(|_| raw(&Value::from(text)));
        for resource in [Resource::Issues, Resource::VppTokens, Resource::Organization] {
            let store = judge(resource, status, body.clone());
            let Outcome::Failed(error) = store.outcome(resource) else { panic!("{name} is good for {}", resource.id()) };
            let fits = match status {
                200 => matches!(error, Error::BadAnswer { .. }),
                401 => matches!(error, Error::Refused(_) | Error::SignedOut { .. }),
                403 => matches!(error, Error::Refused(_) | Error::NotLicensed(_)),
                400 => matches!(error, Error::NotLicensed(_) | Error::Failed { .. }),
                429 => matches!(error, Error::Throttled { .. }),
                404 => matches!(error, Error::Failed { .. } | Error::BadAnswer { .. }),
                501 => matches!(error, Error::NotLicensed(_)),
                _ => matches!(error, Error::Failed { .. }),
            };
            assert!(fits, "{name}: {error:?}");
        }
    }
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~é]{0,12}".prop_map(Value::from),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,9})?(Z|[+-][0-9]{2}:[0-9]{2})?".prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("value".to_owned()),
        Just("id".to_owned()),
        Just("error".to_owned()),
        Just("message".to_owned()),
        Just("expirationDateTime".to_owned()),
        Just("lastSyncDateTime".to_owned()),
        Just("lastHeartbeatDateTime".to_owned()),
        Just("state".to_owned()),
        "[a-z]{1,8}".prop_map(String::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_json_never_panics(body in json(), list in prop::collection::vec(json(), 0..4), index in 0..Resource::COUNT, status in 0_u16..700) {
        let resource = Resource::all().nth(index).unwrap();
        judge(resource, status, raw(&body));
        judge(resource, 200, raw(&body));
        judge(resource, 200, raw(&serde_json::json!({ "value": list })));
    }

    #[test]
    fn a_configuration_never_panics(text in "\\PC{0,60}", body in json(), url in "[a-z:/@\\\\.# é]{0,20}") {
        let endpoint = serde_json::json!({ "endpoint": { "kind": "snapshot", "url": url } });
        for text in [text, body.to_string(), endpoint.to_string()] {
            let _ = Config::parse(&text, &["en"]);
        }
    }

    #[test]
    fn a_timestamp_never_panics(text in "\\PC{0,40}", digits in "[0-9TZ:+. -]{0,40}") {
        let _ = When::parse(&text);
        let _ = When::parse(&digits);
    }
}
