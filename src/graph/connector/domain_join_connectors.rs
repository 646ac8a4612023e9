//! Intune Connector for Active Directory: `deviceManagement/domainJoinConnectors` (beta).
//!
//! Not enabled: the list is empty. No green: no contact for an hour (error) or for five days (inactive), or a version that
//! Microsoft no longer supports.

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
        health::{Health, Limit, Reason},
    },
    graph::{catalogue::Resource, error::DecodeError, lenient::Object},
};

pub(super) static SOURCE: ConnectorSource = ConnectorSource {
    resource: Resource::DomainJoinConnectors,
    kinds: &[ConnectorKind::DomainJoinConnector],
    read,
    not_enabled: no_error_proves,
};

const STATE: Words = Words {
    list: "connectorState",
    property: "state",
    known: &[
        ("active", Meaning::Neutral),
        ("error", Meaning::AtBest(Health::Warning)),
        ("inactive", Meaning::AtBest(Health::Unhealthy)),
    ],
    other: NOT_GREEN,
};

/// The first version that does not need a domain administrator's rights. Older ones can no longer enrol devices.
pub const FIRST_SUPPORTED_VERSION: &str = "6.2501.2000.5";

type Version = [u32; 4];

fn read(_kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    Ok(list(body, member)?.into())
}

fn member(connector: &Object) -> Member {
    let mut member = Member {
        name: first_text(connector, &["displayName"]),
        version: first_text(connector, &["version"]),
        ..blank(connector)
    };
    member.evidence.date = connector.when("lastConnectionDateTime");
    member.reported = STATE.weigh(connector, &mut member.evidence);
    if let Some(version) = member.version.as_deref().filter(|version| is_outdated(version)) {
        let reason = Reason::OutdatedVersion(version.to_owned());
        member.evidence.limits.push(Limit { at_best: Health::Warning, reason, field: "version" });
    }
    member
}

fn is_outdated(version: &str) -> bool {
    parse(version).is_some_and(|version| Some(version) < parse(FIRST_SUPPORTED_VERSION))
}

/// Up to four numbers, the missing ones zero; `None` where it is no version.
fn parse(version: &str) -> Option<Version> {
    let mut numbers = Version::default();
    for (number, part) in numbers.iter_mut().zip(version.split('.')) {
        *number = part.parse().ok()?;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(version: &str, outdated: bool) {
        assert_eq!(is_outdated(version), outdated, "{version}");
    }

    #[test]
    fn a_version_is_outdated_below_6_2501_2000_5() {
        check("6.2501.2000.4", true);
        check("6.2501.2000.5", false);
        check("6.2501.2000", true);
        check("6.2501.2001", false);
        check("6.999.9999.99", true);
        check("6.10000", false);
        check("5.9999.0.0", true);
        check("10.0", false);
        check("6.2501.2000.5.0", false);
    }

    #[test]
    fn what_is_no_version_is_not_outdated() {
        for version in ["", "Version value", "6.2501-beta", "6..1", ".", "99999999999.1"] {
            check(version, false);
        }
    }
}
