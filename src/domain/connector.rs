//! Connectors: the kinds, their members, the group's status and the order of the page.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    health::{
        self, Change, Evidence, Family, Health, Moment, NotEnabled, NotKnown, Reason, SET_UP_GRACE, SYNC_UNHEALTHY, SYNC_WARNING,
        TICK, Verdict,
    },
    order,
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

/// One certificate, token, server or partner. By default nothing is known about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    /// How many members say what the first one says (the "1" of "1 of 3"); 0 where no member decided, because one that is
    /// not in the answer may be worse.
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
    let (mut members, courses): (Vec<_>, Vec<_>) = members.into_iter().map(|member| judged(facts, member, moment)).unzip();
    let next_change = next_change(courses, incomplete);
    order::sort_by_key(&mut members, |judged| {
        (judged.verdict.health, by_date(&judged.verdict, Some(&judged.member)), judged.member.name.clone())
    });

    let mut verdict = members[0].verdict.clone();
    let mut deciding = members.iter().take_while(|judged| judged.verdict.health == verdict.health).count();
    let mut not_judged = members.iter().filter(|judged| judged.verdict.health == Health::Unknown).count();
    if verdict.health == Health::Unknown {
        not_judged = 0;
    } else if row_health(verdict.health, incomplete) != verdict.health {
        deciding = 0;
        verdict = health::not_known(facts.family, facts.field, NotKnown::Missing, moment.now);
    }
    Connector { members, deciding, not_judged, incomplete, next_change, ..without_members(kind, verdict, moment) }
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
    order::sort_by_key(connectors, |connector| {
        let date = by_date(&connector.verdict, connector.members.first().map(|first| &first.member));
        (connector.health(), connector.kind.facts().weight, date, connector.kind)
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

/// A member with its verdict, and its status with every change to come.
fn judged(facts: &KindFacts, member: Member, moment: Moment) -> (JudgedMember, Course) {
    let (verdict, changes) = match &member.unreadable {
        Some(problem) => {
            let why = NotKnown::Unreadable(problem.clone());
            (health::not_known(facts.family, facts.field, why, moment.now), Vec::new())
        }
        None => health::judge_with_course(facts.family, facts.field, &member.evidence, moment),
    };
    let course = (verdict.health, changes);
    (JudgedMember { member, verdict }, course)
}

/// A status and every change to come, in order.
type Course = (Health, Vec<Change>);

/// What the worst member says about the row: with members missing from the answer it is proof of trouble, never of its absence.
fn row_health(worst: Health, incomplete: bool) -> Health {
    if incomplete && !worst.needs_action() { Health::Unknown } else { worst }
}

/// The first instant at which the row is another status: one pass over the changes of all members, in order.
fn next_change(courses: Vec<Course>, incomplete: bool) -> Option<Change> {
    let mut counts = [0_usize; Health::ALL.len()];
    let mut changes = Vec::new();
    for (mut from, later) in courses {
        counts[from as usize] += 1;
        for change in later {
            changes.push((change.at, from, change.to));
            from = change.to;
        }
    }
    let of_row = |counts: &[usize]| {
        let worst = Health::ALL.into_iter().find(|health| counts[*health as usize] > 0)?;
        Some(row_health(worst, incomplete))
    };
    let now = of_row(&counts)?;
    order::sort_by_key(&mut changes, |(at, ..)| *at);
    let mut changes = changes.into_iter().peekable();
    while let Some((at, from, to)) = changes.next() {
        counts[from as usize] -= 1;
        counts[to as usize] += 1;
        let is_last_of_instant = changes.peek().is_none_or(|next| next.0 != at);
        if let Some(to) = of_row(&counts).filter(|to| is_last_of_instant && *to != now) {
            return Some(Change { at, to });
        }
    }
    None
}

/// Whether the row has had its status for more than an hour when it was judged. A member that synchronised or was set up in that
/// hour may have been anything before.
fn has_stood(connector: &Connector) -> bool {
    let (family, health) = (connector.kind.facts().family, connector.health());
    let earlier = connector.verdict.judged_at - (TimeDelta::hours(1) + TICK);
    let moment = Moment { now: earlier, read_at: Some(earlier) };
    let mut were = connector.members.iter().filter(|judged| judged.member.unreadable.is_none()).map(|judged| {
        let evidence = &judged.member.evidence;
        let instant = |when: &Option<When>| when.as_ref().and_then(When::instant);
        let since = instant(&evidence.date).or_else(|| instant(&evidence.set_up_at));
        let is_known = family == Family::Credential || since.is_none_or(|since| since <= earlier);
        is_known.then(|| health::course(family, evidence, moment).0)
    });
    if health == Health::Unhealthy {
        // Nothing is worse: one member that has been so is enough, whatever the others were.
        were.any(|was| was == Some(health))
    } else {
        were.try_fold(Health::NotEnabled, |worst, was| Some(worst.min(was?))) == Some(health)
    }
}

/// Within a status: unhealthy the oldest first, warning the one that turns unhealthy first, healthy the one that changes first.
/// `member` is the one that decided, where there is one.
fn by_date(verdict: &Verdict, member: Option<&Member>) -> DateTime<Utc> {
    let date = match verdict.health {
        Health::Unhealthy => return verdict.at.unwrap_or(DateTime::<Utc>::MIN_UTC),
        Health::Warning => match (verdict.family, &verdict.reason) {
            (Family::Credential, _) => verdict.at,
            (Family::Connection, Reason::WaitingForFirst) => member
                .and_then(|member| member.evidence.set_up_at.as_ref()?.instant())
                .and_then(|at| at.checked_add_signed(SET_UP_GRACE)),
            (Family::Connection, _) => verdict.at.and_then(|at| at.checked_add_signed(SYNC_UNHEALTHY)),
            (Family::State, _) => None,
        },
        // By its date, not by its next change: that follows the time of reading, and two answers are never read in the same instant.
        Health::Healthy if verdict.family == Family::Connection => verdict.at.and_then(|at| at.checked_add_signed(SYNC_WARNING)),
        Health::Healthy => verdict.next_change.map(|change| change.at),
        Health::Unknown | Health::NotEnabled => None,
    };
    date.unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::health::Limit;

    const NOW: &str = "2026-03-10T12:00:00Z";
    /// What it takes to be each status, as the date of a connection read now.
    const HEALTHY: &str = "2026-03-10T11:00:00Z";
    const WARNING: &str = "2026-03-08T12:00:00Z";
    const UNHEALTHY: &str = "2026-03-01T12:00:00Z";
    const UNKNOWN: &str = "not a date";
    const OFF: &str = "off";

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("a timestamp").to_utc()
    }

    fn moment() -> Moment {
        Moment { now: utc(NOW), read_at: Some(utc(NOW)) }
    }

    /// A member named after its date; [`OFF`] is one that is not set up.
    fn member(date: &str) -> Member {
        let evidence = Evidence {
            not_enabled: (date == OFF).then_some(NotEnabled::Single),
            date: Some(When::parse(date)),
            ..Evidence::default()
        };
        Member { id: date.to_owned(), name: Some(date.to_owned()), evidence, ..Member::default() }
    }

    fn waiting_since(set_up_at: &str) -> Member {
        let mut member = member("0001-01-01T00:00:00Z");
        member.evidence.set_up_at = Some(When::parse(set_up_at));
        member
    }

    fn limited(date: &str, at_best: Health) -> Member {
        let mut member = member(date);
        let reason = Reason::State { field: "words", value: String::new() };
        member.evidence.limits.push(Limit { at_best, reason, field: "state" });
        member
    }

    fn unreadable(problem: &str) -> Member {
        Member { unreadable: Some(problem.to_owned()), ..member(HEALTHY) }
    }

    fn known(members: Vec<Member>) -> Known {
        Known::Members { members, incomplete: false }
    }

    fn part_of(members: Vec<Member>) -> Known {
        Known::Members { members, incomplete: true }
    }

    fn row(kind: ConnectorKind, dates: &[&str]) -> Connector {
        connector(kind, known(dates.iter().map(|date| member(date)).collect()), moment())
    }

    #[track_caller]
    fn check_group(dates: &[&str], health: Health, deciding: usize, not_judged: usize) {
        for dates in [dates.to_vec(), dates.iter().rev().copied().collect()] {
            let row = row(K::NdesConnectorLastConnection, &dates);
            assert_eq!((row.health(), row.deciding, row.not_judged), (health, deciding, not_judged), "{dates:?}");
            assert_eq!(row.members.len(), dates.len());
            assert_eq!(row.verdict, row.members[0].verdict, "the first member decided: {dates:?}");
        }
    }

    #[test]
    fn a_kind_that_reports_its_contact_has_no_sync() {
        for facts in &KINDS {
            let is_contact = ["lastHeartbeatDateTime", "lastConnectionDateTime"].contains(&facts.field);
            assert_eq!(facts.is_heartbeat, is_contact, "{}", facts.key);
        }
    }

    #[test]
    fn the_worst_member_decides() {
        check_group(&[UNHEALTHY, WARNING, UNKNOWN, HEALTHY, OFF], Health::Unhealthy, 1, 1);
        check_group(&[WARNING, UNKNOWN, HEALTHY, OFF], Health::Warning, 1, 1);
        check_group(&[UNKNOWN, HEALTHY, OFF], Health::Unknown, 1, 0);
        check_group(&[HEALTHY, OFF], Health::Healthy, 1, 0);
    }

    #[test]
    fn a_row_counts_the_members_that_decided_and_those_not_judged() {
        check_group(&[HEALTHY, HEALTHY, HEALTHY], Health::Healthy, 3, 0);
        check_group(&[WARNING, HEALTHY, WARNING, UNKNOWN, UNKNOWN], Health::Warning, 2, 2);
        check_group(&[UNKNOWN, UNKNOWN, HEALTHY], Health::Unknown, 2, 0);
    }

    #[test]
    fn members_that_are_not_enabled_count_only_if_none_is() {
        check_group(&[OFF, HEALTHY, OFF], Health::Healthy, 1, 0);
        check_group(&[OFF, UNKNOWN], Health::Unknown, 1, 0);
        check_group(&[OFF, OFF], Health::NotEnabled, 2, 0);
    }

    #[test]
    fn a_member_that_cannot_be_read_is_unknown_and_counted() {
        let row = connector(K::JamfLastSync, known(vec![unreadable("no id"), member(WARNING)]), moment());
        assert_eq!((row.health(), row.deciding, row.not_judged), (Health::Warning, 1, 1));
        let reason = Reason::NotKnown(NotKnown::Unreadable("no id".to_owned()));
        assert_eq!(row.members[1].verdict.reason, reason);
        let row = connector(K::JamfLastSync, known(vec![member(HEALTHY), unreadable("no id")]), moment());
        assert_eq!((row.health(), row.next_change), (Health::Unknown, None));
    }

    #[test]
    fn an_empty_list_is_not_enabled_but_an_empty_first_page_proves_nothing() {
        let check = |known, health, reason| {
            let row = connector(K::AppleDepExpiration, known, moment());
            assert_eq!((row.health(), row.verdict.reason), (health, reason));
            assert_eq!((row.verdict.family, row.verdict.field), (Family::Credential, "tokenExpirationDateTime"));
            assert_eq!((row.members.len(), row.deciding, row.next_change), (0, 0, None));
        };
        check(known(Vec::new()), Health::NotEnabled, Reason::NotEnabled(NotEnabled::List));
        check(part_of(Vec::new()), Health::Unknown, Reason::NotKnown(NotKnown::Missing));
    }

    #[test]
    fn what_is_not_known_is_never_green() {
        for why in [NotKnown::Missing, NotKnown::Loading, NotKnown::Refused, NotKnown::BadAnswer, NotKnown::Failed(500)] {
            let row = connector(K::GooglePlayConnector, Known::NotKnown(why.clone()), moment());
            assert_eq!((row.health(), row.verdict.reason), (Health::Unknown, Reason::NotKnown(why)));
        }
        let row = connector(K::GooglePlayConnector, Known::NotEnabled(NotEnabled::Single), moment());
        assert_eq!((row.health(), row.verdict.reason), (Health::NotEnabled, Reason::NotEnabled(NotEnabled::Single)));
    }

    #[test]
    fn an_incomplete_list_proves_trouble_but_never_its_absence() {
        let part =
            |dates: &[&str]| connector(K::VppTokenLastSync, part_of(dates.iter().map(|date| member(date)).collect()), moment());
        for dates in [&[HEALTHY, OFF][..], &[OFF]] {
            let row = part(dates);
            assert_eq!((row.health(), row.verdict.reason), (Health::Unknown, Reason::NotKnown(NotKnown::Missing)));
            assert_eq!((row.deciding, row.not_judged, row.next_change), (0, 0, None), "no member decided");
            assert!(row.incomplete);
        }
        let row = part(&[HEALTHY, WARNING, UNKNOWN]);
        assert_eq!((row.health(), row.deciding, row.not_judged), (Health::Warning, 1, 1));
        let row = part(&[HEALTHY, UNKNOWN]);
        assert_eq!((row.health(), row.deciding), (Health::Unknown, 1));
    }

    #[test]
    fn an_incomplete_list_changes_when_the_first_member_needs_action() {
        let soon = vec![member("2026-06-01T00:00:00Z"), member("2026-04-08T00:00:00Z")];
        let row = connector(K::VppTokenExpiration, part_of(soon), moment());
        assert_eq!(row.health(), Health::Unknown);
        assert_eq!(row.next_change, Some(Change { at: utc("2026-04-01T00:00:00Z"), to: Health::Warning }));
    }

    #[test]
    fn a_row_changes_when_its_worst_member_is_another_status() {
        let next = |members: Vec<Member>| connector(K::AppleDepExpiration, known(members), moment()).next_change;
        let change = |at, to| Some(Change { at: utc(at), to });
        // Read by a clock that is ahead, so that what was read goes on to change.
        let read_in_april = || Moment { now: utc(NOW), read_at: Some(utc("2026-04-10T12:00:00Z")) };
        // The first member to turn makes the row turn; a change below the worst member does not.
        let (far, near, soon) = ("2026-06-01T00:00:00Z", "2026-04-08T00:00:00Z", "2026-03-12T00:00:00Z");
        assert_eq!(next(vec![member(far), member(near)]), change("2026-04-01T00:00:00Z", Health::Warning));
        assert_eq!(next(vec![member(far), member(near), member(soon)]), change(soon, Health::Unhealthy));
        assert_eq!(next(vec![member(far), member(near), member(UNHEALTHY)]), None);
        assert_eq!(next(vec![member(far), unreadable("?")]), change("2026-05-25T00:00:00Z", Health::Warning));
        // One that can be judged again no longer holds the row back.
        let ahead = connector(
            K::NdesConnectorLastConnection,
            known(vec![member("2026-03-11T15:00:00Z"), member(HEALTHY)]),
            read_in_april(),
        );
        assert_eq!((ahead.health(), ahead.next_change), (Health::Unknown, change("2026-03-10T15:00:00Z", Health::Healthy)));
        // Two that change places at the same instant leave the row as it is.
        for members in
            [[waiting_since("2026-03-12T12:00:00Z"), member(WARNING)], [member(WARNING), waiting_since("2026-03-12T12:00:00Z")]]
        {
            let row = connector(K::NdesConnectorLastConnection, known(members.to_vec()), read_in_april());
            assert_eq!((row.health(), row.next_change), (Health::Unhealthy, None));
        }
    }

    #[test]
    fn members_stand_worst_first_then_by_date() {
        let names = |kind, members: Vec<Member>| -> Vec<String> {
            let members = connector(kind, known(members), moment()).members;
            members.into_iter().map(|judged| judged.member.evidence.date).map(|date| format!("{date:?}")).collect()
        };
        let check = |kind, dates: &[&str]| {
            let expected: Vec<_> = dates.iter().map(|date| format!("{:?}", Some(When::parse(date)))).collect();
            assert_eq!(names(kind, dates.iter().map(|date| member(date)).collect()), expected);
            assert_eq!(names(kind, dates.iter().rev().map(|date| member(date)).collect()), expected);
        };
        let (never, oldest) = ("0001-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
        let connections = [never, oldest, UNHEALTHY, "2026-03-07T13:00:00Z", WARNING, UNKNOWN, HEALTHY];
        check(K::NdesConnectorLastConnection, &connections);
        let credentials = [oldest, UNHEALTHY, "2026-03-11T00:00:00Z", "2026-03-15T00:00:00Z", UNKNOWN, "2026-04-01T00:00:00Z"];
        check(K::VppTokenExpiration, &credentials);
        check(K::VppTokenExpiration, &["2026-04-01T00:00:00Z", "2026-06-01T00:00:00Z", "9999-12-31T00:00:00Z"]);
    }

    #[track_caller]
    fn check_order(rows: &[Connector]) {
        let key = |rows: &[Connector]| rows.iter().map(|row| (row.kind, row.verdict.at)).collect::<Vec<_>>();
        let expected = key(rows);
        let mut reversed: Vec<_> = rows.iter().rev().cloned().collect();
        worst_first(&mut reversed);
        assert_eq!(key(&reversed), expected);
        let mut sorted = rows.to_vec();
        worst_first(&mut sorted);
        assert_eq!(key(&sorted), expected);
    }

    #[test]
    fn rows_stand_worst_first_then_by_weight() {
        check_order(&[
            row(K::ApplePushNotificationServiceExpiration, &[UNHEALTHY]),
            row(K::VppTokenExpiration, &[UNHEALTHY]),
            row(K::JamfLastSync, &[UNHEALTHY]),
            row(K::ApplePushNotificationServiceExpiration, &["2026-03-12T00:00:00Z"]),
            row(K::NdesConnectorLastConnection, &[WARNING]),
            row(K::ChromebookLastDirectorySync, &[WARNING]),
            row(K::GooglePlayConnector, &[HEALTHY]),
            row(K::VppTokenLastSync, &[HEALTHY]),
            row(K::ApplePushNotificationServiceExpiration, &[OFF]),
            row(K::JamfLastSync, &[OFF]),
        ]);
    }

    #[test]
    fn retired_rows_come_last_within_their_status_and_need_no_action() {
        let retired = row(K::WindowsStoreForBusinessLastSync, &["2023-04-30T00:00:00Z"]);
        assert_eq!((retired.health(), retired.needs_action()), (Health::Unhealthy, false));
        assert!(row(K::JamfLastSync, &[UNHEALTHY]).needs_action());
        assert!(row(K::JamfLastSync, &[WARNING]).needs_action());
        assert!(!row(K::JamfLastSync, &[HEALTHY]).needs_action());
        check_order(&[
            row(K::JamfLastSync, &[UNHEALTHY]),
            retired,
            row(K::OnPremConnectorLastSync, &["2024-01-14T00:00:00Z"]),
            row(K::JamfLastSync, &[WARNING]),
        ]);
    }

    #[test]
    fn rows_of_one_status_and_weight_stand_by_date() {
        // Unhealthy: the oldest first, one that never synchronised before all.
        check_order(&[
            row(K::NdesConnectorLastConnection, &["0001-01-01T00:00:00Z"]),
            row(K::DomainJoinConnector, &["2026-02-01T00:00:00Z"]),
            row(K::AppleDepExpiration, &["2026-03-01T00:00:00Z"]),
            row(K::VppTokenLastSync, &["2026-03-07T12:00:00Z"]),
        ]);
        // Warning: the one that turns unhealthy first, whether by expiry, by silence or at the end of its wait.
        check_order(&[
            row(K::GooglePlayAppLastSync, &["2026-03-07T13:00:00Z"]), // 10 March, 13:00
            row(K::VppTokenExpiration, &["2026-03-10T18:00:00Z"]),
            connector(K::VppTokenLastSync, known(vec![waiting_since("2026-03-09T19:00:00Z")]), moment()),
            row(K::AppleDepLastSync, &["2026-03-09T00:00:00Z"]), // 12 March
            row(K::AppleDepExpiration, &["2026-03-17T00:00:00Z"]),
        ]);
        // Healthy: the one that changes first; without a change last.
        check_order(&[
            row(K::AppleDepExpiration, &["2026-03-17T12:30:00Z"]), // 10 March, 12:30
            row(K::AppleDepLastSync, &[HEALTHY]),                  // 11 March: the data is too old
            row(K::AppleDepExpiration, &["2026-04-01T00:00:00Z"]),
            row(K::VppTokenExpiration, &["9999-12-31T00:00:00Z"]),
        ]);
    }

    #[test]
    fn the_answer_that_was_read_first_does_not_decide_the_order() {
        let read = |kind, date, later: i64| {
            let read_at = moment().read_at.map(|at| at + TimeDelta::milliseconds(later));
            connector(kind, known(vec![member(date)]), Moment { read_at, ..moment() })
        };
        let (older, newer) = ("2026-03-10T06:00:00Z", "2026-03-10T09:00:00Z");
        for later in [0, 7] {
            check_order(&[read(K::WindowsAutopilotLastSync, older, later), read(K::VppTokenLastSync, newer, 7 - later)]);
        }
    }

    #[test]
    fn a_reported_state_turns_nothing_by_itself() {
        let onboarding = connector(K::RemoteAssistancePartner, known(vec![limited(UNHEALTHY, Health::Warning)]), moment());
        assert_eq!(onboarding.health(), Health::Warning);
        check_order(&[row(K::JamfLastSync, &[WARNING]), onboarding]);
    }

    #[test]
    fn rows_that_say_the_same_stand_in_the_official_order() {
        let kinds =
            [K::VppTokenExpiration, K::VppTokenLastSync, K::AppleDepExpiration, K::AppleDepLastSync, K::DomainJoinConnector];
        check_order(&kinds.map(|kind| row(kind, &[UNKNOWN])));
        check_order(&kinds.map(|kind| row(kind, &[OFF])));
    }

    /// Microsoft says `theirs`; is it shown beside our row?
    #[track_caller]
    fn check_differs(row: &Connector, theirs: Health, shown: bool) {
        let microsoft = MicrosoftStatus { health: theirs, at: Some(utc(NOW)) };
        let expected = shown.then_some(microsoft);
        assert_eq!(cross_checked(row.clone(), Some(microsoft)).microsoft, expected, "{:?} {theirs:?}", row.verdict);
        assert_eq!(cross_checked(row.clone(), None).microsoft, None);
    }

    #[test]
    fn microsofts_status_is_shown_only_where_it_differs() {
        let warning = row(K::VppTokenLastSync, &[WARNING]);
        check_differs(&warning, Health::Healthy, true);
        check_differs(&warning, Health::Unhealthy, true);
        check_differs(&warning, Health::Warning, false);
    }

    #[test]
    fn microsofts_status_is_shown_only_if_both_say_something() {
        check_differs(&row(K::VppTokenLastSync, &[WARNING]), Health::Unknown, false);
        check_differs(&row(K::VppTokenLastSync, &[WARNING]), Health::NotEnabled, false);
        check_differs(&row(K::VppTokenLastSync, &[UNKNOWN]), Health::Healthy, false);
        check_differs(&row(K::VppTokenLastSync, &[OFF]), Health::Healthy, false);
    }

    #[test]
    fn microsofts_status_is_shown_once_ours_has_stood_for_over_an_hour() {
        // Expired exactly an hour ago, and a millisecond more.
        check_differs(&row(K::VppTokenExpiration, &["2026-03-10T11:00:00.000Z"]), Health::Warning, false);
        check_differs(&row(K::VppTokenExpiration, &["2026-03-10T10:59:59.999Z"]), Health::Warning, true);
        // A warning that began (24 hours and a tick after the sync) exactly an hour ago, and a millisecond more.
        check_differs(&row(K::VppTokenLastSync, &["2026-03-09T10:59:59.999Z"]), Health::Healthy, false);
        check_differs(&row(K::VppTokenLastSync, &["2026-03-09T10:59:59.998Z"]), Health::Healthy, true);
        // Synchronised exactly an hour ago, and a millisecond more: before that it may have been anything.
        check_differs(&row(K::VppTokenLastSync, &["2026-03-10T11:00:00.000Z"]), Health::Unhealthy, false);
        check_differs(&row(K::VppTokenLastSync, &["2026-03-10T10:59:59.999Z"]), Health::Unhealthy, true);
    }

    #[test]
    fn a_member_that_synchronised_or_was_set_up_within_the_hour_may_have_been_worse() {
        let (now, earlier) = ("2026-03-10T11:59:00Z", "2026-03-10T09:00:00Z");
        for dates in [[now, earlier], [earlier, now]] {
            check_differs(&row(K::NdesConnectorLastConnection, &dates), Health::Unhealthy, false);
        }
        check_differs(&row(K::NdesConnectorLastConnection, &[earlier, earlier]), Health::Unhealthy, true);
        check_differs(&row(K::NdesConnectorLastConnection, &[now, WARNING]), Health::Healthy, false);
        check_differs(&row(K::NdesConnectorLastConnection, &[now, UNHEALTHY]), Health::Healthy, true);
        check_differs(&row(K::NdesConnectorLastConnection, &[earlier, WARNING]), Health::Healthy, true);
        let waiting = |since| connector(K::VppTokenLastSync, known(vec![waiting_since(since)]), moment());
        check_differs(&waiting(now), Health::Unhealthy, false);
        check_differs(&waiting(earlier), Health::Unhealthy, true);
    }

    #[test]
    fn the_table_of_kinds_is_complete_and_in_order() {
        for (index, facts) in KINDS.iter().enumerate() {
            assert_eq!(facts.kind as usize, index, "{}", facts.key);
            assert_eq!(facts.kind.facts().key, facts.key);
            assert_eq!(ConnectorKind::from_key(facts.key), Some(facts.kind));
            assert_eq!(facts.kind.key(), facts.key);
            assert_eq!(facts.kind.is_retired(), facts.weight == 4, "{}", facts.key);
            assert!((1..=4).contains(&facts.weight));
        }
        assert_eq!(ConnectorKind::from_key("jamflastsyncdatetime"), None);
        let official = KINDS.iter().filter(|facts| facts.key.ends_with("DateTime")).count();
        assert_eq!((official, KINDS.len()), (15, 18));
    }
}
