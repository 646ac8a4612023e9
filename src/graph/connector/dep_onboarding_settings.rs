//! Apple enrolment program tokens: `deviceManagement/depOnboardingSettings` (beta), two kinds (expiry and last sync).
//!
//! Not enabled: the list is empty. The date is that of the last *successful* sync, so an error of the last attempt is a note.

use serde_json::value::RawValue;

use super::{
    ConnectorSource,
    list::{blank, first_text, list},
    no_error_proves,
};
use crate::{
    domain::{
        connector::{ConnectorKind, Known, Member},
        health::Note,
    },
    graph::{catalogue::Resource, error::DecodeError, lenient::Object},
};

pub(super) static SOURCE: ConnectorSource = ConnectorSource {
    resource: Resource::DepOnboardingSettings,
    kinds: &[ConnectorKind::AppleDepExpiration, ConnectorKind::AppleDepLastSync],
    read,
    not_enabled: no_error_proves,
};

/// The error code that says that Apple's terms have changed and nobody accepted them yet. The other codes are not documented.
const APPLE_TERMS: i64 = 3;

fn read(kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    let member = if kind == ConnectorKind::AppleDepExpiration { expiry } else { last_sync };
    Ok(list(body, member)?.into())
}

fn expiry(token: &Object) -> Member {
    let mut member = common(token);
    member.evidence.date = token.when("tokenExpirationDateTime");
    member.last_sync = token.when("lastSuccessfulSyncDateTime");
    member
}

fn last_sync(token: &Object) -> Member {
    let mut member = common(token);
    member.evidence.date = token.when("lastSuccessfulSyncDateTime");
    member.evidence.set_up_at = token.when("lastModifiedDateTime");
    member.expires = token.when("tokenExpirationDateTime");
    match token.number("lastSyncErrorCode") {
        None | Some(0) => {}
        Some(APPLE_TERMS) => member.evidence.notes.push(Note::AppleTerms),
        Some(code) => member.evidence.notes.push(Note::SyncError(code)),
    }
    member
}

fn common(token: &Object) -> Member {
    Member { name: first_text(token, &["tokenName"]), account: first_text(token, &["appleIdentifier"]), ..blank(token) }
}
