//! What the answers about connectors prove: every source of the registry, from the body to the verdict of the row.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test may stop at what it does not expect")]

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use serde_json::{Value, json, value::RawValue};
use tenant_status::{
    domain::{
        connector::{Connector, ConnectorKind as K, KINDS, Known, Member, connector},
        health::{Family, Health, Moment, NotEnabled, NotKnown, Note, Reason},
        when::When,
    },
    graph::connector::{SOURCES, known, source_of},
};

use Health::{Healthy, Unhealthy, Unknown, Warning};

const NOW: &str = "2026-11-21T09:00:00Z";
/// Synchronised this morning.
const FRESH: &str = "2026-11-21T06:00:00.1234567Z";
/// Synchronised a week ago.
const OLD: &str = "2026-11-14T06:00:00Z";
/// Valid for months.
const VALID: &str = "2027-05-19T10:20:00Z";
const NEVER: &str = "0001-01-01T00:00:00Z";

/// The kinds whose answer is a single object.
const SINGLE: [K; 5] = [
    K::ApplePushNotificationServiceExpiration,
    K::WindowsAutopilotLastSync,
    K::WindowsStoreForBusinessLastSync,
    K::GooglePlayAppLastSync,
    K::GooglePlayConnector,
];

fn moment() -> Moment {
    let now: DateTime<Utc> = NOW.parse().unwrap();
    Moment { now, read_at: Some(now) }
}

/// The kind's item or object with nothing wrong about it.
fn fine(kind: K) -> Value {
    match kind {
        K::ApplePushNotificationServiceExpiration => json!({
            "id": "1", "appleIdentifier": "mdm@fabrikam.com", "expirationDateTime": VALID, "certificate": "SECRET",
        }),
        K::VppTokenExpiration | K::VppTokenLastSync => json!({
            "id": "1", "organizationName": "Fabrikam", "appleId": "apps@fabrikam.com", "state": "valid", "token": "SECRET",
            "expirationDateTime": VALID, "lastSyncDateTime": FRESH, "lastSyncStatus": "completed", "lastModifiedDateTime": OLD,
        }),
        K::AppleDepExpiration | K::AppleDepLastSync => json!({
            "id": "1", "tokenName": "Shops", "appleIdentifier": "enrol@fabrikam.com", "tokenExpirationDateTime": VALID,
            "lastSuccessfulSyncDateTime": FRESH, "lastSyncErrorCode": 0, "lastModifiedDateTime": OLD,
        }),
        K::WindowsAutopilotLastSync => json!({ "id": "1", "lastSyncDateTime": FRESH, "syncStatus": "completed" }),
        K::WindowsStoreForBusinessLastSync => json!({
            "id": "1", "isEnabledForMicrosoftStoreForBusiness": true, "microsoftStoreForBusinessLastSuccessfulSyncDateTime": FRESH,
        }),
        K::JamfLastSync => json!({
            "id": "1", "displayName": "JAMF Pro", "isConfigured": true, "partnerState": "enabled", "lastHeartbeatDateTime": FRESH,
        }),
        K::NdesConnectorLastConnection => json!({
            "id": "1", "displayName": "pki01", "machineName": "PKI01.fabrikam.com", "connectorVersion": "6.2510.0.2",
            "state": "active", "lastConnectionDateTime": FRESH, "enrolledDateTime": OLD,
        }),
        K::OnPremConnectorLastSync => json!({
            "id": "1", "serverName": "mail01", "version": "5.0", "status": "connected", "lastSyncDateTime": FRESH,
        }),
        K::GooglePlayAppLastSync | K::GooglePlayConnector => json!({
            "id": "1", "bindStatus": "boundAndValidated", "lastAppSyncStatus": "success", "lastAppSyncDateTime": FRESH,
            "lastModifiedDateTime": OLD, "ownerOrganizationName": "Fabrikam", "ownerUserPrincipalName": "android@fabrikam.com",
            "companyCodes": [{ "enrollmentToken": "SECRET" }],
        }),
        K::WindowsDefenderAtpConnectorLastHeartbeat => json!({
            "id": "fc780465-2017-40d4-a0c5-307022471b92", "partnerState": "enabled", "lastHeartbeatDateTime": FRESH,
        }),
        K::MobileThreatDefenceConnectorLastHeartbeat => json!({
            "id": "08a8455c-48dd-45ff-ad82-7211355354f3", "partnerState": "enabled", "lastHeartbeatDateTime": FRESH,
        }),
        K::ChromebookLastDirectorySync => json!({
            "id": "1", "ownerUserPrincipalName": "chrome@fabrikam.com", "onboardingStatus": "onboarded",
            "lastDirectorySyncDateTime": FRESH, "lastModifiedDateTime": OLD,
        }),
        K::DomainJoinConnector => json!({
            "id": "1", "displayName": "DC01", "state": "active", "version": "6.2501.2000.5", "lastConnectionDateTime": FRESH,
        }),
        K::RemoteAssistancePartner => json!({
            "id": "1", "displayName": "TeamViewer", "onboardingStatus": "onboarded", "lastConnectionDateTime": OLD,
        }),
        K::ComplianceManagementPartner => json!({
            "id": "1", "displayName": "Workplace Guard", "partnerState": "enabled", "lastHeartbeatDateTime": FRESH,
            "macOsOnboarded": true, "iosOnboarded": false,
        }),
    }
}

/// The fine item with other properties. `null` stands for an absent one as well.
fn item(kind: K, changes: Value) -> Value {
    let mut item = fine(kind);
    for (property, value) in changes.as_object().unwrap() {
        item[property] = value.clone();
    }
    item
}

fn body_of(kind: K, item: Value) -> Value {
    if SINGLE.contains(&kind) { item } else { json!({ "value": [item] }) }
}

fn raw(json: impl ToString) -> Box<RawValue> {
    RawValue::from_string(json.to_string()).unwrap()
}

#[track_caller]
fn read(kind: K, body: impl ToString) -> Known {
    known(kind, 200, &raw(body)).unwrap()
}

#[track_caller]
fn row(kind: K, body: impl ToString) -> Connector {
    connector(kind, read(kind, body), moment())
}

#[track_caller]
fn members(kind: K, body: impl ToString) -> Vec<Member> {
    match read(kind, body) {
        Known::Members { members, .. } => members,
        other => panic!("no members: {other:?}"),
    }
}

#[track_caller]
fn member(kind: K, changes: Value) -> Member {
    let mut members = members(kind, body_of(kind, item(kind, changes)));
    assert_eq!(members.len(), 1);
    members.remove(0)
}

