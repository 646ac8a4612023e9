//! What comes next if nobody acts: the dates that the rules imply, of each credential, connection, licence and message.
//!
//! A credential's dates are those of its verdict. A connection is judged here at the instant in question, not when it was read: its dates
//! hold only if nothing synchronises until then. The official status never depends on anything of this file.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    connector::{Connector, ConnectorKind, JudgedMember},
    health::{self, Change, EXPIRY_WARNING, Family, Health, Moment, Reason},
    license::{License, Renewal},
    message::Message,
    order,
};

/// How many days ahead the reader may look.
pub const RANGES: [u16; 3] = [30, 90, 365];
/// A connector that turns unhealthy within this time is worth a sentence at the top of the page.
pub const SOON: TimeDelta = TimeDelta::days(7);
/// How many lead times a reader may have.
pub const MAX_LEADS: usize = 4;
/// The longest lead time, in days.
pub const MAX_LEAD: u16 = 365;
/// What stands before kept lead times; what another version kept is not read.
const FORMAT: &str = "tenant-status-lead-times 1:";

/// What happens at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// So many days before the last date of the subject: the reader wants to know from here on. No status changes.
    Lead(u16),
    /// A member turns to this status, a warning or unhealthy.
    Turns(Health),
    /// A subscription renews, or begins its grace period: Graph does not tell which.
    Renews,
    /// A subscription that is no longer enabled comes to its next stage: its grace period or itself ends.
    Ends,
    /// The last day on which a message can be acted on.
    ActBy,
}

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: What,
}

/// What it happens to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A member of a connector.
    Connector {
        /// The kind.
        kind: ConnectorKind,
        /// The member's id.
        id: String,
        /// The member's name, where it has one.
        name: Option<String>,
    },
    /// A subscription to a licence.
    License {
        /// The part number.
        part_number: String,
        /// The id of the subscription; where it was not told, its place among those of the licence, which count from 1.
        subscription: String,
        /// The product's name.
        name: String,
    },
    /// A message.
    Message {
        /// The id, `MC…`.
        id: String,
        /// The title, in English.
        title: String,
    },
}

impl Subject {
    /// Whether its dates hold only if nothing synchronises.
    pub fn is_connection(&self) -> bool {
        matches!(self, Self::Connector { kind, .. } if kind.facts().family != Family::Credential)
    }

    /// What tells it from all others of its tenant, whatever its dates: the sort, the id in the sort, and which date or subscription it is
    /// about.
    pub fn identity(&self) -> [&str; 3] {
        match self {
            Self::Connector { kind, id, .. } => [kind.key(), id, if self.is_connection() { "stale" } else { "expires" }],
            Self::License { part_number, subscription, .. } => ["license", part_number, subscription],
            Self::Message { id, .. } => ["message", id, "actBy"],
        }
    }
}

/// A subject with all that is to come for it, however far ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is about.
    pub subject: Subject,
    /// In order, all in the future. Never empty; the last one is the date that matters: expiry, renewal, act-by date, the end of
    /// patience with a connection.
    pub events: Vec<Event>,
}

impl Entry {
    /// The date that matters.
    pub fn due(&self) -> Event {
        self.events[self.events.len() - 1]
    }

    /// When it turns to a warning, if it does before it is due.
    pub fn warning_at(&self) -> Option<DateTime<Utc>> {
        self.events.iter().find(|event| event.what == What::Turns(Health::Warning)).map(|event| event.at)
    }

    /// How many days before it is due an alarm is wanted: the lead times, and for a credential its official warning. Longest first.
    pub fn alarms(&self, leads: &LeadTimes) -> Vec<u16> {
        if self.subject.is_connection() {
            return Vec::new();
        }
        let mut days = leads.0.clone();
        if self.warning_at().is_some() {
            days.extend(u16::try_from(EXPIRY_WARNING.num_days()));
        }
        days.sort_unstable_by(|a, b| b.cmp(a));
        days.dedup();
        days
    }

    fn is_within(&self, until: DateTime<Utc>) -> bool {
        self.events[0].at <= until
    }
}

/// Own lead times in whole days: sorted, each once, at most [`MAX_LEADS`], each from 1 to [`MAX_LEAD`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadTimes(Vec<u16>);

