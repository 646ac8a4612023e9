//! Partial failures: whatever has become of one answer, the sections say what is so, no section disturbs another, and the summary counts
//! what was not checked.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, value::RawValue};
use tenant_status::{
    domain::{
        connector::{Connector, ConnectorKind},
        health::{Family, Health},
    },
    graph::{
        catalogue::Resource,
        connector::SOURCES,
        error::Error,
        reply::Reply,
        section::{SectionId, SectionState, Sections, sections},
        store::Store,
        summary::{Line, Summary},
    },
};

mod support;
use support::{errors, needed};

/// What has become of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// Nobody has answered yet.
    Loading,
    /// Nobody was asked.
    Missing,
    /// Never read, and the last attempt failed in the way with this place in [`errors`].
    Failed(usize),
    /// Read, but not again: the last attempt failed.
    Kept,
    /// Read more than a day ago.
    Old,
    /// A list, of which one item could not be read.
    Odd,
    /// Read a moment ago.
    Ready,
}

impl Fate {
    fn has_data(self) -> bool {
        matches!(self, Self::Kept | Self::Old | Self::Odd | Self::Ready)
    }
}

/// Every state that a section can be in.
fn states() -> Vec<SectionState> {
    let mut states = vec![SectionState::Loading, SectionState::Missing, SectionState::Partial];
    states.extend(errors().map(|(_, state)| state));
    states.extend([SectionState::Stale, SectionState::Ready]);
    states
}

/// When the demo tenant was recorded.
fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-21T09:00:00Z").unwrap().to_utc()
}

fn all_resources() -> BTreeSet<Resource> {
    SectionId::ALL.into_iter().flat_map(needed).collect()
}

/// Good answers of every resource: those of the demo tenant, which has something to act on, and of the fixtures where that has none.
struct Answers(BTreeMap<Resource, Value>);

impl Answers {
    fn read() -> Self {
        let demo: Value = serde_json::from_slice(&fs::read("public/demo/contoso.json").unwrap()).unwrap();
        let recorded = |resource: Resource| {
            let replies = demo["responses"].as_array().unwrap().iter();
            let reply = replies.clone().find(|reply| reply["id"] == resource.id() && reply["status"] == 200)?;
            Some(reply["body"].clone())
        };
        let fixture = |resource: Resource| {
            let text = fs::read_to_string(format!("tests/fixtures/{}/normal.json", resource.id())).unwrap();
            serde_json::from_str(&text).unwrap()
        };
        let answer = |resource| (resource, shortened(recorded(resource).unwrap_or_else(|| fixture(resource))));
        Self(all_resources().into_iter().map(answer).collect())
    }

    fn reply(&self, resource: Resource, fate: Fate) -> Reply {
        let mut body = self.0[&resource].clone();
        if fate == Fate::Odd {
            body["value"].as_array_mut().unwrap().push(Value::Null);
        }
        let read_at = if fate == Fate::Old { now() - TimeDelta::hours(25) } else { now() };
        let body = RawValue::from_string(body.to_string()).unwrap();
        Reply { id: resource.id().to_owned(), status: 200, headers: Vec::new(), body: body.into(), read_at: Some(read_at) }
    }
}

/// Without long texts, which decide nothing here and would be read thousands of times.
fn shortened(value: Value) -> Value {
    match value {
        Value::String(text) if text.len() > 200 => Value::from("long"),
        Value::Array(items) => items.into_iter().map(shortened).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, shortened(value))).collect(),
        other => other,
    }
}

/// What has become of every answer.
#[derive(Debug, Clone)]
struct Case(BTreeMap<Resource, Fate>);

impl Case {
    fn all(fate: Fate) -> Self {
        Self(all_resources().into_iter().map(|resource| (resource, fate)).collect())
    }