#[track_caller]
fn check(kind: K, changes: Value, expected: Health) {
    let row = row(kind, body_of(kind, item(kind, changes.clone())));
    assert_eq!(row.health(), expected, "{} with {changes}: {:?}", kind.key(), row.verdict.reason);
}

#[track_caller]
fn check_reason(kind: K, changes: Value, expected: (Health, Reason, &str)) {
    let row = row(kind, body_of(kind, item(kind, changes.clone())));
    assert_eq!((row.health(), row.verdict.reason, row.verdict.field), expected, "{} with {changes}", kind.key());
}

#[track_caller]
fn check_not_enabled(kind: K, body: impl ToString, how: NotEnabled) {
    let row = row(kind, body);
    assert_eq!((row.health(), row.verdict.reason), (Health::NotEnabled, Reason::NotEnabled(how)), "{}", kind.key());
}

fn state(field: &'static str, value: &str) -> Reason {
    Reason::State { field, value: value.to_owned() }
}

fn failed(field: &'static str, value: &str) -> Reason {
    Reason::LastAttemptFailed { field, value: value.to_owned() }
}

fn kinds() -> impl Iterator<Item = K> {
    KINDS.iter().map(|facts| facts.kind)
}

// The registry

#[test]
fn every_kind_has_exactly_one_source() {
    for kind in kinds() {
        assert_eq!(SOURCES.iter().filter(|source| source.kinds.contains(&kind)).count(), 1, "{}", kind.key());
        assert!(source_of(kind).kinds.contains(&kind));
    }
}

#[test]
fn sources_are_sorted_and_tell_about_one_or_two_kinds() {
    let names: Vec<_> = SOURCES.iter().map(|source| source.resource.id()).collect();
    assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    assert!(SOURCES.iter().all(|source| (1..=2).contains(&source.kinds.len())));
}

#[test]
fn every_source_survives_what_is_no_answer_and_proves_nothing_by_it() {
    let bodies = [
        "null",
        "[]",
        r#""x""#,
        "5",
        "true",
        r#"{"value": null}"#,
        r#"{"value": []}"#,
        r#"{"value": [[]]}"#,
        r#"{"value": "x"}"#,
        r#"{"error": {"code": "ResourceNotFound"}}"#,
        r#"{"@odata.nextLink": 5}"#,
    ];
    for source in SOURCES {
        for kind in source.kinds {
            for body in bodies {
                let health = row(*kind, body).health();
                let is_empty_list = body == r#"{"value": []}"# && !SINGLE.contains(kind);
                let is_bare = body.contains("nextLink") && *kind == K::WindowsStoreForBusinessLastSync;
                let expected = if is_empty_list || is_bare { Health::NotEnabled } else { Unknown };
                assert_eq!(health, expected, "{} of {body}", kind.key());
            }
        }
    }
}

// Answers as they should be

#[test]
fn a_fine_answer_is_healthy() {
    for kind in kinds() {
        check(kind, json!({}), Healthy);
    }
}

#[test]
fn a_single_object_may_be_wrapped() {
    for kind in SINGLE {
        assert_eq!(read(kind, json!({ "value": fine(kind) })), read(kind, fine(kind)), "{}", kind.key());
    }
}

#[test]
fn casing_does_not_count() {
    let states = [
        "state",
        "lastSyncStatus",
        "syncStatus",
        "status",
        "partnerState",
        "onboardingStatus",
        "bindStatus",
        "lastAppSyncStatus",
    ];
    let recased = [str::to_ascii_uppercase, str::to_ascii_lowercase] as [fn(&str) -> String; 2];
    for kind in kinds() {
        for state in states.into_iter().filter(|state| fine(kind)[state].is_string()) {
            for recased in recased {
                check(kind, json!({ state: recased(fine(kind)[state].as_str().unwrap()) }), Healthy);
            }
        }
    }
    check(K::VppTokenExpiration, json!({ "state": "EXPIRED" }), Unhealthy);
    check(K::ChromebookLastDirectorySync, json!({ "onboardingStatus": "inProgress" }), Healthy);
    check(K::ChromebookLastDirectorySync, json!({ "onboardingStatus": "Offboarding" }), Health::NotEnabled);
}

#[test]
fn a_state_is_shown_as_it_came() {
    let shown = |kind, changes| member(kind, changes).reported.map(|reported| (reported.field, reported.value));
    let expected = |field, value: &str| Some((field, value.to_owned()));
    assert_eq!(shown(K::VppTokenExpiration, json!({ "state": "Valid" })), expected("vppState", "Valid"));
    assert_eq!(shown(K::VppTokenLastSync, json!({ "state": "odd" })), expected("vppState", "odd"));
    assert_eq!(shown(K::WindowsAutopilotLastSync, json!({})), expected("syncStatus", "completed"));
    assert_eq!(shown(K::JamfLastSync, json!({})), expected("partnerState", "enabled"));
    assert_eq!(shown(K::NdesConnectorLastConnection, json!({ "state": "inactive" })), expected("connectorState", "inactive"));
    assert_eq!(shown(K::OnPremConnectorLastSync, json!({})), expected("connectorState", "connected"));
    assert_eq!(shown(K::GooglePlayAppLastSync, json!({})), expected("appSyncStatus", "success"));
    assert_eq!(shown(K::GooglePlayConnector, json!({})), expected("bindStatus", "boundAndValidated"));
    assert_eq!(shown(K::WindowsDefenderAtpConnectorLastHeartbeat, json!({})), expected("partnerState", "enabled"));
    assert_eq!(shown(K::ChromebookLastDirectorySync, json!({})), expected("onboardingStatus", "onboarded"));
    assert_eq!(shown(K::DomainJoinConnector, json!({})), expected("connectorState", "active"));
    assert_eq!(shown(K::RemoteAssistancePartner, json!({})), expected("onboardingStatus", "onboarded"));
    assert_eq!(shown(K::ComplianceManagementPartner, json!({})), expected("partnerState", "enabled"));
    assert_eq!(shown(K::VppTokenExpiration, json!({ "state": null })), None);
    assert_eq!(shown(K::VppTokenExpiration, json!({ "state": " " })), None);
    assert_eq!(shown(K::AppleDepExpiration, json!({})), None);
}

