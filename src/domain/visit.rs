//! What a reader saw of a tenant, kept small, and what has changed since.
//!
//! A change needs both sides: what is unknown, or was not read, on either side is none. What is missing from a list that was read as a
//! whole is *no longer listed*, which says neither that it is resolved nor that it is cancelled.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    connector::Connector, health::Health, kept::version, license::License, message::Message, order, service_issue::ServiceIssue,
};

/// A page that is opened longer after a visit than this begins another one.
pub const PAUSE: TimeDelta = TimeDelta::minutes(30);
/// How many bytes a visit takes at the most.
pub const MAX_BYTES: usize = 60_000;
/// The longest id and the longest value that are kept, in bytes; the longest key of a connector has 48.
const MAX_ID: usize = 60;
const MAX_VALUE: usize = 50;
/// The first words of what is kept; what begins otherwise is of another version, and is nothing.
const FORMAT: &str = "tenant-status-seen 1 ";
/// Before the name of a kind: no id has it.
const MARK: char = '#';
/// Before the status of an issue that is over.
const OVER: char = '-';
/// Before the status of one that is not.
const ACTIVE: char = '+';

/// What can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The status of a connector, by its key.
    Connector,
    /// How many licences there are and are assigned, by the part number.
    License,
    /// An incident or advisory, by its id.
    Issue,
    /// A message, by its id.
    Message,
}

impl Kind {
    /// All, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Connector, Self::License, Self::Issue, Self::Message];

    /// Its name in what is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connector => "connector",
            Self::License => "license",
            Self::Issue => "issue",
            Self::Message => "message",
        }
    }

    /// How many of them are kept at the most.
    fn most(self) -> usize {
        match self {
            Self::Connector => 40,
            Self::License => 80,
            Self::Issue => 150,
            Self::Message => 1_000,
        }
    }
}

/// How much of a list was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// All of it.
    Whole,
    /// All of it, of which the oldest were forgotten.
    Newest,
    /// Some of it.
    Part,
}

impl Extent {
    const ALL: [Self; 3] = [Self::Whole, Self::Newest, Self::Part];

    fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Newest => "newest",
            Self::Part => "part",
        }
    }
}

/// What was seen of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    /// Ids and values, sorted by id, each id once.
    items: Vec<(String, String)>,
    extent: Extent,
}

impl Seen {
    fn of(mut items: Vec<(String, String)>, extent: Extent) -> Self {
        items.retain(|(id, value)| is_word(id, MAX_ID) && is_word(value, MAX_VALUE));
        order::sort_by(&mut items, |a, b| a.0.cmp(&b.0));
        items.dedup_by(|a, b| a.0 == b.0);
        Self { items, extent }
    }

    fn get(&self, id: &str) -> Option<&str> {
        let place = self.items.binary_search_by(|(known, _)| known.as_str().cmp(id)).ok()?;
        Some(&self.items[place].1)
    }

    /// This, and what only `older` knows.
    fn over(&self, older: &Self) -> Self {
        let mut items = self.items.clone();
        items.extend(older.items.iter().filter(|(id, _)| self.get(id).is_none()).cloned());
        Self::of(items, older.extent)
    }

    /// Whether something that is not in it was not there.
    fn lacks(&self, value: &str) -> bool {
        match self.extent {
            Extent::Whole => true,
            // What is newer than the oldest that was kept would have been kept.
            Extent::Newest => self.items.iter().filter_map(|(_, value)| number(value)).min() < number(value),
            Extent::Part => false,
        }
    }

    /// At most so many of them in so many bytes: of messages the newest.
    fn cut(&self, kind: Kind, bytes: usize) -> Self {
        let mut items: Vec<_> = self.items.iter().collect();
        if kind == Kind::Message {
            order::sort_by_key(&mut items, |(_, value)| std::cmp::Reverse(number(value)));
        }
        let mut left = bytes;
        let fitting = items.iter().take(kind.most()).take_while(|(id, value)| {
            let size = id.len() + value.len() + 2;
            let fits = size <= left;
            left = left.saturating_sub(size);
            fits
        });
        let fitting = fitting.count();
        let extent = match self.extent {
            extent if fitting == items.len() => extent,
            Extent::Whole | Extent::Newest if kind == Kind::Message => Extent::Newest,
            _ => Extent::Part,
        };
        Self::of(items[..fitting].iter().map(|item| (*item).clone()).collect(), extent)
    }
}

