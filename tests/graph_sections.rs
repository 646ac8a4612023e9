//! What each section may show: every state, its precedence, and that the last good data stays.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::value::RawValue;
use tenant_status::{
    domain::{
        connector::{ConnectorKind, KINDS},
        health::{Health, NotKnown},
        service_issue::Classification,
    },
    graph::{
        catalogue::Resource,
        error::Error,
        reply::Reply,
        section::{Fact, SectionId, SectionState, connectors, licenses, news, sections, service_health, tenant},
        snapshot::{Origin, Snapshot},
        store::Store,
        summary::{Line, Summary},
    },
};

mod support;
use support::{errors, needed};

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-21T09:00:00Z").unwrap().to_utc()
}

fn reply(resource: Resource, status: u16, body: &str) -> Reply {
    let body = RawValue::from_string(body.to_owned()).unwrap().into();
    Reply { id: resource.id().to_owned(), status, headers: Vec::new(), body, read_at: Some(now()) }
}

fn good(resource: Resource) -> Reply {
    let body = match resource {
        Resource::Organization => {
            r#"{"value": [{"id": "t1", "displayName": "Contoso", "countryLetterCode": "NL", "verifiedDomains": []}]}"#
        }
        Resource::SubscriptionState => r#"{"value": "active"}"#,
        Resource::MdmAuthority => r#"{"mobileDeviceManagementAuthority": "intune"}"#,
        Resource::ManagedDeviceOverview => r#"{"enrolledDeviceCount": 5}"#,
        Resource::SubscribedSkus | Resource::HealthOverviews | Resource::Issues | Resource::Messages => r#"{"value": []}"#,
        connector => return reply(connector, 200, &std::fs::read_to_string(fixture(connector)).unwrap()),
    };
    reply(resource, 200, body)
}

fn fixture(resource: Resource) -> String {
    format!("tests/fixtures/{}/normal.json", resource.id())
}

/// A store that holds all that a section needs.
fn complete(section: SectionId) -> Store {
    let mut store = Store::default();
    for resource in needed(section) {
        store.insert(&good(resource));
    }
    store
}

#[track_caller]
fn check(store: &Store, section: SectionId, expected: SectionState) {
    assert_eq!(sections(store, now()).state(section), expected, "{}", section.as_str());
}

#[test]
fn a_section_is_ready_when_all_it_needs_was_read() {
    for section in SectionId::ALL {
        check(&complete(section), section, SectionState::Ready);
    }
}

#[test]
fn a_section_is_loading_until_all_it_needs_has_an_answer() {
    for section in SectionId::ALL {
        check(&Store::loading(), section, SectionState::Loading);
        for resource in needed(section) {
            let mut store = Store::loading();
            for other in needed(section).into_iter().filter(|other| *other != resource) {
                store.insert(&good(other));
            }
            check(&store, section, SectionState::Loading);
            store.insert(&good(resource));
            check(&store, section, SectionState::Ready);
        }
    }
}

#[test]
fn the_page_is_loading_as_long_as_one_of_its_sections_is() {
    for section in SectionId::ALL {
        let mut store = complete(section);
        assert!(!sections(&store, now()).is_loading());
        store.insert(&reply(Resource::Messages, 500, "null"));
        assert!(!sections(&store, now()).is_loading(), "what failed is not on its way");
        let mut store = Store::default();
        store.asked(needed(section)[0]);
        assert!(sections(&store, now()).is_loading(), "{section:?}");
    }
}

#[test]
fn a_section_is_missing_when_the_snapshot_holds_nothing_of_it() {
    for section in SectionId::ALL {
        check(&Store::default(), section, SectionState::Missing);
    }
}

#[test]
fn a_section_is_partial_when_some_is_known_and_some_is_not() {
    for section in SectionId::ALL {
        let needed = needed(section);
        for resource in needed.iter().copied().filter(|_| needed.len() > 1) {
            let others = || {
                let mut store = Store::default();
                for other in needed.iter().filter(|other| **other != resource) {
                    store.insert(&good(*other));
                }
                store
            };
            for (error, _) in errors() {
                let mut store = others();
                store.failed(resource, error.clone());
                check(&store, section, SectionState::Partial);
            }
            // A batch cannot ask for the MDM authority: that a snapshot lacks it alone is no news.
            let expected = if resource == Resource::MdmAuthority { SectionState::Ready } else { SectionState::Partial };
            check(&others(), section, expected);
        }
    }
}