#[test]
fn a_member_bears_the_name_and_the_account_that_people_know() {
    #[track_caller]
    fn check(kind: K, changes: Value, name: Option<&str>, account: Option<&str>) {
        let member = member(kind, changes);
        assert_eq!((member.name.as_deref(), member.account.as_deref()), (name, account), "{}", kind.key());
    }
    check(K::ApplePushNotificationServiceExpiration, json!({}), None, Some("mdm@fabrikam.com"));
    check(K::VppTokenExpiration, json!({}), Some("Fabrikam"), Some("apps@fabrikam.com"));
    check(K::VppTokenExpiration, json!({ "locationName": "Berlin" }), Some("Berlin"), Some("apps@fabrikam.com"));
    check(K::VppTokenLastSync, json!({ "displayName": "Shops", "locationName": "Berlin", "appleId": "" }), Some("Shops"), None);
    check(K::VppTokenLastSync, json!({ "displayName": " ", "organizationName": ["x"] }), None, Some("apps@fabrikam.com"));
    check(K::AppleDepExpiration, json!({}), Some("Shops"), Some("enrol@fabrikam.com"));
    check(K::AppleDepLastSync, json!({ "tokenName": 5 }), Some("5"), Some("enrol@fabrikam.com"));
    check(K::JamfLastSync, json!({}), Some("JAMF Pro"), None);
    check(K::NdesConnectorLastConnection, json!({}), Some("pki01"), None);
    check(K::NdesConnectorLastConnection, json!({ "displayName": "" }), Some("PKI01.fabrikam.com"), None);
    check(K::OnPremConnectorLastSync, json!({}), Some("mail01"), None);
    check(K::GooglePlayConnector, json!({}), Some("Fabrikam"), Some("android@fabrikam.com"));
    check(K::WindowsDefenderAtpConnectorLastHeartbeat, json!({}), Some("Microsoft Defender for Endpoint"), None);
    check(K::MobileThreatDefenceConnectorLastHeartbeat, json!({}), Some("Zimperium"), None);
    check(
        K::MobileThreatDefenceConnectorLastHeartbeat,
        json!({ "id": "04873197-FFEC-4DFC-9816-DB65F34C7CB9" }),
        Some("Trellix"),
        None,
    );
    check(K::MobileThreatDefenceConnectorLastHeartbeat, json!({ "id": "somebody" }), None, None);
    check(K::ChromebookLastDirectorySync, json!({}), None, Some("chrome@fabrikam.com"));
    check(K::DomainJoinConnector, json!({}), Some("DC01"), None);
    check(K::RemoteAssistancePartner, json!({}), Some("TeamViewer"), None);
    check(K::ComplianceManagementPartner, json!({}), Some("Workplace Guard"), None);
}

#[test]
fn the_other_date_is_a_fact_to_show() {
    let at = |date: &str| Some(When::parse(date));
    let facts = |kind| {
        let member = member(kind, json!({}));
        (member.last_sync, member.expires)
    };
    assert_eq!(facts(K::VppTokenExpiration), (at(FRESH), None));
    assert_eq!(facts(K::VppTokenLastSync), (None, at(VALID)));
    assert_eq!(facts(K::AppleDepExpiration), (at(FRESH), None));
    assert_eq!(facts(K::AppleDepLastSync), (None, at(VALID)));
    assert_eq!(facts(K::GooglePlayConnector), (at(FRESH), None));
    assert_eq!(facts(K::RemoteAssistancePartner), (at(OLD), None));
    assert_eq!(member(K::NdesConnectorLastConnection, json!({})).version.as_deref(), Some("6.2510.0.2"));
    assert_eq!(member(K::OnPremConnectorLastSync, json!({})).version.as_deref(), Some("5.0"));
    assert_eq!(member(K::DomainJoinConnector, json!({ "version": 6.25 })).version.as_deref(), Some("6.25"));
}

#[test]
fn secrets_stay_behind() {
    for kind in kinds() {
        let known = format!("{:?}", read(kind, body_of(kind, fine(kind))));
        assert!(!known.contains("SECRET"), "{known}");
    }
}

// Dates

/// The property that the kind is judged by, where it is a date.
fn date_of(kind: K) -> Option<&'static str> {
    Some(kind.facts()).filter(|facts| facts.family != Family::State).map(|facts| facts.field)
}

#[test]
fn the_field_of_the_kind_is_the_date_that_is_judged() {
    for kind in kinds() {
        let Some(date) = date_of(kind) else { continue };
        assert!(fine(kind)[date].is_string(), "{} has no {date}", kind.key());
        check(kind, json!({ date: OLD }), Unhealthy);
    }
}

#[test]
fn without_a_date_it_is_unknown() {
    for kind in kinds() {
        let Some(date) = date_of(kind) else { continue };
        check_reason(kind, json!({ date: null }), (Unknown, Reason::NoDate, date));
        for unreadable in [json!("soon"), json!("2026-02-30"), json!(5), json!(true), json!([]), json!({ "date": FRESH })] {
            let text = unreadable.as_str().map_or_else(|| unreadable.to_string(), str::to_owned);
            check_reason(kind, json!({ date: unreadable }), (Unknown, Reason::UnreadableDate(text), date));
        }
    }
}

#[test]
fn never_is_unknown_for_a_credential_and_unhealthy_for_a_connection() {
    for kind in kinds() {
        let Some(date) = date_of(kind) else { continue };
        let expected = match (kind, kind.facts().family) {
            (K::WindowsAutopilotLastSync, _) => Health::NotEnabled,
            (_, Family::Credential) => Unknown,
            _ => Unhealthy,
        };
        check(kind, json!({ date: NEVER }), expected);
    }
}

#[test]
fn what_was_set_up_a_moment_ago_may_wait_for_its_first_sync() {
    let set_up = [
        (K::VppTokenLastSync, "lastModifiedDateTime"),
        (K::AppleDepLastSync, "lastModifiedDateTime"),
        (K::GooglePlayAppLastSync, "lastModifiedDateTime"),
        (K::ChromebookLastDirectorySync, "lastModifiedDateTime"),
        (K::NdesConnectorLastConnection, "enrolledDateTime"),
    ];
    for (kind, property) in set_up {
        let date = kind.facts().field;
        check_reason(kind, json!({ date: NEVER, property: FRESH }), (Warning, Reason::WaitingForFirst, date));
        check_reason(kind, json!({ date: NEVER, property: OLD }), (Unhealthy, Reason::NeverSynchronised, date));
        check_reason(kind, json!({ date: NEVER, property: null }), (Unhealthy, Reason::NeverSynchronised, date));
        check_reason(kind, json!({ date: NEVER, property: 5 }), (Unhealthy, Reason::NeverSynchronised, date));
    }
}

// What forbids green