/// What a reader saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// When, by the reader's clock, in milliseconds since 1970.
    at: i64,
    /// In the order of [`Kind`]; `None` where it was not read.
    seen: [Option<Seen>; Kind::ALL.len()],
}

/// A change: what it is of, and the values before and now; `None` where it was not, or is no longer, listed.
///
/// The value of a connector is that of `data-health`; [`license_numbers`], [`issue_status`] and [`message_date`] read the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What changed.
    pub kind: Kind,
    /// The key, part number or id.
    pub id: String,
    /// What was seen before.
    pub before: Option<String>,
    /// What is there now.
    pub now: Option<String>,
}

impl Visit {
    /// A visit in which nothing has been seen yet.
    pub fn new(at: DateTime<Utc>) -> Self {
        Self { at: at.timestamp_millis(), seen: [const { None }; Kind::ALL.len()] }
    }

    /// When it was; `None` where that is not known, because the clock said something impossible.
    pub fn at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.at).filter(|at| *at <= now)
    }

    /// Whether a page that is opened now begins another one. A clock that was set back does not make a visit last.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        is_apart(self.at, now)
    }

    /// Notes the connectors. One whose status is unknown was not seen.
    pub fn see_connectors(&mut self, connectors: &[Connector]) {
        let known = connectors.iter().filter(|connector| connector.health() != Health::Unknown);
        let items = known.map(|connector| (connector.kind.key().to_owned(), connector.health().as_str().to_owned()));
        // The kinds are always the same: none is new, and none is gone.
        self.see(Kind::Connector, items.collect(), false);
    }

    /// Notes the licences; `is_whole` says whether there are no others.
    pub fn see_licenses(&mut self, licenses: &[License], is_whole: bool) {
        let value = |license: &License| [&license.assigned.to_string(), "/", &license.total.to_string()].concat();
        let items = licenses.iter().map(|license| (license.part_number.clone(), value(license)));
        self.see(Kind::License, items.collect(), is_whole);
    }

    /// Notes the issues, those that are over too; `is_whole` says whether there are no others.
    pub fn see_issues(&mut self, issues: &[&Arc<ServiceIssue>], is_whole: bool) {
        let value = |issue: &ServiceIssue| {
            let mut value = String::from(if issue.is_resolved { OVER } else { ACTIVE });
            value.push_str(&issue.status);
            value
        };
        let items = issues.iter().map(|issue| (issue.id.clone(), value(issue)));
        self.see(Kind::Issue, items.collect(), is_whole);
    }

    /// Notes the messages; `is_whole` says whether there are no others.
    pub fn see_messages(&mut self, messages: &[Arc<Message>], is_whole: bool) {
        let items = messages.iter().map(|message| (message.id.clone(), version(message).to_string()));
        self.see(Kind::Message, items.collect(), is_whole);
    }

    fn see(&mut self, kind: Kind, items: Vec<(String, String)>, is_whole: bool) {
        self.seen[kind as usize] = Some(Seen::of(items, if is_whole { Extent::Whole } else { Extent::Part }));
    }

    /// What is known after this visit and a later look: what that did not read stays as it was.
    #[must_use]
    pub fn updated(&self, later: &Self) -> Self {
        let seen = Kind::ALL.map(|kind| match (&self.seen[kind as usize], &later.seen[kind as usize]) {
            (Some(before), Some(now)) if now.extent == Extent::Part => Some(now.over(before)),
            (before, None) => before.clone(),
            (_, now) => now.clone(),
        });
        Self { at: later.at, seen }
    }

    /// What has changed from this visit to what is seen now.
    pub fn changes(&self, now: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        for kind in Kind::ALL {
            if let (Some(before), Some(now)) = (&self.seen[kind as usize], &now.seen[kind as usize]) {
                changes.extend(differences(kind, before, now));
            }
        }
        changes
    }

    /// As text, to be kept: at most [`MAX_BYTES`].
    pub fn write(&self) -> String {
        let mut text = [FORMAT, &self.at.to_string()].concat();
        for kind in Kind::ALL {
            let Some(seen) = &self.seen[kind as usize] else { continue };
            // The line that begins the list is shorter than this.
            let seen = seen.cut(kind, MAX_BYTES.saturating_sub(text.len() + 40));
            text.push('\n');
            text.push(MARK);
            text.push_str(&[kind.as_str(), " ", seen.extent.as_str()].concat());
            for (id, value) in &seen.items {
                text.push_str(&["\n", id, " ", value].concat());
            }
        }
        text
    }

    /// Reads what [`Visit::write`] wrote; what is broken, or of another version, is nothing.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let at = first.strip_prefix(FORMAT)?.parse().ok()?;
        let mut seen = [const { None }; Kind::ALL.len()];
        for list in rest.split(MARK).skip(1) {
            let (head, lines) = list.split_once('\n').unwrap_or((list, ""));
            let (kind, extent) = head.split_once(' ')?;
            let kind = Kind::ALL.into_iter().find(|known| known.as_str() == kind)?;
            let extent = Extent::ALL.into_iter().find(|known| known.as_str() == extent)?;
            let items = lines.lines().filter_map(|line| line.split_once(' '));
            seen[kind as usize] = Some(Seen::of(items.map(|(id, value)| (id.to_owned(), value.to_owned())).collect(), extent));
        }
        Some(Self { at, seen })
    }
}