#[test]
fn a_section_without_data_is_in_the_state_of_its_error() {
    for section in SectionId::ALL {
        for (error, state) in errors() {
            let mut store = Store::default();
            for resource in needed(section) {
                store.failed(resource, error.clone());
            }
            check(&store, section, state);
            assert!(!state.has_data());
        }
    }
}

#[test]
fn of_two_errors_the_first_by_precedence_decides_and_missing_is_the_last() {
    let [first, second] = [Resource::HealthOverviews, Resource::Issues];
    let errors = errors();
    for (place, (error, state)) in errors.iter().enumerate() {
        for (other, _) in errors[place..].iter().chain([&(Error::Missing, SectionState::Missing)]) {
            for [one, two] in [[first, second], [second, first]] {
                let mut store = Store::default();
                store.failed(one, error.clone());
                store.failed(two, other.clone());
                let section = service_health(&store, now());
                assert_eq!((section.state, section.error.as_ref()), (*state, Some(error)), "{error:?} and {other:?}");
            }
        }
    }
}

#[test]
fn loading_comes_before_every_error_and_partial_before_stale() {
    for (error, _) in errors() {
        let mut store = Store::loading();
        store.failed(Resource::Issues, error.clone());
        check(&store, SectionId::ServiceHealth, SectionState::Loading);

        let mut store = complete(SectionId::ServiceHealth);
        store.failed(Resource::Issues, error.clone());
        check(&store, SectionId::ServiceHealth, SectionState::Stale);
        store.insert(&reply(Resource::HealthOverviews, 200, r#"{"value": [null]}"#));
        check(&store, SectionId::ServiceHealth, SectionState::Partial);
    }
}

#[test]
fn a_section_that_cannot_be_read_again_shows_the_last_good_data_as_stale() {
    for section in SectionId::ALL {
        for (error, _) in errors() {
            let mut store = complete(section);
            let before = sections(&store, now());
            store.all_failed(&error);
            let after = sections(&store, now());
            assert_eq!(after.state(section), SectionState::Stale, "{section:?} {error:?}");
            match section {
                SectionId::Tenant => assert_eq!(before.tenant.value.name, after.tenant.value.name),
                SectionId::Connectors => assert_eq!(before.connectors.value, after.connectors.value),
                _ => {}
            }
        }
        let mut store = complete(section);
        for resource in needed(section) {
            store.asked(resource);
        }
        check(&store, section, SectionState::Ready);
    }
}

#[test]
fn a_section_is_stale_when_it_was_read_more_than_a_day_ago() {
    let store = complete(SectionId::News);
    let at = |age| news(&store, now() + age).state;
    assert_eq!(at(TimeDelta::days(1)), SectionState::Ready);
    assert_eq!(at(TimeDelta::days(1) + TimeDelta::milliseconds(1)), SectionState::Stale);
}

#[test]
fn unreadable_items_and_further_pages_make_a_section_partial() {
    let with = |body: &str| {
        let mut store = Store::default();
        store.insert(&reply(Resource::Messages, 200, body));
        news(&store, now())
    };
    let odd = with(r#"{"value": [{"id": "MC1"}, null, {"title": "no id"}]}"#);
    assert_eq!((odd.state, odd.readable, odd.of, odd.is_incomplete, odd.error), (SectionState::Partial, 1, 3, false, None));
    let more = with(r#"{"value": [{"id": "MC1"}], "@odata.nextLink": "https://graph.microsoft.com/v1.0/next"}"#);
    assert_eq!((more.state, more.readable, more.of, more.is_incomplete), (SectionState::Partial, 1, 1, true));
    assert_eq!(with(r#"{"value": {}}"#).state, SectionState::BadAnswer);
}

#[test]
fn extras_change_no_state_but_tell_their_request_id() {
    let mut store = complete(SectionId::Licenses);
    store.failed(Resource::CompanySubscriptions, errors()[1].0.clone());
    let section = licenses(&store, now());
    assert_eq!((section.state, section.error, section.request_ids), (SectionState::Ready, None, vec!["r1".to_owned()]));

    let mut store = complete(SectionId::Tenant);
    store.failed(Resource::TenantLocation, errors()[1].0.clone());
    let section = tenant(&store, now());
    assert_eq!(section.state, SectionState::Ready);
    assert_eq!(section.value.location, Fact::Unknown(NotKnown::Refused));
    assert_eq!(section.value.country, Fact::Known("NL".to_owned()));

    let mut store = complete(SectionId::Connectors);
    store.failed(Resource::ConnectorStatus, errors()[7].0.clone());
    check(&store, SectionId::Connectors, SectionState::Ready);
}

#[test]
fn request_ids_are_told_once_each() {
    let mut store = Store::default();
    store.all_failed(&errors()[1].0);
    assert_eq!(connectors(&store, now()).request_ids, ["r1"]);
}

#[test]
fn a_section_is_as_old_as_the_oldest_of_what_it_shows() {
    let mut store = complete(SectionId::ServiceHealth);
    let older = now() - TimeDelta::hours(5);
    store.insert(&Reply { read_at: Some(older), ..good(Resource::Issues) });
    assert_eq!(service_health(&store, now()).read_at, Some(older));
    assert_eq!(service_health(&Store::loading(), now()).read_at, None);
}

#[test]
fn there_is_always_one_row_of_each_kind_with_its_cause() {
    for store in [Store::default(), Store::loading(), complete(SectionId::Connectors)] {
        let mut kinds: Vec<_> = connectors(&store, now()).value.iter().map(|row| row.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        assert_eq!(kinds.len(), KINDS.len());
    }
    let mut store = Store::loading();
    store.failed(Resource::VppTokens, errors()[1].0.clone());
    let unknown = connectors(&store, now()).value.iter().filter(|row| row.health() == Health::Unknown).count();
    assert_eq!(unknown, KINDS.len(), "never green by absence");
}

#[test]
fn an_error_that_proves_that_nothing_is_set_up_is_an_answer() {
    let mut store = complete(SectionId::Connectors);
    let body = r#"{"error": {"code": "ResourceNotFound", "message": "none"}}"#;
    store.insert(&reply(Resource::ApplePushNotificationCertificate, 404, body));
    check(&store, SectionId::Connectors, SectionState::Ready);
    store.insert(&reply(Resource::ApplePushNotificationCertificate, 404, "null"));
    check(&store, SectionId::Connectors, SectionState::Stale);
}

#[test]
fn a_fact_that_the_answer_lacks_is_not_known_and_the_others_are() {
    let mut store = complete(SectionId::Tenant);
    store.insert(&reply(Resource::Organization, 200, r#"{"value": [{"id": "t1"}]}"#));
    store.failed(Resource::ManagedDeviceOverview, Error::Offline);
    let facts = tenant(&store, now()).value;
    assert!(matches!(facts.name, Fact::Unknown(NotKnown::Unreadable(_))));
    assert_eq!(facts.tenant_id, Fact::Known("t1".to_owned()));
    assert_eq!(facts.enrolled_devices, Fact::Known(5), "the last good one");
    let facts = tenant(&Store::loading(), now()).value;
    assert_eq!(facts.enrolled_devices, Fact::Unknown(NotKnown::Loading));
}

fn demo() -> Store {
    Store::from_snapshot(&Snapshot::parse(&std::fs::read("public/demo/contoso.json").unwrap(), Origin::Http).unwrap())
}

#[test]
fn the_demo_tenant_tells_every_fact() {
    let all = sections(&demo(), now());
    let facts = &all.tenant.value;
    assert_eq!(facts.name, Fact::Known("Contoso".to_owned()));
    assert_eq!(facts.location, Fact::Known("Europe 0201".to_owned()));
    assert_eq!(facts.mdm_authority, Fact::Known("intune".to_owned()));
    assert_eq!(facts.account_status, Fact::Known("active".to_owned()));
    assert_eq!(facts.service_release.as_deref(), Some("2611"));
    assert_eq!(facts.enrolled_devices, Fact::Known(1204));
    assert_eq!(facts.licensed_users.known(), Some(&all.licenses.value.totals.assigned));
    assert_eq!(facts.intune_licenses.known(), Some(&all.licenses.value.totals.total));
    assert_eq!(facts.default_domain, Fact::Known("contoso.com".to_owned()));
    assert_eq!(facts.devices_by_platform.iter().flatten().sum::<i64>(), 1204);
    let states: Vec<_> = SectionId::ALL.map(|section| all.state(section).as_str()).to_vec();
    assert_eq!(states, ["ready", "ready", "partial", "ready", "ready", "ready"]);
}

#[test]
fn the_summary_counts_what_needs_action_and_what_could_not_be_checked() {
    let all = sections(&demo(), now());
    let summary = Summary::of(&all, now());
    assert_eq!(summary.by_health.iter().sum::<usize>(), KINDS.len());
    assert_eq!(summary.by_health[..3], [3, 4, 2]);
    // A VPP token expires in five days, and an enrolment program token has been silent for two.
    assert_eq!(summary.unhealthy_soon, 2);
    assert_eq!(summary.connectors, 6, "three unhealthy of which one is retired, four warnings");
    assert_eq!(summary.not_checked, 2, "one refused, one not licensed");
    assert_eq!(summary.to_act_on, summary.tenant + summary.connectors + summary.service);
    assert_eq!((summary.incidents, summary.advisories, summary.in_environment), (2, 2, 1));
    let is_advisory = |line: &Line| matches!(line, Line::Incident(issue) if issue.classification != Classification::Incident);
    assert!(!summary.lines.iter().any(is_advisory), "advisories are counted, not listed");
    let next = summary.next_expiry.as_ref().unwrap();
    assert!(next.at > now() && next.at < now() + TimeDelta::days(7), "{next:?}");
    assert!(summary.next_act_by.unwrap() >= now());
    let kinds: Vec<_> = summary
        .lines
        .iter()
        .map(|line| match line {
            Line::Account(_) => "account",
            Line::Incident(_) => "incident",
            Line::Environment(_) => "environment",
            Line::ActBy(..) => "actBy",
            Line::UsedUp(_) => "usedUp",
            Line::NotRead(..) => "notRead",
            Line::NotReadable(..) => "notReadable",
        })
        .collect();
    let mut in_order = kinds.clone();
    in_order.dedup();
    assert_eq!(in_order, ["incident", "environment", "actBy", "usedUp", "notReadable"]);
    let counted = kinds.iter().filter(|kind| ["account", "incident", "environment", "actBy", "usedUp"].contains(kind)).count();
    assert_eq!(counted, summary.tenant + summary.service);
}

#[track_caller]
fn check_next_expiry(certificate: i64, token: i64, expected: Option<(ConnectorKind, i64)>) {
    let date = |hours| (now() + TimeDelta::hours(hours)).format("%Y-%m-%dT%H:%M:%SZ");
    let mut store = Store::default();
    let body = format!(r#"{{"id": "a", "appleIdentifier": "a@contoso.com", "expirationDateTime": "{}"}}"#, date(certificate));
    store.insert(&reply(Resource::ApplePushNotificationCertificate, 200, &body));
    // The date of a synchronisation is none of an expiry, not even if it lies ahead.
    let dates = format!(r#""expirationDateTime": "{}", "lastSyncDateTime": "{}""#, date(token), date(1));
    store.insert(&reply(Resource::VppTokens, 200, &format!(r#"{{"value": [{{"id": "t", "state": "valid", {dates}}}]}}"#)));
    let next = Summary::of(&sections(&store, now()), now()).next_expiry;
    assert_eq!(next.map(|next| (next.kind, (next.at - now()).num_hours())), expected, "{certificate} and {token}");
}

#[test]
fn the_next_expiry_is_the_earliest_still_ahead_whatever_stands_first_on_the_page() {
    let (certificate, token) = (ConnectorKind::ApplePushNotificationServiceExpiration, ConnectorKind::VppTokenExpiration);
    check_next_expiry(5000, 3000, Some((token, 3000)));
    check_next_expiry(3000, 5000, Some((certificate, 3000)));
    check_next_expiry(3000, 3000, Some((certificate, 3000)));
    check_next_expiry(-1, 3000, Some((token, 3000)));
    check_next_expiry(0, 3000, Some((token, 3000)));
    check_next_expiry(-1, 0, None);
}

#[test]
fn what_is_asked_for_again_without_an_answer_yet_is_loading() {
    let mut store = Store::default();
    check(&store, SectionId::News, SectionState::Missing);
    store.asked(Resource::Messages);
    check(&store, SectionId::News, SectionState::Loading);
}

#[test]
fn a_service_release_that_is_told_later_changes_nothing_else() {
    let of = |store: &Store| tenant(store, now()).value;
    let before = complete(SectionId::Tenant);
    assert_eq!(of(&before).service_release, None);
    let after = before.clone().with_service_release(Some("2612".to_owned()));
    assert_eq!(of(&after).service_release.as_deref(), Some("2612"));
    assert_eq!(of(&after).name, of(&before).name);
    assert_eq!(of(&after.with_service_release(None)).service_release.as_deref(), Some("2612"));
}

#[test]
fn the_address_of_the_mdm_authority_gets_the_id_of_the_organisation() {
    assert_eq!(Store::loading().organization_id(), None);
    assert_eq!(complete(SectionId::Tenant).organization_id(), Some("t1"));
}

#[test]
fn a_store_tells_the_newest_instant_at_which_anything_was_read() {
    let mut store = Store::default();
    assert_eq!(store.newest_read(), None);
    for hours in [5, 1, 3] {
        let resource = [Resource::Issues, Resource::Messages, Resource::HealthOverviews][hours / 2];
        let at = now() - TimeDelta::hours(i64::try_from(hours).unwrap());
        store.insert(&Reply { read_at: Some(at), ..good(resource) });
    }
    store.all_failed(&Error::Offline);
    assert_eq!(store.newest_read(), Some(now() - TimeDelta::hours(1)), "of what is known, not of what failed");
}

#[test]
fn nothing_known_needs_no_action_but_six_checks() {
    let summary = |store: &Store| Summary::of(&sections(store, now()), now());
    let missing = summary(&Store::default());
    assert_eq!((missing.to_act_on, missing.not_checked), (0, 6));
    assert_eq!(missing.lines, SectionId::ALL.map(|section| Line::NotRead(section, SectionState::Missing)));
    let loading = summary(&Store::loading());
    assert_eq!((loading.to_act_on, loading.not_checked, loading.lines.len()), (0, 0, 0));
}

#[test]
fn an_account_that_is_not_active_comes_first() {
    let mut store = demo();
    store.insert(&reply(Resource::SubscriptionState, 200, r#"{"value": "blocked"}"#));
    let before = Summary::of(&sections(&demo(), now()), now());
    let summary = Summary::of(&sections(&store, now()), now());
    assert_eq!(summary.lines.first(), Some(&Line::Account("blocked".to_owned())));
    assert_eq!((summary.tenant, summary.to_act_on), (before.tenant + 1, before.to_act_on + 1));
}

#[test]
fn connectors_refused_for_one_cause_are_one_line() {
    let mut store = Store::default();
    for resource in needed(SectionId::Connectors) {
        match resource {
            Resource::VppTokens | Resource::NdesConnectors => store.failed(resource, errors()[1].0.clone()),
            Resource::MobileThreatDefenseConnectors => store.failed(resource, Error::Offline),
            other => store.insert(&good(other)),
        }
    }
    let summary = Summary::of(&sections(&store, now()), now());
    let causes: Vec<_> = summary.lines.iter().filter(|line| matches!(line, Line::NotReadable(..))).collect();
    let [refused, offline] = causes.as_slice() else { panic!("{causes:?}") };
    assert_eq!(*refused, &Line::NotReadable(NotKnown::Refused, 3), "a VPP token has two rows");
    assert_eq!(*offline, &Line::NotReadable(NotKnown::Offline, 2));
}

#[test]
fn sections_have_the_names_that_styles_and_links_use() {
    let names = ["tenant", "licenses", "connectors", "serviceHealth", "environmentIssues", "news"];
    assert_eq!(SectionId::ALL.map(SectionId::as_str), names);
}

#[test]
fn every_section_tells_when_it_was_read_and_its_own_request_ids() {
    for section in SectionId::ALL {
        let mut store = complete(section);
        assert_eq!(sections(&store, now()).read_at(section), Some(now()), "{section:?}");
        for resource in needed(section) {
            store.failed(resource, errors()[1].0.clone());
        }
        let after = sections(&store, now());
        let others: Vec<_> =
            SectionId::ALL.into_iter().filter(|other| needed(*other).iter().all(|of| !needed(section).contains(of))).collect();
        assert_eq!(after.request_ids(section), ["r1"], "{section:?}");
        assert_eq!(after.read_at(section), Some(now()), "{section:?}: the last good data is as old as it is");
        for other in others {
            assert_eq!((after.read_at(other), after.request_ids(other).len()), (None, 0), "{other:?} beside {section:?}");
        }
    }
}

fn recorded(resource: Resource, kind: &str) -> Reply {
    let path = format!("tests/fixtures/{}/{kind}.json", resource.id());
    reply(resource, 200, &std::fs::read_to_string(path).unwrap())
}

#[test]
fn licences_show_when_their_subscriptions_renew() {
    let renewing =
        |store: &Store| licenses(store, now()).value.licenses.iter().filter(|license| !license.renewals.is_empty()).count();
    let mut store = Store::default();
    store.insert(&recorded(Resource::SubscribedSkus, "normal"));
    assert_eq!(renewing(&store), 0);
    store.insert(&recorded(Resource::CompanySubscriptions, "normal"));
    assert!(renewing(&store) > 0);
}

#[test]
fn the_overall_status_of_intune_is_that_of_intune() {
    let mut store = complete(SectionId::ServiceHealth);
    assert_eq!(service_health(&store, now()).value.overview, None);
    let body = r#"{"value": [{"service": "Exchange Online", "status": "serviceOperational"},
        {"service": "Microsoft Intune", "status": "serviceDegradation"}, {"service": "Microsoft Entra", "status": "investigating"}]}"#;
    store.insert(&reply(Resource::HealthOverviews, 200, body));
    let health = service_health(&store, now()).value;
    assert_eq!(health.overview.as_deref(), Some("serviceDegradation"));
    assert_eq!(health.related_overviews, [("Microsoft Entra".to_owned(), "investigating".to_owned())]);
}

#[test]
fn microsofts_other_verdict_stands_at_the_connector_that_it_is_about() {
    // Of every kind Microsoft says the same, so it differs where ours is another one.
    let told = |key: Option<&str>| {
        let mut store = complete(SectionId::Connectors);
        let keys: Vec<_> = KINDS.iter().map(|facts| facts.key).filter(|of| key.is_none_or(|key| key == *of)).collect();
        let items: Vec<_> = keys.iter().map(|key| format!(r#"{{"connectorName": "{key}", "status": "unhealthy"}}"#)).collect();
        store.insert(&reply(Resource::ConnectorStatus, 200, &format!(r#"{{"value": [{}]}}"#, items.join(","))));
        let rows = connectors(&store, now()).value;
        rows.iter().filter(|row| row.microsoft.is_some()).map(|row| row.kind.facts().key).collect::<Vec<_>>()
    };
    let all = told(None);
    assert!(all.len() > 1, "{all:?}");
    for key in all {
        assert_eq!(told(Some(key)), [key]);
    }
}

#[test]
fn a_connector_with_an_entry_that_cannot_be_read_is_read_in_part() {
    let mut store = complete(SectionId::Connectors);
    let all = connectors(&store, now());
    assert_eq!((all.state, all.readable, all.of), (SectionState::Ready, KINDS.len(), KINDS.len()));
    store.insert(&recorded(Resource::VppTokens, "items.odd"));
    let some = connectors(&store, now());
    // A VPP token has two rows.
    assert_eq!((some.state, some.readable, some.of), (SectionState::Partial, KINDS.len() - 2, KINDS.len()));
    store.failed(Resource::NdesConnectors, Error::Offline);
    assert_eq!(connectors(&store, now()).readable, KINDS.len() - 2, "the last good answer can still be read");
}