#[test]
fn a_vpp_token_that_was_taken_away_is_as_good_as_expired() {
    let kind = K::VppTokenExpiration;
    for value in ["expired", "invalid", "assignedToExternalMDM"] {
        check_reason(kind, json!({ "state": value }), (Unhealthy, state("vppState", value), "state"));
    }
    check_reason(kind, json!({ "state": "duplicateLocationId" }), (Warning, state("vppState", "duplicateLocationId"), "state"));
    for neutral in ["valid", "unknown"] {
        check(kind, json!({ "state": neutral }), Healthy);
    }
    check(kind, json!({ "lastSyncStatus": "failed" }), Healthy);
}

#[test]
fn a_vpp_sync_is_at_best_a_warning_without_a_valid_token_or_after_a_failure() {
    let kind = K::VppTokenLastSync;
    for value in ["expired", "invalid", "assignedToExternalMDM", "duplicateLocationId"] {
        check_reason(kind, json!({ "state": value }), (Warning, state("vppState", value), "state"));
    }
    check_reason(kind, json!({ "lastSyncStatus": "failed" }), (Warning, failed("syncStatus", "failed"), "lastSyncStatus"));
    check(kind, json!({ "lastSyncStatus": "failed", "lastSyncDateTime": OLD }), Unhealthy);
    for neutral in ["none", "inProgress", "completed"] {
        check(kind, json!({ "lastSyncStatus": neutral }), Healthy);
    }
}

#[test]
fn the_error_of_an_enrolment_token_is_a_note() {
    let notes = |kind, changes| {
        let row = row(kind, body_of(kind, item(kind, changes)));
        assert_eq!(row.health(), Healthy);
        row.verdict.notes
    };
    let sync = |code| notes(K::AppleDepLastSync, json!({ "lastSyncErrorCode": code }));
    assert_eq!(sync(json!(0)), []);
    assert_eq!(sync(json!(3)), [Note::AppleTerms]);
    assert_eq!(sync(json!("3")), [Note::AppleTerms]);
    assert_eq!(sync(json!(12)), [Note::SyncError(12)]);
    assert_eq!(sync(json!(-1)), [Note::SyncError(-1)]);
    assert_eq!(sync(json!(null)), []);
    assert_eq!(sync(json!("many")), []);
    assert_eq!(notes(K::AppleDepExpiration, json!({ "lastSyncErrorCode": 3 })), []);
}

#[test]
fn autopilot_is_at_best_a_warning_after_a_failure() {
    let kind = K::WindowsAutopilotLastSync;
    check_reason(kind, json!({ "syncStatus": "failed" }), (Warning, failed("syncStatus", "failed"), "syncStatus"));
    for neutral in ["unknown", "inProgress", "completed"] {
        check(kind, json!({ "syncStatus": neutral }), Healthy);
    }
}

#[test]
fn the_states_of_jamf() {
    let kind = K::JamfLastSync;
    check_reason(kind, json!({ "partnerState": "rejected" }), (Unhealthy, state("partnerState", "rejected"), "partnerState"));
    check(kind, json!({ "partnerState": "unresponsive" }), Warning);
    for neutral in ["unknown", "enabled"] {
        check(kind, json!({ "partnerState": neutral }), Healthy);
    }
    for ended in ["terminated", "unavailable"] {
        check(kind, json!({ "partnerState": ended }), Health::NotEnabled);
    }
    check(kind, json!({ "partnerState": "available" }), Unknown);
}

#[test]
fn the_states_of_a_threat_defense_partner() {
    for kind in [K::WindowsDefenderAtpConnectorLastHeartbeat, K::MobileThreatDefenceConnectorLastHeartbeat] {
        for value in ["unresponsive", "error"] {
            check_reason(kind, json!({ "partnerState": value }), (Warning, state("partnerState", value), "partnerState"));
        }
        for neutral in ["available", "enabled"] {
            check(kind, json!({ "partnerState": neutral }), Healthy);
        }
        for absent in ["unavailable", "notSetUp"] {
            check(kind, json!({ "partnerState": absent }), Health::NotEnabled);
        }
    }
}

#[test]
fn the_states_of_a_compliance_partner() {
    let kind = K::ComplianceManagementPartner;
    for value in ["rejected", "unresponsive"] {
        check_reason(kind, json!({ "partnerState": value }), (Warning, state("partnerState", value), "partnerState"));
    }
    for neutral in ["unknown", "enabled"] {
        check(kind, json!({ "partnerState": neutral }), Healthy);
    }
    for ended in ["terminated", "unavailable"] {
        check(kind, json!({ "partnerState": ended }), Health::NotEnabled);
    }
}

#[test]
fn the_states_of_chrome() {
    let kind = K::ChromebookLastDirectorySync;
    check_reason(
        kind,
        json!({ "onboardingStatus": "failed" }),
        (Warning, state("onboardingStatus", "failed"), "onboardingStatus"),
    );
    for neutral in ["unknown", "inprogress", "onboarded"] {
        check(kind, json!({ "onboardingStatus": neutral }), Healthy);
    }
    check(kind, json!({ "onboardingStatus": "offboarding" }), Health::NotEnabled);
}

#[test]
fn the_states_and_versions_of_the_active_directory_connector() {
    let kind = K::DomainJoinConnector;
    check_reason(kind, json!({ "state": "error" }), (Warning, state("connectorState", "error"), "state"));
    check_reason(kind, json!({ "state": "inactive" }), (Unhealthy, state("connectorState", "inactive"), "state"));
    let old = Reason::OutdatedVersion("6.2501.2000.4".to_owned());
    check_reason(kind, json!({ "version": "6.2501.2000.4" }), (Warning, old, "version"));
    check(kind, json!({ "version": "6.2501.2000.4", "state": "inactive" }), Unhealthy);
    for fine in [json!("6.2501.2000.5"), json!("7.0"), json!("not a version"), json!(null), json!([]), json!(true)] {
        check(kind, json!({ "version": fine }), Healthy);
    }
}

#[test]
fn the_google_app_sync_is_at_best_a_warning_unless_the_last_attempt_went_well() {
    let kind = K::GooglePlayAppLastSync;
    let errors =
        ["credentialsNotValid", "androidForWorkApiError", "managementServiceError", "unknownError", "unknownFutureValue", "new"];
    for value in errors {
        check_reason(kind, json!({ "lastAppSyncStatus": value }), (Warning, failed("appSyncStatus", value), "lastAppSyncStatus"));
    }
    for fine in [json!("success"), json!("none"), json!(null)] {
        check(kind, json!({ "lastAppSyncStatus": fine }), Healthy);
    }
    for other in ["bound", "unbinding", "new"] {
        check(kind, json!({ "bindStatus": other }), Healthy);
    }
}