/// Whether an instant, in milliseconds since 1970, is further than [`PAUSE`] from now, in whatever direction.
pub fn is_apart(at: i64, now: DateTime<Utc>) -> bool {
    now.timestamp_millis().abs_diff(at) > PAUSE.num_milliseconds().unsigned_abs()
}

/// Whether an id or a value may stand in a line.
fn is_word(word: &str, longest: usize) -> bool {
    (1..=longest).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_graphic() && byte != MARK as u8)
}

fn number(value: &str) -> Option<i64> {
    value.parse().ok()
}

fn differences(kind: Kind, before: &Seen, now: &Seen) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut note = |id: &str, before: Option<&str>, now: Option<&str>| {
        changes.push(Change { kind, id: id.to_owned(), before: before.map(str::to_owned), now: now.map(str::to_owned) });
    };
    for (id, value) in &now.items {
        match before.get(id) {
            // An older export of a message says nothing new.
            Some(known) if kind == Kind::Message && number(known) >= number(value) => {}
            Some(known) if known == value => {}
            Some(known) => note(id, Some(known), Some(value)),
            None if before.lacks(value) => note(id, None, Some(value)),
            None => {}
        }
    }
    if now.extent == Extent::Whole {
        for (id, value) in &before.items {
            // What was over already leaves the list in time, which is no news.
            if now.get(id).is_none() && !(kind == Kind::Issue && value.starts_with(OVER)) {
                note(id, Some(value), None);
            }
        }
    }
    changes
}

/// How many licences are assigned, and how many there are, of the value of a licence.
pub fn license_numbers(value: &str) -> Option<(i64, i64)> {
    let (assigned, total) = value.split_once('/')?;
    Some((number(assigned)?, number(total)?))
}

/// The status, as it came, of the value of an issue.
pub fn issue_status(value: &str) -> &str {
    value.strip_prefix([OVER, ACTIVE]).unwrap_or(value)
}

