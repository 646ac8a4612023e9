//! Connectors: the kinds, their members, the group's status and the order of the page.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    health::{self, Change, Evidence, Family, Health, Moment, NotEnabled, NotKnown, SYNC_UNHEALTHY, Verdict},
    when::When,
};

/// Every kind of connector, in Microsoft's official order, then ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConnectorKind {
    /// Apple MDM push certificate.
    ApplePushNotificationServiceExpiration,
    /// Apple VPP token: expiry.
    VppTokenExpiration,
    /// Apple VPP token: last sync.
    VppTokenLastSync,
    /// Windows Autopilot: last sync.
    WindowsAutopilotLastSync,
    /// Microsoft Store for Business (retired).
    WindowsStoreForBusinessLastSync,
    /// Jamf Pro.
    JamfLastSync,
    /// Certificate connector (NDES).
    NdesConnectorLastConnection,
    /// Apple enrollment program token: expiry.
    AppleDepExpiration,
    /// Apple enrollment program token: last sync.
    AppleDepLastSync,
    /// Exchange on-premises connector (retired).
    OnPremConnectorLastSync,
    /// Managed Google Play: app sync.
    GooglePlayAppLastSync,
    /// Managed Google Play: connection, judged by its bind status.
    GooglePlayConnector,
    /// Microsoft Defender for Endpoint.
    WindowsDefenderAtpConnectorLastHeartbeat,
    /// Mobile Threat Defense partners.
    MobileThreatDefenceConnectorLastHeartbeat,
    /// Chrome Enterprise: directory sync.
    ChromebookLastDirectorySync,
    /// Intune Connector for Active Directory (not on the official page).
    DomainJoinConnector,
    /// TeamViewer (not on the official page), judged by its onboarding state.
    RemoteAssistancePartner,
    /// Device compliance partners (not on the official page).
    ComplianceManagementPartner,
}

/// What is fixed for a kind.
#[derive(Debug, Clone, Copy)]
pub struct KindFacts {
    /// The kind.
    pub kind: ConnectorKind,
    /// The key: Microsoft's `connectorName` for its own fifteen, ours for the rest. In links, attributes and locale files.
    pub key: &'static str,
    /// What it is judged by.
    pub family: Family,
    /// The property that is judged.
    pub field: &'static str,
    /// 1: a whole platform stops; 2: enrolment, apps or certificates stop; 3: protection or inventory is blind; 4: retired.
    pub weight: u8,
    /// For a retired kind the day (UTC) on which the service ended.
    pub ended: Option<&'static str>,
    /// Whether the date is one of contact rather than of synchronisation.
    pub is_heartbeat: bool,
}

use ConnectorKind as K;
use Family::{Connection, Credential, State};

