//! Mobile threat defence: `deviceManagement/mobileThreatDefenseConnectors`, two kinds (Microsoft Defender for Endpoint, told by its
//! id, and all other partners). The entries have no name: their id is the partner.
//!
//! Not enabled: no such entry in a complete list, or unavailable or not set up. No green: unresponsive, error.

use serde_json::value::RawValue;

use super::{
    ConnectorSource,
    list::{blank, list},
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
    resource: Resource::MobileThreatDefenseConnectors,
    kinds: &[ConnectorKind::WindowsDefenderAtpConnectorLastHeartbeat, ConnectorKind::MobileThreatDefenceConnectorLastHeartbeat],
    read,
    not_enabled: no_error_proves,
};

const PARTNER_STATE: Words = Words {
    list: "partnerState",
    property: "partnerState",
    known: &[
        ("available", Meaning::Neutral),
        ("enabled", Meaning::Neutral),
        ("unresponsive", Meaning::AtBest(Health::Warning)),
        ("error", Meaning::AtBest(Health::Warning)),
        ("unavailable", Meaning::NotSetUp),
        ("notSetUp", Meaning::NotSetUp),
    ],
    other: NOT_GREEN,
};

const DEFENDER: &str = "fc780465-2017-40d4-a0c5-307022471b92";

/// The partners by the end of their id, in lower case: of one the first group is not known for sure.
const PARTNERS: &[(&str, &str)] = &[
    ("08a8455c-48dd-45ff-ad82-7211355354f3", "Zimperium"),
    ("1f58d6d2-02cc-4c80-b008-1bfe7396a10a", "Jamf Trust"),
    ("28fd67fd-b179-4629-a8b0-dad420b697c7", "Symantec Endpoint Protection"),
    ("29ee2d98-e795-475f-a0f8-0802dc3384a9", "CrowdStrike Falcon"),
    ("2c7790de-8b02-4814-85cf-e0c59380dee8", "Lookout for Work"),
    ("4928f0f6-2660-4f69-b4c5-5170ec921f7b", "Trend Micro"),
    ("860d3ab4-8fd1-45f5-89cd-ecf51e4f92e5", "BETTER Mobile"),
    ("870b252b-0ef0-4707-8847-50fc571472b3", "Sophos"),
    ("8d0ed095-8191-4bd3-8a41-953b22d51ff7", "Pradeo"),
    ("a447eca6-a986-4d3f-9838-5862bf50776c", "CylancePROTECT"),
    ("bb13fe25-ce1f-45aa-b278-cabbc6b9072e", "SentinelOne"),
    ("c2b688fe-48c0-464b-a89c-67041aa8fcb2", "Windows Security Center"),
    ("d3ddeae8-441f-4681-b80f-aef644f7195a", "Check Point Harmony Mobile"),
    ("fc06ff9b-e2f9-4221-9a68-465684ee8662", "iVerify"),
    (DEFENDER, "Microsoft Defender for Endpoint"),
    ("-ffec-4dfc-9816-db65f34c7cb9", "Trellix"),
];

fn read(kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    let mut partners = list(body, member)?;
    if kind == ConnectorKind::WindowsDefenderAtpConnectorLastHeartbeat {
        if partners.members.iter().any(is_defender) {
            // There is one Defender: what else could be read, or could not, is not about it.
            partners.members.retain(is_defender);
            partners.incomplete = false;
        } else {
            partners.members.retain(|partner| partner.unreadable.is_some());
        }
    } else {
        partners.members.retain(|partner| !is_defender(partner));
    }
    Ok(partners.into())
}

fn member(partner: &Object) -> Member {
    let mut member = blank(partner);
    if member.id.is_empty() {
        member.unreadable = Some("it has no id, so nobody knows whose it is".to_owned());
        return member;
    }
    let id = member.id.to_ascii_lowercase();
    member.name = PARTNERS.iter().find(|(known, _)| id.ends_with(known)).map(|(_, name)| (*name).to_owned());
    member.evidence.date = partner.when("lastHeartbeatDateTime");
    member.reported = PARTNER_STATE.weigh(partner, &mut member.evidence);
    member
}

fn is_defender(partner: &Member) -> bool {
    partner.id.eq_ignore_ascii_case(DEFENDER)
}