    /// Brings a section into a state. What it shares with another section, the other one gets as well.
    fn bring(&mut self, section: SectionId, state: SectionState) {
        let fate = match state {
            SectionState::Loading => Fate::Loading,
            SectionState::Missing => Fate::Missing,
            SectionState::Stale => Fate::Kept,
            SectionState::Ready | SectionState::Partial => Fate::Ready,
            failed => Fate::Failed(errors().iter().position(|(_, state)| *state == failed).unwrap()),
        };
        for resource in needed(section) {
            self.0.insert(resource, fate);
        }
        if state == SectionState::Partial {
            let (resource, fate) = match section {
                SectionId::Tenant => (Resource::ManagedDeviceOverview, Fate::Failed(7)),
                SectionId::Licenses => (Resource::SubscribedSkus, Fate::Odd),
                SectionId::Connectors => (Resource::VppTokens, Fate::Failed(1)),
                SectionId::ServiceHealth => (Resource::HealthOverviews, Fate::Odd),
                SectionId::EnvironmentIssues => (Resource::Issues, Fate::Odd),
                SectionId::News => (Resource::Messages, Fate::Odd),
            };
            self.0.insert(resource, fate);
        }
    }

    fn store(&self, answers: &Answers) -> Store {
        let mut store = Store::default();
        self.fill(&mut store, all_resources(), answers);
        store
    }

    /// Tells a store of some of it.
    fn fill(&self, store: &mut Store, which: impl IntoIterator<Item = Resource>, answers: &Answers) {
        for resource in which {
            let fate = self.0[&resource];
            if fate.has_data() {
                store.insert(&answers.reply(resource, fate));
            }
            match fate {
                Fate::Loading => store.asked(resource),
                Fate::Failed(place) => store.failed(resource, errors()[place].0.clone()),
                Fate::Kept => store.failed(resource, Error::Offline),
                _ => {}
            }
        }
    }

    /// What a section has to say, by the order of precedence of the design and by nothing else.
    fn expected(&self, section: SectionId) -> SectionState {
        // One batch cannot ask for the MDM authority, so a snapshot may lack it.
        let counts = |resource: &Resource| *resource != Resource::MdmAuthority || self.0[resource] != Fate::Missing;
        let fates: Vec<_> = needed(section).into_iter().filter(counts).map(|resource| self.0[&resource]).collect();
        let has = |fate| fates.contains(&fate);
        let usable = fates.iter().filter(|fate| fate.has_data()).count();
        let failed = fates.iter().filter_map(|fate| if let Fate::Failed(place) = fate { Some(*place) } else { None }).min();
        if has(Fate::Loading) {
            SectionState::Loading
        } else if usable == 0 {
            failed.map_or(SectionState::Missing, |place| errors()[place].1)
        } else if usable < fates.len() || has(Fate::Odd) {
            SectionState::Partial
        } else if has(Fate::Kept) || has(Fate::Old) {
            SectionState::Stale
        } else {
            SectionState::Ready
        }
    }

    fn has_data(&self, resource: Resource) -> bool {
        self.0[&resource].has_data()
    }
}

/// What everything is when all was read, and the rows when all was read long ago.
struct Truth {
    rows: Rows,
    old_rows: Rows,
    summary: Summary,
}

/// The status of each row, and whether it needs action.
type Rows = BTreeMap<ConnectorKind, (Health, bool)>;

impl Truth {
    fn of(answers: &Answers) -> Self {
        let [all, old] = [Fate::Ready, Fate::Old].map(|fate| sections(&Case::all(fate).store(answers), now()));
        for section in SectionId::ALL {
            let states = [&all, &old].map(|all| all.state(section));
            assert_eq!(states, [SectionState::Ready, SectionState::Stale], "{}", section.as_str());
        }
        let rows =
            |all: &Sections| all.connectors.value.iter().map(|row| (row.kind, (row.health(), row.needs_action()))).collect();
        let (rows, old_rows): (Rows, Rows) = (rows(&all), rows(&old));
        let is_green = |kind: &ConnectorKind| old_rows[kind].0 == Health::Healthy && kind.facts().family != Family::Credential;
        assert!(!old_rows.keys().any(is_green), "old data proves no health but that of what has a date");
        let summary = Summary::of(&all, now());
        let counts = [summary.tenant, summary.connectors, summary.incidents, summary.in_environment, summary.messages_to_act_on];
        assert!(counts.iter().all(|count| *count > 0), "each part has something to lose: {counts:?}");
        Self { rows, old_rows, summary }
    }

