//! Managed Google Play: `deviceManagement/androidManagedStoreAccountEnterpriseSettings` (beta), a single object, two kinds (app sync
//! and connection).
//!
//! Not enabled: not bound. The connection is judged by its bind status alone. No green for the app sync: the last attempt failed.

use serde_json::value::RawValue;

use super::{
    ConnectorSource,
    list::{blank_single, first_text, singleton},
    no_error_proves,
    words::{Meaning, NOT_GREEN, Words},
};
use crate::{
    domain::{
        connector::{ConnectorKind, Known, Member},
        health::Health,
    },
    graph::{catalogue::Resource, error::DecodeError, page},
};

pub(super) static SOURCE: ConnectorSource = ConnectorSource {
    resource: Resource::AndroidManagedStoreAccountEnterpriseSettings,
    kinds: &[ConnectorKind::GooglePlayAppLastSync, ConnectorKind::GooglePlayConnector],
    read,
    not_enabled: no_error_proves,
};

const BIND_STATUS_OF_CONNECTION: Words = Words {
    list: "bindStatus",
    property: "bindStatus",
    known: &[
        ("boundAndValidated", Meaning::AtBest(Health::Healthy)),
        ("bound", Meaning::AtBest(Health::Warning)),
        ("unbinding", Meaning::AtBest(Health::Unhealthy)),
        ("notBound", Meaning::NotSetUp),
    ],
    other: NOT_GREEN,
};

const BIND_STATUS_OF_SYNC: Words =
    Words { known: &[("notBound", Meaning::NotSetUp)], other: Meaning::Neutral, ..BIND_STATUS_OF_CONNECTION };

const APP_SYNC_STATUS: Words = Words {
    list: "appSyncStatus",
    property: "lastAppSyncStatus",
    known: &[("success", Meaning::Neutral), ("none", Meaning::Neutral)],
    other: Meaning::AttemptFailed,
};

fn read(kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    let store = page::single(body)?;
    let mut member = Member {
        name: first_text(&store, &["ownerOrganizationName"]),
        account: first_text(&store, &["ownerUserPrincipalName"]),
        ..blank_single(SOURCE.resource)
    };
    let modified = store.when("lastModifiedDateTime");
    let synchronised = store.when("lastAppSyncDateTime");
    if kind == ConnectorKind::GooglePlayConnector {
        member.evidence.date = modified;
        member.last_sync = synchronised;
        member.reported = BIND_STATUS_OF_CONNECTION.weigh(&store, &mut member.evidence);
    } else {
        member.evidence.date = synchronised;
        member.evidence.set_up_at = modified;
        BIND_STATUS_OF_SYNC.weigh(&store, &mut member.evidence);
        member.reported = APP_SYNC_STATUS.weigh(&store, &mut member.evidence);
    }
    Ok(singleton(member))
}