impl Default for LeadTimes {
    /// A month.
    fn default() -> Self {
        Self(vec![30])
    }
}

impl LeadTimes {
    /// Reads what a reader typed: numbers with commas, semicolons or blanks between them. Gives what is of use, and what is not as it
    /// was typed.
    pub fn parse(text: &str) -> (Self, Vec<&str>) {
        let (mut days, mut refused) = (Vec::new(), Vec::new());
        let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
        for word in text.split(is_between).filter(|word| !word.is_empty()) {
            match word.parse() {
                Ok(lead) if days.contains(&lead) => {}
                Ok(lead @ 1..=MAX_LEAD) if days.len() < MAX_LEADS => days.push(lead),
                _ => refused.push(word),
            }
        }
        days.sort_unstable();
        (Self(days), refused)
    }

    /// Reads what [`LeadTimes::write`] wrote; nothing of another version or shape.
    pub fn read(kept: &str) -> Option<Self> {
        let (leads, refused) = Self::parse(kept.strip_prefix(FORMAT)?);
        refused.is_empty().then_some(leads)
    }

    /// The lead times as they are kept.
    pub fn write(&self) -> String {
        [FORMAT, &self.shown()].concat()
    }

    /// The lead times as a reader types them: "30, 60".
    pub fn shown(&self) -> String {
        self.0.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
    }
}

