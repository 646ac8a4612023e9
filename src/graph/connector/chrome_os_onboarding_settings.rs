//! Chrome Enterprise: `deviceManagement/chromeOSOnboardingSettings` (beta).
//!
//! Not enabled: the list is empty, or it is being taken off. No green: the onboarding failed.

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
    resource: Resource::ChromeOsOnboardingSettings,
    kinds: &[ConnectorKind::ChromebookLastDirectorySync],
    read,
    not_enabled: no_error_proves,
};

const ONBOARDING_STATUS: Words = Words {
    list: "onboardingStatus",
    property: "onboardingStatus",
    known: &[
        ("unknown", Meaning::Neutral),
        ("inprogress", Meaning::Neutral),
        ("onboarded", Meaning::Neutral),
        ("failed", Meaning::AtBest(Health::Warning)),
        ("offboarding", Meaning::NotSetUp),
    ],
    other: NOT_GREEN,
};

fn read(_kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    Ok(list(body, member)?.into())
}

fn member(onboarding: &Object) -> Member {
    let mut member = Member { account: first_text(onboarding, &["ownerUserPrincipalName"]), ..blank(onboarding) };
    member.evidence.date = onboarding.when("lastDirectorySyncDateTime");
    member.evidence.set_up_at = onboarding.when("lastModifiedDateTime");
    member.reported = ONBOARDING_STATUS.weigh(onboarding, &mut member.evidence);
    member
}
