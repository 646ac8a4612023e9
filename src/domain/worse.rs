//! What got worse between two readings of one tenant: what is worth a notification.

use std::sync::Arc;

use super::{
    connector::{Connector, ConnectorKind},
    health::Health,
    service_issue::{Classification, ServiceIssue, overview_health},
};

/// The active issues as far as they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issues {
    all: Vec<Arc<ServiceIssue>>,
    is_whole: bool,
}

impl Issues {
    /// All of these lists together, each issue once. `is_whole` tells whether there can be no others.
    pub fn of(lists: &[&[Arc<ServiceIssue>]], is_whole: bool) -> Self {
        let mut all: Vec<Arc<ServiceIssue>> = Vec::new();
        for issue in lists.iter().copied().flatten() {
            if all.iter().all(|known| known.id != issue.id) {
                all.push(Arc::clone(issue));
            }
        }
        Self { all, is_whole }
    }
}

/// How bad an active issue is, from the mildest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Advisory,
    Incident,
    /// An incident in which the service stands still.
    Interruption,
}

impl Rank {
    fn of(issue: &ServiceIssue) -> Self {
        match issue.classification {
            Classification::Advisory => Self::Advisory,
            Classification::Incident if overview_health(&issue.status) == "unhealthy" => Self::Interruption,
            Classification::Incident => Self::Incident,
        }
    }
}

/// The issues of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ranks {
    known: Vec<(String, Rank)>,
    /// Whether an issue that is not among them was not there.
    is_whole: bool,
}

impl Ranks {
    fn of(issues: &Issues) -> Self {
        let known = issues.all.iter().map(|issue| (issue.id.clone(), Rank::of(issue)));
        Self { known: known.collect(), is_whole: issues.is_whole }
    }

    fn rank(&self, id: &str) -> Option<Rank> {
        self.known.iter().find(|(of, _)| of == id).map(|(_, rank)| *rank)
    }

    /// Whether an issue is an incident, and worse than it was here.
    fn is_worse(&self, issue: &ServiceIssue) -> bool {
        let (was, is) = (self.rank(&issue.id), Rank::of(issue));
        is >= Rank::Incident && was.map_or(self.is_whole, |was| is > was)
    }

    /// What a later reading leaves of it: what was read in part says nothing about the others.
    fn updated(self, later: Self) -> Self {
        if later.is_whole {
            return later;
        }
        let mut known = later.known.clone();
        known.extend(self.known.into_iter().filter(|(id, _)| later.rank(id).is_none()));
        Self { known, is_whole: self.is_whole }
    }
}

/// What was seen at a reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    connectors: Vec<(ConnectorKind, Health)>,
    /// `None` where they were not read.
    issues: Option<Ranks>,
}

/// Something that got worse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worse {
    /// A connector, now with this status.
    Connector(ConnectorKind, Health),
    /// An incident that was not there before, was an advisory, or has become an interruption of the service.
    Incident(Arc<ServiceIssue>),
}

impl Seen {
    /// What is seen now. `issues` is `None` where they were not read.
    pub fn now(connectors: &[Connector], issues: Option<&Issues>) -> Self {
        Self { connectors: connectors.iter().map(|row| (row.kind, row.health())).collect(), issues: issues.map(Ranks::of) }
    }

    /// What got worse since. What was not known before, or is not now, did not get worse: only what is bad now and was better.
    pub fn worse(&self, connectors: &[Connector], issues: Option<&Issues>) -> Vec<Worse> {
        let was = |kind| self.connectors.iter().find(|(of, _)| *of == kind).map(|(_, health)| *health);
        let rows = connectors.iter().filter(|row| row.needs_action()).filter(|row| match was(row.kind) {
            None | Some(Health::Unknown) => false,
            Some(was) => row.health() < was,
        });
        let mut worse: Vec<_> = rows.map(|row| Worse::Connector(row.kind, row.health())).collect();
        if let (Some(before), Some(issues)) = (&self.issues, issues) {
            let grown = issues.all.iter().filter(|issue| before.is_worse(issue));
            worse.extend(grown.map(|issue| Worse::Incident(Arc::clone(issue))));
        }
        worse
    }

