//! Jamf Pro: the entries of `deviceManagement/deviceManagementPartners` whose name says so.
//!
//! Not enabled: no such entry, `isConfigured` is `false`, or it is terminated or unavailable. No green: rejected, unresponsive.

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
        health::{Health, NotEnabled},
    },
    graph::{catalogue::Resource, error::DecodeError, lenient::Object},
};

pub(super) static SOURCE: ConnectorSource = ConnectorSource {
    resource: Resource::DeviceManagementPartners,
    kinds: &[ConnectorKind::JamfLastSync],
    read,
    not_enabled: no_error_proves,
};

const PARTNER_STATE: Words = Words {
    list: "partnerState",
    property: "partnerState",
    known: &[
        ("unknown", Meaning::Neutral),
        ("enabled", Meaning::Neutral),
        ("rejected", Meaning::AtBest(Health::Unhealthy)),
        ("unresponsive", Meaning::AtBest(Health::Warning)),
        ("terminated", Meaning::NotSetUp),
        ("unavailable", Meaning::NotSetUp),
    ],
    other: NOT_GREEN,
};

fn read(_kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    let mut partners = list(body, member)?;
    // An entry that cannot be read, or has no name, may be Jamf's.
    partners.members.retain(|partner| partner.unreadable.is_some() || partner.name.as_deref().is_some_and(is_jamf));
    Ok(partners.into())
}

fn member(partner: &Object) -> Member {
    let mut member = Member { name: first_text(partner, &["displayName"]), ..blank(partner) };
    member.evidence.date = partner.when("lastHeartbeatDateTime");
    member.reported = PARTNER_STATE.weigh(partner, &mut member.evidence);
    if partner.flag("isConfigured") == Some(false) {
        member.evidence.not_enabled = Some(NotEnabled::Single);
    }
    if member.name.is_none() && member.evidence.not_enabled.is_none() {
        member.unreadable = Some("it has no name, so nobody knows whose it is".to_owned());
    }
    member
}

fn is_jamf(name: &str) -> bool {
    name.to_ascii_lowercase().contains("jamf")
}