/// All that happens to somebody after `now` and no later than `until`: the dated ones first, then the connections, each by the date that
/// matters. Who has one date in that time comes with all of its dates.
pub fn horizon(
    rows: &[Connector],
    licenses: &[License],
    messages: &[Arc<Message>],
    leads: &LeadTimes,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Vec<Entry> {
    let mut entries: Vec<_> = rows.iter().flat_map(|row| of_connector(row, leads, now)).collect();
    entries.extend(licenses.iter().flat_map(|license| of_license(license, leads, now)));
    entries.extend(messages.iter().filter_map(|message| of_message(message, leads, now)));
    entries.retain(|entry| entry.is_within(until));
    order::sort_by_key(&mut entries, |entry| (entry.subject.is_connection(), entry.due().at));
    entries
}

/// What comes for each member of a connector. A retired one has no future.
pub fn of_connector(row: &Connector, leads: &LeadTimes, now: DateTime<Utc>) -> Vec<Entry> {
    let members = row.members.iter().filter(|_| !row.kind.is_retired());
    let entry = |judged: &JudgedMember| {
        let mut events: Vec<_> = changes(row.kind, judged, now)
            .into_iter()
            .filter(|change| change.to.needs_action())
            .map(|change| Event { at: change.at, what: What::Turns(change.to) })
            .collect();
        let due = events.last()?.at;
        let member = &judged.member;
        let subject = Subject::Connector { kind: row.kind, id: member.id.clone(), name: member.name.clone() };
        if !subject.is_connection() {
            add_leads(&mut events, due, leads, now);
        }
        Some(Entry { subject, events })
    };
    members.filter_map(entry).collect()
}

/// Whether anything comes for a connector.
pub fn has_dates(row: &Connector, now: DateTime<Utc>) -> bool {
    !row.kind.is_retired()
        && row.members.iter().any(|judged| changes(row.kind, judged, now).iter().any(|change| change.to.needs_action()))
}

/// Whether a connector that is not unhealthy turns so within [`SOON`] unless somebody acts: a credential expires, or a connection that is
/// silent for too long already stays so. A connection that synchronises is expected to go on.
pub fn turns_unhealthy_soon(row: &Connector, now: DateTime<Utc>) -> bool {
    let is_on_its_way = |judged: &JudgedMember| {
        matches!(judged.verdict.reason, Reason::ExpiresSoon | Reason::OverADay | Reason::WaitingForFirst)
            && changes(row.kind, judged, now).iter().any(|change| change.to == Health::Unhealthy && change.at - now <= SOON)
    };
    // Members stand worst first.
    row.health() == Health::Warning
        && !row.kind.is_retired()
        && row.members.iter().take_while(|judged| judged.verdict.health == Health::Warning).any(is_on_its_way)
}

/// What a member turns to, if nothing is renewed and nothing synchronises.
fn changes(kind: ConnectorKind, judged: &JudgedMember, now: DateTime<Utc>) -> Vec<Change> {
    if judged.member.unreadable.is_some() {
        return Vec::new();
    }
    // As if the data were read at each instant anew, and said the same.
    let moment = Moment { now, read_at: Some(DateTime::<Utc>::MAX_UTC) };
    health::course(kind.facts().family, &judged.member.evidence, moment).1
}

/// What comes for each subscription to a licence.
fn of_license(license: &License, leads: &LeadTimes, now: DateTime<Utc>) -> Vec<Entry> {
    let entry = |(place, renewal): (usize, &Renewal)| {
        let is_running =
            license.status.is_none() && (renewal.status.is_empty() || renewal.status.eq_ignore_ascii_case("enabled"));
        let subscription = || if renewal.id.is_empty() { (place + 1).to_string() } else { renewal.id.clone() };
        let subject = || Subject::License {
            part_number: license.part_number.clone(),
            subscription: subscription(),
            name: license.name.clone(),
        };
        single(renewal.at(), if is_running { What::Renews } else { What::Ends }, subject, leads, now)
    };
    license.renewals.iter().enumerate().filter_map(entry).collect()
}

fn of_message(message: &Message, leads: &LeadTimes, now: DateTime<Utc>) -> Option<Entry> {
    let subject = || Subject::Message { id: message.id.clone(), title: message.title.clone() };
    single(message.act_by_at(), What::ActBy, subject, leads, now)
}

/// What has one date alone.
fn single(
    at: Option<DateTime<Utc>>,
    what: What,
    subject: impl Fn() -> Subject,
    leads: &LeadTimes,
    now: DateTime<Utc>,
) -> Option<Entry> {
    let at = at.filter(|at| *at > now)?;
    let mut events = vec![Event { at, what }];
    add_leads(&mut events, at, leads, now);
    Some(Entry { subject: subject(), events })
}

/// The reader's own marks before a date, as far as they are ahead.
fn add_leads(events: &mut Vec<Event>, due: DateTime<Utc>, leads: &LeadTimes, now: DateTime<Utc>) {
    let marks = leads.0.iter().map(|days| Event { at: due - TimeDelta::days((*days).into()), what: What::Lead(*days) });
    events.splice(0..0, marks.filter(|mark| mark.at > now));
    order::sort_by_key(events, |event| event.at);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        connector::{Known, Member, connector},
        health::{Evidence, Limit, NotEnabled, NotKnown},
        when::When,
    };

    const NOW: &str = "2026-03-10T12:00:00Z";

    use ConnectorKind as K;

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("a timestamp").to_utc()
    }

    fn now() -> DateTime<Utc> {
        utc(NOW)
    }

    fn moment() -> Moment {
        Moment { now: now(), read_at: Some(now()) }
    }

    fn member(date: &str) -> Member {
        let evidence = Evidence { date: Some(When::parse(date)), ..Evidence::default() };
        Member { id: "id".to_owned(), evidence, ..Member::default() }
    }

    fn limited(date: &str, at_best: Health) -> Member {
        let reason = Reason::State { field: "words", value: "value".to_owned() };
        let mut member = member(date);
        member.evidence.limits.push(Limit { at_best, reason, field: "state" });
        member
    }

    fn waiting_since(set_up_at: &str) -> Member {
        let mut member = member("0001-01-01T00:00:00Z");
        member.evidence.set_up_at = Some(When::parse(set_up_at));
        member
    }

    fn row(kind: ConnectorKind, members: Vec<Member>) -> Connector {
        connector(kind, Known::Members { members, incomplete: false }, moment())
    }

    /// A licence with these subscriptions: id, date and status, the earliest first.
    fn licensed(subscriptions: &[(&str, &str, &str)]) -> License {
        let renewal = |(id, date, status): &(&str, &str, &str)| Renewal {
            id: (*id).to_owned(),
            sku_id: String::new(),
            status: (*status).to_owned(),
            next: Some(When::parse(date)),
        };
        License {
            part_number: "SPE_E5".to_owned(),
            name: "Microsoft 365 E5".to_owned(),
            assigned: 0,
            total: 0,
            in_grace: 0,
            status: None,
            renewals: subscriptions.iter().map(renewal).collect(),
        }
    }

    fn no_leads() -> LeadTimes {
        LeadTimes(Vec::new())
    }

    fn leads(text: &str) -> LeadTimes {
        LeadTimes::parse(text).0
    }

    fn until(days: i64) -> DateTime<Utc> {
        now() + TimeDelta::days(days)
    }

    /// Everything that comes for a row within 365 days: instant and what.
    fn dates(row: &Connector, leads: &LeadTimes) -> Vec<(String, What)> {
        let entries = horizon(std::slice::from_ref(row), &[], &[], leads, now(), until(365));
        let text = |at: DateTime<Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        entries.iter().flat_map(|entry| &entry.events).map(|event| (text(event.at), event.what)).collect()
    }

    #[track_caller]
    fn check(kind: ConnectorKind, member: Member, expected: &[(&str, What)]) {
        let expected: Vec<_> = expected.iter().map(|(at, what)| ((*at).to_owned(), *what)).collect();
        let row = row(kind, vec![member]);
        assert_eq!(dates(&row, &no_leads()), expected);
        assert_eq!(has_dates(&row, now()), !expected.is_empty());
    }

    const WARNS: What = What::Turns(Health::Warning);
    const FAILS: What = What::Turns(Health::Unhealthy);

    #[test]
    fn a_credential_warns_seven_days_before_it_expires_and_nothing_that_is_past_comes() {
        let check = |date, expected: &[(&str, What)]| check(K::VppTokenExpiration, member(date), expected);
        check("2026-04-01T00:00:00Z", &[("2026-03-25T00:00:00Z", WARNS), ("2026-04-01T00:00:00Z", FAILS)]);
        // It warns from this instant on: that is now, not next.
        check("2026-03-17T12:00:00Z", &[("2026-03-17T12:00:00Z", FAILS)]);
        check("2026-03-17T12:00:01Z", &[("2026-03-10T12:00:01Z", WARNS), ("2026-03-17T12:00:01Z", FAILS)]);
        check("2026-03-10T12:00:01Z", &[("2026-03-10T12:00:01Z", FAILS)]);
        check("2026-03-10T12:00:00Z", &[]);
        for none in ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "not a date"] {
            check(none, &[]);
        }
    }

    #[test]
    fn a_connection_goes_stale_if_nothing_synchronises_however_old_the_data_is() {
        let expected = [("2026-03-11T11:00:00.001Z", WARNS), ("2026-03-13T11:00:00Z", FAILS)];
        check(K::VppTokenLastSync, member("2026-03-10T11:00:00Z"), &expected);
        check(K::JamfLastSync, member("2026-03-08T12:00:00Z"), &[("2026-03-11T12:00:00Z", FAILS)]);
        check(K::JamfLastSync, member("2026-03-07T12:00:00Z"), &[]);
        for none in ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "not a date"] {
            check(K::JamfLastSync, member(none), &[]);
        }
        // What the official rule cannot tell, since nobody knows when it was read, still has its dates.
        let known = Known::Members { members: vec![member("2026-03-10T11:00:00Z")], incomplete: false };
        let row = connector(K::VppTokenLastSync, known, Moment { now: now(), read_at: None });
        assert_eq!(row.health(), Health::Unknown);
        assert_eq!(dates(&row, &no_leads()), expected.map(|(at, what)| (at.to_owned(), what)));
    }

    #[test]
    fn a_connection_that_waits_for_its_first_synchronisation_turns_unhealthy_after_a_day() {
        check(K::VppTokenLastSync, waiting_since("2026-03-10T06:00:00Z"), &[("2026-03-11T06:00:00Z", FAILS)]);
        check(K::VppTokenLastSync, waiting_since("2026-03-09T12:00:00Z"), &[]);
    }

    #[test]
    fn what_a_reported_state_already_forbids_does_not_come() {
        check(K::VppTokenExpiration, limited("2026-04-01T00:00:00Z", Health::Warning), &[("2026-04-01T00:00:00Z", FAILS)]);
        check(K::VppTokenExpiration, limited("2026-04-01T00:00:00Z", Health::Unhealthy), &[]);
        check(K::GooglePlayConnector, limited("2026-03-10T11:00:00Z", Health::Healthy), &[]);
    }

    #[test]
    fn what_is_retired_not_enabled_or_not_known_has_no_future() {
        check(K::OnPremConnectorLastSync, member("2026-03-10T11:00:00Z"), &[]);
        check(K::WindowsStoreForBusinessLastSync, member("2026-03-10T11:00:00Z"), &[]);
        let mut off = member("2026-04-01T00:00:00Z");
        off.evidence.not_enabled = Some(NotEnabled::Single);
        check(K::VppTokenExpiration, off, &[]);
        check(K::VppTokenExpiration, Member { unreadable: Some("no id".to_owned()), ..member("2026-04-01T00:00:00Z") }, &[]);
        for known in [Known::NotKnown(NotKnown::Refused), Known::NotEnabled(NotEnabled::List)] {
            assert_eq!(dates(&connector(K::VppTokenExpiration, known, moment()), &no_leads()), []);
        }
    }

    #[test]
    fn the_members_of_an_incomplete_list_have_their_dates() {
        let known = Known::Members { members: vec![member("2026-04-01T00:00:00Z")], incomplete: true };
        assert_eq!(dates(&connector(K::VppTokenExpiration, known, moment()), &no_leads()).len(), 2);
    }

    #[test]
    fn who_has_a_date_up_to_the_very_end_of_the_time_comes_with_all_dates() {
        let rows = [row(K::VppTokenExpiration, vec![member("2026-04-16T12:00:00Z")])];
        let entries = |until| horizon(&rows, &[], &[], &no_leads(), now(), until);
        // It warns on 9 April, which is 30 days ahead.
        assert_eq!(entries(until(30)).iter().map(|entry| entry.events.len()).collect::<Vec<_>>(), [2]);
        assert_eq!(entries(until(30) - TimeDelta::milliseconds(1)), []);
    }

    #[test]
    fn lead_times_are_marks_before_a_date_and_none_before_a_connections() {
        let row_of = |kind, date| row(kind, vec![member(date)]);
        let expected = [
            ("2026-03-20T00:00:00Z", What::Lead(60)),
            ("2026-04-19T00:00:00Z", What::Lead(30)),
            ("2026-05-12T00:00:00Z", WARNS),
            ("2026-05-19T00:00:00Z", FAILS),
        ];
        let found = dates(&row_of(K::VppTokenExpiration, "2026-05-19T00:00:00Z"), &leads("30 60 90"));
        assert_eq!(found, expected.map(|(at, what)| (at.to_owned(), what)));
        assert_eq!(dates(&row_of(K::JamfLastSync, "2026-03-10T11:00:00Z"), &leads("1 2")).len(), 2);
        // A mark that is now is no longer to come.
        let in_60_days = row_of(K::VppTokenExpiration, "2026-05-09T12:00:00Z");
        assert_eq!(dates(&in_60_days, &leads("60")), dates(&in_60_days, &no_leads()));
        // A mark alone brings its subject.
        let rows = [row_of(K::VppTokenExpiration, "2026-05-09T12:00:00Z")];
        let within = |leads: &LeadTimes| horizon(&rows, &[], &[], leads, now(), until(30)).len();
        assert_eq!((within(&leads("30")), within(&leads("29")), within(&no_leads())), (1, 0, 0));
    }

    #[test]
    fn an_official_status_does_not_know_lead_times() {
        let row = row(K::VppTokenExpiration, vec![member("2026-03-20T00:00:00Z")]);
        assert_eq!((row.health(), turns_unhealthy_soon(&row, now())), (Health::Healthy, false));
        assert_eq!(dates(&row, &leads("30, 365")), dates(&row, &no_leads()));
    }

    #[test]
    fn licences_and_messages_come_while_their_date_is_ahead() {
        let license = |date: &str, status: Option<&str>| License {
            status: status.map(str::to_owned),
            ..licensed(&[("", date, "Enabled")])
        };
        let message = |date: &str| Arc::new(Message { act_by: Some(When::parse(date)), ..Message::default() });
        let found = |date: &str, status| {
            let entries = horizon(&[], &[license(date, status)], &[message(date)], &no_leads(), now(), until(30));
            entries.iter().map(|entry| entry.due().what).collect::<Vec<_>>()
        };
        assert_eq!(found("2026-03-10T12:00:00.001Z", None), [What::Renews, What::ActBy]);
        assert_eq!(found("2026-04-09T12:00:00Z", Some("Warning")), [What::Ends, What::ActBy]);
        for none in [NOW, "2026-04-09T12:00:00.001Z", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "soon"] {
            assert_eq!(found(none, None), [], "{none}");
        }
    }

    #[test]
    fn every_subscription_to_a_licence_comes_by_itself_and_what_has_passed_hides_none() {
        let found = |subscriptions: &[(&str, &str, &str)]| {
            let entries = horizon(&[], &[licensed(subscriptions)], &[], &no_leads(), now(), until(365));
            let told = |entry: &Entry| (entry.subject.identity().map(str::to_owned), entry.due().what);
            entries.iter().map(told).collect::<Vec<_>>()
        };
        let of = |subscription: &str, what| (["license", "SPE_E5", subscription].map(str::to_owned), what);
        let (past, near, far) = ("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", "2026-06-01T00:00:00Z");
        let three = [("a", past, "Enabled"), ("b", near, "Enabled"), ("c", far, "Warning")];
        assert_eq!(found(&three), [of("b", What::Renews), of("c", What::Ends)]);
        // Which date is whose does not follow the date.
        assert_eq!(found(&[("a", far, "Enabled"), ("b", near, "")]), [of("b", What::Renews), of("a", What::Renews)]);
        assert_eq!(found(&[("", past, ""), ("", near, ""), ("", far, "")]), [of("2", What::Renews), of("3", What::Renews)]);
    }

    #[test]
    fn the_dated_stand_before_the_connections_and_each_by_the_date_that_matters() {
        let rows = [
            row(K::JamfLastSync, vec![member("2026-03-10T11:00:00Z"), member("2026-03-10T10:00:00Z")]),
            row(K::VppTokenExpiration, vec![member("2026-05-01T00:00:00Z"), member("2026-03-12T00:00:00Z")]),
        ];
        let entries = horizon(&rows, &[], &[], &leads("40"), now(), until(365));
        let dates: Vec<_> = entries.iter().map(|entry| entry.due().at).collect();
        let expected = ["2026-03-12T00:00:00Z", "2026-05-01T00:00:00Z", "2026-03-13T10:00:00Z", "2026-03-13T11:00:00Z"];
        assert_eq!(dates, expected.map(utc));
    }

    #[test]
    fn ten_thousand_members_each_come_once() {
        let members = (0..10_000).map(|n| Member { id: n.to_string(), ..member("2026-04-01T00:00:00Z") }).collect();
        let rows = [row(K::VppTokenExpiration, members)];
        let entries = horizon(&rows, &[], &[], &leads("7, 10"), now(), until(30));
        assert_eq!(entries.len(), 10_000);
        assert!(entries.iter().all(|entry| entry.events.len() == 4));
        assert!(!turns_unhealthy_soon(&rows[0], now()));
    }

    #[track_caller]
    fn check_soon(kind: ConnectorKind, members: Vec<Member>, expected: bool) {
        let row = row(kind, members);
        assert_eq!(turns_unhealthy_soon(&row, now()), expected, "{:?}", row.verdict.reason);
    }

    #[test]
    fn a_credential_that_expires_within_exactly_seven_days_turns_unhealthy_soon() {
        check_soon(K::VppTokenExpiration, vec![member("2026-03-17T12:00:00Z")], true);
        check_soon(K::VppTokenExpiration, vec![member("2026-03-17T12:00:00.001Z")], false);
        check_soon(K::VppTokenExpiration, vec![member("2026-03-12T00:00:00Z"), member("2026-03-12T00:00:00Z")], true);
        // A row that is unhealthy does not turn so.
        check_soon(K::VppTokenExpiration, vec![member("2026-03-12T00:00:00Z"), member("2026-03-09T00:00:00Z")], false);
    }

    #[test]
    fn a_connection_turns_unhealthy_soon_only_if_it_is_silent_already() {
        check_soon(K::JamfLastSync, vec![member("2026-03-09T11:59:59.999Z")], true);
        check_soon(K::JamfLastSync, vec![member("2026-03-09T12:00:00Z")], false);
        check_soon(K::JamfLastSync, vec![limited("2026-03-10T11:00:00Z", Health::Warning)], false);
        check_soon(K::VppTokenLastSync, vec![waiting_since("2026-03-10T06:00:00Z")], true);
        check_soon(K::OnPremConnectorLastSync, vec![member("2026-03-08T12:00:00Z")], false);
        // As of its reading a warning; it would be unhealthy by now, and that is not to come.
        let known = Known::Members { members: vec![member("2026-03-01T12:00:00Z")], incomplete: false };
        let old = connector(K::JamfLastSync, known, Moment { now: now(), read_at: Some(utc("2026-03-03T12:00:00Z")) });
        assert_eq!((old.health(), turns_unhealthy_soon(&old, now())), (Health::Warning, false));
    }

    #[test]
    fn an_identity_does_not_follow_the_date() {
        let of = |kind, date| {
            let entry = of_connector(&row(kind, vec![member(date)]), &no_leads(), now()).remove(0);
            entry.subject.identity().map(str::to_owned)
        };
        let first = of(K::VppTokenExpiration, "2026-04-01T00:00:00Z");
        assert_eq!(first, ["vppTokenExpirationDateTime", "id", "expires"]);
        assert_eq!(of(K::VppTokenExpiration, "2027-04-01T00:00:00Z"), first);
        assert_eq!(of(K::VppTokenLastSync, "2026-03-10T11:00:00Z"), ["vppTokenLastSyncDateTime", "id", "stale"]);
    }

    #[test]
    fn alarms_are_the_lead_times_and_the_official_warning_and_a_connection_has_none() {
        let alarms = |kind, date, own: &str| {
            let row = row(kind, vec![member(date)]);
            of_connector(&row, &leads(own), now()).remove(0).alarms(&leads(own))
        };
        assert_eq!(alarms(K::VppTokenExpiration, "2026-06-01T00:00:00Z", "30, 60"), [60, 30, 7]);
        assert_eq!(alarms(K::VppTokenExpiration, "2026-06-01T00:00:00Z", "7"), [7]);
        assert_eq!(alarms(K::VppTokenExpiration, "2026-03-12T00:00:00Z", "30"), [30], "it warns already");
        assert_eq!(alarms(K::JamfLastSync, "2026-03-10T11:00:00Z", "30"), [0_u16; 0]);
    }

    #[track_caller]
    fn check_leads(text: &str, expected: &[u16], refused: &[&str]) {
        assert_eq!(LeadTimes::parse(text), (LeadTimes(expected.to_vec()), refused.to_vec()));
    }

    #[test]
    fn lead_times_are_up_to_four_whole_numbers_of_days_sorted_and_each_once() {
        check_leads("60, 30", &[30, 60], &[]);
        check_leads(" 14;7\t7 ,, 030", &[7, 14, 30], &[]);
        check_leads("", &[], &[]);
        check_leads("1 365", &[1, 365], &[]);
        check_leads("abc, -3, 9999, 0, 366, 1.5, 30", &[30], &["abc", "-3", "9999", "0", "366", "1.5"]);
        check_leads("1 2 3 4 5 4", &[1, 2, 3, 4], &["5"]);
        check_leads("99999999999999999999 ٣", &[], &["99999999999999999999", "٣"]);
    }

    #[test]
    fn kept_lead_times_are_read_back_and_what_another_version_kept_is_not() {
        for own in [leads("30, 60"), no_leads(), LeadTimes::default()] {
            assert_eq!(LeadTimes::read(&own.write()), Some(own));
        }
        for broken in ["", "30, 60", "tenant-status-lead-times 2:30", "tenant-status-lead-times 1:30, x", "{}"] {
            assert_eq!(LeadTimes::read(broken), None, "{broken:?}");
        }
    }
}