#[test]
fn the_google_connection_is_judged_by_its_bind_status_alone() {
    let kind = K::GooglePlayConnector;
    let cases = [("boundAndValidated", Healthy), ("bound", Warning), ("unbinding", Unhealthy), ("new", Unknown)];
    for (value, health) in cases {
        check_reason(kind, json!({ "bindStatus": value }), (health, state("bindStatus", value), "bindStatus"));
    }
    check(kind, json!({ "bindStatus": null }), Unknown);
    check(
        kind,
        json!({ "lastAppSyncDateTime": OLD, "lastAppSyncStatus": "unknownError", "lastModifiedDateTime": NEVER }),
        Healthy,
    );
}

#[test]
fn teamviewer_is_judged_by_its_onboarding_and_not_by_its_last_use() {
    let kind = K::RemoteAssistancePartner;
    for (value, health) in [("onboarded", Healthy), ("onboarding", Warning), ("new", Unknown)] {
        check_reason(kind, json!({ "onboardingStatus": value }), (health, state("onboardingStatus", value), "onboardingStatus"));
    }
    check(kind, json!({ "onboardingStatus": null }), Unknown);
    for date in [json!(NEVER), json!(null), json!("soon"), json!(5)] {
        check(kind, json!({ "lastConnectionDateTime": date }), Healthy);
    }
}

#[test]
fn the_state_of_a_certificate_or_exchange_connector_is_only_shown() {
    for value in [json!("inactive"), json!("none"), json!("unknownFutureValue"), json!(5), json!({}), json!(null)] {
        check(K::NdesConnectorLastConnection, json!({ "state": value }), Healthy);
        check(K::OnPremConnectorLastSync, json!({ "status": value }), Healthy);
    }
}

#[test]
fn a_state_that_nobody_knows_is_never_green_and_a_missing_one_says_nothing() {
    let weighed = [
        (K::VppTokenExpiration, "state", "vppState"),
        (K::VppTokenLastSync, "state", "vppState"),
        (K::VppTokenLastSync, "lastSyncStatus", "syncStatus"),
        (K::WindowsAutopilotLastSync, "syncStatus", "syncStatus"),
        (K::JamfLastSync, "partnerState", "partnerState"),
        (K::GooglePlayConnector, "bindStatus", "bindStatus"),
        (K::WindowsDefenderAtpConnectorLastHeartbeat, "partnerState", "partnerState"),
        (K::MobileThreatDefenceConnectorLastHeartbeat, "partnerState", "partnerState"),
        (K::ChromebookLastDirectorySync, "onboardingStatus", "onboardingStatus"),
        (K::DomainJoinConnector, "state", "connectorState"),
        (K::RemoteAssistancePartner, "onboardingStatus", "onboardingStatus"),
        (K::ComplianceManagementPartner, "partnerState", "partnerState"),
    ];
    for (kind, property, words) in weighed {
        for value in ["unknownFutureValue", "somethingNew", "5"] {
            check_reason(kind, json!({ property: value }), (Unknown, state(words, value), &reason_field(kind, property)));
        }
        for value in [json!(5), json!(true), json!(["valid"]), json!({ "state": "valid" })] {
            let shown = value.to_string();
            check_reason(kind, json!({ property: value }), (Unknown, state(words, &shown), &reason_field(kind, property)));
        }
        let silent = if kind.facts().family == Family::State { Unknown } else { Healthy };
        for nothing in [json!(null), json!(""), json!(" ")] {
            check(kind, json!({ property: nothing }), silent);
        }
    }
}

/// A kind that is judged by a state names that one.
fn reason_field(kind: K, property: &str) -> String {
    if kind.facts().family == Family::State { kind.facts().field.to_owned() } else { property.to_owned() }
}

// Not enabled needs proof

#[test]
fn an_empty_list_is_not_enabled_and_the_first_empty_page_of_more_is_unknown() {
    for kind in kinds().filter(|kind| !SINGLE.contains(kind)) {
        check_not_enabled(kind, json!({ "value": [] }), NotEnabled::List);
        let row = row(kind, json!({ "value": [], "@odata.nextLink": "https://graph.microsoft.com/next" }));
        assert_eq!(row.verdict.reason, Reason::NotKnown(NotKnown::Missing), "{}", kind.key());
    }
}

#[test]
fn of_a_list_with_more_pages_only_trouble_is_known() {
    for kind in kinds().filter(|kind| !SINGLE.contains(kind)) {
        let body = json!({ "value": [fine(kind)], "@odata.nextLink": "https://graph.microsoft.com/next" });
        // There is only one Defender, and it was found.
        let expected = if kind == K::WindowsDefenderAtpConnectorLastHeartbeat { Healthy } else { Unknown };
        assert_eq!(row(kind, body).health(), expected, "{}", kind.key());
        let Some(date) = date_of(kind) else { continue };
        let body = json!({ "value": [item(kind, json!({ date: OLD }))], "@odata.nextLink": "https://graph.microsoft.com/next" });
        assert_eq!(row(kind, body).health(), Unhealthy, "{}", kind.key());
    }
}

#[test]
fn the_store_for_business_is_enabled_only_by_its_flag() {
    let kind = K::WindowsStoreForBusinessLastSync;
    let flag = |value: Value| item(kind, json!({ "isEnabledForMicrosoftStoreForBusiness": value }));
    for no in [json!(false), json!("False"), json!(null)] {
        check_not_enabled(kind, flag(no), NotEnabled::Single);
    }
    check_not_enabled(kind, json!({ "id": "1" }), NotEnabled::Single);
    for yes in [json!(true), json!("true")] {
        assert_eq!(row(kind, flag(yes)).health(), Healthy);
    }
    for unreadable in [json!(0), json!("no"), json!([]), json!({})] {
        assert_eq!(row(kind, flag(unreadable)).health(), Unknown);
    }
}

#[test]
fn autopilot_that_never_synchronised_is_not_enabled() {
    let kind = K::WindowsAutopilotLastSync;
    check_not_enabled(kind, item(kind, json!({ "lastSyncDateTime": NEVER, "syncStatus": "failed" })), NotEnabled::Single);
}