/// The table of kinds, in the official order.
pub const KINDS: [KindFacts; 18] = [
    kind(
        K::ApplePushNotificationServiceExpiration,
        "applePushNotificationServiceExpirationDateTime",
        Credential,
        "expirationDateTime",
        1,
    ),
    kind(K::VppTokenExpiration, "vppTokenExpirationDateTime", Credential, "expirationDateTime", 2),
    kind(K::VppTokenLastSync, "vppTokenLastSyncDateTime", Connection, "lastSyncDateTime", 2),
    kind(K::WindowsAutopilotLastSync, "windowsAutopilotLastSyncDateTime", Connection, "lastSyncDateTime", 2),
    KindFacts {
        ended: Some("2023-04-30"),
        ..kind(
            K::WindowsStoreForBusinessLastSync,
            "windowsStoreForBusinessLastSyncDateTime",
            Connection,
            "microsoftStoreForBusinessLastSuccessfulSyncDateTime",
            4,
        )
    },
    heartbeat(K::JamfLastSync, "jamfLastSyncDateTime", "lastHeartbeatDateTime", 3),
    heartbeat(K::NdesConnectorLastConnection, "ndesConnectorLastConnectionDateTime", "lastConnectionDateTime", 2),
    kind(K::AppleDepExpiration, "appleDepExpirationDateTime", Credential, "tokenExpirationDateTime", 2),
    kind(K::AppleDepLastSync, "appleDepLastSyncDateTime", Connection, "lastSuccessfulSyncDateTime", 2),
    KindFacts {
        ended: Some("2024-01-15"),
        ..kind(K::OnPremConnectorLastSync, "onPremConnectorLastSyncDateTime", Connection, "lastSyncDateTime", 4)
    },
    kind(K::GooglePlayAppLastSync, "googlePlayAppLastSyncDateTime", Connection, "lastAppSyncDateTime", 2),
    kind(K::GooglePlayConnector, "googlePlayConnectorLastModifiedDateTime", State, "bindStatus", 1),
    heartbeat(
        K::WindowsDefenderAtpConnectorLastHeartbeat,
        "windowsDefenderATPConnectorLastHeartbeatDateTime",
        "lastHeartbeatDateTime",
        3,
    ),
    heartbeat(
        K::MobileThreatDefenceConnectorLastHeartbeat,
        "mobileThreatDefenceConnectorLastHeartbeatDateTime",
        "lastHeartbeatDateTime",
        3,
    ),
    kind(K::ChromebookLastDirectorySync, "chromebookLastDirectorySyncDateTime", Connection, "lastDirectorySyncDateTime", 3),
    heartbeat(K::DomainJoinConnector, "domainJoinConnector", "lastConnectionDateTime", 2),
    kind(K::RemoteAssistancePartner, "remoteAssistancePartner", State, "onboardingStatus", 3),
    heartbeat(K::ComplianceManagementPartner, "complianceManagementPartner", "lastHeartbeatDateTime", 3),
];

const fn kind(kind: K, key: &'static str, family: Family, field: &'static str, weight: u8) -> KindFacts {
    KindFacts { kind, key, family, field, weight, ended: None, is_heartbeat: false }
}

const fn heartbeat(kind_of: K, key: &'static str, field: &'static str, weight: u8) -> KindFacts {
    KindFacts { is_heartbeat: true, ..kind(kind_of, key, Connection, field, weight) }
}

impl ConnectorKind {
    /// What is fixed for this kind.
    pub fn facts(self) -> &'static KindFacts {
        &KINDS[self as usize]
    }

    /// The kind with this key; keys are case-sensitive.
    pub fn from_key(key: &str) -> Option<Self> {
        KINDS.iter().find(|facts| facts.key == key).map(|facts| facts.kind)
    }

    /// The key (see [`KindFacts::key`]).
    pub fn key(self) -> &'static str {
        self.facts().key
    }

    /// Whether the service behind it has ended.
    pub fn is_retired(self) -> bool {
        self.facts().ended.is_some()
    }
}

/// A value as it came and the list of words (in the locale files) that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The list of words, for example `vppState`.
    pub field: &'static str,
    /// The value as it came.
    pub value: String,
}

/// One certificate, token, server or partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Graph's id, or the resource id of a singleton.
    pub id: String,
    /// The name people gave it.
    pub name: Option<String>,
    /// The Apple or Google account it belongs to.
    pub account: Option<String>,
    /// The state that Intune reports.
    pub reported: Option<Reported>,
    /// The version of the installed software.
    pub version: Option<String>,
    /// The last synchronisation of a credential, or the last use; a fact to show, not to judge.
    pub last_sync: Option<When>,
    /// The expiry of the token behind a connection; a fact to show, not to judge.
    pub expires: Option<When>,
    /// What its status is judged from.
    pub evidence: Evidence,
    /// Set when this item of the answer could not be read at all.
    pub unreadable: Option<String>,
}

/// What Graph told about one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The members. `incomplete`: there are more than the answer holds.
    Members {
        /// All that the answer holds.
        members: Vec<Member>,
        /// Whether there are more.
        incomplete: bool,
    },
    /// Proven not to be set up.
    NotEnabled(NotEnabled),
    /// Nothing is known.
    NotKnown(NotKnown),
}

