//! Apple VPP tokens: `deviceAppManagement/vppTokens`, two kinds (expiry and last sync). The reference for a resource that is a list.
//!
//! Not enabled: the list is empty. No green: a state other than `valid`; for the last sync also a failed last attempt, because
//! the date is that of the attempt.

use serde_json::value::RawValue;

use super::{
    ConnectorSource,
    list::{blank, first_text, list},
    no_error_proves,
    words::{Meaning, NOT_GREEN, Words},
};
use crate::{
    domain::{
        connector::{ConnectorKind, Known, Member},
        health::Health,
    },
    graph::{catalogue::Resource, error::DecodeError, lenient::Object},
};

pub(super) static SOURCE: ConnectorSource = ConnectorSource {
    resource: Resource::VppTokens,
    kinds: &[ConnectorKind::VppTokenExpiration, ConnectorKind::VppTokenLastSync],
    read,
    not_enabled: no_error_proves,
};

/// For its expiry a token that Apple or another MDM took away is as good as expired, whatever its date.
const STATE_OF_EXPIRY: Words = Words {
    list: "vppState",
    property: "state",
    known: &[
        ("unknown", Meaning::Neutral),
        ("valid", Meaning::Neutral),
        ("expired", Meaning::AtBest(Health::Unhealthy)),
        ("invalid", Meaning::AtBest(Health::Unhealthy)),
        ("assignedToExternalMDM", Meaning::AtBest(Health::Unhealthy)),
        ("duplicateLocationId", Meaning::AtBest(Health::Warning)),
    ],
    other: NOT_GREEN,
};

const STATE_OF_SYNC: Words = Words {
    known: &[
        ("unknown", Meaning::Neutral),
        ("valid", Meaning::Neutral),
        ("expired", Meaning::AtBest(Health::Warning)),
        ("invalid", Meaning::AtBest(Health::Warning)),
        ("assignedToExternalMDM", Meaning::AtBest(Health::Warning)),
        ("duplicateLocationId", Meaning::AtBest(Health::Warning)),
    ],
    ..STATE_OF_EXPIRY
};

const SYNC_STATUS: Words = Words {
    list: "syncStatus",
    property: "lastSyncStatus",
    known: &[
        ("none", Meaning::Neutral),
        ("inProgress", Meaning::Neutral),
        ("completed", Meaning::Neutral),
        ("failed", Meaning::AttemptFailed),
    ],
    other: NOT_GREEN,
};

fn read(kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    let member = if kind == ConnectorKind::VppTokenExpiration { expiry } else { last_sync };
    Ok(list(body, member)?.into())
}

fn expiry(token: &Object) -> Member {
    let mut member = common(token);
    member.evidence.date = token.when("expirationDateTime");
    member.last_sync = token.when("lastSyncDateTime");
    member.reported = STATE_OF_EXPIRY.weigh(token, &mut member.evidence);
    member
}

fn last_sync(token: &Object) -> Member {
    let mut member = common(token);
    member.evidence.date = token.when("lastSyncDateTime");
    member.evidence.set_up_at = token.when("lastModifiedDateTime");
    member.expires = token.when("expirationDateTime");
    member.reported = STATE_OF_SYNC.weigh(token, &mut member.evidence);
    SYNC_STATUS.weigh(token, &mut member.evidence);
    member
}

fn common(token: &Object) -> Member {
    Member {
        name: first_text(token, &["displayName", "locationName", "organizationName"]),
        account: first_text(token, &["appleId"]),
        ..blank(token)
    }
}