#[test]
fn jamf_is_told_by_its_name() {
    let kind = K::JamfLastSync;
    let other = json!({ "id": "2", "displayName": "Other", "isConfigured": true, "lastHeartbeatDateTime": OLD });
    check_not_enabled(kind, json!({ "value": [other] }), NotEnabled::List);
    for nameless in [json!(null), json!(""), json!(["Jamf"])] {
        check(kind, json!({ "displayName": nameless }), Unknown);
    }
    check_not_enabled(kind, json!({ "value": [{ "id": "2", "isConfigured": false }] }), NotEnabled::List);
    assert_eq!(row(kind, json!({ "value": [other, fine(kind)] })).health(), Healthy);
    for name in ["Jamf", "jamf pro", "Contoso JAMF"] {
        check(kind, json!({ "displayName": name }), Healthy);
    }
}

#[test]
fn jamf_is_not_enabled_unless_configured() {
    let kind = K::JamfLastSync;
    for no in [json!(false), json!("false")] {
        check_not_enabled(kind, body_of(kind, item(kind, json!({ "isConfigured": no }))), NotEnabled::Single);
    }
    for proves_nothing in [json!(true), json!(null), json!(0), json!("no")] {
        check(kind, json!({ "isConfigured": proves_nothing }), Healthy);
    }
}

#[test]
fn google_is_not_enabled_when_not_bound() {
    for kind in [K::GooglePlayAppLastSync, K::GooglePlayConnector] {
        for status in ["notBound", "NotBound"] {
            check_not_enabled(kind, item(kind, json!({ "bindStatus": status })), NotEnabled::Single);
        }
    }
}

#[test]
fn defender_and_the_partners_share_a_list_and_nothing_else() {
    let (defender, partners) = (K::WindowsDefenderAtpConnectorLastHeartbeat, K::MobileThreatDefenceConnectorLastHeartbeat);
    let both = json!({ "value": [item(defender, json!({ "lastHeartbeatDateTime": OLD })), fine(partners)] });
    assert_eq!(row(defender, &both).health(), Unhealthy);
    assert_eq!(row(partners, &both).health(), Healthy);
    check_not_enabled(defender, json!({ "value": [fine(partners)] }), NotEnabled::List);
    check_not_enabled(partners, json!({ "value": [fine(defender)] }), NotEnabled::List);
    check(defender, json!({ "id": "FC780465-2017-40D4-A0C5-307022471B92" }), Healthy);
}

#[test]
fn defender_is_unknown_while_it_may_be_in_what_could_not_be_read() {
    let (defender, partners) = (K::WindowsDefenderAtpConnectorLastHeartbeat, K::MobileThreatDefenceConnectorLastHeartbeat);
    let nameless = item(partners, json!({ "id": null }));
    for may_be_it in [json!(null), json!("x"), nameless] {
        assert_eq!(row(defender, json!({ "value": [fine(partners), may_be_it] })).health(), Unknown, "{may_be_it}");
        assert_eq!(row(defender, json!({ "value": [fine(defender), may_be_it] })).health(), Healthy, "{may_be_it}");
        assert_eq!(row(partners, json!({ "value": [fine(partners), may_be_it] })).health(), Unknown, "{may_be_it}");
    }
    let more = json!({ "value": [fine(partners)], "@odata.nextLink": "https://graph.microsoft.com/next" });
    assert_eq!(row(defender, more).health(), Unknown);
}

#[test]
fn teamviewer_is_not_enabled_until_onboarding() {
    let kind = K::RemoteAssistancePartner;
    let body = body_of(kind, item(kind, json!({ "onboardingStatus": "notOnboarded" })));
    check_not_enabled(kind, body, NotEnabled::Single);
}

#[test]
fn a_compliance_partner_is_not_enabled_only_if_every_platform_says_no() {
    let kind = K::ComplianceManagementPartner;
    let no = json!({ "macOsOnboarded": false, "iosOnboarded": false, "androidOnboarded": false });
    check_not_enabled(kind, body_of(kind, item(kind, no.clone())), NotEnabled::Single);
    check(kind, json!({ "macOsOnboarded": null, "iosOnboarded": false }), Health::NotEnabled);
    for flag in ["macOsOnboarded", "iosOnboarded", "androidOnboarded", "linuxOnboarded"] {
        for may_be_yes in [json!(true), json!("true"), json!(1), json!([])] {
            let mut flags = no.clone();
            flags[flag] = may_be_yes;
            check(kind, flags, Healthy);
        }
    }
    check(kind, json!({ "macOsOnboarded": null, "iosOnboarded": null }), Healthy);
}

#[test]
fn only_two_errors_prove_that_something_is_not_set_up() {
    for kind in kinds() {
        for status in [400, 401, 403, 404, 429, 500] {
            for code in ["ResourceNotFound", "resourcenotfound", "BadRequest", "Forbidden", "UnknownError"] {
                let expected = match (kind, status) {
                    (K::ApplePushNotificationServiceExpiration, 404) if code.eq_ignore_ascii_case("ResourceNotFound") => {
                        Some(Known::NotEnabled(NotEnabled::Single))
                    }
                    (K::WindowsAutopilotLastSync, 400 | 404) => Some(Known::NotEnabled(NotEnabled::Tenant)),
                    _ => None,
                };
                let body = raw(json!({ "error": { "code": code, "message": "it did not work" } }));
                assert_eq!(known(kind, status, &body), expected, "{} {status} {code}", kind.key());
            }
            for not_graph in ["null", r#""<html>""#, "{}", r#"{"error": "not found"}"#, r#"{"message": "not found"}"#] {
                assert_eq!(known(kind, status, &raw(not_graph)), None, "{} {status} {not_graph}", kind.key());
            }
        }
    }
}

// Groups and ids

#[test]
fn an_item_that_cannot_be_read_is_a_member_that_could_not_be_judged() {
    for kind in kinds().filter(|kind| !SINGLE.contains(kind)) {
        if kind == K::WindowsDefenderAtpConnectorLastHeartbeat {
            continue;
        }
        for odd in [json!(null), json!(5), json!("x"), json!([]), json!([{ "id": "2" }])] {
            let row = row(kind, json!({ "value": [fine(kind), odd] }));
            assert_eq!((row.health(), row.members.len()), (Unknown, 2), "{} with {odd}", kind.key());
            assert_eq!(row.members[0].member.id, "#2");
            assert!(matches!(row.verdict.reason, Reason::NotKnown(NotKnown::Unreadable(_))));
            assert_eq!(row.members[1].verdict.health, Healthy);
        }
    }
}

#[test]
fn one_bad_item_does_not_hide_the_trouble_of_another() {
    for kind in kinds().filter(|kind| !SINGLE.contains(kind)) {
        let Some(date) = date_of(kind) else { continue };
        let row = row(kind, json!({ "value": [null, item(kind, json!({ date: OLD }))] }));
        assert_eq!(row.health(), Unhealthy, "{}", kind.key());
    }
}