    /// The status of a row, and whether it needs action, when its own answer met this fate.
    fn row(&self, kind: ConnectorKind, fate: Fate) -> (Health, bool) {
        match fate {
            Fate::Old => self.old_rows[&kind],
            fate if fate.has_data() => self.rows[&kind],
            // Never green by absence.
            _ => (Health::Unknown, false),
        }
    }
}

/// Sections that a file which leaves the page has to mark as incomplete. Nothing leaves it yet: whoever adds that compares its marks with
/// this, in [`check`].
fn to_be_marked_as_incomplete(all: &Sections) -> Vec<SectionId> {
    SectionId::ALL
        .into_iter()
        .filter(|section| !matches!(all.state(*section), SectionState::Ready | SectionState::Stale))
        .collect()
}

#[track_caller]
fn check(case: &Case, store: &Store, truth: &Truth) {
    let all = sections(store, now());
    for section in SectionId::ALL {
        assert_eq!(all.state(section), case.expected(section), "{} of {case:?}", section.as_str());
    }
    check_rows(case, &all, truth);
    check_summary(case, &all, truth);
}

/// Each row is as its own answer tells, worst first.
#[track_caller]
fn check_rows(case: &Case, all: &Sections, truth: &Truth) {
    let rows = &all.connectors.value;
    assert_eq!(rows.len(), truth.rows.len());
    assert!(rows.is_sorted_by_key(Connector::health));
    for row in rows {
        let source = SOURCES.iter().find(|source| source.kinds.contains(&row.kind)).unwrap();
        let expected = truth.row(row.kind, case.0[&source.resource]);
        assert_eq!((row.health(), row.needs_action()), expected, "{:?} of {case:?}", row.kind);
    }
}

/// The summary counts all that is known to need action and all that could not be checked, and says so line by line.
#[track_caller]
fn check_summary(case: &Case, all: &Sections, truth: &Truth) {
    let summary = Summary::of(all, now());
    let if_read = |resource, count| if case.has_data(resource) { count } else { 0 };
    let (whole, skus, issues) = (&truth.summary, Resource::SubscribedSkus, Resource::Issues);
    assert_eq!(summary.tenant, if_read(skus, whole.tenant), "{case:?}");
    let of_issues = if_read(issues, whole.incidents + whole.in_environment);
    assert_eq!(summary.service, of_issues + if_read(Resource::Messages, whole.messages_to_act_on), "{case:?}");
    let needs_action = |resource, kind| truth.row(kind, case.0[&resource]).1;
    let kinds = SOURCES.iter().flat_map(|source| source.kinds.iter().map(|kind| (source.resource, *kind)));
    let connectors = kinds.filter(|(resource, kind)| needs_action(*resource, *kind)).count();
    assert_eq!(summary.connectors, connectors, "{case:?}");
    assert_eq!(summary.to_act_on, summary.tenant + summary.connectors + summary.service);
    assert_eq!(
        summary.by_health,
        Health::ALL.map(|health| all.connectors.value.iter().filter(|row| row.health() == health).count())
    );

    let incomplete = to_be_marked_as_incomplete(all);
    let not_checked: Vec<_> = incomplete.iter().filter(|section| all.state(**section) != SectionState::Loading).collect();
    assert!(summary.not_checked >= not_checked.len(), "{} of {not_checked:?}", summary.not_checked);
    for section in &not_checked {
        let has_line = summary.lines.iter().any(|line| match line {
            Line::NotRead(of, state) => of == *section && *state == all.state(**section),
            Line::NotReadable(..) => **section == SectionId::Connectors && all.connectors.state == SectionState::Partial,
            _ => false,
        });
        assert!(has_line, "no line for {section:?} of {case:?}");
    }
    let told = summary.lines.iter().filter(|line| matches!(line, Line::NotRead(..))).count();
    assert!(told <= not_checked.len(), "what was read is not said to be unread: {case:?}");
    if incomplete.is_empty() && !case.0.values().any(|fate| *fate == Fate::Old) {
        assert_eq!((summary.to_act_on, summary.not_checked), (whole.to_act_on, whole.not_checked));
    }
}

