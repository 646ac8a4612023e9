//! Device compliance partners: `deviceManagement/complianceManagementPartners`.
//!
//! Not enabled: terminated, unavailable, or onboarded for no platform. No green: rejected, unresponsive.

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
    graph::{
        catalogue::Resource,
        error::DecodeError,
        lenient::{self, Object},
    },
};

pub(super) static SOURCE: ConnectorSource = ConnectorSource {
    resource: Resource::ComplianceManagementPartners,
    kinds: &[ConnectorKind::ComplianceManagementPartner],
    read,
    not_enabled: no_error_proves,
};

const PARTNER_STATE: Words = Words {
    list: "partnerState",
    property: "partnerState",
    known: &[
        ("unknown", Meaning::Neutral),
        ("enabled", Meaning::Neutral),
        ("rejected", Meaning::AtBest(Health::Warning)),
        ("unresponsive", Meaning::AtBest(Health::Warning)),
        ("terminated", Meaning::NotSetUp),
        ("unavailable", Meaning::NotSetUp),
    ],
    other: NOT_GREEN,
};

fn read(_kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    Ok(list(body, member)?.into())
}

fn member(partner: &Object) -> Member {
    let mut member = Member { name: first_text(partner, &["displayName"]), ..blank(partner) };
    member.evidence.date = partner.when("lastHeartbeatDateTime");
    member.reported = PARTNER_STATE.weigh(partner, &mut member.evidence);
    if serves_no_platform(partner) {
        member.evidence.not_enabled = Some(NotEnabled::Single);
    }
    member
}

/// Whether the flags prove it: one that cannot be read may be a yes, and where there is none nothing is proven.
fn serves_no_platform(partner: &Object) -> bool {
    let flags = ["androidOnboarded", "iosOnboarded", "linuxOnboarded", "macOsOnboarded"];
    let flags: Vec<_> = flags.into_iter().filter_map(|flag| partner.get(flag)).map(|flag| lenient::flag(flag.get())).collect();
    !flags.is_empty() && flags.iter().all(|flag| *flag == Some(false))
}
