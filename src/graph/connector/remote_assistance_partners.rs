//! Remote assistance (`TeamViewer`): `deviceManagement/remoteAssistancePartners`.
//!
//! Judged by its onboarding status: the date is that of the last use and says nothing about the connection. Not enabled: not
//! onboarded, or the list is empty.

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
    resource: Resource::RemoteAssistancePartners,
    kinds: &[ConnectorKind::RemoteAssistancePartner],
    read,
    not_enabled: no_error_proves,
};

const ONBOARDING_STATUS: Words = Words {
    list: "onboardingStatus",
    property: "onboardingStatus",
    known: &[
        ("onboarded", Meaning::AtBest(Health::Healthy)),
        ("onboarding", Meaning::AtBest(Health::Warning)),
        ("notOnboarded", Meaning::NotSetUp),
    ],
    other: NOT_GREEN,
};

fn read(_kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    Ok(list(body, member)?.into())
}

fn member(partner: &Object) -> Member {
    let mut member = Member {
        name: first_text(partner, &["displayName"]),
        last_sync: partner.when("lastConnectionDateTime"),
        ..blank(partner)
    };
    member.reported = ONBOARDING_STATUS.weigh(partner, &mut member.evidence);
    member
}