    /// The same with what is known now: what is not known any more stays as it was.
    #[must_use]
    pub fn updated(&self, now: Self) -> Self {
        let connectors = now.connectors.iter().map(|(kind, health)| {
            let before = self.connectors.iter().find(|(of, _)| of == kind).map(|(_, health)| *health);
            (*kind, if *health == Health::Unknown { before.unwrap_or(*health) } else { *health })
        });
        let issues = match (self.issues.clone(), now.issues) {
            (Some(before), Some(now)) => Some(before.updated(now)),
            (before, now) => now.or(before),
        };
        Self { connectors: connectors.collect(), issues }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::*;
    use crate::domain::{
        connector::{Known, Member, connector},
        health::{Evidence, Moment, NotKnown},
        when::When,
    };

    const KIND: ConnectorKind = ConnectorKind::ApplePushNotificationServiceExpiration;

    fn now() -> DateTime<Utc> {
        When::parse("2026-03-10T12:00:00Z").instant().unwrap()
    }

    fn of(kind: ConnectorKind, known: Known) -> Connector {
        connector(kind, known, Moment { now: now(), read_at: Some(now()) })
    }

    /// A certificate that expires in so many days.
    fn row(days: i64) -> Connector {
        let date = Some(When::At(now() + TimeDelta::days(days)));
        let evidence = Evidence { date, ..Evidence::default() };
        let member = Member { id: "1".to_owned(), evidence, ..Member::default() };
        of(KIND, Known::Members { members: vec![member], incomplete: false })
    }

    fn unknown() -> Connector {
        of(KIND, Known::NotKnown(NotKnown::Offline))
    }

    fn issue(id: &str, classification: Classification) -> Arc<ServiceIssue> {
        Arc::new(ServiceIssue {
            id: id.to_owned(),
            title: String::new(),
            service: String::new(),
            feature: String::new(),
            classification,
            is_customers: false,
            status: String::new(),
            is_resolved: false,
            impact: String::new(),
            started: None,
            ended: None,
            updated: None,
            posts: Vec::new(),
        })
    }

    #[track_caller]
    fn check(before: Connector, after: Connector, expected: &[Health]) {
        let worse = Seen::now(&[before], None).worse(&[after], None);
        let expected: Vec<_> = expected.iter().map(|health| Worse::Connector(KIND, *health)).collect();
        assert_eq!(worse, expected);
    }

    #[test]
    fn only_what_needs_action_and_was_better_got_worse() {
        check(row(30), row(3), &[Health::Warning]);
        check(row(30), row(-1), &[Health::Unhealthy]);
        check(row(3), row(-1), &[Health::Unhealthy]);
        check(row(3), row(3), &[]);
        check(row(-1), row(3), &[]);
        check(row(3), row(30), &[]);
    }

    #[test]
    fn what_was_not_known_did_not_get_worse() {
        check(unknown(), row(-1), &[]);
        check(row(30), unknown(), &[]);
        assert_eq!(Seen::default().worse(&[row(-1)], read(WHOLE, &[&issue("IT1", Classification::Incident)]).as_ref()), []);
    }

    #[test]
    fn a_gap_does_not_hide_a_change() {
        let seen = Seen::now(&[row(30)], None).updated(Seen::now(&[unknown()], None));
        assert_eq!(seen.worse(&[row(-1)], None), [Worse::Connector(KIND, Health::Unhealthy)]);
        // And is told once.
        assert_eq!(seen.updated(Seen::now(&[row(-1)], None)).worse(&[row(-1)], None), []);
    }

    /// How a list was read.
    const WHOLE: Option<bool> = Some(true);
    const PART: Option<bool> = Some(false);
    const NOT: Option<bool> = None;

    fn read(how: Option<bool>, issues: &[&Arc<ServiceIssue>]) -> Option<Issues> {
        let issues: Vec<_> = issues.iter().copied().cloned().collect();
        how.map(|is_whole| Issues::of(&[&issues], is_whole))
    }

    /// The ids that are told after these readings, each compared with all before it.
    #[track_caller]
    fn check_told(readings: &[Option<Issues>], expected: &[&str]) {
        let mut told = Vec::new();
        let mut seen = Seen::now(&[], readings[0].as_ref());
        for reading in &readings[1..] {
            told.extend(seen.worse(&[], reading.as_ref()));
            seen = seen.updated(Seen::now(&[], reading.as_ref()));
        }
        let ids = |worse: &Worse| match worse {
            Worse::Incident(issue) => issue.id.clone(),
            Worse::Connector(..) => String::new(),
        };
        assert_eq!(told.iter().map(ids).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_new_incident_is_worse_and_so_is_an_advisory_that_became_one() {
        let [advisory, incident] = [Classification::Advisory, Classification::Incident].map(|of| issue("IT1", of));
        check_told(&[read(WHOLE, &[]), read(WHOLE, &[&incident]), read(WHOLE, &[&incident])], &["IT1"]);
        check_told(&[read(WHOLE, &[&advisory]), read(WHOLE, &[&incident])], &["IT1"]);
        check_told(&[read(WHOLE, &[]), read(WHOLE, &[&advisory])], &[]);
        // Not read is not empty.
        check_told(&[read(NOT, &[]), read(WHOLE, &[&incident])], &[]);
        check_told(&[read(WHOLE, &[&incident]), read(NOT, &[]), read(WHOLE, &[&incident])], &[]);
        check_told(&[read(WHOLE, &[]), read(NOT, &[]), read(WHOLE, &[&incident])], &["IT1"]);
    }

    #[test]
    fn an_incident_that_becomes_an_interruption_is_worse_and_an_advisory_is_not() {
        let of = |classification, status: &str| {
            Arc::new(ServiceIssue { status: status.to_owned(), ..(*issue("IT1", classification)).clone() })
        };
        let (incident, stands_still) =
            (of(Classification::Incident, "serviceDegradation"), of(Classification::Incident, "serviceInterruption"));
        check_told(&[read(WHOLE, &[&incident]), read(WHOLE, &[&stands_still]), read(WHOLE, &[&incident])], &["IT1"]);
        check_told(&[read(WHOLE, &[&stands_still]), read(WHOLE, &[&stands_still])], &[]);
        let advisory = of(Classification::Advisory, "serviceInterruption");
        check_told(&[read(WHOLE, &[]), read(WHOLE, &[&advisory])], &[]);
    }

    #[test]
    fn a_list_that_was_read_in_part_tells_what_is_new_and_forgets_nothing() {
        let [one, other] = ["IT1", "IT2"].map(|id| issue(id, Classification::Incident));
        check_told(&[read(WHOLE, &[&one]), read(PART, &[&other])], &["IT2"]);
        check_told(&[read(WHOLE, &[&one]), read(PART, &[&other]), read(WHOLE, &[&one, &other])], &["IT2"]);
        check_told(&[read(WHOLE, &[&one]), read(PART, &[]), read(PART, &[&one])], &[]);
        // What the first part did not hold may have been there.
        check_told(&[read(PART, &[&one]), read(WHOLE, &[&one, &other])], &[]);
        check_told(&[read(PART, &[]), read(PART, &[&one]), read(WHOLE, &[&one])], &[]);
        check_told(&[read(PART, &[]), read(WHOLE, &[]), read(WHOLE, &[&one])], &["IT1"]);
        let milder = issue("IT1", Classification::Advisory);
        check_told(&[read(PART, &[&milder]), read(PART, &[&one])], &["IT1"]);
    }

    #[test]
    fn an_issue_that_stands_in_two_lists_is_one() {
        let one = issue("IT1", Classification::Incident);
        let both = Issues::of(&[&[Arc::clone(&one)], &[Arc::clone(&one)]], true);
        assert_eq!(Seen::now(&[], read(WHOLE, &[]).as_ref()).worse(&[], Some(&both)), [Worse::Incident(one)]);
    }
}