/// Microsoft's own verdict (`deviceManagement/connectorStatus`), where it differs from ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MicrosoftStatus {
    /// Its status: never [`Health::NotEnabled`].
    pub health: Health,
    /// When it was found.
    pub at: Option<DateTime<Utc>>,
}

/// A member with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedMember {
    /// The member.
    pub member: Member,
    /// Its verdict.
    pub verdict: Verdict,
}

/// A row of the page: all members of one kind, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connector {
    /// The kind.
    pub kind: ConnectorKind,
    /// The verdict of the row: that of the deciding member, or of the kind where there is none.
    pub verdict: Verdict,
    /// The members, worst first. The first one decided.
    pub members: Vec<JudgedMember>,
    /// How many members say what the first one says (the "1" of "1 of 3").
    pub deciding: usize,
    /// How many members other than the deciding ones could not be judged.
    pub not_judged: usize,
    /// Whether the answer holds fewer members than there are.
    pub incomplete: bool,
    /// The first change of the row as a whole.
    pub next_change: Option<Change>,
    /// Microsoft's own verdict, where it differs.
    pub microsoft: Option<MicrosoftStatus>,
    /// When the data was read.
    pub read_at: Option<DateTime<Utc>>,
}

impl Connector {
    /// The status of the row.
    pub fn health(&self) -> Health {
        self.verdict.health
    }

    /// Whether somebody has to act: unhealthy or warning, and not retired.
    pub fn needs_action(&self) -> bool {
        self.health().needs_action() && !self.kind.is_retired()
    }
}

/// Judges all that is known about one kind. The worst member decides; members that are not enabled count only if no member is.
pub fn connector(kind: ConnectorKind, known: Known, moment: Moment) -> Connector {
    let facts = kind.facts();
    let (members, incomplete) = match known {
        Known::Members { members, incomplete } if !members.is_empty() => (members, incomplete),
        Known::Members { incomplete: false, .. } => {
            return without_members(kind, health::not_enabled(facts.family, facts.field, NotEnabled::List, moment.now), moment);
        }
        // An empty first page of a longer list proves nothing.
        Known::Members { .. } => {
            return without_members(kind, health::not_known(facts.family, facts.field, NotKnown::Missing, moment.now), moment);
        }
        Known::NotEnabled(how) => {
            return without_members(kind, health::not_enabled(facts.family, facts.field, how, moment.now), moment);
        }
        Known::NotKnown(why) => {
            return without_members(kind, health::not_known(facts.family, facts.field, why, moment.now), moment);
        }
    };
    let next_change = next_change(facts, &members, moment);
    let mut members: Vec<_> = members.into_iter().map(|member| judged(facts, member, moment)).collect();
    members.sort_by_cached_key(|judged| (judged.verdict.health, by_date(&judged.verdict), judged.member.name.clone()));

    let mut verdict = members[0].verdict.clone();
    let deciding = members.iter().take_while(|judged| judged.verdict.health == verdict.health).count();
    let mut not_judged = members.iter().filter(|judged| judged.verdict.health == Health::Unknown).count();
    if verdict.health == Health::Unknown {
        not_judged = 0;
    } else if incomplete && !verdict.health.needs_action() {
        // The members that are not in the answer may be the worst.
        verdict = health::not_known(facts.family, facts.field, NotKnown::Missing, moment.now);
    }
    Connector { deciding, not_judged, incomplete, next_change, members, ..without_members(kind, verdict, moment) }
}

/// The row of one kind, with Microsoft's own verdict where it differs.
///
/// It is worth saying only if both are about something that is set up and ours has stood for more than an hour: Microsoft's list
/// lags behind, and every edge would be noise.
pub fn cross_checked(mut connector: Connector, microsoft: Option<MicrosoftStatus>) -> Connector {
    let comparable = |health| matches!(health, Health::Healthy | Health::Warning | Health::Unhealthy);
    connector.microsoft = microsoft
        .filter(|theirs| comparable(theirs.health) && comparable(connector.health()) && theirs.health != connector.health())
        .filter(|_| has_stood(&connector));
    connector
}