#[test]
fn a_singleton_has_the_id_of_its_resource() {
    for kind in SINGLE {
        assert_eq!(members(kind, fine(kind))[0].id, source_of(kind).resource.id());
    }
}

#[test]
fn every_member_has_an_id_and_of_two_equal_ones_the_last_counts() {
    let kind = K::VppTokenLastSync;
    let body = json!({ "value": [
        item(kind, json!({ "lastSyncDateTime": OLD })),
        item(kind, json!({ "id": null })),
        item(kind, json!({ "id": "", "organizationName": null })),
        item(kind, json!({ "id": 7 })),
        item(kind, json!({ "organizationName": "the newer one" })),
    ] });
    let members = members(kind, &body);
    let ids: Vec<_> = members.iter().map(|member| member.id.as_str()).collect();
    assert_eq!(ids, ["1", "Fabrikam", "#3", "7"]);
    assert_eq!(members[0].name.as_deref(), Some("the newer one"));
    assert_eq!(row(kind, &body).health(), Healthy);
}

#[test]
fn an_entry_that_is_no_longer_jamfs_is_not_jamf() {
    let kind = K::JamfLastSync;
    let renamed = item(kind, json!({ "displayName": "Other" }));
    check_not_enabled(kind, json!({ "value": [fine(kind), renamed] }), NotEnabled::List);
}

// Fixtures and damage

#[track_caller]
fn check_fixture(path: &str, kind: K, expected: &[(&str, Health)]) {
    let file = format!("{}/tests/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    let body = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let row = row(kind, body);
    let found: Vec<_> = row
        .members
        .iter()
        .map(|judged| (judged.member.name.as_deref().unwrap_or(&judged.member.id), judged.verdict.health))
        .collect();
    assert_eq!(found, expected, "{path} as {}", kind.key());
}

#[test]
fn the_fixtures_of_tokens_are_read_item_by_item() {
    check_fixture(
        "vppTokens/normal.json",
        K::VppTokenExpiration,
        &[("Bremen", Unhealthy), ("Bonn", Warning), ("Berlin", Healthy)],
    );
    check_fixture("vppTokens/normal.json", K::VppTokenLastSync, &[("Bonn", Warning), ("Bremen", Warning), ("Berlin", Healthy)]);
    let odd = "vppTokens/items.odd.json";
    let (no_name, bad_date) = ("00000004-1111-4222-8333-444455556666", "00000005-1111-4222-8333-444455556666");
    check_fixture(
        odd,
        K::VppTokenExpiration,
        // The state of Bonn is known to be bad, its date is not.
        &[("Bonn", Warning), ("#3", Unknown), (no_name, Unknown), (bad_date, Unknown), ("#6", Unknown), ("Berlin", Healthy)],
    );
    check_fixture(
        odd,
        K::VppTokenLastSync,
        &[(no_name, Unhealthy), ("Bonn", Warning), ("#3", Unknown), (bad_date, Unknown), ("#6", Unknown), ("Berlin", Healthy)],
    );
    check_fixture("depOnboardingSettings/normal.json", K::AppleDepExpiration, &[("Shops", Unhealthy), ("School", Healthy)]);
    check_fixture("depOnboardingSettings/normal.json", K::AppleDepLastSync, &[("Shops", Unhealthy), ("School", Healthy)]);
    let odd = "depOnboardingSettings/items.odd.json";
    check_fixture(
        odd,
        K::AppleDepExpiration,
        &[("#4", Unknown), ("No id and no dates", Unknown), ("Half", Healthy), ("School", Healthy)],
    );
    check_fixture(
        odd,
        K::AppleDepLastSync,
        &[("#4", Unknown), ("Half", Unknown), ("No id and no dates", Unknown), ("School", Healthy)],
    );
}

#[test]
fn the_fixtures_of_partners_are_read_item_by_item() {
    check_fixture("deviceManagementPartners/normal.json", K::JamfLastSync, &[("JAMF Pro", Healthy)]);
    check_fixture(
        "deviceManagementPartners/items.odd.json",
        K::JamfLastSync,
        &[("jamf", Unhealthy), ("00000002-1111-4222-8333-444455556666", Unknown), ("#4", Unknown), ("Jamf", Unknown)],
    );
    let (defender, partners) = (K::WindowsDefenderAtpConnectorLastHeartbeat, K::MobileThreatDefenceConnectorLastHeartbeat);
    let defender_name = "Microsoft Defender for Endpoint";
    check_fixture("mobileThreatDefenseConnectors/normal.json", defender, &[(defender_name, Healthy)]);
    check_fixture(
        "mobileThreatDefenseConnectors/normal.json",
        partners,
        &[("Zimperium", Healthy), ("CrowdStrike Falcon", Health::NotEnabled)],
    );
    check_fixture("mobileThreatDefenseConnectors/items.odd.json", defender, &[(defender_name, Health::NotEnabled)]);
    check_fixture(
        "mobileThreatDefenseConnectors/items.odd.json",
        partners,
        &[("CrowdStrike Falcon", Warning), ("00000009-1111-4222-8333-444455556666", Unknown), ("#4", Unknown), ("#5", Unknown)],
    );
    let chrome =
        ["00000001-1111-4222-8333-444455556666", "00000002-1111-4222-8333-444455556666", "00000003-1111-4222-8333-444455556666"];
    check_fixture(
        "chromeOSOnboardingSettings/normal.json",
        K::ChromebookLastDirectorySync,
        &[(chrome[1], Warning), (chrome[0], Unknown)],
    );
    check_fixture(
        "chromeOSOnboardingSettings/items.odd.json",
        K::ChromebookLastDirectorySync,
        &[(chrome[2], Unknown), ("#4", Unknown), (chrome[0], Healthy), (chrome[1], Health::NotEnabled)],
    );
    check_fixture(
        "remoteAssistancePartners/normal.json",
        K::RemoteAssistancePartner,
        &[("TeamViewer", Warning), ("Other", Health::NotEnabled)],
    );
    check_fixture(
        "remoteAssistancePartners/items.odd.json",
        K::RemoteAssistancePartner,
        &[("#3", Unknown), ("TeamViewer", Unknown), ("TeamViewer", Healthy)],
    );
    check_fixture(
        "complianceManagementPartners/normal.json",
        K::ComplianceManagementPartner,
        &[("Workplace Guard", Healthy), ("Never used", Health::NotEnabled)],
    );
    check_fixture(
        "complianceManagementPartners/items.odd.json",
        K::ComplianceManagementPartner,
        &[
            ("Workplace Guard", Warning),
            ("#4", Unknown),
            ("No facts", Unknown),
            ("00000002-1111-4222-8333-444455556666", Health::NotEnabled),
        ],
    );
}

#[test]
fn the_fixtures_of_servers_are_read_item_by_item() {
    check_fixture("ndesConnectors/normal.json", K::NdesConnectorLastConnection, &[("pki02", Unhealthy), ("pki01", Healthy)]);
    check_fixture(
        "ndesConnectors/items.odd.json",
        K::NdesConnectorLastConnection,
        &[("#4", Unknown), ("PKI03", Unknown), ("pki02", Unknown), ("pki01", Healthy)],
    );
    check_fixture("exchangeConnectors/normal.json", K::OnPremConnectorLastSync, &[("mail01", Unhealthy)]);
    check_fixture(
        "exchangeConnectors/items.odd.json",
        K::OnPremConnectorLastSync,
        &[("mail01", Unhealthy), ("#2", Unknown), ("#3", Unknown)],
    );
    check_fixture(
        "domainJoinConnectors/normal.json",
        K::DomainJoinConnector,
        &[("DC03", Unhealthy), ("DC02", Warning), ("DC01", Healthy)],
    );
    check_fixture(
        "domainJoinConnectors/items.odd.json",
        K::DomainJoinConnector,
        &[
            ("00000003-1111-4222-8333-444455556666", Warning),
            ("00000004-1111-4222-8333-444455556666", Warning),
            ("#5", Unknown),
            ("00000002-1111-4222-8333-444455556666", Healthy),
            ("DC01", Healthy),
        ],
    );
}

#[test]
fn the_fixtures_of_single_objects_are_read_wrapped_or_flat() {
    let push = |file: &str, health| {
        let kind = K::ApplePushNotificationServiceExpiration;
        check_fixture(&format!("applePushNotificationCertificate/{file}"), kind, &[("applePushNotificationCertificate", health)]);
    };
    push("normal.json", Healthy);
    push("wrapped.odd.json", Healthy);
    push("empty.json", Unknown);
    push("fields.odd.json", Unknown);
    let autopilot = |file: &str, health| {
        check_fixture(
            &format!("windowsAutopilotSettings/{file}"),
            K::WindowsAutopilotLastSync,
            &[("windowsAutopilotSettings", health)],
        );
    };
    autopilot("normal.json", Warning);
    autopilot("wrapped.odd.json", Healthy);
    autopilot("fields.odd.json", Unknown);
    let store = |file: &str, members: &[_]| {
        check_fixture(&format!("deviceAppManagement/{file}"), K::WindowsStoreForBusinessLastSync, members);
    };
    store("normal.json", &[("deviceAppManagement", Unhealthy)]);
    store("fields.odd.json", &[("deviceAppManagement", Unknown)]);
    store("wrapped.odd.json", &[]);
    let google = |file: &str, sync: (&str, Health), connection| {
        let path = format!("androidManagedStoreAccountEnterpriseSettings/{file}");
        check_fixture(&path, K::GooglePlayAppLastSync, &[sync]);
        check_fixture(&path, K::GooglePlayConnector, &[(sync.0, connection)]);
    };
    let id = "androidManagedStoreAccountEnterpriseSettings";
    google("normal.json", ("Fabrikam", Warning), Warning);
    google("wrapped.odd.json", (id, Healthy), Healthy);
    google("fields.odd.json", (id, Warning), Unknown);
    google("empty.json", (id, Health::NotEnabled), Health::NotEnabled);
}

#[test]
fn an_empty_fixture_is_not_enabled_and_one_without_a_list_is_unknown() {
    for kind in kinds() {
        let folder = format!("{}/tests/fixtures/{}", env!("CARGO_MANIFEST_DIR"), source_of(kind).resource.id());
        let file = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
        // A push certificate without date is one all the same.
        let expected = if kind == K::ApplePushNotificationServiceExpiration { Unknown } else { Health::NotEnabled };
        assert_eq!(row(kind, file("empty.json")).health(), expected, "{}", kind.key());
        if !SINGLE.contains(&kind) {
            assert_eq!(row(kind, file("no-list.odd.json")).health(), Unknown, "{}", kind.key());
        }
    }
}

/// Every place in a JSON value, as a pointer, the whole first.
fn places(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        found.extend(places(child).into_iter().map(|place| format!("/{key}{place}")));
    }
    found
}