#[test]
fn every_pair_of_states_leaves_the_others_as_they_are_and_the_summary_honest() {
    let answers = Answers::read();
    let truth = Truth::of(&answers);
    let shares = |one, other| needed(one).iter().any(|resource| needed(other).contains(resource));
    let mut pairs = 0;
    for (place, one) in SectionId::ALL.into_iter().enumerate() {
        for other in SectionId::ALL.into_iter().skip(place + 1) {
            for first in states() {
                let mut case = Case::all(Fate::Ready);
                case.bring(one, first);
                // The bulk of the answers is read once for all states of the other section.
                let mut bulk = Store::default();
                case.fill(&mut bulk, all_resources().into_iter().filter(|resource| !needed(other).contains(resource)), &answers);
                for second in states() {
                    let (mut case, mut store) = (case.clone(), bulk.clone());
                    case.bring(other, second);
                    case.fill(&mut store, needed(other), &answers);
                    check(&case, &store, &truth);
                    // Not only what the order of precedence says: it is the state that was meant.
                    assert_eq!(case.expected(other), second);
                    for section in SectionId::ALL.into_iter().filter(|section| *section != other && !shares(*section, other)) {
                        if section == one {
                            assert_eq!(case.expected(one), first);
                        } else if !shares(section, one) {
                            assert_eq!(case.expected(section), SectionState::Ready);
                        }
                    }
                    pairs += 1;
                }
            }
        }
    }
    assert_eq!(pairs, 15 * 13 * 13);
}

/// A prime, as the covering of pairs needs it: as many fates as there are of whatever resource.
const FATES: usize = 13;

/// What becomes of any resource, list or not.
fn fate(number: usize) -> Fate {
    match number {
        0 => Fate::Loading,
        1 => Fate::Missing,
        2 => Fate::Kept,
        3 => Fate::Old,
        4 => Fate::Ready,
        failed => Fate::Failed(failed - 5),
    }
}

#[test]
fn every_resource_in_every_state_beside_every_other() {
    let answers = Answers::read();
    let truth = Truth::of(&answers);
    let all: Vec<_> = all_resources().into_iter().collect();
    let mut covered = BTreeSet::new();
    // Lines in a plane of a prime number of points a side: two that differ in slope meet once, so of two resources with different
    // slopes every pair of fates comes up. There are more resources than slopes; a second plane takes those apart that share one.
    for plane in 0..2 {
        for (start, step) in (0..FATES).flat_map(|start| (0..FATES).map(move |step| (start, step))) {
            let fate_of = |index: usize| {
                let slope = (index + plane * 5 * (index / FATES)) % FATES;
                (start + slope * step) % FATES
            };
            let case = Case(all.iter().enumerate().map(|(index, resource)| (*resource, fate(fate_of(index)))).collect());
            check(&case, &case.store(&answers), &truth);
            for one in 0..all.len() {
                covered.extend((one + 1..all.len()).map(|other| (one, fate_of(one), other, fate_of(other))));
            }
        }
    }
    assert_eq!(covered.len(), all.len() * (all.len() - 1) / 2 * FATES * FATES, "every pair");
}