/// When a message was last changed, of its value; `None` where that is not known.
pub fn message_date(value: &str) -> Option<DateTime<Utc>> {
    number(value).filter(|millis| *millis != 0).and_then(DateTime::from_timestamp_millis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        connector::{ConnectorKind as K, Known, connector},
        health::{Moment, NotEnabled, NotKnown},
        service_issue::Classification,
    };

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + minutes * 60, 0).expect("a date")
    }

    /// A visit that saw a list of one kind: `id value` each, with `…` at the end where there may be others.
    fn saw(kind: Kind, list: &str) -> Visit {
        let mut visit = Visit::new(at(0));
        let items = list.split(", ").filter_map(|item| item.split_once(' '));
        visit.see(kind, items.map(|(id, value)| (id.to_owned(), value.to_owned())).collect(), !list.ends_with('…'));
        visit
    }

    fn told(changes: &[Change]) -> Vec<String> {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "none".to_owned());
        changes.iter().map(|change| format!("{}: {} → {}", change.id, side(&change.before), side(&change.now))).collect()
    }

    #[track_caller]
    fn check(kind: Kind, before: &str, now: &str, expected: &[&str]) {
        assert_eq!(told(&saw(kind, before).changes(&saw(kind, now))), expected, "{before} → {now}");
    }

    #[test]
    fn a_change_has_both_sides() {
        check(Kind::Connector, "a healthy, b warning, …", "a unhealthy, b warning, …", &["a: healthy → unhealthy"]);
        check(Kind::License, "E3 5/10", "E3 6/10", &["E3: 5/10 → 6/10"]);
        check(Kind::Issue, "IT1 +serviceDegradation", "IT1 -serviceRestored", &["IT1: +serviceDegradation → -serviceRestored"]);
        check(Kind::Message, "MC1 5", "MC1 7", &["MC1: 5 → 7"]);
        check(Kind::Message, "MC1 7", "MC1 5", &[]);
    }

    /// What is told of these when nothing of them was there before.
    fn new(kind: Kind, see: impl Fn(&mut Visit)) -> Vec<String> {
        let mut visit = Visit::new(at(0));
        see(&mut visit);
        told(&saw(kind, "").changes(&visit))
    }

    #[test]
    fn a_connector_is_seen_by_its_status_unless_that_is_unknown() {
        let moment = Moment { now: at(0), read_at: Some(at(0)) };
        let rows = [
            (K::JamfLastSync, Known::NotKnown(NotKnown::Missing)),
            (K::DomainJoinConnector, Known::NotEnabled(NotEnabled::List)),
        ];
        let rows = rows.map(|(kind, known)| connector(kind, known, moment));
        let enabled = K::DomainJoinConnector.key();
        assert_eq!(new(Kind::Connector, |visit| visit.see_connectors(&rows)), [format!("{enabled}: none → notEnabled")]);
        // The kinds are always the same, so none goes.
        let mut visit = Visit::new(at(0));
        visit.see_connectors(&rows);
        assert_eq!(saw(Kind::Connector, "a healthy").changes(&visit).len(), 1);
    }

    #[test]
    fn licences_issues_and_messages_are_seen_by_what_may_change_of_them() {
        let license = License {
            part_number: "E3".to_owned(),
            name: String::new(),
            assigned: 5,
            total: 10,
            in_grace: 0,
            status: None,
            renewals: Vec::new(),
        };
        assert_eq!(new(Kind::License, |visit| visit.see_licenses(std::slice::from_ref(&license), true)), ["E3: none → 5/10"]);
        let issue = |id: &str, is_resolved| {
            Arc::new(ServiceIssue {
                id: id.to_owned(),
                title: String::new(),
                service: String::new(),
                feature: String::new(),
                classification: Classification::Advisory,
                is_customers: false,
                status: "s".to_owned(),
                is_resolved,
                impact: String::new(),
                started: None,
                ended: None,
                updated: None,
                posts: Vec::new(),
            })
        };
        let (active, over) = (issue("IT1", false), issue("IT2", true));
        let seen = new(Kind::Issue, |visit| visit.see_issues(&[&active, &over], true));
        assert_eq!(seen, ["IT1: none → +s", "IT2: none → -s"]);
        let message = Message { id: "MC1".to_owned(), ..Message::default() };
        let version = version(&message);
        let messages = [Arc::new(message)];
        assert_eq!(new(Kind::Message, |visit| visit.see_messages(&messages, true)), [format!("MC1: none → {version}")]);
    }

    #[test]
    fn what_is_kept_fits_to_the_byte() {
        let kept = |length: usize| {
            let visit = Visit::new(at(0)).write();
            Visit::read(&[&visit, "\n", &"x".repeat(length - visit.len() - 1)].concat()).is_some()
        };
        assert_eq!([MAX_BYTES, MAX_BYTES + 1, MAX_BYTES + 2].map(kept), [true, false, false]);
        let items = ["IT1", "IT2"].map(|id| (id.to_owned(), "+abc".to_owned()));
        let seen = Seen::of(items.to_vec(), Extent::Whole);
        assert_eq!([18, 17].map(|bytes| seen.cut(Kind::Issue, bytes).items.len()), [2, 1]);
    }

    #[test]
    fn a_message_as_old_as_the_oldest_that_is_remembered_may_have_been_forgotten() {
        let seen = Seen::of(vec![("MC1".to_owned(), "5".to_owned())], Extent::Newest);
        assert_eq!(["4", "5", "6"].map(|value| seen.lacks(value)), [false, false, true]);
    }

    #[test]
    fn what_is_unknown_or_was_not_read_on_either_side_is_no_change() {
        check(Kind::Connector, "a healthy, …", "…", &[]);
        check(Kind::Connector, "…", "a unhealthy, …", &[]);
        let nothing = Visit::new(at(0));
        let something = saw(Kind::Message, "MC1 5");
        assert_eq!(nothing.changes(&something), []);
        assert_eq!(something.changes(&nothing), []);
        assert_eq!(saw(Kind::Issue, "IT1 +x").changes(&something), []);
    }

    #[test]
    fn new_is_what_a_list_that_was_read_as_a_whole_did_not_hold() {
        check(Kind::Issue, "", "IT1 +x", &["IT1: none → +x"]);
        check(Kind::Issue, "IT2 +x, …", "IT1 +x, IT2 +x", &[]);
        // One that came and went between two visits is news.
        check(Kind::Issue, "", "IT1 -x", &["IT1: none → -x"]);
    }

    #[test]
    fn gone_is_what_a_list_that_is_read_as_a_whole_no_longer_holds() {
        check(Kind::Issue, "IT1 +x", "", &["IT1: +x → none"]);
        check(Kind::Issue, "IT1 +x", "…", &[]);
        check(Kind::License, "E3 5/10", "E5 1/2", &["E5: none → 1/2", "E3: 5/10 → none"]);
        check(Kind::Message, "MC1 5", "", &["MC1: 5 → none"]);
    }

    #[test]
    fn an_issue_that_was_over_leaves_without_a_word() {
        check(Kind::Issue, "IT1 -serviceRestored", "", &[]);
    }

    fn many(from: i64, to: i64) -> Visit {
        let list: Vec<_> = (from..to).map(|n| format!("MC{n} {}", n * 1_000)).collect();
        saw(Kind::Message, &list.join(", "))
    }

    #[track_caller]
    fn again(visit: &Visit) -> Visit {
        let text = visit.write();
        assert!(text.len() <= MAX_BYTES, "{} bytes", text.len());
        Visit::read(&text).expect("what was written")
    }

    #[test]
    fn the_oldest_of_many_messages_are_forgotten_and_none_of_them_is_new_because_of_it() {
        let visit = many(1, 3_000);
        let kept = again(&visit);
        assert_eq!(kept.seen[Kind::Message as usize].as_ref().map(|seen| seen.items.len()), Some(1_000));
        assert_eq!(kept.changes(&visit), []);
        assert_eq!(told(&kept.changes(&many(1, 3_001))), ["MC3000: none → 3000000"]);
        // One that was forgotten is not missed, and one that is kept is.
        assert_eq!(kept.changes(&many(500, 3_000)), []);
        assert_eq!(told(&kept.changes(&many(1, 2_999))), ["MC2999: 2999000 → none"]);
        // Kept again, it is still the newest that is known.
        assert_eq!(again(&kept), kept);
    }

    #[test]
    fn what_is_kept_is_bounded_whatever_the_ids() {
        let mut visit = Visit::new(at(0));
        for kind in Kind::ALL {
            let long = |n: usize| (format!("{n:060}"), format!("{n:050}"));
            visit.see(kind, (0..5_000).map(long).collect(), true);
        }
        let kept = again(&visit);
        assert_eq!(kept.changes(&visit), []);
        assert!(Kind::ALL.iter().all(|kind| kept.seen[*kind as usize].as_ref().is_some_and(|seen| !seen.items.is_empty())));
    }

    #[test]
    fn the_key_of_every_connector_can_be_kept() {
        for facts in &crate::domain::connector::KINDS {
            let visit = saw(Kind::Connector, &format!("{} healthy, …", facts.key));
            assert_eq!(
                told(&visit.changes(&saw(Kind::Connector, &format!("{} warning, …", facts.key)))).len(),
                1,
                "{}",
                facts.key
            );
        }
    }

    #[test]
    fn what_cannot_stand_in_a_line_is_seen_by_nobody() {
        let mut visit = saw(Kind::Issue, "IT1 +x");
        let odd = [("IT 2", "+x"), ("#issue", "+x"), ("IT3", "a b"), ("IT4", "#"), ("IT5", ""), ("", "+x"), ("IT6", "é\n")];
        visit.see(Kind::Issue, odd.map(|(id, value)| (id.to_owned(), value.to_owned())).to_vec(), true);
        assert_eq!(visit, saw(Kind::Issue, ""));
    }

    #[test]
    fn a_visit_is_read_as_it_was_written() {
        let mut visit = saw(Kind::License, "E3 5/10, E5 -1/0");
        visit.see(Kind::Issue, Vec::new(), true);
        visit.see(Kind::Connector, vec![("a".to_owned(), "healthy".to_owned())], false);
        assert_eq!(again(&visit), visit);
        assert_eq!(again(&Visit::new(at(3))), Visit::new(at(3)));
    }

    #[test]
    fn what_is_broken_or_of_another_version_is_nothing() {
        let check = |text: &str| assert_eq!(Visit::read(text), None, "{text}");
        check("");
        check("tenant-status-seen 2 5");
        check("tenant-status-seen 1 soon");
        check("tenant-status-seen 1 99999999999999999999999");
        check("tenant-status-seen 1 5\n#other whole\nx y");
        check("tenant-status-seen 1 5\n#issue sometimes\nx y");
        check("tenant-status-seen 1 5\n#issue\nx y");
        check(&"x".repeat(MAX_BYTES + 1));
        // One broken line costs itself.
        let visit = Visit::read("tenant-status-seen 1 5\n#issue whole\nbroken\nIT1 +x\nIT1 +y").expect("a visit");
        assert_eq!(told(&visit.changes(&saw(Kind::Issue, "IT1 +z"))), ["IT1: +x → +z"]);
    }

    #[test]
    fn a_reading_that_failed_or_broke_off_replaces_only_what_it_knows() {
        let before = saw(Kind::Issue, "IT1 +x, IT2 +x");
        assert_eq!(before.updated(&Visit::new(at(5))).seen, before.seen);
        assert_eq!(before.updated(&saw(Kind::Issue, "IT1 +y, …")).seen, saw(Kind::Issue, "IT1 +y, IT2 +x").seen);
        assert_eq!(before.updated(&saw(Kind::Issue, "IT3 +y")).seen, saw(Kind::Issue, "IT3 +y").seen);
        assert_eq!(before.updated(&saw(Kind::Issue, "")).seen, saw(Kind::Issue, "").seen);
        let first = saw(Kind::Issue, "IT1 +x, …");
        assert_eq!(Visit::new(at(0)).updated(&first).seen, first.seen);
        assert_eq!(before.updated(&Visit::new(at(5))).at, at(5).timestamp_millis());
    }

    #[test]
    fn a_visit_is_over_after_half_an_hour_whatever_the_clock_does() {
        let visit = Visit::new(at(0));
        let check = |minutes: i64, is_over: bool| assert_eq!(visit.is_over(at(minutes)), is_over, "{minutes}");
        check(0, false);
        check(30, false);
        check(31, true);
        check(-30, false);
        check(-31, true);
        check(10 * 365 * 24 * 60, true);
        check(-10 * 365 * 24 * 60, true);
        assert!(Visit::read("tenant-status-seen 1 9223372036854775807").is_some_and(|visit| visit.is_over(at(0))));
    }

    #[test]
    fn a_visit_in_the_future_has_no_date() {
        assert_eq!(Visit::new(at(0)).at(at(1)), Some(at(0)));
        assert_eq!(Visit::new(at(2)).at(at(1)), None);
        for millis in [i64::MAX, i64::MIN] {
            assert_eq!(Visit { at: millis, ..Visit::new(at(0)) }.at(at(1)), None);
        }
    }

    #[test]
    fn values_say_what_they_are() {
        assert_eq!(license_numbers("5/-1"), Some((5, -1)));
        assert_eq!(license_numbers("5"), None);
        assert_eq!(issue_status("-serviceRestored"), "serviceRestored");
        assert_eq!(issue_status("+"), "");
        assert_eq!(message_date("0"), None);
        assert_eq!(message_date("1790000000000"), Some(at(0)));
        assert_eq!(message_date("9223372036854775807"), None);
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn no_text_makes_reading_panic(rest: String) {
            if let Some(visit) = Visit::read(&[FORMAT, "5\n#issue whole\n", &rest].concat()) {
                proptest::prop_assert!(visit.write().len() <= MAX_BYTES);
            }
            let _ = Visit::read(&rest);
        }
    }
}