/// The connectors in the order of the page: worst first, then by weight, by date and in the official order.
pub fn worst_first(connectors: &mut [Connector]) {
    connectors.sort_by_key(|connector| {
        (connector.health(), connector.kind.facts().weight, by_date(&connector.verdict), connector.kind)
    });
}

fn without_members(kind: ConnectorKind, verdict: Verdict, moment: Moment) -> Connector {
    Connector {
        kind,
        verdict,
        members: Vec::new(),
        deciding: 0,
        not_judged: 0,
        incomplete: false,
        next_change: None,
        microsoft: None,
        read_at: moment.read_at,
    }
}

fn judged(facts: &KindFacts, member: Member, moment: Moment) -> JudgedMember {
    let verdict = match &member.unreadable {
        Some(problem) => health::not_known(facts.family, facts.field, NotKnown::Unreadable(problem.clone()), moment.now),
        None => health::judge(facts.family, facts.field, &member.evidence, moment),
    };
    JudgedMember { member, verdict }
}

/// The first instant at which the worst member is another status: one pass over the changes of all members, in order.
fn next_change(facts: &KindFacts, members: &[Member], moment: Moment) -> Option<Change> {
    let mut counts = [0_usize; Health::ALL.len()];
    let mut changes = Vec::new();
    for member in members {
        if member.unreadable.is_some() {
            counts[Health::Unknown as usize] += 1;
            continue;
        }
        let (mut from, later) = health::course(facts.family, &member.evidence, moment);
        counts[from as usize] += 1;
        for change in later {
            changes.push((change.at, from, change.to));
            from = change.to;
        }
    }
    let worst = |counts: &[usize]| Health::ALL.into_iter().find(|health| counts[*health as usize] > 0);
    let now = worst(&counts)?;
    changes.sort_by_key(|(at, ..)| *at);
    let mut changes = changes.into_iter().peekable();
    while let Some((at, from, to)) = changes.next() {
        counts[from as usize] -= 1;
        counts[to as usize] += 1;
        let is_last_of_instant = changes.peek().is_none_or(|next| next.0 != at);
        if let Some(to) = worst(&counts).filter(|worst| is_last_of_instant && *worst != now) {
            return Some(Change { at, to });
        }
    }
    None
}

/// Whether the status of the row was the same an hour before it was judged, and nothing has synchronised since.
fn has_stood(connector: &Connector) -> bool {
    let facts = connector.kind.facts();
    let earlier = connector.verdict.judged_at - TimeDelta::hours(1);
    let moment = Moment { now: earlier, read_at: Some(earlier) };
    let was = connector
        .members
        .iter()
        .filter(|judged| judged.member.unreadable.is_none())
        .map(|judged| health::course(facts.family, &judged.member.evidence, moment).0)
        .min();
    let synchronised_since = facts.family != Family::Credential && connector.verdict.at.is_some_and(|at| at > earlier);
    was == Some(connector.health()) && !synchronised_since
}

/// Within a status: unhealthy the oldest first, warning the one that turns unhealthy first, healthy the one that changes first.
fn by_date(verdict: &Verdict) -> DateTime<Utc> {
    let turns_unhealthy = |at: DateTime<Utc>| match verdict.family {
        Family::Credential => Some(at),
        Family::Connection | Family::State => at.checked_add_signed(SYNC_UNHEALTHY),
    };
    match verdict.health {
        Health::Unhealthy => verdict.at.unwrap_or(DateTime::<Utc>::MIN_UTC),
        Health::Warning => verdict.at.and_then(turns_unhealthy).unwrap_or(DateTime::<Utc>::MAX_UTC),
        Health::Healthy => verdict.next_change.map_or(DateTime::<Utc>::MAX_UTC, |change| change.at),
        Health::Unknown | Health::NotEnabled => DateTime::<Utc>::MAX_UTC,
    }
}