#[test]
fn damage_in_one_place_never_panics_and_never_turns_a_set_up_connector_calm() {
    let damages = [json!(null), json!(5), json!(true), json!("damaged"), json!([1]), json!({ "damaged": 1 })];
    for kind in kinds() {
        let date = if kind.facts().family == Family::State { kind.facts().field } else { date_of(kind).unwrap() };
        let body = body_of(kind, fine(kind));
        for place in places(&body) {
            for damage in &damages {
                let mut hurt = body.clone();
                *hurt.pointer_mut(&place).unwrap() = damage.clone();
                let health = row(kind, &hurt).health();
                let context = format!("{} with {damage} at {place:?}", kind.key());
                if place.ends_with(&format!("/{date}")) || place.is_empty() {
                    assert!(!matches!(health, Healthy), "{context}");
                }
                // Another object (it has no flag), an absent flag, the loss of the only yes, and a name or id that is somebody else's do prove it.
                let proves = ["isEnabledForMicrosoftStoreForBusiness", "macOsOnboarded", "displayName", "id"];
                let is_proof = place.is_empty() || proves.iter().any(|property| place.ends_with(property));
                if !is_proof {
                    assert_ne!(health, Health::NotEnabled, "{context}");
                }
            }
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!(FRESH)),
        Just(json!(NEVER)),
        Just(json!("9999-12-31T23:59:59.9999999Z")),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z@]{1,8}", inner, 0..4).prop_map(Value::from_iter),
        ]
    })
}

proptest! {
    #[test]
    fn no_answer_panics(status in any::<u16>(), body in any_json()) {
        for kind in kinds() {
            if let Some(known) = known(kind, status, &raw(&body)) {
                connector(kind, known, moment());
            }
        }
    }

    #[test]
    fn no_damage_panics(damages in prop::collection::vec((any::<prop::sample::Index>(), any_json()), 1..4)) {
        for kind in kinds() {
            let mut body = json!({ "value": [fine(kind), fine(kind), {}], "@odata.nextLink": null });
            for (place, damage) in &damages {
                let places = places(&body);
                *body.pointer_mut(&places[place.index(places.len())]).unwrap() = damage.clone();
            }
            connector(kind, read(kind, &body), moment());
        }
    }
}
